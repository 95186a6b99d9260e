// From what is kept of a statement, and of the papers that follow from it, to the sheet that is printed.
using System.Globalization;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>The words of statements and of papers between the shop and a vendor.</summary>
internal static class StatementSheets
{
    /// <summary>Rows of a table that somebody reads; a statement with more of them shows its days.</summary>
    private const int RowsMax = 1_000;

    private const string Language = "en";
    private const string Sample = "SAMPLE OF A DEMO: NO INVOICE";

    /// <summary>A month in words: <c>November 2026</c>.</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A statement.</summary>
    /// <param name="entries">All of its entries.</param>
    /// <param name="dayOf">The shop's day of a moment.</param>
    public static PaperSheet Of(Statement statement, IReadOnlyList<StatementEntry> entries, Func<long, DateOnly> dayOf)
    {
        var content = statement.Content;
        var several = content.Sums.Count > 1;
        return new(
            $"Statement of {Month(content.From)}",
            Language,
            content.Shop is { } shop ? PaperSheets.Sender(shop) : ["The shop"],
            content.Vendor is { } vendor
                ? [vendor.Name, vendor.Street, $"{vendor.PostalCode} {vendor.City}".Trim(), vendor.Country]
                : [$"Vendor {content.VendorId}"],
            [
                new("Statement", statement.Number),
                new("Date", PaperSheets.Day(content.Made)),
                new("Period", $"{PaperSheets.Day(content.From)} to {PaperSheets.Day(content.To)}"),
                new("Vendor", content.VendorId),
            ],
            [Sums(content), .. entries.Count == 0 ? Array.Empty<PaperTable>() : [Entries(entries, dayOf)]],
            [
                .. content.Sums.Select(sums => new PaperWord(
                    several ? $"Closing balance in {sums.Currency}" : "Closing balance",
                    PaperSheets.Amount(sums.Closing, sums.Currency)
                )),
            ],
            [
                "Amounts above zero are owed to the vendor, amounts below zero to the shop. What buyers paid contains their tax and the vendor's share of shipping; the commission contains its tax.",
                "This statement is no invoice. Invoices and credit notes of the month have numbers of their own.",
            ],
            content.Shop is { } sender ? PaperSheets.Footer(sender) : string.Empty,
            content.Shop?.IsSample is true ? Sample : null
        );
    }

    /// <summary>A paper between the shop and a vendor.</summary>
    public static PaperSheet Of(VendorPaper paper)
    {
        var content = paper.Content;
        var (credit, self) = (VendorPaperKind.IsCredit(paper.Kind), VendorPaperKind.IsSelfBilled(paper.Kind));
        var facts = new List<PaperWord>
        {
            new(credit ? "Credit note" : "Invoice", paper.Number),
            new("Date", PaperSheets.Day(content.Day)),
            new("Supplied in", Month(content.From ?? content.Ordered)),
            new("Statement", content.OrderId),
        };
        if (content.Corrects is { } corrects)
        {
            facts.Add(new("Corrects invoice", corrects));
        }

        if (content.BuyerVatNumber is { } vat)
        {
            facts.Add(new(self ? "Buyer's VAT ID" : "Your VAT number", vat));
        }

        var title =
            (self ? "Self-billing: " : string.Empty)
            + (
                self
                    ? credit
                        ? "credit note"
                        : "invoice"
                    : credit
                        ? "Credit note for commission"
                        : "Invoice for commission"
            );
        return new(
            $"{title} {paper.Number}",
            Language,
            PaperSheets.Sender(content.Seller),
            PaperSheets.Recipient(content.Buyer),
            facts,
            [PaperSheets.Lines(content), PaperSheets.Taxes(content)],
            [
                new("Net", PaperSheets.Amount(content.Net, content.Currency)),
                .. content
                    .Taxes.Where(tax => tax.Amount != 0)
                    .Select(tax => new PaperWord($"Tax {PaperSheets.Rate(tax.Milli)}", PaperSheets.Amount(tax.Amount, content.Currency))),
                new(credit ? "Credited" : "Total", PaperSheets.Amount(content.Total, content.Currency)),
            ],
            [
                .. credit ? [$"Why: {content.Reason}"] : Array.Empty<string>(),
                .. self
                    ?
                    [
                        "Self-billing: this paper is written by the buyer in the name and on the account of the seller, as both have agreed.",
                    ]
                    : Array.Empty<string>(),
                $"Settled with the vendor's account: the amount stands in the statement {content.OrderId}. Nothing is to be paid on this paper.",
            ],
            PaperSheets.Footer(content.Seller),
            content.Seller.IsSample is true ? Sample : null
        );
    }

    private static PaperTable Sums(StatementContent content)
    {
        IReadOnlyList<string> Row(string name, Func<StatementSums, long> of) =>
            [name, .. content.Sums.Select(sums => PaperSheets.Number(of(sums), sums.Currency))];
        return new(
            [new("Account", 40), .. content.Sums.Select(sums => new PaperColumn(sums.Currency, 20, Right: true))],
            [
                Row("Opening balance", sums => sums.Opening),
                Row("Sales", sums => sums.Sales),
                Row("Refunds", sums => sums.Refunds),
                .. content
                    .Sums.SelectMany(sums => sums.Rates.Select(rate => rate.Milli))
                    .Distinct()
                    .Order()
                    .Select(milli =>
                        Row(
                            milli < 0 ? "Commission" : $"Commission of {PaperSheets.Rate(milli)}, less what went back of it",
                            sums => sums.Rates.Where(rate => rate.Milli == milli).Sum(rate => rate.Amount)
                        )
                    ),
                .. content.Sums.Any(sums => sums.Adjustments != 0)
                    ? [Row("Adjustments", sums => sums.Adjustments)]
                    : Array.Empty<IReadOnlyList<string>>(),
                Row("Payouts", sums => sums.Payouts),
                Row("Closing balance", sums => sums.Closing),
            ]
        );
    }

    private static PaperTable Entries(IReadOnlyList<StatementEntry> entries, Func<long, DateOnly> dayOf)
    {
        var byOrder = entries.GroupBy(one => (Of: one.Entry.OrderId ?? one.Entry.PayoutId ?? string.Empty, one.Entry.Currency)).ToList();
        var byDay = byOrder.Count > RowsMax;
        var groups = byDay
            ? entries
                .GroupBy(one => (Of: string.Empty, one.Entry.Currency, Day: dayOf(one.Entry.AtMs)))
                .OrderBy(group => group.Key.Day)
                .ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
                .Select(group => Row(group.Key.Day, $"{group.Count()} entries", group.Key.Currency, [.. group]))
            : byOrder.Select(group => Row(dayOf(group.First().Entry.AtMs), NameOf(group.First().Entry), group.Key.Currency, [.. group]));
        return new(
            [
                new("Day", 17),
                new(byDay ? "Entries" : "Order or payout", 24),
                new("Sales", 15, Right: true),
                new("Refunds", 15, Right: true),
                new("Commission", 15, Right: true),
                new("Together", 18, Right: true),
            ],
            [.. groups]
        );
    }

    // As pages show orders: by the last eight characters.
    private static string NameOf(VendorEntry entry)
    {
        var id = entry.OrderId ?? entry.PayoutId ?? string.Empty;
        var end = id.Length > 8 ? id[^8..] : id;
        return entry.OrderId is not null ? $"Order {end}"
            : entry.Kind == VendorEntry.PayoutReturned ? $"Returned {end}"
            : $"Payout {end}";
    }

    private static IReadOnlyList<string> Row(DateOnly day, string name, string currency, List<StatementEntry> entries)
    {
        string Of(params string[] kinds)
        {
            var some = entries.Where(one => kinds.Contains(one.Entry.Kind)).Sum(one => one.Entry.Amount);
            return some == 0 ? string.Empty : PaperSheets.Number(some, currency);
        }

        return
        [
            day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            name,
            Of(VendorEntry.Sale),
            Of(VendorEntry.Refund),
            Of(VendorEntry.Commission, VendorEntry.CommissionRefund),
            PaperSheets.Amount(entries.Sum(one => one.Entry.Amount), currency),
        ];
    }
}
