// What shipping costs where no zone says anything, by currency. The table below holds until configuration says otherwise; a currency in
// neither is not shipped in.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>Shipping in one currency, minor units. Standard is free from <paramref name="FreeFrom"/> of the discounted subtotal.</summary>
public sealed record ShippingRate(long Standard, long Express, long FreeFrom);

/// <summary>The table: <c>Shipping:USD:Standard</c>, <c>:Express</c> and <c>:FreeFrom</c> are amounts in major units.</summary>
public sealed class Rates
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Shipping:{currency}:Standard", "Shipping:{currency}:Express", "Shipping:{currency}:FreeFrom", ShopShipping.DefaultWeightKey];

    public const string Standard = "standard";
    public const string Express = "express";

    /// <summary>Fetched at a pickup point.</summary>
    public const string Pickup = "pickup";

    /// <summary>The word of orders of which nothing is sent.</summary>
    public const string None = "none";

    /// <summary>The ways to ship that every shop has.</summary>
    public static readonly string[] Methods = [Standard, Express];

    private static readonly (string Currencies, decimal Standard, decimal Express, decimal FreeFrom)[] DefaultShipping =
    [
        ("USD EUR GBP CHF CAD AUD NZD SGD", 4.99m, 14.99m, 50m),
        ("SEK NOK DKK ZAR HKD CNY PLN BRL", 49m, 149m, 500m),
        ("MXN CZK", 99m, 299m, 1_000m),
        ("INR", 399m, 1_199m, 4_000m),
        ("HUF", 1_790m, 4_990m, 18_000m),
        ("JPY ISK", 700m, 2_000m, 7_500m),
        ("KRW CLP", 5_000m, 15_000m, 50_000m),
        ("VND", 120_000m, 360_000m, 1_200_000m),
        ("KWD BHD OMR JOD TND", 1.5m, 4.5m, 15m),
    ];

    private readonly Dictionary<string, ShippingRate> shipping = new(StringComparer.Ordinal);

    public Rates(IConfiguration configuration)
    {
        foreach (var (currencies, standard, express, freeFrom) in DefaultShipping)
        {
            foreach (var currency in currencies.Split(' '))
            {
                shipping[currency] = new(Minor(standard, currency), Minor(express, currency), Minor(freeFrom, currency));
            }
        }

        foreach (var section in configuration.GetSection("Shipping").GetChildren())
        {
            if (string.Equals("Shipping:" + section.Key, ShopShipping.DefaultWeightKey, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!Currencies.IsKnown(section.Key))
            {
                throw new ConfigurationRefused(
                    $"'{section.Key}' is not a currency the shop knows (ISO 4217, such as USD), so Shipping:{section.Key} cannot be used."
                );
            }

            var before = shipping.GetValueOrDefault(section.Key);
            shipping[section.Key] = new(
                Said("Standard", "4.99") ?? before?.Standard ?? throw Missing("Standard"),
                Said("Express", "14.99") ?? before?.Express ?? throw Missing("Express"),
                Said("FreeFrom", "50") ?? before?.FreeFrom ?? long.MaxValue
            );

            long? Said(string what, string example) =>
                configuration.Exact($"{section.Path}:{what}", example) is { } major ? Minor(major, section.Key) : null;
            ConfigurationRefused Missing(string what) =>
                new(
                    $"Shipping:{section.Key}:{what} is missing: the shop has no rates of its own in {section.Key}, so it needs both Standard and Express. Set it in major units."
                );
        }
    }

    /// <summary>The whole table, by currency.</summary>
    public IEnumerable<(string Currency, ShippingRate Rate)> All =>
        shipping.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value));

    /// <summary>
    /// Shipping in a currency; refused with <c>shipping_unknown</c> where nobody has said what it costs: for nothing it is only where
    /// somebody says so.
    /// </summary>
    public Outcome<ShippingRate> For(string currency) =>
        shipping.TryGetValue(currency, out var rate)
            ? rate
            : Refusal.Conflict(
                "shipping_unknown",
                $"This shop does not ship orders in {currency} yet: it has not said what shipping costs. The shop sets Shipping:{currency}:Standard and Shipping:{currency}:Express.",
                new JsonObject { ["currency"] = currency, ["key"] = $"Shipping:{currency}:Standard" }
            );

    private static long Minor(decimal major, string currency) =>
        major >= 0
            ? Currencies.ToMinor(major, currency).Value
            : throw new ConfigurationRefused($"Shipping in {currency} cannot cost {major}.");
}
