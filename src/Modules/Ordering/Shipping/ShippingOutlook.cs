// What shipping to a country looks like before there is a cart or an address: the ways, the days, and from which value on it is free.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>One way to ship to the country.</summary>
/// <param name="Method">The word that a placement names.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Carrier">Null where nobody has said.</param>
/// <param name="Price">Major units, for goods of the value asked; null where it goes by a weight or a carrier's own price.</param>
/// <param name="FreeFrom">Value of the goods from which on it is free, major units; null: never.</param>
/// <param name="DeliveredFrom">The first day on which goods may arrive that are ordered now; null where it is not known.</param>
/// <param name="DeliveredTo">The last such day.</param>
public sealed record OutlookMethodBody(
    string Method,
    string Label,
    string? Carrier,
    decimal? Price,
    decimal? FreeFrom,
    DateOnly? DeliveredFrom,
    DateOnly? DeliveredTo
);

/// <summary>Shipping to a country.</summary>
/// <param name="Ships">False: nothing is shipped there, or nothing priced in this currency.</param>
/// <param name="Methods">Empty where nothing is shipped.</param>
/// <param name="Pickup">Whether goods can be fetched.</param>
/// <param name="Varies">Whether parts of the country are shipped to differently: the address decides.</param>
public sealed record ShippingOutlookBody(bool Ships, IReadOnlyList<OutlookMethodBody> Methods, bool Pickup, bool Varies);

/// <summary>The slice behind GET /api/shop/shipping. Carriers are not asked: anybody may call this, and often.</summary>
public sealed class ShippingOutlook(ShopShipping shipping)
{
    /// <summary>What holds for most of the country, or every fault of what was asked.</summary>
    public async ValueTask<Outcome<ShippingOutlookBody>> Of(string? country, string? currency, string? value)
    {
        var place = country?.ToUpperInvariant() ?? string.Empty;
        decimal? major =
            string.IsNullOrEmpty(value) ? 0
            : decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var said) ? said
            : null;
        var check = new Check()
            .That(Countries.IsKnown(place), "country", "must be the code of a country in two letters (ISO 3166-1), such as DE")
            .That(Currencies.IsKnown(currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .That(major is not null, "value", "must be an amount in major units such as 9.99");
        var worth = check.Money("value", major, Currencies.IsKnown(currency) ? currency : null, max: Limits.PriceStoredMinorMax);
        return check.Refused is { } refused ? refused : (await shipping.Try(TaxAddress.Of(place, null, null))).Outlook(worth, currency!);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/shop/shipping")
            .Area("Shipping")
            .MapGet(string.Empty, Get)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Shipping to a country",
                "The ways to ship there, the days on which goods arrive that are ordered now, and from which value on it is free: what a product's page and a cart can say before there is an address. The quote of the checkout has the last word."
            )
            .Example(
                response: new ShippingOutlookBody(
                    true,
                    [
                        new(Rates.Standard, "Standard", null, 4.99m, 50m, new(2026, 1, 20), new(2026, 1, 22)),
                        new(Rates.Express, "Express", null, 14.99m, null, new(2026, 1, 16), new(2026, 1, 16)),
                    ],
                    Pickup: true,
                    Varies: false
                )
            );

    /// <param name="outlook">The rules.</param>
    /// <param name="country">Where to: an ISO 3166-1 code in two letters.</param>
    /// <param name="currency">What the goods are priced in.</param>
    /// <param name="value">Of the goods, major units; 0 when absent.</param>
    private static async Task<Results<Ok<ShippingOutlookBody>, ProblemResult>> Get(
        ShippingOutlook outlook,
        [FromQuery] string? country,
        [FromQuery] string? currency,
        [FromQuery] string? value
    ) => Answer.Ok(await outlook.Of(country, currency, value));
}
