// The form of a token, looked at before any library reads it: one that our own issuer would never have written does not get further.
using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>What a token of the right form says. Nothing of it is true before its signature has held.</summary>
/// <param name="KeyId">The header's <c>kid</c>.</param>
/// <param name="Caller">Subject, session, roles, and what else a route needs to know.</param>
/// <param name="IssuedAt">In Unix seconds, as the others.</param>
/// <param name="NotBefore">0 when it does not say.</param>
internal sealed record TokenForm(string KeyId, Caller Caller, long IssuedAt, long NotBefore, long ExpiresAt);

/// <summary>
/// Stricter than the library behind it, which follows RFC 7515 and 7519 where they are lenient: it reads past an extension marked critical,
/// takes the last of two members of one name, and turns numbers into texts and texts into numbers.
/// </summary>
internal static class TokenGate
{
    /// <summary>A signature by ES256 has 64 bytes, and 64 bytes have one spelling of this length.</summary>
    private const int SignatureChars = 86;

    private const int SignatureBytes = 64;

    private static readonly SearchValues<char> Base64UrlChars = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    // A member twice, also under an escaped name, is refused at every depth.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>What the token says, or null when its form is not ours.</summary>
    public static TokenForm? Read(ReadOnlySpan<char> token)
    {
        if (token.Length > Limits.TokenBytesMax)
        {
            return null;
        }

        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (
            first <= 0
            || last <= first + 1
            || token.Length - last - 1 != SignatureChars
            || token[..first].ContainsAnyExcept(Base64UrlChars)
            || token[(first + 1)..last].ContainsAnyExcept(Base64UrlChars)
        )
        {
            return null;
        }

        try
        {
            // Bits to spare in a last character would be another spelling of the same bytes: the decoder refuses it.
            Span<byte> signature = stackalloc byte[SignatureBytes];
            return
                Base64Url.TryDecodeFromChars(token[(last + 1)..], signature, out var bytes)
                && bytes == SignatureBytes
                && Header(Base64Url.DecodeFromChars(token[..first])) is { } keyId
                ? Claims(keyId, Base64Url.DecodeFromChars(token[(first + 1)..last]))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            // Not base64url, not JSON, a member twice, a number where text belongs: all the same to the caller.
            return null;
        }
    }

    // The header may choose among our keys and nothing else: a token that brings its own key (jwk, jku, x5u, x5c), is nested (cty) or
    // packed (zip), or demands an extension (crit) is refused by the mere presence of the member.
    private static string? Header(byte[] header)
    {
        using var document = Parse(header);
        var (algorithm, type, keyId) = (false, false, (string?)null);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "alg":
                    algorithm = member.Value.ValueEquals(AccessTokenForm.Algorithm);
                    break;
                case "typ":
                    type = member.Value.ValueEquals(AccessTokenForm.Type);
                    break;
                case "kid":
                    keyId = member.Value.GetString();
                    break;
                default:
                    return null;
            }
        }

        return algorithm && type ? keyId : null;
    }

    private static TokenForm? Claims(string keyId, byte[] payload)
    {
        using var document = Parse(payload);
        var claims = document.RootElement;

        // Text and numbers of what the library is to check are held to their kind here, because it would read one as the other.
        if (
            Text(claims, "iss") is null
            || Text(claims, "aud") is null
            || Text(claims, "sub") is not { Length: > 0 } subject
            || Text(claims, "sid") is not { Length: > 0 } session
            || Time(claims, "exp") is not { } expires
            || Time(claims, "iat") is not { } issued
            || (claims.TryGetProperty("nbf", out _) ? Time(claims, "nbf") : 0) is not { } from
            || Roles(claims) is not { Count: > 0 } roles
            || Permitted(claims) is not { } permissions
        )
        {
            return null;
        }

        var caller = new Caller(subject, session, roles, Text(claims, "vendor_id"), Text(claims, "email"), permissions);
        return new(keyId, caller, issued, from, expires);
    }

    // The parser looks at bytes of a text only when the text is asked for.
    private static JsonDocument Parse(byte[] json) =>
        Utf8.IsValid(json) ? JsonDocument.Parse(json, Strict) : throw new FormatException("The bytes are not UTF-8.");

    private static List<Role>? Roles(JsonElement claims)
    {
        if (!claims.TryGetProperty("roles", out var named) || named.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var roles = new List<Role>(4);
        foreach (var name in named.EnumerateArray())
        {
            if (RoleNames.Parse(name.GetString()) is not { } known)
            {
                return null;
            }

            roles.Add(known);
        }

        return roles;
    }

    // Absent for all but staff. A name that this version does not know opens nothing; what is no list of names is no token of ours.
    private static PermissionSet? Permitted(JsonElement claims) =>
        !claims.TryGetProperty("permissions", out var named) ? default(PermissionSet)
        : named.ValueKind == JsonValueKind.Array && named.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? PermissionSet.Known(named.EnumerateArray().Select(name => name.GetString()!))
        : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Within the years that a date can have, so that no arithmetic on it can leave them.
    private static long? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds is >= 0 and <= AccessTokenForm.SecondsMax
            ? seconds
            : null;
}
