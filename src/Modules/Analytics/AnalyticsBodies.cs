// What the analytics routes answer, as JSON. Every amount is in major units of the currency beside it.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Analytics;

/// <summary>
/// Sums of the goods: price times quantity less discount, without shipping and tax. Refunds count when they happen, and are not taken off
/// revenue.
/// </summary>
/// <param name="Goodwill">Given back for no goods in particular, tax included.</param>
public sealed record SalesTotals(long Orders, long Units, decimal Revenue, decimal Discount, decimal Refunds, decimal Goodwill);

/// <summary>One stretch of time, from <paramref name="From"/> on.</summary>
/// <param name="Day">The day of the zone it begins on: of a week its Monday, of a month its first.</param>
public sealed record SalesItem(
    DateTimeOffset From,
    DateOnly Day,
    long Orders,
    long Units,
    decimal Revenue,
    decimal Discount,
    decimal Refunds,
    decimal Goodwill
);

/// <summary>Sales in one currency.</summary>
/// <param name="Currencies">
/// All currencies with sales in the range, that of the most orders first; ask for one with <c>currency=</c>.
/// </param>
/// <param name="TimeZone">Whose days they are, by its IANA name.</param>
/// <param name="Items">Oldest first; stretches without sales are left out unless <c>empty=true</c> asks for them.</param>
public sealed record SalesBody(
    [OneOf("hour", "day", "week", "month")] string Interval,
    DateTimeOffset From,
    DateTimeOffset To,
    string TimeZone,
    string Currency,
    IReadOnlyList<string> Currencies,
    SalesTotals Totals,
    IReadOnlyList<SalesItem> Items
)
{
    public static SalesBody Of(
        string interval,
        Slice slice,
        string currency,
        IReadOnlyList<string> currencies,
        IReadOnlyList<SalesFigures> figures,
        bool empty = false
    )
    {
        decimal Major(Int128 minor) => Contracts.Currencies.ToMajor(minor, currency);
        IEnumerable<SalesFigures> shown = figures;
        if (empty)
        {
            var known = figures.ToDictionary(f => f.StartMs);
            shown = Stretches
                .Starts(interval, slice.FromMs, slice.ToMs, slice.Zone)
                .Select(start => known.GetValueOrDefault(start) ?? new(start, currency, 0, 0, 0, 0, 0, 0));
        }

        return new(
            interval,
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            slice.Clocks.Id,
            currency,
            currencies,
            new(
                figures.Sum(f => f.Orders),
                figures.Sum(f => f.Units),
                Major(figures.Total(f => f.Revenue)),
                Major(figures.Total(f => f.Discount)),
                Major(figures.Total(f => f.Refunds)),
                Major(figures.Total(f => f.Goodwill))
            ),
            [
                .. shown.Select(f => new SalesItem(
                    Times.Of(f.StartMs),
                    Stretches.DayOf(f.StartMs, slice.Clocks),
                    f.Orders,
                    f.Units,
                    Major(f.Revenue),
                    Major(f.Discount),
                    Major(f.Refunds),
                    Major(f.Goodwill)
                )),
            ]
        );
    }
}

/// <summary>A product and what it sold.</summary>
public sealed record ProductItem(
    string ProductId,
    string ProductName,
    long Units,
    long Orders,
    decimal Revenue,
    long RefundedUnits,
    decimal Refunds
);

/// <summary>The products that sold best in one currency, by revenue.</summary>
public sealed record ProductsBody(
    DateTimeOffset From,
    DateTimeOffset To,
    string Currency,
    IReadOnlyList<string> Currencies,
    IReadOnlyList<ProductItem> Items
)
{
    public static ProductsBody Of(Slice slice, string currency, IReadOnlyList<string> currencies, IEnumerable<ProductFigures> figures) =>
        new(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            currency,
            currencies,
            [
                .. figures.Select(f => new ProductItem(
                    f.ProductId,
                    f.Name,
                    f.Units,
                    f.Orders,
                    Contracts.Currencies.ToMajor(f.Revenue, currency),
                    f.RefundedUnits,
                    Contracts.Currencies.ToMajor(f.Refunds, currency)
                )),
            ]
        );
}

/// <summary>Customers with a confirmed order in the range. Guests count, each under a user id of their own.</summary>
/// <param name="NewCustomers">Their first order ever is in the range.</param>
/// <param name="ReturningCustomers">They had ordered before the range.</param>
/// <param name="RepeatCustomers">They have at least two orders in the range.</param>
/// <param name="Registered">New accounts in the range; left out for vendors.</param>
public sealed record CustomersBody(
    DateTimeOffset From,
    DateTimeOffset To,
    long Customers,
    long NewCustomers,
    long ReturningCustomers,
    long RepeatCustomers,
    long Orders,
    long? Registered
)
{
    public static CustomersBody Of(Slice slice, CustomerFigures f) =>
        new(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            f.Customers,
            f.New,
            f.Customers - f.New,
            f.Repeat,
            f.Orders,
            slice.Vendor.Length == 0 ? f.Registered : null
        );
}

/// <summary>One step and how many carts came that far.</summary>
public sealed record FunnelStep(string Step, string Label, long Count);

/// <summary>The carts begun on one day.</summary>
/// <param name="From">The day's first moment.</param>
public sealed record CartDay(
    DateTimeOffset From,
    DateOnly Day,
    long CartsCreated,
    long CartsWithItems,
    long CheckoutsStarted,
    long OrdersPlaced,
    long OrdersConfirmed,
    long Abandoned
);

/// <summary>How far the carts begun in the range came.</summary>
public sealed record CartsBody(
    DateTimeOffset From,
    DateTimeOffset To,
    string TimeZone,
    long CartsCreated,
    long CartsWithItems,
    long CheckoutsStarted,
    long OrdersPlaced,
    long OrdersConfirmed,
    long Abandoned,
    IReadOnlyList<FunnelStep> Funnel,
    IReadOnlyList<CartDay> Items
)
{
    public static CartsBody Of(Slice slice, IReadOnlyList<CartFigures> days)
    {
        var (carts, items, checkouts, placed, confirmed) = (
            days.Sum(d => d.Carts),
            days.Sum(d => d.WithItems),
            days.Sum(d => d.CheckedOut),
            days.Sum(d => d.Placed),
            days.Sum(d => d.Confirmed)
        );
        return new(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            slice.Clocks.Id,
            carts,
            items,
            checkouts,
            placed,
            confirmed,
            days.Sum(d => d.Abandoned),
            [
                new("carts", "Carts created", carts),
                new("items", "Carts with items", items),
                new("checkouts", "Checked out", checkouts),
                new("orders", "Orders placed", placed),
                new("confirmed", "Orders confirmed", confirmed),
            ],
            [
                .. days.Select(d => new CartDay(
                    Times.Of(d.DayMs),
                    Stretches.DayOf(d.DayMs, slice.Clocks),
                    d.Carts,
                    d.WithItems,
                    d.CheckedOut,
                    d.Placed,
                    d.Confirmed,
                    d.Abandoned
                )),
            ]
        );
    }
}

internal static class Times
{
    public static DateTimeOffset Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
