// Inventory on its real tables under a clock that stands still, with a check of the ledger against the tables.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Inventory;

internal sealed class Warehouse : IAsyncDisposable
{
    private readonly TestDatabase test;
    private readonly UnpaidBounds bounds;

    private Warehouse(TestDatabase test, TestClock clock, UnpaidBounds bounds)
    {
        this.test = test;
        Clock = clock;
        this.bounds = bounds;
        Wire();
    }

    public TestClock Clock { get; }

    public Database Database => test.Database;

    public IInventory Inventory { get; private set; } = null!;

    public StockWriter Writer { get; private set; } = null!;

    public Shortages Shortages { get; private set; } = null!;

    public StockMirror Mirror { get; private set; } = null!;

    public ICatalog Catalog { get; } = new Products();

    public AdjustStock Adjusting => new(Database, Writer, Shortages, Catalog, Clock);

    public static Task<Warehouse> Open(params (string Id, long Units)[] products) => Open(UnpaidBounds.Usual, products);

    public static async Task<Warehouse> Open(UnpaidBounds bounds, params (string Id, long Units)[] products)
    {
        var clock = new TestClock();
        var warehouse = new Warehouse(await TestDatabase.Open("inventory", typeof(InventoryModule).Assembly, clock), clock, bounds);
        await warehouse.Database.Write(tx => InventoryStore.Fill(tx, [.. products.Select(p => new Units(p.Id, p.Units))], "test", 0));
        return warehouse;
    }

    public async Task Reopen()
    {
        await test.Reopen();
        Wire();
    }

    public Task Sweep() => new SweepHolds(Database, Writer, Shortages, Mirror, Clock, NullLogger<SweepHolds>.Instance).Sweep(default);

    public async Task<string> Reserve(string id, int seconds, params (string Id, long Units)[] lines)
    {
        var request = new ReserveRequest
        {
            RequestId = id,
            ReservationId = id,
            HoldSeconds = seconds,
        };
        request.Lines.AddRange(lines.Select(Line));
        return (await Inventory.Reserve(request, default)).Refused?.Code ?? "done";
    }

    /// <summary>A hold for a payment that waits; 0 seconds are firm.</summary>
    public async Task<string> ReserveUnpaid(string id, string holder, int seconds, params (string Id, long Units)[] lines)
    {
        var request = new ReserveRequest
        {
            RequestId = id,
            ReservationId = id,
            HoldSeconds = seconds,
            Holder = holder,
            Unpaid = true,
        };
        request.Lines.AddRange(lines.Select(Line));
        return (await Inventory.Reserve(request, default)).Refused?.Code ?? "done";
    }

    public async Task<string> Settle(string id, params (string Id, long Units)[] lines)
    {
        var request = new SettleRequest { RequestId = id, ReservationId = id };
        request.Lines.AddRange(lines.Select(Line));
        return (await Inventory.Settle(request, default)).Refused?.Code ?? "done";
    }

    public async Task<string> Release(string id) =>
        (await Inventory.Release(new ReleaseRequest { RequestId = id, ReservationId = id }, default)).Refused?.Code ?? "done";

    public async Task<(long OnHand, long Reserved, long Available)> Level(string id)
    {
        var reply = await Inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { id } }, default);
        var found = Assert.Single(reply.Value.Products);
        return (found.OnHand, found.Reserved, found.Available);
    }

    public async Task<string> Adjust(string id, long delta) =>
        (await Database.Write(tx => Writer.Adjust(tx, id, delta, "admin", "test"))).Refused?.Code ?? "done";

    /// <summary>I1 and I2: at every position of the ledger nothing is negative, and its end explains the tables.</summary>
    public async Task CheckLedger()
    {
        var rows = await Database.Read(sql =>
            sql.Query(
                "SELECT product_id, reason, delta_on_hand, delta_reserved FROM ledger ORDER BY number",
                row => (Id: row.GetString(0), Reason: row.GetString(1), OnHand: row.GetInt64(2), Reserved: row.GetInt64(3))
            )
        );
        var levels = new Dictionary<string, (long OnHand, long Reserved, long Received, long Sold)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var (onHand, reserved, received, sold) = levels.GetValueOrDefault(row.Id);
            onHand += row.OnHand;
            reserved += row.Reserved;
            received += row.Reason is "receipt" or "write_off" ? row.OnHand : 0;
            sold -= row.Reason is "sold" or "returned" ? row.OnHand : 0;
            Assert.True(
                onHand >= reserved && reserved >= 0 && sold >= 0,
                $"After {row}: {onHand} on hand, {reserved} reserved, {sold} sold"
            );
            Assert.Equal(received, onHand - reserved + reserved + sold);
            levels[row.Id] = (onHand, reserved, received, sold);
        }

        var held = (
            await Database.Read(sql =>
                sql.Query(
                    $"SELECT l.key, SUM(CAST(l.value AS BIGINT)) FROM reservations r, {(sql.Dialect.OneProcess ? "json_each" : "jsonb_each_text")}(r.lines) l WHERE r.state = 0 GROUP BY l.key",
                    row => (Id: row.GetString(0), Units: row.GetInt64(1))
                )
            )
        ).ToDictionary(row => row.Id, row => row.Units);
        foreach (
            var (id, onHand, reserved) in await Database.Read(sql =>
                sql.Query("SELECT product_id, on_hand, reserved FROM stock", row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)))
            )
        )
        {
            var told = levels.GetValueOrDefault(id);
            Assert.Equal((told.OnHand, told.Reserved), (onHand, reserved));
            Assert.Equal(held.GetValueOrDefault(id), reserved);
        }

        await CheckTabs();
    }

    /// <summary>What counts as unpaid is what live holds say, of each holder and of each product.</summary>
    private async Task CheckTabs()
    {
        var each =
            $"reservations r, {(Database.Dialect.OneProcess ? "json_each" : "jsonb_each_text")}(r.lines) l WHERE r.state = 0 AND r.unpaid = 1";
        string Row(System.Data.Common.DbDataReader row) => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
        Assert.Equal(
            await Database.Read(sql =>
                sql.Query(
                    $"SELECT r.holder, COUNT(DISTINCT r.reservation_id), CAST(SUM(CAST(l.value AS BIGINT)) AS BIGINT) FROM {each} AND r.holder IS NOT NULL GROUP BY r.holder ORDER BY r.holder",
                    Row
                )
            ),
            await Database.Read(sql => sql.Query("SELECT holder, orders, units FROM unpaid_tabs ORDER BY holder", Row))
        );
        Assert.Equal(
            await Database.Read(sql =>
                sql.Query($"SELECT l.key, CAST(SUM(CAST(l.value AS BIGINT)) AS BIGINT) FROM {each} GROUP BY l.key ORDER BY l.key", Row)
            ),
            await Database.Read(sql => sql.Query("SELECT product_id, unpaid FROM stock WHERE unpaid > 0 ORDER BY product_id", Row))
        );
    }

    public Task<List<(string Topic, StockFacts Facts)>> Told() =>
        Database
            .Read(sql =>
                sql.Query(
                    "SELECT topic, data FROM outbox ORDER BY number",
                    row => (row.GetString(0), System.Text.Json.JsonSerializer.Deserialize<StockFacts>(row.GetString(1), Event.Json)!)
                )
            )
            .AsTask();

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private static StockLine Line((string Id, long Units) line) => new() { ProductId = line.Id, Quantity = line.Units };

    private void Wire()
    {
        Mirror = new StockMirror();
        Writer = new StockWriter(Database, Clock, Mirror, bounds);
        Shortages = new Shortages(Writer, Clock, NullLogger<Shortages>.Instance);
        Inventory = new LocalInventory(Database, Writer, Mirror, Shortages, Clock);
    }

    private sealed class Products : ICatalog
    {
        public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
        {
            var reply = new GetProductsReply();
            reply.Products.AddRange(
                request
                    .ProductIds.Where(id => id != "unknown")
                    .Select(id => new Product
                    {
                        ProductId = id,
                        Name = "Product " + id,
                        VendorId = "vendor-1",
                    })
            );
            return ValueTask.FromResult<Outcome<GetProductsReply>>(reply);
        }
    }
}
