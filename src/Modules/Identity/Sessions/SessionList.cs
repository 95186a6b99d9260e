// GET and DELETE /api/users/me/sessions: where the account is signed in, and an end to what its owner does not know.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="SessionId">The id.</param>
/// <param name="Device">Browser and machine, as far as they said.</param>
/// <param name="Network">
/// Where it began, roughly; <c>this machine</c> or <c>local network</c> where that is no place in the world; empty where nobody knows.
/// </param>
/// <param name="StartedAt">When somebody signed in.</param>
/// <param name="LastUsedAt">The sign-in or the last refresh: a session in use refreshes every quarter of an hour.</param>
/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record SessionBody(
    string SessionId,
    string Device,
    string Network,
    DateTimeOffset StartedAt,
    DateTimeOffset LastUsedAt,
    bool Current
);

/// <param name="Items">Last used first; of very many the first hundred.</param>
internal sealed record SessionsBody(IReadOnlyList<SessionBody> Items);

internal sealed class SessionList([FromKeyedServices("identity")] Database database, RevocationList revocations, TimeProvider clock)
{
    private static readonly Refusal NotFound = Refusal.NotFound("session_not_found", "There is no such session, or it has ended.");

    public async Task<SessionsBody> Of(Caller caller) =>
        new([
            .. (await database.Read(sql => SessionStore.Open(sql, caller.UserId, Now))).Select(row => new SessionBody(
                row.SessionId,
                row.Device ?? DeviceWords.Of(null),
                DeviceWords.Shown(row.Network),
                DateTimeOffset.FromUnixTimeMilliseconds(row.StartedMs),
                DateTimeOffset.FromUnixTimeMilliseconds(row.UsedMs),
                row.SessionId == caller.SessionId
            )),
        ]);

    /// <summary>Another's session is not there: refused with <c>session_not_found</c>.</summary>
    public Task<Outcome<bool>> End(Caller caller, string sessionId) =>
        database.Write<Outcome<bool>>(async transaction =>
        {
            if (!await SessionStore.IsOpen(transaction, sessionId, caller.UserId, Now))
            {
                return NotFound;
            }

            await SessionStore.End(transaction, revocations, sessionId, caller.UserId, Now);
            return true;
        });

    /// <summary>Ends all but the caller's, which goes on: its next refresh gives another access token.</summary>
    public Task<Outcome<bool>> EndOthers(Caller caller) =>
        database.Write<Outcome<bool>>(async transaction =>
        {
            await SessionStore.EndAllSessions(transaction, revocations, caller.UserId, Now, caller.SessionId);
            return true;
        });

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
