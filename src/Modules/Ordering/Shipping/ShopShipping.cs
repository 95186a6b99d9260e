// Finds how an order can be shipped: by its address, its day and what the buyer wishes.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The shipping of this shop.</summary>
public sealed class ShopShipping(
    ShippingMemory memory,
    Rates table,
    ShopZone zone,
    long defaultWeightG,
    [Steady] TimeProvider clock,
    CarrierDesk? desk = null
)
{
    /// <summary>The key of what a product without a weight weighs.</summary>
    public const string DefaultWeightKey = "Shipping:DefaultWeightG";

    /// <summary>The key's value, grams; 0: nothing is assumed.</summary>
    public static long DefaultWeightOf(IConfiguration configuration) =>
        configuration.Number(DefaultWeightKey, otherwise: 0, least: 0, (int)Goods.WeightGMax);

    /// <summary>What a product without a weight weighs, grams; 0: nothing is assumed.</summary>
    public long DefaultWeightG => defaultWeightG;

    /// <summary>Every method that there is anywhere.</summary>
    public async ValueTask<IReadOnlyList<string>> Codes() => (await memory.Book()).Codes;

    /// <summary>The pickup points.</summary>
    public async ValueTask<IReadOnlyList<PickupPoint>> Points() => (await memory.Book()).Points;

    /// <summary>The day on which goods would lie ready that are ordered now.</summary>
    public DateOnly ReadyAt(PickupPoint point) => DeliveryDays.After(Today, point.ReadyInDays);

    /// <summary>
    /// The pickup point of a wish; null where it is to be sent. Without an id it is the only point there is. Refused as a faulty member
    /// where none is meant, or several may be.
    /// </summary>
    public async ValueTask<Outcome<PickupPoint?>> PointOf(string? method, string? pointId)
    {
        if (method != Rates.Pickup)
        {
            return pointId is null
                ? (PickupPoint?)null
                : new Check().That(false, "pickup_point_id", "must be absent unless shipping_method is pickup").Refused!;
        }

        var points = await Points();
        var found = pointId is null && points.Count == 1 ? points[0] : points.FirstOrDefault(point => point.Id == pointId);
        return found is not null
            ? found
            : new Check()
                .That(
                    false,
                    "pickup_point_id",
                    points.Count == 0 ? "names no pickup point: this shop has none"
                        : pointId is null ? "is required: GET /api/pickup-points lists them"
                        : "is no pickup point of this shop: GET /api/pickup-points lists them"
                )
                .Refused!;
    }

    /// <summary>What holds for an order to this address; today, or for an order placed before, by the zones of today.</summary>
    /// <param name="wish">The method; null where the buyer has not chosen.</param>
    public async ValueTask<ShippingDue> To(PostalAddress address, string? wish = null, PickupPoint? point = null) =>
        new(await memory.Book(), table, TaxAddress.Of(address), Today, defaultWeightG, wish, point, desk);

    /// <summary>The same of any place, with one zone more where somebody is about to write it.</summary>
    /// <param name="without">The id of the zone that it takes the place of, or null.</param>
    public async ValueTask<ShippingDue> Try(TaxAddress at, ShippingZone? row = null, string? without = null) =>
        new(row is null ? await memory.Book() : await memory.BookWith(row, without), table, at, Today, defaultWeightG, Desk: desk);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone.Now).DateTime);
}
