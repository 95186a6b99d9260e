// The built host on each cart store: the calls of the seed, kill -9 of the process and of the store, and a shop that goes on without its
// carts.
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

/// <summary>A store outside the process, or none.</summary>
public sealed class StoreServer(ServerProcess? process, IAsyncDisposable? server, string? postgres, params string[] settings)
    : IAsyncDisposable
{
    /// <summary>To kill it; null when the store is in the host itself.</summary>
    public ServerProcess? Process => process;

    public Task<HostProcess> Host(params string[] more)
    {
        string[] options =
        [
            "--demo",
            "--set",
            "RateLimits:Enabled=false",
            .. settings.SelectMany(setting => new[] { "--set", setting }),
            .. more,
        ];
        return postgres is null ? HostProcess.Start(options) : HostProcess.StartOn(postgres, options);
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>
/// A running shop on a store, for the tests of a class, one after the other: each has guests of its own, and leaves it as well as it was.
/// </summary>
public abstract class ShopOnStore : IAsyncLifetime
{
    public StoreServer Store { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    /// <summary>One more store of the kind, for whoever counts all there is.</summary>
    public abstract Task<StoreServer> Open();

    public async ValueTask InitializeAsync()
    {
        Store = await Open();
        Host = await Store.Host();
    }

    // What did not start is told by its start.
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (Host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Store?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

[Trait(HostProcess.Data, HostProcess.OnDisk)]
public abstract class CartStoreTests(ShopOnStore shop)
{
    protected ShopOnStore Shop => shop;

    /// <summary>A fault and the starts after it included, on a slow machine.</summary>
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task The_calls_of_the_cart_service_word_for_word()
    {
        var api = await Api.At(shop.Host).Patient().Admin();
        Assert.Equal(0, (int)(await api.Get("/api/cart/user123")).Expect(200).Json["total_items"]!);
        var added = (
            await api.Post(
                "/api/cart/user123/items",
                """{"product_id": 1, "product_name": "Wireless Mouse", "quantity": 2, "price": 29.99}"""
            )
        )
            .Expect(201)
            .Json;
        var line = added["items"]![0]!;
        Assert.Equal("user123", (string)added["user_id"]!);
        Assert.Equal(("1", 2), ((string)line["product_id"]!, (int)line["quantity"]!));
        Assert.Equal((decimal)line["price"]! * 2, (decimal)line["subtotal"]!);
        Assert.True(DateTimeOffset.TryParse((string)line["added_at"]!, System.Globalization.CultureInfo.InvariantCulture, out _));
        var set = (await api.Put("/api/cart/user123/items/1", """{"quantity": 3}""")).Expect(200).Json;
        Assert.Equal((3, (decimal)line["price"]! * 3), ((int)set["total_items"]!, (decimal)set["total_price"]!));
        Assert.Equal(set.ToJsonString(), (await api.Get("/api/cart/user123")).Expect(200).Json.ToJsonString());
        (await api.Delete("/api/cart/user123/items/1")).Expect(204);
        (await api.Delete("/api/cart/user123/items/1")).Expect(204);
        (await api.Delete("/api/cart/user123")).Expect(204);
        Assert.Empty((await api.Get("/api/cart/user123")).Expect(200).Json["items"]!.AsArray());
        Assert.Equal(
            ["item_removed", "item_set", "item_added"],
            (await api.Get("/api/cart/user123/history")).Expect(200).Json["items"]!.AsArray().Select(entry => (string)entry!["change"]!)
        );
    }

    [Fact]
    public async Task A_cart_becomes_an_order_and_the_lists_know_it()
    {
        await using var store = await shop.Open();
        await using var host = await store.Host();
        var api = Api.At(host).Patient();
        var admin = await api.Admin();
        var guest = await api.Guest();
        await guest.Add("1", 2);
        await guest.Add("2");
        var holders = await admin.All("/api/carts/containing/1");
        Assert.Equal(2, (int)Assert.Single(holders)["quantity"]!);
        Assert.Equal(3, (int)Assert.Single(await admin.All("/api/carts?guest=true"))["units"]!);
        var order = (await guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "one"))).Expect(201).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);

        // The cart is cleared by an event after the order.
        await Eventually.Holds(async () => Assert.Equal(0, (int)(await guest.Get("/api/cart/me")).Expect(200).Json["total_items"]!));
        Assert.Empty(await admin.All("/api/carts/containing/1"));
        var figures = (await admin.Get("/api/carts/analytics")).Expect(200).Json;
        Assert.Equal((1, 1, 0), ((int)figures["totals"]!["created"]!, (int)figures["totals"]!["converted"]!, (int)figures["open_carts"]!));
    }

    [Fact]
    public async Task No_acknowledged_add_is_lost_when_the_process_is_killed()
    {
        var carts = await Killed(shop.Host, () => Again(shop.Host), killAfter: 60);
        await Check(shop.Host, carts);
    }

    private static async Task Again(HostProcess host)
    {
        host.Kill();
        await host.Again();
    }

    /// <summary>Twenty guests add while the fault happens; answers what each was promised and what at most can be there.</summary>
    protected static async Task<List<(Api Guest, int Acknowledged, int Sent)>> Killed(HostProcess host, Func<Task> fault, int killAfter)
    {
        var api = Api.At(host);
        var guests = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.Guest()));
        var carts = new ConcurrentBag<(Api, int, int)>();
        var acknowledged = 0;
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = new CancellationTokenSource();
        var until = DateTime.UtcNow + AnsweredWithin;
        var adding = Task.WhenAll(
            guests.Select(async guest =>
            {
                int good = 0,
                    sent = 0;

                // Each goes on after the fault until it has been answered again.
                for (var after = 0; after < 3; )
                {
                    Assert.True(DateTime.UtcNow < until, "A guest is not answered again.");
                    sent++;
                    try
                    {
                        var reply = await guest.Post("/api/cart/me/items", """{"product_id":"1","quantity":1}""");
                        Assert.True(reply.Status is 201 or 503 or 504 or 409, reply.Text);
                        if (reply.Status == 201)
                        {
                            good++;
                            after += over.IsCancellationRequested ? 1 : 0;
                            if (Interlocked.Increment(ref acknowledged) == killAfter)
                            {
                                due.SetResult();
                            }
                        }
                        else if (reply.Status == 409)
                        {
                            break;
                        }
                        else
                        {
                            // Whoever is to answer needs the processor.
                            await Api.Pause();
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // Killed in between: unknown.
                        await Api.Pause();
                    }
                }

                carts.Add((guest, good, sent));
            })
        );
        await Task.WhenAny(due.Task, adding);
        await fault();
        await over.CancelAsync();
        await adding;
        return [.. carts];
    }

    protected static async Task Check(HostProcess host, List<(Api Guest, int Acknowledged, int Sent)> carts)
    {
        Assert.Equal(20, carts.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (guest, acknowledged, sent) in carts)
        {
            var cart = (await guest.Patient().Get("/api/cart/me")).Expect(200).Json;
            var there = (int)cart["total_items"]!;
            ids.Add((string)cart["user_id"]!);
            Assert.InRange(there, acknowledged, sent);
            var history = await guest.All("/api/cart/me/history");
            Assert.Equal(there, history.Count);
            Assert.Equal(there, (int)history[0]["quantity"]!);
        }

        var holders = await (await Api.At(host).Admin()).All("/api/carts/containing/1");
        Assert.Equal(20, holders.Count(holder => ids.Contains((string)holder["user_id"]!)));
    }
}

/// <summary>Of a store that can be killed while the shop goes on.</summary>
public abstract class OutsideCartStoreTests(ShopOnStore shop) : CartStoreTests(shop)
{
    [Fact]
    public async Task No_acknowledged_add_is_lost_when_the_store_is_killed_and_the_shop_goes_on_without_it()
    {
        var (store, host) = (Shop.Store, Shop.Host);
        var api = Api.At(host);
        var carts = await Killed(
            host,
            async () =>
            {
                store.Process!.Kill();
                var away = await Away(api);
                Assert.Equal(503, away.Status);
                Assert.True(away.Headers.RetryAfter is not null, "a 503 says when to come again");
                await GoesOn(host, api);
                await store.Process!.Restart();
            },
            killAfter: 60
        );
        await Check(host, carts);

        static async Task<Reply> Away(Api api)
        {
            // A guest's token needs no store, so that the answer is the cart's.
            var guest = await api.Guest();
            Reply reply;
            do
            {
                reply = await guest.Post("/api/cart/me/items", """{"product_id":"3","quantity":1}""");
            } while (reply.Status == 201);
            return reply;
        }
    }

    /// <summary>What still works without the store.</summary>
    protected virtual async Task GoesOn(HostProcess host, Api api)
    {
        (await api.Get("/api/products?limit=5")).Expect(200);
        (await api.Get("/api/products/1")).Expect(200);
        (await (await api.SignIn("customer@example.com")).Get("/api/orders")).Expect(200);
        Assert.Equal("degraded", (string)(await Api.At(host, "carts").Get("/readyz")).Expect(200).Json["status"]!);
    }
}

public sealed class ShopOnStoreOfTheShape : ShopOnStore
{
    public override Task<StoreServer> Open() => Task.FromResult(new StoreServer(null, null, null));
}

/// <summary>
/// On the store of the shape: SQLite, PostgreSQL, DynamoDB. Split it is Redis, where <see cref="CartsOnRedisTests"/> ask the same and more.
/// </summary>
[Trait(Shape.Runs, Shape.NotSplit)]
public sealed class CartsOfTheShapeTests(ShopOnStoreOfTheShape shop) : CartStoreTests(shop), IClassFixture<ShopOnStoreOfTheShape>;

public sealed class ShopOnPostgres : ShopOnStore
{
    public override async Task<StoreServer> Open()
    {
        var server = await PostgresServer.Start();
        return new StoreServer(server.Process, server, await server.CreateDatabase());
    }
}

[Trait(Shape.Runs, Shape.Once)]
public sealed class CartsOnPostgresTests(ShopOnPostgres shop) : OutsideCartStoreTests(shop), IClassFixture<ShopOnPostgres>
{
    // Everything else is on the same server.
    protected override async Task GoesOn(HostProcess host, Api api) =>
        Assert.Equal(503, (await Api.At(host, "carts").Get("/readyz")).Status);
}

public sealed class ShopOnRedis : ShopOnStore
{
    public override async Task<StoreServer> Open()
    {
        // With everysec Redis may answer before it has written, while the disk is busy: what a kill then takes is that setting's, not the
        // shop's.
        var server = await RedisServer.Start(fsyncAlways: true);
        return new StoreServer(server.Process, server, null, "Carts:Store=redis", "Redis=" + server.Address);
    }
}

[Trait(Shape.Runs, Shape.InTwo)]
public sealed class CartsOnRedisTests(ShopOnRedis shop) : OutsideCartStoreTests(shop), IClassFixture<ShopOnRedis>;

public sealed class ShopOnDynamoDb : ShopOnStore
{
    public override async Task<StoreServer> Open()
    {
        var server = await DynamoServer.Start();
        return new StoreServer(
            server.Process,
            server,
            null,
            "Carts:Store=dynamodb",
            "DynamoDb:ServiceUrl=" + server.Url,
            "DynamoDb:Table=" + server.NewTable()
        );
    }
}

[Trait(Shape.Runs, Shape.Once)]
public sealed class CartsOnDynamoDbTests(ShopOnDynamoDb shop) : OutsideCartStoreTests(shop), IClassFixture<ShopOnDynamoDb>;
