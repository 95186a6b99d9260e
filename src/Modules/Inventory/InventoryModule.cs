// The front door of Inventory: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <inheritdoc/>
public sealed class InventoryModule : IModule
{
    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => UnpaidBounds.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(InventoryModule).Assembly, RetentionSql.Tables, configuration);
        services.AddPersonTables(Name, PersonSql.Tables);
        services.AddSingleton(UnpaidBounds.Of(configuration));
        services.AddSingleton<StockMirror>();
        services.AddSingleton<StockWriter>();
        services.AddSingleton<Shortages>();
        services.AddSingleton<AdjustStock>();
        services.AddSingleton<LowStock>();
        services.AddSingleton<AdjustMany>();
        services.AddSingleton<IInventory, LocalInventory>();
        if (configuration.Switch("Demo"))
        {
            services.AddHostedService<DemoStock>();
        }

        services.AddHostedService<SweepHolds>();
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var shortages = services.GetRequiredService<Shortages>();
        subscriptions.On<InventoryDeduction>(Topics.InventoryDeduction, shortages.Deduct);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => InventoryRoutes.Map(routes);
}
