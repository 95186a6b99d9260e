// What the tests of Recommendations share: a catalog and a stock in memory, and orders made of product ids.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Recommendations;

internal sealed class Shelf : ICatalog, IInventory, IAsyncDisposable
{
    private Shelf(TestDatabase test, TestClock clock)
    {
        Test = test;
        Clock = clock;
        Recommend = new Recommend(test.Database, this, this, clock);
        var subscriptions = new Subscriptions();
        new RecommendationsModule().Subscribe(subscriptions, null!);
        Inbox = new Inbox(test.Database, subscriptions, clock, NullLogger<Inbox>.Instance);
    }

    public TestDatabase Test { get; }

    public TestClock Clock { get; }

    public Inbox Inbox { get; }

    public CountTaken Count => new(Test.Database, new Signal(), Clock, NullLogger<CountTaken>.Instance);

    public Recommend Recommend { get; }

    public HashSet<string> Deleted { get; } = [];

    public HashSet<string> SoldOut { get; } = [];

    /// <summary>Of variants, the product that each is one of.</summary>
    public Dictionary<string, string> Parents { get; } = [];

    public bool CatalogAway { get; set; }

    public bool InventoryAway { get; set; }

    public static async Task<Shelf> Open()
    {
        var clock = new TestClock();
        return new(await TestDatabase.Open("recommendations", typeof(RecommendationsModule).Assembly, clock), clock);
    }

    public static string Category(string productId) =>
        $"category-{int.Parse(productId, System.Globalization.CultureInfo.InvariantCulture) % 10}";

    public OrderFacts Order(string id, string user, params string[] products)
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new(
            id,
            user,
            $"{user}@example.com",
            user,
            "confirmed",
            null,
            "USD",
            0,
            0,
            0,
            0,
            0,
            null,
            [.. products.Select(p => new OrderLineFacts(p, $"Product {p}", "vendor-1", Category(p), 1, 100, 0, 0))],
            "DE",
            now,
            now,
            2
        );
    }

    /// <summary>Hears events and counts them.</summary>
    public async Task Hear(params Event[] events)
    {
        await Inbox.Accept(events, default);
        await CountAll();
    }

    public async Task CountAll()
    {
        while (await Count.CountOnce(default) == CountTaken.BatchOrdersMax) { }
    }

    public Task Tell(string topic, OrderFacts order, string? id = null) => Hear(Event(topic, order, id));

    public Event Event(string topic, OrderFacts order, string? id = null) =>
        new(
            id ?? Test.Ids.Next(),
            topic,
            order.OrderId,
            "ordering",
            Clock.GetUtcNow(),
            null,
            JsonSerializer.Serialize(order, Cartwright.Kernel.Event.Json)
        );

    public async Task<IReadOnlyList<Shown>> Beside(string productId, int limit = 5) => await Recommend.For(productId, null, limit, default);

    public async Task<IReadOnlyList<Shown>> For(string userId, int limit = 5) => await Recommend.For(null, userId, limit, default);

    /// <summary>Every row of every table, as text.</summary>
    public async Task<List<string>> Rows() =>
        await Test.Database.Read(async sql =>
        {
            var rows = new List<string>();
            foreach (
                var (table, columns) in new[]
                {
                    ("product", "product_id || ' ' || category || ' ' || orders || ' ' || score"),
                    ("product_day", "product_id || ' ' || day || ' ' || orders"),
                    ("pair", "product_id || ' ' || other_id || ' ' || orders"),
                    ("taken_order", "order_id || ' ' || products || ' ' || user_id || ' ' || counted"),
                }
            )
            {
                rows.AddRange(
                    await sql.Query(
                        $"SELECT '{table} ' || {columns} FROM {table} {(table == "taken_order" ? "WHERE cancelled = 0" : "")} ORDER BY 1",
                        row => row.GetString(0)
                    )
                );
            }

            return rows;
        });

    public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
    {
        Assert.InRange(request.ProductIds.Count, 0, Limits.ContractIdsMax);
        if (CatalogAway)
        {
            return new(Refusal.Unavailable("away", "Away."));
        }

        var reply = new GetProductsReply();
        reply.Products.AddRange(
            request
                .ProductIds.Where(id => !Deleted.Contains(id))
                .Select(id => new Product
                {
                    ProductId = id,
                    Name = $"Product {id}",
                    PriceMinor = 100,
                    Currency = "USD",
                    Category = Category(id),
                    VendorId = "vendor-1",
                    ParentId = Parents.GetValueOrDefault(id, string.Empty),
                })
        );
        return new(reply);
    }

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
    {
        if (InventoryAway)
        {
            return new(Refusal.Unavailable("away", "Away."));
        }

        var reply = new CheckAvailabilityReply();
        reply.Products.AddRange(
            request.ProductIds.Select(id => new Availability { ProductId = id, Available = SoldOut.Contains(id) ? 0 : 9 })
        );
        return new(reply);
    }

    public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) => throw new NotSupportedException();

    ValueTask<Outcome<CountReply>> IInventory.Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
