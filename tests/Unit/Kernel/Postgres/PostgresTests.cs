// What only PostgreSQL can do to us: lose the connection, hang, lock, sort by locale. Commits of unknown outcome are in
// PostgresCommitTests.
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Kernel;

public sealed class PostgresTests
{
    private static readonly Migration[] Table =
    [
        new(
            "001-things.sql",
            "CREATE TABLE things (\n    id TEXT PRIMARY KEY,\n    units BIGINT CHECK (units >= 0),\n    flag INTEGER,\n    body {{bytes}},\n    doc {{json}}\n)"
        ),
    ];

    [Fact]
    public async Task Values_go_in_and_out_whatever_the_first_value_of_a_parameter_was()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        const string Insert = "INSERT INTO things(id, units, flag, body, doc) VALUES ($1, $2, $3, $4, $5)";
        await test.Database.Write(async tx =>
        {
            // The same text on the same connection, so that the types of the first run hold for the others.
            await tx.Execute(Insert, "null first", null, true, null, null);
            await tx.Execute(Insert, "number then", 7, false, new byte[] { 0, 255 }, """{"a":"ü"}""");
            await tx.Execute(Insert, "null again", null, null, Array.Empty<byte>(), "{}");
            return await tx.Execute(Insert, "a long", long.MaxValue, 1, null, "[1]");
        });
        var rows = await test.Database.Read(sql =>
            sql.Query(
                $"SELECT units, flag, body, {sql.Dialect.JsonText("doc", "a")} FROM things ORDER BY id",
                row =>
                    (
                        row.IsDBNull(0) ? (long?)null : row.GetInt64(0),
                        row.IsDBNull(1) ? (int?)null : row.GetInt32(1),
                        row.IsDBNull(2) ? null : Convert.ToHexString(row.GetFieldValue<byte[]>(2)),
                        row.IsDBNull(3) ? null : row.GetString(3)
                    )
            )
        );
        Assert.Equal([(long.MaxValue, 1, null, null), (null, null, string.Empty, null), (null, 1, null, null), (7, 0, "00FF", "ü")], rows);
        long[] numbers = [7, 8];
        string[] ids = ["a long", "nothing"];
        Assert.Equal(
            1,
            await test.Database.Read(sql => sql.Number($"SELECT COUNT(*) FROM things WHERE {sql.Dialect.In("units", 1)}", numbers))
        );
        Assert.Equal(1, await test.Database.Read(sql => sql.Number($"SELECT COUNT(*) FROM things WHERE {sql.Dialect.In("id", 1)}", ids)));
    }

    [Fact]
    public async Task Text_sorts_byte_by_byte_whatever_the_locale_of_the_database()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        await test.Database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('a'), ('B'), ('_'), ('Z'), ('ä')"));
        Assert.Equal(
            ["B", "Z", "_", "a", "ä"],
            await test.Database.Read(sql => sql.Query("SELECT id FROM things ORDER BY id", row => row.GetString(0)))
        );
        Assert.NotEqual(
            ["B", "Z", "_", "a", "ä"],
            await test.Database.Read(sql => sql.Query("SELECT id FROM things ORDER BY id COLLATE \"default\"", row => row.GetString(0)))
        );
    }

    [Fact]
    public async Task A_statement_is_prepared_once_a_connection()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        await test.Database.Write(async tx =>
        {
            for (var i = 0; i < 10; i++)
            {
                await tx.Send("UPDATE things SET units = $2 WHERE id = $1", "x", i % 2 == 0 ? i : null);
            }

            Assert.Equal(1, await tx.Number("SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE things%'"));
            return true;
        });
    }

    [Fact]
    public async Task A_change_that_was_only_sent_fails_alone_too()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        var tasks = Enumerable
            .Range(0, 50)
            .Select(i =>
                test.Database.Write(async tx =>
                {
                    await tx.Send("INSERT INTO things(id, units) VALUES ($1, $2)", $"t{i}", i == 25 ? -1 : 1);
                    return i;
                })
            )
            .ToList();
        await Assert.ThrowsAnyAsync<DbException>(() => tasks[25]);
        await Task.WhenAll(tasks.Where((_, i) => i != 25));
        Assert.Equal(49, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Fact]
    public async Task A_snapshot_sees_one_moment_and_cannot_write()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        var (before, after) = await test.Database.Snapshot(async sql =>
        {
            var first = await sql.Number("SELECT COUNT(*) FROM things");
            await test.Database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('new')"));
            return (first, await sql.Number("SELECT COUNT(*) FROM things"));
        });
        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
        await Assert.ThrowsAsync<StorageUnavailable>(() =>
            test.Database.Read(sql => sql.Query("INSERT INTO things(id) VALUES ('no') RETURNING id", row => row.GetString(0))).AsTask()
        );
    }

    [Fact]
    public async Task A_connection_lost_before_the_commit_is_replaced_and_the_batch_is_decided_once_more()
    {
        const string Die = "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$";
        await using var test = await TestDatabase.OnPostgres("things", Table);
        var runs = 0;
        await test.Database.Write(async tx =>
            ++runs == 1 ? await tx.Execute(Die) : await tx.Execute("INSERT INTO things(id) VALUES ('again')")
        );
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Two_processes_that_lock_each_other_both_end_well()
    {
        await using var one = await TestDatabase.OnPostgres("things", Table);
        await using var other = await one.Another();
        await one.Database.Write(tx => tx.Execute("INSERT INTO things(id, units) VALUES ('a', 0), ('b', 0)"));
        using var bothHold = new Barrier(2);
        await Task.WhenAll(Move(one, "a", "b"), Move(other, "b", "a"));
        Assert.Equal(4, await one.Database.Read(sql => sql.Number("SELECT SUM(units) FROM things")));

        Task Move(TestDatabase process, string first, string second)
        {
            var decided = 0;
            return process.Database.Write(async tx =>
            {
                await tx.Execute("UPDATE things SET units = units + 1 WHERE id = $1", first);
                if (++decided == 1)
                {
                    bothHold.SignalAndWait(TimeSpan.FromMinutes(1));
                }

                return await tx.Execute("UPDATE things SET units = units + 1 WHERE id = $1", second);
            });
        }
    }

    [Fact]
    public async Task Processes_that_start_together_migrate_once()
    {
        var space = await (await PostgresServer.Shared).CreateSpace();
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Database.Open("things", new PostgresDialect(space), Table, ids, TimeProvider.System))
        );
        Assert.Equal(
            Migration.From(typeof(Database).Assembly).Count + Table.Length,
            await opened[0].Read(sql => sql.Number("SELECT COUNT(*) FROM migrations"))
        );
        foreach (var database in opened)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task While_the_server_is_gone_everything_is_unavailable_and_when_it_is_back_everything_goes_on()
    {
        await using var server = await PostgresServer.Start();
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        await using var database = await Database.Open(
            "things",
            new PostgresDialect(await server.CreateDatabase()),
            Table,
            ids,
            TimeProvider.System
        );
        await database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('kept')"));
        Assert.Equal(1, await Count());

        server.Process.Kill();
        await Assert.ThrowsAsync<StorageUnavailable>(() => database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('lost')")));
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await Count());

        await server.Process.Restart();
        Assert.Equal(1, await Count());
        Assert.Equal(1, await database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('back')")));

        async Task<long> Count() => await database.Read(sql => sql.Number("SELECT COUNT(*) FROM things"));
    }

    [Fact]
    public async Task A_server_that_hangs_does_not_hang_the_shop()
    {
        await using var test = await TestDatabase.OnPostgres("things", Table);
        var backend = await test.Database.Read(sql => sql.Number("SELECT pg_backend_pid()"));
        var text = backend.ToString(CultureInfo.InvariantCulture);
        await ServerProcess.Run(null, "kill", "-STOP", text);
        try
        {
            await Assert
                .ThrowsAsync<StorageUnavailable>(() => test.Database.Read(sql => sql.Number("SELECT 1")).AsTask())
                .WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            await ServerProcess.Run(null, "kill", "-CONT", text);
        }

        Assert.Equal(1, await test.Database.Read(sql => sql.Number("SELECT 1")));
    }

    [Theory]
    [InlineData("Host=db;Port=6000;Username=shop;Password=geheim;Database=goods", "db:6000/goods")]
    [InlineData("//shop:geheim@db:6000/goods?SSL Mode=Require", "db:6000/goods")]
    [InlineData("//shop@db/goods", "db:5432/goods")]
    public void Where_the_data_lie_is_told_without_the_password(string text, string where) =>
        Assert.Equal(where, new PostgresDialect(text).Where);
}
