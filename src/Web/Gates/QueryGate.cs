// The gate for what stands behind the question mark: a parameter that the route does not take is refused by its name, as a member of a body
// is. A client that walks ?page=1, 2, 3 … would else get the first page for ever.
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Web;

/// <summary>
/// Looks at GET below /api. Pages may be asked with anything: what others put behind their links (utm_source and the like) is no business
/// of ours.
/// </summary>
internal sealed class QueryGate(RequestDelegate next)
{
    private readonly ConditionalWeakTable<Endpoint, HashSet<string>> taken = [];

    public Task Invoke(HttpContext context)
    {
        if (
            !context.Request.QueryString.HasValue
            || !HttpMethods.IsGet(context.Request.Method)
            || context.GetEndpoint() is not RouteEndpoint endpoint
            || !context.Request.Path.StartsWithSegments("/api")
        )
        {
            return next(context);
        }

        var names = taken.GetValue(endpoint, Taken);
        return
            context.Request.Query.Keys.Where(name => !names.Contains(name) && !IsOfFamily(name, names)).ToList() is { Count: > 0 } unknown
            ? Answer.Problem(Unknown(unknown, names)).ExecuteAsync(context)
            : next(context);
    }

    /// <summary>The query parameters of a route: those that it binds, those that it says it reads, and those of pages.</summary>
    internal static HashSet<string> Taken(Endpoint endpoint)
    {
        var names = endpoint.Metadata.OfType<DocumentedQuery>().Select(query => query.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (endpoint.Metadata.GetMetadata<PageRequest.Paged>() is not null)
        {
            names.UnionWith(["limit", "cursor"]);
        }

        names.UnionWith(endpoint.Metadata.OfType<IParameterBindingMetadata>().Select(bound => NameOf(bound, endpoint)).OfType<string>());
        return names;
    }

    // attr.{name} takes attr.Colour: what stands before the brace, and something behind it.
    private static bool IsOfFamily(string name, HashSet<string> names) =>
        names.Any(taken =>
            taken.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace
            && name.Length > brace
            && name.StartsWith(taken[..brace], StringComparison.Ordinal)
        );

    // As the framework decides where a parameter comes from: what it is told, else the path, else the query for whatever is written as
    // text.
    private static string? NameOf(IParameterBindingMetadata bound, Endpoint endpoint)
    {
        var told = bound.ParameterInfo.GetCustomAttributes(inherit: true);
        if (told.OfType<IFromQueryMetadata>().FirstOrDefault() is { } query)
        {
            return query.Name ?? bound.Name;
        }

        var isElsewhere =
            bound.HasBindAsync
            || told.Any(one =>
                one is IFromRouteMetadata or IFromHeaderMetadata or IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata
            )
            || (endpoint as RouteEndpoint)?.RoutePattern.GetParameter(bound.Name) is not null;
        return !isElsewhere && (bound.HasTryParse || bound.ParameterInfo.ParameterType == typeof(string)) ? bound.Name : null;
    }

    private static Refusal Unknown(List<string> unknown, HashSet<string> names)
    {
        var errors = new JsonObject();
        foreach (var name in unknown)
        {
            errors[name] = new JsonArray("is not a parameter of this call");
        }

        var takes = names.Count == 0 ? "It takes none." : $"It takes {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
        return Refusal.Invalid(
            "unknown_parameter",
            $"This call has no query parameter {string.Join(", ", unknown.Select(name => $"'{name}'"))}. {takes}",
            new JsonObject { ["errors"] = errors }
        );
    }
}
