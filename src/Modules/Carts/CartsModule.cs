// The front door of Carts: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cartwright.Carts;

/// <inheritdoc/>
public sealed class CartsModule : IModule
{
    private const int TtlDaysDefault = 30;

    /// <inheritdoc/>
    public string Name => "carts";

    /// <summary>How long a cart lives after a change.</summary>
    public static TimeSpan Ttl(IConfiguration configuration) => configuration.GetValue("Carts:TtlDays", TtlDaysDefault) is > 0 and <= 3_650 and var days
        ? TimeSpan.FromDays(days)
        : throw new ConfigurationRefused("Carts:TtlDays must be from 1 to 3650, such as Carts:TtlDays=30.");

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(CartsModule).Assembly);
        services.AddSingleton<CartMemory>();

        // Carts:Store may have put another store in place already.
        services.TryAddSingleton<ICartStore>(provider => new SqlCartStore(
            provider.GetRequiredKeyedService<Database>(Name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<CartMemory>(),
            Ttl(configuration),
            provider.GetService<ICartActivity>()));
        services.AddSingleton(provider => new CartCarrier(
            provider.GetRequiredKeyedService<Database>(Name),
            provider.GetRequiredService<ICartStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CartCarrier>>(),
            provider.GetService<ICartJournal>()));
        services.AddHostedService(provider => provider.GetRequiredService<CartCarrier>());
        services.AddSingleton<CartLists>();
        services.AddSingleton<ExpireCarts>();
        services.AddSingleton<ShowCart>();
        services.AddSingleton<ChangeCart>();
        services.AddSingleton<ICarts, LocalCarts>();
        services.AddSingleton<CartUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<CartUpkeep>());
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        // Made now, so that a faulty Carts:Guests or Carts:Merge is refused at start and not at the first cart.
        services.GetRequiredService<ChangeCart>();
        services.GetRequiredService<ICarts>();
        var upkeep = services.GetRequiredService<CartUpkeep>();
        subscriptions.On<UserFacts>(Topics.UserSignedIn, (tx, user, _) => upkeep.KeepMerge(tx, user));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => CartRoutes.Map(routes);
}
