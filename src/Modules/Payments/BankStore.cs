// The simulated bank's books: its own tables, which nothing else reads or writes.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>States of a payment at the bank.</summary>
internal static class BankState
{
    public const string Awaiting = "awaiting";

    /// <summary>All has arrived, and is not taken for the order yet.</summary>
    public const string Received = "received";
    public const string Captured = "captured";
    public const string Voided = "voided";
}

/// <summary>A row of <c>bank_payments</c>.</summary>
/// <param name="Reference">What transfers for it name; empty for one that was voided before it was asked for.</param>
internal sealed record BankPayment(
    string PaymentId, string OrderId, long AmountMinor, string Currency, bool TakesAtOnce, string State, string Reference, string TransactionId, long DueMs, long CreatedMs);

/// <summary>Rows of <c>bank_payments</c> and <c>bank_ledger</c>.</summary>
internal static class BankStore
{
    private const int EntriesOfPaymentMax = 1_000;

    private const string Columns = "payment_id, order_id, amount_minor, currency, takes_at_once, state, reference, transaction_id, due_ms, created_ms";

    private static readonly RowsInsert LedgerRows = new(
        "INSERT INTO bank_ledger(payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms) VALUES ", 8);

    public static async ValueTask<bool> Add(Transaction tx, BankPayment p) => await tx.Execute(
        $"INSERT INTO bank_payments({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (payment_id) DO NOTHING",
        p.PaymentId, p.OrderId, p.AmountMinor, p.Currency, p.TakesAtOnce, p.State, p.Reference, p.TransactionId, p.DueMs, p.CreatedMs) == 1;

    public static ValueTask<BankPayment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM bank_payments WHERE payment_id = $1{PaymentStore.Lock(sql)}", Map, paymentId);

    public static ValueTask<BankPayment?> FindByReference(Sql sql, string reference) =>
        sql.First($"SELECT {Columns} FROM bank_payments WHERE reference = $1{PaymentStore.Lock(sql)}", Map, reference);

    public static ValueTask Move(Transaction tx, string paymentId, string state) =>
        tx.Send("UPDATE bank_payments SET state = $2 WHERE payment_id = $1", paymentId, state);

    public static ValueTask Enter(Transaction tx, params IReadOnlyList<LedgerEntry> entries)
    {
        var rows = new List<object?>(entries.Count * 8);
        foreach (var e in entries)
        {
            rows.AddRange([e.PaymentId, e.OrderId, e.Kind, e.Reference, e.AmountMinor, e.Currency, e.TransactionId, e.AtMs]);
        }

        return LedgerRows.Run(tx, rows);
    }

    public static ValueTask<List<LedgerEntry>> EntriesOf(Sql sql, string paymentId) => LedgerOf(sql, paymentId, 0, EntriesOfPaymentMax);

    /// <summary>The book in the order in which it was written.</summary>
    public static ValueTask<List<LedgerEntry>> Ledger(Sql sql, long after, int limit) => sql.Query(
        $"SELECT {PaymentStore.LedgerColumns} FROM bank_ledger WHERE number > $1 ORDER BY number LIMIT $2", PaymentStore.MapEntry, after, limit);

    /// <summary>The book of one payment.</summary>
    public static ValueTask<List<LedgerEntry>> LedgerOf(Sql sql, string paymentId, long after, int limit) => sql.Query(
        $"SELECT {PaymentStore.LedgerColumns} FROM bank_ledger WHERE payment_id = $1 AND number > $2 ORDER BY number LIMIT $3",
        PaymentStore.MapEntry,
        paymentId,
        after,
        limit);

    /// <summary>The book by payment.</summary>
    public static ValueTask<List<LedgerEntry>> Entries(Sql sql, LedgerPlace after, int limit) => sql.Query(
        $"SELECT {PaymentStore.LedgerColumns} FROM bank_ledger WHERE (payment_id, kind, reference) > ($1, $2, $3) ORDER BY payment_id, kind, reference LIMIT $4",
        PaymentStore.MapEntry,
        after.PaymentId,
        after.Kind,
        after.Reference,
        limit);

    private static BankPayment Map(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetInt32(4) == 1,
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        row.GetInt64(9));
}
