// What a new password must be, wherever one is set.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class PasswordRules
{
    /// <summary>10 to 256 characters, and not the e-mail address.</summary>
    public static Check NewPassword(this Check check, string field, string password, string? email) =>
        check
            .Text(field, password, Limits.PasswordCharsMax, Limits.PasswordCharsMin)
            .That(
                !string.Equals(password.Trim(), email?.Trim(), StringComparison.OrdinalIgnoreCase),
                field,
                "must not be the e-mail address"
            );
}
