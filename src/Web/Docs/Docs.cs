// What a route says about itself: one chain of calls beside the route, shown at /api/doc and in /api/openapi.json.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Web;

/// <summary>Statements for the documentation.</summary>
public static class Docs
{
    /// <summary>Where the page is.</summary>
    public const string PagePath = "/api/doc";

    /// <summary>Where the document is.</summary>
    public const string DocumentPath = "/api/openapi.json";

    /// <summary>Summary in a few words and description in a few sentences. Who may call it is added from the access statement.</summary>
    public static TBuilder Doc<TBuilder>(this TBuilder route, string summary, string description)
        where TBuilder : IEndpointConventionBuilder =>
        route.With(new EndpointSummaryAttribute(summary), new EndpointDescriptionAttribute(description));

    /// <summary>
    /// A refusal that the route may answer with. Those of the edge (401, 403, 429, bad bodies and pages) are added by themselves.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="kind">Its status.</param>
    /// <param name="code">Its code.</param>
    /// <param name="when">A few words: when.</param>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, RefusalKind kind, string code, string when)
        where TBuilder : IEndpointConventionBuilder => route.With(new DocumentedRefusal(kind, code, when));

    /// <summary>Examples of the body and of the reply.</summary>
    public static TBuilder Example<TBuilder>(this TBuilder route, object? request = null, object? response = null)
        where TBuilder : IEndpointConventionBuilder => route.With(new DocumentedExample(request, response));

    /// <summary>A query parameter that the route reads by itself.</summary>
    public static TBuilder Query<TBuilder>(
        this TBuilder route,
        string name,
        string description,
        string type = "string",
        IReadOnlyList<string>? words = null
    )
        where TBuilder : IEndpointConventionBuilder => route.With(new DocumentedQuery(name, description, type, words));

    /// <summary>The body is a part of a <typeparamref name="T"/>: any of its members, and null takes one away.</summary>
    public static RouteHandlerBuilder TakesPartOf<T>(this RouteHandlerBuilder route) => route.With(new DocumentedPart(typeof(T)));

    /// <summary>A header that the route reads by itself, such as If-Match.</summary>
    public static TBuilder Header<TBuilder>(this TBuilder route, string name, string description)
        where TBuilder : IEndpointConventionBuilder => route.With(new DocumentedHeader(name, description));

    /// <summary>A form that the route reads by itself.</summary>
    public static RouteHandlerBuilder TakesForm<T>(this RouteHandlerBuilder route) =>
        route.With(new JsonBody(typeof(T), IsOptional: false, "application/x-www-form-urlencoded"));

    /// <summary>A form with a file that the route reads by itself.</summary>
    public static RouteHandlerBuilder TakesUpload<T>(this RouteHandlerBuilder route) =>
        route.With(new JsonBody(typeof(T), IsOptional: false, "multipart/form-data"));

    /// <summary>The group the page lists the routes under, for a module's whole group.</summary>
    public static TBuilder Area<TBuilder>(this TBuilder route, string name)
        where TBuilder : IEndpointConventionBuilder => route.With(new TagsAttribute(name));

    private static TBuilder With<TBuilder>(this TBuilder route, params object[] metadata)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            foreach (var one in metadata)
            {
                endpoint.Metadata.Add(one);
            }
        });
        return route;
    }
}

internal sealed record DocumentedRefusal(RefusalKind Kind, string Code, string When);

internal sealed record DocumentedQuery(string Name, string Description, string Type, IReadOnlyList<string>? Words);

internal sealed record DocumentedPart(Type Whole);

internal sealed record DocumentedHeader(string Name, string Description);

internal sealed record DocumentedExample(object? Request, object? Response)
{
    public static JsonNode? Node(object? example) =>
        example switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            _ => JsonSerializer.SerializeToNode(example, example.GetType(), Json.Options),
        };
}
