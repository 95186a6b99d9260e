// Who asked for the link of an order, for a day.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class LookUpSql
{
    /// <summary>How often since then somebody asked for orders of a mailbox, given by its hash.</summary>
    public static ValueTask<long> OfMailbox(Sql sql, string mailbox, long sinceMs) =>
        sql.Number("SELECT COUNT(*) FROM order_lookups WHERE mailbox = $1 AND asked_ms > $2", mailbox, sinceMs);

    /// <summary>How often since then somebody of a network asked, given by its hash.</summary>
    public static ValueTask<long> OfNetwork(Sql sql, string network, long sinceMs) =>
        sql.Number("SELECT COUNT(*) FROM order_lookups WHERE network = $1 AND asked_ms > $2", network, sinceMs);

    /// <summary>The orders of a number, which is the end of their ids: one, but for chance.</summary>
    public static ValueTask<List<string>> Numbered(Sql sql, string number) =>
        sql.Query(
            "SELECT DISTINCT order_id FROM order_words WHERE word = $1 AND order_id LIKE '%' || $1 ORDER BY order_id LIMIT 20",
            row => row.GetString(0),
            number
        );

    public static ValueTask<int> Add(Transaction tx, string id, string mailbox, string network, long nowMs) =>
        tx.Execute("INSERT INTO order_lookups(lookup_id, mailbox, network, asked_ms) VALUES ($1, $2, $3, $4)", id, mailbox, network, nowMs);
}
