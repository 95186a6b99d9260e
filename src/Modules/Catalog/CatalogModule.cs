// The front door of Catalog: what it registers, what it listens to, which routes it has.
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Exports;
using Cartwright.Catalog.Feeds;
using Cartwright.Catalog.Imports;
using Cartwright.Catalog.Photos;
using Cartwright.Catalog.Search;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cartwright.Catalog;

/// <inheritdoc/>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc/>
    public string Name => "catalog";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => ["Catalog:Store", .. SafetyContacts.Keys, .. PhotoSettings.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        // Read now, so that a faulty key is refused at start.
        var contacts = new SafetyContacts(configuration);
        var photos = PhotoSettings.Read(configuration);

        // Where a shop is put together without its web, too: nobody asks anything of it then.
        services.TryAddSingleton<ServedRequests>();

        // Catalog:Store may have put another store in place already.
        services.TryAddSingleton<IProductStore>(provider => new SqlProductStore(
            provider.GetRequiredKeyedService<Database>(Name),
            provider.GetRequiredService<ProductShelf>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services
            .AddModuleDatabase(Name, typeof(CatalogModule).Assembly, RetentionSql.Tables, configuration)
            .AddPersonTables(Name, PersonSql.Tables)
            .AddSingleton<ProductShelf>()
            .AddSingleton(provider => new ReadProducts(
                provider.GetRequiredService<IProductStore>(),
                provider.GetRequiredService<ProductShelf>(),
                provider.GetRequiredService<IInventory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ShopZone>(),
                contacts
            ))
            .AddSingleton<ICatalog>(provider => provider.GetRequiredService<ReadProducts>())
            .AddSingleton<SearchKeeper>()
            .AddSingleton<ProductSearch>()
            .AddSingleton<SuggestProducts>()
            .AddSingleton(provider => new ListProducts(
                provider.GetRequiredService<IProductStore>(),
                provider.GetRequiredService<ProductShelf>(),
                provider.GetRequiredService<ReadProducts>(),
                provider.GetRequiredService<CategoryBook>(),
                provider.GetRequiredService<ProductSearch>()
            ))
            .AddSingleton<CategoryBook>()
            .AddSingleton<EditCategories>()
            .AddSingleton<ShowCategories>()
            .AddSingleton<CarryCategories>()
            .AddSingleton<GiveSlugs>()
            .AddSingleton<FindPages>()
            .AddSingleton<PublicAnswers>()
            .AddSingleton<ShopFeeds>()
            .AddSingleton<ChangeProducts>()
            .AddSingleton<BulkProducts>()
            .AddSingleton<NoteStock>()
            .AddSingleton<ProductCarrier>()
            .AddSingleton<RankProducts>()
            .AddSingleton<ReceiveImport>()
            .AddSingleton<RunImports>()
            .AddSingleton<ExportProducts>()
            .AddSingleton(photos)
            .AddSingleton<FetchQueue>()
            .AddSingleton<OutsideFetch>()
            .AddSingleton<MakeSizes>()
            .AddSingleton<IBacklog>(provider => provider.GetRequiredService<MakeSizes>())
            .AddSingleton<KeepPhotos>()
            .AddSingleton<FetchPhotos>()
            .AddSingleton<SweepPhotos>()
            .AddSingleton<PhotoUploads>()
            .AddHostedService<ProductsAtHome>()
            .AddHostedService<PricesAboveBound>()
            .AddHostedService<TurnPrices>()
            .AddHostedService<RenewNames>()
            .AddHostedService<DemoShop>()
            .AddHostedService<CategoryWorker>()
            .AddHostedService(provider => provider.GetRequiredService<ProductCarrier>())
            .AddHostedService(provider => provider.GetRequiredService<RankProducts>())
            .AddHostedService<ImportWorker>()
            .AddHostedService<SizeWorker>()
            .AddHostedService<FetchWorker>()
            .AddHostedService(provider => provider.GetRequiredService<SearchKeeper>());
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        // What a new vendor is called stands beside its goods. A program outside names nobody.
        subscriptions.On<VendorApplicationFacts>(
            Topics.VendorApplication,
            async (tx, facts, e) =>
            {
                if (e.Source == "ordering" && facts is { State: "accepted", VendorId: { } vendorId })
                {
                    await ProductSql.AddVendor(tx, vendorId, facts.ShopName);
                }
            }
        );
        subscriptions.On<ProductSales>(Topics.ProductSold, services.GetRequiredService<RankProducts>().On);
        if (services.GetService<IProductJournal>() is null)
        {
            var note = services.GetRequiredService<NoteStock>();
            var clock = services.GetRequiredService<TimeProvider>();
            subscriptions
                .On<StockFacts>(Topics.StockChanged, (tx, stock, _) => note.On(tx, stock), note.Matters)
                .On<ProductDetailsRequest>(
                    Topics.GetProductDetails,
                    (tx, asked, question) => AnswerDetails.On(tx, asked, question, clock.GetUtcNow().ToUnixTimeMilliseconds())
                );
            return;
        }

        // A transaction waits for no other store: what is asked of the products is kept, and carried there.
        var carrier = services.GetRequiredService<ProductCarrier>();
        subscriptions
            .On<StockFacts>(Topics.StockChanged, carrier.NoteStock)
            .On<ProductDetailsRequest>(Topics.GetProductDetails, (tx, _, question) => carrier.KeepQuestion(tx, question));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCatalog();
        routes.MapPhotos();
        routes.MapOwnPictures();
        routes.MapSales();
    }
}
