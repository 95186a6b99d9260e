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

    public static ValueTask<int> Add(Transaction tx, string id, string mailbox, string network, long nowMs) =>
        tx.Execute("INSERT INTO order_lookups(lookup_id, mailbox, network, asked_ms) VALUES ($1, $2, $3, $4)", id, mailbox, network, nowMs);
}
