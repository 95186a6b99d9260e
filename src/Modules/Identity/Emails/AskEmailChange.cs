// POST /api/users/me/email and …/email/verification: a link to the new address, or to the present one.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Email">The new address.</param>
/// <param name="Password">The present password.</param>
/// <param name="Proof">In its place: of the password or a passkey, in this session.</param>
internal sealed record EmailBody(string Email, string? Password = null, string? Proof = null);

/// <param name="Detail">What happens now.</param>
internal sealed record EmailReply(string Detail);

internal sealed class AskEmailChange(
    [FromKeyedServices("identity")] Database database,
    OwnerProof owner,
    EmailLinks links,
    TimeProvider clock
)
{
    private static readonly Refusal TooMany = new(
        RefusalKind.TooMany,
        "too_many_mails",
        "The account has asked for several such mails within the hour. Look for them, or try again later."
    )
    {
        RetryAfterSeconds = 3600,
    };

    internal static readonly EmailReply Asked = new(
        "A mail with a link is on its way to the new address, good for a day. The address changes when the link is opened; the present one is told."
    );

    internal static readonly EmailReply Sent = new(
        "A mail with a link is on its way to your address. The link is good once and for a day."
    );

    /// <summary>
    /// The answer is the same whether the new address is free or another account's, whose owner hears of it. Refused with
    /// <c>too_many_mails</c>, and as <see cref="OwnerProof.Ask"/>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<EmailReply>> Change(Caller caller, EmailBody body, string network)
    {
        var email = Account.Normalise(body.Email);
        if (new Check().Email("email", email).Refused is { } refused)
        {
            return refused;
        }

        if (!(await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out refused))
        {
            return refused;
        }

        var account = proven.Account;

        if (email == account.Email)
        {
            return new Check().That(false, "email", "is the address of your account already").Refused!;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<EmailReply>>(async transaction =>
        {
            if (await owner.Still(transaction, proven) is { } no)
            {
                return no;
            }

            if (!await EmailLinks.Counts(transaction, "email:change:" + account.UserId, EmailLinks.MailboxMax, now))
            {
                return TooMany;
            }

            if (await UserStore.ByEmail(transaction, email) is { } other && other.UserId != account.UserId)
            {
                await EmailStore.VoidConfirming(transaction, account.UserId);
                if (!other.Disabled && await EmailLinks.Counts(transaction, "forgot:mailbox:" + other.UserId, EmailLinks.MailboxMax, now))
                {
                    await links.TellExists(transaction, other, now);
                }
            }
            else
            {
                await links.Change(transaction, account, email, now);
            }

            await links.TellOld(transaction, account, now);
            return Asked;
        });
    }

    /// <summary>Another link for the present address; what is verified already stays so.</summary>
    public Task<Outcome<EmailReply>> Verification(Caller caller)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return database.Write<Outcome<EmailReply>>(async transaction =>
        {
            if (await UserStore.Hold(transaction, caller.UserId) is not { } account)
            {
                return Refusal.NotFound("user_not_found", "There is no such user.");
            }

            if (account.IsErased)
            {
                return Account.WasErased;
            }

            if (account.VerifiedMs is not null)
            {
                return Refusal.Conflict("email_verified", "The address of your account is confirmed already.");
            }

            if (!await EmailLinks.Counts(transaction, "email:verify:" + account.UserId, EmailLinks.MailboxMax, now))
            {
                return TooMany;
            }

            await links.Verify(transaction, account, now);
            return Sent;
        });
    }
}
