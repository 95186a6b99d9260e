// The front door of Recommendations: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <inheritdoc/>
public sealed class RecommendationsModule : IModule
{
    private readonly Signal countsBehind = new();

    /// <inheritdoc/>
    public string Name => "recommendations";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(RecommendationsModule).Assembly);
        services.AddSingleton(all => new Recommend(
            all.GetRequiredKeyedService<Database>(Name), all.GetRequiredService<ICatalog>(), all.GetRequiredService<IInventory>(), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRecommendations>(all => all.GetRequiredService<Recommend>());
        services.AddSingleton<IHostedService>(all => new CountTaken(
            all.GetRequiredKeyedService<Database>(Name), countsBehind, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<CountTaken>>()));
        if (configuration.GetValue<bool>("Demo"))
        {
            services.AddSingleton<IHostedService>(all => new DemoPopularity(
                all.GetRequiredKeyedService<Database>(Name), all.GetRequiredService<ICatalog>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<DemoPopularity>>()));
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var count = new CountOrder(countsBehind);
        subscriptions
            .On<OrderFacts>(Topics.OrderConfirmed, (tx, order, _) => count.Confirmed(tx, order))
            .On<OrderFacts>(Topics.OrderCancelled, (tx, order, _) => count.Cancelled(tx, order))
            .On<ProductFacts>(Topics.ProductChanged, (tx, product, _) => AffinityStore.SetProduct(tx, product.ProductId, product.Category, product.Deleted, product.AtUnixMs));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => RecommendationsRoutes.Map(routes);
}
