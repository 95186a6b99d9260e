// Routes that stream their body may take more than the shop's bound.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Cartwright.Web;

/// <summary>A route's own bound.</summary>
public static class BodyBytes
{
    /// <summary>Takes bodies of up to so many bytes; the route must stream them and not hold them.</summary>
    public static TBuilder TakesBodyOf<TBuilder>(this TBuilder route, long bytesMax)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(new Bound(bytesMax)));
        return route;
    }

    private sealed record Bound(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
