// What stands on papers: whatever happens to an order, its invoices less its credit notes are what was paid and not given back, to the unit
// and by tax.
using System.Globalization;
using System.Xml.Linq;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public class PaperDraftTests
{
    private static readonly Actor Admin = new("admin", "root");

    // Of one order in the random lives below.
    private const int PapersMax = 7;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_invoice_is_the_order_to_the_unit_with_the_tax_of_each_class(bool included)
    {
        var order = PaperWords.Confirmed(included);
        var paper = Assert.Single(PaperWords.PapersOf(order));
        Assert.Equal((PaperKind.Invoice, order.Terms.Total), (paper.Kind, paper.Content.Total));
        Assert.Equal(order.Terms.Tax + order.Terms.TaxIncluded, paper.Content.Tax);
        Assert.Equal(
            order.Terms.Taxes!.Select(tax => (tax.Milli, tax.Base, tax.Amount)),
            paper.Content.Taxes.Select(tax => (tax.Milli, tax.Base, tax.Amount))
        );
        Assert.Equal(paper.Content.Stored(), PaperContent.Read(paper.Content.Stored()).Stored());
    }

    [Fact]
    public void A_pending_order_and_one_from_before_classes_of_taxes_have_no_paper()
    {
        Assert.Empty(PaperWords.PapersOf(OrderTests.Pending()));
        Assert.Empty(PaperWords.PapersOf(OrderTests.Confirmed().MoveTo(Status.Cancelled, Admin, null, 3).Value));
    }

    [Fact]
    public void Goodwill_a_line_and_the_rest_end_at_exactly_nothing()
    {
        var order = PaperWords
            .Confirmed(included: true)
            .Ask(new(777, [], null, "late", null), Admin, 3_000)
            .Value.Ask(new(null, [new("lamp", 1)], null, "broken", null), Admin, 4_000)
            .Value.MoveTo(Status.Cancelled, Admin, "no more", 5_000)
            .Value;
        var papers = PaperWords.PapersOf(order);
        Assert.Equal(
            [PaperKind.Invoice, PaperKind.CreditNote, PaperKind.CreditNote, PaperKind.CreditNote],
            papers.Select(paper => paper.Kind)
        );
        Assert.All(papers.Skip(1), paper => Assert.Equal(papers[0].Number, paper.Content.Corrects));
        Assert.Equal(777, papers[1].Content.Total);
        Assert.Equal(order.AfterSaleSoFar.Refunds[1].Amount, papers[2].Content.Total);
        Assert.Equal("Money was paid back.", papers[2].Content.Reason);
        Assert.All(papers, paper => Assert.DoesNotContain("broken", paper.Content.Stored(), StringComparison.Ordinal));
        Assert.Equal(0, papers.Invoiced());
        Assert.Empty(PaperDrafts.Left(papers));
    }

    [Fact]
    public void Whatever_happens_to_an_order_its_papers_are_what_it_has_cost_by_each_tax()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var order = PaperWords.Confirmed(random.Next(2) == 0, lamps: random.Next(1, 6));
            for (var step = 0; step < 6; step++)
            {
                var atMs = 3_000 + step;
                var next = random.Next(4) switch
                {
                    0 => order.Ask(new(random.Next(1, 2_000), [], null, null, null), Admin, atMs),
                    1 => order.Ask(
                        new(
                            null,
                            [new(order.Terms.Lines[random.Next(order.Terms.Lines.Count)].ProductId, 1)],
                            random.Next(0, 200),
                            null,
                            null
                        ),
                        Admin,
                        atMs
                    ),
                    2 => order.Withdraw(
                        new(
                            [new(order.Terms.Lines[random.Next(order.Terms.Lines.Count)].ProductId, 1)],
                            "Ada",
                            "ada@example.com",
                            $"k{step}"
                        ),
                        new(14, null, 0, $"w{step}"),
                        Admin,
                        atMs
                    ),
                    _ => order.MoveTo(step > 3 ? Status.Cancelled : Status.Confirmed, Admin, null, atMs),
                };
                order = next.Is(out var after, out _) ? after : order;
            }

            var papers = PaperWords.PapersOf(order);
            Assert.Equal((seed, order.Captured() - order.Refunded()), (seed, papers.Invoiced()));
            Assert.All(
                papers.SelectMany(paper => paper.Content.Lines),
                line => Assert.True(line.Net >= 0 && line.Tax >= 0 && line.Quantity > 0, $"{seed}: {line}")
            );
            foreach (var rate in papers.SelectMany(paper => paper.Content.Taxes).Select(tax => tax.Milli).Distinct())
            {
                var (worth, tax) = papers
                    .SelectMany(paper =>
                        paper
                            .Content.Taxes.Where(one => one.Milli == rate)
                            .Select(one => paper.Kind == PaperKind.Invoice ? (one.Base, one.Amount) : (-one.Base, -one.Amount))
                    )
                    .Aggregate((0L, 0L), (sum, one) => (sum.Item1 + one.Item1, sum.Item2 + one.Item2));

                // Each paper rounds its own tax: with at most seven of them the sum is off by less than a unit each and line.
                Assert.InRange(tax - (worth * rate / 100_000m), -8m, 8m);
            }

            Assert.All(papers, HoldsTheRules);
        }
    }

    [Fact]
    public void An_edit_adds_an_invoice_for_what_is_more_and_a_credit_note_for_what_is_less()
    {
        var order = PaperWords.Confirmed(included: true);
        var more = PaperWords.Confirmed(included: true, lamps: 5).Terms;
        var swapped = more.Less(new Dictionary<string, long> { ["desk"] = 1 });
        var edited = order
            .StartEdit(
                swapped,
                new([.. swapped.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity))], "other goods"),
                Admin,
                3_000
            )
            .Value.Edited(4_000);
        var papers = PaperWords.PapersOf(edited);
        Assert.Equal([PaperKind.Invoice, PaperKind.CreditNote, PaperKind.Invoice], papers.Select(paper => paper.Kind));
        Assert.Contains(papers[1].Content.Lines, line => line is { Key: "desk", Quantity: 1 });
        Assert.Contains(papers[2].Content.Lines, line => line is { Key: "lamp", Quantity: 2 });
        Assert.Equal(papers[0].Number, papers[2].Content.Corrects);
        Assert.Equal(swapped.Total, papers.Invoiced());
    }

    [Theory]
    [InlineData("INV-2026-000042", "INV-2026-", 42)]
    [InlineData("INV-2026-1000042", "INV-2026-", 1_000_042)]
    [InlineData("R2026.000042", "R2026.", 42)]
    public void A_number_is_read_back_as_it_was_made(string text, string series, long number) =>
        Assert.Equal((series, number), PaperSeries.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("INV-00042")]
    [InlineData("INV-2026-0000042x")]
    public void What_is_no_number_is_none(string text) => Assert.Null(PaperSeries.Read(text));

    [Fact]
    public void A_seller_is_said_whole_or_not_at_all()
    {
        Assert.Null(new ShopSeller(TestTaxes.Configuration()).Who);
        Assert.NotNull(new ShopSeller(TestTaxes.Configuration()).Warning);
        Assert.True(new ShopSeller(TestTaxes.Configuration(("Demo", "true"))).Who!.IsSample);
        foreach (
            var (key, without) in new[]
            {
                ("Shop:Seller:Street", "Street"),
                ("Shop:Seller:PostalCode", "PostalCode"),
                ("Shop:Seller:VatNumber", "TaxNumber"),
            }
        )
        {
            var refused = Assert.Throws<ConfigurationRefused>(() =>
                new ShopSeller(TestTaxes.Configuration([.. PaperWords.Seller.Where(one => one.Key != key)]))
            );
            Assert.Contains("Shop:Seller:" + without, refused.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ConfigurationRefused>(() =>
            new ShopSeller(
                TestTaxes.Configuration([
                    .. PaperWords.Seller.Where(one => one.Key != "Shop:Seller:VatNumber"),
                    ("Shop:Seller:VatNumber", "DE136695977"),
                ])
            )
        );
        Assert.Throws<ConfigurationRefused>(() => new PaperSeries(TestTaxes.Configuration(("Papers:InvoiceSeries", "INV 1-"))));
        Assert.Throws<ConfigurationRefused>(() => new PaperSeries(TestTaxes.Configuration(("Papers:InvoiceSeries", "INV{year}"))));
        Assert.Throws<ConfigurationRefused>(() => new PaperSeries(TestTaxes.Configuration(("Papers:InvoiceSeries", "CN-{year}-"))));
    }

    /// <summary>The rules of EN 16931 about sums and rates, held against the document itself.</summary>
    internal static void HoldsTheRules(Paper paper)
    {
        XNamespace cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
        XNamespace cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
        using var read = new MemoryStream(PaperXml.Of(paper));
        var root = XDocument.Load(read).Root!;
        decimal Number(XElement at, string name) => decimal.Parse(at.Element(cbc + name)!.Value, CultureInfo.InvariantCulture);
        var credit = paper.Kind == PaperKind.CreditNote;
        var totals = root.Element(cac + "LegalMonetaryTotal")!;
        var lines = root.Elements(cac + (credit ? "CreditNoteLine" : "InvoiceLine")).ToList();
        var taxes = root.Element(cac + "TaxTotal")!;
        var rows = taxes.Elements(cac + "TaxSubtotal").ToList();

        // BR-16, BR-CO-10, BR-CO-13, BR-CO-14, BR-CO-15, BR-CO-16.
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Sum(line => Number(line, "LineExtensionAmount")), Number(totals, "LineExtensionAmount"));
        Assert.Equal(Number(totals, "LineExtensionAmount"), Number(totals, "TaxExclusiveAmount"));
        Assert.Equal(rows.Sum(row => Number(row, "TaxAmount")), Number(taxes, "TaxAmount"));
        Assert.Equal(Number(totals, "TaxExclusiveAmount") + Number(taxes, "TaxAmount"), Number(totals, "TaxInclusiveAmount"));
        var prepaid = totals.Element(cbc + "PrepaidAmount") is null ? 0 : Number(totals, "PrepaidAmount");
        Assert.Equal(Number(totals, "TaxInclusiveAmount") - prepaid, Number(totals, "PayableAmount"));

        // BR-CO-25: what is due says how.
        Assert.True(Number(totals, "PayableAmount") == 0 || root.Element(cac + "PaymentTerms") is not null);

        // BR-S-08: a row is the sum of the lines of its category and rate; BR-CO-17 and BR-S-09: its tax is the rate of it. What is
        // credited line by line is rounded line by line, and the last paper takes what is left of all of it; the standard's own check
        // leaves a whole unit of the currency.
        foreach (var row in rows)
        {
            var category = row.Element(cac + "TaxCategory")!;
            var (id, percent) = (category.Element(cbc + "ID")!.Value, Number(category, "Percent"));
            var own = lines
                .Where(line =>
                    line.Element(cac + "Item")!.Element(cac + "ClassifiedTaxCategory") is { } of
                    && of.Element(cbc + "ID")!.Value == id
                    && Number(of, "Percent") == percent
                )
                .ToList();
            Assert.Equal(own.Sum(line => Number(line, "LineExtensionAmount")), Number(row, "TaxableAmount"));
            var off = Number(row, "TaxAmount") - (Number(row, "TaxableAmount") * percent / 100);
            Assert.InRange(off, -0.01m * (own.Count + PapersMax), 0.01m * (own.Count + PapersMax));
        }

        // BR-24 to BR-27, and that price, base quantity and quantity make the line.
        foreach (var line in lines)
        {
            var price = line.Element(cac + "Price")!;
            Assert.Equal(
                Number(line, "LineExtensionAmount"),
                Number(price, "PriceAmount")
                    * Number(line, credit ? "CreditedQuantity" : "InvoicedQuantity")
                    / Number(price, "BaseQuantity")
            );
            Assert.True(Number(price, "PriceAmount") >= 0);
        }

        // BR-01 to BR-09, BR-11, BR-CO-26.
        Assert.Equal("urn:cen.eu:en16931:2017", root.Element(cbc + "CustomizationID")!.Value);
        Assert.Equal((paper.Number, "EUR"), (root.Element(cbc + "ID")!.Value, root.Element(cbc + "DocumentCurrencyCode")!.Value));
        var seller = root.Element(cac + "AccountingSupplierParty")!.Element(cac + "Party")!;
        Assert.Equal("DE136695976", seller.Element(cac + "PartyTaxScheme")!.Element(cbc + "CompanyID")!.Value);
        Assert.Equal("Lampen & Licht GmbH", seller.Element(cac + "PartyLegalEntity")!.Element(cbc + "RegistrationName")!.Value);
        Assert.Equal("DE", seller.Element(cac + "PostalAddress")!.Element(cac + "Country")!.Element(cbc + "IdentificationCode")!.Value);
    }
}
