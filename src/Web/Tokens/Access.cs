// Who may call a route. Every route says so; one that does not stops the start-up (EndpointAudit).
using System.Reflection;
using Cartwright.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>A route's statement.</summary>
/// <param name="Roles">Masks of the roles let in; 0 lets anyone in.</param>
/// <param name="Text">The same for people.</param>
public sealed record Access(int Roles, string Text)
{
    /// <summary>Whether no token is needed.</summary>
    public bool IsAnyone => Roles == 0;

    /// <summary>A header that may come in the token's place; the route's code looks whether it opens anything. Null: nothing may.</summary>
    public string? OrHeader { get; init; }
}

/// <summary>The four statements.</summary>
public static class AccessStatements
{
    /// <summary>No token needed. A valid one still gives a caller.</summary>
    public static TBuilder Anyone<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.State(new Access(0, "Anyone, without a token."));

    /// <summary>Any valid token, a guest's included.</summary>
    public static TBuilder WithToken<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.State(new Access(-1, "Any signed-in user, guests included."));

    /// <summary>
    /// Any valid token, or a header whose key the route itself holds against what it opens; then there may be no caller: write
    /// <c>Caller?</c>.
    /// </summary>
    public static TBuilder WithTokenOr<TBuilder>(this TBuilder route, string header)
        where TBuilder : IEndpointConventionBuilder =>
        route.State(new Access(-1, $"Any signed-in user, guests included; or whoever has the key ({header}).") { OrHeader = header });

    /// <summary>Only callers with one of the roles.</summary>
    public static TBuilder Only<TBuilder>(this TBuilder route, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentOutOfRangeException.ThrowIfZero(roles.Length);
        return route.State(
            new Access(
                roles.Aggregate(0, (mask, role) => mask | Caller.Mask(role)),
                $"Only {string.Join(" or ", roles.Select(role => role.ToString().ToLowerInvariant()))}."
            )
        );
    }

    private static TBuilder State<TBuilder>(this TBuilder route, Access access)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            endpoint.Metadata.Add(access);
            RefuseBadInput(endpoint);
        });
        return route;
    }

    // Parameters that can be refused (Body, PageRequest) are answered before the route's code runs, so that it only ever sees good ones.
    // Routes without such a parameter get no filter, because a filter costs a box for each argument.
    private static void RefuseBadInput(EndpointBuilder endpoint)
    {
        if (
            endpoint
                .Metadata.OfType<MethodInfo>()
                .FirstOrDefault()
                ?.GetParameters()
                .Any(p => p.ParameterType.IsAssignableTo(typeof(IRefusable))) == true
            && !endpoint.Metadata.OfType<RefusesBadInput>().Any()
        )
        {
            endpoint.Metadata.Add(RefusesBadInput.Mark);
            endpoint.FilterFactories.Add(
                (_, next) =>
                    invocation =>
                    {
                        foreach (var argument in invocation.Arguments)
                        {
                            if (argument is IRefusable { Refused: { } refused })
                            {
                                return ValueTask.FromResult<object?>(Answer.Problem(refused));
                            }
                        }

                        return next(invocation);
                    }
            );
        }
    }

    // A group and its route may both make a statement; the filter is needed once.
    private sealed class RefusesBadInput
    {
        public static readonly RefusesBadInput Mark = new();
    }
}

/// <summary>A route parameter whose reading may fail; the route then answers with the refusal and its code does not run.</summary>
public interface IRefusable
{
    /// <summary>Why the parameter could not be had, or null.</summary>
    Refusal? Refused { get; }
}
