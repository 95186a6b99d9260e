// The data of shops that released versions wrote: tests/Servers/kept/{version}, made by scripts/keep-shop.sh, unpacked for whoever upgrades
// one.
using System.IO.Compression;

namespace Cartwright.Servers;

/// <summary>One version's shop, with orders in every state that it knew.</summary>
/// <param name="Version">The release, or the commit before there were releases.</param>
public sealed record KeptShop(string Version)
{
    private const string Sqlite = "sqlite.zip";
    private const string Postgres = "postgres.sql.gz";
    private const string PostgresKeys = "postgres.keys.zip";
    private const string SeenOnSqlite = "sqlite.seen.json";
    private const string SeenOnPostgres = "postgres.seen.json";

    /// <summary>Who may do everything there; made by the keys Identity:AdminEmail and Identity:AdminPassword.</summary>
    public const string Admin = "admin@kept.example";

    /// <summary>Who bought there.</summary>
    public const string Customer = "ada@kept.example";

    /// <summary>Both accounts'; nothing else is protected by it.</summary>
    public const string Password = "Kept-shop-2026";

    /// <summary>What the shops were started with, and go on with: an administrator, the rate of a country, no limits.</summary>
    public static readonly string[] Options =
    [
        "--set",
        "RateLimits:Enabled=false",
        "--set",
        "Identity:AdminEmail=" + Admin,
        "--set",
        "Identity:AdminPassword=" + Password,
        "--set",
        "Tax:DE:Percent=19",
    ];

    /// <summary>The body that places an order there.</summary>
    public static string Order(string token, string? coupon = null) =>
        $$"""
            {"shipping_address":{"name":"Ada Buyer","line1":"Marktstr. 1","city":"Berlin","postal_code":"10115","country":"DE"},"shipping_method":"standard",
            "payment_method":{"token":"{{token}}"},"email":"guest@kept.example"{{(
                coupon is null ? string.Empty : $",\"coupon_code\":\"{coupon}\""
            )}}}
            """;

    /// <summary>All that are kept.</summary>
    public static IReadOnlyList<KeptShop> All { get; } =
    [.. Directory.GetDirectories(Root()).Order(StringComparer.Ordinal).Select(folder => new KeptShop(Path.GetFileName(folder)))];

    /// <summary>Whether the version could run on PostgreSQL.</summary>
    public bool HasPostgres => File.Exists(At(Postgres));

    /// <summary>Whether its modules shared a file on SQLite; before, each had its own.</summary>
    public bool IsPlace
    {
        get
        {
            using var packed = ZipFile.OpenRead(At(Sqlite));
            return packed.GetEntry("shop.db") is not null;
        }
    }

    /// <summary>What the version itself said of its orders, stock, carts and balances: JSON.</summary>
    public string Seen(bool onPostgres) => File.ReadAllText(At(onPostgres ? SeenOnPostgres : SeenOnSqlite));

    /// <summary>Unpacks the data folder, keys included.</summary>
    public void Unpack(string folder) => ZipFile.ExtractToDirectory(At(Sqlite), folder);

    /// <summary>Unpacks the keys beside a database of PostgreSQL, where the version kept any: its orders are sealed by one.</summary>
    public void UnpackKeys(string folder)
    {
        if (File.Exists(At(PostgresKeys)))
        {
            ZipFile.ExtractToDirectory(At(PostgresKeys), folder, overwriteFiles: true);
        }
    }

    /// <summary>Loads the schemas into an empty database.</summary>
    public async Task Load(string connectionString)
    {
        await using var packed = new GZipStream(File.OpenRead(At(Postgres)), CompressionMode.Decompress);
        using var text = new StreamReader(packed);
        await PostgresServer.Execute(connectionString, await text.ReadToEndAsync());
    }

    /// <summary>Keeps a stopped shop's folder.</summary>
    public void Keep(string folder, string seen)
    {
        Directory.CreateDirectory(At(string.Empty));
        File.Delete(At(Sqlite));
        File.Delete(Path.Combine(folder, ".lock"));
        ZipFile.CreateFromDirectory(folder, At(Sqlite), CompressionLevel.SmallestSize, includeBaseDirectory: false);
        File.WriteAllText(At(SeenOnSqlite), seen);
    }

    /// <summary>Keeps a stopped shop's database as SQL that needs no client to be loaded, and the folder of its keys.</summary>
    public async Task KeepPostgres(string connectionString, string keys, string seen)
    {
        File.Delete(At(PostgresKeys));
        File.Delete(Path.Combine(keys, ".lock"));
        ZipFile.CreateFromDirectory(keys, At(PostgresKeys), CompressionLevel.SmallestSize, includeBaseDirectory: false);
        var dump = Path.GetTempFileName();
        await PostgresServer.Dump(connectionString, dump);

        // Lines for psql alone, and those that would leave the connection without a search path.
        var sql = (await File.ReadAllLinesAsync(dump)).Where(line => line is not (['\\', ..] or ['-', '-', ..] or ""));
        File.Delete(dump);
        await using var packed = new GZipStream(File.Create(At(Postgres)), CompressionLevel.SmallestSize);
        await using var text = new StreamWriter(packed);
        await text.WriteAsync(string.Join('\n', sql));
        await File.WriteAllTextAsync(At(SeenOnPostgres), seen);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
            {
                return Directory.CreateDirectory(Path.Combine(folder.FullName, "tests", "Servers", "kept")).FullName;
            }
        }

        throw new InvalidOperationException("The tests must run inside the repository.");
    }

    private string At(string file) => Path.Combine(Root(), Version, file);
}
