// What a product has cost, and so the price that must stand beside a reduced one: the lowest of the thirty days before the reduction
// (Directive 98/6/EC, article 6a). The history lies in the product itself, so that every store keeps and moves it with the price.
using System.Globalization;
using System.Text.Json;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>From a moment on a product has cost this.</summary>
/// <param name="CompareAtMinor">What a reduction is said to be from; 0 for none.</param>
public readonly record struct PricePoint(long AtMs, long PriceMinor, long CompareAtMinor);

/// <summary>
/// Keeps and asks histories: a JSON array of [Unix ms, minor units, compared with], oldest first, all in the product's currency.
/// </summary>
public static class PriceHistory
{
    /// <summary>Days before a reduction that count.</summary>
    public const int Days = 30;

    /// <summary>How long prices are kept: whoever asks what an offer was compared with asks about the last seasons.</summary>
    public const int KeptDays = 730;

    // Every time zone is so many minutes off: within one only the lowest and the last price can matter to a day of any shop.
    private static readonly TimeSpan Fine = TimeSpan.FromMinutes(15);

    // Twice what a reduction looks back: behind it a day's lowest and last are enough.
    private const int FineDays = 62;

    private const int PointsMax = 6_000;

    /// <summary>The history after a change, as it is stored. A price in another currency begins a new one.</summary>
    /// <param name="before">Null for a new product. One from before histories has cost what it does since it was last changed.</param>
    public static string Next(CatalogProduct? before, ProductFields fields, long nowMs)
    {
        var (price, compared) = fields.PriceAt(nowMs);
        if (before is null || before.Currency != fields.Currency)
        {
            return Text([new(nowMs, price, compared)]);
        }

        // What the sale that it had has made of the price meanwhile was in force too.
        var was = before.At(nowMs);
        if (was.PriceMinor == price && (was.CompareAtMinor ?? 0) == compared)
        {
            return was.PriceHistory;
        }

        var points = Of(was);
        points.Add(new(Math.Max(nowMs, points[^1].AtMs), price, compared));
        return Text(Compact(points, nowMs));
    }

    /// <summary>
    /// The history with what the product's sale has made of its price until a moment, whoever has written that down or not.
    /// </summary>
    public static string Until(CatalogProduct product, long nowMs)
    {
        if (product.Sale is not { } sale || sale.StartsMs > nowMs)
        {
            return product.PriceHistory;
        }

        // Whoever wrote after the sale had begun, or ended, has written that too.
        var points = Of(product);
        var count = points.Count;
        if (points[^1].AtMs < sale.StartsMs)
        {
            points.Add(new(sale.StartsMs, sale.PriceMinor, product.PriceMinor));
        }

        if (sale.EndsMs <= nowMs && points[^1].AtMs < sale.EndsMs)
        {
            points.Add(new(sale.EndsMs, product.PriceMinor, product.CompareAtMinor ?? 0));
        }

        return points.Count == count ? product.PriceHistory : Text(Compact(points, nowMs));
    }

    /// <summary>All that is known, never empty.</summary>
    public static List<PricePoint> Of(CatalogProduct product)
    {
        if (product.PriceHistory.Length == 0)
        {
            return [new(product.UpdatedMs, product.PriceMinor, product.CompareAtMinor ?? 0)];
        }

        var points = new List<PricePoint>();
        using var read = JsonDocument.Parse(product.PriceHistory);
        foreach (var point in read.RootElement.EnumerateArray())
        {
            points.Add(new(point[0].GetInt64(), point[1].GetInt64(), point[2].GetInt64()));
        }

        return points;
    }

    /// <summary>
    /// The lowest price, minor units, of the thirty days of the shop before the reduction that is in force was applied; of goods that have
    /// been sold for less long, since then; the price itself where it never was another. Null where no reduction is said.
    /// </summary>
    public static long? Lowest(CatalogProduct product, TimeZoneInfo zone)
    {
        if (product.CompareAtMinor is null)
        {
            return null;
        }

        var points = Of(product);
        var applied = points[^1].AtMs;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(applied), zone).DateTime);
        var from = ShopTime.StartOf(day.AddDays(-Days), zone).ToUnixTimeMilliseconds();
        long? lowest = null;
        for (var i = 0; i < points.Count - 1; i++)
        {
            // In force until the next one; one that was over before the days began does not count.
            var until = points[i + 1].AtMs;
            if (until > from && until > points[i].AtMs && !(points[i].PriceMinor >= lowest))
            {
                lowest = points[i].PriceMinor;
            }
        }

        return lowest ?? product.PriceMinor;
    }

    private static List<PricePoint> Compact(List<PricePoint> points, long nowMs)
    {
        var kept = new List<PricePoint>();
        foreach (var together in points.GroupBy(point => Bucket(point, nowMs)))
        {
            var last = together.Last();
            var low = together.MinBy(point => point.PriceMinor);
            if (low.PriceMinor < last.PriceMinor)
            {
                kept.Add(low);
            }

            kept.Add(last);
        }

        // What was in force when the kept days begin belongs to them.
        var begins = nowMs - (long)TimeSpan.FromDays(KeptDays).TotalMilliseconds;
        var first = Math.Max(kept.FindLastIndex(point => point.AtMs <= begins), kept.Count - PointsMax);
        return first > 0 ? kept[first..] : kept;
    }

    private static (bool IsFine, long Number) Bucket(PricePoint point, long nowMs)
    {
        var isFine = nowMs - point.AtMs <= (long)TimeSpan.FromDays(FineDays).TotalMilliseconds;
        return (isFine, point.AtMs / (long)(isFine ? Fine : TimeSpan.FromDays(1)).TotalMilliseconds);
    }

    private static string Text(IEnumerable<PricePoint> points) =>
        "["
        + string.Join(
            ',',
            points.Select(point => string.Create(CultureInfo.InvariantCulture, $"[{point.AtMs},{point.PriceMinor},{point.CompareAtMinor}]"))
        )
        + "]";
}
