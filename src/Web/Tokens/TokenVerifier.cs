// Access tokens: our own strict gate, then signature and claims by the library, then memory and revocations (RFC 7515, 7519, 8725, 9068).
using Cartwright.Kernel;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Web;

/// <summary>Verifies bearer tokens; one that held before is found in memory and held against time and revocations only.</summary>
public sealed class TokenVerifier
{
    // Ours have some hundred characters. A longer one is refused by its length, which costs nothing however long it is.
    private const int CharsMax = 16 * 1024;

    // How far the clocks of two processes may be apart.
    private const int SkewSeconds = 5;

    private readonly ISigningKeys keys;
    private readonly RevocationList revocations;
    private readonly TimeProvider clock;
    private readonly JsonWebTokenHandler library = new() { MaximumTokenSizeInBytes = Limits.TokenBytesMax };
    private readonly TokenValidationParameters demands;
    private readonly TokenCache cache = new(Limits.TokenCacheEntriesMax);

    public TokenVerifier(ISigningKeys keys, RevocationList revocations, TokenRules rules, TimeProvider clock)
    {
        this.keys = keys;
        this.revocations = revocations;
        this.clock = clock;
        demands = new TokenValidationParameters
        {
            ValidAlgorithms = [AccessTokenForm.Algorithm],
            ValidTypes = [AccessTokenForm.Type],
            ValidIssuer = rules.Issuer,
            ValidAudience = rules.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,

            // The library knows no clock but the machine's.
            ValidateLifetime = false,

            // The key that the header names and no other: trying all would make a forgery cost as many signatures as there are keys.
            IssuerSigningKeyResolver = (_, _, keyId, _) => Key(keyId) is { } key ? [key.Security] : [],
            TryAllIssuerSigningKeys = false,

            // A refused token is nobody's log line: whoever sends a million of them would write a million.
            LogValidationExceptions = false,
        };
    }

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
        if (token.Length > CharsMax)
        {
            return TokenVerdict.Invalid;
        }

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
        if (TokenGate.Read(token) is not { } form || Key(form.KeyId) is null)
        {
            return TokenVerdict.Invalid;
        }

        // Nothing in it waits: all that it could ask for is in memory.
        var found = library.ValidateTokenAsync(token.ToString(), demands).GetAwaiter().GetResult();
        if (!found.IsValid || form.IssuedAt > now + SkewSeconds || form.NotBefore > now + SkewSeconds)
        {
            return TokenVerdict.Invalid;
        }

        if (form.ExpiresAt <= now)
        {
            return TokenVerdict.Expired;
        }

        held = new HeldToken(form.Caller, form.IssuedAt, form.ExpiresAt);
        return TokenVerdict.Valid;
    }

    private VerifyingKey? Key(string keyId)
    {
        foreach (var key in keys.Public)
        {
            if (string.Equals(key.Id, keyId, StringComparison.Ordinal))
            {
                return key;
            }
        }

        return null;
    }
}
