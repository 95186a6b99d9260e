// What shipping costs, by currency. The table below holds until configuration says otherwise.
using Cartwright.Kernel;
using System.Globalization;
using Cartwright.Contracts;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>Shipping in one currency, minor units. Standard is free from <paramref name="FreeFrom"/> of the discounted subtotal.</summary>
public sealed record ShippingRate(long Standard, long Express, long FreeFrom);

/// <summary>The table: <c>Shipping:USD:Standard</c>, <c>:Express</c> and <c>:FreeFrom</c> are amounts in major units.</summary>
public sealed class Rates
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "Shipping:{currency}:Standard", "Shipping:{currency}:Express", "Shipping:{currency}:FreeFrom",
    ];

    public const string Standard = "standard";
    public const string Express = "express";

    /// <summary>The ways to ship.</summary>
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
            var before = For(section.Key);
            shipping[section.Key] = new(
                configuration.Exact(section.Path + ":Standard", "4.99") is { } standard ? Minor(standard, section.Key) : before.Standard,
                configuration.Exact(section.Path + ":Express", "14.99") is { } express ? Minor(express, section.Key) : before.Express,
                configuration.Exact(section.Path + ":FreeFrom", "50") is { } freeFrom ? Minor(freeFrom, section.Key) : before.FreeFrom);
        }
    }

    /// <summary>Shipping in a currency; every currency that the shop knows is in the table.</summary>
    public ShippingRate For(string currency) => shipping.TryGetValue(currency, out var rate)
        ? rate
        : throw new ConfigurationRefused($"'{currency}' is not a currency the shop knows, so Shipping:{currency} cannot be used.");

    private static long Minor(decimal major, string currency) => major >= 0
        ? Currencies.ToMinor(major, currency).Value
        : throw new ConfigurationRefused($"Shipping in {currency} cannot cost {major}.");
}
