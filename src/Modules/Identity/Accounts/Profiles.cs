// A user's own profile, the admin's list of users, and what a user may be.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>What is absent stays as it is.</summary>
/// <param name="Name">The new name.</param>
/// <param name="Address">The new address of record: it takes the first place.</param>
/// <param name="Addresses">All addresses; the first is the address of record. Not together with <paramref name="Address"/>.</param>
/// <param name="Language">In which mails to the account are written.</param>
internal sealed record ProfilePatch(
    string? Name = null,
    PostalAddress? Address = null,
    IReadOnlyList<PostalAddress>? Addresses = null,
    [OneOf("en", "de")] string? Language = null
);

/// <param name="Roles">customer, vendor, staff (of whoever is it already), admin.</param>
/// <param name="VendorId">Needed for vendors.</param>
internal sealed record RolesBody([OneOf("customer", "vendor", "staff", "admin")] IReadOnlyList<string> Roles, string? VendorId = null);

internal sealed class Profiles([FromKeyedServices("identity")] Database database, RevocationList revocations, IIds ids, TimeProvider clock)
{
    private const int AddressesMax = 10;
    private static readonly Refusal StaffByPermissions = new Check()
        .That(false, "roles", "takes staff only of whoever is it already: PUT /api/users/{user_id}/permissions makes staff")
        .Refused!;

    private static readonly Refusal NotFound = Refusal.NotFound("user_not_found", "There is no such user.");

    public async Task<Outcome<Profile>> Get(string userId) =>
        Guests.IsGuest(userId) ? Guests.Profile(userId)
        : await database.Read(sql => UserStore.ById(sql, userId)) is { } account ? account.ToProfile()
        : NotFound;

    /// <summary>Any user as an admin sees it; a guest too, whom the shop keeps nothing of.</summary>
    public async Task<Outcome<Profile>> GetForAdmin(string userId) =>
        Guests.IsGuest(userId) ? Guests.Profile(userId) with { Disabled = await database.Read(sql => SessionStore.GuestEnded(sql, userId)) }
        : await database.Read(sql => UserStore.ById(sql, userId)) is { } account ? account.ToProfileForAdmin()
        : NotFound;

    public async Task<Outcome<Profile>> Patch(string userId, ProfilePatch patch)
    {
        var check = new Check()
            .Text("name", patch.Name)
            .Address("address", patch.Address)
            .Count("addresses", patch.Addresses, AddressesMax)
            .OneOf("language", patch.Language, Languages.Offered)
            .That(patch.Address is null || patch.Addresses is null, "address", "must not stand beside addresses");
        for (var i = 0; i < (patch.Addresses?.Count ?? 0); i++)
        {
            check.Address($"addresses[{i}]", patch.Addresses![i]);
        }

        return check.Refused is { } refused
            ? refused
            : await database.Write<Outcome<Profile>>(async transaction =>
            {
                if (await UserStore.Hold(transaction, userId) is not { } account)
                {
                    return NotFound;
                }

                // A token may outlive an erasure by a moment.
                if (account.IsErased)
                {
                    return Account.WasErased;
                }

                var changed = account with
                {
                    Name = patch.Name?.Trim() ?? account.Name,
                    Addresses = patch.Addresses ?? (patch.Address is { } first ? [first, .. account.Addresses.Skip(1)] : account.Addresses),
                    Language = patch.Language ?? account.Language,
                };
                await UserStore.SetProfile(transaction, userId, changed.Name, changed.Addresses, changed.Language);
                return changed.ToProfile();
            });
    }

    public async Task<Outcome<Page<Profile>>> List(PageRequest page, string? search)
    {
        if (search?.Length > Limits.SearchCharsMax)
        {
            return new Check().That(false, "q", $"must have at most {Limits.SearchCharsMax} characters").Refused!;
        }

        var purpose = "users:" + search;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return refused;
        }

        var rows = await database.Read(sql => UserStore.Page(sql, search, after?[0], page.Limit + 1));
        return page.Page(purpose, rows, account => account.ToProfileForAdmin(), account => [account.UserId]);
    }

    /// <summary>Those of these users who are there, at most so many as a page may have. Refused with <c>validation_failed</c>.</summary>
    public async Task<Outcome<Page<Profile>>> These(IReadOnlyList<string> userIds)
    {
        if (new Check().Count("user_ids", userIds, Limits.PageItemsMax).Refused is { } refused)
        {
            return refused;
        }

        var rows = await database.Read(sql => UserStore.These(sql, userIds));
        return new Page<Profile>([.. rows.Select(account => account.ToProfileForAdmin())], null);
    }

    /// <summary>
    /// Says what an account is. Refused with <c>validation_failed</c>, <c>user_not_found</c>, <c>account_erased</c>, <c>last_admin</c>,
    /// <c>email_unconfirmed</c>, and by <see cref="StaffRules.GivesRoles"/>.
    /// </summary>
    public async Task<Outcome<Profile>> SetRoles(Caller by, string userId, RolesBody body)
    {
        var vendor = body.Roles.Contains("vendor");
        var check = new Check()
            .Count("roles", body.Roles, 4, 1)
            .That(
                body.Roles.All(role => role is "customer" or "vendor" or "staff" or "admin"),
                "roles",
                "must be of customer, vendor, staff, admin"
            )
            .That(
                !(body.Roles.Contains("staff") && body.Roles.Contains("admin")),
                "roles",
                "must not have staff beside admin, who may do all"
            )
            .That(body.Roles.Distinct().Count() == body.Roles.Count, "roles", "must not repeat a role")
            .That(!vendor || body.VendorId is not null, "vendor_id", "is required for vendors")
            .That(vendor || body.VendorId is null, "vendor_id", "is for vendors only")
            .Text("vendor_id", body.VendorId);
        return check.Refused is { } refused
            ? refused
            : await database.Write<Outcome<Profile>>(async transaction =>
            {
                // All admins' rows are held, so that of two who demote each other at once one stays.
                var admins = body.Roles.Contains("admin") ? [] : await UserStore.HoldAdmins(transaction);
                if (await UserStore.Hold(transaction, userId) is not { } account)
                {
                    return NotFound;
                }

                if (account.IsErased)
                {
                    return Account.WasErased;
                }

                if ((StaffRules.GivesRoles(by, account, body.Roles, body.VendorId) ?? StaffRules.Begins(account, body.Roles)) is { } no)
                {
                    return no;
                }

                if (body.Roles.Contains("staff") && !account.Roles.Contains("staff"))
                {
                    return StaffByPermissions;
                }

                if (admins is [var only] && only == userId)
                {
                    return StaffRules.LastAdmin;
                }

                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                var changed = account with
                {
                    Roles = body.Roles,
                    VendorId = body.VendorId,
                    Permissions = body.Roles.Contains("staff") ? account.Permissions : default,
                };
                await StaffStore.Save(transaction, account, changed, by.UserId, ids.Next(), now);
                if (account.Roles.Except(body.Roles).Any() || account.VendorId != body.VendorId)
                {
                    // What a token says must not outlive what is true.
                    await SessionStore.EndTokens(transaction, revocations, userId, now);
                }

                return changed.ToProfileForAdmin();
            });
    }
}
