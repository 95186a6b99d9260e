// What the shop owes its vendors and has paid them, as the HTTP API shows it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a payout. The money itself moves outside; this records it.</summary>
/// <param name="Amount">Major units; absent: the whole balance.</param>
public sealed record PayoutAskBody(string VendorId, string Currency, decimal? Amount = null, string? Note = null);

/// <summary>A payout.</summary>
/// <param name="Returned">What came back of it, and is owed again.</param>
public sealed record PayoutBody(
    string PayoutId,
    string VendorId,
    decimal Amount,
    string Currency,
    string? Note,
    DateTimeOffset CreatedAt,
    decimal Returned = 0
)
{
    public static PayoutBody Of(Payout payout) =>
        new(
            payout.Id,
            payout.VendorId,
            Currencies.ToMajor(payout.Amount, payout.Currency),
            payout.Currency,
            payout.Note,
            OrderBody.Time(payout.CreatedMs),
            Currencies.ToMajor(payout.Returned, payout.Currency)
        );
}

/// <summary>A vendor's balances.</summary>
/// <param name="Balances">What the shop owes, by currency; negative when a refund came after the payout.</param>
public sealed record VendorBalanceBody(string VendorId, IReadOnlyList<AmountBody> Balances)
{
    public static VendorBalanceBody Of(string vendorId, IEnumerable<VendorBalance> balances) =>
        new(vendorId, [.. balances.Select(one => new AmountBody(Currencies.ToMajor(one.Balance, one.Currency), one.Currency))]);
}

/// <summary>A vendor's balance in one currency, for admins.</summary>
public sealed record OwedBody(string VendorId, decimal Balance, string Currency)
{
    public static OwedBody Of(VendorBalance one) => new(one.VendorId, Currencies.ToMajor(one.Balance, one.Currency), one.Currency);
}

/// <summary>Sums of the ledger. <c>net</c> is all of them together: what the balance changed by.</summary>
/// <param name="Orders">Orders confirmed.</param>
/// <param name="Commission">Negative: kept by the shop.</param>
/// <param name="Refunds">Negative: paid back to customers.</param>
/// <param name="CommissionRefunds">What came back of the commission.</param>
/// <param name="Payouts">Negative: paid to the vendor, less what came back.</param>
public sealed record LedgerSumsBody(
    string VendorId,
    string Currency,
    long Orders,
    long Units,
    decimal Sales,
    decimal Commission,
    decimal Refunds,
    decimal CommissionRefunds,
    decimal Payouts,
    decimal Net
)
{
    /// <summary>The columns of the same as CSV.</summary>
    public static readonly string[] Head =
    [
        "vendor_id",
        "currency",
        "orders",
        "units",
        "sales",
        "commission",
        "refunds",
        "commission_refunds",
        "payouts",
        "net",
    ];

    public static LedgerSumsBody Of(VendorSums sums)
    {
        decimal Major(Int128 minor) => Currencies.ToMajor(minor, sums.Currency);
        return new(
            sums.VendorId,
            sums.Currency,
            sums.Orders,
            sums.Units,
            Major(sums.Sales),
            Major(sums.Commissions),
            Major(sums.Refunds),
            Major(sums.CommissionRefunds),
            Major(sums.Payouts),
            Major(sums.Sales + sums.Commissions + sums.Refunds + sums.CommissionRefunds + sums.Payouts)
        );
    }

    public object?[] Cells() => [VendorId, Currency, Orders, Units, Sales, Commission, Refunds, CommissionRefunds, Payouts, Net];
}

/// <summary>The sums of one day (UTC).</summary>
public sealed record DaySumsBody(DateTimeOffset Day, LedgerSumsBody Sums);

/// <summary>A vendor's report, from the day <c>from</c> to before the day <c>to</c>.</summary>
public sealed record VendorReportBody(
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<LedgerSumsBody> Totals,
    IReadOnlyList<DaySumsBody> Days
);

/// <summary>Whole days of a report in UTC, as asked for.</summary>
internal static class ReportDays
{
    /// <summary>Days of one report: a year and a day, each a row a currency.</summary>
    public const int Max = 366;

    private const int Usual = 30;

    /// <summary>From a day to before another; without them the last thirty, today included. Refused with <c>invalid_range</c>.</summary>
    public static Outcome<(long FromMs, long ToMs)> Of(string? from, string? to, DateTimeOffset now)
    {
        var tomorrow = VendorEntry.DayOf(now.ToUnixTimeMilliseconds()) + VendorEntry.DayMs;
        if (
            !Day(to, tomorrow, out var end)
            || !Day(from, end - (Usual * VendorEntry.DayMs), out var start)
            || start >= end
            || (end - start) / VendorEntry.DayMs > Max
        )
        {
            return Refusal.Invalid(
                "invalid_range",
                $"from and to must be days as 2026-01-15, the first before the second, at most {Max} days apart."
            );
        }

        return (start, end);
    }

    private static bool Day(string? text, long otherwise, out long ms)
    {
        ms = otherwise;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var right =
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1970 and < 3000;
        ms = right ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds() : 0;
        return right;
    }
}
