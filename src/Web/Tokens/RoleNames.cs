// The spelling of roles in tokens and replies.
namespace Cartwright.Web;

/// <summary>Roles as tokens and replies spell them.</summary>
public static class RoleNames
{
    public static string Of(Role role) =>
        role switch
        {
            Role.Guest => "guest",
            Role.Customer => "customer",
            Role.Vendor => "vendor",
            Role.Staff => "staff",
            Role.Admin => "admin",
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        };

    public static Role? Parse(string? name) =>
        name switch
        {
            "guest" => Role.Guest,
            "customer" => Role.Customer,
            "vendor" => Role.Vendor,
            "staff" => Role.Staff,
            "admin" => Role.Admin,
            _ => null,
        };
}
