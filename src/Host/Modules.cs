// Read this first: the ten modules, what each answers, and what each asks of others.
using Cartwright.Analytics;
using Cartwright.Carts;
using Cartwright.Catalog;
using Cartwright.Identity;
using Cartwright.Inventory;
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
/// <param name="Asks">The contracts of others that it needs, besides Identity's: every process asks that one who has signed out.</param>
internal sealed record ModuleRow(IModule Module, Contract? Answers, params Contract[] Asks);

internal static class Modules
{
    public static IReadOnlyList<ModuleRow> All { get; } =
    [
        new(new IdentityModule(),        Contract.Identity,        Contract.Carts),
        new(new CatalogModule(),         Contract.Catalog,         Contract.Inventory),
        new(new InventoryModule(),       Contract.Inventory,       Contract.Catalog),
        new(new CartsModule(),           Contract.Carts,           Contract.Catalog, Contract.Inventory, Contract.Promotions),
        new(new PromotionsModule(),      Contract.Promotions),
        new(new PaymentsModule(),        Contract.Payments),
        new(new OrderingModule(),        Contract.Ordering,        Contract.Carts, Contract.Catalog, Contract.Inventory, Contract.Promotions, Contract.Payments),
        new(new NotificationsModule(),   null),
        new(new RecommendationsModule(), Contract.Recommendations, Contract.Catalog, Contract.Inventory),
        new(new AnalyticsModule(),       null),
    ];
}
