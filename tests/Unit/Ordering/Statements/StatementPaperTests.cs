// The papers between the shop and its vendors: their sums are the ledger's to the cent, nothing is guessed, and numbers have no gap.
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Papers;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class StatementPaperTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly XNamespace Basic = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static readonly XNamespace Aggregate = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";

    [Fact]
    public async Task A_month_of_sales_is_an_invoice_in_the_vendors_name_and_one_for_the_commission()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        await desk.Give("v1");
        var order = await Placed(world, "ada", ("p1", 2), ("p2", 1), ("p3", 1));
        Assert.Equal((0, 0), await desk.Closing.Round(default));
        NextMonth(world);

        // v2 has given no details.
        Assert.Equal((2, 2), await desk.Closing.Round(default));
        Assert.Equal((0, 0), await desk.Closing.Round(default));
        var statement = (await desk.Book.Find("v1", "2026-01"))!;
        var sums = statement.Content.Sums.Single();
        var share = VendorShare.Of(order.Terms, _ => 10_000).First(one => one.VendorId == "v1");
        Assert.Equal((share.Sale, -share.Commission, 1L), (sums.Sales, sums.Commission, sums.Orders));
        Assert.Equal([new CommissionAt(10_000, -share.Commission)], sums.Rates);

        var papers = await desk.Papers.Of("v1", "2026-01", "2026-01");
        Assert.Equal(
            [("SB-v1-2026-000001", VendorPaperKind.SelfBilledInvoice), ("COM-2026-000001", VendorPaperKind.CommissionInvoice)],
            papers.Select(paper => (paper.Number, paper.Kind))
        );
        var (supply, commission) = (papers[0].Content, papers[1].Content);
        Assert.Equal((sums.Sales, -sums.Commission), (supply.Total, commission.Total));

        // Goods leave Berlin for a shop of Berlin: 19 % of what the ledger has, whoever buys.
        Assert.Equal(Money.Share(supply.Total, 100, 119), supply.Net);
        Assert.Equal(Money.Share(commission.Total, 100, 119), commission.Net);
        Assert.Equal([("p1", 2L), ("p2", 1L)], supply.Lines.Select(line => (line.Key, line.Quantity)));
        Assert.Equal(("Ada Lovelace OHG", "Lampen & Licht GmbH"), (supply.Seller.Name, supply.Buyer.Name));
        Assert.Equal(("Lampen & Licht GmbH", "Ada Lovelace OHG"), (commission.Seller.Name, commission.Buyer.Name));
        Assert.Equal((new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)), (supply.From!.Value, supply.To!.Value));
        Assert.Equal(StatementWords.Series.DayOf(world.Clock.GetUtcNow().ToUnixTimeMilliseconds()), supply.Day);
        Assert.Empty(await desk.Papers.Waiting(statement.Content, papers));
        Assert.All(papers, HoldsTheRules);
        Assert.Equal(("389", "380"), (TypeOf(papers[0]), TypeOf(papers[1])));
        Assert.Contains("Self-billing", Encoding.UTF8.GetString(XmlOf(papers[0])), StringComparison.Ordinal);
        Assert.Null(await desk.Papers.Find("v2", "SB-v1-2026-000001"));
        Assert.NotNull(await desk.Papers.Find("v1", "SB-v1-2026-000001"));

        // What is missing is told, for each paper, and is written with the date of then.
        var other = (await desk.Book.Find("v2", "2026-01"))!;
        Assert.All(await desk.Papers.Waiting(other.Content, []), one => Assert.Equal("legal_name", Assert.Single(one.Gaps).Field));
        world.Clock.Advance(TimeSpan.FromDays(5));
        await desk.Give("v2", StatementWords.Asked with { VatNumber = null, TaxNumber = "1/2", VatStatus = VatStatus.SmallBusiness });
        Assert.Equal((0, 2), await desk.Closing.Round(default));
        var small = await desk.Papers.Of("v2", "2026-01", "2026-01");
        Assert.Equal((VendorTaxes.SmallBusiness, 0L), (small[0].Content.Taxes.Single().Reason, small[0].Content.Tax));
        Assert.Equal(TaxReason.Taxed, small[1].Content.Taxes.Single().Reason);
        Assert.Equal(("SB-v2-2026-000001", "COM-2026-000002"), (small[0].Number, small[1].Number));
        Assert.Equal(supply.Day.AddDays(5), small[0].Content.Day);
        Assert.All(small, HoldsTheRules);
    }

    [Fact]
    public async Task What_comes_back_in_later_months_ends_at_exactly_nothing_line_by_line_and_a_negative_month_is_a_credit_note()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        await desk.Give("v1");
        var order = await Placed(world, "ada", ("p1", 3), ("p2", 2));
        NextMonth(world);
        await desk.Closing.Round(default);

        // February: goodwill of the vendor, and units of one line.
        Assert.Null((await world.Returning.Refund(order.Id, new(250, [], null, "late", "v1"), Admin, default)).Refused);
        await world.Settled(order.Id);
        Assert.Null((await world.Returning.Refund(order.Id, new(null, [new("p1", 1)], null, "broken", null), Admin, default)).Refused);
        await world.Settled(order.Id);
        NextMonth(world);
        await desk.Closing.Round(default);

        // March: the rest.
        Assert.Null((await world.Moving.Cancel(order.Id, "no more", Admin, default)).Refused);
        await world.Settled(order.Id);
        NextMonth(world);
        await desk.Closing.Round(default);
        var papers = await desk.Papers.Of("v1", "2026-01", "2026-12");
        Assert.Equal(
            ["SB-v1-2026-000001", "COM-2026-000001", "SBC-v1-2026-000001", "COMC-2026-000001", "SBC-v1-2026-000002", "COMC-2026-000002"],
            papers.Select(paper => paper.Number)
        );
        Assert.All(papers, HoldsTheRules);
        Assert.Equal(["389", "380", "261", "381", "261", "381"], papers.Select(TypeOf));
        Assert.Equal("SB-v1-2026-000001", papers[4].Content.Corrects);
        Assert.Equal("COM-2026-000001", papers[5].Content.Corrects);
        Assert.Equal(("p1", 1L), (papers[2].Content.Lines[0].Key, papers[2].Content.Lines[0].Quantity));
        foreach (var side in papers.GroupBy(paper => paper.Side))
        {
            Assert.Equal(0, side.Sum(paper => VendorPaperKind.IsCredit(paper.Kind) ? -paper.Content.Total : paper.Content.Total));
        }

        foreach (var line in papers.Where(paper => paper.Side == VendorPaperKind.Supply).SelectMany(Signed).GroupBy(line => line.Key))
        {
            Assert.Equal((line.Key, 0L), (line.Key, line.Sum(one => one.Gross)));

            // Each month rounds its own tax once.
            Assert.InRange(line.Sum(one => one.Tax), -2, 2);
        }

        foreach (var month in new[] { "2026-01", "2026-02", "2026-03" })
        {
            var sums = (await desk.Book.Find("v1", month))!.Content.Sums.Single();
            var own = papers.Where(paper => paper.Month == month).ToLookup(paper => paper.Side);
            long Total(string side) =>
                own[side].Sum(paper => VendorPaperKind.IsCredit(paper.Kind) ? -paper.Content.Total : paper.Content.Total);
            Assert.Equal(sums.Sales + sums.Refunds, Total(VendorPaperKind.Supply));
            Assert.Equal(-sums.Commission - sums.CommissionRefunds, Total(VendorPaperKind.Commission));
        }

        Assert.Equal(0, (await desk.Book.Find("v1", "2026-03"))!.Content.Sums.Single().Closing);
    }

    [Fact]
    public async Task An_order_that_comes_and_goes_within_a_month_is_in_the_statement_and_in_no_paper()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        await desk.Give("v1");
        var order = await Placed(world, "ada", ("p1", 1));
        Assert.Null((await world.Moving.Cancel(order.Id, "no more", Admin, default)).Refused);
        await world.Settled(order.Id);
        NextMonth(world);
        Assert.Equal((1, 0), await desk.Closing.Round(default));
        Assert.Equal(4, (await desk.Book.Find("v1", "2026-01"))!.Content.Sums.Single().Entries);
        Assert.Empty(await desk.Papers.Due((string.Empty, string.Empty), 10));
    }

    [Fact]
    public async Task Papers_that_many_write_at_once_are_there_once_and_their_numbers_have_no_gap()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        foreach (var month in Enumerable.Range(1, 4))
        {
            await Placed(world, "user" + month, ("p1", month), ("p3", 1));
            NextMonth(world);
        }

        // Nothing is known of anybody: no paper, no number.
        Assert.Equal((8, 0), await desk.Closing.Round(default));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Database.Write<bool>(async tx =>
            {
                await StatementSql.Take(tx, "COM-2026-");
                throw new InvalidOperationException("killed");
            })
        );
        await world.CrashAndRestart();
        desk = new StatementDesk(world);
        await desk.Give("v1");
        await desk.Give("v2");
        var rounds = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new StatementDesk(world).Closing.Round(default)));
        Assert.Equal(16, rounds.Sum(round => round.Papers));
        var papers = (await desk.Papers.Of("v1", "2026-01", "2026-12")).Concat(await desk.Papers.Of("v2", "2026-01", "2026-12")).ToList();
        Assert.Equal(
            Enumerable.Range(1, 8).Select(n => $"COM-2026-{n:D6}"),
            papers.Where(paper => paper.Side == VendorPaperKind.Commission).Select(paper => paper.Number).Order(StringComparer.Ordinal)
        );
        foreach (var vendor in new[] { "v1", "v2" })
        {
            Assert.Equal(
                Enumerable.Range(1, 4).Select(n => ($"SB-{vendor}-2026-{n:D6}", $"2026-{n:D2}")),
                papers
                    .Where(paper => paper.VendorId == vendor && paper.Side == VendorPaperKind.Supply)
                    .OrderBy(paper => paper.Number, StringComparer.Ordinal)
                    .Select(paper => (paper.Number, paper.Month))
            );
        }

        await Assert.ThrowsAnyAsync<Exception>(() => world.Database.Write(tx => tx.Execute("UPDATE vendor_papers SET total = 1")));
    }

    [Fact]
    public async Task A_vendor_of_another_state_and_one_from_outside_the_union_owe_the_tax_themselves_or_none()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        await desk.Give(
            "v1",
            StatementWords.Asked with
            {
                Country = "FR",
                VatNumber = "FR40303265045",
                PostalCode = "75001",
                City = "Paris",
            }
        );
        await desk.Give(
            "v2",
            StatementWords.Asked with
            {
                Country = "CH",
                VatNumber = null,
                TaxNumber = "CHE-1",
                PostalCode = "8001",
                City = "Zürich",
            }
        );
        await Placed(world, "ada", ("p1", 1), ("p3", 1));
        NextMonth(world);
        Assert.Equal((2, 4), await desk.Closing.Round(default));
        var (french, swiss) = (await desk.Papers.Of("v1", "2026-01", "2026-01"), await desk.Papers.Of("v2", "2026-01", "2026-01"));

        // To Britain: the French vendor exports.
        Assert.Equal([TaxReason.Export, VendorTaxes.ReverseChargeService], french.Select(paper => paper.Content.Taxes.Single().Reason));
        Assert.Equal([VendorTaxes.NotSubject, VendorTaxes.NotSubject], swiss.Select(paper => paper.Content.Taxes.Single().Reason));
        Assert.All(french.Concat(swiss), paper => Assert.Equal((0L, paper.Content.Net), (paper.Content.Tax, paper.Content.Total)));
        Assert.All(french.Concat(swiss), HoldsTheRules);
        Assert.Equal(["G", "AE", "O", "O"], french.Concat(swiss).Select(paper => CategoryOf(paper)));
        var none = Encoding.UTF8.GetString(XmlOf(swiss[1]));
        Assert.DoesNotContain("DE136695976</cbc:CompanyID>\n        <cac:TaxScheme>", none, StringComparison.Ordinal);
        Assert.DoesNotContain("cbc:Percent", none, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_that_the_shop_does_not_have_keeps_the_paper_back_and_both_sides_are_told()
    {
        await using var world = await OrderingWorld.Open();
        world.Seller = [.. PaperWords.Seller.Select(one => one.Key.EndsWith("Country", StringComparison.Ordinal) ? (one.Key, "BR") : one)];
        var desk = new StatementDesk(world, seller: world.Seller);
        await desk.Give("v1", StatementWords.Asked with { Country = "BR", VatNumber = null, TaxNumber = "12.345.678/0001-95" });
        await Placed(world, "ada", ("p1", 1));
        NextMonth(world);
        Assert.Equal((1, 0), await desk.Closing.Round(default));
        var statement = (await desk.Book.Find("v1", "2026-01"))!;
        var waiting = await desk.Papers.Waiting(statement.Content, []);
        Assert.Equal([VendorPaperKind.Supply, VendorPaperKind.Commission], waiting.Select(one => one.Side));
        Assert.All(
            waiting,
            one => Assert.Contains("BR", Assert.Single(one.Gaps, gap => gap.Field == "shop_tax").Sentence, StringComparison.Ordinal)
        );

        // Staff write the row, and the next hour writes the papers.
        var row = new TaxRateBody("BR", 17m, Included: true);
        Assert.Null((await world.EditingRates.Create(row, "root", default)).Refused);
        Assert.Equal((0, 2), await desk.Closing.Round(default));
        Assert.Equal(17_000, (await desk.Papers.Of("v1", "2026-01", "2026-01"))[0].Content.Taxes.Single().Milli);
    }

    [Fact]
    public async Task Statements_and_papers_are_printed_and_the_table_adds_up()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        await desk.Give("v1");
        await Placed(world, "ada", ("p1", 2), ("p2", 1));
        await Placed(world, "grace", ("p2", 4));
        NextMonth(world);
        await desk.Closing.Round(default);
        var statement = (await desk.Book.Find("v1", "2026-01"))!;
        var entries = await desk.Book.Entries("v1", "2026-01", 100);
        var sheet = StatementSheets.Of(statement, entries, StatementWords.Series.DayOf);
        Assert.Equal("Statement of January 2026", sheet.Title);
        Assert.Equal(2, sheet.Tables[1].Rows.Count);
        Assert.Contains("Ada Lovelace OHG", sheet.Recipient);
        var printer = PaperPrinting.Of()!;
        foreach (var one in (await desk.Papers.Of("v1", "2026-01", "2026-01")).Select(StatementSheets.Of).Prepend(sheet))
        {
            var printed = printer.Print(one);
            Assert.Empty(printed.Missing);
            Assert.Equal(printed.Pdf, printer.Print(one).Pdf);
        }

        var rows = Encoding
            .UTF8.GetString(StatementCsv.Of(statement.Content, entries, StatementWords.Series.DayOf))
            .TrimEnd()
            .Split("\r\n")
            .Select(row => row.Split(','))
            .ToList();
        Assert.Equal(["date", "kind", "order_id", "payout_id", "commission_percent", "amount", "balance", "currency"], rows[0]);
        Assert.Equal((entries.Count + 3, "\"opening_balance\"", "\"closing_balance\""), (rows.Count, rows[1][1], rows[^1][1]));
        Assert.Equal(rows[^1][6], rows[^2][6]);
        Assert.Equal(
            Currencies.ToMajor(statement.Content.Sums.Single().Movements, "USD"),
            rows.Skip(2).SkipLast(1).Sum(row => decimal.Parse(row[5], CultureInfo.InvariantCulture))
        );
    }

    private static IEnumerable<PaperLine> Signed(VendorPaper paper) =>
        VendorPaperKind.IsCredit(paper.Kind) ? SupplyLines.Turned(paper.Content.Lines) : paper.Content.Lines;

    private static async Task<Order> Placed(OrderingWorld world, string user, params (string ProductId, long Quantity)[] lines)
    {
        world.Shop.Fill(user, [.. lines.Select(line => (line.ProductId, line.Quantity))]);
        return await world.Settled((await world.Place(OrderingWorld.Wish(user))).Id);
    }

    private static void NextMonth(OrderingWorld world)
    {
        var now = world.Clock.GetUtcNow();
        world.Clock.Advance(new DateTimeOffset(now.Year, now.Month, 15, 12, 0, 0, TimeSpan.Zero).AddMonths(1) - now);
    }

    private static byte[] XmlOf(VendorPaper paper) =>
        PaperXml.Of(new(paper.Number, paper.Kind, paper.Content.OrderId, 0, paper.AtMs, paper.Content));

    private static XElement RootOf(VendorPaper paper)
    {
        using var read = new MemoryStream(XmlOf(paper));
        return XDocument.Load(read).Root!;
    }

    private static string TypeOf(VendorPaper paper) =>
        RootOf(paper).Elements().Single(one => one.Name.LocalName.EndsWith("TypeCode", StringComparison.Ordinal)).Value;

    private static string CategoryOf(VendorPaper paper) =>
        RootOf(paper).Descendants(Aggregate + "TaxCategory").Single().Element(Basic + "ID")!.Value;

    /// <summary>The rules of EN 16931 about sums, rates and parties, held against the document itself.</summary>
    private static void HoldsTheRules(VendorPaper paper)
    {
        var root = RootOf(paper);
        decimal Number(XElement at, string name) => decimal.Parse(at.Element(Basic + name)!.Value, CultureInfo.InvariantCulture);
        var credit = VendorPaperKind.IsCredit(paper.Kind);
        var totals = root.Element(Aggregate + "LegalMonetaryTotal")!;
        var lines = root.Elements(Aggregate + (credit ? "CreditNoteLine" : "InvoiceLine")).ToList();
        var taxes = root.Element(Aggregate + "TaxTotal")!;
        var rows = taxes.Elements(Aggregate + "TaxSubtotal").ToList();
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Sum(line => Number(line, "LineExtensionAmount")), Number(totals, "LineExtensionAmount"));
        Assert.Equal(rows.Sum(row => Number(row, "TaxAmount")), Number(taxes, "TaxAmount"));
        Assert.Equal(rows.Sum(row => Number(row, "TaxableAmount")), Number(totals, "TaxExclusiveAmount"));
        Assert.Equal(Number(totals, "TaxExclusiveAmount") + Number(taxes, "TaxAmount"), Number(totals, "TaxInclusiveAmount"));
        Assert.Equal(Number(totals, "TaxInclusiveAmount") - Number(totals, "PrepaidAmount"), Number(totals, "PayableAmount"));
        foreach (var row in rows)
        {
            var category = row.Element(Aggregate + "TaxCategory")!;
            var id = category.Element(Basic + "ID")!.Value;
            var percent = id == "O" ? 0 : Number(category, "Percent");

            // BR-CO-17 of one rounding; BR-AE-10, BR-E-10, BR-G-10, BR-O-10: who charges none says why.
            Assert.InRange(Number(row, "TaxAmount") - (Number(row, "TaxableAmount") * percent / 100), -0.01m, 0.01m);
            Assert.Equal(id is "S" or "Z", category.Element(Basic + "TaxExemptionReason") is null);
        }

        foreach (var line in lines)
        {
            var price = line.Element(Aggregate + "Price")!;
            Assert.Equal(
                Number(line, "LineExtensionAmount"),
                Number(price, "PriceAmount")
                    * Number(line, credit ? "CreditedQuantity" : "InvoicedQuantity")
                    / Number(price, "BaseQuantity")
            );
            Assert.True(Number(price, "PriceAmount") >= 0 && Number(price, "BaseQuantity") > 0);
        }

        // BR-29, BR-CO-26, and BR-O-02: nobody's VAT number where the tax does not apply.
        var period = root.Element(Aggregate + "InvoicePeriod")!;
        Assert.True(string.CompareOrdinal(period.Element(Basic + "StartDate")!.Value, period.Element(Basic + "EndDate")!.Value) < 0);
        foreach (var side in new[] { "AccountingSupplierParty", "AccountingCustomerParty" })
        {
            var party = root.Element(Aggregate + side)!.Element(Aggregate + "Party")!;
            var numbers = party.Elements(Aggregate + "PartyTaxScheme").ToList();
            var vat = numbers.Count(one => one.Element(Aggregate + "TaxScheme")!.Element(Basic + "ID")!.Value == "VAT");
            var own = party.Element(Aggregate + "PartyLegalEntity")!.Element(Basic + "CompanyID");
            Assert.True(CategoryOf(paper) != "O" || vat == 0);
            Assert.True(side == "AccountingCustomerParty" || numbers.Count > 0 || own is not null);
        }
    }
}
