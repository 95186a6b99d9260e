// What the issuer of access tokens and those who verify them must agree on (RFC 7518, 9068).
namespace Cartwright.Web;

/// <summary>One algorithm, one type: nothing else is written, and nothing else is let in.</summary>
public static class AccessTokenForm
{
    /// <summary>The header's <c>alg</c>: ECDSA on P-256 with SHA-256.</summary>
    public const string Algorithm = "ES256";

    /// <summary>The header's <c>typ</c>: an access token is no other kind of token that the same key may sign one day.</summary>
    public const string Type = "at+jwt";

    /// <summary>The end of the year 9999 in Unix seconds: what is later is no time.</summary>
    public const long SecondsMax = 253_402_300_799;
}
