// All SQL about what vendors are owed and were paid: balances, reports from the sums by day, payouts.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What the shop owes a vendor in a currency, minor units; negative when a refund came after the payout.</summary>
public sealed record VendorBalance(string VendorId, string Currency, long Balance);

/// <summary>A payout that was made. Minor units.</summary>
/// <param name="Returned">What came back of it.</param>
public sealed record Payout(
    string Id,
    string VendorId,
    string Currency,
    long Amount,
    string? Note,
    string ActorId,
    long CreatedMs,
    long Returned = 0
);

/// <summary>A payout that is asked for; a null amount means the whole balance.</summary>
public sealed record NewPayout(
    string Id,
    string VendorId,
    string Currency,
    long? Amount,
    string? Note,
    string ActorId,
    string Key,
    string BodyHash,
    long AtMs
);

/// <summary>The store of payouts.</summary>
public sealed class PayoutStore([FromKeyedServices("ordering")] Database database)
{
    internal static readonly string SumColumns =
        $"d.vendor_id, d.currency, CAST(SUM(d.orders) AS BIGINT), CAST(SUM(d.units) AS BIGINT), {ExactSum.Of("d.sales")}, {ExactSum.Of("d.commissions")}, {ExactSum.Of("d.refunds")}, {ExactSum.Of("d.commission_refunds")}, {ExactSum.Of("d.payouts")}";

    private const int SumColumnsCount = 4 + (5 * ExactSum.Columns);

    private const string Columns =
        "p.payout_id, p.vendor_id, p.currency, p.amount, p.note, p.actor_id, p.created_ms, COALESCE((SELECT MAX(r.total) FROM payout_returns r WHERE r.payout_id = p.payout_id), 0)";

    // After every id: a page without a vendor or a time before it starts here.
    private const string Last = "~";

    private static readonly Refusal KeyReused = new(
        RefusalKind.Unprocessable,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another payout. Use a new key for a new payout."
    );

    /// <summary>A vendor's balances, a currency each.</summary>
    public ValueTask<List<VendorBalance>> Balances(string vendorId) =>
        database.Read(sql =>
            sql.Query(
                "SELECT vendor_id, currency, balance FROM vendor_balances WHERE vendor_id = $1 ORDER BY currency",
                MapBalance,
                vendorId
            )
        );

    /// <summary>All vendors' balances after a key, by vendor and currency.</summary>
    public ValueTask<List<VendorBalance>> Balances(string afterVendor, string afterCurrency, int limit) =>
        database.Read(sql =>
            sql.Query(
                "SELECT vendor_id, currency, balance FROM vendor_balances WHERE (vendor_id, currency) > ($1, $2) ORDER BY vendor_id, currency LIMIT $3",
                MapBalance,
                afterVendor,
                afterCurrency,
                limit
            )
        );

    /// <summary>Payouts, the newest first; of one vendor, or of all.</summary>
    public ValueTask<List<Payout>> List(string? vendorId, (long AtMs, string Id)? after, int limit)
    {
        var (at, id) = after ?? (long.MaxValue, Last);
        return database.Read(sql =>
            vendorId is null
                ? sql.Query(
                    $"SELECT {Columns} FROM payouts p WHERE (p.created_ms, p.payout_id) < ($1, $2) ORDER BY p.created_ms DESC, p.payout_id DESC LIMIT $3",
                    Map,
                    at,
                    id,
                    limit
                )
                : sql.Query(
                    $"SELECT {Columns} FROM payouts p WHERE p.vendor_id = $4 AND (p.created_ms, p.payout_id) < ($1, $2) ORDER BY p.created_ms DESC, p.payout_id DESC LIMIT $3",
                    Map,
                    at,
                    id,
                    limit,
                    vendorId
                )
        );
    }

    /// <summary>The sums of the days from one to before another, a row a vendor and currency after a key.</summary>
    public ValueTask<List<VendorSums>> Report(long fromMs, long toMs, string afterVendor, string afterCurrency, int limit) =>
        database.Read(sql =>
            sql.Query(
                $"""
                SELECT {SumColumns} FROM vendor_days d WHERE d.vendor_id >= $3 AND (d.vendor_id > $3 OR d.currency > $4) AND d.day_ms >= $1 AND d.day_ms < $2
                GROUP BY d.vendor_id, d.currency ORDER BY d.vendor_id, d.currency LIMIT $5
                """,
                MapSums,
                fromMs,
                toMs,
                afterVendor,
                afterCurrency,
                limit
            )
        );

    /// <summary>One vendor's sums by day and currency, from one day to before another.</summary>
    public ValueTask<List<(long DayMs, VendorSums Sums)>> Days(string vendorId, long fromMs, long toMs) =>
        database.Read(sql =>
            sql.Query(
                $"SELECT {SumColumns}, d.day_ms FROM vendor_days d WHERE d.vendor_id = $1 AND d.day_ms >= $2 AND d.day_ms < $3 GROUP BY d.day_ms, d.vendor_id, d.currency ORDER BY d.day_ms, d.currency",
                row => (row.GetInt64(SumColumnsCount), MapSums(row)),
                vendorId,
                fromMs,
                toMs
            )
        );

    /// <summary>
    /// Records a payout and takes it off the balance, or refuses: <c>nothing_to_pay</c>, <c>payout_exceeds_balance</c>. The same key
    /// answers what it answered before; with another body it is refused with <c>idempotency_key_reused</c>. Of several at once the balance
    /// pays only as many as it holds.
    /// </summary>
    public Task<Outcome<Payout>> Pay(NewPayout asked) =>
        database.Write<Outcome<Payout>>(async tx =>
        {
            if (await Before(tx, asked) is { } before)
            {
                return before;
            }

            // The balance's row is locked before it is read, so that two payouts decide one after the other.
            await tx.Execute(
                "UPDATE vendor_balances SET balance = balance WHERE vendor_id = $1 AND currency = $2",
                asked.VendorId,
                asked.Currency
            );
            var balance = await tx.Number(
                "SELECT balance FROM vendor_balances WHERE vendor_id = $1 AND currency = $2",
                asked.VendorId,
                asked.Currency
            );

            // What is in a file for the bank, or asked for at a provider, is as good as paid until it is known not to be.
            balance -= await PayoutReserveSql.Of(tx, asked.VendorId, asked.Currency);
            var amount = asked.Amount ?? balance;
            if (balance <= 0 || amount > balance)
            {
                return balance <= 0
                    ? Refusal.Conflict("nothing_to_pay", $"The vendor is owed nothing in {asked.Currency} that is not on its way already.")
                    : Refusal.Conflict(
                        "payout_exceeds_balance",
                        $"The vendor is owed {Currencies.ToMajor(balance, asked.Currency)} {asked.Currency}.",
                        new() { ["balance"] = Currencies.ToMajor(balance, asked.Currency), ["currency"] = asked.Currency }
                    );
            }

            var paid = new Payout(asked.Id, asked.VendorId, asked.Currency, amount, asked.Note, asked.ActorId, asked.AtMs);

            // Without a row another process was faster with the same key.
            return await Record(tx, paid, asked.Key, asked.BodyHash) ? paid : await Before(tx, asked) ?? KeyReused;
        });

    /// <summary>A payout and what it takes off the balance; false where its id or key is there.</summary>
    internal static async ValueTask<bool> Record(Transaction tx, Payout paid, string key, string bodyHash)
    {
        var inserted = await tx.Execute(
            """
            INSERT INTO payouts(payout_id, vendor_id, currency, amount, note, actor_id, idempotency_key, body_hash, created_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            paid.Id,
            paid.VendorId,
            paid.Currency,
            paid.Amount,
            paid.Note,
            paid.ActorId,
            key,
            bodyHash,
            paid.CreatedMs
        );
        if (inserted == 0)
        {
            return false;
        }

        await new VendorEntries()
            .Add(new(paid.VendorId, paid.Currency, VendorEntry.Payout, -paid.Amount, null, null, paid.Id, paid.CreatedMs))
            .Write(tx);
        return true;
    }

    /// <summary>One payout; null where there is none.</summary>
    public ValueTask<Payout?> Get(string payoutId) => database.Read(sql => Find(sql, payoutId));

    /// <summary>Payouts of a period that neither a file nor a provider made, by id after an id.</summary>
    internal static ValueTask<List<Payout>> ByHand(Sql sql, long fromMs, long beforeMs, string after, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM payouts p WHERE p.created_ms >= $1 AND p.created_ms < $2 AND p.payout_id > $3
                AND NOT EXISTS (SELECT 1 FROM payout_instructions i WHERE i.payout_id = p.payout_id)
                AND NOT EXISTS (SELECT 1 FROM payout_orders o WHERE o.payout_id = p.payout_id)
            ORDER BY p.payout_id LIMIT $4
            """,
            Map,
            fromMs,
            beforeMs,
            after,
            limit
        );

    internal static ValueTask<Payout?> Find(Sql sql, string payoutId) =>
        sql.First($"SELECT {Columns} FROM payouts p WHERE p.payout_id = $1", Map, payoutId);

    /// <summary>
    /// Staff know that some of a payout came back, or all that had not yet. Refused with <c>payout_not_found</c>, <c>nothing_to_return</c>
    /// and <c>return_exceeds_payout</c>.
    /// </summary>
    public Task<Outcome<Payout>> Return(string payoutId, long? amount, string reason, string actorId, long nowMs) =>
        database.Write<Outcome<Payout>>(async tx =>
        {
            await PayoutReturnSql.Lock(tx, payoutId);
            if (await Find(tx, payoutId) is not { } paid)
            {
                return Refusal.NotFound("payout_not_found", "There is no such payout, or it was not paid yet.");
            }

            if (paid.Returned == paid.Amount)
            {
                return Refusal.Conflict("nothing_to_return", "All of this payout came back before. Nothing was changed.");
            }

            var entries = new VendorEntries();
            var until = checked(paid.Returned + (amount ?? (paid.Amount - paid.Returned)));
            if (
                !(await PayoutReturnSql.Until(tx, entries, payoutId, until, reason, PayoutReturn.OfStaff, actorId, nowMs)).Is(
                    out _,
                    out var refused
                )
            )
            {
                return refused;
            }

            await entries.Write(tx);
            return paid with { Returned = until };
        });

    internal static VendorSums MapSums(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetInt64(3),
            ExactSum.At(row, 4),
            ExactSum.At(row, 6),
            ExactSum.At(row, 8),
            ExactSum.At(row, 10),
            ExactSum.At(row, 12)
        );

    private static async ValueTask<Outcome<Payout>?> Before(Transaction tx, NewPayout asked) =>
        await tx.First(
            $"SELECT {Columns}, p.body_hash FROM payouts p WHERE p.idempotency_key = $1",
            row => ((Payout Payout, string Hash)?)(Map(row), row.GetString(8)),
            asked.Key
        ) switch
        {
            null => null,
            { } before when before.Hash == asked.BodyHash => before.Payout,
            _ => KeyReused,
        };

    private static VendorBalance MapBalance(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2));

    private static Payout Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7)
        );
}
