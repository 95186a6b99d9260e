// Who calls: read from a verified token, never from a body or a query.
using Cartwright.Contracts;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>What a caller may be. A token can carry several.</summary>
public enum Role
{
    /// <summary>An anonymous shopper with a token.</summary>
    Guest,

    /// <summary>A registered shopper.</summary>
    Customer,

    /// <summary>Sells; carries a vendor id.</summary>
    Vendor,

    /// <summary>Owns the shop: may do all that staff may.</summary>
    Admin,

    /// <summary>Works for the shop: may do what its permissions say.</summary>
    Staff,
}

/// <summary>
/// The caller of this request. As a route parameter it is filled from the token; on an <c>Anyone()</c> route write <c>Caller?</c>.
/// </summary>
public sealed class Caller
{
    private readonly int roles;

    /// <param name="userId">The token's subject.</param>
    /// <param name="sessionId">The session that logging out ends.</param>
    /// <param name="roles">All roles the token carries.</param>
    /// <param name="vendorId">Whose goods a vendor may change.</param>
    /// <param name="email">Null for guests.</param>
    /// <param name="permissions">Of staff; owners have all without it.</param>
    public Caller(
        string userId,
        string sessionId,
        IEnumerable<Role> roles,
        string? vendorId = null,
        string? email = null,
        PermissionSet permissions = default
    )
    {
        UserId = userId;
        SessionId = sessionId;
        VendorId = vendorId;
        Email = email;
        foreach (var role in roles)
        {
            this.roles |= Mask(role);
        }

        Permissions =
            IsAdmin ? PermissionSet.Full
            : Is(Role.Staff) ? permissions
            : default;
    }

    public string UserId { get; }

    public string SessionId { get; }

    public string? VendorId { get; }

    public string? Email { get; }

    /// <summary>Whether the caller owns the shop. What staff may do asks <see cref="May"/>.</summary>
    public bool IsAdmin => Is(Role.Admin);

    /// <summary>What the caller may do of what staff do: all as an owner, nothing as anybody but staff.</summary>
    public PermissionSet Permissions { get; }

    public bool IsGuest => Is(Role.Guest);

    public bool Is(Role role) => (roles & Mask(role)) != 0;

    /// <summary>Whether the caller may do this as staff or as an owner.</summary>
    public bool May(Permission permission) => Permissions.Has(permission);

    /// <summary>
    /// The user a route's <c>{user_id}</c> means; <c>me</c> is the caller. Someone else's is answered as not there, to all without
    /// the permission: 403 would tell a stranger that the id exists.
    /// </summary>
    /// <param name="routeUserId">As it stands in the route.</param>
    /// <param name="notFoundCode">The code a missing thing of this kind has, so that both answers are the same.</param>
    /// <param name="ofOthers">What staff need for what is another's.</param>
    public Outcome<string> Owner(string routeUserId, string notFoundCode, Permission ofOthers) =>
        routeUserId == "me" || routeUserId == UserId ? UserId
        : May(ofOthers) ? routeUserId
        : Refusal.NotFound(notFoundCode, "There is nothing here under this id.");

    /// <summary>Binds a route parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.CallerOrNull());

    internal static int Mask(Role role) => 1 << (int)role;

    internal bool IsAnyOf(int mask) => (roles & mask) != 0;
}

/// <summary>The caller of a request.</summary>
public static class CallerOfRequest
{
    /// <summary>The caller, or null on an <c>Anyone()</c> route without a valid token.</summary>
    public static Caller? CallerOrNull(this HttpContext context) => context.Features.Get<Caller>();

    /// <summary>The caller; only for routes that ask for a token.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.CallerOrNull()
        ?? throw new InvalidOperationException("This route lets anyone in, so there may be no caller: use CallerOrNull().");
}
