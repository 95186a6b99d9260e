// All SQL about passkeys and the questions to their authenticators.
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>One row of passkeys.</summary>
/// <param name="CredentialId">Base64url, as the authenticator calls it.</param>
/// <param name="PublicKey">COSE (RFC 9052), in base64url.</param>
/// <param name="SignCount">The highest that it has told; 0 of those that do not count.</param>
/// <param name="Transports">How a browser reaches it, in words of the standard, with spaces between.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Synced">Whether it is kept beyond its device.</param>
internal sealed record PasskeyRow(
    string PasskeyId,
    string UserId,
    string CredentialId,
    string PublicKey,
    long SignCount,
    string Transports,
    string Name,
    bool Synced,
    long CreatedMs,
    long? UsedMs = null
);

/// <summary>One row of passkey_challenges.</summary>
/// <param name="Purpose">What the answer may be used for (<see cref="PasskeyPurpose"/>).</param>
/// <param name="UserId">Whose passkey answers; null where anybody's may.</param>
/// <param name="BoundTo">The session, or the hash of the challenge of a sign-in; empty where there is neither.</param>
internal sealed record PasskeyChallenge(string Purpose, string? UserId, string BoundTo);

internal static class PasskeyStore
{
    private const string Columns =
        "passkey_id, user_id, credential_id, public_key, sign_count, transports, name, synced, created_ms, used_ms";

    /// <summary>Oldest first; ids sort by time.</summary>
    public static ValueTask<List<PasskeyRow>> Of(Sql sql, string userId) =>
        sql.Query($"SELECT {Columns} FROM passkeys WHERE user_id = $1 ORDER BY passkey_id", Map, userId);

    public static ValueTask<long> Count(Sql sql, string userId) => sql.Number("SELECT count(*) FROM passkeys WHERE user_id = $1", userId);

    public static ValueTask<PasskeyRow?> ByCredential(Sql sql, string credentialId) =>
        sql.First($"SELECT {Columns} FROM passkeys WHERE credential_id = $1", Map, credentialId);

    /// <summary>False when an account has the credential already, this one or another.</summary>
    public static async ValueTask<bool> Add(Transaction transaction, PasskeyRow row) =>
        await transaction.Execute(
            """
            INSERT INTO passkeys(passkey_id, user_id, credential_id, public_key, sign_count, transports, name, synced, created_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            row.PasskeyId,
            row.UserId,
            row.CredentialId,
            row.PublicKey,
            row.SignCount,
            row.Transports,
            row.Name,
            row.Synced,
            row.CreatedMs
        ) == 1;

    /// <summary>
    /// Notes a use. False when the count is not higher than the one before, although one of the two counts: then there are two of the
    /// authenticator, or the answer is an older one.
    /// </summary>
    public static async ValueTask<bool> Use(Transaction transaction, string passkeyId, long signCount, bool synced, long nowMs) =>
        await transaction.Execute(
            """
            UPDATE passkeys SET sign_count = $2, synced = $3, used_ms = $4
            WHERE passkey_id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
            """,
            passkeyId,
            signCount,
            synced,
            nowMs
        ) == 1;

    /// <summary>The row after it; null when the user has no such passkey.</summary>
    public static ValueTask<PasskeyRow?> Rename(Transaction transaction, string userId, string passkeyId, string name) =>
        transaction.First(
            $"UPDATE passkeys SET name = $3 WHERE passkey_id = $2 AND user_id = $1 RETURNING {Columns}",
            Map,
            userId,
            passkeyId,
            name
        );

    /// <summary>False when the user has no such passkey.</summary>
    public static async ValueTask<bool> Remove(Transaction transaction, string userId, string passkeyId) =>
        await transaction.Execute("DELETE FROM passkeys WHERE passkey_id = $2 AND user_id = $1", userId, passkeyId) == 1;

    /// <summary>Takes those away that were made since then, and all questions to them.</summary>
    public static async ValueTask RemoveSince(Transaction transaction, string userId, long sinceMs)
    {
        await transaction.Send("DELETE FROM passkeys WHERE user_id = $1 AND created_ms >= $2", userId, sinceMs);
        await VoidChallenges(transaction, userId);
    }

    public static ValueTask AddChallenge(Transaction transaction, string challenge, PasskeyChallenge row, long expiresMs) =>
        transaction.Send(
            "INSERT INTO passkey_challenges(challenge_hash, purpose, user_id, bound_to, expires_ms) VALUES ($1, $2, $3, $4, $5)",
            Hash(challenge),
            row.Purpose,
            row.UserId,
            row.BoundTo,
            expiresMs
        );

    /// <summary>Uses a challenge up, whatever it was for; null when it is unknown, used or expired.</summary>
    public static ValueTask<PasskeyChallenge?> TakeChallenge(Transaction transaction, string challenge, long nowMs) =>
        transaction.First(
            "DELETE FROM passkey_challenges WHERE challenge_hash = $1 AND expires_ms > $2 RETURNING purpose, user_id, bound_to",
            row => new PasskeyChallenge(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2)),
            Hash(challenge),
            nowMs
        );

    public static ValueTask VoidChallenges(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM passkey_challenges WHERE user_id = $1", userId);

    /// <summary>The sessions that go on and were begun with a passkey.</summary>
    public static ValueTask<List<string>> SessionsOf(Sql sql, string userId, string passkeyId) =>
        sql.Query(
            "SELECT session_id FROM sessions WHERE user_id = $1 AND passkey_id = $2 AND ended_ms IS NULL",
            row => row.GetString(0),
            userId,
            passkeyId
        );

    /// <summary>What a challenge of a sign-in is bound by: the challenge itself is in no table.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static PasskeyRow Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetString(6),
            row.GetInt64(7) == 1,
            row.GetInt64(8),
            row.IsDBNull(9) ? null : row.GetInt64(9)
        );
}
