// What the shop keeps of its vendors' sales, and how an order's money is shared out among them.
using System.Data.Common;
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// The commission: <c>Marketplace:CommissionPercent</c> (10), or <c>Marketplace:Commission:{vendor_id}</c> for one vendor.
/// </summary>
public sealed class Marketplace
{
    /// <summary>Thousandths of a percent in the whole.</summary>
    public const long Whole = 100_000;

    private const decimal PercentDefault = 10m;

    private readonly long usual;
    private readonly Dictionary<string, long> agreed = new(StringComparer.Ordinal);

    public Marketplace(IConfiguration configuration)
    {
        usual = Milli("Marketplace:CommissionPercent", configuration["Marketplace:CommissionPercent"]) ?? (long)(PercentDefault * 1000);
        foreach (var vendor in configuration.GetSection("Marketplace:Commission").GetChildren())
        {
            agreed[vendor.Key] = Milli(vendor.Path, vendor.Value) ?? usual;
        }
    }

    /// <summary>A vendor's rate for orders placed now, thousandths of a percent of its goods after discounts.</summary>
    public long CommissionMilli(string vendorId) => agreed.GetValueOrDefault(vendorId, usual);

    private static long? Milli(string key, string? percent) =>
        percent is null ? null
        : decimal.TryParse(percent, NumberStyles.Number, CultureInfo.InvariantCulture, out var rate)
        && rate is >= 0 and <= 100
        && rate * 1000 == decimal.Truncate(rate * 1000)
            ? (long)(rate * 1000)
        : throw new ConfigurationRefused($"{key} must be a percentage from 0 to 100 with at most three decimals, not '{percent}'.");
}

/// <summary>One vendor's share of an order's money, minor units. The shares of all vendors add up to the order's sums exactly.</summary>
/// <param name="Goods">Lines before the discount.</param>
/// <param name="Tax">On top of the prices: that of the lines and of the vendor's share of the shipping.</param>
/// <param name="Shipping">The order's shipping, by the goods that are sent.</param>
/// <param name="Commission">What the shop keeps: the rate of the goods after the discount.</param>
/// <param name="CommissionMilli">The rate agreed when the order was placed.</param>
/// <param name="Booked">Sales less refunds that the ledger has so far.</param>
/// <param name="BookedCommission">Commission less what went back of it that the ledger has so far.</param>
public sealed record VendorShare(
    string VendorId,
    long Goods,
    long Discount,
    long Tax,
    long Shipping,
    long Commission,
    long CommissionMilli,
    long Booked = 0,
    long BookedCommission = 0
)
{
    /// <summary>What the customer pays for this vendor's part.</summary>
    public long Sale => Goods - Discount + Tax + Shipping;

    /// <summary>
    /// Shares an order out: discounts and taxes stay with their lines, shipping goes by the goods that are sent and its tax by shipping, by
    /// largest remainder.
    /// </summary>
    public static IReadOnlyList<VendorShare> Of(Terms terms, Func<string, long> commissionMilli)
    {
        var vendors = terms.Lines.Select(line => line.VendorId).Distinct(StringComparer.Ordinal).ToList();
        var lines = vendors.ConvertAll(vendor => terms.Lines.Where(line => line.VendorId == vendor).ToList());
        var goods = lines.ConvertAll(own => own.Sum(line => line.Amount));
        var sent = lines.ConvertAll(own => own.Where(line => line.IsSent).Sum(line => line.Amount));
        var shipping = Money.Allocate(terms.Shipping, sent.Exists(amount => amount > 0) ? sent : goods);
        var shippingTax = Money.Allocate(terms.Tax - terms.Lines.Sum(line => line.Tax), shipping);
        return
        [
            .. vendors.Select(
                (vendor, i) =>
                {
                    var (discount, milli) = (lines[i].Sum(line => line.Discount), commissionMilli(vendor));
                    return new VendorShare(
                        vendor,
                        goods[i],
                        discount,
                        lines[i].Sum(line => line.Tax) + shippingTax[i],
                        shipping[i],
                        Money.Share(goods[i] - discount, milli, Marketplace.Whole),
                        milli
                    );
                }
            ),
        ];
    }

    /// <summary>
    /// The commission while the customer has paid <paramref name="kept"/> of the sale for good. Cumulative, so that refunds in any pieces
    /// end at exactly 0.
    /// </summary>
    public long CommissionOn(long kept) => Sale == 0 || kept <= 0 ? 0 : Money.Share(Commission, Math.Min(kept, Sale), Sale);

    internal static VendorShare? Map(DbDataReader row, string vendorId, int first) =>
        row.IsDBNull(first + 5)
            ? null
            : new(
                vendorId,
                row.GetInt64(first),
                row.GetInt64(first + 1),
                row.GetInt64(first + 2),
                row.GetInt64(first + 3),
                row.GetInt64(first + 4),
                row.GetInt64(first + 5),
                row.GetInt64(first + 6),
                row.GetInt64(first + 7)
            );
}
