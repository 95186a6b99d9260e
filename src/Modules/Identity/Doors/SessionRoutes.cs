// The routes of a user's sessions.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class SessionRoutes
{
    private static readonly SessionBody Here = new(
        "0199a1b2-0000-7000-8000-00000000000b",
        "Firefox on Windows",
        "198.51.0.0/16",
        new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 16, 8, 0, 0, TimeSpan.Zero),
        true
    );

    public static void Map(RouteGroupBuilder users)
    {
        users
            .MapGet("/me/sessions", List)
            .WithAccount()
            .Doc(
                "My sessions",
                "Where the account is signed in: the device in words, the network without its last part, and when it was last used."
            )
            .Example(response: new SessionsBody([Here]));
        users
            .MapDelete("/me/sessions/{session_id}", End)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc("End a session", "Its access tokens are refused everywhere within a second. The caller's own signs out.")
            .Refuses(RefusalKind.NotFound, "session_not_found", "the caller has no such session, or it has ended");
        users
            .MapDelete("/me/sessions", EndOthers)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "End all other sessions",
                "Also ends every access token of the account at once. The caller's own session goes on: POST /api/auth/refresh gives it another."
            );
    }

    private static async Task<Ok<SessionsBody>> List(Caller caller, SessionList sessions) => TypedResults.Ok(await sessions.Of(caller));

    private static async Task<Results<NoContent, ProblemResult>> End(
        [FromRoute(Name = "session_id")] string sessionId,
        Caller caller,
        SessionList sessions
    ) => Answer.NoContent(await sessions.End(caller, sessionId));

    private static async Task<Results<NoContent, ProblemResult>> EndOthers(Caller caller, SessionList sessions) =>
        Answer.NoContent(await sessions.EndOthers(caller));
}
