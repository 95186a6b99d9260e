// All SQL about links that set a password, and about requests for one.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>Someone asked for a link.</summary>
internal sealed record ResetRequest(string RequestId, string Email, string Network);

internal static class RecoveryStore
{
    /// <param name="userId">Null: for the first administrator.</param>
    public static ValueTask AddLink(Transaction transaction, string token, string? userId, long expiresMs) =>
        transaction.Send("INSERT INTO password_links(token_hash, user_id, expires_ms) VALUES ($1, $2, $3)", Hash(token), userId, expiresMs);

    /// <summary>Whose password the link sets, while it holds.</summary>
    public static ValueTask<string?> LinkOf(Sql sql, string token, long nowMs) =>
        sql.First(
            "SELECT user_id FROM password_links WHERE token_hash = $1 AND user_id IS NOT NULL AND expires_ms > $2",
            row => row.GetString(0),
            Hash(token),
            nowMs
        );

    /// <summary>Uses the link up; answers whether it held until now.</summary>
    public static async ValueTask<bool> UseLink(Transaction transaction, string token, string userId, long nowMs) =>
        await transaction.Execute(
            "DELETE FROM password_links WHERE token_hash = $1 AND user_id = $2 AND expires_ms > $3",
            Hash(token),
            userId,
            nowMs
        ) == 1;

    /// <summary>Whether the link makes the first administrator, as long as there is none.</summary>
    public static async ValueTask<bool> IsFirstLink(Sql sql, string token, long nowMs) =>
        await sql.Number(
            "SELECT count(*) FROM password_links WHERE token_hash = $1 AND user_id IS NULL AND expires_ms > $2",
            Hash(token),
            nowMs
        ) == 1;

    /// <summary>
    /// Uses up all links for a first administrator at once, so that of two that are opened together one finds none; answers whether this
    /// was one.
    /// </summary>
    public static async ValueTask<bool> UseFirstLinks(Transaction transaction, string token, long nowMs) =>
        (
            await transaction.Query(
                "DELETE FROM password_links WHERE user_id IS NULL RETURNING token_hash, expires_ms",
                row => (Hash: row.GetString(0), ExpiresMs: row.GetInt64(1))
            )
        ).Any(link => link.Hash == Hash(token) && link.ExpiresMs > nowMs);

    public static ValueTask VoidLinks(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM password_links WHERE user_id = $1", userId);

    public static ValueTask<int> Ask(Transaction transaction, string requestId, string email, string network, long nowMs) =>
        transaction.Execute(
            "INSERT INTO reset_requests(request_id, email, network, asked_ms) VALUES ($1, $2, $3, $4)",
            requestId,
            email,
            network,
            nowMs
        );

    /// <summary>Forgets that somebody asked for a link to an address. The table has what came in within seconds.</summary>
    public static ValueTask ForgetRequests(Transaction transaction, string email) =>
        transaction.Send("DELETE FROM reset_requests WHERE lower(email) = $1", email);

    /// <summary>Oldest first; ids sort by time.</summary>
    public static ValueTask<List<ResetRequest>> Asked(Sql sql, int count) =>
        sql.Query(
            "SELECT request_id, email, network FROM reset_requests ORDER BY request_id LIMIT $1",
            row => new ResetRequest(row.GetString(0), row.GetString(1), row.GetString(2)),
            (long)count
        );

    /// <summary>Takes the request out of the line; false when another process was first.</summary>
    public static async ValueTask<bool> Take(Transaction transaction, string requestId) =>
        await transaction.Execute("DELETE FROM reset_requests WHERE request_id = $1", requestId) == 1;

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
