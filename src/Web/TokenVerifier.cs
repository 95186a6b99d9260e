// Access tokens: one algorithm (ES256), one type (at+jwt), keys only from our own set (RFC 7515, 7519, 8725, 9068).
using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>Verifies bearer tokens; one that held before is found in memory and held against time and revocations only.</summary>
public sealed class TokenVerifier(ISigningKeys keys, RevocationList revocations, TokenRules rules, TimeProvider clock)
{
    /// <summary>How far the clocks of two processes may be apart.</summary>
    private const int SkewSeconds = 5;

    private static readonly SearchValues<char> Base64UrlChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly TokenCache cache = new(Limits.TokenCacheEntriesMax);

    /// <summary>Looks at the value of an Authorization header.</summary>
    public TokenVerdict Verify(string? authorization, out Caller? caller)
    {
        caller = null;
        if (string.IsNullOrEmpty(authorization))
        {
            return TokenVerdict.Missing;
        }

        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return TokenVerdict.Invalid;
        }

        var token = authorization.AsSpan(7);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (!cache.TryGet(token, out var held))
        {
            var verdict = Check(token, now, out held);
            if (verdict != TokenVerdict.Valid)
            {
                // Before Identity was heard for the first time there is no key, and nobody can say.
                return keys.Public.Count == 0 ? TokenVerdict.Unavailable : verdict;
            }

            if (revocations.Ends(held!))
            {
                return TokenVerdict.Invalid;
            }

            cache.Add(token.ToString(), held!);
        }

        if (held!.ExpiresAt <= now)
        {
            return TokenVerdict.Expired;
        }

        if (!revocations.IsFresh)
        {
            return TokenVerdict.Unavailable;
        }

        if (revocations.Ends(held))
        {
            return TokenVerdict.Invalid;
        }

        caller = held.Caller;
        return TokenVerdict.Valid;
    }

    /// <summary>Looks at a token by itself, such as the guest token of a sign-in.</summary>
    public TokenVerdict VerifyToken(string token, out Caller? caller) => Verify("Bearer " + token, out caller);

    private TokenVerdict Check(ReadOnlySpan<char> token, long now, out HeldToken? held)
    {
        held = null;
        if (token.Length > Limits.TokenBytesMax)
        {
            return TokenVerdict.Invalid;
        }

        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == token.Length - 1
            || token[..first].ContainsAnyExcept(Base64UrlChars)
            || token[(first + 1)..last].ContainsAnyExcept(Base64UrlChars)
            || token[(last + 1)..].ContainsAnyExcept(Base64UrlChars))
        {
            return TokenVerdict.Invalid;
        }

        try
        {
            return KeyOf(Base64Url.DecodeFromChars(token[..first])) is { } key && SignatureHolds(key, token, last)
                ? Claims(Base64Url.DecodeFromChars(token[(first + 1)..last]), now, out held)
                : TokenVerdict.Invalid;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            // Not base64url, not JSON, a member twice, a number where text belongs: all the same to the caller.
            return TokenVerdict.Invalid;
        }
    }

    // The header may choose among our keys and nothing else: a token that brings its own key (jwk, jku, x5u), another algorithm,
    // or an extension we do not know (crit) is refused by its mere presence.
    private VerifyingKey? KeyOf(byte[] header)
    {
        using var document = JsonDocument.Parse(header, Strict);
        var (algorithm, type, keyId) = (false, false, (string?)null);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "alg":
                    algorithm = member.Value.ValueEquals("ES256");
                    break;
                case "typ":
                    type = member.Value.GetString() is { } typ && typ.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
                    break;
                case "kid":
                    keyId = member.Value.GetString();
                    break;
                default:
                    return null;
            }
        }

        if (!algorithm || !type || keyId is null)
        {
            return null;
        }

        foreach (var key in keys.Public)
        {
            if (string.Equals(key.Id, keyId, StringComparison.Ordinal))
            {
                return key;
            }
        }

        return null;
    }

    private static bool SignatureHolds(VerifyingKey key, ReadOnlySpan<char> token, int last)
    {
        // Another spelling of the same bytes (bits to spare in the last character) is refused by the decoder.
        var text = token[(last + 1)..];
        Span<byte> signature = stackalloc byte[64];
        if (text.Length != 86 || !Base64Url.TryDecodeFromChars(text, signature, out var length) || length != 64)
        {
            return false;
        }

        Span<byte> signed = stackalloc byte[Limits.TokenBytesMax];
        return key.Verify(signed[..Encoding.ASCII.GetBytes(token[..last], signed)], signature);
    }

    private TokenVerdict Claims(byte[] payload, long now, out HeldToken? held)
    {
        held = null;
        using var document = JsonDocument.Parse(payload, Strict);
        var claims = document.RootElement;
        if (Text(claims, "iss") != rules.Issuer || Text(claims, "aud") != rules.Audience
            || Text(claims, "sub") is not { Length: > 0 } subject || Text(claims, "sid") is not { Length: > 0 } session
            || Time(claims, "exp") is not { } expires || Time(claims, "iat") is not { } issued
            || issued > now + SkewSeconds || (claims.TryGetProperty("nbf", out _) && (Time(claims, "nbf") is not { } from || from > now + SkewSeconds))
            || !claims.TryGetProperty("roles", out var named) || named.ValueKind != JsonValueKind.Array)
        {
            return TokenVerdict.Invalid;
        }

        if (expires <= now)
        {
            return TokenVerdict.Expired;
        }

        var roles = new List<Role>(4);
        foreach (var role in named.EnumerateArray())
        {
            if (RoleNames.Parse(role.GetString()) is not { } known)
            {
                return TokenVerdict.Invalid;
            }

            roles.Add(known);
        }

        if (roles.Count == 0)
        {
            return TokenVerdict.Invalid;
        }

        held = new HeldToken(new Caller(subject, session, roles, Text(claims, "vendor_id"), Text(claims, "email")), issued, expires);
        return TokenVerdict.Valid;
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) ? seconds : null;
}
