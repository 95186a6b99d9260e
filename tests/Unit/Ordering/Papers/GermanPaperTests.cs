// A paper of a German order is in German: every word that is the shop's own, its amounts and its days.
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

public class GermanPaperTests
{
    private static readonly Seller Seller = new(
        "Lampen & Licht GmbH",
        "Straße der Jugend 12",
        "10115",
        "Berlin",
        "DE",
        "DE136695976",
        "12/345/67890",
        IsSample: true
    );

    private static readonly PaperContent Invoice = new(
        PaperKind.Invoice,
        new(2026, 3, 15),
        Seller,
        new PostalAddress("Ada", "Weg 1", "Wien", "AT", "1010"),
        "ATU12345675",
        "order-1",
        new(2026, 3, 14),
        "EUR",
        [
            new("p1", "Lampe", 3, 50_000, 1_000, 125_210, 23_790, 19_000, true, TaxReason.Taxed),
            new("p2", "Buch", 1, 1_000, 100, 900, 0, 0, false, TaxReason.ReverseCharge),
            new("p3", "Reduction: Stuhl", 1, 0, 0, 100, 7, 7_000, false, TaxReason.OneStopShop),
            new(PaperLine.Shipping, "Shipping", 1, 500, 0, 500, 0, 0, false, PaperLine.NotTaxed),
        ],
        126_710,
        23_797,
        150_507,
        Language: "de"
    );

    public static TheoryData<string> Reasons => [.. TaxReason.All];

    public static TheoryData<int> Kinds => [0, 1, 2, 3, 4, 5, 6];

    [Fact]
    public void An_invoice_has_german_words_amounts_and_days()
    {
        var sheet = PaperSheets.Of(new("INV-2026-000042", PaperKind.Invoice, "order-1", 2, 1, Invoice));
        Assert.Equal(("de", "Rechnung INV-2026-000042"), (sheet.Language, sheet.Title));
        Assert.Contains(new PaperWord("Datum", "15. März 2026"), sheet.Facts);
        Assert.Contains(new PaperWord("Gesamtbetrag", "1.505,07 EUR"), sheet.Totals);
        Assert.Contains(new PaperWord("Steuer 19 %", "237,90 EUR"), sheet.Totals);
        Assert.Equal(
            ["Lampe (je 500,00 mit Steuer, abzüglich 10,00)", "3", "417,3667", "19 %", "1.252,10", "1.490,00"],
            sheet.Tables[0].Rows[0]
        );
        Assert.Equal("Minderung: Stuhl", sheet.Tables[0].Rows[2][0]);
        Assert.Equal("Versand", sheet.Tables[0].Rows[3][0]);
        Assert.Equal("MUSTER EINER DEMO: KEINE RECHNUNG", sheet.Mark);
        Assert.Contains("USt-IdNr. DE136695976", sheet.Footer, StringComparison.Ordinal);
    }

    /// <summary>Each kind of paper in both languages: nothing of the shop's words is the same in the two.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_word_of_the_shop_stays_english(int kind)
    {
        PaperContent[] kinds =
        [
            Invoice,
            Invoice with
            {
                Corrects = "INV-1",
            },
            Invoice with
            {
                Moved = 100_000,
            },
            Invoice with
            {
                Moved = 0,
            },
            Invoice with
            {
                Kind = PaperKind.CreditNote,
                Corrects = "INV-1",
                Reason = "The goods came back.",
            },
            Invoice with
            {
                Kind = PaperKind.CreditNote,
                Corrects = "INV-1",
                Reason = "The order was cancelled.",
                Moved = 0,
            },
            Invoice with
            {
                Kind = PaperKind.CreditNote,
                Corrects = "INV-1",
                Reason = "The order was changed.",
                Moved = 50_000,
            },
        ];
        var (german, english) = (Words(kinds[kind]), Words(kinds[kind] with { Language = null }));
        Assert.Equal(english.Count, german.Count);
        Assert.All(english.Zip(german), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_of_a_tax_is_said_in_german(string reason)
    {
        var content = Invoice with { Lines = [Invoice.Lines[0] with { Reason = reason }] };
        Assert.NotEqual(PaperSheets.Taxes(content with { Language = "en" }).Rows[0][1], PaperSheets.Taxes(content).Rows[0][1]);
    }

    [Fact]
    public void A_paper_of_before_there_were_languages_is_english_and_stored_as_it_was()
    {
        var old = Invoice with { Language = null };
        Assert.DoesNotContain("language", old.Stored(), StringComparison.Ordinal);
        Assert.Equal("Invoice INV-1", PaperSheets.Of(new("INV-1", PaperKind.Invoice, "o", 2, 1, PaperContent.Read(old.Stored()))).Title);
    }

    // What the shop itself says: no number of the order, no name of a product, nothing of the buyer.
    private static List<string> Words(PaperContent content)
    {
        var sheet = PaperSheets.Of(new("X-1", content.Kind, "o", 2, 1, content));
        return
        [
            sheet.Title,
            .. sheet.Facts.Select(word => word.Label),
            .. sheet.Tables.SelectMany(table => table.Columns).Select(column => column.Head),
            .. sheet.Tables[1].Rows.Select(row => row[1]),
            .. sheet.Totals.Select(word => word.Label),
            .. sheet.Notes,
            sheet.Mark!,
        ];
    }
}
