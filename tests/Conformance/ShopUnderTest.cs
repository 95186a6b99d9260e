// The whole shop in this process, as the host builds it, with each contract local, through writing alone, and over the real wire.
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Wire;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance;

/// <summary>How a contract is asked.</summary>
public enum Shape
{
    /// <summary>A method call.</summary>
    Local,

    /// <summary>Through bytes and back, each call twice.</summary>
    Serialised,

    /// <summary>Over Kestrel and HttpClient, each call twice.</summary>
    Wire,

    /// <summary>By messages over the shop's broker, each question told twice.</summary>
    Messages,
}

/// <summary>One demo shop for all contract suites; cases keep out of each other's way by ids and products of their own.</summary>
public class ShopUnderTest : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-conformance-").FullName;
    private BuiltShop shop = null!;
    private InnerPortUnderTest inner = null!;
    private AskingByMessages? asking;
    private int last;

    /// <summary>What its inner port shows and takes; more patient than a shop, because a machine of tests may be slow.</summary>
    public static WireSettings WireSettings { get; } =
        new("a-token-that-only-tests-know-0123456789") { Timeout = TimeSpan.FromMinutes(1), ConnectTimeout = TimeSpan.FromMinutes(1) };

    /// <summary>Where other processes would ask it.</summary>
    public InnerPortUnderTest Inner => inner;

    public T Local<T>()
        where T : class => shop.App.Services.GetRequiredService<T>();

    /// <summary>What others have registered.</summary>
    public IServiceProvider Services => shop.App.Services;

    /// <summary>Events of a module that nobody tries any more.</summary>
    public async Task<long> Parked(string module) =>
        await shop
            .App.Services.GetRequiredKeyedService<Database>(module)
            .Read(sql => sql.Number($"SELECT COUNT(*) FROM {sql.Own}inbox_waiting WHERE dead = 1"));

    public IInventory InventoryOver(Shape shape) => Over(shape, InventoryOverWire.Service, channel => new InventoryOverWire(channel));

    public ICarts CartsOver(Shape shape) => Over(shape, CartsOverWire.Service, channel => new CartsOverWire(channel));

    public ICatalog CatalogOver(Shape shape) =>
        shape == Shape.Messages ? asking!.Catalog : Over(shape, CatalogOverWire.Service, channel => new CatalogOverWire(channel));

    public IPromotions PromotionsOver(Shape shape) => Over(shape, PromotionsOverWire.Service, channel => new PromotionsOverWire(channel));

    public IPayments PaymentsOver(Shape shape) =>
        shape == Shape.Messages ? asking!.Payments : Over(shape, PaymentsOverWire.Service, channel => new PaymentsOverWire(channel));

    public IOrdering OrderingOver(Shape shape) => Over(shape, OrderingOverWire.Service, channel => new OrderingOverWire(channel));

    public IIdentity IdentityOver(Shape shape) => Over(shape, IdentityOverWire.Service, channel => new IdentityOverWire(channel));

    public IRecommendations RecommendationsOver(Shape shape) =>
        Over(shape, RecommendationsOverWire.Service, channel => new RecommendationsOverWire(channel));

    // A product with variants is bought through them.
    private static readonly HashSet<string?> Parents = [.. Catalog.DemoData.DemoProducts.All().Select(product => product.Fields.ParentId)];

    /// <summary>A demo product with plenty in stock that no other case has been given.</summary>
    public string FreshProduct()
    {
        int number;
        do
        {
            number = 200 + Interlocked.Increment(ref last);
        } while (!IsPlenty(number));
        return Demo.ProductId(number);
    }

    /// <summary>Demo products with plenty in stock, from a number on: always the same.</summary>
    public static IEnumerable<string> Plenty(int from) => Enumerable.Range(from, 1_000).Where(IsPlenty).Select(Demo.ProductId);

    private static bool IsPlenty(int number) => Demo.Stock(number) >= 50 && !Parents.Contains(Demo.ProductId(number));

    /// <summary>As operators ask.</summary>
    public HttpClient Operators() => new() { BaseAddress = new Uri(shop.App.Urls.Last()) };

    public HttpClient Http()
    {
        var address = shop.App.Urls.First();
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    public async ValueTask InitializeAsync()
    {
        shop = await Serve.Build(
            new Dictionary<string, string?>(await More())
            {
                ["Data"] = await Data(),
                ["DataFolder"] = folder,
                ["Demo"] = "true",
                ["Port"] = "0",
                ["RateLimits:Enabled"] = "false",
            }
        );
        await shop.App.StartAsync();
        inner = await InnerPortUnderTest.Open(shop.App.Services, WireSettings);
        if (shop.App.Services.GetService<PaymentAnswers>() is not null)
        {
            asking = await AskingByMessages.Open(shop.App.Services);
            await asking.IsAnswered();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await (asking?.DisposeAsync() ?? ValueTask.CompletedTask);
        await inner.DisposeAsync();
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        await Disk.Delete(folder);
    }

    private T Over<T>(Shape shape, WireService<T> service, Func<IWireChannel<T>, T> over)
        where T : class =>
        shape switch
        {
            Shape.Serialised => over(new DoublingChannel<T>(new SerialisingChannel<T>(service, Local<T>()))),
            Shape.Wire => over(new DoublingChannel<T>(inner.Channel(service))),
            _ => Local<T>(),
        };

    /// <summary>Further settings.</summary>
    protected virtual Task<Dictionary<string, string?>> More() => Task.FromResult(new Dictionary<string, string?>());

    protected virtual Task<string> Data() => Task.FromResult("sqlite:" + folder);
}

/// <summary>The same shop on PostgreSQL.</summary>
public sealed class ShopOnPostgres : ShopUnderTest
{
    protected override async Task<string> Data() => "postgres:" + await (await PostgresServer.Shared).CreateDatabase();
}

/// <summary>A shop on Redis that other processes may ask.</summary>
public class ShopOnRedis : ShopUnderTest
{
    /// <summary>Its Redis.</summary>
    public string Redis { get; private set; } = string.Empty;

    protected override async Task<Dictionary<string, string?>> More()
    {
        Redis = (await RedisServer.Shared).CreateDatabase();
        return AskingByMessages.Settings(("Events", "redis"), ("Redis", Redis));
    }
}

/// <summary>Likewise on Kafka, on brokers of its own: topics have the same names in every shop.</summary>
public class ShopOnKafka : ShopUnderTest
{
    private KafkaCluster? cluster;

    /// <summary>Its brokers.</summary>
    public string Bootstrap => cluster!.Bootstrap;

    protected override async Task<Dictionary<string, string?>> More()
    {
        cluster = await KafkaCluster.Start();
        return AskingByMessages.Settings([("Events", "kafka"), .. AskingByMessages.OnMock(cluster.Bootstrap)]);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await cluster!.DisposeAsync();
    }
}
