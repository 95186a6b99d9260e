// All SQL about payouts that a provider outside of the shop is asked for.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What is asked for is reserved; the vendor's ledger has a payout when the provider says that it was paid.</summary>
public sealed class PayoutTransferStore([FromKeyedServices("ordering")] Database database)
{
    private const string Columns =
        "o.payout_id, o.provider, o.vendor_id, o.currency, o.amount, o.destination, o.note, o.status, o.reason, o.reference, o.actor_id, "
        + "o.tries, o.created_ms, o.updated_ms, "
        + "COALESCE((SELECT MAX(r.total) FROM payout_returns r WHERE r.payout_id = o.payout_id), 0)";

    private static readonly Refusal KeyReused = new(
        RefusalKind.Unprocessable,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another payout. Use a new key for a new payout."
    );

    /// <summary>
    /// Writes down what the provider will be asked for, or refuses: <c>nothing_to_pay</c>, <c>payout_exceeds_balance</c>,
    /// <c>account_missing</c>, <c>account_held</c>, <c>currency_not_paid</c>. The same key answers what is there; with another body it is
    /// refused with <c>idempotency_key_reused</c>.
    /// </summary>
    /// <param name="lookMs">When somebody else asks, should whoever asks now die.</param>
    public Task<Outcome<(PayoutTransfer Transfer, bool IsNew)>> Open(NewTransfer asked, IPayouts provider, long lookMs) =>
        database.Write<Outcome<(PayoutTransfer, bool)>>(async tx =>
        {
            if (await Before(tx, asked) is { } before)
            {
                return before.Then(found => (found, false));
            }

            if (!provider.Can.Pays(asked.Currency))
            {
                return PayoutRefusals.Currency(provider.Name, asked.Currency);
            }

            // The balance's row is locked before it is read, so that two payouts decide one after the other.
            await tx.Execute(
                "UPDATE vendor_balances SET balance = balance WHERE vendor_id = $1 AND currency = $2",
                asked.VendorId,
                asked.Currency
            );
            var balance =
                await tx.Number(
                    "SELECT balance FROM vendor_balances WHERE vendor_id = $1 AND currency = $2",
                    asked.VendorId,
                    asked.Currency
                ) - await PayoutReserveSql.Of(tx, asked.VendorId, asked.Currency);
            var amount = asked.Amount ?? balance;
            var destination = await VendorAccountStore.Find(tx, asked.VendorId);
            var refused =
                balance <= 0
                    ? Refusal.Conflict("nothing_to_pay", $"The vendor is owed nothing in {asked.Currency} that is not on its way already.")
                : amount > balance
                    ? Refusal.Conflict(
                        "payout_exceeds_balance",
                        $"The vendor is owed {Currencies.ToMajor(balance, asked.Currency)} {asked.Currency}.",
                        new() { ["balance"] = Currencies.ToMajor(balance, asked.Currency), ["currency"] = asked.Currency }
                    )
                : destination is null || destination.For(provider.Can.Destination).Length == 0
                    ? Refusal.Conflict("account_missing", $"The vendor has no account that {provider.Name} pays to. Ask for it first.")
                : destination.IsHeld(asked.AtMs)
                    ? Refusal.Conflict(
                        "account_held",
                        "The vendor has changed its account itself, and it is not paid to yet. Ask the vendor whether it was it, then confirm the account."
                    )
                : null;
            if (refused is not null)
            {
                return refused;
            }

            var inserted = await tx.Execute(
                """
                INSERT INTO payout_orders(payout_id, provider, vendor_id, currency, amount, destination, note, status, actor_id, idempotency_key, body_hash,
                    tries, look_ms, created_ms, updated_ms)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9, $10, 0, $11, $12, $12) ON CONFLICT DO NOTHING
                """,
                asked.Id,
                provider.Name,
                asked.VendorId,
                asked.Currency,
                amount,
                destination!.For(provider.Can.Destination),
                asked.Note,
                asked.ActorId,
                asked.Key,
                asked.BodyHash,
                lookMs,
                asked.AtMs
            );
            return inserted == 0
                ? (await Before(tx, asked) ?? KeyReused).Then(found => (found, false))
                : ((await Find(tx, asked.Id))!, true);
        });

    /// <summary>
    /// What the provider said: paid and returned go into the vendor's ledger once, a refusal for good gives the amount free, and what is
    /// not known is asked about again.
    /// </summary>
    /// <param name="said">Its truth; null where it was refused.</param>
    /// <param name="lookMs">When it is asked about again.</param>
    public Task<PayoutTransfer> Settle(string payoutId, PayoutTruth? said, Refusal? refused, long lookMs, long nowMs) =>
        database.Write(async tx =>
        {
            // The row is locked before it is read: of two who settle it one finds it settled.
            await tx.Execute("UPDATE payout_orders SET tries = tries + 1 WHERE payout_id = $1", payoutId);
            var transfer = (await Find(tx, payoutId))!;
            var entries = new VendorEntries();
            if (said is not null && said.State is PayoutState.Paid or PayoutState.Returned)
            {
                await Pay(tx, entries, transfer, said!, lookMs, nowMs);
            }
            else if (transfer.Status == PayoutTransfer.Asked)
            {
                var isOver = said?.State == PayoutState.Refused || (refused is not null && PayoutRefusals.IsFinal(refused));
                await tx.Send(
                    "UPDATE payout_orders SET status = $2, reason = $3, look_ms = $4, updated_ms = $5 WHERE payout_id = $1",
                    payoutId,
                    isOver ? PayoutTransfer.Refused : PayoutTransfer.Asked,
                    said?.Reason ?? refused?.Detail,
                    lookMs,
                    nowMs
                );
            }

            await entries.Write(tx);
            return (await Find(tx, payoutId))!;
        });

    /// <summary>Transfers that somebody has to ask about now.</summary>
    public ValueTask<List<PayoutTransfer>> Due(long nowMs, int limit) =>
        database.Read(sql =>
            sql.Query(
                $"SELECT {Columns} FROM payout_orders o WHERE o.status = 'asked' AND o.look_ms <= $1 ORDER BY o.look_ms LIMIT $2",
                Map,
                nowMs,
                limit
            )
        );

    /// <summary>Transfers, the newest first.</summary>
    public ValueTask<List<PayoutTransfer>> List((long AtMs, string Id)? after, int limit)
    {
        var (at, id) = after ?? (long.MaxValue, "~");
        return database.Read(sql =>
            sql.Query(
                $"""
                SELECT {Columns} FROM payout_orders o WHERE (o.created_ms, o.payout_id) < ($1, $2)
                ORDER BY o.created_ms DESC, o.payout_id DESC LIMIT $3
                """,
                Map,
                at,
                id,
                limit
            )
        );
    }

    /// <summary>One transfer; null when there is none.</summary>
    public ValueTask<PayoutTransfer?> Get(string payoutId) => database.Read(sql => Find(sql, payoutId));

    /// <summary>What the ledger has of some transfers: taken off, and given back.</summary>
    public async ValueTask<Dictionary<string, (long Paid, long Returned)>> Booked(IReadOnlyCollection<string> payoutIds)
    {
        var rows =
            payoutIds.Count == 0
                ? []
                : await database.Read(sql =>
                    sql.Query(
                        $"""
                        SELECT l.payout_id, l.kind, {ExactSum.Of("l.amount")} FROM vendor_ledger l
                        WHERE {sql.Dialect.In("l.payout_id", 1)} GROUP BY l.payout_id, l.kind
                        """,
                        row => (PayoutId: row.GetString(0), Kind: row.GetString(1), Amount: (long)ExactSum.At(row, 2)),
                        [payoutIds.ToArray()]
                    )
                );
        return rows.GroupBy(row => row.PayoutId, StringComparer.Ordinal)
            .ToDictionary(
                payout => payout.Key,
                payout =>
                    (
                        payout.Where(row => row.Kind == VendorEntry.Payout).Sum(row => -row.Amount),
                        payout.Where(row => row.Kind == VendorEntry.PayoutReturned).Sum(row => row.Amount)
                    ),
                StringComparer.Ordinal
            );
    }

    private static async ValueTask Pay(
        Transaction tx,
        VendorEntries entries,
        PayoutTransfer transfer,
        PayoutTruth said,
        long lookMs,
        long nowMs
    )
    {
        if (!said.IsOf(transfer.Order))
        {
            // Nothing is booked that was not asked for: staff see it among the differences.
            await tx.Send(
                "UPDATE payout_orders SET reason = $2, look_ms = $3, updated_ms = $4 WHERE payout_id = $1",
                transfer.Id,
                $"{transfer.Provider} has paid another amount, or to another account: {said.AmountMinor} {said.Currency} ({said.Reference}).",
                lookMs,
                nowMs
            );
            return;
        }

        // Also of one that was thought to be refused: money that has left is money that has left.
        if (transfer.Status != PayoutTransfer.Paid)
        {
            await tx.Send(
                "UPDATE payout_orders SET status = 'paid', reason = NULL, reference = $2, updated_ms = $3 WHERE payout_id = $1",
                transfer.Id,
                said.Reference,
                nowMs
            );
            await PayoutStore.Record(
                tx,
                new(transfer.Id, transfer.VendorId, transfer.Currency, transfer.Amount, transfer.Note, transfer.ActorId, nowMs),
                transfer.Id,
                transfer.Provider
            );
        }

        if (said.ReturnedMinor > 0)
        {
            // More than was paid cannot have come back; the comparison tells of a provider that says so.
            await PayoutReturnSql.Until(
                tx,
                entries,
                transfer.Id,
                Math.Min(said.ReturnedMinor, transfer.Amount),
                said.Reason,
                PayoutReturn.OfProvider,
                string.Empty,
                nowMs
            );
        }
    }

    private static async ValueTask<Outcome<PayoutTransfer>?> Before(Transaction tx, NewTransfer asked) =>
        await tx.First(
            $"SELECT {Columns}, o.body_hash FROM payout_orders o WHERE o.idempotency_key = $1",
            row => ((PayoutTransfer Transfer, string Hash)?)(Map(row), row.GetString(15)),
            asked.Key
        ) switch
        {
            null => null,
            { } before when before.Hash == asked.BodyHash => before.Transfer,
            _ => KeyReused,
        };

    private static ValueTask<PayoutTransfer?> Find(Sql sql, string payoutId) =>
        sql.First($"SELECT {Columns} FROM payout_orders o WHERE o.payout_id = $1", Map, payoutId);

    private static PayoutTransfer Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.GetString(10),
            row.GetInt32(11),
            row.GetInt64(12),
            row.GetInt64(13),
            row.GetInt64(14)
        );
}
