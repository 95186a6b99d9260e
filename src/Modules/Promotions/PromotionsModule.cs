// The front door of Promotions: what it registers and which routes it has. It listens to no events: Ordering says when a use is held, final or given back.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Promotions;

/// <inheritdoc/>
public sealed class PromotionsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "promotions";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(PromotionsModule).Assembly);
        services.AddSingleton(provider => new CouponMemory(Tables(provider)));
        services.AddSingleton(provider => new RedeemCoupon(Tables(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new GiveBackCoupon(Tables(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EditCoupons(
            Tables(provider),
            provider.GetRequiredService<CouponMemory>(),
            provider.GetRequiredService<IIds>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPromotions>(provider => new LocalPromotions(
            Tables(provider),
            provider.GetRequiredService<CouponMemory>(),
            provider.GetRequiredService<RedeemCoupon>(),
            provider.GetRequiredService<GiveBackCoupon>(),
            provider.GetRequiredService<TimeProvider>()));
        if (configuration.GetValue<bool>("Demo"))
        {
            services.AddHostedService<DemoCoupons>();
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => CouponRoutes.Map(routes);

    private Database Tables(IServiceProvider provider) => provider.GetRequiredKeyedService<Database>(Name);
}
