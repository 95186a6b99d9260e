// An account as the module knows it, and as the owner and the admin see it.
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>One row of users.</summary>
internal sealed record Account(
    string UserId,
    string Email,
    string Name,
    IReadOnlyList<string> Roles,
    string? VendorId,
    IReadOnlyList<PostalAddress> Addresses,
    string Password,
    long CreatedMs,
    long TokensFrom,
    bool Disabled,
    long? VerifiedMs = null,
    PermissionSet Permissions = default,
    long PermissionsVersion = 0,
    string? Language = null
)
{
    /// <summary>
    /// Stands for the address of whoever is erased, and for the mailbox of accounts that share one. No address begins so.
    /// </summary>
    public static string NoMailbox(string userId) => "!" + userId;

    /// <summary>Whether whoever had the account is erased.</summary>
    public bool IsErased => Email == NoMailbox(UserId);

    /// <summary>What whoever would open, fill or change the account of somebody who is erased is told.</summary>
    public static Refusal WasErased { get; } =
        Refusal.Conflict(
            "account_erased",
            "Whoever had this account was erased: it stays closed and empty. The address is free, and a new account can be made with it."
        );

    /// <summary>As an admin sees it.</summary>
    public Profile ToProfileForAdmin() => ToProfile() with { Disabled = Disabled, Erased = IsErased ? true : null };

    /// <summary>As its owner sees it.</summary>
    public Profile ToProfile() =>
        new(
            UserId,
            IsErased ? null : Email,
            IsErased ? null : Name,
            Roles,
            VendorId,
            Addresses.Count > 0 ? Addresses[0] : null,
            Addresses,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
            EmailVerified: IsErased ? null : VerifiedMs is not null,
            Permissions: WorksHere ? May.Names : null,
            Language: Language
        );

    /// <summary>As events tell it.</summary>
    public UserFacts ToFacts(long atMs, string? guestId = null) =>
        new(UserId, Email, Name, guestId, atMs, EmailVerified: VerifiedMs is not null, Language: Language);

    /// <summary>Whether the account does the shop's or a vendor's work.</summary>
    public bool IsStaff => WorksHere || Roles.Contains("vendor");

    /// <summary>Whether the account does the shop's work, as an owner or as staff.</summary>
    public bool WorksHere => IsOwner || Roles.Contains("staff");

    public bool IsOwner => Roles.Contains("admin");

    /// <summary>What the account may do of what staff do.</summary>
    public PermissionSet May =>
        IsOwner ? PermissionSet.Full
        : WorksHere ? Permissions
        : default;

    public User ToContract()
    {
        var user = new User
        {
            UserId = UserId,
            Email = IsErased ? string.Empty : Email,
            Name = Name,
            VendorId = VendorId ?? string.Empty,
            Address = Addresses.Count > 0 ? Addresses[0].ToContract() : null,
            Language = Language ?? string.Empty,
            EmailVerified = !IsErased && VerifiedMs is not null,
            Closed = Disabled || IsErased,
        };
        user.Roles.AddRange(Roles);
        return user;
    }

    /// <summary>One spelling an address: sign-in must not depend on capitals.</summary>
    public static string Normalise(string email) => email.Trim().ToLowerInvariant();
}

/// <summary>A user.</summary>
/// <param name="UserId">The id.</param>
/// <param name="Email">Null for guests and whoever is erased.</param>
/// <param name="Name">Null for guests and whoever is erased.</param>
/// <param name="Roles">guest, customer, vendor, staff, admin.</param>
/// <param name="VendorId">Whose goods a vendor may change.</param>
/// <param name="Address">The address of record: the first of the addresses.</param>
/// <param name="Addresses">All addresses.</param>
/// <param name="CreatedAt">Null for guests.</param>
/// <param name="Disabled">Only to admins: whether the account is shut.</param>
/// <param name="EmailVerified">
/// Whether its owner has shown that mails to the address reach him; absent for guests and whoever is erased.
/// </param>
/// <param name="Permissions">What staff and owners may do; absent for everybody else.</param>
/// <param name="Language">In which mails to the account are written; absent where nobody chose one, which means the shop's.</param>
/// <param name="Erased">Only to admins, and only when it is so: whoever had the account was erased, and it never opens again.</param>
internal sealed record Profile(
    string UserId,
    string? Email,
    string? Name,
    [OneOf("guest", "customer", "vendor", "staff", "admin")] IReadOnlyList<string> Roles,
    string? VendorId,
    PostalAddress? Address,
    IReadOnlyList<PostalAddress> Addresses,
    DateTimeOffset? CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Disabled = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Erased = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? EmailVerified = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Permissions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf("en", "de")] string? Language = null
);

/// <summary>Guests are not stored: their id says what they are, so that a visitor costs no write.</summary>
internal static class Guests
{
    private const string Prefix = "guest-";

    public static string Id(string unique) => Prefix + unique;

    public static bool IsGuest(string userId) =>
        userId.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(userId.AsSpan(Prefix.Length), "D", out _);

    public static Profile Profile(string guestId) => new(guestId, null, null, ["guest"], null, null, [], null);
}
