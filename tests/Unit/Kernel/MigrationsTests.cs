// Upgrades: all modules are looked at before one is changed, a refused start changes nothing, and edited texts that landed are carried on.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class MigrationsTests
{
    private static readonly Migration Things = new("001-things.sql", "CREATE TABLE things (\n    id TEXT PRIMARY KEY\n)");
    private static readonly Migration More = new("002-more.sql", "ALTER TABLE things ADD COLUMN more TEXT");
    private static readonly Migration Most = new("003-most.sql", "ALTER TABLE things ADD COLUMN most TEXT");

    [Theory]
    [InlineData("newer", "The data of beta was written by a newer version: it has the migration '002-more.sql'. Start that version")]
    [InlineData("edited", "The migration '001-things.sql' of beta was edited after it had been applied")]
    [InlineData("out of order", "The data of beta have the migration '003-most.sql' but not '002-more.sql', which comes before it")]
    public async Task A_start_that_one_module_refuses_changes_none(string how, string said)
    {
        await using var test = await TestDatabase.Open("things", [Things]);
        await Close(Of("alpha", Things), test);
        await Close(
            how switch
            {
                "newer" => Of("beta", Things, More),
                "out of order" => Of("beta", Things, Most),
                _ => Of("beta", Things),
            },
            test
        );
        var before = await Look(test, "alpha", "beta");
        Migration[] beta = how switch
        {
            "newer" => [Things],
            "edited" => [Things with { Sql = Things.Sql + " -- edited" }, More],
            _ => [Things, More, Most],
        };

        // Alpha would be migrated, gamma would be made.
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() =>
            ModuleDatabases.Open([Of("alpha", Things, More), Of("beta", beta), Of("gamma", Things)], test.Dialect, test.Ids, test.Clock)
        );
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed, in no module.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Look(test, "alpha", "beta"));
        var gamma = await MigrationPlan.Of(Of("gamma", Things), test.Dialect);
        Assert.Equal(0, gamma.Applied);

        // Whoever wrote the data goes on.
        await Close(Of("alpha", Things), test);
    }

    [Fact]
    public async Task All_refusals_are_told_at_once()
    {
        await using var test = await TestDatabase.Open("things", [Things]);
        await Close(Of("alpha", Things, More), test);
        await Close(Of("beta", Things, More), test);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() =>
            ModuleDatabases.Open([Of("alpha", Things), Of("beta", Things)], test.Dialect, test.Ids, test.Clock)
        );
        Assert.Contains("data of alpha", refused.Message, StringComparison.Ordinal);
        Assert.Contains("data of beta", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_names_what_is_missing_and_makes_nothing()
    {
        await using var test = await TestDatabase.Open("things", [Things]);
        await Close(Of("alpha", Things), test);
        var before = await Look(test, "alpha");
        var plan = await MigrationPlan.Of(Of("alpha", Things, More, Most), test.Dialect);
        Assert.Equal(["002-more.sql", "003-most.sql"], plan.Missing.Select(migration => migration.Name));
        Assert.Null(plan.Refused);
        Assert.Equal(before, await Look(test, "alpha"));
    }

    [Fact]
    public async Task A_failing_migration_leaves_its_module_as_it_was()
    {
        await using var test = await TestDatabase.Open("things", [Things]);
        await Close(Of("alpha", Things), test);
        var before = await Look(test, "alpha");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            ModuleDatabases.Open(
                [Of("alpha", Things, More, new("003-bad.sql", "ALTER TABLE nothing ADD COLUMN more TEXT"))],
                test.Dialect,
                test.Ids,
                test.Clock
            )
        );
        Assert.Equal(before, await Look(test, "alpha"));
    }

    [Fact]
    public async Task An_earlier_text_that_landed_is_brought_to_todays()
    {
        var then = Things with { Sql = "CREATE TABLE things (\n    name TEXT PRIMARY KEY,\n    more TEXT\n)" };
        var today = Things with
        {
            Earlier =
            [
                EarlierMigration.Read(
                    $"Earlier.001-things@{Hash(then)}.sql",
                    "-- is: 001-things.sql, 002-more.sql\nALTER TABLE things RENAME COLUMN name TO id"
                ),
            ],
        };
        await using var test = await TestDatabase.Open("things", [then]);
        await test.Database.Write(tx => tx.Execute("INSERT INTO things(name, more) VALUES ('a', 'b')"));
        for (var starts = 0; starts < 2; starts++)
        {
            await test.Reopen([today, More, Most]);
            Assert.Equal(
                ["ab"],
                await test.Database.Read(sql => sql.Query("SELECT id, more, most FROM things", row => row.GetString(0) + row.GetString(1)))
            );
        }

        var plan = await MigrationPlan.Of(Of("things", today, More, Most), test.Dialect);
        Assert.Empty(plan.Earlier);
        Assert.Empty(plan.Missing);
    }

    [Fact]
    public async Task An_earlier_text_without_a_way_on_is_refused_with_its_reason()
    {
        var then = Things with { Sql = Things.Sql + " -- once" };
        var today = Things with
        {
            Earlier = [EarlierMigration.Read($"Earlier.001-things@{Hash(then)}.sql", "-- never: It was of an hour.\n")],
        };
        await using var test = await TestDatabase.Open("things", [then]);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => test.OpenAgain([today]));
        Assert.Contains(
            "'001-things.sql' is of a text that no later version knows the way on from. It was of an hour.",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Earlier.001-things.sql", "-- is: 001-things.sql")]
    [InlineData("Earlier.001-things@0123.sql", "-- is: 001-things.sql")]
    [InlineData("Earlier.001-things@0123456789abcdef.sql", "SELECT 1")]
    [InlineData("Earlier.001-things@0123456789abcdef.sql", "-- is: 001-things.sql\n-- never: No.")]
    public void A_file_of_an_earlier_text_says_which_and_what_it_is(string file, string sql) =>
        Assert.Contains(
            "is called name@hash.sql",
            Assert.Throws<InvalidOperationException>(() => EarlierMigration.Read(file, sql)).Message,
            StringComparison.Ordinal
        );

    private static ModuleDatabase Of(string module, params Migration[] migrations) => new(module, migrations, []);

    private static async Task Close(ModuleDatabase database, TestDatabase beside)
    {
        await ModuleDatabases.Open([database], beside.Dialect, beside.Ids, beside.Clock);
        await database.Opened.DisposeAsync();
    }

    private static string Hash(Migration migration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(migration.Sql)))[..16];

    /// <summary>Tables, columns and applied migrations: what would show a change.</summary>
    private static async Task<string> Look(TestDatabase test, params string[] modules)
    {
        var seen = new StringBuilder();
        foreach (var module in modules)
        {
            await using var sql = await Sql.Beside(test.Dialect, module);
            var lines = await sql.Query(
                test.Dialect.Name == "sqlite"
                    ? "SELECT name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY name"
                    : "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, column_name",
                row => row.GetString(0)
            );
            lines.AddRange(
                await sql.Query("SELECT name || hash || CAST(applied_ms AS TEXT) FROM migrations ORDER BY name", row => row.GetString(0))
            );
            seen.AppendJoin('\n', lines);
        }

        return seen.ToString();
    }
}
