// The front door of Notifications: what it registers, what it listens to, which routes it has.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Notifications;

/// <inheritdoc/>
public sealed class NotificationsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddModuleDatabase(Name, typeof(NotificationsModule).Assembly);

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
