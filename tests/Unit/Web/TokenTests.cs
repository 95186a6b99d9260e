// Tokens: the vector of the standard, a corpus of forgeries (each also after a good token warmed the cache), expiry and revocation.
using System.Buffers.Text;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class TokenTests
{
    private readonly TokenForge forge = new(new TestClock());

    [Fact]
    public void The_vector_of_RFC_7515_A_3_holds_and_one_changed_bit_does_not()
    {
        var key = new VerifyingKey("a3", Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
        var signed = Encoding.ASCII.GetBytes("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
        var signature = Base64Url.DecodeFromChars("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        Assert.True(key.Verify(signed, signature));
        signature[63] ^= 1;
        Assert.False(key.Verify(signed, signature));
        signature[63] ^= 1;
        signed[40] ^= 1;
        Assert.False(key.Verify(signed, signature));
    }

    [Fact]
    public void A_good_token_gives_its_caller()
    {
        var token = forge.Sign(TokenForge.Header, forge.Claims("vendor_id", "\"vendor-1\"").Replace("[\"customer\"]", "[\"customer\",\"vendor\"]", StringComparison.Ordinal));
        Assert.Equal(TokenVerdict.Valid, forge.Verifier.VerifyToken(token, out var caller));
        Assert.Equal(("user-1", "session-1", "vendor-1"), (caller!.UserId, caller.SessionId, caller.VendorId));
        Assert.True(caller.Is(Role.Vendor) && caller.Is(Role.Customer) && !caller.IsAdmin && !caller.IsGuest);
    }

    public static TheoryData<string> Forgeries() => [.. Corpus(new TokenForge(new TestClock())).Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forgery_is_refused(string name) => Assert.NotEqual(TokenVerdict.Valid, forge.Verify(Corpus(forge)[name]));

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forgery_is_refused_after_a_good_token_warmed_the_cache(string name)
    {
        var good = forge.Good();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        Assert.NotEqual(TokenVerdict.Valid, forge.Verify(Corpus(forge)[name]));
        Assert.NotEqual(TokenVerdict.Valid, forge.Verify(Corpus(forge)[name]));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
    }

    [Fact]
    public void Another_spelling_of_a_good_signature_is_refused()
    {
        // The last of 86 characters carries two bits; the other four must be zero.
        var good = forge.Good();
        var last = good[^1];
        foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(c => c != last))
        {
            Assert.Equal(TokenVerdict.Invalid, forge.Verify(good[..^1] + other));
        }
    }

    [Fact]
    public void A_cached_token_expires_to_the_second()
    {
        var good = forge.Good();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(899));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(1));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Expired, forge.Verify(good));
    }

    [Fact]
    public void A_cached_token_ends_with_its_session_and_others_do_not()
    {
        var (mine, other) = (forge.Good(), forge.Good(session: "session-2"));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(mine));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(other));
        forge.Revocations.Add(new Revocation { Number = 1, SessionId = "session-1", BeforeUnixSeconds = forge.Now + 900 });
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(mine));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(other));
    }

    [Fact]
    public void All_tokens_of_a_user_end_except_those_issued_from_then_on()
    {
        var (old, young) = (forge.Good(), forge.Good(iat: forge.Now + 1, session: "session-2"));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(old));
        forge.Revocations.Add(new Revocation { Number = 1, UserId = "user-1", BeforeUnixSeconds = forge.Now + 1 });
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(old));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(young));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(forge.Good(user: "user-2")));
    }

    [Fact]
    public void A_revocation_heard_before_the_token_was_first_seen_counts()
    {
        forge.Revocations.Add(new Revocation { Number = 1, SessionId = "session-1", BeforeUnixSeconds = forge.Now + 900 });
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(forge.Good()));
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(forge.Good()));
    }

    [Fact]
    public void Without_word_of_revocations_no_token_is_trusted()
    {
        var good = forge.Good();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TokenVerdict.Unavailable, forge.Verify(good));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
    }

    [Fact]
    public void The_cache_never_holds_more_than_its_bound()
    {
        var cache = new TokenCache(100);
        var held = new HeldToken(new Caller("u", "s", [Role.Customer]), 0, long.MaxValue);
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add($"token-{i}", held);
        }

        var kept = Enumerable.Range(0, 10_000).Count(i => cache.TryGet($"token-{i}", out _));
        Assert.InRange(kept, 1, 102);
        Assert.True(cache.TryGet("token-9999", out _));
    }

    private static Dictionary<string, string> Corpus(TokenForge forge)
    {
        var stranger = new TokenForge(forge.Clock);
        var (header, payload, good) = (TokenForge.Header, forge.Payload, forge.Good());
        var (signed, signature) = (good[..good.LastIndexOf('.')], good[(good.LastIndexOf('.') + 1)..]);
        string With(string member) => header[..^1] + "," + member + "}";
        string Claim(string name, string? json) => forge.Sign(header, forge.Claims(name, json));
        string Alg(string alg) => header.Replace("ES256", alg, StringComparison.Ordinal);
        string Kid(string kid) => header.Replace(TokenForge.KeyId, kid, StringComparison.Ordinal);
        return new Dictionary<string, string>
        {
            ["empty"] = string.Empty,
            ["one part"] = "abc",
            ["two parts"] = signed,
            ["signature stripped"] = signed + ".",
            ["four parts"] = good + ".x",
            ["five parts as JWE"] = "a.b.c.d.e",
            ["alg none without signature"] = TokenForge.Text(Alg("none")) + "." + TokenForge.Text(payload) + ".",
            ["alg none with a good signature"] = forge.Sign(Alg("none"), payload),
            ["alg None"] = forge.Sign(Alg("None"), payload),
            ["alg nOnE"] = TokenForge.Text(Alg("nOnE")) + "." + TokenForge.Text(payload) + "." + signature,
            ["alg es256 in small letters"] = forge.Sign(Alg("es256"), payload),
            ["alg ES384"] = forge.Sign(Alg("ES384"), payload),
            ["alg RS256"] = forge.Sign(Alg("RS256"), payload),
            ["HS256 with the public key as secret"] = TokenForge.SignHmac(Alg("HS256"), payload, forge.PublicKeyPem()),
            ["HS256 with x as secret"] = TokenForge.SignHmac(Alg("HS256"), payload, forge.Public[0].X.ToArray()),
            ["HS256 with an empty secret"] = TokenForge.SignHmac(Alg("HS256"), payload, []),
            ["HS256 tag under ES256"] = TokenForge.SignHmac(header, payload, forge.PublicKeyPem()),
            ["alg missing"] = forge.Sign($$"""{"typ":"at+jwt","kid":"{{TokenForge.KeyId}}"}""", payload),
            ["alg a number"] = forge.Sign(header.Replace("\"ES256\"", "256", StringComparison.Ordinal), payload),
            ["alg twice"] = forge.Sign(With("\"alg\":\"ES256\""), payload),
            ["kid missing"] = forge.Sign("""{"alg":"ES256","typ":"at+jwt"}""", payload),
            ["kid unknown"] = forge.Sign(Kid("key-2"), payload),
            ["kid a path"] = forge.Sign(Kid("../../../dev/null"), payload),
            ["kid with SQL"] = forge.Sign(Kid("key-1' OR '1'='1"), payload),
            ["kid empty"] = forge.Sign(Kid(string.Empty), payload),
            ["kid null"] = forge.Sign(header.Replace($"\"{TokenForge.KeyId}\"", "null", StringComparison.Ordinal), payload),
            ["kid a list"] = forge.Sign(header.Replace($"\"{TokenForge.KeyId}\"", $"[\"{TokenForge.KeyId}\"]", StringComparison.Ordinal), payload),
            ["brings its own key as jwk"] = stranger.Sign(With("\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\"}"), payload),
            ["jwk with a good signature"] = forge.Sign(With("\"jwk\":{}"), payload),
            ["jku"] = forge.Sign(With("\"jku\":\"https://evil.example/keys\""), payload),
            ["x5u"] = forge.Sign(With("\"x5u\":\"https://evil.example/cert\""), payload),
            ["x5c"] = forge.Sign(With("\"x5c\":[]"), payload),
            ["crit"] = forge.Sign(With("\"crit\":[\"b64\"],\"b64\":false"), payload),
            ["zip"] = forge.Sign(With("\"zip\":\"DEF\""), payload),
            ["typ JWT"] = forge.Sign(header.Replace("at+jwt", "JWT", StringComparison.Ordinal), payload),
            ["typ missing"] = forge.Sign($$"""{"alg":"ES256","kid":"{{TokenForge.KeyId}}"}""", payload),
            ["typ refresh"] = forge.Sign(header.Replace("at+jwt", "rt+jwt", StringComparison.Ordinal), payload),
            ["header not an object"] = forge.Sign("[]", payload),
            ["header not JSON"] = forge.Sign("{", payload),
            ["signed by a stranger"] = stranger.Good(),
            ["signature of zeros"] = signed + "." + Base64Url.EncodeToString(new byte[64]),
            ["r zero"] = signed + "." + Base64Url.EncodeToString([.. new byte[32], .. Base64Url.DecodeFromChars(signature)[32..]]),
            ["s zero"] = signed + "." + Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(signature)[..32], .. new byte[32]]),
            ["r and s of all ones"] = signed + "." + Base64Url.EncodeToString([.. Enumerable.Repeat((byte)0xFF, 64)]),
            ["signature short by a byte"] = signed + "." + Base64Url.EncodeToString(Base64Url.DecodeFromChars(signature).AsSpan(..63)),
            ["signature of another token"] = signed + "." + forge.Sign(header, forge.Claims("jti", "\"2\"")).Split('.')[2],
            ["signature padded"] = good + "==",
            ["signature in plain base64"] = signed + "." + Convert.ToBase64String([.. Enumerable.Repeat((byte)0xFB, 64)]),
            ["claims changed"] = good.Split('.')[0] + "." + TokenForge.Text(payload.Replace("customer", "admin", StringComparison.Ordinal)) + "." + signature,
            ["space before"] = " " + good,
            ["line break inside"] = good.Insert(20, "\n"),
            ["iss another"] = Claim("iss", "\"other\""),
            ["iss missing"] = Claim("iss", null),
            ["aud another"] = Claim("aud", "\"other\""),
            ["aud a list with ours"] = Claim("aud", "[\"cartwright\",\"other\"]"),
            ["aud missing"] = Claim("aud", null),
            ["sub missing"] = Claim("sub", null),
            ["sub empty"] = Claim("sub", "\"\""),
            ["sub a number"] = Claim("sub", "1"),
            ["sid missing"] = Claim("sid", null),
            ["exp missing"] = Claim("exp", null),
            ["exp a text"] = Claim("exp", "\"9999999999\""),
            ["exp beyond 64 bits"] = Claim("exp", "1e300"),
            ["expired"] = Claim("exp", $"{forge.Now}"),
            ["iat missing"] = Claim("iat", null),
            ["issued in the future"] = Claim("iat", $"{forge.Now + 60}"),
            ["not yet valid"] = Claim("nbf", $"{forge.Now + 60}"),
            ["nbf a text"] = Claim("nbf", "\"0\""),
            ["roles missing"] = Claim("roles", null),
            ["roles empty"] = Claim("roles", "[]"),
            ["roles a text"] = Claim("roles", "\"admin\""),
            ["a role nobody knows"] = Claim("roles", "[\"root\"]"),
            ["sub twice"] = forge.Sign(header, payload[..^1] + ",\"sub\":\"user-2\"}"),
            ["roles twice"] = forge.Sign(header, payload[..^1] + ",\"roles\":[\"admin\"]}"),
            ["claims not an object"] = forge.Sign(header, "\"user-1\""),
            ["claims not JSON"] = forge.Sign(header, payload[..^1]),
            ["larger than the bound"] = forge.Sign(header, forge.Claims("pad", $"\"{new string('x', Limits.TokenBytesMax)}\"")),
            ["a million characters"] = new string('a', 1_000_000),
        };
    }
}
