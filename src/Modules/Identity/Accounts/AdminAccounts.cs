// What `cartwright admin` does beside the data: makes an administrator, and gives an account back to its owner.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>What became of an account.</summary>
/// <param name="Email">Its address.</param>
/// <param name="Made">Whether it is new.</param>
/// <param name="Link">Where its password is set, once and within an hour; null where it has one.</param>
public sealed record AdminOutcome(string Email, bool Made, string? Link);

/// <summary>
/// Writes to Identity's tables, beside a running shop or without one: the shop hears of ended tokens within a second, and carries the
/// events. Nothing of Identity is kept in a shop's memory but revocations.
/// </summary>
/// <param name="database">Identity's, open and of this version.</param>
/// <param name="url">Where the pages are.</param>
/// <param name="seals">The shop's key for links in mails.</param>
public sealed class AdminAccounts(Database database, string url, SealedText seals, IIds ids, TimeProvider clock)
{
    private readonly PasswordLinks links = new(url, seals, ids);
    private readonly RevocationList nobodyHere = new(clock);

    /// <summary>The module's migrations.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } = Migration.From(typeof(AdminAccounts).Assembly);

    /// <summary>
    /// A new account that is an administrator; with <paramref name="promote"/> also an existing one becomes it, whose password stays.
    /// Refused with <c>validation_failed</c>, <c>email_taken</c>, <c>account_disabled</c>, <c>account_erased</c>, <c>email_unconfirmed</c>.
    /// </summary>
    /// <param name="email">The account's.</param>
    /// <param name="name">How the shop addresses a new administrator.</param>
    /// <param name="password">Of a new account; null gives a link instead.</param>
    /// <param name="promote">The explicit word.</param>
    public async Task<Outcome<AdminOutcome>> Create(string email, string name, string? password, bool promote)
    {
        var check = new Check().Email("email", email).Text("name", name);
        if ((password is null ? check : check.NewPassword("password", password, email)).Refused is { } refused)
        {
            return refused;
        }

        var kept = password is null ? Passwords.Nobody : Passwords.Hash(password, ids.Secret(16));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<AdminOutcome>>(async transaction =>
        {
            if (await UserStore.ByEmail(transaction, email) is { } found)
            {
                return await Promote(transaction, found, promote);
            }

            var account = new Account(
                ids.Next(),
                Account.Normalise(email),
                name.Trim(),
                ["customer", "admin"],
                null,
                [],
                kept,
                now,
                0,
                false
            );
            await UserStore.Insert(transaction, account);
            await transaction.Publish(
                Topics.UserRegistered,
                account.UserId,
                new UserFacts(account.UserId, account.Email, account.Name, null, now)
            );
            return new AdminOutcome(
                account.Email,
                Made: true,
                password is null ? await links.Make(transaction, account.UserId, now) : null
            );
        });
    }

    /// <summary>
    /// Gives an account back: the present password, the second factor, all sessions and all access tokens end at once.
    /// Refused with <c>validation_failed</c>,
    /// <c>user_not_found</c>, <c>account_erased</c>, and without <paramref name="enable"/> with <c>account_disabled</c>.
    /// </summary>
    /// <param name="email">The account's.</param>
    /// <param name="password">The new one; null gives a link instead.</param>
    /// <param name="enable">Whether a disabled account is opened.</param>
    public async Task<Outcome<AdminOutcome>> Reset(string email, string? password, bool enable)
    {
        if (password is not null && new Check().NewPassword("password", password, email).Refused is { } refused)
        {
            return refused;
        }

        var kept = password is null ? Passwords.Nobody : Passwords.Hash(password, ids.Secret(16));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<AdminOutcome>>(async transaction =>
        {
            if (
                await UserStore.ByEmail(transaction, email) is not { } found
                || await UserStore.Hold(transaction, found.UserId) is not { } account
            )
            {
                return Refusal.NotFound(
                    "user_not_found",
                    $"There is no account with the address {email}. Make an administrator: cartwright admin create --email {email}"
                );
            }

            if (account.IsErased)
            {
                return Account.WasErased;
            }

            if (account.Disabled && !enable)
            {
                return Refusal.Conflict("account_disabled", "The account is disabled. Say --enable to open it as well.");
            }

            await UserStore.SetDisabled(transaction, account.UserId, null);
            await SecondFactorStore.RemoveSince(transaction, account.UserId, 0);
            await NewPassword.Set(transaction, nobodyHere, links, account, kept, now, exceptSession: null);
            return new AdminOutcome(
                account.Email,
                Made: false,
                password is null ? await links.Make(transaction, account.UserId, now) : null
            );
        });
    }

    private async ValueTask<Outcome<AdminOutcome>> Promote(Transaction transaction, Account account, bool promote)
    {
        if (!promote)
        {
            return Refusal.Conflict(
                "email_taken",
                "There is an account with this address. Say --promote to make it an administrator; its password stays."
            );
        }

        if (account.IsErased)
        {
            return Account.WasErased;
        }

        if (account.Disabled)
        {
            return Refusal.Conflict(
                "account_disabled",
                $"The account is disabled. Open it first: cartwright admin reset --email {account.Email} --enable"
            );
        }

        // Whoever registered the address need not be who reads its mails, and the password would stay the one that he chose.
        if (StaffRules.Begins(account, ["admin"]) is not null)
        {
            return Refusal.Conflict(
                "email_unconfirmed",
                $"Nobody has confirmed that mails to {account.Email} reach whoever has the account. Give the account to its owner first, by the link of: "
                    + $"cartwright admin reset --email {account.Email}"
            );
        }

        if (!account.IsOwner)
        {
            var owner = account with { Roles = [.. account.Roles.Where(role => role != "staff"), "admin"], Permissions = default };
            await StaffStore.Save(transaction, account, owner, "cartwright admin", ids.Next(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return new AdminOutcome(account.Email, Made: false, null);
    }
}
