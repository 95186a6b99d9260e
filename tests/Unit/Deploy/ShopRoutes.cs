// Every HTTP route of the shop with its module, read from the code that maps them; nothing is opened for it.
using System.Text.RegularExpressions;
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
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Deploy;

/// <summary>One route: its module and an address that it answers.</summary>
internal sealed record ShopRoute(string Module, string Pattern)
{
    /// <summary>The pattern with a value in each of its places.</summary>
    public string Path => Place().Replace(Pattern, "x-1");

    private static Regex Place() => new(@"\{[^}]+\}", RegexOptions.CultureInvariant);
}

internal static class ShopRoutes
{
    private static readonly Lazy<IReadOnlyList<ShopRoute>> Lazily = new(Read);

    public static IReadOnlyList<ShopRoute> All => Lazily.Value;

    public static IReadOnlyList<IModule> Modules { get; } =
    [
        new IdentityModule(),
        new CatalogModule(),
        new InventoryModule(),
        new CartsModule(),
        new PromotionsModule(),
        new PaymentsModule(),
        new OrderingModule(),
        new NotificationsModule(),
        new RecommendationsModule(),
        new AnalyticsModule(),
    ];

    private static List<ShopRoute> Read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("Service:Token", "for cursors that nobody will be given")]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIds>(services => new Ids(
            TimeProvider.System,
            System.Security.Cryptography.RandomNumberGenerator.Fill
        ));
        builder.Services.AddCartwrightWeb(builder.Configuration);
        foreach (var module in Modules)
        {
            module.Register(builder.Services, builder.Configuration);
        }

        var app = builder.Build();
        var found = new Dictionary<string, ShopRoute>(StringComparer.Ordinal);
        foreach (var module in Modules)
        {
            module.Map(app);
            foreach (
                var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            )
            {
                var pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
                found.TryAdd(pattern, new(module.Name, pattern));
            }
        }

        return [.. found.Values];
    }
}
