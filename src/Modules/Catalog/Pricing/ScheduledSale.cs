// A lower price for a time: what is kept with a product, and what it makes of the product's price at a moment. Pure; every store and every
// reader goes through it, so that no price hangs on a clock that somebody forgot to wind.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>From a moment on (included) until another (not included) the product costs this instead of its price.</summary>
/// <param name="PriceMinor">Minor units of the product's currency, below its price.</param>
/// <param name="StartsMs">Unix milliseconds; 0: at once.</param>
/// <param name="EndsMs">Unix milliseconds; <see cref="Open"/>: until it is taken away.</param>
public sealed record ScheduledSale(long PriceMinor, long StartsMs, long EndsMs)
{
    /// <summary>The end of what has none.</summary>
    public const long Open = long.MaxValue;

    /// <summary>There is none.</summary>
    public const string None = "none";
    public const string Scheduled = "scheduled";
    public const string Live = "live";
    public const string Ended = "ended";

    public bool Holds(long nowMs) => StartsMs <= nowMs && nowMs < EndsMs;

    /// <summary>Where in its window a moment is.</summary>
    public string State(long nowMs) =>
        nowMs < StartsMs ? Scheduled
        : nowMs < EndsMs ? Live
        : Ended;

    /// <summary>When the price changes next after a moment; null for never.</summary>
    public long? NextAfter(long nowMs) =>
        nowMs < StartsMs ? StartsMs
        : nowMs < EndsMs && EndsMs != Open ? EndsMs
        : null;

    /// <summary>
    /// What is kept after something was said. Where nothing is said of it, another currency or a price that is not above the sale's ends
    /// it, as <see cref="ProductRules"/> does with a reduction.
    /// </summary>
    /// <param name="price">The product's own, minor units.</param>
    internal static ScheduledSale? Decide(Check check, CatalogProduct? before, ProductInput said, long price, string? currency)
    {
        if (said.Sale.ValueKind == JsonValueKind.Undefined)
        {
            return before is { Sale: { } present } && before.Currency == currency && present.PriceMinor < price ? present : null;
        }

        if (said.Sale.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (said.Sale.ValueKind != JsonValueKind.Object)
        {
            check.That(false, "sale", "must be an object with price, starts_at and ends_at, or null");
            return null;
        }

        decimal? major = null;
        DateTimeOffset? starts = null,
            ends = null;
        foreach (var member in said.Sale.EnumerateObject())
        {
            switch (member.Name)
            {
                case "price":
                    check.That(
                        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDecimal(out _),
                        "sale.price",
                        "must be an amount in major units"
                    );
                    major = member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDecimal(out var exact) ? exact : null;
                    break;
                case "starts_at":
                    starts = Moment(check, "sale.starts_at", member.Value, said.Zone, end: false);
                    break;
                case "ends_at":
                    ends = Moment(check, "sale.ends_at", member.Value, said.Zone, end: true);
                    break;
                default:
                    check.That(false, $"sale.{member.Name}", "is no member: price, starts_at and ends_at are");
                    break;
            }
        }

        check
            .Required("sale.price", major)
            .That(
                starts is not null || ends is not null || check.Refused is not null,
                "sale",
                "must have starts_at, ends_at, or both: without them it is the price"
            )
            .That(starts is null || ends is null || starts < ends, "sale.ends_at", "must be later than starts_at");
        if (currency is null || !Currencies.IsKnown(currency))
        {
            return null;
        }

        var minor = check.Money("sale.price", major, currency);
        check.That(
            minor < price || check.Refused is not null,
            "sale.price",
            "must be below the price, which it takes the place of for a time"
        );
        return new(minor, starts?.ToUnixTimeMilliseconds() ?? 0, ends?.ToUnixTimeMilliseconds() ?? Open);
    }

    /// <summary>As a product's history keeps it.</summary>
    internal string Words(string currency)
    {
        var from = StartsMs > 0 ? $" from {ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(StartsMs)).Text}" : string.Empty;
        var until = EndsMs != Open ? $" until {ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(EndsMs)).Text}" : string.Empty;
        return Currencies.ToMajor(PriceMinor, currency).ToString(CultureInfo.InvariantCulture) + from + until;
    }

    /// <summary>As the API shows it.</summary>
    internal JsonObject Shown(string currency)
    {
        var shown = new JsonObject { ["price"] = Currencies.ToMajor(PriceMinor, currency) };
        if (StartsMs > 0)
        {
            shown["starts_at"] = ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(StartsMs)).Text;
        }

        if (EndsMs != Open)
        {
            shown["ends_at"] = ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(EndsMs)).Text;
        }

        return shown;
    }

    private static DateTimeOffset? Moment(Check check, string field, JsonElement said, TimeZoneInfo zone, bool end)
    {
        if (said.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        check.That(said.ValueKind == JsonValueKind.String, field, ShopMoment.Rule);
        return said.ValueKind == JsonValueKind.String ? check.Moment(field, new ShopMoment(said.GetString()!), zone, end) : null;
    }
}
