// All SQL of the shop's own half of payments.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>A refund that was asked for. It is done when it has a transaction id.</summary>
public sealed record WantedRefund(
    string PaymentId,
    string RefundId,
    long AmountMinor,
    string Reason,
    string? TransactionId,
    long CreatedMs,
    int Looks
);

/// <summary>Rows of <c>payments</c> and <c>payment_refunds</c>, and the shop's ledger.</summary>
public static class PaymentStore
{
    private const string Columns =
        "payment_id, order_id, user_id, amount_minor, currency, method, takes_at_once, state, reason, transaction_id, capture_minor, captured_minor, refunded_minor, created_ms, updated_ms, looks, look_ms, provider, entries, waits_for, hold, keeps_rest";

    private const string RefundColumns = "payment_id, refund_id, amount_minor, reason, transaction_id, created_ms, looks";

    /// <summary>The shop's book of movements. The same one learned again is already there.</summary>
    public static readonly MoneyLedger Ledger = new("payment_ledger", " ON CONFLICT (payment_id, kind, reference) DO NOTHING");

    private static readonly RowsInsert Added = new(
        $"""
        INSERT INTO payments({Columns})
        SELECT column1, column2, column3, column4, column5, column6, column7, column8, column9, column10, column11, column12, column13, column14,
            column15, column16, CAST(column17 AS BIGINT), column18, column19, column20, column21, column22
        FROM (VALUES
        """,
        23,
        $"""
        ) AS v WHERE column8 = 'voided' OR column23 = 1 OR (
            NOT EXISTS (SELECT 1 FROM payments o
                WHERE o.payment_id = v.column2 AND o.payment_id <> v.column1 AND o.state NOT IN ('refunded', 'declined', 'voided'))
            AND NOT EXISTS (SELECT 1 FROM payments o WHERE o.order_id = v.column2 AND o.payment_id <> o.order_id AND o.payment_id <> v.column1
                AND substr(o.payment_id, 1, length(v.column2) + {Payment.ChargeMark.Length}) <> v.column2 || '{Payment.ChargeMark}'
                AND o.state NOT IN ('refunded', 'declined', 'voided')))
        ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id
        """
    );

    private static readonly RowsInsert SavedOver = new(
        "UPDATE payments SET state = v.column2, reason = v.column3, transaction_id = v.column4, capture_minor = v.column5, captured_minor = v.column6, "
            + "refunded_minor = v.column7, updated_ms = v.column8, looks = v.column9, look_ms = CAST(v.column10 AS BIGINT), entries = v.column11, "
            + "waits_for = v.column12, hold = v.column13, keeps_rest = v.column14 FROM (VALUES ",
        26,
        """
        ) AS v WHERE payments.payment_id = v.column1 AND payments.state = v.column15 AND payments.updated_ms = v.column16 AND payments.looks = v.column17
            AND payments.capture_minor = v.column18 AND payments.captured_minor = v.column19 AND payments.refunded_minor = v.column20
            AND COALESCE(payments.reason, '') = v.column21 AND COALESCE(payments.transaction_id, '') = v.column22
            AND COALESCE(payments.look_ms, -1) = v.column23 AND payments.entries = v.column24 AND COALESCE(payments.waits_for, '') = v.column25
            AND COALESCE(payments.hold, '') = v.column26
        RETURNING payment_id
        """
    );

    /// <summary>
    /// Adds a payment, unless its id is taken or another live payment is for the same order: an order paid by hand and by the checkout at
    /// once would be charged twice. What an order came to cost more is no second payment of the same; the memory of a void is always added:
    /// it takes no money.
    /// </summary>
    public static async ValueTask<bool> Add(Transaction tx, Payment payment) => (await AddEach(tx, [payment]))[0];

    /// <summary>The same for many, in one round trip and in the order of their ids; answers which were added.</summary>
    /// <param name="beside">Whether they are added beside other payments of their orders: those that have moved money already.</param>
    public static ValueTask<bool[]> AddEach(Transaction tx, IReadOnlyList<Payment> payments, bool beside = false) =>
        InOrder(
            tx,
            Added,
            payments,
            p => p.PaymentId,
            p =>
                [
                    p.PaymentId,
                    p.OrderId,
                    p.UserId,
                    p.AmountMinor,
                    p.Currency,
                    p.Method,
                    p.TakesAtOnce,
                    p.State.Text(),
                    p.Reason,
                    p.TransactionId,
                    p.CaptureMinor,
                    p.CapturedMinor,
                    p.RefundedMinor,
                    p.CreatedMs,
                    p.UpdatedMs,
                    p.Looks,
                    p.LookMs,
                    p.Provider,
                    p.Entries,
                    Waits(p),
                    Held(p),
                    p.KeepsRest,
                    beside || p.IsFurtherCharge,
                ],
            p => p.OrderId
        );

    public static ValueTask<Payment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM payments WHERE payment_id = $1{Lock(sql)}", Map, paymentId);

    public static ValueTask Save(Transaction tx, Payment p) =>
        tx.Send(
            """
            UPDATE payments SET state = $2, reason = $3, transaction_id = $4, capture_minor = $5, captured_minor = $6, refunded_minor = $7, updated_ms = $8,
                looks = $9, look_ms = $10, entries = $11, waits_for = $12, hold = $13, keeps_rest = $14
            WHERE payment_id = $1
            """,
            p.PaymentId,
            p.State.Text(),
            p.Reason,
            p.TransactionId,
            p.CaptureMinor,
            p.CapturedMinor,
            p.RefundedMinor,
            p.UpdatedMs,
            p.Looks,
            p.LookMs,
            p.Entries,
            Waits(p),
            Held(p),
            p.KeepsRest
        );

    /// <summary>
    /// Saves payments that still are as they were known, in one round trip and in the order of their ids; answers which were.
    /// </summary>
    public static ValueTask<bool[]> SaveOver(Transaction tx, IReadOnlyList<(Payment Known, Payment Next)> payments) =>
        InOrder(
            tx,
            SavedOver,
            payments,
            pair => pair.Next.PaymentId,
            pair =>
            {
                var (known, p) = pair;
                return
                [
                    p.PaymentId,
                    p.State.Text(),
                    p.Reason,
                    p.TransactionId,
                    p.CaptureMinor,
                    p.CapturedMinor,
                    p.RefundedMinor,
                    p.UpdatedMs,
                    p.Looks,
                    p.LookMs,
                    p.Entries,
                    Waits(p),
                    Held(p),
                    p.KeepsRest,
                    known.State.Text(),
                    known.UpdatedMs,
                    known.Looks,
                    known.CaptureMinor,
                    known.CapturedMinor,
                    known.RefundedMinor,
                    known.Reason ?? string.Empty,
                    known.TransactionId ?? string.Empty,
                    known.LookMs ?? -1,
                    known.Entries,
                    Waits(known) ?? string.Empty,
                    Held(known) ?? string.Empty,
                ];
            }
        );

    public static ValueTask<WantedRefund?> FindRefund(Sql sql, string paymentId, string refundId) =>
        sql.First($"SELECT {RefundColumns} FROM payment_refunds WHERE payment_id = $1 AND refund_id = $2", MapRefund, paymentId, refundId);

    public static ValueTask<List<WantedRefund>> Refunds(Sql sql, string paymentId, int limit) =>
        sql.Query(
            $"SELECT {RefundColumns} FROM payment_refunds WHERE payment_id = $1 ORDER BY refund_id LIMIT $2",
            MapRefund,
            paymentId,
            limit
        );

    /// <summary>What is asked to be paid back and not known to be done.</summary>
    public static async ValueTask<long> RefundsOpen(Sql sql, string paymentId) =>
        (long)
            await sql.First(
                $"SELECT {ExactSum.Of("amount_minor")} FROM payment_refunds WHERE payment_id = $1 AND transaction_id IS NULL",
                row => ExactSum.At(row, 0),
                paymentId
            );

    public static ValueTask AddRefund(Transaction tx, WantedRefund refund, long lookMs) =>
        tx.Send(
            "INSERT INTO payment_refunds(payment_id, refund_id, amount_minor, reason, created_ms, look_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            refund.PaymentId,
            refund.RefundId,
            refund.AmountMinor,
            refund.Reason,
            refund.CreatedMs,
            lookMs
        );

    /// <summary>
    /// Takes out why money of an order went back, which people wrote. Of refunds that are done: one that the provider must still be asked
    /// for is asked for in the same words.
    /// </summary>
    public static ValueTask<int> ForgetReasons(Transaction tx, string orderId) =>
        tx.Execute(
            """
            UPDATE payment_refunds SET reason = '' WHERE transaction_id IS NOT NULL AND reason <> '' AND payment_id IN (
                SELECT payment_id FROM payments WHERE payment_id = $1 UNION SELECT payment_id FROM payments WHERE order_id = $1 AND payment_id <> order_id)
            """,
            orderId
        );

    public static ValueTask RefundDone(Transaction tx, string paymentId, string refundId, string transactionId) =>
        tx.Send(
            "UPDATE payment_refunds SET transaction_id = $3, look_ms = NULL WHERE payment_id = $1 AND refund_id = $2",
            paymentId,
            refundId,
            transactionId
        );

    public static ValueTask RefundLater(Transaction tx, WantedRefund refund, long nowMs) =>
        tx.Send(
            "UPDATE payment_refunds SET looks = $3, look_ms = $4 WHERE payment_id = $1 AND refund_id = $2 AND transaction_id IS NULL",
            refund.PaymentId,
            refund.RefundId,
            refund.Looks + 1,
            Payment.NextLook(refund.Looks + 1, nowMs)
        );

    /// <summary>Takes back a wish that the gateway refused: it moved nothing, and a later one is judged anew.</summary>
    public static ValueTask ForgetRefund(Transaction tx, string paymentId, string refundId) =>
        tx.Send("DELETE FROM payment_refunds WHERE payment_id = $1 AND refund_id = $2 AND transaction_id IS NULL", paymentId, refundId);

    public static ValueTask<List<Payment>> Due(Sql sql, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM payments WHERE look_ms IS NOT NULL AND look_ms <= $1 ORDER BY look_ms LIMIT $2",
            Map,
            nowMs,
            limit
        );

    public static ValueTask<List<WantedRefund>> RefundsDue(Sql sql, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {RefundColumns} FROM payment_refunds WHERE look_ms IS NOT NULL AND look_ms <= $1 ORDER BY look_ms LIMIT $2",
            MapRefund,
            nowMs,
            limit
        );

    /// <summary>Payments by id, the newest order's first, below a place.</summary>
    public static ValueTask<List<Payment>> List(Sql sql, string? below, int limit) =>
        below is null
            ? sql.Query($"SELECT {Columns} FROM payments ORDER BY payment_id DESC LIMIT $1", Map, limit)
            : sql.Query($"SELECT {Columns} FROM payments WHERE payment_id < $1 ORDER BY payment_id DESC LIMIT $2", Map, below, limit);

    /// <summary>The payments of an order: its own, and those made by hand.</summary>
    public static ValueTask<List<Payment>> OfOrder(Sql sql, string orderId, string? below, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM (
                SELECT * FROM payments WHERE payment_id = $1 AND order_id = $1
                UNION ALL SELECT * FROM payments WHERE order_id = $1 AND payment_id <> order_id) p
            WHERE $2 = '' OR payment_id < $2 ORDER BY payment_id DESC LIMIT $3
            """,
            Map,
            orderId,
            below ?? string.Empty,
            limit
        );

    /// <summary>Where another process can write too, a row that is read to decide on it stays as it is until the commit.</summary>
    internal static string Lock(Sql sql) => sql is Transaction && !sql.Dialect.OneProcess ? " FOR UPDATE" : string.Empty;

    /// <summary>
    /// Writes a row each, those with the lowest key first: so that two processes never wait for each other. Those of one key keep their
    /// order, and so do those that look at each other.
    /// </summary>
    /// <param name="beside">What rows have in common that look at each other; null when only their key.</param>
    internal static async ValueTask<bool[]> InOrder<T>(
        Transaction tx,
        RowsInsert rows,
        IReadOnlyList<T> items,
        Func<T, string> key,
        Func<T, object?[]> values,
        Func<T, string>? beside = null
    )
    {
        var done = new bool[items.Count];
        var places = Enumerable.Range(0, items.Count).OrderBy(i => key(items[i]), StringComparer.Ordinal);
        foreach (var wave in RowsInsert.Apart(places, i => key(items[i]), i => (beside ?? key)(items[i])))
        {
            var taken = await rows.Taken(tx, [.. wave.SelectMany(i => values(items[i]))]);
            foreach (var i in wave)
            {
                done[i] = taken.Contains(key(items[i]));
            }
        }

        return done;
    }

    private static Payment Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetInt64(3),
            row.GetString(4),
            row.GetString(5),
            row.GetInt32(6) == 1,
            PaymentStates.Parse(row.GetString(7)),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.GetInt64(10),
            row.GetInt64(11),
            row.GetInt64(12),
            row.GetInt64(13),
            row.GetInt64(14),
            row.GetInt32(15),
            row.IsDBNull(16) ? null : row.GetInt64(16),
            row.GetString(17),
            row.GetInt32(18),
            row.IsDBNull(19) ? null : JsonSerializer.Deserialize<PaymentWait>(row.GetString(19), Event.Json),
            row.IsDBNull(20) ? null : JsonSerializer.Deserialize<PaymentHold>(row.GetString(20), Event.Json),
            row.GetInt32(21) == 1
        );

    private static string? Waits(Payment p) => p.Wait is null ? null : JsonSerializer.Serialize(p.Wait, Event.Json);

    private static string? Held(Payment p) => p.Hold is null ? null : JsonSerializer.Serialize(p.Hold, Event.Json);

    private static WantedRefund MapRefund(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetInt64(5),
            row.GetInt32(6)
        );
}
