// POST /api/auth/email/verify and …/email/stop: what the links of such mails do.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Token">From the link.</param>
internal sealed record EmailLinkBody(string Token);

/// <param name="Token">From the link.</param>
/// <param name="BrowserToken">From the answer to the registration, in the browser that registered.</param>
/// <param name="Password">A password of whoever opens the link, for whom has neither that nor a session of the account.</param>
/// <param name="Name">With it, how the shop addresses him.</param>
internal sealed record VerifyEmailBody(string Token, string? BrowserToken = null, string? Password = null, string? Name = null);

/// <summary>
/// A mail can be asked for with anybody's address. Whoever opens its link has shown to read the mailbox, and not to be who gave the
/// address: somebody who gave another's must not have an account with it because its owner has pressed a button.
/// </summary>
internal sealed class ConfirmEmail(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    PasswordLinks passwords,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    private const int TokenCharsMax = 200;

    private static readonly Refusal Unknown = Refusal.Conflict(
        "new_password_needed",
        "The link holds, and the account was asked for elsewhere: in another browser, or by somebody else. Send password and name with the token: they are the account's then, "
            + "and nothing that was set before holds. Or, if the account is yours, sign in to it and send the token again."
    );
    private static readonly Refusal NotYours = Refusal.Conflict(
        "sign_in_needed",
        "The link holds, and is for whoever is signed in to the account that asked for it. Sign in to it and send the token again; if you asked for nothing, ignore the mail."
    );

    /// <summary>
    /// Confirms the account's address, gives it the new one, or makes the account of a registration. Whoever has its session (or the
    /// browser that registered) confirms what he set up himself; a change of address nobody else does. Others who read the mail are
    /// refused with <c>new_password_needed</c>, and with a password of their own have the account without anything that was set up
    /// before; of staff with <c>sign_in_needed</c>, as with a change. Then the link still holds. Refused with <c>link_invalid</c> whether
    /// the link is unknown, used, expired, void, or its account shut; and with <c>email_taken</c> when the address has become another
    /// account's, which whoever reads its mails may know.
    /// </summary>
    /// <param name="caller">Who is signed in, or null.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Verify(Caller? caller, VerifyEmailBody body, string network)
    {
        var check = new Check().Text("token", body.Token, TokenCharsMax).Text("name", body.Name);
        if (body.Password is { } wished)
        {
            check.NewPassword("password", wished, null).Required("name", body.Name);
        }

        if (check.Refused is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!await database.Read(sql => EmailStore.IsConfirming(sql, body.Token, now)))
        {
            return EmailLinks.Invalid;
        }

        NewOwner? owner = null;
        if (body.Password is { } password)
        {
            if (!(await lane.Hash(password, ids.Secret(16), LanePlace.Open(network))).Is(out var kept, out refused))
            {
                return refused;
            }

            owner = new NewOwner(body.Name!.Trim(), password, kept);
        }

        return await database.Write<Outcome<bool>>(async transaction =>
            await EmailStore.UseConfirming(transaction, body.Token, now) is { } link ? await Confirm(transaction, link, caller, owner, now)
            : await EmailStore.UseRegistration(transaction, body.Token, now) is not { } registration ? EmailLinks.Invalid
            : registration.IsOf(body.BrowserToken) ? await Make(transaction, registration.ToAccount(now), now)
            : owner is null ? Unknown
            : owner.Refuses(registration.Email) is { } like ? like
            : await Make(transaction, owner.Of(registration.ToAccount(now)), now)
        );
    }

    /// <summary>
    /// The account keeps or gets back the address to which the link went. Whoever asked for the change knew the password, so that it is
    /// void, with all sessions and with a second factor that came since or in the week before; a mail brings the link to set another.
    /// Refused with <c>link_invalid</c>.
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

            // A passkey can be what the thief set up first; and the owner, who reads this mail, sets his up anew.
            await SecondFactorStore.RemoveSince(transaction, account.UserId, link.MadeMs - (long)Limits.StopLinkLife.TotalMilliseconds);
            var page = await passwords.Make(transaction, account.UserId, now);
            await passwords.Mail(transaction, back, SendResetLinks.Template, page, now);
            return true;
        });
    }

    private async ValueTask<Outcome<bool>> Confirm(Transaction transaction, EmailLink link, Caller? caller, NewOwner? owner, long now)
    {
        if (await UserStore.Hold(transaction, link.UserId) is not { Disabled: false } account)
        {
            return EmailLinks.Invalid;
        }

        var isMine = caller?.UserId == account.UserId;
        if (link.Kind == EmailStore.Change)
        {
            if (!isMine)
            {
                return NotYours;
            }

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
        else if (!isMine)
        {
            if (account.IsStaff || account.VerifiedMs is not null)
            {
                return NotYours;
            }

            if (owner is null)
            {
                return Unknown;
            }

            if (owner.Refuses(account.Email) is { } like)
            {
                return like;
            }

            account = owner.Of(account);
            await TakeOver(transaction, account, now);
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

    // Whoever gave the address before it was confirmed may be anybody: of what he set up nothing is left.
    private async ValueTask TakeOver(Transaction transaction, Account account, long now)
    {
        await NewPassword.Set(transaction, revocations, passwords, account, account.Password, now, exceptSession: null);
        await SecondFactorStore.RemoveSince(transaction, account.UserId, 0);
        await EmailStore.VoidSince(transaction, account.UserId, 0);
        await AddressStore.RemoveAll(transaction, account.UserId);
        await UserStore.SetProfile(transaction, account.UserId, account.Name, account.Addresses, account.Language);
    }

    private static ValueTask Tell(Transaction transaction, Account account, long now) =>
        transaction.Publish(Topics.UserEmailVerified, account.UserId, account.ToFacts(now));

    /// <summary>Whoever opens the link, where another may have given the address.</summary>
    /// <param name="Kept">The password's hash.</param>
    private sealed record NewOwner(string Name, string Password, string Kept)
    {
        /// <summary>The account in his hands: nothing in it comes from anybody else.</summary>
        public Account Of(Account account) => account with { Name = Name, Password = Kept, Addresses = [] };

        public Refusal? Refuses(string email) => new Check().NewPassword("password", Password, email).Refused;
    }
}
