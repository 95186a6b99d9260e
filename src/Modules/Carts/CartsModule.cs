// The front door of Carts: what it registers, what it listens to, which routes it has.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

/// <inheritdoc/>
public sealed class CartsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "carts";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddModuleDatabase(Name, typeof(CartsModule).Assembly);

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
