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

    /// <summary>Whether the caller is let in.</summary>
    public bool Lets(Caller caller) => IsAnyone || caller.IsAnyOf(Roles) || (Needs is { } needed && caller.May(needed));

    /// <summary>The permission with which staff are let in too. Null: staff are let in by their other roles alone.</summary>
    public Permission? Needs { get; init; }

    /// <summary>
    /// The permissions with which staff see or change by this route what is another's; the route's code asks the caller for them.
    /// </summary>
    public IReadOnlyList<Permission> OfOthers { get; init; } = [];

    /// <summary>A header that may come in the token's place; the route's code looks whether it opens anything. Null: nothing may.</summary>
    public string? OrHeader { get; init; }
}

/// <summary>The statements.</summary>
public static class AccessStatements
{
    /// <summary>No token needed. A valid one still gives a caller.</summary>
    public static TBuilder Anyone<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.State(new Access(0, "Anyone, without a token."));

    /// <summary>Any valid token, a guest's included; staff with the permissions also for what is another's.</summary>
    public static TBuilder WithToken<TBuilder>(this TBuilder route, params Permission[] ofOthers)
        where TBuilder : IEndpointConventionBuilder =>
        route.State(new Access(-1, $"Any signed-in user, guests included.{Others(ofOthers)}") { OfOthers = ofOthers });

    /// <summary>
    /// Any valid token, or a header whose key the route itself holds against what it opens; then there may be no caller: write
    /// <c>Caller?</c>. Staff with the permissions see and change what is another's too.
    /// </summary>
    public static TBuilder WithTokenOr<TBuilder>(this TBuilder route, string header, params Permission[] ofOthers)
        where TBuilder : IEndpointConventionBuilder =>
        route.State(
            new Access(-1, $"Any signed-in user, guests included; or whoever has the key ({header}).{Others(ofOthers)}")
            {
                OrHeader = header,
                OfOthers = ofOthers,
            }
        );

    /// <summary>Whoever has an account, whatever it is for; not guests.</summary>
    public static TBuilder WithAccount<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.State(
            new Access(
                Caller.Mask(Role.Customer) | Caller.Mask(Role.Vendor) | Caller.Mask(Role.Staff) | Caller.Mask(Role.Admin),
                "Whoever has an account; not guests."
            )
        );

    /// <summary>Owners, and staff with the permission; further roles beside them.</summary>
    public static TBuilder May<TBuilder>(this TBuilder route, Permission permission, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        var others = string.Concat(roles.Select(role => RoleNames.Of(role) + ", or "));
        return route.State(
            new Access(
                roles.Aggregate(Caller.Mask(Role.Admin), (mask, role) => mask | Caller.Mask(role)),
                $"Only {others}staff with the permission `{permission.Name()}`, which owners have."
            )
            {
                Needs = permission,
            }
        );
    }

    /// <summary>Only callers with one of the roles. For what staff do write <see cref="May"/>.</summary>
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

    private static string Others(Permission[] permissions) =>
        permissions.Length == 0
            ? string.Empty
            : $" For what is another's: staff with the permission {string.Join(" or ", permissions.Select(one => $"`{one.Name()}`"))}.";

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
