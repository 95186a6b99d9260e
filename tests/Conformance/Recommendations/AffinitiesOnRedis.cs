// Affinities on a real Redis: the layout that other programs read, a wiped server, one that is away, two processes.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Recommendations;

public sealed class AffinitiesOnRedis : AffinitySuite
{
    [Fact]
    public async Task Another_program_reads_rec_with_redis_cli()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var shop = await Open(address, await Tables());
        await shop.Confirmed("1", "1", "2");
        await shop.Confirmed("2", "1", "2");
        await shop.Confirmed("3", "1", "3");
        var lines = (await RedisServer.Cli(address, "ZRANGE", "rec:1", "0", "-1", "WITHSCORES", "REV")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal(4, lines.Length);
        Assert.Equal(("2", "3"), (lines[0].Trim(), lines[2].Trim()));
        Assert.Equal(Affinity.Similarity(2, 3, 2), double.Parse(lines[1], CultureInfo.InvariantCulture));
        Assert.Equal(Affinity.Similarity(1, 3, 1), double.Parse(lines[3], CultureInfo.InvariantCulture));
        await shop.Cancelled("3", "1", "3");
        Assert.Equal("0", (await RedisServer.Cli(address, "EXISTS", "rec:3")).Trim());
    }

    [Fact]
    public async Task A_wiped_Redis_answers_nothing_in_part_and_is_made_anew_from_the_tables()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var shop = await Open(address, await Tables());
        await shop.Confirmed("1", "a", "b", "c");
        await RedisServer.Cli(address, "FLUSHDB");
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await shop.Of("a"));
        await shop.Settle();
        Assert.Equal(["b", "c"], (await shop.Of("a")).Select(near => near.ProductId));
        Assert.Equal(["a", "b"], (await shop.Of("c")).Select(near => near.ProductId));
    }

    [Fact]
    public async Task A_Redis_that_is_wiped_while_it_is_filled_is_not_called_whole()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var shop = await Open(address, await Tables());
        for (var i = 0; i < KeepCopy.BatchProductsMax; i++)
        {
            await shop.Note($"order{i}", $"a{i:D3}", $"b{i:D3}");
        }

        await shop.Settle();
        await RedisServer.Cli(address, "FLUSHDB");

        // 200 products are two steps: the wipe comes after the first.
        Assert.True(await shop.Keep!.Step(default));
        Assert.Equal("1", (await RedisServer.Cli(address, "EXISTS", "rec:a000")).Trim());
        await RedisServer.Cli(address, "FLUSHDB");
        await shop.Settle();
        Assert.Equal(["b000"], (await shop.Of("a000")).Select(near => near.ProductId));
        Assert.Equal(["a099"], (await shop.Of("b099")).Select(near => near.ProductId));
    }

    [Fact]
    public async Task What_lies_there_from_a_time_when_nobody_kept_it_goes_at_the_start()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var shop = await Open(address, await Tables());
        await shop.Confirmed("1", "a", "b");
        await RedisServer.Cli(address, "ZADD", "rec:a", "0.9", "of-old");
        await shop.Keep!.Begin(default);
        await shop.Settle();
        Assert.Equal(["b"], (await shop.Of("a")).Select(near => near.ProductId));
    }

    [Fact]
    public async Task What_another_process_put_there_meanwhile_is_put_once_more()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var shop = await Open(address, await Tables());
        await shop.Confirmed("1", "a", "b");
        List<(string ProductId, string Mark)> read = [("a", "read-before")];
        await shop.Database.Write(async tx =>
        {
            await CopyStore.MarkAround(tx, ["a"], "newer");
            await CopyStore.Done(tx, read, "again");
            return true;
        });
        var left = await shop.Database.Read(sql => CopyStore.Some(sql, 10));
        Assert.Equal([("a", "again"), ("b", "newer")], left);
        await shop.Settle();
        Assert.Empty(await shop.Database.Read(sql => CopyStore.Some(sql, 10)));
    }

    [Fact]
    public async Task While_Redis_is_away_the_tables_answer_and_readyz_names_it()
    {
        await using var server = await RedisServer.Start();
        var tables = await Tables();
        var services = new ServiceCollection();
        services.AddLogging();
        RedisRecommendations.Add(
            services,
            new ConfigurationBuilder().AddInMemoryCollection([new("Recommendations:Store", "redis"), new("Redis", server.Address)]).Build()
        );
        await using var provider = services.BuildServiceProvider();
        var copy = provider.GetRequiredService<IAffinityCopy>();
        var dependency = Assert.Single(provider.GetServices<IDependency>());
        Assert.Equal("redis:recommendations", dependency.Name);
        await using var shop = new AffinityShop(tables, copy);
        await shop.Note("1", "1", "2");
        await Done(shop.Settle, "the copy is written");
        var recommend = new Recommend(tables.Database, new Goods(), new Goods(), tables.Clock, copy);
        Assert.Equal(["2"], (await recommend.For("1", null, 5, default)).Select(shown => shown.Product.ProductId));
        await Done(() => dependency.Ask(default).AsTask(), "Redis answers");

        server.Process.Kill();
        Assert.Equal(["2"], (await recommend.For("1", null, 5, default)).Select(shown => shown.Product.ProductId));
        Assert.Equal(2, (await recommend.For(null, "stranger", 5, default)).Count);
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await dependency.Ask(default));

        // What is counted meanwhile waits, and goes there when it is back.
        await Assert.ThrowsAsync<StorageUnavailable>(() => shop.Confirmed("2", "1", "3"));
        await server.Process.Restart();
        await Done(shop.Settle, "the copy is written again");
        Assert.Equal(["2", "3"], (await shop.Of("1")).Select(near => near.ProductId));

        // The connection is the shop's own, which a busy machine may not answer in time.
        static Task Done(Func<Task> what, string said) =>
            Events.KafkaWorld.Until(
                async () =>
                {
                    try
                    {
                        await what();
                        return true;
                    }
                    catch (StorageUnavailable)
                    {
                        return false;
                    }
                },
                said
            );
    }

    [Theory]
    [InlineData(null, "Redis=localhost:6379, or Recommendations:Store=sql")]
    [InlineData("localhost:no port", "Redis=localhost:6379")]
    public void A_store_without_an_address_is_refused(string? address, string said) =>
        Assert.Contains(
            said,
            Assert
                .Throws<ConfigurationRefused>(() =>
                    RedisRecommendations.Add(
                        new ServiceCollection(),
                        new ConfigurationBuilder()
                            .AddInMemoryCollection([new("Recommendations:Store", "redis"), new("Redis", address)])
                            .Build()
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private protected override async Task<AffinityShop> Open() => await Open((await RedisServer.Shared).CreateDatabase(), await Tables());

    private static Task<AffinityShop> Open(string address, TestDatabase tables)
    {
        var connection = new RedisConnection(address, NullLogger<RedisConnection>.Instance, Carts.RedisUnderTest.Patient);
        return Task.FromResult(new AffinityShop(tables, new RedisAffinities(connection), connection.DisposeAsync));
    }

    private static Task<TestDatabase> Tables() =>
        TestDatabase.Open("recommendations", Migration.From(typeof(RecommendationsModule).Assembly));

    // A catalog in which every product is for sale.
    private sealed class Goods : ICatalog, IInventory
    {
        public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
        {
            var reply = new GetProductsReply();
            reply.Products.AddRange(
                request.ProductIds.Select(id => new Product
                {
                    ProductId = id,
                    Name = id,
                    PriceMinor = 1,
                    Currency = "USD",
                    Category = "c",
                    VendorId = "v",
                })
            );
            return new(reply);
        }

        public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
        {
            var reply = new CheckAvailabilityReply();
            reply.Products.AddRange(request.ProductIds.Select(id => new Availability { ProductId = id, Available = 9 }));
            return new(reply);
        }

        public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
