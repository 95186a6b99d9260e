// The front door of Ordering: what it registers and which routes it has. It listens to nobody: checkouts ask, and tell.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <inheritdoc/>
public sealed class OrderingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "ordering";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(OrderingModule).Assembly);
        services.AddSingleton(new Rates(configuration));
        services.AddSingleton<OrderChanges>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderLists>();
        services.AddSingleton(new Marketplace(configuration));
        services.AddSingleton<VendorLedger>();
        services.AddSingleton<VendorLists>();
        services.AddSingleton<PayoutStore>();
        services.AddSingleton<MoveParts>();
        services.AddSingleton<Baskets>();
        services.AddSingleton<Presses>();
        services.AddSingleton<Neighbours>();
        services.AddSingleton<Quote>();
        services.AddSingleton<PlaceOrder>();
        services.AddSingleton<MoveOrder>();
        services.AddSingleton<OrderStream>();
        services.AddSingleton<IOrdering, OrderingContract>();
        services.AddHostedService<CheckoutRunner>();
        services.AddHostedService<ForgetReplies>();
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        OrderingRoutes.Map(routes);
        VendorRoutes.Map(routes);
        PayoutRoutes.Map(routes);
    }
}
