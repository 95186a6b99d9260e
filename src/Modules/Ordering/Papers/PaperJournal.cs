// The journal of papers for whoever keeps the books: a table that a spreadsheet opens.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

internal static class PaperJournal
{
    private static readonly string[] Head =
    [
        "date",
        "number",
        "kind",
        "corrects",
        "order_id",
        "buyer",
        "country",
        "vat_number",
        "rate",
        "reason",
        "net",
        "tax",
        "gross",
        "currency",
    ];

    /// <summary>A row a paper and rate, oldest first; what is credited has a minus sign.</summary>
    /// <param name="papers">The newest first.</param>
    public static byte[] Csv(IReadOnlyList<Paper> papers) => Web.Csv.Write(Head, papers.Reverse().SelectMany(Rows));

    private static IEnumerable<object?[]> Rows(Paper paper)
    {
        var content = paper.Content;
        decimal Major(long minor) => Currencies.ToMajor(paper.Kind == PaperKind.CreditNote ? -minor : minor, content.Currency);
        foreach (var tax in content.Taxes)
        {
            yield return
            [
                content.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                paper.Number,
                paper.Kind,
                content.Corrects,
                paper.OrderId,
                content.Buyer.Name,
                content.Buyer.Country,
                content.BuyerVatNumber,
                tax.Milli / 1000m,
                tax.Reason,
                Major(tax.Base),
                Major(tax.Amount),
                Major(tax.Base + tax.Amount),
                content.Currency,
            ];
        }
    }
}
