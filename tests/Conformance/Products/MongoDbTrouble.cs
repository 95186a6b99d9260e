// A MongoDB that goes away, comes back, or takes a write and loses the answer: nothing acknowledged is lost, nothing is done twice.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.MongoDb;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Products;

public class MongoDbTrouble
{
    [Fact]
    public async Task Case_11_a_server_that_goes_away_is_said_in_time_and_what_was_acknowledged_is_there_when_it_returns()
    {
        await using var server = await MongoServer.Start();
        await using var catalog = await OpenCatalog.OnMongoDb(server, "shop");
        await catalog.Add("p");
        await catalog.Edit("p", OpenCatalog.Said(price: 6m));
        await server.Process.Stop();

        foreach (
            var call in new Func<Task>[]
            {
                async () => await catalog.Store.Find(["p"]),
                () => catalog.Edit("p", OpenCatalog.Said("Lost")),
                () => catalog.Add("new"),
                async () => await catalog.Store.List(Everything, null, 10),
                async () => await catalog.Store.Facets(Everything),
            }
        )
        {
            var took = await Paced.Took(() => Assert.ThrowsAsync<StorageUnavailable>(call));
            Assert.True(took < IProductStore.PatienceMax + TimeSpan.FromSeconds(2), $"It took {took}.");
        }

        // What is heard meanwhile is kept.
        await Assert.ThrowsAsync<StorageUnavailable>(() => catalog.Hear("p", 7));
        await Ask(catalog, "p", "absent");
        await server.Process.Restart();
        await Events.KafkaWorld.Until(
            async () =>
            {
                try
                {
                    return (await catalog.Store.Find(["p"])).Count == 1;
                }
                catch (StorageUnavailable)
                {
                    return false;
                }
            },
            "the product is found again"
        );
        Assert.Equal((2, 600), ((await catalog.Show("p")).Version, (await catalog.Show("p")).PriceMinor));
        await catalog.Carrier.CatchUp(default);
        Assert.True((await catalog.Show("p")).Stocked);
        Assert.Equal(["p true | absent"], await Answers(catalog));
        Assert.Equal(
            3,
            (
                await catalog.Database.Read(sql =>
                    sql.Query("SELECT event_id FROM outbox WHERE topic LIKE 'product.%'", row => row.GetString(0))
                )
            )
                .Distinct()
                .Count()
        );
        Assert.Null((await catalog.Edit("p", OpenCatalog.Said("Back"))).Refused);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_by_its_mark_and_not_made_twice()
    {
        await using var proxy = await LosingProxy.Start((await MongoServer.Shared).Process.Port);
        var (store, test) = await Through(proxy);
        await using var _ = test;
        proxy.LoseAnswerTo("insert");
        Assert.Null((await store.Change(new CreateProduct("p", OpenCatalog.Said(), OpenCatalog.One), default)).Refused);
        proxy.LoseAnswerTo("update");
        Assert.Null((await store.Change(new EditProduct("p", OpenCatalog.Said("Renamed"), 1, OpenCatalog.One), default)).Refused);
        var product = Assert.Single(await store.Find(["p"]));
        Assert.Equal((2, "Renamed", 2), (product.Version, product.Name, proxy.Lost));
    }

    [Fact]
    public async Task A_write_that_never_reached_the_server_is_made_by_the_second_try()
    {
        await using var proxy = await LosingProxy.Start((await MongoServer.Shared).Process.Port);
        var (store, test) = await Through(proxy);
        await using var _ = test;
        await store.Change(new CreateProduct("p", OpenCatalog.Said(), OpenCatalog.One), default);
        proxy.LoseRequest("update");
        Assert.Null((await store.Change(new EditProduct("p", OpenCatalog.Said("Renamed"), 1, OpenCatalog.One), default)).Refused);
        Assert.Equal((2, 1), (Assert.Single(await store.Find(["p"])).Version, proxy.Lost));
    }

    [Fact]
    public async Task What_a_crash_left_undone_between_a_product_and_its_relations_the_journal_makes_good()
    {
        await using var proxy = await LosingProxy.Start((await MongoServer.Shared).Process.Port);
        var (store, test, journal) = await WithJournal(proxy);
        await using var _ = test;
        await store.Change(new CreateProduct("parent", OpenCatalog.Said(), OpenCatalog.One), default);
        await store.Change(new CreateProduct("variant", OpenCatalog.Said(parent: "parent"), OpenCatalog.One), default);

        // The parent is buried, and then nothing more reaches the server: as a process that is killed there.
        proxy.StopAfter("update");
        await Assert.ThrowsAsync<StorageUnavailable>(() => store.Change(new DeleteProduct("parent", null, OpenCatalog.One), default));
        proxy.Resume();
        Assert.False(Assert.Single(await store.Find(["variant"])).Deleted);
        using var carrier = new ProductCarrier(test.Database, store, test.Clock, NullLogger<ProductCarrier>.Instance, journal);
        await carrier.CatchUp(default);
        Assert.True(Assert.Single(await store.Find(["variant"])).Deleted);
    }

    private static ProductQuery Everything { get; } = ProductQuery.Of(new(null, null, null, null, null, null, null, null)).Value;

    private static async Task Ask(OpenCatalog catalog, params string[] ids)
    {
        var data = JsonSerializer.Serialize(new ProductDetailsRequest("c-1", ids), Event.Json);
        await catalog.Database.Write(async tx =>
        {
            await catalog.Carrier.KeepQuestion(
                tx,
                new Event("question", Topics.GetProductDetails, "order-1", "elsewhere", catalog.Clock.GetUtcNow(), null, data)
            );
            return true;
        });
    }

    private static async Task<List<string>> Answers(OpenCatalog catalog) =>
        await catalog.Database.Read(sql =>
            sql.Query(
                "SELECT data FROM outbox WHERE topic = $1",
                row =>
                {
                    var details = JsonSerializer.Deserialize<ProductDetails>(row.GetString(0), Event.Json)!;
                    return $"{string.Join(' ', details.Products.Select(product => $"{product.ProductId} {(
                product.Available ? "true" : "false")}"))} | {string.Join(' ', details.Missing)}";
                },
                Topics.GetProductDetailsReply
            )
        );

    private static async Task<(IProductStore Store, TestDatabase Test)> Through(LosingProxy proxy)
    {
        var (store, test, _) = await WithJournal(proxy);
        return (store, test);
    }

    private static async Task<(IProductStore Store, TestDatabase Test, IProductJournal Journal)> WithJournal(LosingProxy proxy)
    {
        var test = await TestDatabase.OnSqlite("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock());
        var keys = new Dictionary<string, string?>
        {
            ["MongoDb"] = proxy.Url,
            ["MongoDb:Database"] = (await MongoServer.Shared).NewDatabase(),
        };
        var calls = MongoDbProducts.Connect(MongoSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build()));
        using var collection = MongoDbProducts.Collection(calls, test.Database, test.Ids, TimeProvider.System, NullLoggerFactory.Instance);
        await collection.Ready(default);
        var open = MongoDbProducts.Open(
            calls,
            test.Database,
            new ProductShelf(test.Database),
            test.Ids,
            test.Clock,
            NullLoggerFactory.Instance
        );
        return (open.Store, test, open.Journal);
    }
}
