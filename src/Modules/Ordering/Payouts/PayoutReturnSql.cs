// Money of a payout that came back: the vendor is owed it again, once.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>Who said that a payout came back.</summary>
internal static class PayoutReturn
{
    public const string OfBank = "bank";
    public const string OfProvider = "provider";
    public const string OfStaff = "staff";
}

internal static class PayoutReturnSql
{
    /// <summary>What came back of a payout so far.</summary>
    public static ValueTask<long> Total(Sql sql, string payoutId) =>
        sql.Number("SELECT COALESCE(MAX(total), 0) FROM payout_returns WHERE payout_id = $1", payoutId);

    /// <summary>Locks a payout's row: of two who hear that it came back one waits for the other.</summary>
    public static ValueTask<int> Lock(Transaction tx, string payoutId) =>
        tx.Execute("UPDATE payouts SET note = note WHERE payout_id = $1", payoutId);

    /// <summary>
    /// Books what came back until so much is back in all; what is back already is not booked again. The payout's row is locked, so that two
    /// who hear of it at once book it once. Refused with <c>payout_not_found</c>, and with <c>return_exceeds_payout</c>.
    /// </summary>
    /// <param name="total">What has come back in all, minor units.</param>
    /// <returns>What was booked now; 0 where it was there.</returns>
    public static async ValueTask<Outcome<long>> Until(
        Transaction tx,
        VendorEntries entries,
        string payoutId,
        long total,
        string reason,
        string source,
        string actorId,
        long nowMs
    )
    {
        await Lock(tx, payoutId);
        if (
            await tx.First(
                "SELECT vendor_id, currency, amount FROM payouts WHERE payout_id = $1",
                row => ((string VendorId, string Currency, long Amount)?)(row.GetString(0), row.GetString(1), row.GetInt64(2)),
                payoutId
            )
            is not var (vendorId, currency, amount)
        )
        {
            return Refusal.NotFound("payout_not_found", "There is no such payout, or it was not paid yet.");
        }

        var before = await Total(tx, payoutId);
        if (total > amount)
        {
            return Refusal.Conflict(
                "return_exceeds_payout",
                $"The payout was {Currencies.ToMajor(amount, currency)} {currency}, and {Currencies.ToMajor(before, currency)} of it came back before. Nothing was changed.",
                new() { ["left"] = Currencies.ToMajor(amount - before, currency), ["currency"] = currency }
            );
        }

        if (total <= before)
        {
            return 0;
        }

        await tx.Send(
            """
            INSERT INTO payout_returns(payout_id, total, reason, source, actor_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            payoutId,
            total,
            reason,
            source,
            actorId,
            nowMs
        );
        entries.Add(new(vendorId, currency, VendorEntry.PayoutReturned, total - before, null, null, payoutId, nowMs));
        return total - before;
    }
}
