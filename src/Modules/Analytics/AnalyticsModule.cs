// The front door of Analytics: what it registers, what it listens to, which routes it has.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Analytics;

/// <inheritdoc/>
public sealed class AnalyticsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "analytics";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddModuleDatabase(Name, typeof(AnalyticsModule).Assembly);

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
