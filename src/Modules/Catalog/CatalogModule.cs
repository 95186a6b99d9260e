// The front door of Catalog: what it registers, what it listens to, which routes it has.
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Imports;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog;

/// <inheritdoc/>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc/>
    public string Name => "catalog";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(CatalogModule).Assembly)
            .AddSingleton<ProductShelf>()
            .AddSingleton<ReadProducts>()
            .AddSingleton<ICatalog>(provider => provider.GetRequiredService<ReadProducts>())
            .AddSingleton<ListProducts>()
            .AddSingleton<ChangeProducts>()
            .AddSingleton<NoteStock>()
            .AddSingleton<ReceiveImport>()
            .AddSingleton<RunImports>()
            .AddHostedService<DemoShop>()
            .AddHostedService<ImportWorker>();
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services) =>
        subscriptions
            .On<StockFacts>(Topics.StockChanged, (tx, stock, _) => services.GetRequiredService<NoteStock>().On(tx, stock))
            .On<ProductDetailsRequest>(Topics.GetProductDetails, AnswerDetails.On);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapCatalog();
}
