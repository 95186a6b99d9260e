// POST /api/auth/email/verify and …/email/stop: what the links of such mails do.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Token">From the link.</param>
internal sealed record EmailLinkBody(string Token);

internal sealed class ConfirmEmail(
    [FromKeyedServices("identity")] Database database,
    PasswordLinks passwords,
    RevocationList revocations,
    TimeProvider clock
)
{
    private const int TokenCharsMax = 200;

    /// <summary>
    /// Confirms the account's address, gives it the new one, or makes the account of a registration. Refused with <c>link_invalid</c>
    /// whether the link is unknown, used, expired, void, or its account shut; and with <c>email_taken</c> when the address has become
    /// another account's, which whoever reads its mails may know.
    /// </summary>
    public async Task<Outcome<bool>> Verify(EmailLinkBody body)
    {
        if (new Check().Text("token", body.Token, TokenCharsMax).Refused is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<bool>>(async transaction =>
            await EmailStore.UseConfirming(transaction, body.Token, now) is { } link ? await Confirm(transaction, link, now)
            : await EmailStore.UseRegistration(transaction, body.Token, now) is { } registration
                ? await Make(transaction, registration.ToAccount(now), now)
            : EmailLinks.Invalid
        );
    }

    /// <summary>
    /// The account keeps or gets back the address to which the link went. Whoever asked for the change knew the password, so that it is
    /// void, with all sessions and with a second factor that came since; a mail brings the link to set another. Refused with
    /// <c>link_invalid</c>.
    /// </summary>
    public async Task<Outcome<bool>> Stop(EmailLinkBody body)
    {
        if (new Check().Text("token", body.Token, TokenCharsMax).Refused is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<bool>>(async transaction =>
        {
            if (
                await EmailStore.UseStopping(transaction, body.Token, now) is not { } link
                || await UserStore.Hold(transaction, link.UserId) is not { Disabled: false } account
            )
            {
                return EmailLinks.Invalid;
            }

            if (account.Email != link.Email)
            {
                if (await UserStore.ByEmail(transaction, link.Email) is { } other && other.UserId != account.UserId)
                {
                    return EmailLinks.Invalid;
                }

                // Whoever opens the link reads the mails of the address.
                await UserStore.SetEmail(transaction, account.UserId, link.Email, now);
            }

            var back = account with { Email = link.Email };
            await EmailStore.VoidSince(transaction, account.UserId, link.MadeMs);
            await UserStore.SetPassword(transaction, account.UserId, Passwords.Nobody);
            await SecondFactorStore.VoidChallenges(transaction, account.UserId);
            await SessionStore.EndAllSessions(transaction, revocations, account.UserId, now);
            await SecondFactorStore.RemoveSince(transaction, account.UserId, link.MadeMs);
            var page = await passwords.Make(transaction, account.UserId, now);
            await passwords.Mail(transaction, back, SendResetLinks.Template, page, now);
            return true;
        });
    }

    private async ValueTask<Outcome<bool>> Confirm(Transaction transaction, EmailLink link, long now)
    {
        if (await UserStore.Hold(transaction, link.UserId) is not { Disabled: false } account)
        {
            return EmailLinks.Invalid;
        }

        if (link.Kind == EmailStore.Change)
        {
            if (
                (await UserStore.ByEmail(transaction, link.Email) is { } other && other.UserId != account.UserId)
                || await EmailStore.IsKept(transaction, link.Email, now, account.UserId)
            )
            {
                return Register.Taken;
            }

            // Tokens have the address in them, and older links went to the older one.
            await SessionStore.EndTokens(transaction, revocations, account.UserId, now);
            await RecoveryStore.VoidLinks(transaction, account.UserId);
        }
        else if (account.Email != link.Email)
        {
            return EmailLinks.Invalid;
        }

        await UserStore.SetEmail(transaction, account.UserId, link.Email, now);
        await EmailStore.VoidConfirming(transaction, account.UserId);
        await EmailStore.ForgetRegistrations(transaction, link.Email);
        await Tell(transaction, account with { Email = link.Email, VerifiedMs = now }, now);
        return true;
    }

    private static async ValueTask<Outcome<bool>> Make(Transaction transaction, Account account, long now)
    {
        // Of two who registered with one address, whoever confirmed first has it; and what another may get back is not given away.
        if (await EmailStore.IsKept(transaction, account.Email, now) || !await UserStore.Insert(transaction, account))
        {
            return EmailLinks.Invalid;
        }

        await EmailStore.ForgetRegistrations(transaction, account.Email);
        await transaction.Publish(Topics.UserRegistered, account.UserId, account.ToFacts(now));
        await Tell(transaction, account, now);
        return true;
    }

    private static ValueTask Tell(Transaction transaction, Account account, long now) =>
        transaction.Publish(Topics.UserEmailVerified, account.UserId, account.ToFacts(now));
}
