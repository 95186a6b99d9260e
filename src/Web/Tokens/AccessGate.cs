// The gate before every route: finds the caller in the token and holds it against the route's statement.
using Cartwright.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Web;

internal sealed class AccessGate(RequestDelegate next, TokenVerifier verifier)
{
    private static readonly Refusal Missing = new(
        RefusalKind.Unauthenticated,
        "token_missing",
        "Send 'Authorization: Bearer <access token>'. POST /api/auth/login and POST /api/auth/guest give one."
    );
    private static readonly Refusal Invalid = new(RefusalKind.Unauthenticated, "token_invalid", "The token does not hold. Sign in again.");
    private static readonly Refusal Expired = new(
        RefusalKind.Unauthenticated,
        "token_expired",
        "The token has expired. POST /api/auth/refresh gives a new one."
    );
    private static readonly Refusal Unavailable = Refusal.Unavailable(
        "revocations_unavailable",
        "Tokens cannot be checked against sign-outs at the moment. Try again."
    );

    public Task Invoke(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<Access>();
        if (access is null)
        {
            // Routing makes endpoints of its own for 405 and 415; a mapped route without a statement cannot get here past the audit.
            return endpoint is RouteEndpoint
                ? throw new InvalidOperationException($"The route '{endpoint.DisplayName}' does not say who may call it.")
                : next(context);
        }

        var open = access.IsAnyone;
        if (access.OrHeader is { } header && context.Request.Headers.ContainsKey(header))
        {
            // Whoever has the key is let in whatever became of an old token.
            open = true;
            context.Response.Headers.CacheControl = "no-store";
        }

        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            return open ? next(context) : Refuse(context, Missing);
        }

        var verdict = authorization.Count == 1 ? verifier.Verify(authorization[0], out var caller) : Refused(out caller);
        if (verdict == TokenVerdict.Valid)
        {
            context.Features.Set(caller);
            context.Response.Headers.CacheControl = "no-store";
            return open || access.Lets(caller!) ? next(context) : Answer.Problem(Refuses(caller!, access)).ExecuteAsync(context);
        }

        // A reader of the catalog with an old token is a reader without one.
        return open
            ? next(context)
            : Refuse(
                context,
                verdict switch
                {
                    TokenVerdict.Missing => Missing,
                    TokenVerdict.Expired => Expired,
                    TokenVerdict.Unavailable => Unavailable,
                    _ => Invalid,
                }
            );
    }

    private static Refusal Refuses(Caller caller, Access access) =>
        access.Needs is { } needed && caller.Is(Role.Staff)
            ? Permissions.Missing(needed)
            : Refusal.Forbidden("role_missing", $"Your role may not do this. {access.Text}");

    private static TokenVerdict Refused(out Caller? caller)
    {
        caller = null;
        return TokenVerdict.Invalid;
    }

    private static Task Refuse(HttpContext context, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.Unauthenticated)
        {
            context.Response.Headers.WWWAuthenticate = ReferenceEquals(refusal, Missing) ? "Bearer" : "Bearer error=\"invalid_token\"";
        }

        context.Response.Headers.CacheControl = "no-store";
        return Answer.Problem(refusal).ExecuteAsync(context);
    }
}
