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
    string PaymentId,
    string OrderId,
    long AmountMinor,
    string Currency,
    bool TakesAtOnce,
    string State,
    string Reference,
    string TransactionId,
    long DueMs,
    long CreatedMs
);

/// <summary>Rows of <c>bank_payments</c>, and the bank's ledger.</summary>
internal static class BankStore
{
    private const string Columns =
        "payment_id, order_id, amount_minor, currency, takes_at_once, state, reference, transaction_id, due_ms, created_ms";

    public static readonly MoneyLedger Ledger = new("bank_ledger");

    public static async ValueTask<bool> Add(Transaction tx, BankPayment p) =>
        await tx.Execute(
            $"INSERT INTO bank_payments({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (payment_id) DO NOTHING",
            p.PaymentId,
            p.OrderId,
            p.AmountMinor,
            p.Currency,
            p.TakesAtOnce,
            p.State,
            p.Reference,
            p.TransactionId,
            p.DueMs,
            p.CreatedMs
        ) == 1;

    public static ValueTask<BankPayment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM bank_payments WHERE payment_id = $1{PaymentStore.Lock(sql)}", Map, paymentId);

    public static ValueTask<BankPayment?> FindByReference(Sql sql, string reference) =>
        sql.First($"SELECT {Columns} FROM bank_payments WHERE reference = $1{PaymentStore.Lock(sql)}", Map, reference);

    public static ValueTask Move(Transaction tx, string paymentId, string state) =>
        tx.Send("UPDATE bank_payments SET state = $2 WHERE payment_id = $1", paymentId, state);

    private static BankPayment Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetString(3),
            row.GetInt32(4) == 1,
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetInt64(8),
            row.GetInt64(9)
        );
}
