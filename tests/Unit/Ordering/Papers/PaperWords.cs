// A seller and an order for the tests of papers.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

internal static class PaperWords
{
    public static readonly (string Key, string Value)[] Seller =
    [
        ("Shop:Seller:Name", "Lampen & Licht GmbH"),
        ("Shop:Seller:Street", "Straße der Jugend 12"),
        ("Shop:Seller:PostalCode", "10115"),
        ("Shop:Seller:City", "Berlin"),
        ("Shop:Seller:Country", "DE"),
        ("Shop:Seller:VatNumber", "DE136695976"),
        ("Shop:Seller:Register", "HRB 1, Amtsgericht Charlottenburg"),
    ];

    public static Seller Who => new ShopSeller(TestTaxes.Configuration(Seller)).Who!;

    /// <summary>Lamp, desk and book of two rates, with shipping; prices with tax or without.</summary>
    public static Order Confirmed(bool included, long lamps = 3)
    {
        var priced = Pricing.Price(
            [
                new("lamp", "Lamp", "v1", "things", lamps, 11_900, "EUR") { TaxClass = TaxClasses.Standard },
                new("desk", "Desk", "v2", "things", 1, 3_333, "EUR") { TaxClass = TaxClasses.Standard },
                new("book", "Book", "v2", "things", 2, 5_351, "EUR") { TaxClass = TaxClasses.Reduced },
            ],
            new([1_000, 0, 77], false, null),
            "standard",
            new(499, 1_499, 1_000_000),
            [
                new(TaxClasses.Standard, "DE", new(19_000, included), TaxReason.Taxed, true),
                new(TaxClasses.Reduced, "DE", new(7_000, included), TaxReason.Taxed, true),
            ]
        );
        var terms = new Terms(
            "ada@example.com",
            new("Ada Lovelace", "1 Home", "Bonn", "DE", "53111"),
            "standard",
            null,
            "EUR",
            priced.Lines,
            priced.Subtotal,
            priced.Discount,
            priced.Shipping,
            priced.Tax,
            priced.TaxIncluded,
            priced.Total,
            Taxes: priced.Taxes
        );
        return Order.Place("o1", "ada", terms, Cartwright.Ordering.Checkout.Begin("tok_visa", 0), 1_000).Confirm(2_000);
    }

    /// <summary>The papers that the entries of an order's whole life ask for, in turn.</summary>
    public static List<Paper> PapersOf(Order order)
    {
        var papers = new List<Paper>();
        for (var count = 1; count <= order.Added.Count; count++)
        {
            var entry = order.Added[count - 1];
            var then = Timeline.Replay(order.Id, order.UserId, order.PlacedTerms, "tok_visa", [.. order.Added.Take(count)]);
            foreach (
                var content in PaperDrafts.Of(
                    then,
                    entry,
                    then.TermsBefore,
                    [.. papers],
                    Who,
                    ms => DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(ms))
                )
            )
            {
                papers.Add(
                    new(
                        $"{(content.Kind == PaperKind.Invoice ? "INV" : "CN")}-{papers.Count + 1:D6}",
                        content.Kind,
                        order.Id,
                        entry.Sequence,
                        entry.AtMs,
                        content
                    )
                );
            }
        }

        return papers;
    }

    public static long Invoiced(this IEnumerable<Paper> papers) =>
        papers.Sum(paper => paper.Kind == PaperKind.Invoice ? paper.Content.Total : -paper.Content.Total);
}
