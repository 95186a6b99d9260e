// Catalog on a real database, with an Inventory that says what a test tells it.
using System.Text;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Imports;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Catalog;

internal sealed class TestCatalog : IAsyncDisposable
{
    public static readonly Seller One = new("user-1", "vendor-1", false);
    public static readonly Seller Two = new("user-2", "vendor-2", false);
    public static readonly Seller Admin = new("admin", null, true);

    private readonly TestDatabase test;

    private TestCatalog(TestDatabase test)
    {
        this.test = test;
        Build();
    }

    public static Cursors Cursors { get; } = new(new byte[32]);

    public Cartwright.Kernel.Database Database => test.Database;

    public TestClock Clock => (TestClock)test.Clock;

    public IIds Ids => test.Ids;

    public FakeInventory Inventory { get; } = new();

    public FakeShop Settings { get; } = new();

    public ProductShelf Shelf { get; private set; } = null!;

    public IProductStore Store { get; private set; } = null!;

    public ReadProducts Read { get; private set; } = null!;

    public ListProducts Lists { get; private set; } = null!;

    public ChangeProducts Change { get; private set; } = null!;

    public FetchQueue Fetches { get; private set; } = null!;

    public RunImports Run { get; private set; } = null!;

    public CategoryBook Book { get; private set; } = null!;

    public EditCategories Edit { get; private set; } = null!;

    public ShowCategories Tree { get; private set; } = null!;

    public CarryCategories Carry { get; private set; } = null!;

    public FindPages Pages { get; private set; } = null!;

    public ReceiveImport Receive { get; private set; } = null!;

    public static async Task<TestCatalog> Open(bool demo = false)
    {
        var catalog = new TestCatalog(await TestDatabase.Open("catalog", typeof(CatalogModule).Assembly, new TestClock()));
        if (demo)
        {
            await DemoShop.Fill(catalog.Database, catalog.Store, default);
        }

        return catalog;
    }

    public async Task Restart()
    {
        await test.Reopen();
        Build();
    }

    public static ProductInput Product(
        string name = "Thing",
        decimal? price = 5m,
        string category = "Things",
        string? parent = null,
        string currency = "USD",
        string? vendor = null
    ) => new(name, "A thing.", price, currency, category, default, parent is null ? default : new(parent), default, null, vendor);

    public async Task<string> Add(ProductInput product, Seller? seller = null)
    {
        var made = await Change.Create(product, seller ?? One, default);
        return made.Value;
    }

    public async Task<JsonElement> List(ProductQueryText query, int limit = 50, string? cursor = null)
    {
        var outcome = await Lists.Answer($"{query}{limit}{cursor}", query, PageRequest.Of(Cursors, limit, cursor), default);
        return Json(outcome.Value);
    }

    public static ProductQueryText Query(
        string? q = null,
        string? category = null,
        string? vendor = null,
        string? min = null,
        string? max = null,
        string? stock = null,
        string? sort = null,
        string? parent = null
    ) => new(q, category, vendor, min, max, stock, sort, parent);

    public async Task<List<string>> Names(ProductQueryText query) =>
        [.. (await List(query, 200)).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];

    public async Task<JsonElement> Show(string id)
    {
        var product = (await Read.One(id)).Value;
        var units = (await Read.Available([product], default)).Value;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        product.Write(buffer, units[0]);
        Assert.Equal(product.Length(units[0]), buffer.WrittenCount);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    public Task<JobBody> Import(string format, string body, Seller? seller = null, int steps = int.MaxValue) =>
        Import(format, Encoding.UTF8.GetBytes(body), new ImportAsked(), seller, steps);

    public async Task<JobBody> Import(string format, byte[] body, ImportAsked asked, Seller? seller = null, int steps = int.MaxValue)
    {
        var job = (await Upload(format, body, asked, seller)).Value;
        while (steps-- > 0 && await Run.Step(default))
        {
            // Goes on until there is no work.
        }

        return await Job(job);
    }

    public Task<Outcome<string>> Upload(string format, string body, Seller? seller = null) =>
        Upload(format, Encoding.UTF8.GetBytes(body), new ImportAsked(), seller);

    public Task<Outcome<string>> Upload(string format, byte[] body, ImportAsked asked, Seller? seller = null) =>
        Receive.Receive(System.IO.Pipelines.PipeReader.Create(new MemoryStream(body)), format, seller ?? One, asked, default);

    public Task<ImportJob> Stored(string id) => Database.Read(sql => ImportStore.Find(sql, id)).AsTask()!;

    public async Task<JobBody> Job(string id)
    {
        var job = (await Database.Read(sql => ImportStore.Find(sql, id)))!;
        return JobBody.Of(job, await Database.Read(sql => ImportStore.Errors(sql, id)));
    }

    public async Task<List<(string Topic, ProductFacts Facts)>> Told() =>
        await Database.Read(sql =>
            sql.Query(
                "SELECT topic, data FROM outbox ORDER BY number",
                row => (row.GetString(0), JsonSerializer.Deserialize<ProductFacts>(row.GetString(1), Cartwright.Kernel.Event.Json)!)
            )
        );

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private static JsonElement Json(StockedPage page)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        page.Write(buffer);
        Assert.Equal(page.Length, buffer.WrittenCount);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private void Build()
    {
        Shelf = new ProductShelf(Database);
        Store = new SqlProductStore(Database, Shelf, test.Clock);
        Read = new ReadProducts(Store, Shelf, Inventory, Clock);
        Book = new CategoryBook(Database, Shelf, test.Ids, test.Clock);
        Edit = new EditCategories(Database, Book, Store, test.Ids, test.Clock);
        Tree = new ShowCategories(Store, Shelf, Book, test.Clock);
        Carry = new CarryCategories(Database, Book, Store, test.Clock);
        Pages = new FindPages(Database, Store, Read, Book);
        Lists = new ListProducts(Store, Shelf, Read, Book);
        Fetches = new FetchQueue(test.Clock);
        Change = new ChangeProducts(Store, Fetches, Book, test.Ids);
        Run = new RunImports(Database, Store, Inventory, Fetches, Book, Settings, test.Clock);
        Receive = new ReceiveImport(Database, Run, test.Ids, test.Clock);
    }
}

internal sealed class FakeInventory : IInventory
{
    public Dictionary<string, long> Units { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Held { get; } = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Outcome<CountReply>> replies = new(StringComparer.Ordinal);

    public int Calls { get; private set; }

    public int Counts { get; private set; }

    public bool Away { get; set; }

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
    {
        Calls++;
        if (Away)
        {
            return ValueTask.FromResult<Outcome<CheckAvailabilityReply>>(Refusal.Unavailable("module_unavailable", "Inventory is away."));
        }

        var reply = new CheckAvailabilityReply();
        reply.Products.AddRange(
            request.ProductIds.Select(id => new Availability
            {
                ProductId = id,
                OnHand = Units.GetValueOrDefault(id),
                Available = Units.GetValueOrDefault(id),
            })
        );
        return ValueTask.FromResult<Outcome<CheckAvailabilityReply>>(reply);
    }

    public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public bool LosesReplies { get; set; }

    public async ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel)
    {
        if (request.Id.Length == 0 || !replies.TryGetValue(request.Id, out var reply))
        {
            reply = await Taken(request);
            if (reply.Refused is null)
            {
                replies[request.Id] = reply;
            }
        }

        return LosesReplies ? Refusal.Unavailable("module_unavailable", "The reply was lost.") : reply;
    }

    private ValueTask<Outcome<CountReply>> Taken(CountRequest request)
    {
        if (Away)
        {
            return ValueTask.FromResult<Outcome<CountReply>>(Refusal.Unavailable("module_unavailable", "Inventory is away."));
        }

        Counts++;
        var reply = new CountReply();
        foreach (var line in request.Lines)
        {
            var held = Held.GetValueOrDefault(line.ProductId);
            var isBelow = line.OnHand < held;
            reply.Lines.Add(
                new CountedLine
                {
                    Changed = !isBelow && Units.GetValueOrDefault(line.ProductId) != line.OnHand,
                    Code = isBelow ? "below_reserved" : string.Empty,
                    Detail = isBelow ? $"{held} are reserved." : string.Empty,
                }
            );
            if (!isBelow)
            {
                Units[line.ProductId] = line.OnHand;
            }
        }

        return ValueTask.FromResult<Outcome<CountReply>>(reply);
    }

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) => throw new NotSupportedException();
}

internal sealed class FakeShop : IShopSettings
{
    public ShopSettings Current { get; set; } = ShopDefaults.Of(new ConfigurationBuilder().Build());
}
