// A book of movements in one table: the shop's own, and that of each simulated provider, have the same shape and are read alike.
using System.Data.Common;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>Rows of one ledger. They are only ever added.</summary>
/// <param name="then">What follows the rows of an INSERT: ON CONFLICT.</param>
public sealed class MoneyLedger(string table, string then = "")
{
    // More refunds than any return of 200 lines can ask for, and a bound on what one payment can make its reader read.
    private const int EntriesOfPaymentMax = 1_000;

    private const string Columns = "payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms";

    private readonly RowsInsert rows = new($"INSERT INTO {table}({Columns}) VALUES ", 8, then);

    private readonly string select = $"SELECT number, {Columns} FROM {table}";

    /// <summary>Adds movements, in order.</summary>
    public ValueTask Enter(Transaction tx, params IReadOnlyList<LedgerEntry> entries)
    {
        var values = new List<object?>(entries.Count * 8);
        foreach (var e in entries)
        {
            values.AddRange(Values(e));
        }

        return rows.Run(tx, values);
    }

    /// <summary>Adds a movement, once; answers whether it was new.</summary>
    public async ValueTask<bool> EnterOnce(Transaction tx, LedgerEntry entry) =>
        await tx.Execute(
            $"INSERT INTO {table}({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (payment_id, kind, reference) DO NOTHING",
            Values(entry)
        ) == 1;

    /// <summary>The book in the order in which it was written, after a number.</summary>
    public ValueTask<List<LedgerEntry>> Written(Sql sql, long after, int limit) =>
        sql.Query(select + " WHERE number > $1 ORDER BY number LIMIT $2", Map, after, limit);

    /// <summary>The movements of one payment, all of them.</summary>
    public ValueTask<List<LedgerEntry>> Of(Sql sql, string paymentId) => Of(sql, paymentId, 0, EntriesOfPaymentMax);

    /// <summary>The movements of one payment, after a number.</summary>
    public ValueTask<List<LedgerEntry>> Of(Sql sql, string paymentId, long after, int limit) =>
        sql.Query(select + " WHERE payment_id = $1 AND number > $2 ORDER BY number LIMIT $3", Map, paymentId, after, limit);

    /// <summary>The book by payment, to be laid beside another.</summary>
    public ValueTask<List<LedgerEntry>> ByPayment(Sql sql, LedgerPlace after, int limit) =>
        sql.Query(
            select + " WHERE (payment_id, kind, reference) > ($1, $2, $3) ORDER BY payment_id, kind, reference LIMIT $4",
            Map,
            after.PaymentId,
            after.Kind,
            after.Reference,
            limit
        );

    /// <summary>What movements of one payment have taken and not paid back: what can still be refunded.</summary>
    public static long Kept(IEnumerable<LedgerEntry> entries) =>
        entries.Sum(e =>
            e.Kind == LedgerKind.Captured ? e.AmountMinor
            : e.Kind == LedgerKind.Refunded ? -e.AmountMinor
            : 0
        );

    private static object?[] Values(LedgerEntry e) =>
        [e.PaymentId, e.OrderId, e.Kind, e.Reference, e.AmountMinor, e.Currency, e.TransactionId, e.AtMs];

    private static LedgerEntry Map(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetInt64(5),
            row.GetString(6),
            row.GetString(7),
            row.GetInt64(8)
        );
}
