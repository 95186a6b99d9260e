// Folders of kept shops, arranged, copied and looked into, for the tests of a place's files.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Web;

namespace Cartwright.Unit.Kernel;

/// <summary>A folder of its own for each test, with the shops that it unpacks there.</summary>
public abstract partial class PlaceFolders : IDisposable
{
    /// <summary>A version whose files have checksums.</summary>
    protected const string Newest = "67c9b19";

    protected static readonly IFormatProvider Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private int folders;

    protected static IReadOnlyList<PlaceModule> All { get; } =
    [.. Forget.Modules.Select(type => new PlaceModule(Name(type), [.. Forget.Tables(type).Select(table => table.Table)]))];

    protected static string[] Names { get; } = [.. All.Select(module => module.Module)];

    protected string Root { get; } = Directory.CreateTempSubdirectory("cartwright-place-").FullName;

    /// <summary>What was said so far.</summary>
    protected List<string> Said { get; } = [];

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static string Own(string folder, string module) => Path.Combine(folder, module + ".db");

    protected static string Shop(string folder) => Own(folder, "shop");

    protected static async Task<string> Refused(Func<Task> start) => (await Assert.ThrowsAsync<ConfigurationRefused>(start)).Message;

    protected static async Task IsRefused(string words, Func<Task> start) =>
        Assert.Contains(words, await Refused(start), StringComparison.Ordinal);

    protected static bool IsMark(string folder, string module) =>
        Texts(Own(folder, module), "SELECT name FROM migrations").Result is ["moved-to-shop.db"];

    protected static async Task Run(string file, string script)
    {
        await using var connection = SqliteConnection.Open(file, create: true, string.Empty);
        connection.Run(script);
    }

    protected static async Task<List<string>> Texts(string file, string sql)
    {
        await using var connection = SqliteConnection.Open(file, create: false, "PRAGMA query_only=ON;");
        return await Texts(connection, sql);
    }

    private static async Task<List<string>> Texts(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        await using var reader = await statement.Read([]);
        var all = new List<string>();
        while (await reader.ReadAsync())
        {
            all.Add(reader.IsDBNull(0) ? string.Empty : Convert.ToString(reader.GetValue(0), Invariant)!);
        }

        return all;
    }

    /// <summary>The files of a folder and their bytes, but for the lock and the logs that SQLite takes away.</summary>
    protected static SortedDictionary<string, string> Files(string folder) =>
        new(
            Directory
                .GetFiles(folder, "*.db")
                .Concat(Directory.GetFiles(folder, "*.making"))
                .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
            StringComparer.Ordinal
        );

    /// <summary>
    /// All that a shop's tables are, wherever they are: by the name that they have in a shared file, the rows with their rowids, what views
    /// answer, the texts of indexes, views and triggers, and the number that was given last.
    /// </summary>
    protected static async Task<SortedDictionary<string, string>> Look(string folder)
    {
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*.db"))
        {
            var module = Path.GetFileNameWithoutExtension(file);
            if (module == "shop" || !IsMark(folder, module))
            {
                await using var connection = SqliteConnection.Open(file, create: false, string.Empty);
                await Look(connection, text => module == "shop" ? text : KernelNames().Replace(text, $"{module}_$0"), seen);
            }
        }

        return seen;
    }

    private static async Task Look(SqliteConnection connection, Func<string, string> shared, SortedDictionary<string, string> seen)
    {
        foreach (var name in await Texts(connection, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"))
        {
            if (name == "place_modules")
            {
                continue;
            }

            var sql = (await Texts(connection, $"SELECT sql FROM sqlite_master WHERE name = '{name}'"))[0];
            var there = shared(name);
            Assert.True(seen.TryAdd(there, there == name ? sql : shared(sql)), $"{there} is there twice.");
            var kind = await Texts(connection, $"SELECT type || wr FROM pragma_table_list WHERE name = '{name}' AND schema = 'main'");
            if (kind is [not "virtual0"])
            {
                seen.Add(there + " rows", await Rows(connection, name, kind is ["table0" or "shadow0"]));
            }
        }

        foreach (var name in await Texts(connection, "SELECT name FROM sqlite_sequence WHERE seq > 0"))
        {
            seen.Add(shared(name) + " number", (await Texts(connection, $"SELECT seq FROM sqlite_sequence WHERE name = '{name}'"))[0]);
        }
    }

    private static async Task<string> Rows(SqliteConnection connection, string table, bool hasRowid)
    {
        using var statement = connection.Prepare($"SELECT {(hasRowid ? "rowid, " : string.Empty)}* FROM \"{table}\"");
        await using var reader = await statement.Read([]);
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(i =>
                            reader.GetValue(i) switch
                            {
                                byte[] bytes => "x" + Convert.ToHexString(bytes),
                                string text => $"'{text}'",
                                double real => real.ToString("R", Invariant) + "f",
                                var other => Convert.ToString(other, Invariant),
                            }
                        )
                )
            );
        }

        rows.Sort(StringComparer.Ordinal);
        return $"{rows.Count} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))))}";
    }

    protected static string Name(Type module) => ((IModule)Activator.CreateInstance(module)!).Name;

    [GeneratedRegex(@"\b(outbox|inbox|migrations\b)")]
    private static partial Regex KernelNames();

    protected Task Arrange(string folder, string[] shared, string[]? own = null) =>
        PlaceFiles.Arrange(folder, All, shared, own ?? [], TimeProvider.System, Said.Add);

    protected string Copied(string folder)
    {
        var copy = Directory.CreateDirectory(Path.Combine(Root, $"{folders++}")).FullName;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var into = File.Create(to);
            from.CopyTo(into);
        }

        return copy;
    }

    /// <summary>A version's folder; or only what some of the modules had in it.</summary>
    protected string Unpacked(string version, params string[] modules)
    {
        var folder = Path.Combine(Root, $"{folders++}");
        new KeptShop(version).Unpack(folder);
        foreach (var module in modules.Length == 0 ? [] : Names.Except(modules))
        {
            File.Delete(Own(folder, module));
        }

        return folder;
    }
}
