// The whole shop in this process, as the host builds it, with each contract local and through the serialising wire.
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Servers;
using Cartwright.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance;

/// <summary>One demo shop for all contract suites; cases keep out of each other's way by ids and products of their own.</summary>
public class ShopUnderTest : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-conformance-").FullName;
    private BuiltShop shop = null!;
    private int last;

    public T Local<T>()
        where T : class => shop.App.Services.GetRequiredService<T>();

    public IInventory InventoryOver(bool wire) => wire ? new InventoryOverWire(new SerialisingChannel<IInventory>(InventoryOverWire.Service, Local<IInventory>())) : Local<IInventory>();

    public ICarts CartsOver(bool wire) => wire ? new CartsOverWire(new SerialisingChannel<ICarts>(CartsOverWire.Service, Local<ICarts>())) : Local<ICarts>();

    public ICatalog CatalogOver(bool wire) => wire ? new CatalogOverWire(new SerialisingChannel<ICatalog>(CatalogOverWire.Service, Local<ICatalog>())) : Local<ICatalog>();

    public IPromotions PromotionsOver(bool wire) => wire ? new PromotionsOverWire(new SerialisingChannel<IPromotions>(PromotionsOverWire.Service, Local<IPromotions>())) : Local<IPromotions>();

    public IPayments PaymentsOver(bool wire) => wire ? new PaymentsOverWire(new SerialisingChannel<IPayments>(PaymentsOverWire.Service, Local<IPayments>())) : Local<IPayments>();

    public IOrdering OrderingOver(bool wire) => wire ? new OrderingOverWire(new SerialisingChannel<IOrdering>(OrderingOverWire.Service, Local<IOrdering>())) : Local<IOrdering>();

    public IIdentity IdentityOver(bool wire) => wire ? new IdentityOverWire(new SerialisingChannel<IIdentity>(IdentityOverWire.Service, Local<IIdentity>())) : Local<IIdentity>();

    public IRecommendations RecommendationsOver(bool wire) => wire ? new RecommendationsOverWire(new SerialisingChannel<IRecommendations>(RecommendationsOverWire.Service, Local<IRecommendations>())) : Local<IRecommendations>();

    /// <summary>A demo product with plenty in stock that no other case has been given.</summary>
    public string FreshProduct()
    {
        int number;
        do
        {
            number = 200 + Interlocked.Increment(ref last);
        }
        while (Demo.Stock(number) < 50);
        return Demo.ProductId(number);
    }

    public HttpClient Http()
    {
        var address = shop.App.Urls.First();
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    public async ValueTask InitializeAsync()
    {
        shop = await Serve.Build(new Dictionary<string, string?>
        {
            ["Data"] = await Data(),
            ["DataFolder"] = folder,
            ["Demo"] = "true",
            ["Port"] = "0",
            ["RateLimits:Enabled"] = "false",
        });
        await shop.App.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    protected virtual Task<string> Data() => Task.FromResult("sqlite:" + folder);
}

/// <summary>The same shop on PostgreSQL.</summary>
public sealed class ShopOnPostgres : ShopUnderTest
{
    protected override async Task<string> Data() => "postgres:" + await (await PostgresServer.Shared).CreateDatabase();
}
