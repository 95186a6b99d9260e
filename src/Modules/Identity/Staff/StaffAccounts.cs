// Who works for the shop: the list, invitations, and what each may do. A change ends the account's access tokens within a second in every
// process; the next refresh gives one with what is true then.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

internal sealed class StaffAccounts(
    [FromKeyedServices("identity")] Database database,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    /// <summary>The wording of the mail.</summary>
    public const string Template = "staff_invitation";

    private static readonly Refusal OwnerHasAll = Refusal.Conflict(
        "owner_has_all",
        "An owner may do everything. Take the role admin away first: PUT /api/users/{user_id}/roles."
    );

    /// <summary>Owners and staff, newest first.</summary>
    public async Task<Outcome<Page<StaffBody>>> List(PageRequest page)
    {
        const string Purpose = "staff";
        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return refused;
        }

        var rows = await database.Read(sql => UserStore.Staff(sql, after?[0], page.Limit + 1));
        return page.Page(Purpose, rows, StaffBody.Of, account => [account.UserId]);
    }

    /// <summary>What an account may do. Refused with <c>user_not_found</c>.</summary>
    public async Task<Outcome<StaffBody>> Get(string userId) =>
        await database.Read(sql => UserStore.ById(sql, userId)) is { } account ? StaffBody.Of(account) : StaffRules.NotFound;

    /// <summary>
    /// Sets what an account may do; whoever gets the first permission becomes staff, and whoever loses the last one is none any more.
    /// Refused with <c>validation_failed</c>, <c>user_not_found</c>, <c>own_permissions</c>, <c>owner_only</c>, <c>owner_has_all</c>,
    /// <c>permission_beyond_yours</c>, <c>version_mismatch</c>, <c>account_erased</c>, <c>email_unconfirmed</c>. The same again changes
    /// nothing.
    /// </summary>
    /// <param name="expected">The version that the caller has seen, or null.</param>
    public async Task<Outcome<StaffBody>> Set(Caller by, string userId, PermissionsAskBody body, long? expected)
    {
        if (Wanted(new Check(), body.Permissions).Refused is { } faulty)
        {
            return faulty;
        }

        var wanted = PermissionSet.Known(body.Permissions);
        return await database.Write<Outcome<StaffBody>>(async transaction =>
        {
            if (!(await Hold(transaction, by, userId)).Is(out var held, out var refused))
            {
                return refused;
            }

            var (mine, account) = held;
            if (account.IsErased)
            {
                return Account.WasErased;
            }

            if ((expected ?? body.Version) is { } seen && seen != account.PermissionsVersion)
            {
                return Conditional.VersionMismatch(account.PermissionsVersion);
            }

            if ((Refuses(by, mine, account, wanted) ?? StaffRules.Begins(account, wanted.Count == 0 ? [] : ["staff"])) is { } no)
            {
                return no;
            }

            return StaffBody.Of(await Save(transaction, by, account, wanted));
        });
    }

    /// <summary>
    /// Makes whoever has the address staff, and mails a link. An account whose owner has not shown that mails reach him is made safe first:
    /// whoever registered somebody else's address must not be invited in his place. Refused as <see cref="Set"/>, and with
    /// <c>account_disabled</c>, <c>already_staff</c> and <c>email_taken</c>.
    /// </summary>
    public async Task<Outcome<StaffBody>> Invite(Caller by, InviteBody body)
    {
        var check = new Check()
            .Email("email", body.Email.Trim())
            .Text("name", body.Name)
            .OneOf("preset", body.Preset, [.. Permissions.Presets.Select(one => one.Name)])
            .That(body.Preset is null != body.Permissions is null, "permissions", "or preset must be given, and one of them")
            .That(body.Permissions is not { Count: 0 }, "permissions", "must not be empty");
        if (Wanted(check, body.Permissions ?? []).Refused is { } faulty)
        {
            return faulty;
        }

        var owner = body.Preset == "owner";
        var wanted = body.Permissions is { } named
            ? PermissionSet.Known(named)
            : Permissions.Presets.First(one => one.Name == body.Preset).Permissions;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<StaffBody>>(async transaction =>
        {
            var found = await UserStore.ByEmail(transaction, body.Email);
            if (found is null)
            {
                // An address that its owner may still get back by the link that stops a change is nobody else's meanwhile.
                if (await EmailStore.IsKept(transaction, Account.Normalise(body.Email), now))
                {
                    return Register.Taken;
                }

                var mine = Mine(await UserStore.ById(transaction, by.UserId), by);
                var account = New(body, now);
                if ((owner && !by.IsAdmin ? StaffRules.OwnerOnly : StaffRules.Beyond(mine, wanted)) is { } beyond)
                {
                    return beyond;
                }

                await UserStore.Insert(transaction, account);
                await transaction.Publish(
                    Topics.UserRegistered,
                    account.UserId,
                    new UserFacts(account.UserId, account.Email, account.Name, null, now)
                );
                return await Invited(transaction, by, account, wanted, owner, now);
            }

            if (!(await Hold(transaction, by, found.UserId)).Is(out var held, out var refused))
            {
                return refused;
            }

            if (held.Account.IsErased)
            {
                return Account.WasErased;
            }

            if (held.Account.Disabled)
            {
                return Refusal.Conflict("account_disabled", "There is a disabled account with this address. Open it first.");
            }

            if (owner && !by.IsAdmin)
            {
                return StaffRules.OwnerOnly;
            }

            if (Refuses(by, held.Mine, held.Account, wanted) is { } no)
            {
                return no;
            }

            // One that waits for its first password may be invited again: the mail was lost, or the link is old.
            if (held.Account.WorksHere && held.Account.Password != Passwords.Nobody)
            {
                return Refusal.Conflict("already_staff", "Whoever has this address is staff already. Change the permissions there.") with
                {
                    Facts = new() { ["user_id"] = held.Account.UserId },
                };
            }

            return await Invited(transaction, by, held.Account, wanted, owner, now);
        });
    }

    /// <summary>What was changed of what an account may do, newest first.</summary>
    public async Task<Outcome<Page<PermissionChangeBody>>> Changes(string userId, PageRequest page)
    {
        var purpose = "permission-changes\n" + userId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return refused;
        }

        var rows = await database.Read(sql => StaffStore.Changes(sql, userId, after?[0], page.Limit + 1));
        return page.Page(purpose, rows, Told, change => [change.Id]);
    }

    // An invited account without a password of its own, or one that might be somebody else's, gets its password by the link alone.
    private async ValueTask<Outcome<StaffBody>> Invited(
        Transaction transaction,
        Caller by,
        Account account,
        PermissionSet wanted,
        bool owner,
        long now
    )
    {
        var changed = owner ? await SaveOwner(transaction, by, account) : await Save(transaction, by, account, wanted);
        var link = links.SignInPage;
        if (account.Password == Passwords.Nobody || account.VerifiedMs is null)
        {
            await SecondFactorStore.RemoveSince(transaction, account.UserId, 0);
            await NewPassword.Keep(transaction, revocations, account, Passwords.Nobody, now, exceptSession: null);
            changed = changed with { Password = Passwords.Nobody };
            link = await links.Make(transaction, account.UserId, now, Limits.InvitationLife);
        }

        await links.Mail(transaction, account, Template, link, now);
        return StaffBody.Of(changed);
    }

    private Task<Account> Save(Transaction transaction, Caller by, Account account, PermissionSet wanted) =>
        Save(
            transaction,
            by,
            account,
            account with
            {
                Permissions = wanted,
                Roles =
                    wanted.Count == 0
                        ? [.. account.Roles.Where(role => role != "staff").DefaultIfEmpty("customer")]
                        : [.. account.Roles.Where(role => role != "staff"), "staff"],
            }
        );

    private Task<Account> SaveOwner(Transaction transaction, Caller by, Account account) =>
        Save(
            transaction,
            by,
            account,
            account with
            {
                Permissions = default,
                Roles = [.. account.Roles.Where(role => role is not ("staff" or "admin")), "admin"],
            }
        );

    private async Task<Account> Save(Transaction transaction, Caller by, Account before, Account after)
    {
        if (before.Permissions == after.Permissions && before.Roles.Order().SequenceEqual(after.Roles.Order()))
        {
            return before;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await StaffStore.Save(transaction, before, after, by.UserId, ids.Next(), now);
        await SessionStore.EndTokens(transaction, revocations, after.UserId, now);
        return after with { PermissionsVersion = before.PermissionsVersion + 1 };
    }

    // Both rows in one order, whoever changes whom: two who change each other at once wait for each other, and neither for ever. What the
    // caller may do is read here and not from the token, which may be some moments older than the truth.
    private static async ValueTask<Outcome<(PermissionSet Mine, Account Account)>> Hold(Transaction transaction, Caller by, string userId)
    {
        Account? me = null;
        Account? account = null;
        foreach (var id in new[] { by.UserId, userId }.Distinct().Order(StringComparer.Ordinal))
        {
            var held = await UserStore.Hold(transaction, id);
            me = id == by.UserId ? held : me;
            account = id == userId ? held : account;
        }

        return account is null ? StaffRules.NotFound : (Mine(me, by), account);
    }

    // Whoever is shut may nothing any more, whatever the token still says.
    private static PermissionSet Mine(Account? me, Caller by) =>
        me is null ? by.Permissions
        : me.Disabled ? default
        : me.May;

    private static Refusal? Refuses(Caller by, PermissionSet mine, Account account, PermissionSet wanted) =>
        by.UserId == account.UserId ? StaffRules.Own
        : account.IsOwner && !by.IsAdmin ? StaffRules.OwnerOnly
        : account.IsOwner ? OwnerHasAll
        : StaffRules.Beyond(mine, account.May.With(wanted));

    private static Check Wanted(Check check, IReadOnlyList<string> names) =>
        check
            .Count("permissions", names, Permissions.All.Count)
            .That(
                names.All(name => Permissions.Parse(name) is not null),
                "permissions",
                $"must be of GET /api/permissions; unknown: {string.Join(", ", names.Where(name => Permissions.Parse(name) is null).Take(5))}"
            )
            .That(names.Distinct().Count() == names.Count, "permissions", "must not repeat one");

    private Account New(InviteBody body, long now) =>
        new(ids.Next(), Account.Normalise(body.Email), body.Name.Trim(), ["customer"], null, [], Passwords.Nobody, now, 0, false);

    private static PermissionChangeBody Told(PermissionChange change)
    {
        var (before, after) = (change.PermissionsBefore.Split(' '), change.Permissions.Split(' '));
        return new(
            change.Id,
            DateTimeOffset.FromUnixTimeMilliseconds(change.ChangedMs),
            change.By,
            change.ByName,
            change.RolesBefore.Split(' '),
            change.Roles.Split(' '),
            [.. after.Except(before).Where(name => name.Length > 0)],
            [.. before.Except(after).Where(name => name.Length > 0)]
        );
    }
}
