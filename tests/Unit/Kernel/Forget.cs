// One hour's forgetting of a module's database, as the host does it.
using Cartwright.Analytics;
using Cartwright.Carts;
using Cartwright.Catalog;
using Cartwright.Identity;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Cartwright.Payments;
using Cartwright.Promotions;
using Cartwright.Recommendations;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit;

internal static class Forget
{
    /// <summary>Every module that keeps tables.</summary>
    public static IReadOnlyList<Type> Modules { get; } =
    [
        typeof(AnalyticsModule),
        typeof(CartsModule),
        typeof(CatalogModule),
        typeof(IdentityModule),
        typeof(InventoryModule),
        typeof(NotificationsModule),
        typeof(OrderingModule),
        typeof(PaymentsModule),
        typeof(PromotionsModule),
        typeof(RecommendationsModule),
    ];

    public static Task Old(Database database, Type module, TimeProvider clock, params (string Key, string Days)[] configured) =>
        new Forgetting(database, Tables(module), Configuration(configured), clock, NullLogger<Forgetting>.Instance).Once(default);

    public static IReadOnlyList<Retention> Tables(Type module) => ((IModule)Activator.CreateInstance(module)!).Rows;

    public static IConfiguration Configuration(params (string Key, string Value)[] said) =>
        new ConfigurationBuilder().AddInMemoryCollection(said.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();
}
