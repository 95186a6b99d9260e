// A catalog on any store, with its database and all that carries between them: what the suites see of it.
using System.Diagnostics;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.MongoDb;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Products;

/// <summary>Store and journal, made anew by <see cref="Reopen"/> as a restart does.</summary>
public sealed class OpenCatalog : IAsyncDisposable
{
    public static readonly Seller One = new("user-1", "vendor-1", false);
    public static readonly Seller Two = new("user-2", "vendor-2", false);

    private readonly TestDatabase test;
    private readonly Func<TestDatabase, ProductShelf, Task<(IProductStore, IProductJournal?)>> make;
    private IProductJournal? journal;
    private NoteStock note = null!;

    private OpenCatalog(TestDatabase test, Func<TestDatabase, ProductShelf, Task<(IProductStore, IProductJournal?)>> make)
    {
        this.test = test;
        this.make = make;
    }

    public IProductStore Store { get; private set; } = null!;

    public IProductJournal? Journal => journal;

    public ProductShelf Shelf { get; private set; } = null!;

    public ProductCarrier Carrier { get; private set; } = null!;

    public Database Database => test.Database;

    public TestClock Clock => (TestClock)test.Clock;

    public IIds Ids => test.Ids;

    public static async Task<OpenCatalog> Of(
        TestDatabase test,
        Func<TestDatabase, ProductShelf, Task<(IProductStore, IProductJournal?)>> make
    )
    {
        var catalog = new OpenCatalog(test, make);
        await catalog.Make();
        return catalog;
    }

    public static async Task<OpenCatalog> OnSqlite(Func<IProductStore, IProductStore>? fault = null) =>
        await Of(
            await TestDatabase.OnSqlite("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock()),
            (test, shelf) => OnSql(test, shelf, fault)
        );

    public static async Task<OpenCatalog> OnPostgres() =>
        await Of(
            await TestDatabase.OnPostgres("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock()),
            (test, shelf) => OnSql(test, shelf, null)
        );

    public static async Task<OpenCatalog> OnMongoDb(MongoServer? server = null, string? name = null)
    {
        server ??= await MongoServer.Shared;
        name ??= server.NewDatabase();
        return await Of(
            await TestDatabase.OnSqlite("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock()),
            async (test, shelf) =>
            {
                var open = await InMongoDb(server, name, test, shelf);
                return (open.Store, open.Journal);
            }
        );
    }

    /// <summary>Store and journal as a process of its own would open them.</summary>
    public static async Task<OpenProducts> InMongoDb(MongoServer server, string name, TestDatabase test, ProductShelf shelf)
    {
        var keys = new Dictionary<string, string?> { ["MongoDb"] = server.Url, ["MongoDb:Database"] = name };
        var calls = MongoDbProducts.Connect(MongoSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build()));
        using var collection = MongoDbProducts.Collection(calls, test.Database, test.Ids, TimeProvider.System, NullLoggerFactory.Instance);
        await collection.Ready(default);
        return MongoDbProducts.Open(calls, test.Database, shelf, test.Ids, test.Clock, NullLoggerFactory.Instance);
    }

    public static ProductInput Said(
        string? name = "Thing",
        decimal? price = 5m,
        string? category = "Things",
        string? parent = null,
        string? currency = "USD",
        string? attributes = null,
        string? options = null,
        string? description = "A thing.",
        IReadOnlyList<string>? images = null,
        bool alone = false,
        string? taxClass = null,
        Said<string?> includesTax = default,
        bool? ships = null,
        long? grams = null
    ) =>
        new(
            name,
            description,
            price,
            currency,
            category,
            attributes is null ? default : JsonDocument.Parse(attributes).RootElement,
            parent is not null || alone ? new(parent) : default,
            options is null ? default : JsonDocument.Parse(options).RootElement,
            images,
            null,
            taxClass,
            includesTax,
            ships,
            grams
        );

    public async Task<string> Add(string id, ProductInput? said = null, Seller? seller = null) =>
        (await Change(new CreateProduct(id, said ?? Said(), seller ?? One))).Value;

    public Task<Outcome<string>> Edit(string id, ProductInput said, long? expected = null, Seller? seller = null) =>
        Change(new EditProduct(id, said, expected, seller ?? One));

    public Task<Outcome<string>> Delete(string id, long? expected = null, Seller? seller = null) =>
        Change(new DeleteProduct(id, expected, seller ?? One));

    /// <summary>Whoever is told that too many change the product at once has changed nothing, and comes again.</summary>
    public async Task<Outcome<string>> Change(ProductCommand command)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await Store.Change(command, default);
            }
            catch (Overloaded) when (watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                // Each try waits for its turn.
            }
        }
    }

    public async Task<CatalogProduct> Show(string id) => Assert.Single(await Store.Find([id]));

    public async Task<bool> IsLive(string id) => (await Store.Find([id])) is [{ Deleted: false }];

    /// <summary>What the inbox does with <c>stock.changed</c>.</summary>
    public async Task Hear(string id, long available)
    {
        var facts = new StockFacts(id, available, 0, available, 0);
        var told = new Event(test.Ids.Next(), Topics.StockChanged, id, "inventory", Clock.GetUtcNow(), null, "{}");
        await Database.Write(async tx =>
        {
            await (journal is null ? note.On(tx, facts) : Carrier.NoteStock(tx, facts, told));
            return true;
        });
        await Carrier.CatchUp(default);
    }

    /// <summary>What the inbox does with <c>product.sold</c>, and what follows.</summary>
    public Task Sold(params (string Id, long Units)[] told) => Sold(Clock.GetUtcNow(), told);

    /// <summary>The same, told at a time.</summary>
    public async Task Sold(DateTimeOffset at, params (string Id, long Units)[] told)
    {
        using var rank = new RankProducts(Database, Store, Shelf, Clock, NullLogger<RankProducts>.Instance, journal);
        await Database.Write(async tx =>
        {
            foreach (var (id, units) in told)
            {
                var e = new Event(test.Ids.Next(), Topics.ProductSold, id, "analytics", Clock.GetUtcNow(), null, "{}");
                await rank.On(tx, new ProductSales(id, units, at.ToUnixTimeMilliseconds()), e);
            }

            return true;
        });
        await rank.CatchUp(default);
    }

    /// <summary>What stands in the outbox when all is carried, each event once.</summary>
    public async Task<List<(string Topic, string Subject, ProductFacts Facts)>> Told()
    {
        await Carrier.CatchUp(default);
        var rows = await Database.Read(sql =>
            sql.Query(
                "SELECT event_id, topic, subject, data FROM outbox ORDER BY number",
                row =>
                    (
                        Id: row.GetString(0),
                        Topic: row.GetString(1),
                        Subject: row.GetString(2),
                        Facts: JsonSerializer.Deserialize<ProductFacts>(row.GetString(3), Event.Json)!
                    )
            )
        );
        return [.. rows.DistinctBy(row => row.Id).Select(row => (row.Topic, row.Subject, row.Facts))];
    }

    public async Task Reopen()
    {
        Carrier.Dispose();
        await test.Reopen();
        await Make();
    }

    public async ValueTask DisposeAsync()
    {
        Carrier.Dispose();
        await test.DisposeAsync();
    }

    private static Task<(IProductStore, IProductJournal?)> OnSql(
        TestDatabase test,
        ProductShelf shelf,
        Func<IProductStore, IProductStore>? fault
    )
    {
        IProductStore sound = new SqlProductStore(test.Database, shelf, test.Clock);
        return Task.FromResult<(IProductStore, IProductJournal?)>((fault is null ? sound : fault(sound), null));
    }

    private async Task Make()
    {
        Shelf = new ProductShelf(test.Database);
        (Store, journal) = await make(test, Shelf);
        note = new NoteStock(Shelf);
        Carrier = new ProductCarrier(test.Database, Store, test.Clock, NullLogger<ProductCarrier>.Instance, journal);
    }
}
