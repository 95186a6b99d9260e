// A flipped bit in a file of SQLite is found or stops the shop; it is never served. Files are those of a real small shop, of a version
// before checksums.
using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;
using Cartwright.Unit.Upgrades;
using SQLitePCL;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class PageChecksumsTests : IDisposable
{
    private const int PageBytes = 4_096;
    private const int ReservedAt = 20;
    private const int Damaged = 8_202;

    /// <summary>Six megabytes; a connection has two in memory unless it says more.</summary>
    private const string Many =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) INSERT INTO texts SELECT i, hex(zeroblob(2000)) || i FROM n";

    private static readonly Migration[] Table = [new("001-texts.sql", "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")];
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-pages-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Of_a_thousand_flipped_bits_in_the_files_of_a_shop_none_is_served()
    {
        await using var shop = await Upgraded();
        var random = new Random(47);
        var (flips, served, unfound) = (0, new List<string>(), new List<string>());
        foreach (var module in shop.Modules)
        {
            var whole = await Rows(shop.Dialect, module);
            Assert.NotNull(whole);
            var file = Path.Combine(shop.Folder!, module + ".db");
            var bytes = new FileInfo(file).Length;
            for (var i = 0; i < 100; i++, flips++)
            {
                var (at, bit) = (random.NextInt64(bytes), random.Next(8));
                await Flipped(
                    file,
                    at,
                    bit,
                    async () =>
                    {
                        var seen = await Rows(shop.Dialect, module);
                        served.AddRange(seen is null || seen == whole ? [] : [$"{module} {at}.{bit}"]);

                        // On a page that no row needs, an index's for one: whoever reads that page is told.
                        unfound.AddRange(seen is not null && await IsSound(shop.Dialect, module) ? [$"{module} {at}.{bit}"] : []);
                    }
                );
            }
        }

        Assert.Equal(1_000, flips);
        Assert.Equal([], served);
        Assert.Equal([], unfound);
    }

    [Fact]
    public async Task Every_flipped_bit_of_the_header_is_found_also_where_it_says_that_there_are_checksums()
    {
        await using var test = await Written("a row");
        await test.Database.DisposeAsync();
        for (var at = 0; at < 100; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                await Flipped(
                    File("texts", test),
                    at,
                    bit,
                    async () => Assert.True(await Rows(test.Dialect, "texts") is null, $"{at}.{bit}")
                );
            }
        }

        Assert.NotNull(await Rows(test.Dialect, "texts"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_texts_are_read_by_whole_pages(bool byWriter)
    {
        await using var test = await Written(new string('a', 100_000));
        await test.Database.DisposeAsync();
        await Flipped(
            File("texts", test),
            (PageBytes * 20) + 2_000,
            1,
            async () =>
            {
                await using var connection = byWriter ? await test.Dialect.OpenWriter("texts") : await test.Dialect.OpenReader("texts");
                using var statement = connection.Prepare("SELECT text FROM texts");
                var failure = await Assert.ThrowsAsync<SqliteFailure>(async () =>
                {
                    await using var reader = await statement.Read([]);
                    while (await reader.ReadAsync())
                    {
                        _ = reader.GetString(0);
                    }
                });
                Assert.Equal(Damaged, failure.ExtendedCode);
            }
        );
    }

    [Fact]
    public async Task A_page_written_by_half_and_a_page_cut_off_are_found()
    {
        await using var test = await Written([.. Enumerable.Repeat(new string('a', 900), 40)]);
        await test.Database.DisposeAsync();
        var file = File("texts", test);
        var before = await System.IO.File.ReadAllBytesAsync(file);
        await test.Reopen();
        await test.Database.Write(tx => tx.Execute("UPDATE texts SET text = $1", new string('b', 900)));
        await test.Database.DisposeAsync();
        var after = await System.IO.File.ReadAllBytesAsync(file);
        Assert.Equal(before.Length, after.Length);
        var page = after.Length - PageBytes;
        Assert.NotEqual(before[page..(page + (PageBytes / 2))], after[page..(page + (PageBytes / 2))]);
        byte[] torn = [.. after[..(page + (PageBytes / 2))], .. before[(page + (PageBytes / 2))..]];
        await System.IO.File.WriteAllBytesAsync(file, torn);
        Assert.Null(await Rows(test.Dialect, "texts"));
        await System.IO.File.WriteAllBytesAsync(file, after[..^100]);
        Assert.Null(await Rows(test.Dialect, "texts"));
        await System.IO.File.WriteAllBytesAsync(file, after);
        Assert.NotNull(await Rows(test.Dialect, "texts"));
    }

    [Fact]
    public async Task Damage_is_told_with_its_file_and_what_to_do_and_the_store_is_not_ready_until_the_next_start()
    {
        await using var test = await Written(new string('a', 100_000));
        await test.Reopen();
        await Flipped(
            File("texts", test),
            (PageBytes * 20) + 2_000,
            1,
            async () =>
            {
                await test.Database.DemandWritable(default);
                var told = await Assert.ThrowsAsync<StorageUnavailable>(() =>
                    test.Database.Read(sql => sql.Query("SELECT text FROM texts", row => row.GetString(0))).AsTask()
                );
                Assert.Contains($"{File("texts", test)} is damaged", told.Message, StringComparison.Ordinal);
                Assert.Contains("from a backup", told.Message, StringComparison.Ordinal);
                Assert.Equal(
                    told.Message,
                    (await Assert.ThrowsAsync<StorageUnavailable>(() => test.Database.DemandWritable(default))).Message
                );

                // What lies on other pages is still answered.
                Assert.Equal(
                    1,
                    await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM migrations WHERE name = '001-texts.sql'"))
                );
                await Assert.ThrowsAsync<StorageUnavailable>(() => test.Database.DemandWritable(default));
            }
        );
        await test.Reopen();
        await test.Database.DemandWritable(default);
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_read_as_it_is_and_has_checksums_after_a_start_or_when_it_is_compacted()
    {
        await using var old = await UnpackedShop.Of("105b793");
        var sqlite = (SqliteDialect)old.Dialect;
        var rows = await Rows(sqlite, "ordering");
        Assert.NotNull(rows);
        Assert.All(old.Modules, module => Assert.True(sqlite.IsUnchecked(module)));

        // Written to, it stays as it is: one who opens it beside an older shop changes nothing of its form.
        await using (var beside = await sqlite.OpenWriter("ordering"))
        {
            await beside.RunScript("PRAGMA user_version=0; CREATE TABLE more (id TEXT); DROP TABLE more;");
        }

        Assert.True(sqlite.IsUnchecked("ordering"));
        await sqlite.Compact("ordering");
        Assert.False(sqlite.IsUnchecked("ordering"));
        Assert.Equal(rows, await Rows(sqlite, "ordering"));
        await old.Open();
        Assert.All(old.Modules, module => Assert.False(sqlite.IsUnchecked(module)));
        Assert.All(old.Modules, module => Assert.Null(sqlite.Renewal(module)));
    }

    [Fact]
    public async Task A_large_file_is_left_for_a_time_when_the_shop_may_be_away()
    {
        await using var old = await UnpackedShop.Of("105b793");
        var sqlite = (SqliteDialect)old.Dialect;
        Assert.NotNull(sqlite.Renewal("catalog"));
        await using (var file = System.IO.File.OpenWrite(Path.Combine(old.Folder!, "catalog.db")))
        {
            file.SetLength(Limits.RenewedAtStartBytesMax + 1);
        }

        Assert.Null(sqlite.Renewal("catalog"));
        Assert.True(sqlite.IsUnchecked("catalog"));
    }

    [Fact]
    public async Task A_shared_file_that_is_damaged_is_not_taken_for_one_that_lost_its_modules()
    {
        await using var shop = await UnpackedShop.Of("105b793", isPlace: true);
        await shop.Open();
        await shop.Close();
        var file = Path.Combine(shop.Folder!, SqlitePlace.Name + ".db");
        await Flipped(
            file,
            1_000,
            3,
            async () =>
            {
                var refused = await Assert.ThrowsAsync<ConfigurationRefused>(shop.Plans);
                Assert.StartsWith(file + " is damaged", refused.Message, StringComparison.Ordinal);
            }
        );
        Assert.DoesNotContain(await shop.Plans(), plan => plan.Refused is not null);
    }

    [Fact]
    public async Task SQLite_without_our_checksums_reads_the_file()
    {
        await using var test = await Written("a row", "another");
        await test.Database.DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File("texts", test));
        Assert.Equal(8, bytes[ReservedAt]);

        Assert.Equal(
            "2 ok",
            Plain(File("texts", test), "SELECT (SELECT COUNT(*) FROM texts) || ' ' || integrity_check FROM pragma_integrity_check")
        );
    }

    [Fact]
    public async Task What_another_program_wrote_is_taken_for_damage_until_somebody_says_that_it_is_right()
    {
        await using var test = await Written("a row", "another");
        await test.Database.DisposeAsync();
        Plain(File("texts", test), "UPDATE texts SET text = 'by hand' WHERE id = 2");
        Assert.Null(await Rows(test.Dialect, "texts"));
        var sqlite = (SqliteDialect)test.Dialect;
        Assert.Equal(Damaged, (await Assert.ThrowsAsync<SqliteFailure>(() => sqlite.Compact("texts"))).ExtendedCode);
        await sqlite.Compact("texts", believed: true);
        Assert.NotNull(await Rows(test.Dialect, "texts"));
        await test.Reopen();
        Assert.Equal("by hand", await test.Database.Read(sql => sql.First("SELECT text FROM texts WHERE id = 2", row => row.GetString(0))));
    }

    [Fact]
    public async Task Pages_of_other_sizes_and_copies_by_SQLite_itself_have_checksums_too()
    {
        foreach (var size in new[] { 512, 1_024, 4_096, 65_536 })
        {
            var dialect = new SqliteDialect(
                Directory.CreateDirectory(Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture))).FullName
            );
            var (texts, copy) = (Path.Combine(folder, $"{size}", "texts.db"), Path.Combine(folder, $"{size}", "copy.db"));
            Plain(texts, $"PRAGMA page_size={size}", "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)");
            await using (var first = await dialect.OpenWriter("texts"))
            {
                await first.RunScript(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO texts SELECT i, hex(zeroblob(200)) || i FROM n;"
                );
            }

            var rows = await Rows(dialect, "texts");
            await dialect.Compact("texts");
            await using (var second = await dialect.OpenWriter("texts"))
            {
                await second.RunScript($"INSERT INTO texts VALUES (301, 'more'); DELETE FROM texts WHERE id = 301; VACUUM INTO '{copy}'");
            }

            foreach (var file in new[] { texts, copy })
            {
                var module = Path.GetFileNameWithoutExtension(file);
                var bytes = await System.IO.File.ReadAllBytesAsync(file);
                Assert.Equal((size, 8), ((bytes[16] << 8) | (bytes[17] << 16), (int)bytes[ReservedAt]));
                Assert.All(bytes.Chunk(size), HasTheSumsOfSQLite);
                Assert.Equal(rows, await Rows(dialect, module));
                await Flipped(file, bytes.Length - 100, 3, async () => Assert.Null(await Rows(dialect, module)));
            }
        }
    }

    [Theory]
    [InlineData("WAL")]
    [InlineData("DELETE")]
    public async Task A_file_larger_than_the_memory_for_it_that_is_written_anew_has_checksums_on_all_pages(string journal)
    {
        // As sqlite3 saves what is left of a damaged one: without checksums, and with a journal as it comes.
        var (dialect, file) = (new SqliteDialect(folder), Path.Combine(folder, "texts.db"));
        Plain(file, $"PRAGMA journal_mode={journal}", "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)", Many);
        var rows = await Rows(dialect, "texts");
        Assert.NotNull(rows);
        Assert.True(dialect.IsUnchecked("texts"));
        await dialect.Compact("texts");
        var bytes = await System.IO.File.ReadAllBytesAsync(file);
        Assert.InRange(bytes.Length, 5_000_000, 10_000_000);
        Assert.All(bytes.Chunk(PageBytes), HasTheSumsOfSQLite);
        Assert.Equal(rows, await Rows(dialect, "texts"));
    }

    [Fact]
    public async Task A_new_file_whose_first_transaction_is_larger_than_the_memory_for_it_has_checksums_on_all_pages()
    {
        var dialect = new SqliteDialect(folder);
        await using (var first = await dialect.OpenWriter("texts"))
        {
            await first.RunScript("PRAGMA cache_size=10; BEGIN; CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)");
            await first.RunScript(Many + "; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, "texts.db"));
        Assert.InRange(bytes.Length, 5_000_000, 10_000_000);
        Assert.All(bytes.Chunk(PageBytes), HasTheSumsOfSQLite);
        Assert.NotNull(await Rows(dialect, "texts"));
    }

    [Fact]
    public async Task Readers_writers_checkpoints_and_the_collector_at_once_lose_nothing()
    {
        await using var test = await Written("0");
        await test.Database.Write(tx => tx.Execute("PRAGMA wal_autocheckpoint=20"));
        using var done = new CancellationTokenSource();
        var collector = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect();
                    Thread.Yield();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(async () =>
                {
                    var reads = 0;
                    while (!done.IsCancellationRequested || reads == 0)
                    {
                        var sums = await test.Database.Read(sql =>
                            sql.Query("SELECT COUNT(*), COUNT(DISTINCT length(text)) FROM texts", row => (row.GetInt64(0), row.GetInt64(1)))
                        );
                        Assert.True(sums[0].Item1 >= 1 && sums[0].Item2 >= 1);
                        reads++;

                        // A read that never waits keeps its thread: three such loops would leave the other tests none.
                        await Task.Yield();
                    }
                })
            )
            .ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 10; i++)
                        {
                            var text = new string('x', 10 + (i * 500));
                            await test.Database.Write(tx => tx.Execute("INSERT INTO texts(text) VALUES ($1)", text));
                            await test.Database.Write(tx => tx.Execute("UPDATE texts SET text = text || 'y' WHERE id % 7 = $1", writer));
                        }
                    })
                )
        );
        await done.CancelAsync();
        await Task.WhenAll([.. readers, collector]);
        await test.Reopen();
        Assert.Equal(81, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM texts")));
        await test.Database.DisposeAsync();
        Assert.True(await IsSound(test.Dialect, "texts"));
    }

    /// <summary>As https://sqlite.org/cksumvfs.html has it, so that its extension can read and write the file, too.</summary>
    private static void HasTheSumsOfSQLite(byte[] page)
    {
        var (first, second) = (0u, 0u);
        for (var at = 0; at < page.Length - 8; at += 8)
        {
            first += BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(at)) + second;
            second += BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(at + 4)) + first;
        }

        Assert.Equal(first | ((ulong)second << 32), BinaryPrimitives.ReadUInt64LittleEndian(page.AsSpan(page.Length - 8)));
    }

    /// <summary>Statements by SQLite alone, as another program has it; answers the last one's first value.</summary>
    private static string? Plain(string file, params string[] statements)
    {
        // The library is configured with its first connection.
        Assert.NotNull(SqliteDialect.Version);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(file, out var plain, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null));
        string? first = null;
        using (plain)
        {
            foreach (var sql in statements)
            {
                Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(plain, sql, out var statement));
                using (statement)
                {
                    first = raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_text(statement, 0).utf8_to_string() : null;
                }
            }
        }

        return first;
    }

    private static async Task<UnpackedShop> Upgraded()
    {
        var shop = await UnpackedShop.Of("105b793");
        await shop.Open();
        await shop.Close();
        return shop;
    }

    private static async Task<TestDatabase> Written(params string[] texts)
    {
        var test = await TestDatabase.OnSqlite("texts", Table);
        foreach (var text in texts)
        {
            await test.Database.Write(tx => tx.Execute("INSERT INTO texts(text) VALUES ($1)", text));
        }

        return test;
    }

    private static string File(string module, TestDatabase test) => Path.Combine(test.Folder!, module + ".db");

    private static async Task Flipped(string file, long at, int bit, Func<Task> look)
    {
        Flip();
        await look();
        Flip();

        void Flip()
        {
            using var bytes = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            bytes.Position = at;
            var was = bytes.ReadByte();
            bytes.Position = at;
            bytes.WriteByte((byte)(was ^ (1 << bit)));
        }
    }

    /// <summary>All that would be served of a file, as one hash; null when reading it fails as damage does.</summary>
    private static async Task<string?> Rows(Dialect dialect, string module)
    {
        try
        {
            await using var connection = await dialect.OpenReader(module);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (
                var table in await Texts(
                    connection,
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
                )
            )
            {
                hash.AppendData(Encoding.UTF8.GetBytes(table));
                using var statement = connection.Prepare($"SELECT * FROM \"{table}\"");
                await using var reader = await statement.Read([]);
                while (await reader.ReadAsync())
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                    {
                        hash.AppendData(
                            reader.GetValue(i) switch
                            {
                                byte[] bytes => bytes,
                                var value => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)! + '\0'),
                            }
                        );
                    }
                }
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (SqliteFailure failure) when (dialect.IsFatal(failure))
        {
            return null;
        }
    }

    private static async Task<bool> IsSound(Dialect dialect, string module)
    {
        try
        {
            await using var connection = await dialect.OpenReader(module);
            return await Texts(connection, "PRAGMA integrity_check") is ["ok"];
        }
        catch (SqliteFailure failure) when (dialect.IsFatal(failure))
        {
            return false;
        }
    }

    private static async Task<List<string>> Texts(Connection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        await using DbDataReader reader = await statement.Read([]);
        var all = new List<string>();
        while (await reader.ReadAsync())
        {
            all.Add(reader.GetString(0));
        }

        return all;
    }
}
