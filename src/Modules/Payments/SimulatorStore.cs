// The simulated provider's books: its own tables, which nothing else reads or writes.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>States of a payment at the simulated provider.</summary>
public static class SimulatorState
{
    public const string FailedOnce = "failed_once";
    public const string Challenged = "challenged";
    public const string Late = "late";
    public const string Declined = "declined";
    public const string Authorized = "authorized";
    public const string Captured = "captured";
    public const string Voided = "voided";
}

/// <summary>A row of <c>simulator_payments</c>.</summary>
/// <param name="Token">Which scenario it plays.</param>
/// <param name="UntilMs">When a challenge ends, or a late answer comes; null for the rest.</param>
/// <param name="Faults">How many of its scenario's faults have happened.</param>
public sealed record SimulatedPayment(
    string PaymentId, string OrderId, long AmountMinor, string Currency, string State, string? DeclineCode, string TransactionId, long CreatedMs, string Token, bool TakesAtOnce,
    long? UntilMs, int Faults);

/// <summary>Rows of <c>simulator_payments</c> and <c>simulator_ledger</c>.</summary>
public static class SimulatorStore
{
    // More refunds than any return of 200 lines can ask for, and a bound on what one payment can make the simulator read.
    private const int EntriesOfPaymentMax = 1_000;

    private const string Columns = "payment_id, order_id, amount_minor, currency, state, decline_code, transaction_id, created_ms, token, takes_at_once, until_ms, faults";

    private static readonly RowsInsert LedgerRows = new(
        "INSERT INTO simulator_ledger(payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms) VALUES ", 8);

    public static async ValueTask<bool> Add(Transaction tx, SimulatedPayment payment) => (await AddEach(tx, [payment]))[0];

    /// <summary>Adds payments whose ids are free, in one round trip and in the order of their ids; answers which.</summary>
    public static ValueTask<bool[]> AddEach(Transaction tx, IReadOnlyList<SimulatedPayment> payments) => PaymentStore.InOrder(
        tx,
        $"INSERT INTO simulator_payments({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (payment_id) DO NOTHING",
        payments,
        p => p.PaymentId,
        p => [p.PaymentId, p.OrderId, p.AmountMinor, p.Currency, p.State, p.DeclineCode, p.TransactionId, p.CreatedMs, p.Token, p.TakesAtOnce, p.UntilMs, p.Faults]);

    public static ValueTask<SimulatedPayment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM simulator_payments WHERE payment_id = $1{PaymentStore.Lock(sql)}", Map, paymentId);

    public static ValueTask Move(Transaction tx, string paymentId, string state, string? declineCode = null) => tx.Send(
        "UPDATE simulator_payments SET state = $2, decline_code = COALESCE($3, decline_code) WHERE payment_id = $1", paymentId, state, declineCode);

    public static ValueTask Faulted(Transaction tx, string paymentId) =>
        tx.Send("UPDATE simulator_payments SET faults = faults + 1 WHERE payment_id = $1", paymentId);

    /// <summary>Payments whose late answer is due.</summary>
    public static ValueTask<List<SimulatedPayment>> Late(Sql sql, long nowMs, int limit) => sql.Query(
        $"SELECT {Columns} FROM simulator_payments WHERE state = 'late' AND until_ms <= $1 ORDER BY until_ms, payment_id LIMIT $2{PaymentStore.Lock(sql)}", Map, nowMs, limit);

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
        $"SELECT {PaymentStore.LedgerColumns} FROM simulator_ledger WHERE number > $1 ORDER BY number LIMIT $2", PaymentStore.MapEntry, after, limit);

    /// <summary>The book of one payment.</summary>
    public static ValueTask<List<LedgerEntry>> LedgerOf(Sql sql, string paymentId, long after, int limit) => sql.Query(
        $"SELECT {PaymentStore.LedgerColumns} FROM simulator_ledger WHERE payment_id = $1 AND number > $2 ORDER BY number LIMIT $3",
        PaymentStore.MapEntry,
        paymentId,
        after,
        limit);

    /// <summary>The book by payment.</summary>
    public static ValueTask<List<LedgerEntry>> Entries(Sql sql, LedgerPlace after, int limit) => sql.Query(
        $"SELECT {PaymentStore.LedgerColumns} FROM simulator_ledger WHERE (payment_id, kind, reference) > ($1, $2, $3) ORDER BY payment_id, kind, reference LIMIT $4",
        PaymentStore.MapEntry,
        after.PaymentId,
        after.Kind,
        after.Reference,
        limit);

    private static SimulatedPayment Map(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetString(8),
        row.GetInt32(9) == 1,
        row.IsDBNull(10) ? null : row.GetInt64(10),
        row.GetInt32(11));
}
