// The simulated provider's books: its own tables, which nothing else reads or writes.
using System.Data.Common;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>Rows of <c>simulator_payments</c>, and the provider's ledger.</summary>
public static class SimulatorStore
{
    private const string Columns =
        "payment_id, order_id, amount_minor, currency, state, decline_code, transaction_id, created_ms, token, takes_at_once, until_ms, faults";

    public static readonly MoneyLedger Ledger = new("simulator_ledger");

    private static readonly RowsInsert Added = new(
        $"INSERT INTO simulator_payments({Columns}) VALUES ",
        12,
        " ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id"
    );

    public static async ValueTask<bool> Add(Transaction tx, SimulatedPayment payment) => (await AddEach(tx, [payment]))[0];

    /// <summary>Adds payments whose ids are free, in one round trip and in the order of their ids; answers which.</summary>
    public static ValueTask<bool[]> AddEach(Transaction tx, IReadOnlyList<SimulatedPayment> payments) =>
        PaymentStore.InOrder(
            tx,
            Added,
            payments,
            p => p.PaymentId,
            p =>
                [
                    p.PaymentId,
                    p.OrderId,
                    p.AmountMinor,
                    p.Currency,
                    p.State,
                    p.DeclineCode,
                    p.TransactionId,
                    p.CreatedMs,
                    p.Token,
                    p.TakesAtOnce,
                    p.UntilMs,
                    p.Faults,
                ]
        );

    public static ValueTask<SimulatedPayment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM simulator_payments WHERE payment_id = $1{PaymentStore.Lock(sql)}", Map, paymentId);

    public static ValueTask Move(Transaction tx, string paymentId, string state, string? declineCode = null) =>
        tx.Send(
            "UPDATE simulator_payments SET state = $2, decline_code = COALESCE($3, decline_code) WHERE payment_id = $1",
            paymentId,
            state,
            declineCode
        );

    public static ValueTask Faulted(Transaction tx, string paymentId) =>
        tx.Send("UPDATE simulator_payments SET faults = faults + 1 WHERE payment_id = $1", paymentId);

    /// <summary>Payments whose late answer is due.</summary>
    public static ValueTask<List<SimulatedPayment>> Late(Sql sql, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM simulator_payments WHERE state = 'late' AND until_ms <= $1 ORDER BY until_ms, payment_id LIMIT $2{PaymentStore.Lock(sql)}",
            Map,
            nowMs,
            limit
        );

    /// <summary>What is true of a payment now.</summary>
    public static async ValueTask<GatewayPayment> Truth(Sql sql, string paymentId) =>
        await Find(sql, paymentId) is { } payment ? payment.Truth(await Ledger.Of(sql, paymentId)) : GatewayPayment.Unseen(paymentId);

    /// <summary>Moves a payment with the movement of money that this is.</summary>
    public static async ValueTask Move(Transaction tx, SimulatedPayment payment, string state, string kind, long amountMinor, long nowMs)
    {
        await Move(tx, payment.PaymentId, state);
        await Ledger.Enter(tx, payment.Entry(kind, string.Empty, amountMinor, nowMs));
    }

    private static SimulatedPayment Map(DbDataReader row) =>
        new(
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
            row.GetInt32(11)
        );
}
