// The front door of Carts: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cartwright.Carts;

/// <inheritdoc/>
public sealed class CartsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "carts";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => CartSettings.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        // Read now, so that a faulty key is refused at start and not at the first cart.
        var settings = CartSettings.Read(configuration);
        services.AddSingleton(settings);
        services.AddModuleDatabase(Name, typeof(CartsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddSingleton<IPersonRecords, PersonCarts>();
        services.AddHostedService<CartsAtHome>();
        services.AddSingleton<CartMemory>();

        // Carts:Store may have put another store in place already.
        services.TryAddSingleton<ICartStore>(provider => new SqlCartStore(
            provider.GetRequiredKeyedService<Database>(Name),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            provider.GetRequiredService<CartMemory>(),
            settings.Ttl,
            provider.GetService<ICartActivity>()
        ));
        services.AddSingleton<CartCarrier>();
        services.AddHostedService(provider => provider.GetRequiredService<CartCarrier>());
        services.AddSingleton<CartLists>();
        services.AddSingleton<ExpireCarts>();
        services.AddSingleton<ShowCart>();
        services.AddSingleton<ChangeCart>();
        services.AddSingleton<Offers>();
        services.AddSingleton<MergeCarts>();
        services.AddSingleton<ShareCart>();
        services.AddSingleton<ICarts, LocalCarts>();
        services.AddHostedService<AbandonedCarts>();
        services.AddSingleton<CartUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<CartUpkeep>());
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var upkeep = services.GetRequiredService<CartUpkeep>();
        subscriptions
            .On<UserFacts>(Topics.UserSignedIn, (tx, user, _) => upkeep.KeepMerge(tx, user))
            .On<UserErasure>(Topics.UserErased, (tx, erased, _) => upkeep.KeepErasure(tx, erased));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        CartRoutes.Map(routes);
        CartLinkRoutes.Map(routes);
        CartAdminRoutes.Map(routes);
    }
}
