// Money of a payout that came back: the vendor is owed it again, once.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>Some of a payout that came back. Minor units.</summary>
/// <param name="Source">bank, provider, staff.</param>
public sealed record PayoutReturn(string PayoutId, long Amount, string Reason, string Source, string ActorId, long AtMs)
{
    public const string OfBank = "bank";
    public const string OfProvider = "provider";
    public const string OfStaff = "staff";
}

internal static class PayoutReturns
{
    /// <summary>What came back of a payout so far.</summary>
    public static async ValueTask<long> Sum(Sql sql, string payoutId) =>
        (long)
            await sql.First(
                $"SELECT {ExactSum.Of("amount")} FROM payout_returns WHERE payout_id = $1",
                row => ExactSum.At(row, 0),
                payoutId
            );

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
        await tx.Execute("UPDATE payouts SET note = note WHERE payout_id = $1", payoutId);
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

        var before = await Sum(tx, payoutId);
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
            INSERT INTO payout_returns(payout_id, number, amount, reason, source, actor_id, at_ms)
            SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6 FROM payout_returns WHERE payout_id = $1
            """,
            payoutId,
            total - before,
            reason,
            source,
            actorId,
            nowMs
        );
        entries.Add(new(vendorId, currency, VendorEntry.PayoutReturned, total - before, null, null, payoutId, nowMs));
        return total - before;
    }
}
