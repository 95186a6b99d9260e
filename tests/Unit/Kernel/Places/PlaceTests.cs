// Modules that share one file: one commit for all that change at once, and no statement of one reaches another's table.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public class PlaceTests
{
    [Fact]
    public async Task What_several_modules_change_at_once_is_one_commit()
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear", "plum"]);
        var before = place["apple"].Commits;
        var release = await place.Hold();
        var others = new[] { place.Put("apple", "a", 1), place.Put("pear", "b", 2), place.Put("plum", "c", 3), place.Put("apple", "d", 4) };
        await release();
        await Task.WhenAll(others);
        Assert.Equal(2, place["apple"].Commits - before);
        Assert.Equal(place["apple"].Commits, place["plum"].Commits);
        Assert.Equal(("a=1 d=4", "b=2", "c=3"), (await place.Rows("apple"), await place.Rows("pear"), await place.Rows("plum")));
    }

    [Fact]
    public async Task What_one_module_refuses_or_fails_at_takes_nothing_of_the_others_back()
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"]);
        await place.Put("pear", "b", 2);
        var release = await place.Hold();
        var refused = place["apple"]
            .Write(async tx =>
            {
                await SharedPlace.Put(tx, "apple", "refused", 1);
                return (Outcome<bool>)Refusal.Conflict("no", "No.");
            });
        var kept = place.Put("pear", "c", 3);
        var failed = place.Put("pear", "b", 4);
        var alsoKept = place.Put("apple", "d", 5);
        await release();
        Assert.NotNull((await refused).Refused);
        await Assert.ThrowsAsync<SqliteFailure>(() => failed);
        await kept;
        await alsoKept;
        Assert.Equal(("d=5", "b=2 c=3"), (await place.Rows("apple"), await place.Rows("pear")));
    }

    public static TheoryData<string> Reaches =>
        new()
        {
            "SELECT n FROM pears",
            "SELECT a.n FROM apples a JOIN pears p ON p.id = a.id",
            "SELECT (SELECT COUNT(*) FROM pears)",
            "SELECT n FROM apples WHERE id IN (SELECT id FROM PEARS)",
            "SELECT data FROM pear_outbox",
            "SELECT name FROM pear_migrations",
            "INSERT INTO pears(id, n) VALUES ('x', 1)",
            "INSERT INTO apples(id, n) SELECT id, n FROM pears",
            "UPDATE pears SET n = 0",
            "UPDATE apples SET n = (SELECT MAX(n) FROM pears)",
            "DELETE FROM pears",
            "DELETE FROM pear_inbox",
            "DROP TABLE pears",
            "ALTER TABLE pears ADD COLUMN more TEXT",
            "CREATE INDEX more ON pears (n)",
            "CREATE TRIGGER more AFTER INSERT ON pears BEGIN SELECT 1; END",
        };

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task No_statement_reaches_another_modules_table_neither_by_the_writer_nor_by_a_reader(string statement)
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"]);
        await place.Put("pear", "p", 1);
        await Refused(() => place["apple"].Write(tx => tx.Execute(statement)));
        if (statement.StartsWith("SELECT", StringComparison.Ordinal))
        {
            await Refused(async () => await place["apple"].Read(sql => sql.Number(statement)));
        }

        // Its owner may, and its having prepared it opens no door for the other.
        await place["pear"].Write(tx => tx.Execute("UPDATE pears SET n = n + 1"));
        await Refused(() => place["apple"].Write(tx => tx.Execute("UPDATE pears SET n = n + 1")));
        Assert.Equal("p=2", await place.Rows("pear"));

        static async Task Refused(Func<Task> reach)
        {
            var failure = await Assert.ThrowsAsync<SqliteFailure>(reach);
            Assert.Equal(23, failure.Code);
        }
    }

    [Fact]
    public async Task What_is_hidden_in_a_view_or_a_trigger_reaches_no_further()
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"]);
        await place.Put("pear", "p", 1);

        // Neither names the other's table when it is made; it does so when it is used.
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Execute("CREATE VIEW seen AS SELECT n FROM pears");
                await tx.Execute("CREATE TRIGGER taken AFTER INSERT ON apples BEGIN DELETE FROM pears; END");
                return true;
            });
        Assert.Equal(
            23,
            (await Assert.ThrowsAsync<SqliteFailure>(async () => await place["apple"].Read(sql => sql.Number("SELECT n FROM seen")))).Code
        );
        Assert.Equal(23, (await Assert.ThrowsAsync<SqliteFailure>(() => place.Put("apple", "a", 1))).Code);
        Assert.Equal(("", "p=1"), (await place.Rows("apple"), await place.Rows("pear")));
    }

    [Fact]
    public async Task A_module_with_a_place_of_its_own_has_its_own_file_and_commits()
    {
        await using var place = await SharedPlace.OnSqlite(["apple"], own: ["pear"]);
        var (shared, own) = (place["apple"].Commits, place["pear"].Commits);
        await place.Put("pear", "p", 1);
        Assert.Equal((0, 1), (place["apple"].Commits - shared, place["pear"].Commits - own));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(place.File)!, "pear.db")));
        Assert.Equal((string.Empty, "apple_"), (place.Dialect.Own("pear"), place.Dialect.Own("apple")));
    }

    [Fact]
    public async Task A_start_that_one_module_refuses_changes_none_of_them()
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"]);
        await place.Close();
        var before = await Bytes();
        ModuleDatabase[] newer =
        [
            new(
                "apple",
                [
                    new("001-apples.sql", "CREATE TABLE apples (id TEXT PRIMARY KEY, n BIGINT NOT NULL)"),
                    new("002-more.sql", "ALTER TABLE apples ADD COLUMN more TEXT"),
                ],
                []
            ),
            new("pear", [new("001-pears.sql", "-- edited\nCREATE TABLE pears (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")], []),
        ];
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => place.Open(newer));
        Assert.Contains("'001-pears.sql' of pear was edited", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Bytes());
        await place.Open([new("apple", [new("001-apples.sql", "CREATE TABLE apples (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")], [])]);

        async Task<string> Bytes() =>
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(place.File)));
    }

    [Fact]
    public void Two_modules_with_one_table_cannot_share_a_file()
    {
        var clash = Assert.Throws<InvalidOperationException>(() =>
            new SqlitePlace(["apple"], [new("apple", ["fruits"]), new("pear", ["fruits"])])
        );
        Assert.Contains("pear and apple both have a table fruits", clash.Message, StringComparison.Ordinal);
        _ = new SqlitePlace(Cartwright.Host.Modules.Places.Select(module => module.Module), Cartwright.Host.Modules.Places);
    }

    [Theory]
    [InlineData("orders", "ordering")]
    [InlineData("Orders", "ordering")]
    [InlineData("product_text_data", "catalog")]
    [InlineData("ordering_outbox", "ordering")]
    [InlineData("sqlite_master", null)]
    [InlineData("place_modules", null)]
    public void Every_table_has_an_owner_and_what_belongs_to_it_has_the_same(string table, string? owner) =>
        Assert.Equal(owner, new SqlitePlace([], Cartwright.Host.Modules.Places).Owner(table));
}
