// Modules that share a writer on PostgreSQL: a schema each, one transaction, and one process at a time in it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Unit.Kernel;

public sealed class PostgresPlaceTests
{
    private static readonly string[] Modules = ["apple", "pear", "plum"];

    private sealed record Picked(long N);

    [Theory]
    [InlineData("SELECT n FROM pears")]
    [InlineData("SELECT a.n FROM apples a JOIN pears p ON p.id = a.id")]
    [InlineData("INSERT INTO apples(id, n) SELECT id, n FROM pears")]
    [InlineData("UPDATE pears SET n = 0")]
    [InlineData("DELETE FROM pears")]
    [InlineData("DROP TABLE pears")]
    public async Task No_statement_finds_another_modules_table(string statement)
    {
        await using var place = await Open();
        await place.Put("pear", "p", 1);
        await Refused(() => place["apple"].Write(tx => tx.Execute(statement)));
        await place["pear"].Write(tx => tx.Execute("UPDATE pears SET n = n + 1"));
        await Refused(() => place["apple"].Write(tx => tx.Execute("UPDATE pears SET n = n + 1")));

        // Also not in the midst of what the other changes, nor after a part of it was taken back.
        await Refused(() =>
            place["pear"]
                .InOneCommit(async () =>
                {
                    await place.Put("pear", "q", 1);
                    await place["apple"].Write(tx => tx.Execute(statement));
                    return true;
                })
        );
        Assert.Equal("p=2", await place.Rows("pear"));

        static async Task Refused(Func<Task> reach) =>
            Assert.Equal(PostgresErrorCodes.UndefinedTable, (await Assert.ThrowsAsync<PostgresException>(reach)).SqlState);
    }

    [Fact]
    public async Task A_module_with_a_place_or_a_role_of_its_own_has_its_own_commits()
    {
        await using var place = await SharedPlace.OnPostgres(await Space(), ["apple", "pear"], own: ["plum"]);
        var (shared, own) = (place["apple"].Commits, place["plum"].Commits);
        await place.Put("plum", "p", 1);
        Assert.Equal((0, 1), (place["apple"].Commits - shared, place["plum"].Commits - own));
        string[] names = ["apple", "pear"];
        Assert.Equal(
            [("shop", true), ("apple", false), ("apple", false), ("apple", false)],
            new PostgresDialect[]
            {
                new("Host=h;Username=shop", shared: names),
                new("Host=h;Username=shop_{module}", shared: names),
                new("Host=h", shared: ["apple"]),
                new("Host=h", new Dictionary<string, string> { ["apple"] = "Host=other" }, names),
            }.Select(dialect => (dialect.PlaceOf("apple"), dialect.OneAfterTheOther("apple")))
        );
    }

    [Fact]
    public async Task Two_processes_change_the_same_rows_crosswise_and_none_waits_for_the_other_for_ever()
    {
        const int Rounds = 60;
        const int AtOnce = 4;
        var database = await (await PostgresServer.Shared).CreateDatabase();
        await using var one = await SharedPlace.OnPostgres(database, Modules);
        await using var other = await SharedPlace.OnPostgres(database, Modules);
        foreach (var module in Modules)
        {
            await one.Put(module, "hot", 0);
        }

        await Task.WhenAll(
            new[] { (one, Modules), (other, [.. Modules.Reverse()]) }.SelectMany(side =>
                Enumerable
                    .Range(0, AtOnce)
                    .Select(async _ =>
                    {
                        for (var round = 0; round < Rounds; round++)
                        {
                            await side.Item1[side.Item2[0]]
                                .InOneCommit(async () =>
                                {
                                    foreach (var module in side.Item2)
                                    {
                                        await side.Item1[module]
                                            .Write(tx => tx.Execute($"UPDATE {module}s SET n = n + 1 WHERE id = 'hot'"));
                                    }

                                    return true;
                                });
                        }
                    })
            )
        );
        var all = "hot=" + (2 * Rounds * AtOnce).ToString(CultureInfo.InvariantCulture);
        Assert.Equal([all, all, all], await Task.WhenAll(Modules.Select(one.Rows)));
        Assert.Equal(0, await Deadlocks(database));
    }

    [Fact]
    public async Task What_one_process_failed_on_is_not_overtaken_by_another()
    {
        var space = await Space();
        await using var one = await SharedPlace.OnPostgres(space, Modules);
        await using var other = await SharedPlace.OnPostgres(space, Modules);
        Listen(one, broken: true);
        Listen(other, broken: false);
        await one.Begin();
        await other.Begin();
        await Tell(one, 1);
        await Tell(other, 2);
        Assert.Equal((string.Empty, 2), (await one.Rows("pear"), await one.Count("pear", "inbox_waiting")));

        // What yet another, of an older version, leaves in the outbox is seen at the next look, and nothing overtakes it from then on.
        await using (var older = await SharedPlace.OnPostgres(space, [], own: ["apple"]))
        {
            await Tell(older, 3);
        }

        await other["apple"].LookWhetherOutboxIsDone(default);
        await Tell(other, 4);
        Assert.Equal(2, await one.Count("apple", "outbox"));

        static void Listen(SharedPlace place, bool broken) =>
            place.Hear(
                "pear",
                on =>
                    on.On<Picked>(
                        "picked",
                        async (tx, picked, e) =>
                            await (
                                broken
                                    ? throw new InvalidOperationException("planted")
                                    : tx.Execute("INSERT INTO pears(id, n) VALUES ($1, $2)", e.Subject, picked.N)
                            )
                    )
            );

        static Task Tell(SharedPlace place, long n) =>
            place["apple"]
                .Write(async tx =>
                {
                    await tx.Publish("picked", "same", new Picked(n));
                    return true;
                });
    }

    [Fact]
    public async Task Plans_keep_their_atomicity_when_every_third_answer_is_lost()
    {
        const int Plans = 120;
        var space = await Space();
        await using var wire = new PostgresWire(space);
        await using var place = await SharedPlace.OnPostgres(wire.ConnectionString, Modules);
        var (begun, lost) = (0, new HashSet<int>());
        await Task.WhenAll(
            Enumerable
                .Range(0, Plans)
                .Select(n =>
                    place["apple"]
                        .InOneCommit(async () =>
                        {
                            foreach (var module in Modules)
                            {
                                await place.Put(module, $"{n:D4}", n);
                            }

                            lock (lost)
                            {
                                if (n % 10 == 0 && lost.Add(n) && ++begun % 3 == 0)
                                {
                                    wire.Lose(begun % 2 == 0 ? Loss.Answer : Loss.Request);
                                }
                            }

                            return true;
                        })
                )
        );
        Assert.True(wire.Lost > 0);
        var all = string.Join(' ', Enumerable.Range(0, Plans).Select(n => $"{n:D4}={n}"));
        Assert.Equal([all, all, all], await Task.WhenAll(Modules.Select(place.Rows)));
    }

    [Fact]
    public async Task A_process_that_has_the_place_open_has_each_of_its_modules_open()
    {
        var space = await (await PostgresServer.Shared).CreateDatabase();
        var alone = new PostgresDialect(space, shared: Modules);
        await using (var place = await SharedPlace.OnPostgres(space, Modules))
        {
            await place.Put("apple", "a", 1);
            var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => alone.DemandAlone("plum", TimeProvider.System));
            Assert.Contains("have 'plum' open", refused.Message, StringComparison.Ordinal);
        }

        await alone.DemandAlone("plum", TimeProvider.System);
    }

    private static async Task<string> Space() => await (await PostgresServer.Shared).CreateSpace();

    private static async Task<SharedPlace> Open() => await SharedPlace.OnPostgres(await Space(), Modules);

    private static async Task<long> Deadlocks(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
