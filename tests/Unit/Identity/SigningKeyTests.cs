// Keys: made once, for the owner only, the same after a restart, and several during a rotation.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SigningKeyTests : IDisposable
{
    private readonly KeyFolder folder = new(Path.Combine(Directory.CreateTempSubdirectory("cartwright-keys-").FullName, "keys"));

    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly TestClock clock = new();
    private readonly IIds ids;

    public SigningKeyTests() => ids = new Ids(clock, RandomNumberGenerator.Fill);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder.Path)!, recursive: true);

    [Fact]
    public void A_key_is_made_once_and_only_its_owner_may_read_it()
    {
        using var first = new SigningKeyRing(folder);
        using var second = new SigningKeyRing(folder);
        Assert.Equal(first.SigningId, second.SigningId);
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(folder.Path));
    }

    [Fact]
    public void After_a_rotation_old_tokens_hold_and_new_ones_have_the_new_key()
    {
        using var before = new SigningKeyRing(folder);
        var old = Token(before);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Keep("es256-10.pem", System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        using var after = new SigningKeyRing(folder);
        Assert.Equal(2, after.Public.Count);
        Assert.NotEqual(before.SigningId, after.SigningId);
        var young = Token(after);
        Assert.Equal((before.SigningId, after.SigningId), (KeyIdOf(old), KeyIdOf(young)));
        Assert.Equal((TokenVerdict.Valid, TokenVerdict.Valid), (Verify(after, old), Verify(after, young)));
        Assert.Equal(TokenVerdict.Invalid, Verify(before, young));
    }

    [Fact]
    public async Task Others_can_verify_with_the_keys_they_are_told()
    {
        await using var shop = await Shop.Open();
        var told = (await shop.Contract.GetSigningKeys(new(), default)).Value.Keys;
        var key = Assert.Single(told);
        Assert.Equal(shop.Keys.SigningId, key.KeyId);
        var others = new HeardSigningKeys();
        others.Replace(told);
        Assert.Equal(TokenVerdict.Valid, Verify(others, shop.Tokens.ForGuest("guest-1").Text));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        folder.Keep("es256-1.pem", System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<ConfigurationRefused>(() => new SigningKeyRing(folder));
    }

    [Fact]
    public void Of_two_processes_that_make_a_secret_at_once_one_wins()
    {
        var ours = folder.Keep("secret", [1]);
        Assert.Equal(ours, folder.Keep("secret", [2]));
        Assert.Equal(ours, folder.Read("secret"));
        Assert.Equal(["secret"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Throws<ConfigurationRefused>(() => folder.Secret("secret", 32));
    }

    [Fact]
    public void The_id_of_a_key_is_its_thumbprint_as_RFC_7638_has_it()
    {
        // A key that was made by an earlier version must keep its id: tokens that are out name it.
        using var ring = new SigningKeyRing(folder);
        var key = Assert.Single(ring.Public);
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(key.X)}}","y":"{{Base64Url.EncodeToString(key.Y)}}"}""";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(json))), key.Id);
    }

    [Fact]
    public void A_ring_that_is_gone_takes_nothing_from_the_next_one_with_the_same_key()
    {
        using (var gone = new SigningKeyRing(folder))
        {
            Assert.Equal(TokenVerdict.Valid, Verify(gone, Token(gone)));
        }

        using var next = new SigningKeyRing(folder);
        Assert.Equal(TokenVerdict.Valid, Verify(next, Token(next)));
    }

    [Fact]
    public async Task Many_tokens_are_signed_at_once_and_every_one_holds()
    {
        using var ring = new SigningKeyRing(folder);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Token(ring))));
        Assert.All(tokens, token => Assert.Equal(TokenVerdict.Valid, Verify(ring, token)));
    }

    [Fact]
    public void A_token_says_what_routes_need_and_nothing_else()
    {
        using var ring = new SigningKeyRing(folder);
        var account = new Account("user-1", "casey@example.com", "Casey", ["customer", "vendor"], "vendor-1", [], "none", 0, 0, false);
        var parts = new AccessTokens(ring, new TokenRules(), ids, clock).For(account, "session-1").Text.Split('.');
        Assert.Equal($$"""{"alg":"ES256","kid":"{{ring.SigningId}}","typ":"at+jwt"}""", Sorted(parts[0]));
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            $$"""{"aud":"cartwright","email":"casey@example.com","exp":{{now + 900}},"iat":{{now}}"""
                + ""","iss":"cartwright","roles":["customer","vendor"],"sid":"session-1","sub":"user-1","vendor_id":"vendor-1"}""",
            Sorted(parts[1], "jti")
        );
    }

    private string Token(SigningKeyRing ring) => new AccessTokens(ring, new TokenRules(), ids, clock).ForGuest("guest-1").Text;

    private TokenVerdict Verify(ISigningKeys keys, string token)
    {
        var revocations = new RevocationList(clock);
        revocations.Heard();
        return new TokenVerifier(keys, revocations, new TokenRules(), clock).VerifyToken(token, out _);
    }

    private static string KeyIdOf(string token) => (string)JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!;

    private static string Sorted(string part, params string[] without) =>
        new JsonObject(
            JsonNode
                .Parse(Base64Url.DecodeFromChars(part))!
                .AsObject()
                .Where(member => !without.Contains(member.Key))
                .OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        ).ToJsonString(AsWritten);

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
