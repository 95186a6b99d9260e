// A space of PostgreSQL that is given to a second test has what its migrations made, and nothing of the first.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Servers;

public sealed class SpareSpacesTests
{
    [Fact]
    public async Task A_second_test_finds_what_the_migrations_made_and_nothing_of_the_first()
    {
        var made = Made("a second test");
        string first;
        await using (var test = await TestDatabase.OnPostgres("things", made))
        {
            first = await Schema(test);
            Assert.Equal(["seed:1"], await Rows(test));
            await test.Database.Write(async tx =>
            {
                await tx.Execute("DELETE FROM things");
                return await tx.Execute("INSERT INTO things(name) VALUES ('first'), ('other')");
            });
        }

        await Nobody(first);
        await using var second = await TestDatabase.OnPostgres("things", made);
        Assert.Equal(first, await Schema(second));
        Assert.Equal(["seed:1"], await Rows(second));
        await second.Database.Write(tx => tx.Execute("INSERT INTO things(name) VALUES ('next')"));
        Assert.Equal(["seed:1", "next:2"], await Rows(second));
    }

    [Theory]
    [InlineData("CREATE INDEX things_name ON things(name)")]
    [InlineData("ALTER TABLE things ADD COLUMN more TEXT")]
    [InlineData("ALTER TABLE things DROP CONSTRAINT things_pkey")]
    [InlineData("ALTER TABLE things ALTER COLUMN name SET DEFAULT 'x'")]
    [InlineData("ALTER TABLE things RENAME TO others")]
    [InlineData("DROP TABLE things")]
    public async Task A_space_in_which_a_table_was_changed_is_not_given_again(string change)
    {
        var made = Made(change);
        string first;
        await using (var test = await TestDatabase.OnPostgres("things", made))
        {
            first = await Schema(test);
            await test.Database.Write(tx => tx.Execute(change));
        }

        await Nobody(first);
        await using var second = await TestDatabase.OnPostgres("things", made);
        Assert.NotEqual(first, await Schema(second));
        Assert.Equal(["seed:1"], await Rows(second));
    }

    [Fact]
    public async Task A_space_that_somebody_is_still_connected_to_is_not_given_again()
    {
        var made = Made("somebody");
        var test = await TestDatabase.OnPostgres("things", made);
        await using var other = await test.Another();
        var first = await Schema(test);
        await test.DisposeAsync();
        await using var second = await TestDatabase.OnPostgres("things", made);
        Assert.NotEqual(first, await Schema(second));
    }

    // A comment makes them a kind of their own: nobody else takes what is left.
    private static Migration[] Made(string own) =>
        [
            new(
                "001-things.sql",
                $"-- {own}\nCREATE TABLE things (\n    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name TEXT\n);\nINSERT INTO things(name) VALUES ('seed');"
            ),
        ];

    private static async Task<string> Schema(TestDatabase test) =>
        (await test.Database.Read(sql => sql.Query("SELECT current_schema()", row => row.GetString(0))))[0];

    private static async Task<IEnumerable<string>> Rows(TestDatabase test) =>
        await test.Database.Read(sql =>
            sql.Query("SELECT name, number FROM things ORDER BY number", row => $"{row.GetString(0)}:{row.GetInt64(1)}")
        );

    // Sessions end some milliseconds after who had them.
    private static async Task Nobody(string schema)
    {
        var server = await PostgresServer.Shared;
        await PostgresServer.Execute(
            server.ConnectionString("postgres"),
            $"""
            DO $$ BEGIN
                WHILE EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'cartwright {schema}') LOOP
                    PERFORM pg_stat_clear_snapshot(), pg_sleep(0.01);
                END LOOP;
            END $$
            """
        );
    }
}
