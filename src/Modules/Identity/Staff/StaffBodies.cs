// What the routes of staff take and answer.
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <param name="Permission">Its name.</param>
/// <param name="Text">What it lets somebody do.</param>
internal sealed record PermissionBody(string Permission, string Text);

/// <param name="Preset">Its name.</param>
/// <param name="Text">Who usually has it.</param>
/// <param name="Permissions">What is in it.</param>
internal sealed record PresetBody(string Preset, string Text, IReadOnlyList<string> Permissions);

/// <param name="Items">All permissions.</param>
/// <param name="Presets">Usual sets of them; <c>owner</c> is the role <c>admin</c>.</param>
internal sealed record PermissionsBody(IReadOnlyList<PermissionBody> Items, IReadOnlyList<PresetBody> Presets)
{
    public static PermissionsBody Whole { get; } =
        new(
            [.. Permissions.All.Select(one => new PermissionBody(one.Name, one.Text))],
            [.. Permissions.Presets.Select(one => new PresetBody(one.Name, one.Text, one.Permissions.Names))]
        );
}

/// <summary>Whoever works for the shop.</summary>
/// <param name="Preset">The usual set that the permissions are, <c>owner</c>, or null for any other.</param>
/// <param name="Version">Counts changes; also the ETag.</param>
/// <param name="Invited">Whether the account waits for its first password.</param>
internal sealed record StaffBody(
    string UserId,
    string? Email,
    string? Name,
    [OneOf("customer", "vendor", "staff", "admin")] IReadOnlyList<string> Roles,
    IReadOnlyList<string> Permissions,
    string? Preset,
    long Version,
    bool Disabled,
    bool Invited,
    DateTimeOffset CreatedAt
)
{
    public static StaffBody Of(Account account) =>
        new(
            account.UserId,
            account.IsErased ? null : account.Email,
            account.IsErased ? null : account.Name,
            account.Roles,
            account.May.Names,
            PresetOf(account),
            account.PermissionsVersion,
            account.Disabled,
            account.Password == Passwords.Nobody && !account.IsErased,
            DateTimeOffset.FromUnixTimeMilliseconds(account.CreatedMs)
        );

    private static string? PresetOf(Account account) =>
        account.IsOwner ? "owner"
        : account.WorksHere ? Web.Permissions.Presets.FirstOrDefault(one => one.Name != "owner" && one.Permissions == account.May)?.Name
        : null;
}

/// <param name="Permissions">All that the account may do from now on; an empty list ends that it is staff.</param>
/// <param name="Version">The version seen, in place of If-Match.</param>
internal sealed record PermissionsAskBody(IReadOnlyList<string> Permissions, long? Version = null);

/// <param name="Email">Where the invitation goes, and the name to sign in with.</param>
/// <param name="Name">How the shop addresses a new account; an existing one keeps its own.</param>
/// <param name="Permissions">What the account may do; in place of a preset.</param>
/// <param name="Preset">A usual set; <c>owner</c> makes an owner.</param>
internal sealed record InviteBody(string Email, string Name, IReadOnlyList<string>? Permissions = null, string? Preset = null);

/// <summary>A change of what somebody may do.</summary>
/// <param name="By">The id of whoever changed it.</param>
/// <param name="ByName">The name, while there is such an account.</param>
internal sealed record PermissionChangeBody(
    string ChangeId,
    DateTimeOffset At,
    string By,
    string? ByName,
    IReadOnlyList<string> RolesBefore,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Given,
    IReadOnlyList<string> Taken
);

/// <param name="Text">What is to be remembered.</param>
internal sealed record NoteAskBody(string Text);

/// <summary>A note of staff about a customer.</summary>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="Author">The name at that time.</param>
internal sealed record NoteBody(string NoteId, string Text, string AuthorId, string Author, DateTimeOffset WrittenAt);
