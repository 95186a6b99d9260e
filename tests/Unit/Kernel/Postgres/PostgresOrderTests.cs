// Two processes whose batches touch the same rows: locked in the order of their keys, so that they wait for each other and never in a ring.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Unit.Kernel;

public sealed class PostgresOrderTests
{
    private const int Products = 12;
    private const int OrdersEach = 400;
    private const int OrdersAtOnce = 4;

    [Fact]
    public async Task Two_processes_that_reserve_the_same_products_never_deadlock_and_sell_no_unit_twice()
    {
        const int UnitsEach = 150;
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        var ids = new Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill);
        var migrations = Migration.From(typeof(InventoryModule).Assembly);
        var processes = new List<(Database Database, StockWriter Writer)>();
        for (var i = 0; i < 2; i++)
        {
            var database = await Database.Open("inventory", new PostgresDialect(admin), migrations, ids, TimeProvider.System);
            processes.Add((database, new StockWriter(database, TimeProvider.System, new StockMirror(), UnpaidBounds.Usual)));
        }

        await processes[0]
            .Database.Write(tx =>
                InventoryStore.Fill(tx, [.. Enumerable.Range(0, Products).Select(p => new Units($"p{p:D2}", UnitsEach))], "test", 0)
            );

        // Each order names its products in another order; the seed is fixed.
        var random = new Random(11);
        var orders = Enumerable
            .Range(0, OrdersEach * 2)
            .Select(i => Enumerable.Range(0, Products).OrderBy(_ => random.Next()).Take(3).Select(p => new Units($"p{p:D2}", 1)).ToArray())
            .ToArray();
        var replies = new Outcome<long>[orders.Length];
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(async process =>
                {
                    // Many small batches: each is a chance to meet the other process half way.
                    for (var from = 0; from < OrdersEach; from += OrdersAtOnce)
                    {
                        await Task.WhenAll(
                            Enumerable
                                .Range(from, OrdersAtOnce)
                                .Select(async number =>
                                {
                                    var i = (number * 2) + process;
                                    replies[i] = await processes[process]
                                        .Writer.Commit(new ReserveUnits($"order-{i}", orders[i], 3_600_000), default);
                                })
                        );
                    }
                })
        );
        var held = replies
            .Select((reply, i) => (reply, i))
            .Where(one => one.reply.Refused is null)
            .SelectMany(one => orders[one.i])
            .GroupBy(units => units.ProductId)
            .ToDictionary(units => units.Key, units => (long)units.Count());
        var levels = await processes[0]
            .Database.Read(sql =>
                sql.Query("SELECT product_id, reserved FROM stock", row => (Id: row.GetString(0), Reserved: row.GetInt64(1)))
            );
        Assert.All(levels, level => Assert.Equal(held.GetValueOrDefault(level.Id), level.Reserved));
        Assert.All(levels, level => Assert.InRange(level.Reserved, 1, UnitsEach));
        foreach (var (database, _) in processes)
        {
            await database.DisposeAsync();
        }

        Assert.Equal(0, await Deadlocks(admin));
    }

    [Fact]
    public async Task Two_processes_let_as_much_wait_for_a_payment_as_one()
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        var ids = new Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill);
        var processes = new List<(Database Database, StockWriter Writer)>();
        for (var i = 0; i < 2; i++)
        {
            var database = await Database.Open(
                "inventory",
                new PostgresDialect(admin),
                Migration.From(typeof(InventoryModule).Assembly),
                ids,
                TimeProvider.System
            );
            processes.Add((database, new StockWriter(database, TimeProvider.System, new StockMirror(), UnpaidBounds.Usual)));
        }

        await processes[0]
            .Database.Write(tx =>
                InventoryStore.Fill(tx, [.. Enumerable.Range(0, Products).Select(p => new Units($"p{p:D2}", 1_000))], "test", 0)
            );
        foreach (var round in Enumerable.Range(0, 10))
        {
            // One product each, so that nothing but the holder's tab makes one wait for the other.
            var replies = await Task.WhenAll(
                Enumerable
                    .Range(0, Products)
                    .Select(i =>
                        processes[i % 2]
                            .Writer.Commit(
                                new ReserveUnits($"order-{round}-{i}", [new($"p{i:D2}", 1)], 3_600_000)
                                {
                                    Holder = $"user/{round}",
                                    Unpaid = true,
                                },
                                default
                            )
                    )
            );
            Assert.Equal(UnpaidBounds.Usual.Orders, replies.Count(reply => reply.Refused is null));
        }

        foreach (var (database, _) in processes)
        {
            await database.DisposeAsync();
        }
    }

    // Connections report what they counted when they end.
    private static async Task<long> Deadlocks(string admin)
    {
        var name = new NpgsqlConnectionStringBuilder(admin).Database;
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Database = "postgres", Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        while (true)
        {
            await using var command = new NpgsqlCommand(
                "SELECT pg_stat_clear_snapshot(), (SELECT COUNT(*) FROM pg_stat_activity WHERE datname = $1), (SELECT deadlocks FROM pg_stat_database WHERE datname = $1)",
                connection
            )
            {
                Parameters = { new() { Value = name } },
            };
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            if (reader.GetInt64(1) == 0)
            {
                return reader.GetInt64(2);
            }
        }
    }
}
