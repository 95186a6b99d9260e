// What a parcel would cost to a place, by the zones as they are and with one that somebody is about to write.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A parcel to be worked out, with the zones as they are, and with a zone as it would be.</summary>
/// <param name="Value">Of the goods, major units.</param>
/// <param name="WeightG">Grams; 0: what a product without a weight would cost.</param>
/// <param name="Zone">A zone that somebody is about to write; absent to see what holds now.</param>
/// <param name="ShippingZoneId">The zone that it would take the place of; absent for a new one.</param>
public sealed record ShippingExampleBody(
    string Country,
    decimal Value,
    string Currency,
    long WeightG,
    string? Region = null,
    string? PostalCode = null,
    ShippingZoneBody? Zone = null,
    string? ShippingZoneId = null
);

/// <summary>How the parcel could be shipped.</summary>
/// <param name="Zone">The zone that holds; null where the table of the configuration does.</param>
/// <param name="Methods">Empty where nothing is shipped.</param>
/// <param name="Problem">Why nothing is shipped there; null where something is.</param>
public sealed record ShippedBody(string? Zone, IReadOnlyList<ShippingMethodBody> Methods, string? Problem);

/// <summary>Both sides of a zone.</summary>
/// <param name="Then">With the zone; null where none was given.</param>
public sealed record ShippingExampleReply(ShippedBody Now, ShippedBody? Then);

/// <summary>The slice behind POST /api/shipping-zones/example. Nothing is written.</summary>
public sealed class ShippingExample(ShopShipping shipping)
{
    /// <summary>Both sides, or every fault of what was asked.</summary>
    public async ValueTask<Outcome<ShippingExampleReply>> Of(ShippingExampleBody asked, CancellationToken cancel)
    {
        var country = asked.Country.ToUpperInvariant();
        var check = new Check()
            .That(Countries.IsKnown(country), "country", "must be the code of a country in two letters (ISO 3166-1), such as DE")
            .Text("region", asked.Region, min: 0)
            .Text("postal_code", asked.PostalCode, 20, min: 0)
            .Range("weight_g", asked.WeightG, 0, Goods.WeightGMax);
        var worth = check.Money("value", asked.Value, asked.Currency);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        ShippingZone? zone = null;
        if (asked.Zone is not null && !asked.Zone.Checked().Is(out zone, out refused))
        {
            return refused;
        }

        var at = TaxAddress.Of(country, asked.Region, asked.PostalCode);
        Item[] goods = [new("example", "the example", Seller, Seller, 1, worth, WeightG: asked.WeightG)];
        var now = await Shipped(await shipping.Try(at), goods, asked.Currency, cancel);
        var then = zone is null ? null : await Shipped(await shipping.Try(at, zone, asked.ShippingZoneId), goods, asked.Currency, cancel);
        return new ShippingExampleReply(now, then);
    }

    private const string Seller = "shop";

    private static async ValueTask<ShippedBody> Shipped(ShippingDue found, Item[] goods, string currency, CancellationToken cancel)
    {
        var due = await found.Rated(goods, Reduction.None(goods.Length), currency, cancel);
        var zone = due.Book.Find(due.At)?.Zone.Name;
        return due.For(goods, Reduction.None(goods.Length), currency).Is(out var choice, out var refused)
            ? new(
                zone,
                [
                    .. choice
                        .Options.Where(option => option.Code != Rates.Pickup)
                        .Select(option => ShippingMethodBody.Of(option, currency, free: false)),
                ],
                null
            )
            : new(zone, [], refused.Detail);
    }
}
