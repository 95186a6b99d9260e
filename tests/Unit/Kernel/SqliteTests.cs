// What the stores rely on of the embedded engine: values come back as they went in, and no failure spoils the connection.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public class SqliteTests
{
    private static readonly Migration[] Table =
    [
        new(
            "001-values.sql",
            """
            -- Two statements, a comment and a ; in a text: a script is run to its end.
            CREATE TABLE things (id TEXT PRIMARY KEY, text TEXT DEFAULT 'a;b', number BIGINT, real DOUBLE PRECISION, bytes BLOB, units BIGINT NOT NULL DEFAULT 0 CHECK (units >= 0));
            CREATE TABLE parts (id TEXT PRIMARY KEY, thing_id TEXT NOT NULL REFERENCES things(id));
            -- The end.
            """
        ),
    ];

    [Fact]
    public async Task The_library_that_runs_is_at_least_3_53_4()
    {
        // Before 3.51.3 a restart of the write-ahead log could corrupt the file. Asked of the connection, not of the package:
        // what was loaded counts.
        await using var test = await TestDatabase.OnSqlite("values", Table);
        var asked = await test.Database.Read(sql => sql.First("SELECT sqlite_version()", Text));
        Assert.Equal(SqliteDialect.Version, asked);
        Assert.True(Version.Parse(asked!) >= new Version(3, 53, 4), asked);
    }

    [Fact]
    public async Task Text_in_double_quotes_is_a_name_and_never_a_text()
    {
        // A misspelled column in double quotes was once read as a text, and the statement did something else instead of failing.
        await using var test = await TestDatabase.OnSqlite("values", Table);
        var refused = await Assert.ThrowsAsync<SqliteFailure>(() =>
            test.Database.Read(sql => sql.First("SELECT \"wrong\" FROM things", Text)).AsTask()
        );
        Assert.Contains("no such column", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SqliteFailure>(() =>
            test.Database.Write(tx => tx.Execute("CREATE TABLE more (id TEXT DEFAULT (\"wrong\"))"))
        );
        Assert.Equal(0, await test.Database.Read(sql => sql.Number("SELECT COUNT(\"id\") FROM things")));
    }

    [Fact]
    public async Task A_store_that_takes_no_changes_is_known_until_it_takes_one_again()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Write(tx => tx.Execute("PRAGMA busy_timeout=1"));
        await test.Database.DemandWritable(default);

        // Another program that has the file stands for whatever stops writing: the answer is the same for a full disk.
        await using (var other = await test.Dialect.OpenWriter("values"))
        {
            await other.RunScript("BEGIN IMMEDIATE");

            // Nobody has tried yet, so nobody knows, and looking costs nothing.
            await test.Database.DemandWritable(default);
            await Assert.ThrowsAsync<StorageUnavailable>(() =>
                test.Database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('a')"))
            );
            await Assert.ThrowsAsync<StorageUnavailable>(() => test.Database.DemandWritable(default));
            await Assert.ThrowsAsync<StorageUnavailable>(() => test.Database.DemandWritable(default));
            Assert.Equal(0, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
            await other.RunScript("ROLLBACK");
        }

        await test.Database.DemandWritable(default);
        Assert.Equal(0, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox")));
    }

    public static TheoryData<string?> Texts =>
        new(null, string.Empty, "plain", "Käse 🧀 for 10 €", "a\0b", new string('ü', 170), new string('x', 171), new string('€', 100_000));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_comes_back_as_it_went_in(string? text)
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Write(tx => tx.Execute("INSERT INTO things(id, text) VALUES ('t', $1)", text));
        Assert.Equal(text, await test.Database.Read(sql => sql.First("SELECT text FROM things", Text)));
        Assert.Equal(text is null ? "null" : "text", await test.Database.Read(sql => sql.First("SELECT typeof(text) FROM things", Text)));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0L)]
    public async Task Numbers_come_back_as_they_went_in(long number)
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Write(tx =>
            tx.Execute("INSERT INTO things(id, number, real, units) VALUES ('t', $1, $2, $3)", number, 0.1, int.MaxValue)
        );
        var row = await test.Database.Read(sql =>
            sql.First("SELECT number, real, units FROM things", row => (row.GetInt64(0), row.GetDouble(1), row.GetInt32(2)))
        );
        Assert.Equal((number, 0.1, int.MaxValue), row);
        Assert.Equal(number, await test.Database.Read(sql => sql.Number("SELECT number FROM things")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000_000)]
    public async Task Bytes_come_back_as_they_went_in(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Write(tx => tx.Execute("INSERT INTO things(id, bytes) VALUES ('t', $1)", bytes));
        Assert.Equal(bytes, await test.Database.Read(sql => sql.First("SELECT bytes FROM things", row => row.GetFieldValue<byte[]>(0))));
        Assert.Equal("blob", await test.Database.Read(sql => sql.First("SELECT typeof(bytes) FROM things", Text)));
    }

    [Fact]
    public async Task Flags_are_zero_and_one_and_lists_serve_In()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        Assert.Equal(
            (true, false, 1L),
            await test.Database.Read(sql =>
                sql.First("SELECT $1, $2, $1", row => (row.GetBoolean(0), row.GetBoolean(1), row.GetInt64(2)), true, false)
            )
        );
        string[] some = ["a", "ü\"'"];
        long[] numbers = [1, long.MaxValue];
        Assert.Equal(
            2,
            await test.Database.Read(sql =>
                sql.Number(
                    $"SELECT COUNT(*) FROM (SELECT 'a' AS c UNION SELECT 'ü\"''' UNION SELECT 'z') AS t WHERE {sql.Dialect.In("c", 1)}",
                    some
                )
            )
        );
        Assert.Equal(
            1,
            await test.Database.Read(sql =>
                sql.Number($"SELECT COUNT(*) FROM (SELECT 1 AS c UNION SELECT 2) AS t WHERE {sql.Dialect.In("c", 1)}", numbers)
            )
        );
    }

    [Fact]
    public async Task Parameters_are_numbered_by_name_and_not_by_place()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        Assert.Equal(
            ("two", "one", "one"),
            await test.Database.Read(sql =>
                sql.First("SELECT $2, $1, $1", row => (row.GetString(0), row.GetString(1), row.GetString(2)), "one", "two", "not asked for")
            )
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.Read(sql => sql.Number("SELECT $2", 1)).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.Read(sql => sql.Number("SELECT ?", 1)).AsTask());
        await Assert.ThrowsAsync<NotSupportedException>(() => test.Database.Read(sql => sql.Number("SELECT $1", Guid.Empty)).AsTask());
    }

    [Fact]
    public async Task A_null_read_as_a_value_and_a_column_too_far_are_refused()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Read(async sql =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => sql.First("SELECT NULL", row => row.GetInt64(0)).AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(() => sql.First("SELECT NULL", row => row.GetString(0)).AsTask());
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => sql.First("SELECT 1", row => row.IsDBNull(1)).AsTask());
            Assert.Equal(0, await sql.Number("SELECT NULL"));
            Assert.Equal(("n", 0), await sql.First("SELECT 1 AS n", row => (row.GetName(0), row.GetOrdinal("n"))));
            return true;
        });
    }

    [Fact]
    public async Task A_violated_constraint_leaves_the_connection_usable()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Write(async tx =>
        {
            const string insert = "INSERT INTO things(id, units) VALUES ($1, $2)";
            Assert.Equal(1, await tx.Execute(insert, "t", 1));
            var unique = await Assert.ThrowsAsync<SqliteFailure>(() => tx.Execute(insert, "t", 1).AsTask());
            Assert.Equal((19, 1555), (unique.Code, unique.ExtendedCode));
            Assert.Contains("UNIQUE constraint failed: things.id", unique.Message, StringComparison.Ordinal);
            Assert.IsAssignableFrom<DbException>(unique);
            var check = await Assert.ThrowsAsync<SqliteFailure>(() => tx.Execute(insert, "u", -1).AsTask());
            Assert.Equal(275, check.ExtendedCode);
            Assert.Equal(1, await tx.Execute(insert, "u", 1));
            Assert.Equal(2, await tx.Execute("UPDATE things SET units = units + 1"));
            Assert.Equal(0, await tx.Execute("DELETE FROM things WHERE id = $1", "none"));
            return true;
        });
        Assert.Equal(2, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things WHERE units = 2")));
    }

    [Fact]
    public async Task A_foreign_key_is_checked_although_only_the_first_returned_row_is_read()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await Assert.ThrowsAsync<SqliteFailure>(() =>
            test.Database.Write(tx => tx.First("INSERT INTO parts VALUES ('p', 'missing'), ('q', 'missing') RETURNING id", Text))
        );
        Assert.Equal(0, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM parts")));
    }

    [Fact]
    public async Task A_reader_left_in_the_middle_is_ready_again_and_holds_nothing()
    {
        const string series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Read(async sql =>
        {
            Assert.Equal(1, await sql.First(series, row => row.GetInt64(0)));
            await Assert.ThrowsAsync<FormatException>(() =>
                sql.Query(series, row => row.GetInt64(0) == 7 ? throw new FormatException() : row.GetInt64(0)).AsTask()
            );
            Assert.Equal(5050, (await sql.Query(series, row => row.GetInt64(0))).Sum());
            DbDataReader? kept = null;
            await sql.First(series, row => kept = row);
            Assert.Throws<InvalidOperationException>(() => kept!.GetInt64(0));
            Assert.Throws<InvalidOperationException>(() => kept!.Read());
            return true;
        });
        await test.Database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('after')"));
        Assert.Equal(1, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Fact]
    public async Task A_map_may_run_another_statement_but_not_its_own()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Read(async sql =>
        {
            Assert.Equal(
                [2L],
                await sql.Query("SELECT 1", row => row.GetInt64(0) + sql.Number("SELECT 1 AS other").AsTask().GetAwaiter().GetResult())
            );
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                sql.Query("SELECT 1", _ => sql.First("SELECT 1", row => row.GetInt64(0)).AsTask().GetAwaiter().GetResult()).AsTask()
            );
            Assert.Equal(1, await sql.Number("SELECT 1"));
            return true;
        });
    }

    [Fact]
    public async Task Ten_thousand_statements_leave_no_memory_behind()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        await test.Database.Read(async sql =>
        {
            await sql.Number("SELECT LENGTH($1)", "warm");
            var before = GC.GetAllocatedBytesForCurrentThread();
            var sum = 0L;
            for (var i = 0; i < 10_000; i++)
            {
                sum += await sql.Number("SELECT LENGTH($1)", "abc");
            }

            // The array of the arguments is all a statement leaves to the collector.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000 * 150);
            Assert.Equal(30_000, sum);
            return true;
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            test
                .Database.Read(async sql =>
                {
                    for (var i = 0; i < 10_000; i++)
                    {
                        await sql.Number($"SELECT {i}");
                    }

                    return true;
                })
                .AsTask()
        );
    }

    [Fact]
    public async Task A_reader_cannot_write_and_two_statements_are_not_one()
    {
        await using var test = await TestDatabase.OnSqlite("values", Table);
        var readOnly = await Assert.ThrowsAsync<SqliteFailure>(() =>
            test.Database.Read(sql => sql.Query("INSERT INTO things(id) VALUES ('no')", Text)).AsTask()
        );
        Assert.Equal(8, readOnly.Code);
        var wrong = await Assert.ThrowsAsync<SqliteFailure>(() =>
            test.Database.Read(sql => sql.Number("SELECT units FROM nowhere")).AsTask()
        );
        Assert.Contains("no such table: nowhere", wrong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.Read(sql => sql.Number("SELECT 1; SELECT 2")).AsTask());
        Assert.Equal(1, await test.Database.Read(sql => sql.Number(" SELECT 1; ")));
    }

    [Theory]
    [InlineData(5, false, true)]
    [InlineData(10, true, true)]
    [InlineData(10 | (4 << 8), true, true)]
    [InlineData(11, true, true)]
    [InlineData(8202, true, true)]
    [InlineData(26, true, true)]
    [InlineData(13, false, true)]
    [InlineData(14, false, true)]
    [InlineData(2067, false, false)]
    public void Codes_tell_the_disk_from_the_bug(int code, bool fatal, bool unavailable)
    {
        var dialect = new SqliteDialect("unused");
        var failure = new SqliteFailure(code, "message", "SELECT 1");
        Assert.Equal((fatal, unavailable), (dialect.IsFatal(failure), dialect.IsUnavailable(failure)));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_unavailable()
    {
        var dialect = new SqliteDialect(Path.Combine(Path.GetTempPath(), "not-there-" + Path.GetRandomFileName()));
        var failure = await Assert.ThrowsAsync<SqliteFailure>(() => dialect.OpenReader("orders").AsTask());
        Assert.Equal(14, failure.Code);
        Assert.True(dialect.IsUnavailable(failure));
    }

    private static string? Text(DbDataReader row) => row.IsDBNull(0) ? null : row.GetString(0);
}
