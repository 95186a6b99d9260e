// The routes of passkeys: signing in with one, and a user's own.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class PasskeyRoutes
{
    private const string Id = "0199a1b2-0000-7000-8000-00000000000c";

    private static readonly PasskeyBody Mine = new(
        Id,
        "Casey's phone",
        new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 16, 8, 0, 0, TimeSpan.Zero),
        true
    );

    private static readonly PasskeyAsk AsksToSign = PasskeyAsk.Of(
        new()
        {
            ["challenge"] = "kT3…",
            ["timeout"] = 300_000,
            ["rpId"] = "shop.example.com",
            ["allowCredentials"] = new JsonArray(),
            ["userVerification"] = "required",
        }
    );

    private static readonly PasskeyAsk AsksToMake = PasskeyAsk.Of(
        new()
        {
            ["rp"] = new JsonObject { ["id"] = "shop.example.com", ["name"] = "shop.example.com" },
            ["user"] = new JsonObject
            {
                ["id"] = "ZGVtby1jdXN0b21lcg",
                ["name"] = Examples.Email,
                ["displayName"] = "Casey C.",
            },
            ["challenge"] = "kT3…",
            ["pubKeyCredParams"] = new JsonArray(new JsonObject { ["type"] = "public-key", ["alg"] = -7 }),
            ["timeout"] = 300_000,
            ["excludeCredentials"] = new JsonArray(),
            ["authenticatorSelection"] = new JsonObject
            {
                ["residentKey"] = "required",
                ["requireResidentKey"] = true,
                ["userVerification"] = "required",
            },
            ["attestation"] = "none",
        }
    );

    private static readonly JsonElement Signed = Credential(
        new()
        {
            ["clientDataJSON"] = "eyJ0…",
            ["authenticatorData"] = "SZYN…",
            ["signature"] = "MEUC…",
            ["userHandle"] = "ZGVt…",
        }
    );

    private static readonly JsonElement Made = Credential(
        new()
        {
            ["clientDataJSON"] = "eyJ0…",
            ["attestationObject"] = "o2Nm…",
            ["transports"] = new JsonArray("internal"),
        }
    );

    private static readonly object Tokens = new
    {
        access_token = "eyJhbGciOiJFUzI1NiIs…",
        token_type = "Bearer",
        expires_in = 900,
        refresh_token = "pZ3…",
        user = Examples.Casey,
    };

    public static void MapSignIn(RouteGroupBuilder auth)
    {
        auth.MapPost("/passkey/begin", Begin)
            .Anyone()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Begin to sign in with a passkey",
                "Gives what `navigator.credentials.get` is asked. Nobody is named: the browser shows the passkeys that it has of the shop. Good once and for five minutes."
            )
            .Unavailable()
            .Example(response: AsksToSign);
        Signs(
            auth.MapPost("/passkey", Do)
                .Anyone()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Sign in with a passkey",
                    "Takes what the browser answered. The authenticator has made sure of its owner, by a finger or a PIN, so that neither password nor second factor is asked for. "
                        + "With `guest_token` the guest's cart comes along."
                )
                .Example(new { credential = Signed }, Tokens),
            RefusalKind.Unauthenticated
        );
        auth.MapPost("/second-factor/passkey/begin", BeginStep)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Begin the second step with a passkey",
                "Takes the `challenge` of the answer `second_factor_required`, and gives what `navigator.credentials.get` is asked."
            )
            .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
            .Unavailable()
            .Example(new { challenge = "kT3…" }, AsksToSign);
        Signs(
            auth.MapPost("/second-factor/passkey", Step)
                .Anyone()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Sign in with a passkey behind the password",
                    "Takes the `challenge` and what the browser answered. With `guest_token` the guest's cart comes along."
                )
                .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
                .Example(new { challenge = "kT3…", credential = Signed }, Tokens),
            RefusalKind.Unauthenticated
        );
        auth.MapPost("/second-factor/passkey/set-up", BeginSetUp)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Set a passkey up at sign-in",
                "For staff without a second factor in a shop that asks for one (`second_factor_setup_required`): gives what `navigator.credentials.create` is asked."
            )
            .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
            .Refuses(RefusalKind.Conflict, "passkeys_full", "the account has as many as it may have")
            .Unavailable()
            .Example(new { challenge = "kT3…" }, AsksToMake);
        Adds(
            auth.MapPost("/second-factor/passkey/confirm", SetUp)
                .Anyone()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Add the passkey and sign in",
                    "Takes what the browser answered, and gives the tokens with the recovery codes, which are shown once."
                )
                .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
                .Refuses(RefusalKind.Unauthenticated, "credentials_invalid", "the account was shut, or its password changed meanwhile")
                .Refuses(RefusalKind.Conflict, "second_factor_on", "the account has a second factor by now; sign in again")
                .Example(
                    new
                    {
                        challenge = "kT3…",
                        credential = Made,
                        name = Mine.Name,
                    },
                    Tokens
                ),
            RefusalKind.Unauthenticated
        );
    }

    public static void MapMine(RouteGroupBuilder users)
    {
        users
            .MapGet("/me/passkeys", List)
            .WithAccount()
            .Doc(
                "My passkeys",
                "Which there are, by name, and when each was used last. A passkey opens the account by itself, and is a second factor behind the password."
            )
            .Example(response: new PasskeysBody([Mine], true, 10));
        Proven(
            users
                .MapPost("/me/passkeys/begin", BeginMine)
                .WithAccount()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Begin to add a passkey",
                    "Takes the password, or a `proof` of it or of another passkey, and gives what `navigator.credentials.create` is asked. Good once, for five minutes and this session."
                )
                .Refuses(RefusalKind.Conflict, "passkeys_full", "the account has as many as it may have")
                .Unavailable()
                .Example(new { password = "correct horse battery" }, AsksToMake)
        );
        Adds(
            users
                .MapPost("/me/passkeys", Add)
                .WithAccount()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Add a passkey",
                    "Takes what the browser answered. The owner is told by mail. With the first second factor of the account its other sessions end, and recovery codes are given, which are shown once."
                )
                .Refuses(RefusalKind.Forbidden, "session_ended", "the session has ended meanwhile")
                .Example(new { credential = Made, name = Mine.Name }, new AddedPasskey(Mine with { LastUsedAt = null }, null)),
            RefusalKind.Forbidden
        );
        users
            .MapPatch("/me/passkeys/{passkey_id}", Rename)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Rename a passkey", "Another name to know it by, of at most 60 characters.")
            .Refuses(RefusalKind.NotFound, "passkey_not_found", "the caller has no such passkey")
            .Example(new { name = Mine.Name }, Mine);
        Proven(
            users
                .MapDelete("/me/passkeys/{passkey_id}", Remove)
                .WithAccount()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Remove a passkey",
                    "Takes the password, or a `proof` of it or of a passkey. It opens nothing any more, and the other sessions that it began end. The owner is told by mail."
                )
                .Refuses(RefusalKind.NotFound, "passkey_not_found", "the caller has no such passkey")
                .Refuses(RefusalKind.Conflict, "second_factor_last", "the shop asks its staff for a second factor, and this is the last")
                .Example(new { password = "correct horse battery" })
        );
        users
            .MapPost("/me/passkeys/proof/begin", BeginProof)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Begin to prove by a passkey that it is me",
                "Gives what `navigator.credentials.get` is asked. Good once, for five minutes and this session."
            )
            .Refuses(RefusalKind.NotFound, "passkey_not_found", "the account has no passkey")
            .Unavailable()
            .Example(response: AsksToSign);
        Signs(
            users
                .MapPost("/me/passkeys/proof", Prove)
                .WithAccount()
                .RequireRateLimiting(RateLimits.Login)
                .Doc(
                    "Prove by a passkey that it is me",
                    "Answers the same proof as the password does (POST /api/users/me/password/proof): it holds for five minutes and for this session."
                )
                .Example(
                    new { credential = Signed },
                    new PasswordProofBody("Zm9yIHRoaXMgc2Vzc2lvbiBhbmQgZml2ZSBtaW51dGVz", new(2026, 1, 15, 10, 35, 0, TimeSpan.Zero))
                ),
            RefusalKind.Forbidden
        );
    }

    private static JsonElement Credential(JsonObject response) =>
        new JsonObject
        {
            ["id"] = "Yx4…",
            ["rawId"] = "Yx4…",
            ["type"] = "public-key",
            ["response"] = response,
        }.Deserialize<JsonElement>(Json.Options);

    private static RouteHandlerBuilder Unavailable(this RouteHandlerBuilder route) =>
        route.Refuses(RefusalKind.Conflict, "passkeys_unavailable", "the shop's address is none that browsers make passkeys for");

    private static void Signs(RouteHandlerBuilder route, RefusalKind kind) =>
        route
            .Unavailable()
            .Refuses(kind, "passkey_challenge_invalid", "the question is unknown, used up, expired, or was for something else; begin again")
            .Refuses(kind, "passkey_unknown", "the shop does not know the passkey here")
            .Refuses(kind, "passkey_wrong", "the signature does not hold, or is of another page")
            .Refuses(kind, "passkey_copied", "the passkey has counted backwards; its owner is told by mail");

    private static void Adds(RouteHandlerBuilder route, RefusalKind kind) =>
        route
            .Unavailable()
            .Refuses(kind, "passkey_challenge_invalid", "the question is unknown, used up, expired, or was for something else; begin again")
            .Refuses(RefusalKind.Invalid, "passkey_wrong", "the answer makes no passkey of this shop")
            .Refuses(RefusalKind.Conflict, "passkey_exists", "an account has this passkey")
            .Refuses(RefusalKind.Conflict, "passkeys_full", "the account has as many as it may have");

    private static void Proven(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased");

    private static async Task<Results<Ok<PasskeyAsk>, ProblemResult>> Begin(PasskeySignIn signIn, HttpContext context) =>
        IdentityRoutes.Secret(context, Answer.Ok(await signIn.Begin()));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Do(
        Body<PasskeySignInBody> body,
        PasskeySignIn signIn,
        HttpContext context,
        CancellationToken cancel
    ) => IdentityRoutes.Secret(context, Answer.Ok(await signIn.Do(body.Value, context.Network(), context.Agent(), cancel)));

    private static async Task<Results<Ok<PasskeyAsk>, ProblemResult>> BeginStep(
        Body<ChallengeBody> body,
        PasskeySignIn signIn,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await signIn.BeginStep(body.Value)));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Step(
        Body<PasskeyStepBody> body,
        PasskeySignIn signIn,
        HttpContext context,
        CancellationToken cancel
    ) => IdentityRoutes.Secret(context, Answer.Ok(await signIn.Step(body.Value, context.Network(), context.Agent(), cancel)));

    private static async Task<Results<Ok<PasskeyAsk>, ProblemResult>> BeginSetUp(
        Body<ChallengeBody> body,
        PasskeySignIn signIn,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await signIn.BeginSetUp(body.Value)));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> SetUp(
        Body<PasskeySetUpBody> body,
        PasskeySignIn signIn,
        HttpContext context,
        CancellationToken cancel
    ) => IdentityRoutes.Secret(context, Answer.Ok(await signIn.SetUp(body.Value, context.Network(), context.Agent(), cancel)));

    private static async Task<Ok<PasskeysBody>> List(Caller caller, Passkeys passkeys) =>
        TypedResults.Ok(await passkeys.List(caller.UserId));

    private static async Task<Results<Ok<PasskeyAsk>, ProblemResult>> BeginMine(
        Caller caller,
        Body<OwnerProofBody> body,
        Passkeys passkeys,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await passkeys.Begin(caller, body.Value, context.Network())));

    private static async Task<Results<Created<AddedPasskey>, ProblemResult>> Add(
        Caller caller,
        Body<NewPasskeyBody> body,
        Passkeys passkeys,
        HttpContext context
    ) =>
        IdentityRoutes.Secret(
            context,
            Answer.Created(await passkeys.Add(caller, body.Value, context.Agent()), _ => "/api/users/me/passkeys")
        );

    private static async Task<Results<Ok<PasskeyBody>, ProblemResult>> Rename(
        [FromRoute(Name = "passkey_id")] string passkeyId,
        Caller caller,
        Body<PasskeyNameBody> body,
        Passkeys passkeys
    ) => Answer.Ok(await passkeys.Rename(caller, passkeyId, body.Value));

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        [FromRoute(Name = "passkey_id")] string passkeyId,
        Caller caller,
        Body<OwnerProofBody> body,
        Passkeys passkeys,
        HttpContext context
    ) => Answer.NoContent(await passkeys.Remove(caller, passkeyId, body.Value, context.Network()));

    private static async Task<Results<Ok<PasskeyAsk>, ProblemResult>> BeginProof(Caller caller, GiveProof prove, HttpContext context) =>
        IdentityRoutes.Secret(context, Answer.Ok(await prove.BeginPasskey(caller)));

    private static async Task<Results<Ok<PasswordProofBody>, ProblemResult>> Prove(
        Caller caller,
        Body<PasskeyProofAskBody> body,
        GiveProof prove,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await prove.ByPasskey(caller, body.Value)));
}
