// A statement for whoever keeps the books: a table that a spreadsheet opens.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

internal static class StatementCsv
{
    private static readonly string[] Head =
    [
        "date",
        "kind",
        "order_id",
        "payout_id",
        "commission_percent",
        "amount",
        "balance",
        "currency",
    ];

    /// <summary>
    /// The opening balance of each currency, a row an entry in the ledger's order with the balance after it, the closing balances.
    /// </summary>
    /// <param name="dayOf">The shop's day of a moment.</param>
    public static byte[] Of(StatementContent content, IReadOnlyList<StatementEntry> entries, Func<long, DateOnly> dayOf) =>
        Web.Csv.Write(Head, Rows(content, entries, dayOf));

    private static IEnumerable<object?[]> Rows(StatementContent content, IReadOnlyList<StatementEntry> entries, Func<long, DateOnly> dayOf)
    {
        var balances = content.Sums.ToDictionary(sums => sums.Currency, sums => sums.Opening, StringComparer.Ordinal);
        foreach (var sums in content.Sums)
        {
            yield return Balance(content.From, "opening_balance", sums.Opening, sums.Currency);
        }

        foreach (var one in entries)
        {
            var entry = one.Entry;
            var balance = balances[entry.Currency] = checked(balances[entry.Currency] + entry.Amount);
            var isCommission = entry.Kind is VendorEntry.Commission or VendorEntry.CommissionRefund;
            yield return
            [
                Day(dayOf(entry.AtMs)),
                entry.Kind,
                entry.OrderId,
                entry.PayoutId,
                isCommission && one.CommissionMilli is { } milli ? milli / 1000m : null,
                Currencies.ToMajor(entry.Amount, entry.Currency),
                Currencies.ToMajor(balance, entry.Currency),
                entry.Currency,
            ];
        }

        foreach (var sums in content.Sums)
        {
            yield return Balance(content.To, "closing_balance", sums.Closing, sums.Currency);
        }
    }

    private static object?[] Balance(DateOnly day, string kind, long balance, string currency) =>
        [Day(day), kind, null, null, null, null, Currencies.ToMajor(balance, currency), currency];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
