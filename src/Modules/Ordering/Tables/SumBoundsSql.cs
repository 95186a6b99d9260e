// Whether an order is small enough for every sum that it will be in: its own total, and what is kept of its vendors.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Bounds of sums, looked at before an order is placed or edited. Whatever passes can be added up in 64 bits for good.</summary>
public sealed class SumBoundsSql([FromKeyedServices("ordering")] Database database)
{
    /// <summary>Refused with <c>order_total_limit</c>; null when the total is within <see cref="Limits.OrderTotalMinorMax"/>.</summary>
    /// <param name="totalMinor">Minor units.</param>
    /// <param name="currency">ISO 4217.</param>
    public static Refusal? TooLarge(long totalMinor, string currency) =>
        totalMinor <= Limits.OrderTotalMinorMax
            ? null
            : Refusal.Conflict(
                "order_total_limit",
                $"An order can come to at most {Currencies.ToMajor(Limits.OrderTotalMinorMax, currency)} {currency}, this one comes to {Currencies.ToMajor(totalMinor, currency)}. Order in parts.",
                new JsonObject
                {
                    ["total_price"] = Currencies.ToMajor(totalMinor, currency),
                    ["total_max"] = Currencies.ToMajor(Limits.OrderTotalMinorMax, currency),
                    ["currency"] = currency,
                }
            );

    /// <summary>
    /// Refused with <c>vendor_sum_limit</c> when a vendor's balance or its sales of a day have come to
    /// <see cref="Limits.VendorSumMinorMax"/>; null otherwise. An order once placed is never refused for it: what is on its way then has
    /// room above.
    /// </summary>
    public async ValueTask<Refusal?> Full(IReadOnlyList<Line> lines, string currency)
    {
        foreach (var vendor in lines.GroupBy(line => line.VendorId, StringComparer.Ordinal))
        {
            if (vendor.Total(line => line.Amount) < Limits.VendorSumLookedAtMinor)
            {
                continue;
            }

            var most = await database.Read(sql =>
                sql.Number(
                    """
                    SELECT MAX(kept) FROM (
                        SELECT balance AS kept FROM vendor_balances WHERE vendor_id = $1 AND currency = $2
                        UNION ALL
                        SELECT sales FROM vendor_days WHERE vendor_id = $1 AND currency = $2 AND day_ms = (SELECT MAX(day_ms) FROM vendor_days WHERE vendor_id = $1)
                    ) sums
                    """,
                    vendor.Key,
                    currency
                )
            );
            if (most >= Limits.VendorSumMinorMax)
            {
                var kept = Currencies.ToMajor(Limits.VendorSumMinorMax, currency);
                return Refusal.Conflict(
                    "vendor_sum_limit",
                    $"The shop keeps sums of a vendor up to {kept} {currency}, and has come to that with the vendor of '{vendor.First().ProductName}'. Order again when the shop has paid the vendor.",
                    new JsonObject
                    {
                        ["product_id"] = vendor.First().ProductId,
                        ["sum_max"] = kept,
                        ["currency"] = currency,
                    }
                );
            }
        }

        return null;
    }
}
