// Makes tokens, good and bad, from raw header and payload texts.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

/// <summary>A key pair and what it can sign.</summary>
public sealed class TokenForge : ISigningKeys
{
    public const string KeyId = "key-1";
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TokenForge(TestClock clock)
    {
        Clock = clock;
        var point = key.ExportParameters(false).Q;
        Public = [new VerifyingKey(KeyId, point.X!, point.Y!)];
        Revocations = new RevocationList(clock);
        Revocations.Heard();
        Verifier = new TokenVerifier(this, Revocations, new TokenRules(), clock);
    }

    public TestClock Clock { get; }

    public IReadOnlyList<VerifyingKey> Public { get; }

    public RevocationList Revocations { get; }

    public TokenVerifier Verifier { get; }

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    public static string Header => $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{KeyId}}"}""";

    public string Payload => Claims();

    /// <summary>The claims of a good token, one of them replaced or left out.</summary>
    public string Claims(string? name = null, string? json = null, long? iat = null, string user = "user-1", string session = "session-1")
    {
        var claims = new Dictionary<string, string?>
        {
            ["iss"] = "\"cartwright\"",
            ["aud"] = "\"cartwright\"",
            ["sub"] = $"\"{user}\"",
            ["sid"] = $"\"{session}\"",
            ["jti"] = "\"1\"",
            ["iat"] = $"{iat ?? Now}",
            ["exp"] = $"{Now + 900}",
            ["roles"] = "[\"customer\"]",
        };
        if (name is not null)
        {
            claims[name] = json;
        }

        return "{" + string.Join(',', claims.Where(c => c.Value is not null).Select(c => $"\"{c.Key}\":{c.Value}")) + "}";
    }

    public string Good(long? iat = null, string user = "user-1", string session = "session-1") =>
        Sign(Header, Claims(iat: iat, user: user, session: session));

    public string Sign(string header, string payload) => SignText(Text(header) + "." + Text(payload));

    /// <summary>Two parts as they are, with a signature that is good for them.</summary>
    public string SignText(string signed) =>
        signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));

    /// <summary>The signature as X.509 and TLS write it: two numbers in DER.</summary>
    public string SignDer(string signed) =>
        signed
        + "."
        + Base64Url.EncodeToString(
            key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
        );

    /// <summary>HS256 with a secret an attacker could think of: the public key.</summary>
    public static string SignHmac(string header, string payload, byte[] secret)
    {
        var signed = Text(header) + "." + Text(payload);
        return signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>RS256 with a key of the attacker's own.</summary>
    public static string SignRsa(string header, string payload)
    {
        using var rsa = RSA.Create(2048);
        var signed = Text(header) + "." + Text(payload);
        return signed
            + "."
            + Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public byte[] PublicKeyPem() => Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());

    public byte[] PublicKeyDer() => key.ExportSubjectPublicKeyInfo();

    public TokenVerdict Verify(string token) => Verifier.VerifyToken(token, out _);

    public static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
