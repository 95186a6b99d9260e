// The front door of Promotions: what it registers, what it listens to, which routes it has. Ordering says when a use is held, final or
// given
// back.
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
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(PromotionsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddPersonTables(Name, PersonSql.Tables);
        services.AddSingleton(provider => new PromotionMemory(Tables(provider), Clock(provider)));
        services.AddSingleton(provider => new RedeemUses(Tables(provider), Clock(provider)));
        services.AddSingleton(provider => new GiveBackUses(Tables(provider), Clock(provider)));
        services.AddSingleton<WrongCodes>();
        services.AddSingleton(provider => new MakeCodes(Tables(provider), provider.GetRequiredService<IIds>(), Clock(provider)));
        services.AddSingleton(provider => new EditPromotions(
            Tables(provider),
            provider.GetRequiredService<PromotionMemory>(),
            provider.GetRequiredService<IIds>(),
            Clock(provider),
            provider.GetRequiredService<ShopZone>()
        ));
        services.AddSingleton<IPromotions>(provider => new LocalPromotions(
            Tables(provider),
            provider.GetRequiredService<PromotionMemory>(),
            provider.GetRequiredService<RedeemUses>(),
            provider.GetRequiredService<GiveBackUses>(),
            provider.GetRequiredService<WrongCodes>(),
            Clock(provider)
        ));
        services.AddHostedService<FoldOlderNames>();
        if (configuration.Switch("Demo"))
        {
            services.AddHostedService<DemoPromotions>();
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var follow = new FollowCategories(services.GetRequiredService<PromotionMemory>(), Clock(services));
        subscriptions
            .On<CategoryMoved>(Topics.CategoryMoved, (tx, moved, _) => follow.On(tx, moved))
            .On<OrderErasure>(
                Topics.OrderErased,
                async (tx, erased, _) =>
                    await Told(tx, erased.ErasureId, erased.AtUnixMs, "uses", await UseStore.ForgetNames(tx, erased.OrderId))
            )
            .On<UserErasure>(
                Topics.UserErased,
                async (tx, erased, _) =>
                    await Told(tx, erased.ErasureId, erased.AtUnixMs, "group_members", await GroupStore.ForgetUser(tx, erased.UserId))
            );

        ValueTask Told(Transaction tx, string? erasureId, long atMs, string table, long rows) =>
            ErasedPersons.Tell(tx, erasureId, Name, atMs, new ForgottenRows(table, rows));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        CouponRoutes.Map(routes);
        PromotionRoutes.Map(routes);
        GroupRoutes.Map(routes);
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key);

    private Database Tables(IServiceProvider provider) => provider.GetRequiredKeyedService<Database>(Name);
}
