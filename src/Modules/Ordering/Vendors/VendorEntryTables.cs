// Entries of the vendors' ledger, and the sums that are kept with them in the same transaction.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>One entry; minor units, positive is owed to the vendor.</summary>
/// <param name="Sequence">Of the order's timeline entry that caused it.</param>
public sealed record VendorEntry(
    string VendorId,
    string Currency,
    string Kind,
    long Amount,
    string? OrderId,
    long? Sequence,
    string? PayoutId,
    long AtMs
)
{
    public const string Sale = "sale";
    public const string Commission = "commission";
    public const string Refund = "refund";
    public const string CommissionRefund = "commission_refund";
    public const string Payout = "payout";

    /// <summary>Money of a payout that came back: owed again.</summary>
    public const string PayoutReturned = "payout_returned";

    /// <summary>Milliseconds of a day: sums are kept by day in UTC.</summary>
    public const long DayMs = 86_400_000;

    /// <summary>The beginning of a time's day.</summary>
    public static long DayOf(long atMs) => atMs / DayMs * DayMs;
}

/// <summary>
/// Entries of one transaction, written together: sums first added up in memory, then each row touched once, in the order of its key, so
/// that two processes never wait for each other in a circle.
/// </summary>
internal sealed class VendorEntries
{
    private static readonly RowsInsert Rows = new(
        "INSERT INTO vendor_ledger(vendor_id, currency, kind, amount, order_id, sequence, payout_id, at_ms) VALUES ",
        8
    );
    private static readonly RowsInsert Counts = new(
        "INSERT INTO vendor_counts(vendor_id, stage, orders) VALUES ",
        3,
        " ON CONFLICT (vendor_id, stage) DO UPDATE SET orders = vendor_counts.orders + excluded.orders"
    );

    private static readonly RowsInsert Balances = new(
        "INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ",
        3,
        " ON CONFLICT (vendor_id, currency) DO UPDATE SET balance = vendor_balances.balance + excluded.balance"
    );

    private static readonly RowsInsert Days = new(
        "INSERT INTO vendor_days(vendor_id, day_ms, currency, orders, units, sales, commissions, refunds, commission_refunds, payouts) VALUES ",
        10,
        """
         ON CONFLICT (vendor_id, day_ms, currency) DO UPDATE SET
            orders = vendor_days.orders + excluded.orders, units = vendor_days.units + excluded.units, sales = vendor_days.sales + excluded.sales,
            commissions = vendor_days.commissions + excluded.commissions, refunds = vendor_days.refunds + excluded.refunds,
            commission_refunds = vendor_days.commission_refunds + excluded.commission_refunds, payouts = vendor_days.payouts + excluded.payouts
        """
    );

    private readonly List<object?> entries = [];
    private readonly SortedDictionary<(string VendorId, long Day, string Currency), long[]> days = new(
        Ordinal<(string VendorId, long Day, string Currency)>(key => key.VendorId, key => key.Day, key => key.Currency)
    );

    private readonly SortedDictionary<(string VendorId, string Currency), long> balances = new(
        Ordinal<(string VendorId, string Currency)>(key => key.VendorId, _ => 0, key => key.Currency)
    );
    private readonly SortedDictionary<(string VendorId, string Stage), long> counts = new(
        Ordinal<(string VendorId, string Stage)>(key => key.VendorId, _ => 0, key => key.Stage)
    );

    /// <summary>One more entry.</summary>
    public VendorEntries Add(VendorEntry entry)
    {
        entries.AddRange([
            entry.VendorId,
            entry.Currency,
            entry.Kind,
            entry.Amount,
            entry.OrderId,
            entry.Sequence,
            entry.PayoutId,
            entry.AtMs,
        ]);
        Day(entry.VendorId, VendorEntry.DayOf(entry.AtMs), entry.Currency)[
            entry.Kind switch
            {
                VendorEntry.Sale => 2,
                VendorEntry.Commission => 3,
                VendorEntry.Refund => 4,
                VendorEntry.CommissionRefund => 5,
                _ => 6,
            }
        ] += entry.Amount;
        balances[(entry.VendorId, entry.Currency)] = balances.GetValueOrDefault((entry.VendorId, entry.Currency)) + entry.Amount;
        return this;
    }

    /// <summary>An order was sold.</summary>
    public void Sold(string vendorId, string currency, long units, long atMs)
    {
        var day = Day(vendorId, VendorEntry.DayOf(atMs), currency);
        day[0]++;
        day[1] += units;
    }

    /// <summary>A part went from one stage to another.</summary>
    public void Moved(string vendorId, string from, string to)
    {
        counts[(vendorId, from)] = counts.GetValueOrDefault((vendorId, from)) - 1;
        counts[(vendorId, to)] = counts.GetValueOrDefault((vendorId, to)) + 1;
    }

    public async ValueTask Write(Transaction tx)
    {
        await Rows.Run(tx, entries);
        var kept = counts.Where(one => one.Value != 0 && one.Key.Stage != VendorLedger.Unpaid);
        await Counts.Run(tx, [.. kept.SelectMany(one => new object?[] { one.Key.VendorId, one.Key.Stage, one.Value })]);

        // Balances before days: a payout holds the balance when it comes to the day.
        await Balances.Run(tx, [.. balances.SelectMany(one => new object?[] { one.Key.VendorId, one.Key.Currency, one.Value })]);
        await Days.Run(
            tx,
            [.. days.SelectMany(one => new object?[] { one.Key.VendorId, one.Key.Day, one.Key.Currency }.Concat(one.Value.Cast<object?>()))]
        );
    }

    private static Comparer<T> Ordinal<T>(Func<T, string> first, Func<T, long> second, Func<T, string> third) =>
        Comparer<T>.Create(
            (one, other) =>
                string.CompareOrdinal(first(one), first(other)) is not 0 and var by ? by
                : second(one).CompareTo(second(other)) is not 0 and var then ? then
                : string.CompareOrdinal(third(one), third(other))
        );

    private long[] Day(string vendorId, long day, string currency)
    {
        if (!days.TryGetValue((vendorId, day, currency), out var sums))
        {
            days[(vendorId, day, currency)] = sums = new long[7];
        }

        return sums;
    }
}
