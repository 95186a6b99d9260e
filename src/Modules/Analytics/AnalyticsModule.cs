// The front door of Analytics: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Analytics;

/// <inheritdoc/>
public sealed class AnalyticsModule : IModule
{
    private readonly Signal soldBehind = new();

    /// <inheritdoc/>
    public string Name => "analytics";

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(AnalyticsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddPersonTables(Name, PersonSql.Tables);
        services.AddKeyedSingleton(Name, new Signal());
        services.AddSingleton<IHostedService>(provider => new RebuildFacts(
            provider.GetRequiredKeyedService<Database>(Name),
            provider.GetRequiredService<IOrdering>(),
            provider.GetRequiredKeyedService<Signal>(Name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RebuildFacts>>()
        ));
        services.AddSingleton<IHostedService>(provider => new CountSold(
            provider.GetRequiredKeyedService<Database>(Name),
            soldBehind,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CountSold>>()
        ));
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services) =>
        subscriptions
            .On<OrderFacts>(Topics.OrderPlaced, (tx, order, _) => KeepFacts.Moved(tx, order))
            .On<OrderFacts>(Topics.OrderConfirmed, (tx, order, _) => Counted(tx, KeepFacts.Confirmed(tx, order)))
            .On<OrderFacts>(Topics.OrderStatusChanged, (tx, order, _) => KeepFacts.Moved(tx, order))
            .On<OrderFacts>(Topics.OrderCancelled, (tx, order, _) => Counted(tx, KeepFacts.Refunded(tx, order)))
            .On<OrderFacts>(Topics.OrderReturned, (tx, order, _) => Counted(tx, KeepFacts.Refunded(tx, order)))
            .On<OrderRefundFacts>(Topics.OrderRefunded, (tx, refund, _) => Counted(tx, KeepFacts.PaidBack(tx, refund)))
            .On<OrderEditFacts>(Topics.OrderEdited, (tx, edit, _) => Counted(tx, KeepFacts.Edited(tx, edit)))
            .On<CartFacts>(Topics.CartChanged, (tx, cart, _) => KeepFacts.Cart(tx, cart), KeepFacts.MattersToLife)
            .On<CartFacts>(Topics.CartAbandoned, (tx, cart, _) => KeepFacts.Abandoned(tx, cart))
            .On<UserFacts>(Topics.UserRegistered, (tx, user, _) => KeepFacts.Registered(tx, user))
            .ForgetParked(Topics.OrderErased)
            .ForgetParked(Topics.UserErased);

    private ValueTask Counted(Transaction tx, ValueTask kept)
    {
        tx.OnCommitted(soldBehind.Raise);
        return kept;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => AnalyticsRoutes.Map(routes);
}
