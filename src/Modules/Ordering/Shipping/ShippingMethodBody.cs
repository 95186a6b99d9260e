// A way to ship as a quote shows it.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A way to ship and what it would cost for this cart.</summary>
/// <param name="Method">standard, express, pickup, or a word of the shop's own.</param>
/// <param name="Label">For people.</param>
/// <param name="Estimate">The same of its days; empty where nobody has said.</param>
/// <param name="DeliveredFrom">The first day on which it may arrive, or lie ready; null where it is not known.</param>
public sealed record ShippingMethodBody(
    string Method,
    string Label,
    decimal Price,
    string Estimate,
    string? Carrier = null,
    DateOnly? DeliveredFrom = null,
    DateOnly? DeliveredTo = null
)
{
    internal static ShippingMethodBody Of(ShippingOption option, string currency, bool free) =>
        new(
            option.Code,
            option.Name,
            free ? 0 : Currencies.ToMajor(option.Price, currency),
            Days(option),
            option.Carrier,
            option.From,
            option.To
        );

    private static string Days(ShippingOption option) =>
        (option.Code, option.DaysMin, option.DaysMax) switch
        {
            (_, null, _) or (_, _, null) => string.Empty,
            (Rates.Pickup, 0, _) => "Ready today",
            (Rates.Pickup, 1, _) => "Ready the next working day",
            (Rates.Pickup, var days, _) => string.Create(CultureInfo.InvariantCulture, $"Ready in {days} working days"),
            (_, 0, 0) => "The same working day",
            (_, 1, 1) => "Next working day",
            var (_, min, max) when min == max => string.Create(CultureInfo.InvariantCulture, $"{max} working days"),
            var (_, min, max) => string.Create(CultureInfo.InvariantCulture, $"{min} to {max} working days"),
        };
}
