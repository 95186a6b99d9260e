// Proof that whoever calls knew the password a moment ago, or had a passkey at hand, for what a token alone, which may be stolen, must
// not do.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>
/// Identity gives one out for the password (POST /api/users/me/password/proof) or a passkey (POST /api/users/me/passkeys/proof); any module
/// of the shop opens it, because all have the key of sealed texts. It holds for the caller's own session and for a few minutes, so that no
/// module but Identity ever sees a password.
/// </summary>
public static class PasswordProof
{
    /// <summary>How long it holds: a form that is filled in meanwhile, and no longer.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(5);

    /// <summary>403: give the password again.</summary>
    public static Refusal Needed { get; } =
        Refusal.Forbidden(
            "password_needed",
            "Give your password again: POST /api/users/me/password/proof answers a proof that holds for five minutes, as POST /api/users/me/passkeys/proof does for a passkey. Nothing was changed."
        );

    /// <summary>A proof for a caller.</summary>
    public static string Make(SealedText seals, Caller caller, long nowMs) =>
        seals.Seal(Purpose(caller), (nowMs + (long)Life.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>Null where it holds for the caller now, else the refusal.</summary>
    public static Refusal? Check(SealedText seals, Caller caller, string? proof, long nowMs) =>
        seals.Open(Purpose(caller), proof) is { } until
        && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var untilMs)
        && nowMs < untilMs
            ? null
            : Needed;

    private static string Purpose(Caller caller) => string.Join('\n', "password_proof", caller.UserId, caller.SessionId);
}
