// Which module answers below which path: read from the routes that the modules map themselves, so that there is no second table to forget.
using Cartwright.Kernel;
using Microsoft.AspNetCore.Http.Metadata;
using Yarp.ReverseProxy.Configuration;

namespace Cartwright.Host;

/// <summary>One path of the front door.</summary>
/// <param name="Module">Who answers.</param>
/// <param name="Pattern">A segment below /api, or /media, with all that follows it, or one route whose body may be larger than
/// others'.</param>
/// <param name="BodyBytesMax">The largest body passed on.</param>
internal sealed record GatewayRoute(string Module, string Pattern, long BodyBytesMax);

internal static class GatewayRoutes
{
    private const string Api = "/api/";

    // Pictures stand in pages and in what search engines keep: their addresses are no part of the API.
    private const string Media = "/media";

    /// <summary>The paths of all modules.</summary>
    /// <param name="own">The services of the process that asks.</param>
    public static async Task<IReadOnlyList<GatewayRoute>> Read(IServiceProvider own)
    {
        await using var described = DescribedShop.Build(own);
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var routes = new List<GatewayRoute>();
        foreach (var row in Modules.All)
        {
            var name = row.Module.Name;
            var mapped = new RoutesOfOne(described);
            row.Module.Map(mapped);
            foreach (var endpoint in mapped.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
            {
                var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
                var segment = SegmentOf(path, name);
                if (owners.TryAdd(segment, name))
                {
                    routes.Add(new GatewayRoute(name, $"{segment}/{{**rest}}", Limits.BodyDrainedBytesMax));
                }
                else if (owners[segment] != name)
                {
                    throw new InvalidOperationException(
                        $"{path} is {name}'s, and what lies below {segment} is {owners[segment]}'s: no front door can tell them "
                            + "apart. Give it a segment of its own."
                    );
                }

                if (
                    endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } bytes
                    && bytes > Limits.BodyDrainedBytesMax
                )
                {
                    routes.Add(new GatewayRoute(name, path, bytes));
                }
            }
        }

        return routes;
    }

    /// <summary>The same for YARP.</summary>
    public static RouteConfig Of(GatewayRoute route) =>
        new()
        {
            RouteId = route.Pattern,
            ClusterId = route.Module,
            Match = new RouteMatch { Path = route.Pattern },
            MaxRequestBodySize = route.BodyBytesMax,
        };

    private static string SegmentOf(string path, string module)
    {
        if (path.StartsWith(Media + "/", StringComparison.Ordinal))
        {
            return Media;
        }

        var segment = path.StartsWith(Api, StringComparison.Ordinal) ? path[Api.Length..].Split('/')[0] : string.Empty;
        return segment.Length > 0 && !segment.Contains('{', StringComparison.Ordinal)
            ? Api + segment
            : throw new InvalidOperationException(
                $"{path} of {module} has no segment of its own below {Api} or {Media}, by which a front door could find it."
            );
    }

    /// <summary>Takes what one module maps, and nothing else.</summary>
    private sealed class RoutesOfOne(WebApplication described) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => described.Services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => ((IEndpointRouteBuilder)described).CreateApplicationBuilder();
    }
}
