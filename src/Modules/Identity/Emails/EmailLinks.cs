// Links that confirm an address or stop its change, and the mails they go out with: sealed as links that set a password are.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>Makes links and asks for their mails; of a link's token only the hash is kept.</summary>
/// <param name="url">Where the pages are.</param>
internal sealed class EmailLinks(string url, PasswordLinks mails, IIds ids)
{
    /// <summary>Mails that a mailbox gets within an hour for what strangers can ask.</summary>
    public const int MailboxMax = SendResetLinks.MailboxRequestsMax;

    private const string VerifyTemplate = "email_verify";
    private const string ChangeTemplate = "email_change";
    private const string StopTemplate = "email_change_asked";
    private const string ExistsTemplate = "account_exists";
    private const long HourMs = 3_600_000;

    /// <summary>The one answer to tokens that are unknown, used, or expired.</summary>
    public static readonly Refusal Invalid = Refusal.Invalid(
        "link_invalid",
        "The link does not hold, or not any more: it is good once and for a while. Ask for another."
    );

    /// <summary>To the account's own address: a link that confirms it. Older ones are void.</summary>
    public async ValueTask Verify(Transaction transaction, Account account, long nowMs)
    {
        await EmailStore.VoidConfirming(transaction, account.UserId);
        await Send(transaction, account, new(account.UserId, EmailStore.Verify, account.Email, nowMs), VerifyTemplate, nowMs);
    }

    /// <summary>To the address of somebody who registers; false when another process was first.</summary>
    public async ValueTask<bool> Verify(Transaction transaction, Registration registration, long nowMs)
    {
        var token = ids.Secret();
        if (!await EmailStore.SetLink(transaction, registration.UserId, token))
        {
            return false;
        }

        await mails.Mail(transaction, registration.ToAccount(nowMs), VerifyTemplate, VerifyPage(token), nowMs);
        return true;
    }

    /// <summary>To the new address: a link that makes it the account's. Older ones are void.</summary>
    public async ValueTask Change(Transaction transaction, Account account, string email, long nowMs)
    {
        await EmailStore.VoidConfirming(transaction, account.UserId);
        await Send(
            transaction,
            account with
            {
                Email = email,
            },
            new(account.UserId, EmailStore.Change, email, nowMs),
            ChangeTemplate,
            nowMs
        );
    }

    /// <summary>To the present address: that it shall change, and a link that stops it, also afterwards.</summary>
    public async ValueTask TellOld(Transaction transaction, Account account, long nowMs)
    {
        var token = ids.Secret();
        await EmailStore.AddLink(
            transaction,
            token,
            new(account.UserId, EmailStore.Stop, account.Email, nowMs),
            nowMs + (long)Limits.StopLinkLife.TotalMilliseconds
        );
        await mails.Mail(transaction, account, StopTemplate, $"{url}/stop-email-change?token={token}", nowMs);
    }

    /// <summary>To an account whose address somebody gave as his own: that it has an account already.</summary>
    public ValueTask TellExists(Transaction transaction, Account account, long nowMs) =>
        mails.Mail(transaction, account, ExistsTemplate, mails.ForgotPage, nowMs);

    /// <summary>Counts one more within the hour that begins with the first; whether that is within the bound.</summary>
    public static async ValueTask<bool> Counts(Transaction transaction, string subject, int max, long nowMs)
    {
        var before = await SessionStore.TriesOf(transaction, subject);
        var tries = nowMs - before.LastMs >= HourMs ? new Tries(1, nowMs, 0) : before with { Count = before.Count + 1 };
        await SessionStore.SetTries(transaction, subject, tries);
        return tries.Count <= max;
    }

    private async ValueTask Send(Transaction transaction, Account to, EmailLink link, string template, long nowMs)
    {
        var token = ids.Secret();
        await EmailStore.AddLink(transaction, token, link, nowMs + (long)Limits.EmailLinkLife.TotalMilliseconds);
        await mails.Mail(transaction, to, template, VerifyPage(token), nowMs);
    }

    private string VerifyPage(string token) => $"{url}/verify-email?token={token}";
}
