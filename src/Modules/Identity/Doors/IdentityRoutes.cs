// The routes of Identity: registering, signing in and out, lost passwords.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Identity;

internal static class IdentityRoutes
{
    private static readonly Refusal GuestsDenied = Refusal.Forbidden(
        "guests_denied",
        "This shop serves registered customers only. POST /api/auth/register makes an account."
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var auth = routes
            .MapGroup("/api/auth")
            .Area("Sign-in")
            .Refuses(RefusalKind.Unavailable, "storage_unavailable", "the store cannot take this now; repeat");
        MapAccounts(auth);
        MapSessions(auth);
        MapRecovery(auth);
        EmailRoutes.MapLinks(auth);
        SecondFactorRoutes.MapSignIn(auth);
        PasskeyRoutes.MapSignIn(auth);
        var users = routes.MapGroup("/api/users").Area("Users");
        AddressRoutes.Map(users);
        SessionRoutes.Map(users);
        EmailRoutes.MapMine(users);
        SecondFactorRoutes.MapMine(users);
        PasskeyRoutes.MapMine(users);
        UserRoutes.Map(users);
        StaffRoutes.Map(routes, users);
        OAuthRoutes.MapKeys(routes);
    }

    private static void MapAccounts(RouteGroupBuilder auth)
    {
        auth.MapPost("/register", Register)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Register",
                "Makes an account for a shopper. Sign in afterwards with POST /api/auth/login. Passwords have 10 to 256 characters; any characters. "
                    + "Where the shop asks for confirmation (`Identity:Verification=required`) the answer is 202, the same and after the same time whether there is an account with the "
                    + "address or not; a mail has the link that makes the account, or says that there is one."
            )
            .Refuses(RefusalKind.Conflict, "email_taken", "there is an account with this address")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(
                new
                {
                    email = "casey@example.com",
                    password = "correct horse battery",
                    name = "Casey Customer",
                },
                Examples.NewCasey
            );
        auth.MapPost("/guest", Guest)
            .Anyone()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Become a guest",
                "Gives an anonymous shopper a token, good for 30 days. With it the shopper has a cart and can order. A shop may turn guests away."
            )
            .Refuses(RefusalKind.Forbidden, "guests_denied", "the shop serves registered customers only")
            .Example(
                response: new
                {
                    access_token = "eyJhbGciOiJFUzI1NiIs…",
                    token_type = "Bearer",
                    expires_in = 2_592_000,
                    user = new { user_id = "guest-0199a1b2-0000-7000-8000-000000000001", roles = Examples.GuestRoles },
                }
            );
    }

    private static void MapSessions(RouteGroupBuilder auth)
    {
        auth.MapPost("/login", Login)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Sign in",
                "Gives an access token for 15 minutes and a refresh token for 30 days. With `guest_token` the guest's cart comes along, and `merge` says what became of each line. "
                    + "After five wrong passwords an account waits ever longer between attempts; a device that sends the `device_token` of an earlier sign-in is not held up by others' guesses."
            )
            .Refuses(RefusalKind.Unauthenticated, "credentials_invalid", "the e-mail address or the password is wrong")
            .Refuses(
                RefusalKind.Unauthenticated,
                "second_factor_required",
                "the password is right, and `methods` says what is asked for: totp, passkey, recovery. POST /api/auth/second-factor takes a code with `challenge`, POST /api/auth/second-factor/passkey/begin asks a passkey"
            )
            .Refuses(
                RefusalKind.Unauthenticated,
                "second_factor_setup_required",
                "the shop asks its staff for a second factor: POST /api/auth/second-factor/set-up takes `challenge`"
            )
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(
                new { email = Examples.Email, password = "Passw0rd!demo" },
                new
                {
                    access_token = "eyJhbGciOiJFUzI1NiIs…",
                    token_type = "Bearer",
                    expires_in = 900,
                    refresh_token = "pZ3…",
                    user = Examples.Casey,
                }
            );
        OAuthRoutes.MapToken(auth);
        auth.MapPost("/refresh", Renew)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Refresh",
                "Gives a new access token and a new refresh token for the last refresh token. Each is good once; one that comes again ends the session, because it must have been copied."
            )
            .Refuses(RefusalKind.Unauthenticated, "refresh_token_invalid", "the token is unknown, expired or signed out")
            .Refuses(RefusalKind.Unauthenticated, "refresh_token_reused", "the token was used before; the session has ended")
            .Refuses(
                RefusalKind.Unauthenticated,
                "second_factor_setup_required",
                "the shop asks its staff for a second factor: sign in again"
            )
            .Example(
                new { refresh_token = "pZ3…" },
                new
                {
                    access_token = "eyJhbGciOiJFUzI1NiIs…",
                    token_type = "Bearer",
                    expires_in = 900,
                    refresh_token = "qA7…",
                    user = Examples.Casey,
                }
            );
        auth.MapPost("/logout", Logout)
            .Anyone()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Sign out",
                "Ends the session of the access token, of the refresh token in the body, or of both. Its access tokens are refused everywhere within a second."
            )
            .Refuses(RefusalKind.Unauthenticated, "token_missing", "neither token was sent")
            .Example(new { refresh_token = "pZ3…" });
    }

    private static void MapRecovery(RouteGroupBuilder auth)
    {
        auth.MapPost("/password/forgot", Forgot)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Ask for a new password",
                "Sends a mail with a link to the account's address, good once and for an hour. The answer is the same, after the same time, whether there is "
                    + "an account or not, and however often it was asked: a mailbox gets at most three mails an hour."
            )
            .Example(
                new { email = Examples.Email },
                new ForgotReply(
                    "If there is an account with this address, a mail with a link is on its way. The link is good once and for an hour."
                )
            );
        auth.MapPost("/password/reset", Reset)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Set a new password",
                "Takes the token of the link in that mail. All sessions and access tokens of the account end, and its owner is told by mail. A newer link or another password makes older links void."
            )
            .Refuses(RefusalKind.Invalid, "link_invalid", "the token is unknown, used, expired or void")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(new { token = "kT3…", password = "correct horse battery" });
        auth.MapPost("/first-administrator", First)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Make the first administrator",
                "Takes the token of the link that a shop without an administrator prints at its start, good once and for an hour, and never once there is one."
            )
            .Refuses(RefusalKind.Invalid, "link_invalid", "the token is unknown, used or expired, or the shop has an administrator")
            .Refuses(RefusalKind.Conflict, "email_taken", "there is an account with this address")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(
                new
                {
                    token = "kT3…",
                    email = "you@example.com",
                    password = "correct horse battery",
                    name = "Ada Admin",
                },
                Examples.NewCasey with
                {
                    Email = "you@example.com",
                    Name = "Ada Admin",
                    Roles = Examples.Admin,
                }
            );
    }

    private static async Task<Results<Created<Profile>, Accepted<RegisterReply>, ProblemResult>> Register(
        Body<RegisterBody> body,
        Register register,
        HttpContext context
    )
    {
        if (register.AsksByMail)
        {
            return (await register.Ask(body.Value, context.Network(), context.Language())).Is(out var reply, out var no)
                ? TypedResults.Accepted((string?)null, reply)
                : Answer.Problem(no);
        }

        return (await register.Do(body.Value, context.Network(), context.Language())).Is(out var profile, out var refused)
            ? TypedResults.Created("/api/users/me", profile)
            : Answer.Problem(refused);
    }

    private static async Task<Results<Accepted<ForgotReply>, ProblemResult>> Forgot(
        Body<ForgotBody> body,
        ForgotPassword forgot,
        HttpContext context
    ) =>
        (await forgot.Do(body.Value, context.Network())).Is(out var reply, out var refused)
            ? TypedResults.Accepted((string?)null, reply)
            : Answer.Problem(refused);

    private static async Task<Results<NoContent, ProblemResult>> Reset(Body<ResetBody> body, ResetPassword reset, HttpContext context) =>
        Answer.NoContent(await reset.Do(body.Value, context.Network()));

    private static async Task<Results<Created<Profile>, ProblemResult>> First(
        Body<FirstAdministratorBody> body,
        FirstAdministrator first,
        HttpContext context
    ) => Answer.Created(await first.Do(body.Value, context.Network()), _ => "/api/users/me");

    private static Results<Ok<GuestReply>, ProblemResult> Guest(
        AccessTokens tokens,
        Kernel.IIds ids,
        IConfiguration configuration,
        HttpContext context
    )
    {
        if (string.Equals(configuration["Carts:Guests"], "denied", StringComparison.OrdinalIgnoreCase))
        {
            return Answer.Problem(GuestsDenied);
        }

        var guestId = Guests.Id(ids.Next());
        var token = tokens.ForGuest(guestId);
        return Secret(
            context,
            TypedResults.Ok(new GuestReply(token.Text, "Bearer", token.ExpiresIn, new GuestUser(guestId, Examples.GuestRoles)))
        );
    }

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Login(Body<SignInBody> body, SignIn signIn, HttpContext context) =>
        Secret(context, Answer.Ok(await signIn.Do(body.Value, context.Network(), context.RequestAborted, context.Agent())));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Renew(Body<RefreshBody> body, Refresh refresh, HttpContext context) =>
        Secret(context, Answer.Ok(await refresh.Do(body.Value)));

    private static async Task<Results<NoContent, ProblemResult>> Logout(OptionalBody<RefreshBody> body, Caller? caller, SignOut signOut) =>
        Answer.NoContent(await signOut.Do(caller, body.Value));

    // Tokens must not stay in any cache between here and the shopper.
    internal static T Secret<T>(HttpContext context, T reply)
    {
        context.Response.Headers.CacheControl = "no-store";
        return reply;
    }
}

internal sealed record GuestReply(string AccessToken, string TokenType, long ExpiresIn, GuestUser User);

internal sealed record GuestUser(string UserId, [OneOf("guest")] IReadOnlyList<string> Roles);
