// The front door of Inventory: what it registers, what it listens to, which routes it has.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <inheritdoc/>
public sealed class InventoryModule : IModule
{
    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddModuleDatabase(Name, typeof(InventoryModule).Assembly);

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
