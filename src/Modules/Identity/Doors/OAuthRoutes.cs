// The routes whose forms are those of standards: signing in by OAuth 2 (RFC 6749), and the public keys (RFC 7517).
using System.Buffers.Text;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class OAuthRoutes
{
    private const int FormBytesMax = 8 * 1024;

    public static void MapToken(RouteGroupBuilder auth) =>
        auth.MapPost("/token", Token)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .TakesForm<TokenForm>()
            .Produces<SignedIn>()
            .Doc(
                "Sign in with a form",
                "The same as login and refresh in the form of OAuth 2 (RFC 6749): `grant_type` is `password` with `username` and `password`, or `refresh_token`. The Authorize button of this page uses it. Errors have the form of that standard."
            );

    public static void MapKeys(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/.well-known/jwks.json", PublicKeys)
            .Anyone()
            .Area("Sign-in")
            .Doc(
                "Public keys",
                "The keys under which access tokens hold (RFC 7517). During a rotation there are several; a token's `kid` names its own."
            );

    private static async Task<IResult> Token(HttpContext context, SignIn signIn, Refresh refresh)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > FormBytesMax)
        {
            return OAuthError("invalid_request", "Send a form of at most 8 KB with a Content-Length.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Outcome<SignedIn>? outcome = (form["grant_type"].ToString(), form["username"], form["password"], form["refresh_token"]) switch
        {
            ("password", [{ } email], [{ } password], _) => await signIn.Do(
                new SignInBody(email, password),
                context.Network(),
                context.RequestAborted,
                context.Agent()
            ),
            ("refresh_token", _, _, [{ } token]) => await refresh.Do(new RefreshBody(token)),
            _ => (Outcome<SignedIn>?)null,
        };
        if (outcome is null)
        {
            return OAuthError(
                "invalid_request",
                "Send grant_type=password with username and password, or grant_type=refresh_token with refresh_token."
            );
        }

        return !outcome.Value.Is(out var signedIn, out var refused)
            ? refused.Kind == RefusalKind.Unauthenticated
                ? OAuthError("invalid_grant", refused.Detail)
                : Answer.Problem(refused)
            : IdentityRoutes.Secret(context, TypedResults.Ok(signedIn));
    }

    private static Ok<KeySet> PublicKeys(ISigningKeys keys, HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(
            new KeySet([
                .. keys.Public.Select(key => new PublicKey(
                    "EC",
                    "P-256",
                    "ES256",
                    "sig",
                    key.Id,
                    Base64Url.EncodeToString(key.X),
                    Base64Url.EncodeToString(key.Y)
                )),
            ])
        );
    }

    private static JsonHttpResult<OAuthProblem> OAuthError(string error, string description) =>
        TypedResults.Json(new OAuthProblem(error, description), statusCode: StatusCodes.Status400BadRequest);
}

internal sealed record TokenForm(string GrantType, string? Username = null, string? Password = null, string? RefreshToken = null);

internal sealed record OAuthProblem(string Error, string ErrorDescription);

internal sealed record KeySet(IReadOnlyList<PublicKey> Keys);

internal sealed record PublicKey(string Kty, string Crv, string Alg, string Use, string Kid, string X, string Y);
