// Commits whose answer is lost: each is looked up, so that what took place is acknowledged, what did not is decided anew, and nothing
// happens twice.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Kernel;

public sealed class PostgresCommitTests
{
    // Without a key on purpose: a change that took place twice must show.
    private static readonly Migration[] Table = [new("001-said.sql", "CREATE TABLE said (\n    id TEXT NOT NULL\n)")];

    private static readonly Ids Ids = new(TimeProvider.System, RandomNumberGenerator.Fill);

    [Theory]
    [InlineData(Loss.Answer, 1)]
    [InlineData(Loss.Request, 2)]
    public async Task A_commit_whose_answer_is_lost_is_looked_up_and_only_decided_again_when_it_has_not_taken_place(Loss loss, int runs)
    {
        await using var shop = await Shop.Open();
        var decided = 0;
        var committed = 0;
        Assert.Equal(
            "done",
            await shop.Database.Write(async tx =>
            {
                tx.OnCommitted(() => committed++);
                await tx.Send("INSERT INTO said(id) VALUES ('once')");
                if (++decided == 1)
                {
                    // All of the change travels with its COMMIT: that is what is lost.
                    shop.Wire.Lose(loss);
                }

                return "done";
            })
        );
        Assert.Equal((runs, 1, 1), (decided, committed, shop.Wire.Lost));
        Assert.Equal(1, await shop.Count("once"));
        await shop.Say("after");
        Assert.Equal(1, await shop.Count("after"));
    }

    [Fact]
    public async Task What_arrives_at_the_server_after_the_look_changes_nothing()
    {
        await using var shop = await Shop.Open();
        await shop.Say("before");
        var decided = 0;
        await shop.Database.Write(async tx =>
        {
            await tx.Send("INSERT INTO said(id) VALUES ('once')");
            if (++decided == 1)
            {
                shop.Wire.Lose(Loss.Delayed);
            }

            return true;
        });
        Assert.Equal(2, decided);
        await shop.Wire.Release();
        Assert.Equal(1, await shop.Count("once"));
        await shop.Say("after");
        Assert.Equal(1, await shop.Count("after"));
    }

    [Fact]
    public async Task A_batch_that_only_looked_needs_no_sync_and_a_lost_answer_to_it_is_no_question()
    {
        await using var shop = await Shop.Open();
        await shop.Say("before");
        var looks = 0;
        Assert.Equal(
            1,
            await shop.Database.Write(async tx =>
            {
                var count = await tx.Number("SELECT COUNT(*) FROM said");
                if (++looks == 1)
                {
                    shop.Wire.Lose(Loss.Answer);
                }

                return count;
            })
        );
        Assert.Equal(1, shop.Wire.Lost);
        Assert.Equal(2, await shop.Database.Read(sql => sql.Number("SELECT MAX(batch) FROM commit_marks")));
    }

    [Fact]
    public async Task Batches_keep_their_atomicity_when_every_third_answer_is_lost()
    {
        const int Commands = 300;
        await using var shop = await Shop.Open();
        var batches = 0;
        var decided = new HashSet<int>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Commands)
                .Select(i =>
                    shop.Database.Write(async tx =>
                    {
                        await tx.Send("INSERT INTO said(id) VALUES ($1)", Name(i));
                        if (i % 20 == 0 && decided.Add(i) && ++batches % 3 == 0)
                        {
                            shop.Wire.Lose(batches % 2 == 0 ? Loss.Answer : Loss.Request);
                        }

                        return true;
                    })
                )
        );
        Assert.True(shop.Wire.Lost > 0);
        Assert.Equal(Enumerable.Range(0, Commands).Select(Name).Order(StringComparer.Ordinal), await shop.All());
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("QUIT")]
    [InlineData("INT")]
    public async Task When_the_server_is_killed_or_restarted_under_load_what_was_acknowledged_is_there_once_and_the_rest_once_or_not_at_all(
        string signal
    )
    {
        const int Strikes = 4;
        await using var server = await PostgresServer.Start();
        await using var database = await Database.Open(
            "things",
            new PostgresDialect(await server.CreateDatabase()),
            Table,
            Ids,
            TimeProvider.System
        );
        var acknowledged = new ConcurrentDictionary<string, bool>();
        var struck = false;
        var numbers = 0;
        var writers = Enumerable
            .Range(0, 16)
            .Select(async _ =>
            {
                while (!Volatile.Read(ref struck))
                {
                    var id = Name(Interlocked.Increment(ref numbers));
                    try
                    {
                        await database.Write(async tx =>
                        {
                            await tx.Send("INSERT INTO said(id) VALUES ($1)", id);
                            return true;
                        });
                        acknowledged[id] = true;
                    }
                    catch (StorageUnavailable)
                    {
                        // Told so; it may be there, once.
                        await Task.Yield();
                    }
                }
            })
            .ToList();
        for (var strike = 0; strike < Strikes; strike++)
        {
            var before = acknowledged.Count;
            await Until(() => acknowledged.Count > before + 200);
            if (signal == "KILL")
            {
                server.Process.Kill();
            }
            else
            {
                await ServerProcess.Run(null, "kill", "-" + signal, server.Process.Id.ToString(CultureInfo.InvariantCulture));
                server.Process.Kill();
            }

            await server.Process.Restart();
        }

        Volatile.Write(ref struck, true);
        await Task.WhenAll(writers);
        var there = await database.Read(sql => sql.Query("SELECT id FROM said", row => row.GetString(0)));
        Assert.Empty(there.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(acknowledged.Keys.Except(there));
        Assert.True(acknowledged.Count > Strikes * 200);
    }

    private static string Name(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    private static async Task Until(Func<bool> met)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!met())
        {
            Assert.True(DateTime.UtcNow < deadline, "Not met within a minute.");
            await Task.Yield();
        }
    }

    private sealed class Shop : IAsyncDisposable
    {
        private readonly TestDatabase direct;

        private Shop(TestDatabase direct, PostgresWire wire, Database database)
        {
            this.direct = direct;
            Wire = wire;
            Database = database;
        }

        public PostgresWire Wire { get; }

        /// <summary>By the wire.</summary>
        public Database Database { get; }

        public static async Task<Shop> Open()
        {
            var space = await (await PostgresServer.Shared).CreateSpace();
            var wire = new PostgresWire(space);
            var database = await Database.Open("things", new PostgresDialect(wire.ConnectionString), Table, Ids, TimeProvider.System);
            return new Shop(await TestDatabase.OnPostgres(space, "things", Table), wire, database);
        }

        public Task<int> Say(string id) => Database.Write(tx => tx.Execute("INSERT INTO said(id) VALUES ($1)", id));

        public async Task<long> Count(string id) =>
            await direct.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM said WHERE id = $1", id));

        public async Task<List<string>> All() =>
            await direct.Database.Read(sql => sql.Query("SELECT id FROM said ORDER BY id", row => row.GetString(0)));

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            await direct.DisposeAsync();
            await Wire.DisposeAsync();
        }
    }
}
