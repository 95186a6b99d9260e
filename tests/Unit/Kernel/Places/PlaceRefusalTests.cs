// Folders that are not arranged: damaged or doubtful files, a full disk, one that another program has open.
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class PlaceRefusalTests : PlaceFolders
{
    private const int PageBytes = 4_096;

    /// <summary>A version whose files have no checksums.</summary>
    private const string WithoutChecksums = "105b793";

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
        var shop = Path.Combine(Root, "elsewhere.db");
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
        var (one, other) = (Own(Root, "one"), Own(Root, "other"));
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
            new PlaceFiles(folder, All, TimeProvider.System, Said.Add)
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
        Assert.Empty(Said);

        var filling = new PlaceFiles(folder, All, TimeProvider.System, Said.Add) { Moves = { ForNewFile = "PRAGMA max_page_count=200;" } };
        refused = await Refused(() => filling.Arrange(Names, []));
        Assert.StartsWith($"The disk is full: {Shop(folder)} cannot be written. Make room in {folder}", refused, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));

        // Out of it again, likewise.
        await Arrange(folder, Names);
        files = Files(folder);
        await IsRefused("ordering gets its own file", () => Files(folder, 100_000).Arrange(Others("ordering"), ["ordering"]));
        filling = new PlaceFiles(folder, All, TimeProvider.System, Said.Add) { Moves = { ForNewFile = "PRAGMA max_page_count=30;" } };
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

    private static string[] Others(string module) => [.. Names.Where(name => name != module)];

    private PlaceFiles Files(string folder, long room) => new(folder, All, TimeProvider.System, Said.Add) { Moves = { Room = () => room } };
}
