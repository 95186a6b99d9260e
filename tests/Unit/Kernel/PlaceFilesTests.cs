// Ten files become one that modules share, and one comes back: shops of every kept version, killed at every step, damaged, on a full disk,
// or put together by hand.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Web;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed partial class PlaceFilesTests : IDisposable
{
    private const int PageBytes = 4_096;

    /// <summary>A version whose files have checksums, and one before.</summary>
    private const string Newest = "67c9b19";
    private const string WithoutChecksums = "105b793";

    private static readonly IReadOnlyList<PlaceModule> All =
    [
        .. Forget.Modules.Select(type => new PlaceModule(Name(type), [.. Forget.Tables(type).Select(table => table.Table)])),
    ];

    private static readonly string[] Names = [.. All.Select(module => module.Module)];
    private readonly string root = Directory.CreateTempSubdirectory("cartwright-place-").FullName;
    private readonly List<string> said = [];
    private int folders;

    public static TheoryData<string> Versions => [.. KeptShop.All.Where(shop => !shop.IsPlace).Select(shop => shop.Version)];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_shop_of_every_version_is_in_one_file_with_every_value_and_its_files_are_kept(string version)
    {
        var folder = Unpacked(version);
        var (before, files) = (await Look(folder), Files(folder));

        // A new shop was begun here once, and killed before it had anything.
        await File.WriteAllTextAsync(Shop(folder), string.Empty);
        await Arrange(folder, Names);
        Assert.Equal(before, await Look(folder));
        Assert.Equal(Names.Order(), await Texts(Shop(folder), "SELECT module FROM place_modules ORDER BY module"));
        Assert.Equal(files, Files(Path.Combine(folder, PlaceFiles.Aside)));
        Assert.Equal([.. Names.Append("shop").Select(name => name + ".db").Order(StringComparer.Ordinal)], Files(folder).Keys);
        Assert.Contains(said, line => line.Contains("rows went into", StringComparison.Ordinal));

        // Search asks an index of numbers; both must have come along.
        Assert.Equal(
            await Texts(Shop(folder), "SELECT product_id FROM products WHERE parent_id IS NULL ORDER BY number LIMIT 1"),
            await Texts(
                Shop(folder),
                "SELECT p.product_id FROM product_text t JOIN products p ON p.number = t.rowid WHERE t.name MATCH "
                    + "(SELECT '\"' || name || '\"' FROM products WHERE parent_id IS NULL ORDER BY number LIMIT 1) ORDER BY p.number LIMIT 1"
            )
        );
        await Run(
            Shop(folder),
            "UPDATE products SET name = 'Zanzibar' WHERE number = 1; "
                + "INSERT INTO product_text(product_text, rank) VALUES ('integrity-check', 1)"
        );
        Assert.Equal(["1"], await Texts(Shop(folder), "SELECT rowid FROM product_text WHERE product_text MATCH 'zanzibar'"));

        // What is told goes out under a number that was never given.
        var last = long.Parse((await Texts(Shop(folder), "SELECT seq FROM sqlite_sequence WHERE name = 'ordering_outbox'"))[0], Invariant);
        await Run(
            Shop(folder),
            "INSERT INTO ordering_outbox(event_id, topic, subject, source, time_ms, data) VALUES ('', '', '', '', 1, '')"
        );
        Assert.Equal([(last + 1).ToString(Invariant)], await Texts(Shop(folder), "SELECT MAX(number) FROM ordering_outbox"));
        await Assert.ThrowsAsync<SqliteFailure>(() => Run(Shop(folder), "DELETE FROM payment_ledger"));

        var after = Files(folder);
        said.Clear();
        await Arrange(folder, Names);
        Assert.Equal(after, Files(folder));
        Assert.Contains("before-place", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_looks_for_a_file_of_a_modules_own_is_told_where_its_tables_went()
    {
        var folder = Unpacked(Newest);
        await Arrange(folder, Names);
        Assert.All(
            await Plans(folder),
            plan => Assert.StartsWith($"The tables of {plan.Module} went into shop.db", plan.Refused, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Killed_at_any_step_of_the_way_the_next_start_ends_with_every_value_once()
    {
        string[] modules = ["analytics", "catalog", "payments"];
        var folder = Unpacked(Newest, modules);
        var before = await Look(folder);
        var files = Files(folder);
        var steps = await Killed(folder, modules, []);
        Assert.True(steps.Count >= 20, string.Join('\n', steps.Select(step => step.After)));
        foreach (var (after, copy) in steps)
        {
            await Arrange(copy, modules);
            Assert.True(before.SequenceEqual(await Look(copy)), after);
            Assert.Equal(files, Files(Path.Combine(copy, PlaceFiles.Aside)));
            Assert.True(Files(copy).Keys.SequenceEqual(modules.Append("shop").Select(name => name + ".db")), after);
            Assert.True(modules.All(module => IsMark(copy, module)), after);
        }
    }

    [Fact]
    public async Task Killed_at_any_step_of_the_way_back_or_there_again_the_next_start_ends_with_every_value_once()
    {
        string[] modules = ["analytics", "catalog", "payments"];
        var folder = Unpacked(Newest, modules);
        var before = await Look(folder);
        await Arrange(folder, modules);
        var steps = await Killed(folder, ["payments"], ["analytics", "catalog"]);
        Assert.Equal(before, await Look(folder));
        Assert.Equal(["payments"], await Texts(Shop(folder), "SELECT module FROM place_modules"));
        Assert.False(IsMark(folder, "analytics"));
        steps.AddRange(await Killed(folder, modules, []));
        Assert.Equal(before, await Look(folder));
        Assert.True(File.Exists(Path.Combine(folder, PlaceFiles.Aside, "catalog.2.db")));
        Assert.True(steps.Count >= 20, string.Join('\n', steps.Select(step => step.After)));
        foreach (var (after, copy) in steps)
        {
            var other = Copied(copy);
            await Arrange(copy, ["payments"], ["analytics", "catalog"]);
            Assert.True(before.SequenceEqual(await Look(copy)), after);
            Assert.True(!IsMark(copy, "analytics") && !IsMark(copy, "catalog") && IsMark(copy, "payments"), after);
            await Arrange(other, modules);
            Assert.True(before.SequenceEqual(await Look(other)), after);
            Assert.True(modules.All(module => IsMark(other, module)), after);
        }
    }

    [Fact]
    public async Task All_modules_go_there_and_back_and_the_files_are_as_they_were()
    {
        var folder = Unpacked(Newest);
        var before = await Look(folder);
        await Arrange(folder, Names);
        await Arrange(folder, [], Names);
        Assert.Equal(before, await Look(folder));
        Assert.Equal(["place_modules"], await Texts(Shop(folder), "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"));
        Assert.All(await Plans(folder), plan => Assert.True(plan is { Applied: > 5, Refused: null }));

        await Arrange(folder, Names);
        Assert.Equal(before, await Look(folder));
    }

    [Fact]
    public async Task What_a_killed_shop_left_in_a_log_comes_along_and_a_row_keeps_its_rowid()
    {
        var folder = Unpacked(Newest, "notifications", "ordering");
        string copy;
        await using (var connection = SqliteConnection.Open(Own(folder, "notifications"), create: false, "PRAGMA wal_autocheckpoint=0;"))
        {
            connection.Run("DELETE FROM mail WHERE rowid = (SELECT MIN(rowid) FROM mail)");
            connection.Run("UPDATE mail SET rowid = 4711 WHERE rowid = (SELECT MAX(rowid) FROM mail)");

            // A renamed table is quoted from then on.
            connection.Run("ALTER TABLE outbox RENAME TO other; ALTER TABLE other RENAME TO outbox");
            connection.Run("CREATE INDEX \"inbox_odd\" ON \"inbox\" (event_id)");
            copy = Copied(folder);
        }

        var before = await Look(folder);
        Assert.True(new FileInfo(Path.Combine(copy, "notifications.db-wal")).Length > 0);
        await Arrange(copy, ["notifications", "ordering"]);
        Assert.Equal(before, await Look(copy));
        Assert.Equal(["4711"], await Texts(Shop(copy), "SELECT MAX(rowid) FROM mail"));
        Assert.StartsWith("CREATE TABLE \"notifications_outbox\" (", (await Look(copy))["notifications_outbox"], StringComparison.Ordinal);
        Assert.Equal(await Look(copy), await Look(Path.Combine(copy, PlaceFiles.Aside)));
    }

    [Fact]
    public async Task A_leftover_that_is_what_the_shared_file_holds_goes_and_one_that_is_not_is_refused()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        await Arrange(folder, ["carts", "promotions"]);
        var (carts, before) = (Own(folder, "carts"), await Look(folder));
        File.Copy(Path.Combine(folder, PlaceFiles.Aside, "carts.db"), carts, overwrite: true);
        await Arrange(folder, ["carts", "promotions"]);
        Assert.Equal(before, await Look(folder));
        Assert.True(IsMark(folder, "carts"));
        Assert.Equal(2, Files(Path.Combine(folder, PlaceFiles.Aside)).Count);

        File.Copy(Path.Combine(folder, PlaceFiles.Aside, "carts.db"), carts, overwrite: true);
        await Run(carts, "UPDATE carts SET version = version + 1");
        var files = Files(folder);
        foreach (
            var own in (string[][])
                [
                    [],
                    ["carts"],
                ]
        )
        {
            var refused = await Refused(() => Arrange(folder, [.. new[] { "carts", "promotions" }.Except(own)], own));
            Assert.Matches("both hold the tables of carts, and not the same: carts has [0-9]+ rows .* To go on with .*shop.db", refused);
            Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
            Assert.Equal(files, Files(folder));
        }

        // A table more in the shared file would be lost with it.
        File.Copy(Path.Combine(folder, PlaceFiles.Aside, "carts.db"), carts, overwrite: true);
        await Run(carts, "DROP TABLE cart_links");
        await IsRefused("cart_links is on the one side only", () => Arrange(folder, ["promotions"], ["carts"]));
    }

    [Fact]
    public async Task Without_the_shared_file_nothing_begins_anew()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        await Arrange(folder, ["carts", "promotions"]);
        var shop = Path.Combine(root, "elsewhere.db");
        File.Move(Shop(folder), shop);
        foreach (
            var own in (string[][])
                [
                    [],
                    ["carts"],
                ]
        )
        {
            var refused = await Refused(() => Arrange(folder, [.. new[] { "carts", "promotions" }.Except(own)], own));
            Assert.Contains("The tables of carts went into", refused, StringComparison.Ordinal);
            Assert.Contains("The tables of promotions went into", refused, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Shop(folder) + "-wal", "left");
        await IsRefused("shop.db-wal is there without", () => Arrange(folder, Names));
        File.Delete(Shop(folder) + "-wal");
        File.Move(shop, Shop(folder));
        await Arrange(folder, ["carts", "promotions"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_file_refuses_the_start_and_leaves_everything_as_it_was(bool hasChecksums)
    {
        var folder = Unpacked(hasChecksums ? Newest : WithoutChecksums);
        var pages = await Texts(Own(folder, "ordering"), "SELECT rootpage FROM sqlite_master WHERE name = 'timeline'");
        var page = long.Parse(pages[0], Invariant);
        await using (var file = new FileStream(Own(folder, "ordering"), FileMode.Open, FileAccess.ReadWrite))
        {
            // Where a page says which kind it is; and, where only the checksum can tell, a bit of what it holds.
            Assert.Equal(hasChecksums ? 8 : 0, Byte(file, 20));
            var at = ((page - 1) * PageBytes) + (hasChecksums ? 3_000 : 0);
            var was = Byte(file, at);
            file.Position = at;
            file.WriteByte((byte)(was ^ 1));
        }

        var files = Files(folder);
        var refused = await Refused(() => Arrange(folder, Names));
        Assert.Contains($"{Own(folder, "ordering")} is damaged", refused, StringComparison.Ordinal);
        Assert.Contains("from a backup", refused, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));
        Assert.False(Directory.Exists(Path.Combine(folder, PlaceFiles.Aside)));

        static int Byte(FileStream file, long at)
        {
            file.Position = at;
            return file.ReadByte();
        }
    }

    [Fact]
    public async Task Every_difference_between_a_table_and_its_copy_is_found()
    {
        const string Schema =
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT COLLATE NOCASE, b, c BLOB);"
            + "CREATE TABLE u (k TEXT, v BLOB, PRIMARY KEY (k)) WITHOUT ROWID;"
            + "INSERT INTO t(id, a, b, c) VALUES (1, 'a', 1, NULL), (2, 'b', '1', x'00'), (3, NULL, '', x''); DELETE FROM t WHERE id = 3;"
            + "INSERT INTO u(k, v) VALUES ('a', 1), ('b', NULL);";
        var (one, other) = (Own(root, "one"), Own(root, "other"));
        await Run(one, Schema);
        await Run(other, Schema);
        Assert.Null(await Difference());
        foreach (
            var (change, back) in ((string, string)[])
                [
                    ("UPDATE t SET a = 'A' WHERE id = 1", "UPDATE t SET a = 'a' WHERE id = 1"),
                    ("UPDATE t SET b = 1.0 WHERE id = 1", "UPDATE t SET b = 1 WHERE id = 1"),
                    ("UPDATE t SET b = 1 WHERE id = 2", "UPDATE t SET b = '1' WHERE id = 2"),
                    ("UPDATE t SET c = x'' WHERE id = 1", "UPDATE t SET c = NULL WHERE id = 1"),
                    ("UPDATE t SET c = CAST(c AS TEXT) WHERE id = 2", "UPDATE t SET c = x'00' WHERE id = 2"),
                    ("UPDATE t SET id = 3 WHERE id = 2", "UPDATE t SET id = 2 WHERE id = 3"),
                    ("INSERT INTO u(k, v) VALUES ('c', 1)", "DELETE FROM u WHERE k = 'c'"),
                    ("UPDATE u SET v = 0 WHERE k = 'b'", "UPDATE u SET v = NULL WHERE k = 'b'"),
                    ("UPDATE sqlite_sequence SET seq = 4", "UPDATE sqlite_sequence SET seq = 3"),
                    ("ALTER TABLE u ADD COLUMN w", "ALTER TABLE u DROP COLUMN w"),
                ]
        )
        {
            await Run(other, change);
            Assert.True(await Difference() is not null, change);
            await Run(other, back);
            Assert.True(await Difference() is null, back);
        }

        async Task<string?> Difference()
        {
            await using var connection = PlaceCopy.Open(one, create: false, PlaceCopy.Careful, other);
            return await (await PlaceContents.OfFile(connection, PlaceContents.Source, "m")).Missing(connection);
        }
    }

    [Fact]
    public async Task A_copy_that_is_not_what_was_written_refuses_the_start()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        var files = Files(folder);
        var refused = await Refused(() =>
            new PlaceFiles(folder, All, TimeProvider.System, said.Add)
            {
                Moves =
                {
                    After = step =>
                    {
                        if (step == "promotions in shop.making")
                        {
                            using var made = new FileStream(Shop(folder) + ".making", FileMode.Open);
                            made.Position = made.Length - 2_000;
                            var was = made.ReadByte();
                            made.Position--;
                            made.WriteByte((byte)(was ^ 1));
                        }
                    },
                },
            }.Arrange(["carts", "promotions"], [])
        );
        Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));
    }

    [Fact]
    public async Task A_full_disk_refuses_the_start_before_it_begins_or_where_it_fills_up()
    {
        var folder = Unpacked(Newest);
        var files = Files(folder);
        var bytes = Directory.GetFiles(folder, "*.db").Sum(file => new FileInfo(file).Length);
        var refused = await Refused(() => Files(folder, bytes + 1).Arrange(Names, []));
        Assert.Matches(@": 1\.9 MB go into .*shop\.db, which takes 2\.0 MB of room; the disk of .* has 1\.9 MB\. Make room", refused);
        Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));
        Assert.Empty(said);

        var filling = new PlaceFiles(folder, All, TimeProvider.System, said.Add) { Moves = { ForNewFile = "PRAGMA max_page_count=200;" } };
        refused = await Refused(() => filling.Arrange(Names, []));
        Assert.StartsWith($"The disk is full: {Shop(folder)} cannot be written. Make room in {folder}", refused, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));

        // Out of it again, likewise.
        await Arrange(folder, Names);
        files = Files(folder);
        await IsRefused("ordering gets its own file", () => Files(folder, 100_000).Arrange(Others("ordering"), ["ordering"]));
        filling = new PlaceFiles(folder, All, TimeProvider.System, said.Add) { Moves = { ForNewFile = "PRAGMA max_page_count=30;" } };
        await IsRefused($"The disk is full: {Own(folder, "ordering")}", () => filling.Arrange(Others("ordering"), ["ordering"]));
        Assert.Equal(files, Files(folder));
    }

    [Fact]
    public async Task A_file_that_another_program_has_open_refuses_the_start()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        var files = Files(folder);
        await using (var other = SqliteConnection.Open(Own(folder, "promotions"), create: false, "PRAGMA user_version;"))
        {
            var refused = await Refused(() => Arrange(folder, ["carts", "promotions"]));
            Assert.StartsWith($"{Own(folder, "promotions")} or {Shop(folder)} is in use by another", refused, StringComparison.Ordinal);
            Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        }

        Assert.Equal(files, Files(folder));
        await Arrange(folder, ["carts", "promotions"]);
    }

    [Fact]
    public async Task A_new_folder_stays_empty_and_a_module_that_begins_in_the_shared_file_is_noted_and_marked()
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "new")).FullName;
        await Arrange(folder, Names);
        await Arrange(Path.Combine(root, "nowhere"), Names);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.False(Directory.Exists(Path.Combine(root, "nowhere")));
        Assert.Empty(said);

        // A start that was killed may leave files without anything in them.
        await File.WriteAllTextAsync(Own(folder, "carts"), string.Empty);
        await File.WriteAllTextAsync(Shop(folder), string.Empty);
        await Arrange(folder, Names);
        Assert.Equal(["carts.db", "shop.db"], Files(folder).Keys);
        File.Delete(Shop(folder));

        var kept = Unpacked(Newest, "carts", "promotions");
        await Arrange(kept, ["carts", "promotions"]);
        File.Copy(Shop(kept), Shop(folder));
        await Run(Shop(folder), "DROP TABLE place_modules");
        await Arrange(folder, Names);
        Assert.Equal(["carts", "promotions"], await Texts(Shop(folder), "SELECT module FROM place_modules ORDER BY module"));
        Assert.Equal(["carts.db", "promotions.db", "shop.db"], Files(folder).Keys);
        Assert.True(IsMark(folder, "carts") && IsMark(folder, "promotions"));
        await Arrange(folder, ["carts"], ["promotions"]);
        Assert.Equal(await Look(kept), await Look(folder));
    }

    [Fact]
    public async Task A_table_that_is_nobodys_is_not_guessed_at()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        await Arrange(folder, ["carts", "promotions"]);
        await Run(
            Shop(folder),
            "CREATE TABLE strange (id TEXT); CREATE VIEW of_both AS SELECT user_id FROM carts UNION SELECT promotion_id FROM promotions"
        );
        var files = Files(folder);
        await IsRefused("Whose the table strange in shop.db is cannot be said", () => Arrange(folder, ["promotions"], ["carts"]));
        await Run(Shop(folder), "DROP TABLE strange");
        await IsRefused("Whose the view of_both in shop.db", () => Arrange(folder, ["promotions"], ["carts"]));
        Assert.Equal(files.Keys, Files(folder).Keys);
        await Arrange(folder, ["carts", "promotions"]);
    }

    [Fact]
    public async Task Two_tables_of_one_name_are_refused_and_so_is_a_file_of_another_program_in_the_way_of_one_that_comes_back()
    {
        var folder = Unpacked(Newest, "carts", "promotions");
        await Run(Own(folder, "promotions"), "CREATE TABLE carts (id TEXT)");
        var files = Files(folder);
        await IsRefused("two of the name carts", () => Arrange(folder, ["carts", "promotions"]));
        Assert.Equal(files, Files(folder));
        await Run(Own(folder, "promotions"), "DROP TABLE carts");
        await Arrange(folder, ["carts", "promotions"]);
        File.Delete(Own(folder, "carts"));
        await Run(Own(folder, "carts"), "CREATE TABLE notes (id TEXT)");
        await IsRefused("carts.db is of another program", () => Arrange(folder, ["promotions"], ["carts"]));
        Assert.Equal(["notes"], await Texts(Own(folder, "carts"), "SELECT name FROM sqlite_master"));
    }

    [Fact]
    public async Task A_process_that_has_some_of_the_modules_leaves_the_files_of_the_others()
    {
        var folder = Unpacked(Newest, "carts", "promotions", "payments");
        var (before, payments) = (await Look(folder), Files(folder)["payments.db"]);
        await Arrange(folder, ["carts"]);
        await Arrange(folder, ["promotions"]);
        Assert.Equal(payments, Files(folder)["payments.db"]);
        Assert.Equal(before, await Look(folder));
        Assert.Equal(["carts", "promotions"], await Texts(Shop(folder), "SELECT module FROM place_modules ORDER BY module"));
    }

    private static readonly IFormatProvider Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private static string Own(string folder, string module) => Path.Combine(folder, module + ".db");

    private static string Shop(string folder) => Own(folder, "shop");

    private static string[] Others(string module) => [.. Names.Where(name => name != module)];

    private static async Task<string> Refused(Func<Task> start) => (await Assert.ThrowsAsync<ConfigurationRefused>(start)).Message;

    private static async Task IsRefused(string words, Func<Task> start) =>
        Assert.Contains(words, await Refused(start), StringComparison.Ordinal);

    private static Task<MigrationPlan[]> Plans(string folder) =>
        ModuleDatabases.Plan(
            Forget.Modules.Select(type => new ModuleDatabase(Name(type), Migration.From(type.Assembly), [])),
            new SqliteDialect(folder)
        );

    private static string Name(Type module) => ((IModule)Activator.CreateInstance(module)!).Name;

    private static bool IsMark(string folder, string module) =>
        Texts(Own(folder, module), "SELECT name FROM migrations").Result is ["moved-to-shop.db"];

    private static async Task Run(string file, string script)
    {
        await using var connection = SqliteConnection.Open(file, create: true, string.Empty);
        connection.Run(script);
    }

    private static async Task<List<string>> Texts(string file, string sql)
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
    private static SortedDictionary<string, string> Files(string folder) =>
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
    private static async Task<SortedDictionary<string, string>> Look(string folder)
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

    [GeneratedRegex(@"\b(outbox|inbox|migrations\b)")]
    private static partial Regex KernelNames();

    private PlaceFiles Files(string folder, long room) => new(folder, All, TimeProvider.System, said.Add) { Moves = { Room = () => room } };

    private Task Arrange(string folder, string[] shared, string[]? own = null) =>
        PlaceFiles.Arrange(folder, All, shared, own ?? [], TimeProvider.System, said.Add);

    /// <summary>What lies on the disk behind each step, connections open and all: what a kill there would leave.</summary>
    private async Task<List<(string After, string Folder)>> Killed(string folder, string[] shared, string[] own)
    {
        var steps = new List<(string, string)>();
        await new PlaceFiles(folder, All, TimeProvider.System, said.Add)
        {
            Moves =
            {
                // Pages reach the file long before their transaction is committed, as those of a large shop do.
                ForNewFile = "PRAGMA cache_size=5;",
                After = step =>
                {
                    Assert.True(
                        shared.Concat(own).All(module => File.Exists(Own(folder, module))),
                        $"After '{step}' older ones begin anew."
                    );
                    steps.Add((step, Copied(folder)));
                },
            },
        }.Arrange(shared, own);
        return steps;
    }

    private string Copied(string folder)
    {
        var copy = Directory.CreateDirectory(Path.Combine(root, $"{folders++}")).FullName;
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
    private string Unpacked(string version, params string[] modules)
    {
        var folder = Path.Combine(root, $"{folders++}");
        new KeptShop(version).Unpack(folder);
        foreach (var module in modules.Length == 0 ? [] : Names.Except(modules))
        {
            File.Delete(Own(folder, module));
        }

        return folder;
    }
}
