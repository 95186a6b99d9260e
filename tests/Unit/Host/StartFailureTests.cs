// What the machine refuses at a start is told in a sentence that names the file or the port and says what to do.
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cartwright.Host;
using Cartwright.Kernel;

namespace Cartwright.Unit.Host;

public sealed class StartFailureTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-start-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_damaged_database_is_named_with_what_saves_it()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "ordering.db"), new string('x', 8_192));
        var said = await Refused();
        Assert.Contains($"{folder}/ordering.db is damaged, or no database", said, StringComparison.Ordinal);
        Assert.Contains("from a backup", said, StringComparison.Ordinal);

        // The others are as they were: nothing was begun in them.
        Assert.False(File.Exists(Path.Combine(folder, "shop.db")));
    }

    [Fact]
    public async Task A_flipped_bit_is_named_with_its_file_and_nothing_is_served()
    {
        await using (
            await Database.Open(
                "ordering",
                new SqliteDialect(folder),
                Migration.From(typeof(Cartwright.Ordering.OrderingModule).Assembly),
                new Ids(TimeProvider.System, RandomNumberGenerator.Fill),
                TimeProvider.System
            )
        ) { }

        var file = Path.Combine(folder, "ordering.db");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[2_000] ^= 4;
        await File.WriteAllBytesAsync(file, bytes);
        Assert.Contains($"{file} is damaged: a page of it is not what the shop wrote there", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named()
    {
        Directory.CreateDirectory(Path.Combine(folder, "shop.db"));
        Assert.Contains($"{folder}/shop.db cannot be opened", await Refused(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Keys =>
        new()
        {
            { "rsa", "holds no elliptic key in PEM" },
            { "p384", "is not on P-256" },
            { "text", "holds no elliptic key in PEM" },
            { "short", "'cursors.key' has 3 bytes and needs 32" },
        };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_bad_key_file_is_named(string kind, string said)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
        using var rsa = RSA.Create(2_048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var file = Path.Combine(keys, kind == "short" ? "cursors.key" : "es256-1.pem");
        await File.WriteAllTextAsync(
            file,
            kind switch
            {
                "rsa" => rsa.ExportPkcs8PrivateKeyPem(),
                "p384" => p384.ExportPkcs8PrivateKeyPem(),
                "short" => "abc",
                _ => "secret words",
            }
        );
        var refused = await Refused();
        Assert.Contains(Path.GetFileName(file), refused, StringComparison.Ordinal);
        Assert.Contains(said, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Port", "or give another: --port 8081")]
    [InlineData("Operations:Port", "Operations:Port=0 for any free one")]
    public async Task A_taken_port_is_named(string key, string said)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() =>
            Serve.Run(
                new Dictionary<string, string?>
                {
                    ["Data"] = "sqlite:" + folder,
                    ["Port"] = "0",
                    [key] = port,
                },
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains(port, refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, "The disk is full: /data/carts.db cannot be written. Make room in /data")]
    [InlineData(11, "/data/carts.db is damaged")]
    [InlineData(26, "/data/carts.db is damaged")]
    [InlineData(8, "/data/carts.db cannot be opened for writing")]
    [InlineData(14, "/data/carts.db cannot be opened for writing")]
    [InlineData(5, "/data/carts.db is in use by another program")]
    [InlineData(8202, "/data/carts.db is damaged: a page of it is not what the shop wrote there")]
    [InlineData(778, "/data/carts.db cannot be read or written")]
    public void Each_refusal_of_a_file_says_what_to_do(int code, string said)
    {
        var failure = new SqliteFailure(code, "said so", "open");
        Assert.StartsWith(said, new SqliteDialect("/data").Explain("carts", failure)!.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            said,
            new SqliteDialect("/data").Explain("carts", new StorageUnavailable("away", failure))!.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_full_disk_under_the_keys_or_later_in_the_start_is_a_sentence_and_a_bug_is_none()
    {
        Assert.Contains(
            "No space left on device : '/data/keys/a'. Make room",
            StartFailure.Of(new IOException("No space left on device : '/data/keys/a'"), null)!.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is it full",
            StartFailure.Of(new StorageUnavailable("The store of identity cannot take changes now: full."), null)!.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Ports below 1024",
            StartFailure.Of(new SocketException((int)SocketError.AccessDenied), null)!.Message,
            StringComparison.Ordinal
        );
        Assert.Null(StartFailure.Of(new InvalidOperationException("a bug"), null));
    }

    private async Task<string> Refused() =>
        (
            await Assert.ThrowsAsync<ConfigurationRefused>(() =>
                Serve.Run(
                    new Dictionary<string, string?> { ["Data"] = "sqlite:" + folder, ["Port"] = "0" },
                    TestContext.Current.CancellationToken
                )
            )
        ).Message;
}
