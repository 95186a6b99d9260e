// Who may change what of whoever works for the shop: nobody gives or takes more than he has, and owners answer to owners alone.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class StaffRules
{
    public static readonly Refusal NotFound = Refusal.NotFound("user_not_found", "There is no such user.");

    public static readonly Refusal LastAdmin = Refusal.Conflict("last_admin", "This is the only owner. Make another one first.");

    public static readonly Refusal Own = Refusal.Forbidden("own_permissions", "Nobody changes what he himself may do. Ask somebody else.");

    public static readonly Refusal OwnerOnly = Refusal.Forbidden("owner_only", "Only an owner does this to an owner, or makes one.");

    private static readonly Refusal Unconfirmed = Refusal.Conflict(
        "email_unconfirmed",
        "Nobody has shown yet that mails to this address reach whoever has the account, who may be anybody. Invite staff instead: POST /api/users/staff. Or let the owner of "
            + "the address confirm it first: on the account page, or by a link for a new password (POST /api/users/{user_id}/password-link)."
    );

    /// <summary>
    /// Why an account may not begin to do the shop's or a vendor's work; null when it may. Whoever registered somebody else's address would
    /// be given what is meant for its owner. Whoever works already was looked at, and an invitation makes the account safe itself.
    /// </summary>
    /// <param name="roles">Those that it shall have.</param>
    public static Refusal? Begins(Account account, IReadOnlyList<string> roles) =>
        account is { VerifiedMs: null, IsStaff: false } && roles.Any(role => role is "vendor" or "staff" or "admin") ? Unconfirmed : null;

    /// <summary>
    /// Why the caller may not shut, sign out, erase or change the account; null when he may. Customers are anybody's who has the route's
    /// permission; whoever works for the shop is only those' who may do as much, and may change staff.
    /// </summary>
    /// <param name="mine">What whoever asks may do.</param>
    /// <param name="account">Whose account.</param>
    public static Refusal? Touches(PermissionSet mine, bool owner, Account account) =>
        owner ? null
        : account.IsOwner ? OwnerOnly
        : !account.WorksHere && account.VendorId is null ? null
        : !mine.Has(Permission.StaffEdit) ? Permissions.Missing(Permission.StaffEdit)
        : Beyond(mine, account.May);

    /// <summary>Why somebody with these permissions may not give, take or be above those; null when he may.</summary>
    public static Refusal? Beyond(PermissionSet mine, PermissionSet others) =>
        mine.HasAll(others)
            ? null
            : Refusal.Forbidden(
                "permission_beyond_yours",
                $"Nobody gives, takes or changes what he may not do himself. You lack: {string.Join(", ", others.Without(mine).Names)}."
            ) with
            {
                Facts = new()
                {
                    ["permissions"] = new System.Text.Json.Nodes.JsonArray([
                        .. others.Without(mine).Names.Select(name => (System.Text.Json.Nodes.JsonNode?)name),
                    ]),
                },
            };

    /// <summary>As <see cref="Touches(PermissionSet, bool, Account)"/>, for the caller of a request.</summary>
    public static Refusal? Touches(Caller by, Account account) => Touches(by.Permissions, by.IsAdmin, account);

    /// <summary>Why the caller may not give an account these roles in place of those that it has; null when he may.</summary>
    public static Refusal? GivesRoles(Caller by, Account account, IReadOnlyList<string> roles, string? vendorId) =>
        by.IsAdmin ? null
        : by.UserId == account.UserId ? Own
        : roles.Contains("admin") ? OwnerOnly
        : Touches(by, account) is { } refused ? refused
        : account.VendorId != vendorId && !by.May(Permission.VendorsEdit) ? Permissions.Missing(Permission.VendorsEdit)
        : null;
}
