// The routes of Identity: signing in and out, profiles, users, public keys.
using System.Buffers.Text;
using System.Text.Json;
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
    private const int FormBytesMax = 8 * 1024;

    private static readonly Refusal GuestsDenied = Refusal.Forbidden(
        "guests_denied",
        "This shop serves registered customers only. POST /api/auth/register makes an account."
    );
    private static readonly string[] EmailExample = ["customer@example.com"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var auth = routes
            .MapGroup("/api/auth")
            .Area("Sign-in")
            .Refuses(RefusalKind.Unavailable, "storage_unavailable", "the store cannot take this now; repeat");
        MapAccounts(auth);
        MapSessions(auth);
        MapRecovery(auth);
        MapUsers(routes.MapGroup("/api/users").Area("Users"));
        routes
            .MapGet("/api/.well-known/jwks.json", PublicKeys)
            .Anyone()
            .Area("Sign-in")
            .Doc(
                "Public keys",
                "The keys under which access tokens hold (RFC 7517). During a rotation there are several; a token's `kid` names its own."
            );
    }

    private static void MapAccounts(RouteGroupBuilder auth)
    {
        auth.MapPost("/register", Register)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Register",
                "Makes an account for a shopper. Sign in afterwards with POST /api/auth/login. Passwords have 10 to 256 characters; any characters."
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
                NewCasey
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
                    user = new { user_id = "guest-0199a1b2-0000-7000-8000-000000000001", roles = GuestRoles },
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
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(
                new { email = EmailExample[0], password = "Passw0rd!demo" },
                new
                {
                    access_token = "eyJhbGciOiJFUzI1NiIs…",
                    token_type = "Bearer",
                    expires_in = 900,
                    refresh_token = "pZ3…",
                    user = Casey,
                }
            );
        auth.MapPost("/token", Token)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .TakesForm<TokenForm>()
            .Produces<SignedIn>()
            .Doc(
                "Sign in with a form",
                "The same as login and refresh in the form of OAuth 2 (RFC 6749): `grant_type` is `password` with `username` and `password`, or `refresh_token`. The Authorize button of this page uses it. Errors have the form of that standard."
            );
        auth.MapPost("/refresh", Renew)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Refresh",
                "Gives a new access token and a new refresh token for the last refresh token. Each is good once; one that comes again ends the session, because it must have been copied."
            )
            .Refuses(RefusalKind.Unauthenticated, "refresh_token_invalid", "the token is unknown, expired or signed out")
            .Refuses(RefusalKind.Unauthenticated, "refresh_token_reused", "the token was used before; the session has ended")
            .Example(
                new { refresh_token = "pZ3…" },
                new
                {
                    access_token = "eyJhbGciOiJFUzI1NiIs…",
                    token_type = "Bearer",
                    expires_in = 900,
                    refresh_token = "qA7…",
                    user = Casey,
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
                new { email = EmailExample[0] },
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
                NewCasey with
                {
                    Email = "you@example.com",
                    Name = "Ada Admin",
                    Roles = Admin,
                }
            );
    }

    private static void MapUsers(RouteGroupBuilder users)
    {
        users
            .MapGet("/me", Me)
            .WithToken()
            .Doc("My profile", "Who the token's user is: name, e-mail address, roles and addresses. A guest has none of the first two.")
            .Example(response: Casey);
        users
            .MapPatch("/me", PatchMe)
            .Only(Role.Customer, Role.Vendor, Role.Admin)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change my profile",
                "Changes what the body names and leaves the rest. `address` replaces the address of record, `addresses` the whole list, whose first is the address of record. Roles and e-mail address cannot be changed here."
            )
            .Example(
                new
                {
                    name = "Casey C.",
                    address = new
                    {
                        name = "Casey C.",
                        line1 = "1 Market Street",
                        city = "San Francisco",
                        region = "CA",
                        postal_code = "94105",
                        country = "US",
                    },
                },
                Casey
            );
        users
            .MapPut("/me/password", Change)
            .Only(Role.Customer, Role.Vendor, Role.Admin)
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Change my password",
                "Ends all other sessions and every access token of the account at once. The caller's own session goes on: POST /api/auth/refresh gives it another "
                    + "access token. The owner is told by mail."
            )
            .Refuses(RefusalKind.Forbidden, "current_password_wrong", "the current password is not right")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(new { current_password = "Passw0rd!demo", password = "correct horse battery" });
        users
            .MapGet("/", List)
            .Only(Role.Admin)
            .Query("q", "Part of the name or of the e-mail address.")
            .Doc("All users", "Newest first.")
            .Example(response: new Page<Profile>([Casey], null));
        users
            .MapGet("/{user_id}", Find)
            .Only(Role.Admin)
            .Doc(
                "One user",
                "With `disabled`, and `erased` where whoever had the account was erased. Of a guest the shop keeps nothing but whether its token was ended."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(response: Casey with { Disabled = false });
        users
            .MapPatch("/{user_id}", Disable)
            .Only(Role.Admin)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Shut an account",
                "`disabled: true` ends all sessions, and every access token within a second in every process; signing in is refused like a wrong password. "
                    + "`false` lets the user sign in again. For a guest it ends the token, for good."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an admin")
            .Refuses(RefusalKind.Conflict, "guest_ended", "the token of a guest cannot be given back")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased; it never opens again")
            .Example(new { disabled = true }, Casey with { Disabled = true });
        users
            .MapPut("/{user_id}/roles", SetRoles)
            .Only(Role.Admin)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Set roles",
                "Says what a user may do: `customer`, `vendor` (with `vendor_id`), `admin`. Whoever loses a role loses all access tokens within a second; the next refresh gives one with the new roles."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an admin")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { roles = Vendor, vendor_id = "vendor-1" }, Casey with { Roles = Vendor, VendorId = "vendor-1" });
    }

    private static async Task<Results<Created<Profile>, ProblemResult>> Register(
        Body<RegisterBody> body,
        Register register,
        HttpContext context
    ) => Answer.Created(await register.Do(body.Value, context.Network()), _ => "/api/users/me");

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

    private static async Task<Results<NoContent, ProblemResult>> Change(
        Caller caller,
        Body<PasswordBody> body,
        ChangePassword change,
        HttpContext context
    ) => Answer.NoContent(await change.Do(caller, body.Value, context.Network()));

    private static async Task<Results<Ok<Profile>, ProblemResult>> Find(string user_id, Profiles profiles) =>
        Answer.Ok(await profiles.GetForAdmin(user_id));

    private static async Task<Results<Ok<Profile>, ProblemResult>> Disable(
        string user_id,
        Caller caller,
        Body<DisabledBody> body,
        DisableAccount disable
    ) => Answer.Ok(await disable.Do(caller, user_id, body.Value.Disabled));

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
        return Secret(context, TypedResults.Ok(new GuestReply(token.Text, "Bearer", token.ExpiresIn, new GuestUser(guestId, GuestRoles))));
    }

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Login(Body<SignInBody> body, SignIn signIn, HttpContext context) =>
        Secret(context, Answer.Ok(await signIn.Do(body.Value, context.Network(), context.RequestAborted)));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Renew(Body<RefreshBody> body, Refresh refresh, HttpContext context) =>
        Secret(context, Answer.Ok(await refresh.Do(body.Value)));

    private static async Task<Results<NoContent, ProblemResult>> Logout(OptionalBody<RefreshBody> body, Caller? caller, SignOut signOut) =>
        Answer.NoContent(await signOut.Do(caller, body.Value));

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
                context.RequestAborted
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
            : Secret(context, TypedResults.Ok(signedIn));
    }

    private static async Task<Results<Ok<Profile>, ProblemResult>> Me(Caller caller, Profiles profiles) =>
        Answer.Ok(await profiles.Get(caller.UserId));

    private static async Task<Results<Ok<Profile>, ProblemResult>> PatchMe(Caller caller, Body<ProfilePatch> body, Profiles profiles) =>
        Answer.Ok(await profiles.Patch(caller.UserId, body.Value));

    private static async Task<Results<Ok<Page<Profile>>, ProblemResult>> List(PageRequest page, string? q, Profiles profiles) =>
        Answer.Ok(await profiles.List(page, string.IsNullOrWhiteSpace(q) ? null : q.Trim()));

    private static async Task<Results<Ok<Profile>, ProblemResult>> SetRoles(string user_id, Body<RolesBody> body, Profiles profiles) =>
        Answer.Ok(await profiles.SetRoles(user_id, body.Value));

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

    // Tokens must not stay in any cache between here and the shopper.
    private static T Secret<T>(HttpContext context, T reply)
    {
        context.Response.Headers.CacheControl = "no-store";
        return reply;
    }

    private static JsonHttpResult<OAuthProblem> OAuthError(string error, string description) =>
        TypedResults.Json(new OAuthProblem(error, description), statusCode: StatusCodes.Status400BadRequest);

    private static Profile Casey =>
        new(
            "demo-customer",
            EmailExample[0],
            "Casey C.",
            Customer,
            null,
            Home,
            [Home],
            new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
        );

    private static Profile NewCasey =>
        Casey with
        {
            UserId = "0199a1b2-0000-7000-8000-000000000001",
            Name = "Casey Customer",
            Address = null,
            Addresses = [],
        };

    private static PostalAddress Home { get; } = new("Casey C.", "1 Market Street", "San Francisco", "US", "94105", Region: "CA");

    private static string[] Customer { get; } = ["customer"];

    private static string[] Vendor { get; } = ["customer", "vendor"];

    private static string[] Admin { get; } = ["customer", "admin"];

    private static string[] GuestRoles { get; } = ["guest"];
}

internal sealed record GuestReply(string AccessToken, string TokenType, long ExpiresIn, GuestUser User);

internal sealed record GuestUser(string UserId, [OneOf("guest")] IReadOnlyList<string> Roles);

internal sealed record TokenForm(string GrantType, string? Username = null, string? Password = null, string? RefreshToken = null);

internal sealed record OAuthProblem(string Error, string ErrorDescription);

internal sealed record KeySet(IReadOnlyList<PublicKey> Keys);

internal sealed record PublicKey(string Kty, string Crv, string Alg, string Use, string Kid, string X, string Y);
