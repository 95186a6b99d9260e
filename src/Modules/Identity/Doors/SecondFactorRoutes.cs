// The routes of the second factor: setting it up, turning it off, and signing in with it.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class SecondFactorRoutes
{
    private static readonly TotpSecret Secret = new(
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/shop.example.com:customer%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=shop.example.com&algorithm=SHA1&digits=6&period=30"
    );

    private static readonly string[] Codes = ["MFRG-GZDF-MZTW-Q2LK", "ONSW-G4TF-OQQG-C3TE"];

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
        auth.MapPost("/second-factor", Step)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Sign in with a second factor",
                "Takes the `challenge` of the answer `second_factor_required` and a code of the authenticator app, or a recovery code. A challenge is good for five minutes, five codes and "
                    + "one sign-in; a code is good once. With `guest_token` the guest's cart comes along."
            )
            .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
            .Refuses(RefusalKind.Unauthenticated, "code_wrong", "the code is wrong, too old, or was used")
            .Refuses(RefusalKind.Unauthenticated, "credentials_invalid", "the account was shut, or its password changed meanwhile")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong codes; see Retry-After")
            .Example(new { challenge = "kT3…", code = "287082" }, Tokens);
        auth.MapPost("/second-factor/set-up", SetUp)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Set a second factor up at sign-in",
                "For staff without one in a shop that asks for it (`second_factor_setup_required`): gives the secret for an authenticator app."
            )
            .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
            .Refuses(RefusalKind.Conflict, "second_factor_on", "the account has a second factor by now; sign in again")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { challenge = "kT3…" }, Secret);
        auth.MapPost("/second-factor/confirm", ConfirmStep)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Confirm the second factor and sign in",
                "Takes the first code of the app, and gives the tokens with the recovery codes, which are shown once."
            )
            .Refuses(RefusalKind.Unauthenticated, "challenge_invalid", "the challenge is unknown, used up or expired; sign in again")
            .Refuses(RefusalKind.Unauthenticated, "code_wrong", "the code is wrong, too old, or was used")
            .Refuses(RefusalKind.Unauthenticated, "credentials_invalid", "the account was shut, or its password changed meanwhile")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong codes; see Retry-After")
            .Refuses(RefusalKind.Conflict, "second_factor_on", "the account has a second factor by now; sign in again")
            .Refuses(RefusalKind.Conflict, "second_factor_not_begun", "no secret was asked for")
            .Example(new { challenge = "kT3…", code = "287082" }, Tokens);
    }

    public static void MapMine(RouteGroupBuilder users)
    {
        users
            .MapGet("/me/totp", Get)
            .WithAccount()
            .Doc("My authenticator app", "Whether signing in takes a code of an app, and how many recovery codes are left.")
            .Example(response: new TotpState(true, new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero), 10));
        users
            .MapPost("/me/totp", Begin)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Begin to set a second factor up",
                "Gives a secret for an authenticator app (RFC 6238), as text and as the URI of a picture. It guards nothing until its first code has come; asking again gives another. "
                    + "Takes the password, or a `proof` of it or of a passkey: with a stolen token alone nobody locks the owner out."
            )
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.Conflict, "second_factor_on", "the account has one")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { password = "correct horse battery" }, Secret);
        users
            .MapPost("/me/totp/confirm", Confirm)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Turn my second factor on",
                "Takes the first code of the app, and gives recovery codes, each good once and shown here alone; none beside a passkey, whose codes stay. The owner is told by mail."
            )
            .Refuses(RefusalKind.Forbidden, "session_ended", "the session has ended meanwhile")
            .Refuses(RefusalKind.Forbidden, "code_wrong", "the code is wrong or too old")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong codes; see Retry-After")
            .Refuses(RefusalKind.Conflict, "second_factor_on", "the account has one")
            .Refuses(RefusalKind.Conflict, "second_factor_not_begun", "no secret was asked for")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(new { code = "287082" }, new RecoveryCodes(Codes));
        users
            .MapDelete("/me/totp", Remove)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc("Turn my second factor off", "Takes the password, or a `proof` of it or of a passkey. The owner is told by mail.")
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.Conflict, "second_factor_last", "the shop asks its staff for a second factor, and this is the last")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "second_factor_off", "the account has none")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { password = "correct horse battery" });
        users
            .MapPost("/me/recovery-codes", Renew)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "New recovery codes",
                "Ten new ones, shown here alone; the present ones are void. Takes the password, or a `proof` of it or of a passkey."
            )
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.Conflict, "second_factor_off", "the account has no second factor")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { password = "correct horse battery" }, new RecoveryCodes(Codes));
    }

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> Step(
        Body<SecondStepBody> body,
        SecondStep step,
        HttpContext context,
        CancellationToken cancel
    ) => IdentityRoutes.Secret(context, Answer.Ok(await step.Do(body.Value, context.Network(), context.Agent(), cancel)));

    private static async Task<Results<Ok<TotpSecret>, ProblemResult>> SetUp(
        Body<ChallengeBody> body,
        SecondStep step,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await step.SetUp(body.Value)));

    private static async Task<Results<Ok<SignedIn>, ProblemResult>> ConfirmStep(
        Body<SecondStepBody> body,
        SecondStep step,
        HttpContext context,
        CancellationToken cancel
    ) => IdentityRoutes.Secret(context, Answer.Ok(await step.Confirm(body.Value, context.Network(), context.Agent(), cancel)));

    private static async Task<Ok<TotpState>> Get(Caller caller, SecondFactors factors) => TypedResults.Ok(await factors.Get(caller.UserId));

    private static async Task<Results<Ok<TotpSecret>, ProblemResult>> Begin(
        Caller caller,
        Body<OwnerProofBody> body,
        SecondFactors factors,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await factors.Begin(caller, body.Value, context.Network())));

    private static async Task<Results<Ok<RecoveryCodes>, ProblemResult>> Confirm(
        Caller caller,
        Body<CodeBody> body,
        SecondFactors factors,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await factors.Confirm(caller.UserId, body.Value.Code, caller.SessionId)));

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        Caller caller,
        Body<OwnerProofBody> body,
        SecondFactors factors,
        HttpContext context
    ) => Answer.NoContent(await factors.Remove(caller, body.Value, context.Network()));

    private static async Task<Results<Ok<RecoveryCodes>, ProblemResult>> Renew(
        Caller caller,
        Body<OwnerProofBody> body,
        SecondFactors factors,
        HttpContext context
    ) => IdentityRoutes.Secret(context, Answer.Ok(await factors.Renew(caller, body.Value, context.Network())));

    /// <summary>What the client says of itself.</summary>
    internal static string Agent(this HttpContext context) => context.Request.Headers.UserAgent.ToString();
}
