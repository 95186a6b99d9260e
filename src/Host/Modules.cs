// Read this first: the ten modules, what each answers, and what each asks of others.
using Cartwright.Analytics;
using Cartwright.Carts;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Cartwright.Payments;
using Cartwright.Promotions;
using Cartwright.Recommendations;
using Cartwright.Web;

namespace Cartwright.Host;

/// <summary>One module in the table.</summary>
/// <param name="Module">Its front door.</param>
/// <param name="Answers">The contract it answers, or null when it only listens to events.</param>
/// <param name="Asks">The contracts of others that it needs.</param>
internal sealed record ModuleRow(IModule Module, Type? Answers, params Type[] Asks);

internal static class Modules
{
    public static IReadOnlyList<ModuleRow> All { get; } =
    [
        new(new IdentityModule(), typeof(IIdentity), typeof(ICarts), typeof(IOrdering)),
        new(new CatalogModule(), typeof(ICatalog), typeof(IInventory)),
        new(new InventoryModule(), typeof(IInventory), typeof(ICatalog)),
        new(new CartsModule(), typeof(ICarts), typeof(ICatalog), typeof(IInventory), typeof(IPromotions), typeof(IIdentity)),
        new(new PromotionsModule(), typeof(IPromotions)),
        new(new PaymentsModule(), typeof(IPayments)),
        new(
            new OrderingModule(),
            typeof(IOrdering),
            typeof(ICarts),
            typeof(ICatalog),
            typeof(IInventory),
            typeof(IPromotions),
            typeof(IPayments),
            typeof(IIdentity)
        ),
        new(new NotificationsModule(), null, typeof(IOrdering), typeof(IIdentity)),
        new(new RecommendationsModule(), typeof(IRecommendations), typeof(ICatalog), typeof(IInventory)),
        new(new AnalyticsModule(), null, typeof(IOrdering)),
    ];

    /// <summary>All modules as a file that they share sees them.</summary>
    public static IReadOnlyCollection<PlaceModule> Places { get; } =
    [.. All.Select(row => new PlaceModule(row.Module.Name, [.. row.Module.Rows.Select(rows => rows.Table)]))];

    /// <summary>The databases as the modules register them, for commands; nothing else of a module is started.</summary>
    public static IReadOnlyList<ModuleDatabase> Databases(IEnumerable<ModuleRow> rows)
    {
        var configuration = new ConfigurationBuilder().Build();
        return
        [
            .. rows.Select(row =>
            {
                var services = new ServiceCollection();
                row.Module.Register(services, configuration);
                return services.Select(service => service.ImplementationInstance).OfType<ModuleDatabase>().Single();
            }),
        ];
    }
}
