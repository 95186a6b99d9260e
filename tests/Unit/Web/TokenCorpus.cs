// Tokens that must never be let in, by what is wrong with them: the attacks of RFC 8725 and of the field,
// and what lenient parsers let through.
using System.Buffers.Text;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Unit.Web;

internal static class TokenCorpus
{
    // The order of P-256's group: an r or s that is equal to it is zero by another name.
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    /// <summary>All forgeries, made of a good token wherever one is needed.</summary>
    public static Dictionary<string, string> Of(TokenForge forge, string good)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (name, token) in Shapes(forge, good).Concat(Headers(forge, good)).Concat(Signatures(forge, good)).Concat(Claims(forge))
        )
        {
            all.Add(name, token);
        }

        return all;
    }

    private static IEnumerable<(string Name, string Token)> Shapes(TokenForge forge, string good)
    {
        var (header, payload) = (TokenForge.Header, forge.Payload);
        var (signed, parts) = (good[..good.LastIndexOf('.')], good.Split('.'));
        yield return ("empty", string.Empty);
        yield return ("one part", "abc");
        yield return ("two parts", signed);
        yield return ("signature stripped", signed + ".");
        yield return ("four parts", good + ".x");
        yield return ("five parts as JWE", "a.b.c.d.e");
        yield return ("nothing but dots", "..");
        yield return ("a million dots", new string('.', 1_000_000));
        yield return ("header empty", "." + parts[1] + "." + parts[2]);
        yield return ("payload empty", parts[0] + ".." + parts[2]);
        yield return ("payload empty and signed for", forge.SignText(parts[0] + "."));
        yield return ("space before", " " + good);
        yield return ("space behind", good + " ");
        yield return ("tab before", "\t" + good);
        yield return ("line break inside", good.Insert(20, "\n"));
        yield return ("line break behind", good + "\r\n");
        yield return ("NUL behind", good + "\0");
        yield return ("a letter behind", good + "A");
        yield return ("percent-encoded dots", good.Replace(".", "%2E", StringComparison.Ordinal));
        yield return ("full-width dots", good.Replace('.', '\uFF0E'));
        yield return ("twice", good + good);
        yield return ("twice with a comma", good + "," + good);
        yield return ("quoted", "\"" + good + "\"");
        yield return ("signature padded", good + "==");
        yield return ("signature padded by one", good + "=");
        yield return ("header padded and signed for", forge.SignText(parts[0] + "==." + parts[1]));
        yield return ("payload padded and signed for", forge.SignText(parts[0] + "." + parts[1] + "=="));
        yield return ("header in plain base64", forge.SignText(Convert.ToBase64String(Encoding.UTF8.GetBytes(header)) + "." + parts[1]));
        yield return (
            "payload in plain base64",
            forge.SignText(parts[0] + "." + Convert.ToBase64String(Encoding.UTF8.GetBytes(forge.Claims("x", "\"ÿþ~~~???\""))))
        );
        yield return ("spare bits in the header", forge.SignText(Spare(header) + "." + parts[1]));
        yield return ("spare bits in the payload", forge.SignText(parts[0] + "." + Spare(payload)));
        yield return ("a character too many in the header", forge.SignText(TokenForge.Text(header)[..^1] + "AAA." + parts[1]));
        yield return ("header not an object", forge.Sign("[]", payload));
        yield return ("header not JSON", forge.Sign("{", payload));
        yield return ("header with more behind it", forge.Sign(header + "{}", payload));
        yield return ("header with a comma at its end", forge.Sign(header[..^1] + ",}", payload));
        yield return ("header with a comment", forge.Sign(header[..^1] + "/* */}", payload));
        yield return ("header with a byte order mark", forge.Sign("\uFEFF" + header, payload));
        yield return ("header in other quotes", forge.Sign(header.Replace('"', '\''), payload));
        yield return (
            "header no UTF-8",
            forge.SignText(Base64Url.EncodeToString([.. Encoding.UTF8.GetBytes(header[..^2]), 0xFF, (byte)'"', (byte)'}']) + "." + parts[1])
        );
        yield return ("claims not an object", forge.Sign(header, "\"user-1\""));
        yield return ("claims a list", forge.Sign(header, "[" + payload + "]"));
        yield return ("claims null", forge.Sign(header, "null"));
        yield return ("claims not JSON", forge.Sign(header, payload[..^1]));
        yield return ("claims with more behind them", forge.Sign(header, payload + "x"));
        yield return ("claims with a second object behind them", forge.Sign(header, payload + payload));
        yield return ("claims with a comment", forge.Sign(header, payload[..^1] + "//\n}"));
        yield return (
            "claims no UTF-8",
            forge.SignText(
                parts[0]
                    + "."
                    + Base64Url.EncodeToString([.. Encoding.UTF8.GetBytes(payload[..^1]), .. ",\"x\":\""u8, 0xC0, 0x80, .. "\"}"u8])
            )
        );
        yield return ("claims too deep", forge.Sign(header, forge.Claims("x", "[[[[[[]]]]]]")));
        yield return ("nested: a token for claims", forge.Sign(header, good));
        yield return ("nested with cty", forge.Sign(header[..^1] + ",\"cty\":\"JWT\"}", good));
        yield return ("larger than the bound", forge.Sign(header, forge.Claims("pad", $"\"{new string('x', Limits.TokenBytesMax)}\"")));
        yield return ("a megabyte of claims, signed", forge.Sign(header, forge.Claims("pad", $"\"{new string('x', 1_000_000)}\"")));
        yield return ("a megabyte of header, signed", forge.Sign(header[..^1] + $",\"x\":\"{new string('x', 1_000_000)}\"}}", payload));
        yield return ("a megabyte of signature", signed + "." + new string('A', 1_000_000));
        yield return ("a million characters", new string('a', 1_000_000));
        yield return ("a million brackets, signed", forge.Sign(header, new string('[', 1_000_000)));
    }

    private static IEnumerable<(string Name, string Token)> Headers(TokenForge forge, string good)
    {
        var (header, payload, signature) = (TokenForge.Header, forge.Payload, good.Split('.')[2]);
        var stranger = new TokenForge(forge.Clock);
        string With(string member) => header[..^1] + "," + member + "}";
        string Instead(string member, string value) => header.Replace(member, value, StringComparison.Ordinal);
        yield return ("alg none without signature", TokenForge.Text(Instead("ES256", "none")) + "." + TokenForge.Text(payload) + ".");
        yield return ("alg none with a good signature", forge.Sign(Instead("ES256", "none"), payload));
        yield return (
            "alg none with the signature of another",
            TokenForge.Text(Instead("ES256", "none")) + "." + TokenForge.Text(payload) + "." + signature
        );
        foreach (
            var alg in (string[])
                [
                    "None",
                    "NONE",
                    "nOnE",
                    "es256",
                    "ES256 ",
                    "ES256K",
                    "ES384",
                    "ES512",
                    "RS256",
                    "PS256",
                    "EdDSA",
                    "HS384",
                    "HS512",
                    "dir",
                    "ECDH-ES",
                    "",
                    "\\u0000ES256",
                ]
        )
        {
            yield return ($"alg '{alg}' with a good signature", forge.Sign(Instead("ES256", alg), payload));
        }

        yield return ("RS256 by a key of the attacker", TokenForge.SignRsa(Instead("ES256", "RS256"), payload));
        foreach (
            var (secret, bytes) in new (string, byte[])[]
            {
                ("the public key in PEM", forge.PublicKeyPem()),
                ("the public key in PEM without its line end", forge.PublicKeyPem()[..^1]),
                ("the public key in DER", forge.PublicKeyDer()),
                ("x", forge.Public[0].X.ToArray()),
                ("x and y", [.. forge.Public[0].X, .. forge.Public[0].Y]),
                ("the key id", Encoding.ASCII.GetBytes(TokenForge.KeyId)),
                ("nothing", []),
                ("32 zeros", new byte[32]),
            }
        )
        {
            yield return ($"HS256 with {secret} as secret", TokenForge.SignHmac(Instead("ES256", "HS256"), payload, bytes));
            yield return ($"HS256 tag under ES256 with {secret} as secret", TokenForge.SignHmac(header, payload, bytes));
        }

        yield return ("alg missing", forge.Sign($$"""{"typ":"at+jwt","kid":"{{TokenForge.KeyId}}"}""", payload));
        yield return ("alg null", forge.Sign(Instead("\"ES256\"", "null"), payload));
        yield return ("alg a number", forge.Sign(Instead("\"ES256\"", "256"), payload));
        yield return ("alg a list", forge.Sign(Instead("\"ES256\"", "[\"ES256\"]"), payload));
        yield return ("alg twice", forge.Sign(With("\"alg\":\"ES256\""), payload));
        yield return ("alg twice, once none", forge.Sign(With("\"alg\":\"none\""), payload));
        yield return ("alg twice, once escaped", forge.Sign(With("\"\\u0061lg\":\"ES256\""), payload));
        yield return ("Alg beside alg", forge.Sign(With("\"Alg\":\"none\""), payload));
        yield return ("kid missing", forge.Sign("""{"alg":"ES256","typ":"at+jwt"}""", payload));
        foreach (
            var kid in (string[])
                [
                    "key-2",
                    "",
                    "KEY-1",
                    "key-1 ",
                    " key-1",
                    "key-1\\u0000",
                    "../../../dev/null",
                    "/dev/null",
                    "file:///etc/passwd",
                    "key-1' OR '1'='1",
                    "key-1' UNION SELECT 'AA' --",
                    "key-1; DROP TABLE keys",
                    "key-1\\n",
                    "*",
                    "https://evil.example/keys",
                    "$(id)",
                    "' || 'key-1",
                    new string('k', 2_000),
                ]
        )
        {
            yield return ($"kid '{(kid.Length > 50 ? "very long" : kid)}'", forge.Sign(Instead(TokenForge.KeyId, kid), payload));
        }

        yield return (
            "kid a path, signed with what is there",
            TokenForge.SignHmac(
                Instead("ES256", "HS256").Replace(TokenForge.KeyId, "../../dev/null", StringComparison.Ordinal),
                payload,
                []
            )
        );
        yield return ("kid null", forge.Sign(Instead($"\"{TokenForge.KeyId}\"", "null"), payload));
        yield return ("kid a number", forge.Sign(Instead($"\"{TokenForge.KeyId}\"", "1"), payload));
        yield return ("kid a list", forge.Sign(Instead($"\"{TokenForge.KeyId}\"", $"[\"{TokenForge.KeyId}\"]"), payload));
        yield return ("kid twice", forge.Sign(With($"\"kid\":\"{TokenForge.KeyId}\""), payload));
        yield return ("kid twice, once escaped", forge.Sign(With($"\"\\u006bid\":\"{TokenForge.KeyId}\""), payload));
        yield return (
            "brings its own key as jwk",
            stranger.Sign(
                With(
                    $$"""
                    "jwk":{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(
                        stranger.Public[0].X
                    )}}","y":"{{Base64Url.EncodeToString(stranger.Public[0].Y)}}"}
                    """.Trim()
                ),
                payload
            )
        );
        yield return ("jwk with a good signature", forge.Sign(With("\"jwk\":{}"), payload));
        yield return ("jku", forge.Sign(With("\"jku\":\"https://evil.example/keys\""), payload));
        yield return ("jku signed by its owner", stranger.Sign(With("\"jku\":\"https://evil.example/keys\""), payload));
        yield return ("jku to this machine", forge.Sign(With("\"jku\":\"http://127.0.0.1:1/keys\""), payload));
        yield return ("x5u", forge.Sign(With("\"x5u\":\"https://evil.example/cert\""), payload));
        yield return ("x5u signed by its owner", stranger.Sign(With("\"x5u\":\"https://evil.example/cert\""), payload));
        yield return ("x5c", forge.Sign(With("\"x5c\":[]"), payload));
        yield return ("x5c with a certificate", stranger.Sign(With("\"x5c\":[\"MIIB\"]"), payload));
        yield return ("x5t", forge.Sign(With("\"x5t\":\"AAAA\""), payload));
        yield return ("x5t#S256", forge.Sign(With("\"x5t#S256\":\"AAAA\""), payload));
        yield return ("crit", forge.Sign(With("\"crit\":[\"b64\"],\"b64\":false"), payload));
        yield return (
            "crit with a name nobody knows",
            forge.Sign(With("\"crit\":[\"http://example.com/never\"],\"http://example.com/never\":true"), payload)
        );
        yield return ("crit with a name that is not there", forge.Sign(With("\"crit\":[\"exp\"]"), payload));
        yield return ("crit empty", forge.Sign(With("\"crit\":[]"), payload));
        yield return ("crit null", forge.Sign(With("\"crit\":null"), payload));
        yield return ("crit a text", forge.Sign(With("\"crit\":\"b64\""), payload));
        yield return ("crit an object", forge.Sign(With("\"crit\":{\"b64\":true}"), payload));
        yield return ("crit escaped", forge.Sign(With("\"\\u0063rit\":[\"x\"],\"x\":1"), payload));
        yield return ("b64 false", forge.Sign(With("\"b64\":false"), payload));
        yield return (
            "b64 false with bare claims",
            forge.SignText(TokenForge.Text(With("\"crit\":[\"b64\"],\"b64\":false")) + "." + payload)
        );
        yield return ("zip", forge.Sign(With("\"zip\":\"DEF\""), payload));
        yield return ("cty", forge.Sign(With("\"cty\":\"JWT\""), payload));
        yield return ("enc", forge.Sign(With("\"enc\":\"A128GCM\""), payload));
        yield return ("a member nobody knows", forge.Sign(With("\"x\":1"), payload));
        foreach (
            var typ in (string[])["JWT", "jwt", "rt+jwt", "AT+JWT", "application/at+jwt", "at+jwt ", "at jwt", "id+jwt", "logout+jwt", ""]
        )
        {
            yield return ($"typ '{typ}'", forge.Sign(Instead("at+jwt", typ), payload));
        }

        yield return ("typ missing", forge.Sign($$"""{"alg":"ES256","kid":"{{TokenForge.KeyId}}"}""", payload));
        yield return ("typ null", forge.Sign(Instead("\"at+jwt\"", "null"), payload));
        yield return ("typ a list", forge.Sign(Instead("\"at+jwt\"", "[\"at+jwt\"]"), payload));
        yield return ("typ twice", forge.Sign(With("\"typ\":\"at+jwt\""), payload));
    }

    private static IEnumerable<(string Name, string Token)> Signatures(TokenForge forge, string good)
    {
        var (header, payload, stranger) = (TokenForge.Header, forge.Payload, new TokenForge(forge.Clock));
        var (signed, signature) = (good[..good.LastIndexOf('.')], Base64Url.DecodeFromChars(good.Split('.')[2]));
        string Signature(ReadOnlySpan<byte> bytes) => signed + "." + Base64Url.EncodeToString(bytes);
        byte[] one = [.. new byte[31], 1];
        yield return ("signed by a stranger", stranger.Good());
        yield return ("signature of zeros", Signature(new byte[64]));
        yield return ("r zero", Signature([.. new byte[32], .. signature[32..]]));
        yield return ("s zero", Signature([.. signature[..32], .. new byte[32]]));
        yield return ("r and s one", Signature([.. one, .. one]));
        yield return ("r and s the order", Signature([.. Order, .. Order]));
        yield return ("r the order", Signature([.. Order, .. signature[32..]]));
        yield return ("s the order", Signature([.. signature[..32], .. Order]));
        yield return ("r and s of all ones", Signature([.. Enumerable.Repeat((byte)0xFF, 64)]));
        yield return ("r and s changed over", Signature([.. signature[32..], .. signature[..32]]));
        yield return ("signature short by a byte", Signature(signature.AsSpan(..63)));
        yield return ("signature long by a byte", Signature([.. signature, 0]));
        yield return ("signature with a zero before it", Signature([0, .. signature]));
        yield return ("signature of ES512's length", Signature([.. signature, .. signature, .. new byte[4]]));
        yield return ("signature twice", Signature([.. signature, .. signature]));
        yield return ("signature in DER", forge.SignDer(signed));
        yield return ("one bit of the signature", Signature([(byte)(signature[0] ^ 1), .. signature[1..]]));
        yield return ("last bit of the signature", Signature([.. signature[..63], (byte)(signature[63] ^ 1)]));
        yield return ("signature of another token", signed + "." + forge.Sign(header, forge.Claims("jti", "\"2\"")).Split('.')[2]);
        yield return ("signature in plain base64", signed + "." + Convert.ToBase64String([.. Enumerable.Repeat((byte)0xFB, 64)]));
        yield return (
            "claims changed",
            good.Split('.')[0]
                + "."
                + TokenForge.Text(payload.Replace("customer", "admin", StringComparison.Ordinal))
                + "."
                + good.Split('.')[2]
        );
        yield return ("claims with a space more", good.Split('.')[0] + "." + TokenForge.Text(payload + " ") + "." + good.Split('.')[2]);
        yield return (
            "header in another order",
            TokenForge.Text($$"""{"typ":"at+jwt","alg":"ES256","kid":"{{TokenForge.KeyId}}"}""")
                + "."
                + good.Split('.')[1]
                + "."
                + good.Split('.')[2]
        );
        yield return (
            "claims of a stranger",
            good.Split('.')[0] + "." + stranger.Good(user: "user-9").Split('.')[1] + "." + good.Split('.')[2]
        );
    }

    private static IEnumerable<(string Name, string Token)> Claims(TokenForge forge)
    {
        var (header, payload, now) = (TokenForge.Header, forge.Payload, forge.Now);
        string Claim(string name, string? json) => forge.Sign(header, forge.Claims(name, json));
        string More(string members) => forge.Sign(header, payload[..^1] + "," + members + "}");
        foreach (
            var (what, name, json) in new (string, string, string?)[]
            {
                ("iss another", "iss", "\"other\""),
                ("iss missing", "iss", null),
                ("iss null", "iss", "null"),
                ("iss a list with ours", "iss", "[\"cartwright\"]"),
                ("iss in capitals", "iss", "\"CARTWRIGHT\""),
                ("iss with a slash", "iss", "\"cartwright/\""),
                ("iss empty", "iss", "\"\""),
                ("aud another", "aud", "\"other\""),
                ("aud a list with ours", "aud", "[\"cartwright\",\"other\"]"),
                ("aud a list of ours", "aud", "[\"cartwright\"]"),
                ("aud missing", "aud", null),
                ("aud null", "aud", "null"),
                ("aud empty", "aud", "\"\""),
                ("aud an empty list", "aud", "[]"),
                ("aud a number", "aud", "1"),
                ("aud with a slash", "aud", "\"cartwright/\""),
                ("aud in capitals", "aud", "\"CARTWRIGHT\""),
                ("aud with more behind it", "aud", "\"cartwright other\""),
                ("sub missing", "sub", null),
                ("sub empty", "sub", "\"\""),
                ("sub a number", "sub", "1"),
                ("sub null", "sub", "null"),
                ("sub a list", "sub", "[\"user-1\"]"),
                ("sub half a character", "sub", "\"\\ud800\""),
                ("sid missing", "sid", null),
                ("sid empty", "sid", "\"\""),
                ("sid a number", "sid", "1"),
                ("sid null", "sid", "null"),
                ("exp missing", "exp", null),
                ("exp null", "exp", "null"),
                ("exp a text", "exp", "\"9999999999\""),
                ("exp beyond 64 bits", "exp", "1e300"),
                ("exp a fraction", "exp", $"{now + 900}.5"),
                ("exp with an exponent", "exp", "1.9e9"),
                ("exp the largest number", "exp", $"{long.MaxValue}"),
                ("exp beyond all years", "exp", "253402300800"),
                ("exp below zero", "exp", "-1"),
                ("exp true", "exp", "true"),
                ("exp a list", "exp", $"[{now + 900}]"),
                ("expired", "exp", $"{now}"),
                ("expired a second ago", "exp", $"{now - 1}"),
                ("expired a minute ago", "exp", $"{now - 60}"),
                ("expired in 1970", "exp", "0"),
                ("iat missing", "iat", null),
                ("iat null", "iat", "null"),
                ("iat a text", "iat", $"\"{now}\""),
                ("iat the largest number", "iat", $"{long.MaxValue}"),
                ("issued in the future", "iat", $"{now + 60}"),
                ("issued six seconds ahead", "iat", $"{now + 6}"),
                ("not yet valid", "nbf", $"{now + 60}"),
                ("not valid for six seconds", "nbf", $"{now + 6}"),
                ("nbf a text", "nbf", "\"0\""),
                ("nbf null", "nbf", "null"),
                ("nbf the largest number", "nbf", $"{long.MaxValue}"),
                ("roles missing", "roles", null),
                ("roles null", "roles", "null"),
                ("roles empty", "roles", "[]"),
                ("roles a text", "roles", "\"admin\""),
                ("roles an object", "roles", "{\"admin\":true}"),
                ("a role nobody knows", "roles", "[\"root\"]"),
                ("a role in capitals", "roles", "[\"Admin\"]"),
                ("a role that is null", "roles", "[null]"),
                ("a role that is a number", "roles", "[3]"),
                ("roles in roles", "roles", "[[\"admin\"]]"),
                ("permissions a text", "permissions", "\"orders.view\""),
                ("permissions an object", "permissions", "{\"orders.view\":true}"),
                ("a permission that is null", "permissions", "[null]"),
                ("a permission that is a number", "permissions", "[3]"),
                ("a known role and one nobody knows", "roles", "[\"customer\",\"root\"]"),
                ("a member twice deep inside", "more", "{\"a\":{\"b\":1,\"b\":2}}"),
                ("a member twice in a list", "more", "[{\"a\":1,\"\\u0061\":2}]"),
            }
        )
        {
            yield return (what, Claim(name, json));
        }

        yield return ("sub twice", More("\"sub\":\"user-2\""));
        yield return ("sub twice and the same", More("\"sub\":\"user-1\""));
        yield return ("sub twice, once escaped", More("\"\\u0073ub\":\"user-2\""));
        yield return ("sub twice, all of it escaped", More("\"\\u0073\\u0075\\u0062\":\"user-2\""));
        yield return ("roles twice", More("\"roles\":[\"admin\"]"));
        yield return ("roles twice, once escaped", More("\"role\\u0073\":[\"admin\"]"));
        yield return ("exp twice", More($"\"exp\":{now + 9_000}"));
        yield return ("iss twice", More("\"iss\":\"cartwright\""));
        yield return ("aud twice", More("\"aud\":\"cartwright\""));
        yield return ("a claim nobody reads twice", More("\"jti\":\"2\""));
        yield return (
            "iss other, ours in capitals",
            forge.Sign(header, forge.Claims("iss", "\"other\"")[..^1] + ",\"Iss\":\"cartwright\"}")
        );
    }

    // The same bytes with a bit set that no byte needs.
    private static string Spare(string json)
    {
        while (Encoding.UTF8.GetByteCount(json) % 3 == 0)
        {
            json += " ";
        }

        var text = TokenForge.Text(json);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return text[..^1] + Alphabet[Alphabet.IndexOf(text[^1], StringComparison.Ordinal) + 1];
    }
}
