// The routes by which an address is confirmed and changed.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class EmailRoutes
{
    public static void MapLinks(RouteGroupBuilder auth)
    {
        auth.MapPost("/email/verify", Verify)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Confirm an address",
                "Takes the token of the link in a mail: confirms the account's address, gives it the new one, or makes the account of a registration where the shop asks for "
                    + "confirmation. Orders that were placed with the address by guests join the account. Anybody can give an address: so whoever registered sends the "
                    + "`browser_token` of the answer to that, and whoever has the account its access token. Whoever has neither chooses `password` and `name` here, and nothing "
                    + "that was set up before holds."
            )
            .Refuses(RefusalKind.Invalid, "link_invalid", "the token is unknown, used, expired or void")
            .Refuses(RefusalKind.Conflict, "email_taken", "the new address has become another account's")
            .Refuses(
                RefusalKind.Conflict,
                "new_password_needed",
                "another browser has registered, or the caller is not signed in to the account; send password and name. The link still holds"
            )
            .Refuses(
                RefusalKind.Conflict,
                "sign_in_needed",
                "a change of address, or an account of staff: sign in to the account first. The link still holds"
            )
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Example(new { token = "kT3…", browser_token = "Zq8…" });
        auth.MapPost("/email/stop", Stop)
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Stop a change of address",
                "Takes the token of the link that went to the present address when another was asked for, good for a week. The account keeps or gets back its address; its password, "
                    + "sessions, recovery codes and second factors that came since are void, and a mail brings the link to set another password."
            )
            .Refuses(RefusalKind.Invalid, "link_invalid", "the token is unknown, used, expired or void")
            .Example(new { token = "kT3…" });
    }

    public static void MapMine(RouteGroupBuilder users)
    {
        users
            .MapPost("/me/email", Change)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Change my e-mail address",
                "Sends a link to the new address; the address changes when it is opened. The present one is told by mail, with a link that stops it. The answer is the same whether "
                    + "the new address is free or not."
            )
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "too_many_mails", "the account has asked for several such mails within the hour")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { email = "casey@example.org", password = "correct horse battery" }, AskEmailChange.Asked);
        users
            .MapPost("/me/email/verification", Send)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Ask for a link that confirms my address",
                "Sends a mail with a link to the account's address. A newer link makes older ones void."
            )
            .Refuses(RefusalKind.TooMany, "too_many_mails", "the account has asked for several such mails within the hour")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "email_verified", "the address is confirmed already")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(response: AskEmailChange.Sent);
    }

    private static async Task<Results<NoContent, ProblemResult>> Verify(
        Body<VerifyEmailBody> body,
        Caller? caller,
        ConfirmEmail confirm,
        HttpContext context
    ) => Answer.NoContent(await confirm.Verify(caller, body.Value, context.Network()));

    private static async Task<Results<NoContent, ProblemResult>> Stop(Body<EmailLinkBody> body, ConfirmEmail confirm) =>
        Answer.NoContent(await confirm.Stop(body.Value));

    private static async Task<Results<Accepted<EmailReply>, ProblemResult>> Change(
        Caller caller,
        Body<EmailBody> body,
        AskEmailChange ask,
        HttpContext context
    ) => Accepted(await ask.Change(caller, body.Value, context.Network()));

    private static async Task<Results<Accepted<EmailReply>, ProblemResult>> Send(Caller caller, AskEmailChange ask) =>
        Accepted(await ask.Verification(caller));

    private static Results<Accepted<EmailReply>, ProblemResult> Accepted(Outcome<EmailReply> outcome) =>
        outcome.Is(out var reply, out var refused) ? TypedResults.Accepted((string?)null, reply) : Answer.Problem(refused);
}
