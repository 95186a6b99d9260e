// All SQL about sessions, refresh tokens, revocations and tries.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>A refresh token's row with its session's.</summary>
internal sealed record RefreshToken(string SessionId, string UserId, long ExpiresMs, bool Used, bool Ended);

/// <summary>A session that goes on.</summary>
/// <param name="Device">Null of one from before devices were told; so is the network.</param>
/// <param name="UsedMs">The last refresh, or the sign-in.</param>
internal sealed record OpenSession(string SessionId, string? Device, string? Network, long StartedMs, long UsedMs);

internal static class SessionStore
{
    private const int RevocationsPage = 1_000;
    private const int SessionsPage = 100;

    /// <param name="device">In words.</param>
    /// <param name="network">Roughly.</param>
    /// <param name="passkeyId">Which passkey began it, or null.</param>
    public static ValueTask<int> Start(
        Transaction transaction,
        string sessionId,
        string userId,
        long nowMs,
        string device,
        string network,
        string? passkeyId = null
    ) =>
        transaction.Execute(
            "INSERT INTO sessions(session_id, user_id, started_ms, expires_ms, device, network, passkey_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            sessionId,
            userId,
            nowMs,
            nowMs + Ms(Limits.RefreshTokenLife),
            device,
            network,
            passkeyId
        );

    /// <summary>A user's sessions that go on, last used first.</summary>
    public static ValueTask<List<OpenSession>> Open(Sql sql, string userId, long nowMs) =>
        sql.Query(
            """
            SELECT session_id, device, network, started_ms, COALESCE(used_ms, started_ms) FROM sessions
            WHERE user_id = $1 AND ended_ms IS NULL AND expires_ms > $2 ORDER BY COALESCE(used_ms, started_ms) DESC, session_id DESC LIMIT $3
            """,
            row => new OpenSession(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt64(3),
                row.GetInt64(4)
            ),
            userId,
            nowMs,
            (long)SessionsPage
        );

    /// <summary>Whether it is this user's and goes on.</summary>
    public static async ValueTask<bool> IsOpen(Sql sql, string sessionId, string userId, long nowMs) =>
        await sql.Number(
            "SELECT count(*) FROM sessions WHERE session_id = $1 AND user_id = $2 AND ended_ms IS NULL AND expires_ms > $3",
            sessionId,
            userId,
            nowMs
        ) == 1;

    /// <summary>What sessions say of where somebody was.</summary>
    public static ValueTask ForgetPlaces(Transaction transaction, string userId) =>
        transaction.Send("UPDATE sessions SET device = NULL, network = NULL WHERE user_id = $1", userId);

    /// <summary>Only the hash is kept: who reads the table can refresh nothing.</summary>
    public static async ValueTask AddRefreshToken(Transaction transaction, string sessionId, string token, long nowMs)
    {
        var expires = nowMs + Ms(Limits.RefreshTokenLife);
        await transaction.Send(
            "INSERT INTO refresh_tokens(token_hash, session_id, expires_ms) VALUES ($1, $2, $3)",
            Hash(token),
            sessionId,
            expires
        );
        await transaction.Send("UPDATE sessions SET expires_ms = $2, used_ms = $3 WHERE session_id = $1", sessionId, expires, nowMs);
    }

    public static ValueTask<RefreshToken?> Find(Sql sql, string token) =>
        sql.First(
            @"SELECT s.session_id, s.user_id, r.expires_ms, r.used_ms IS NOT NULL, s.ended_ms IS NOT NULL
          FROM refresh_tokens r JOIN sessions s ON s.session_id = r.session_id WHERE r.token_hash = $1",
            row => new RefreshToken(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4)),
            Hash(token)
        );

    public static ValueTask<int> Use(Transaction transaction, string token, long nowMs) =>
        transaction.Execute("UPDATE refresh_tokens SET used_ms = $2 WHERE token_hash = $1 AND used_ms IS NULL", Hash(token), nowMs);

    /// <summary>Ends one session: its refresh tokens and, within a second everywhere, its access tokens.</summary>
    public static async ValueTask End(Transaction transaction, RevocationList list, string sessionId, string userId, long nowMs)
    {
        await transaction.Send("UPDATE sessions SET ended_ms = $2 WHERE session_id = $1 AND ended_ms IS NULL", sessionId, nowMs);

        // No token of an ended session can be issued later, so all that could exist are meant.
        var life = Guests.IsGuest(userId) ? Limits.GuestTokenLife : Limits.AccessTokenLife;
        await Revoke(transaction, list, sessionId, string.Empty, (nowMs / 1000) + (long)life.TotalSeconds, nowMs + Ms(life));
    }

    /// <summary>
    /// Ends the sessions of a user but one. Access tokens are left to run out: whoever has just begun a session beside this keeps its own.
    /// </summary>
    public static ValueTask EndOthers(Transaction transaction, string userId, long nowMs, string? except) =>
        transaction.Send(
            "UPDATE sessions SET ended_ms = $2 WHERE user_id = $1 AND ended_ms IS NULL AND session_id <> $3",
            userId,
            nowMs,
            except ?? string.Empty
        );

    /// <summary>
    /// Ends all access tokens of a user that were issued so far. Sessions go on: the next refresh gives a token with the new roles.
    /// </summary>
    public static async ValueTask EndTokens(Transaction transaction, RevocationList list, string userId, long nowMs)
    {
        // Later than any before: a token made since the last time, within the same second or by a clock that was ahead, is dated from then.
        var from = await transaction.Number(
            """
            UPDATE users SET tokens_from = CASE WHEN tokens_from >= $2 THEN tokens_from + 1 ELSE $2 END WHERE user_id = $1
            RETURNING tokens_from
            """,
            userId,
            (nowMs / 1000) + 1
        );
        await Revoke(transaction, list, string.Empty, userId, from, nowMs + Ms(Limits.AccessTokenLife));
    }

    /// <summary>Ends a user's sessions and all access tokens issued so far.</summary>
    /// <param name="except">A session that goes on; its access tokens end all the same.</param>
    public static async ValueTask EndAllSessions(
        Transaction transaction,
        RevocationList list,
        string userId,
        long nowMs,
        string? except = null
    )
    {
        // The user's row first: a sign-in that holds it has written its session by the time the sessions are looked for.
        await EndTokens(transaction, list, userId, nowMs);
        await PasskeyStore.VoidChallenges(transaction, userId);
        await transaction.Send(
            "UPDATE sessions SET ended_ms = $2 WHERE user_id = $1 AND ended_ms IS NULL AND session_id <> $3",
            userId,
            nowMs,
            except ?? string.Empty
        );
    }

    /// <summary>Ends the one token of a guest, which lives for long.</summary>
    public static ValueTask EndGuest(Transaction transaction, RevocationList list, string guestId, long nowMs) =>
        Revoke(transaction, list, string.Empty, guestId, (nowMs / 1000) + 1, nowMs + Ms(Limits.GuestTokenLife));

    /// <summary>Whether that has been done while the token could still live.</summary>
    public static async ValueTask<bool> GuestEnded(Sql sql, string guestId) =>
        await sql.Number("SELECT count(*) FROM revocations WHERE user_id = $1 AND user_id <> ''", guestId) > 0;

    /// <summary>Counts a try before the password is looked at: a hundred guesses at once are a hundred tries.</summary>
    public static Task<Outcome<Tries>> CountTry(Database database, string subject, TimeProvider clock) =>
        database.Write<Outcome<Tries>>(async transaction =>
        {
            var outcome = LockOut.Try(await TriesOf(transaction, subject), clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (outcome.Is(out var tries, out _))
            {
                await SetTries(transaction, subject, tries);
            }

            return outcome;
        });

    public static ValueTask<List<Revocation>> Revocations(Sql sql, long after, long nowMs) =>
        sql.Query(
            "SELECT number, session_id, user_id, before_seconds FROM revocations WHERE number > $1 AND expires_ms > $2 ORDER BY number LIMIT $3",
            row => new Revocation
            {
                Number = row.GetInt64(0),
                SessionId = row.GetString(1),
                UserId = row.GetString(2),
                BeforeUnixSeconds = row.GetInt64(3),
            },
            after,
            nowMs,
            (long)RevocationsPage
        );

    public static async ValueTask<Tries> TriesOf(Sql sql, string subject) =>
        await sql.First(
            "SELECT tries, last_ms, locked_until_ms FROM sign_in_tries WHERE subject = $1",
            row => new Tries(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)),
            Hash(subject)
        );

    public static ValueTask<int> SetTries(Transaction transaction, string subject, Tries tries) =>
        transaction.Execute(
            @"INSERT INTO sign_in_tries(subject, tries, last_ms, locked_until_ms) VALUES ($1, $2, $3, $4)
          ON CONFLICT (subject) DO UPDATE SET tries = excluded.tries, last_ms = excluded.last_ms, locked_until_ms = excluded.locked_until_ms",
            Hash(subject),
            (long)tries.Count,
            tries.LastMs,
            tries.LockedUntilMs
        );

    public static ValueTask<int> ForgetTries(Transaction transaction, string subject) =>
        transaction.Execute("DELETE FROM sign_in_tries WHERE subject = $1", Hash(subject));

    private static async ValueTask Revoke(
        Transaction transaction,
        RevocationList list,
        string sessionId,
        string userId,
        long beforeSeconds,
        long expiresMs
    )
    {
        var number = await transaction.Number(
            "INSERT INTO revocations(session_id, user_id, before_seconds, expires_ms) VALUES ($1, $2, $3, $4) RETURNING number",
            sessionId,
            userId,
            beforeSeconds,
            expiresMs
        );
        var revocation = new Revocation
        {
            Number = number,
            SessionId = sessionId,
            UserId = userId,
            BeforeUnixSeconds = beforeSeconds,
        };

        // This process knows at once; the others hear it with their next question.
        transaction.OnCommitted(() => list.Add(revocation));
    }

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
