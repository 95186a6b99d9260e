// Keys: made once, for the owner only, the same after a restart, and several during a rotation.
using Cartwright.Kernel;
using System.Security.Cryptography;
using Cartwright.Identity;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SigningKeyTests : IDisposable
{
    private readonly KeyFolder folder = new(Path.Combine(Directory.CreateTempSubdirectory("cartwright-keys-").FullName, "keys"));

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
        var signature = before.Sign("text"u8);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Keep("es256-10.pem", System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        using var after = new SigningKeyRing(folder);
        Assert.Equal(2, after.Public.Count);
        Assert.NotEqual(before.SigningId, after.SigningId);
        Assert.True(after.Public.Single(k => k.Id == before.SigningId).Verify("text"u8, signature));
        Assert.True(after.Public.Single(k => k.Id == after.SigningId).Verify("text"u8, after.Sign("text"u8)));
    }

    [Fact]
    public async Task Others_can_verify_with_the_keys_they_are_told()
    {
        await using var shop = await Shop.Open();
        var told = (await shop.Contract.GetSigningKeys(new(), default)).Value.Keys;
        var key = Assert.Single(told);
        Assert.Equal(shop.Keys.SigningId, key.KeyId);
        var verifying = new VerifyingKey(key.KeyId, key.X.ToByteArray(), key.Y.ToByteArray());
        Assert.True(verifying.Verify("text"u8, shop.Keys.Sign("text"u8)));
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

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
