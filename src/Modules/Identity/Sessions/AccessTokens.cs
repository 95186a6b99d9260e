// Writes access tokens: ES256, typ at+jwt (RFC 9068), with what a route needs to know about its caller.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Identity;

/// <summary>A new token and how long it holds.</summary>
internal readonly record struct AccessToken(string Text, long ExpiresIn);

internal sealed class AccessTokens(SigningKeyRing keys, TokenRules rules, IIds ids, TimeProvider clock)
{
    // Its own times would be the machine's.
    private readonly JsonWebTokenHandler writer = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for a registered user's session.</summary>
    public AccessToken For(Account account, string sessionId) =>
        Write(
            account.UserId,
            sessionId,
            account.Roles,
            account.VendorId,
            account.Email,
            account.TokensFrom,
            Limits.AccessTokenLife,
            account.IsOwner || !account.WorksHere ? null : account.May.Names
        );

    /// <summary>A token for an anonymous shopper.</summary>
    public AccessToken ForGuest(string guestId) => Write(guestId, ids.Next(), ["guest"], null, null, 0, Limits.GuestTokenLife);

    // After all of a user's tokens were revoked, new ones are dated from that moment on: within one second, old and new stay apart.
    private AccessToken Write(
        string userId,
        string sessionId,
        IReadOnlyList<string> roles,
        string? vendorId,
        string? email,
        long from,
        TimeSpan life,
        IReadOnlyList<string>? permissions = null
    )
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = rules.Issuer,
            ["aud"] = rules.Audience,
            ["sub"] = userId,
            ["sid"] = sessionId,
            ["jti"] = ids.Secret(16),
            ["iat"] = Math.Max(now, from),
            ["exp"] = now + (long)life.TotalSeconds,
            ["roles"] = roles,
        };
        if (vendorId is not null)
        {
            claims["vendor_id"] = vendorId;
        }

        if (email is not null)
        {
            claims["email"] = email;
        }

        // Of staff alone: what owners may do grows with the versions of the shop, and needs no list.
        if (permissions is not null)
        {
            claims["permissions"] = permissions;
        }

        var text = writer.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = AccessTokenForm.Type,
                SigningCredentials = keys.Signing,
                Claims = claims,
            }
        );
        return new AccessToken(text, (long)life.TotalSeconds);
    }
}
