// The SQL of links to carts.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class CartLinkSql
{
    private const string Columns = "token_hash, user_id, guest, kind, created_ms, expires_ms";

    public static ValueTask Add(Transaction tx, CartLink link) =>
        tx.Send(
            $"INSERT INTO cart_links({Columns}) VALUES ($1, $2, $3, $4, $5, $6)",
            link.Hash,
            link.UserId,
            link.Guest,
            link.Kind,
            link.CreatedMs,
            link.ExpiresMs
        );

    /// <summary>A link that has not ended, whatever its kind.</summary>
    public static ValueTask<CartLink?> Find(Sql sql, string hash, long nowMs) =>
        sql.First($"SELECT {Columns} FROM cart_links WHERE token_hash = $1 AND expires_ms > $2", Link, hash, nowMs)!;

    /// <summary>The live links a user has made, newest first.</summary>
    public static ValueTask<List<CartLink>> OfUser(Sql sql, string userId, long nowMs) =>
        sql.Query(
            $"SELECT {Columns} FROM cart_links WHERE user_id = $1 AND expires_ms > $2 AND kind <> 'restore' ORDER BY created_ms DESC, token_hash LIMIT {Limits.CartLinksMax}",
            Link,
            userId,
            nowMs
        );

    public static ValueTask<long> CountOfUser(Sql sql, string userId, long nowMs) =>
        sql.Number("SELECT COUNT(*) FROM cart_links WHERE user_id = $1 AND expires_ms > $2 AND kind <> 'restore'", userId, nowMs);

    public static ValueTask<int> Delete(Transaction tx, string userId, string hash) =>
        tx.Execute("DELETE FROM cart_links WHERE user_id = $1 AND token_hash = $2 AND kind <> 'restore'", userId, hash);

    public static ValueTask<int> DeleteAll(Transaction tx, string userId) =>
        tx.Execute("DELETE FROM cart_links WHERE user_id = $1 AND kind <> 'restore'", userId);

    private static CartLink Link(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.GetString(3), row.GetInt64(4), row.GetInt64(5));
}

/// <summary>A link to a cart.</summary>
/// <param name="Hash">SHA-256 of the token, hexadecimal.</param>
/// <param name="Guest">Whether the cart's owner is a guest.</param>
/// <param name="Kind">view, edit, restore.</param>
internal sealed record CartLink(string Hash, string UserId, bool Guest, string Kind, long CreatedMs, long ExpiresMs);
