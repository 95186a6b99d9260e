// Links that set a password: made for one account, or for the first administrator of a shop that has none. Good once and for an hour.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>Makes links and uses them up; of a link's token only the hash is kept.</summary>
/// <param name="url">Where the pages are (<see cref="ShopUrl"/>).</param>
internal sealed class PasswordLinks(string url, SealedText seals, IIds ids) : IFarewell
{
    private const string Erased = "account_erased";

    /// <summary>The one answer to tokens that are unknown, used, or expired.</summary>
    public static readonly Refusal Invalid = Refusal.Invalid(
        "link_invalid",
        "The link does not hold, or not any more: it is good once and for an hour. Ask for another."
    );

    /// <summary>The page that asks for a link.</summary>
    public string ForgotPage => url + "/forgot-password";

    /// <summary>The page to sign in at.</summary>
    public string SignInPage => url + "/sign-in";

    /// <summary>A new link for the account. Older ones of it are void.</summary>
    /// <param name="life">How long it holds; null: as long as somebody looks for a mail that he waits for.</param>
    public async ValueTask<string> Make(Transaction transaction, string userId, long nowMs, TimeSpan? life = null)
    {
        await RecoveryStore.VoidLinks(transaction, userId);
        var token = ids.Secret();
        await RecoveryStore.AddLink(transaction, token, userId, nowMs + (long)(life ?? Limits.PasswordLinkLife).TotalMilliseconds);
        return $"{url}/reset-password?token={token}";
    }

    /// <summary>
    /// A link for whoever shall be the first administrator; the path and query of it, because whoever prints it knows the address.
    /// </summary>
    public async ValueTask<string> MakeFirst(Transaction transaction, long nowMs)
    {
        var token = ids.Secret();
        await RecoveryStore.AddLink(transaction, token, null, nowMs + Life);
        return "/first-administrator?token=" + token;
    }

    /// <summary>
    /// Asks Notifications for a mail. The link in it is sealed: outbox, broker, inbox and mailbox hold what only the sending can open.
    /// </summary>
    public async ValueTask Mail(Transaction transaction, Account account, string template, string link, long nowMs)
    {
        var bare = new AccountNotification(
            account.UserId,
            ids.Next(),
            template,
            account.Email,
            account.Name,
            string.Empty,
            nowMs,
            Language: account.Language
        );
        await transaction.Publish(Topics.AccountNotification, account.UserId, bare with { SealedLink = seals.Seal(bare.Purpose, link) });
    }

    /// <summary>Asks for a mail about where the vendor's money goes, with a link to the page that shows it.</summary>
    /// <param name="request">The same for every repetition of one change.</param>
    public async ValueTask TellVendor(Transaction transaction, Account account, string request, string template, VendorAccountFacts facts)
    {
        var bare = new AccountNotification(
            account.UserId,
            request,
            template,
            account.Email,
            account.Name,
            string.Empty,
            facts.AtUnixMs,
            facts,
            account.Language
        );
        await transaction.Publish(
            Topics.AccountNotification,
            account.UserId,
            bare with
            {
                SealedLink = seals.Seal(bare.Purpose, url + "/admin/payouts"),
            }
        );
    }

    /// <summary>Asks for the mail about a step of an application, with a link to the page that shows it.</summary>
    /// <param name="request">The same for every repetition of one step.</param>
    public async ValueTask TellApplicant(Transaction transaction, Account account, string request, VendorApplicationFacts facts)
    {
        var bare = new AccountNotification(
            account.UserId,
            request,
            "seller_" + facts.State,
            account.Email,
            account.Name,
            string.Empty,
            facts.AtUnixMs,
            Language: account.Language ?? facts.Language,
            Note: facts.Text
        );
        await transaction.Publish(
            Topics.AccountNotification,
            account.UserId,
            bare with
            {
                SealedLink = seals.Seal(bare.Purpose, url + "/sell"),
            }
        );
    }

    /// <inheritdoc/>
    public async ValueTask Mail(Transaction transaction, string userId, string email, string name, string? language, long nowMs)
    {
        var bare = new AccountNotification(userId, ids.Next(), Erased, email, name, string.Empty, nowMs, Language: language);
        await transaction.Publish(Topics.AccountNotification, userId, bare with { SealedLink = seals.Seal(bare.Purpose, url + "/") });
    }

    private static long Life => (long)Limits.PasswordLinkLife.TotalMilliseconds;
}
