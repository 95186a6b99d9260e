// Stops the start-up when a route does not say who may call it: a forgotten statement must never be an open door.
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Web;

/// <summary>Looks at every mapped route once, before the server listens.</summary>
public sealed class EndpointAudit : IHostedLifecycleService
{
    private IEndpointRouteBuilder? routes;

    /// <summary>The routes without a statement.</summary>
    public static IReadOnlyList<string> Unstated(IEnumerable<EndpointDataSource> sources) =>
        [
            .. sources
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<Access>() is null)
                .Select(endpoint => endpoint.DisplayName ?? endpoint.RoutePattern.RawText ?? "?"),
        ];

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var unstated = Unstated((routes ?? throw new InvalidOperationException("Call UseCartwrightWeb on the application.")).DataSources);
        return unstated.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                $"These routes do not say who may call them; add .Anyone(), .WithToken() or .Only(...): {string.Join("; ", unstated)}"
            );
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal void Watch(IEndpointRouteBuilder mapped) => routes = mapped;
}
