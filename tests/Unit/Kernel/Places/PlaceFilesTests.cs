// Ten files become one that modules share, and one comes back: shops of every kept version, killed at every step, or begun anew.
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Web;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class PlaceFilesTests : PlaceFolders
{
    public static TheoryData<string> Versions => [.. KeptShop.All.Where(shop => !shop.IsPlace).Select(shop => shop.Version)];

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
        Assert.Contains(Said, line => line.Contains("rows went into", StringComparison.Ordinal));

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
        Said.Clear();
        await Arrange(folder, Names);
        Assert.Equal(after, Files(folder));
        Assert.Contains("before-place", Assert.Single(Said), StringComparison.Ordinal);
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
    public async Task A_new_folder_stays_empty_and_a_module_that_begins_in_the_shared_file_is_noted_and_marked()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "new")).FullName;
        await Arrange(folder, Names);
        await Arrange(Path.Combine(Root, "nowhere"), Names);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.False(Directory.Exists(Path.Combine(Root, "nowhere")));
        Assert.Empty(Said);

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

    private static Task<MigrationPlan[]> Plans(string folder) =>
        ModuleDatabases.Plan(
            Forget.Modules.Select(type => new ModuleDatabase(Name(type), Migration.From(type.Assembly), [])),
            new SqliteDialect(folder)
        );

    /// <summary>What lies on the disk behind each step, connections open and all: what a kill there would leave.</summary>
    private async Task<List<(string After, string Folder)>> Killed(string folder, string[] shared, string[] own)
    {
        var steps = new List<(string, string)>();
        await new PlaceFiles(folder, All, TimeProvider.System, Said.Add)
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
}
