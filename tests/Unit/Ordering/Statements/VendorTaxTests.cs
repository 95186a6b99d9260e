// The tax between the shop and its vendors, against values worked by hand from the law: commission of 119.00 and supplies of 1,190.00 with
// the tax in them. Articles are those of Directive 2006/112/EC; rates those of its states on 30 November 2026.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public class VendorTaxTests
{
    // Services to businesses: article 44 (where the recipient is), 196 (the recipient owes it), 284 (small businesses are taxable persons
    // all the same, so that article 44 holds for them and the shop charges its own tax at home).
    [Theory]
    [InlineData("DE", "DE", VatStatus.Registered, 19_000, TaxReason.Taxed, 10_000, 1_900)] // § 12 (1) UStG, 19 %: 119.00 / 1.19 = 100.00
    [InlineData("DE", "DE", VatStatus.SmallBusiness, 19_000, TaxReason.Taxed, 10_000, 1_900)] // the shop is none: it charges
    [InlineData("FR", "FR", VatStatus.Registered, 20_000, TaxReason.Taxed, 9_917, 1_983)] // CGI art. 278, 20 %: 119.00 / 1.2 = 99.1667
    [InlineData("DE", "FR", VatStatus.Registered, 0, VendorTaxes.ReverseChargeService, 11_900, 0)] // 44 and 196
    [InlineData("DE", "FR", VatStatus.SmallBusiness, 0, VendorTaxes.ReverseChargeService, 11_900, 0)] // 214 (1) (d)
    [InlineData("DE", "CH", VatStatus.Registered, 0, VendorTaxes.NotSubject, 11_900, 0)] // 44: taxed in Switzerland, if at all
    [InlineData("DE", "US", VatStatus.Registered, 0, VendorTaxes.NotSubject, 11_900, 0)]
    [InlineData("DE", "GB", VatStatus.Registered, 0, VendorTaxes.NotSubject, 11_900, 0)] // Northern Ireland is of the Union for goods alone
    [InlineData("GB", "GB", VatStatus.Registered, 20_000, TaxReason.Taxed, 9_917, 1_983)] // VATA 1994 s. 2
    [InlineData("GB", "FR", VatStatus.Registered, 0, VendorTaxes.NotSubject, 11_900, 0)] // VATA 1994 s. 7A: supplied where the recipient is
    [InlineData("CH", "CH", VatStatus.Registered, 8_100, TaxReason.Taxed, 11_008, 892)] // MWSTG art. 25, 8.1 %: 119.00 / 1.081 = 110.0833
    public void Commission_pays_what_the_law_says(string shop, string vendor, string status, long milli, string reason, long net, long tax)
    {
        var due = VendorTaxes
            .OnCommission(Rows(), StatementWords.ShopOf(shop), StatementWords.TraderOf(vendor, status), TestTaxes.Day)
            .Value;
        Assert.Equal(new VendorTax(milli, reason), due);
        var nets = SupplyLines.Nets([11_900], due.Milli);
        Assert.Equal((net, tax), (nets[0], 11_900 - nets[0]));
    }

    // Supplies in a chain from the vendor through the shop to the buyer: article 36a (the transport belongs to the sale to the one in the
    // middle, unless that one is registered where the goods leave), 138, 146, 31, 284.
    [Theory]
    [InlineData("DE", "DE", "DE", VatStatus.Registered, "standard", 19_000, TaxReason.Taxed, 100_000)]
    [InlineData("DE", "DE", "DE", VatStatus.Registered, "reduced", 7_000, TaxReason.Taxed, 111_215)] // 1,190.00 / 1.07 = 1,112.1495
    [InlineData("DE", "DE", "FR", VatStatus.Registered, "standard", 19_000, TaxReason.Taxed, 100_000)] // 36a (2): the shop is of DE
    [InlineData("DE", "DE", "US", VatStatus.Registered, "standard", 19_000, TaxReason.Taxed, 100_000)] // the shop exports, not the vendor
    [InlineData("DE", "DE", "DE", VatStatus.SmallBusiness, "standard", 0, VendorTaxes.SmallBusiness, 119_000)] // § 19 UStG
    [InlineData("DE", "FR", "DE", VatStatus.Registered, "standard", 0, TaxReason.ReverseCharge, 119_000)] // 138: to the shop in DE
    [InlineData("DE", "FR", "IT", VatStatus.Registered, "standard", 0, TaxReason.ReverseCharge, 119_000)] // 36a (1)
    [InlineData("DE", "FR", "FR", VatStatus.Registered, "standard", 20_000, TaxReason.Taxed, 99_167)] // goods stay in FR: 1,190.00 / 1.2
    [InlineData("DE", "FR", "US", VatStatus.Registered, "standard", 0, TaxReason.Export, 119_000)] // 146
    [InlineData("DE", "FR", "DE", VatStatus.SmallBusiness, "standard", 0, VendorTaxes.SmallBusiness, 119_000)] // 139: no 138 for them
    [InlineData("DE", "CH", "DE", VatStatus.Registered, "standard", 0, VendorTaxes.NotSubject, 119_000)] // 31: they leave from CH
    [InlineData("GB", "FR", "FR", VatStatus.Registered, "standard", 20_000, TaxReason.Taxed, 99_167)]
    [InlineData("GB", "FR", "IT", VatStatus.Registered, "standard", 20_000, TaxReason.Taxed, 99_167)] // no number of a state: no 138
    [InlineData("GB", "GB", "GB", VatStatus.Registered, "standard", 20_000, TaxReason.Taxed, 99_167)]
    public void Supplies_pay_what_the_law_says(
        string shop,
        string vendor,
        string to,
        string status,
        string taxClass,
        long milli,
        string reason,
        long net
    )
    {
        var due = VendorTaxes
            .OnSupply(Rows(), StatementWords.ShopOf(shop), StatementWords.TraderOf(vendor, status), to, taxClass, TestTaxes.Day)
            .Value;
        Assert.Equal((new VendorTax(milli, reason), net), (due, SupplyLines.Nets([119_000], due.Milli)[0]));
    }

    [Fact]
    public void A_place_without_a_rate_is_refused_and_never_taxed_with_nothing()
    {
        var (shop, vendor) = (StatementWords.ShopOf("BR"), StatementWords.TraderOf("BR"));
        Assert.Equal("tax_unknown", VendorTaxes.OnCommission(Rows(), shop, vendor, TestTaxes.Day).Refused!.Code);
        Assert.Equal("tax_unknown", VendorTaxes.OnSupply(Rows(), shop, vendor, "BR", "standard", TestTaxes.Day).Refused!.Code);
        Assert.Equal(
            "tax_unknown",
            VendorTaxes
                .OnSupply(Rows(), StatementWords.ShopOf("DE"), StatementWords.TraderOf("DE"), "DE", "of_the_shop", TestTaxes.Day)
                .Refused!.Code
        );
    }

    [Theory]
    [InlineData("DE", VatStatus.Registered, "DE1", null, true, "")]
    [InlineData("DE", VatStatus.Registered, null, "1/2", true, "vat_number")] // article 226 (3)
    [InlineData("DE", VatStatus.SmallBusiness, null, "1/2", true, "")]
    [InlineData("DE", VatStatus.SmallBusiness, null, null, true, "self_billing:tax_number")]
    [InlineData("FR", VatStatus.SmallBusiness, null, "1/2", true, "commission:vat_number")]
    [InlineData("FR", VatStatus.Registered, "FR1", null, false, "shop_vat_number")]
    [InlineData("CH", VatStatus.Registered, null, "CHE-1", true, "")]
    [InlineData("US", VatStatus.Registered, null, null, true, "self_billing:tax_number")]
    public void What_is_missing_is_named_with_what_it_is_for(
        string country,
        string status,
        string? vat,
        string? tax,
        bool shopVat,
        string gaps
    )
    {
        var trader = StatementWords.TraderOf(country, status, vat, tax) with { SelfBilling = new("1", 1, "vendor", "u") };
        var found = TraderGaps
            .Of(trader, StatementWords.ShopOf("DE", shopVat))
            .Where(gap => gap.For != TraderGaps.Trader)
            .GroupBy(gap => gap.Field)
            .Select(group => group.Count() == 2 ? group.Key : $"{group.First().For}:{group.Key}");
        Assert.Equal(gaps, string.Join(' ', found));
    }

    [Fact]
    public void Numbers_that_are_out_of_force_or_not_looked_up_hold_back_the_papers_that_rest_on_them()
    {
        string[] Held(string country, string state) =>
            [
                .. TraderGaps
                    .Of(
                        StatementWords.TraderOf(country) with
                        {
                            SelfBilling = new("1", 1, "vendor", "u"),
                            VatCheck = new("vies", state, 1),
                        },
                        StatementWords.ShopOf("DE")
                    )
                    .Select(gap => gap.For)
                    .Order(StringComparer.Ordinal),
            ];
        Assert.Equal([TraderGaps.Commission, TraderGaps.SelfBilling], Held("FR", VatCheck.NotInForce));
        Assert.Equal([TraderGaps.Commission, TraderGaps.SelfBilling], Held("FR", VatCheck.Unchecked));
        Assert.Equal([TraderGaps.SelfBilling], Held("DE", VatCheck.NotInForce));
        Assert.Empty(Held("DE", VatCheck.Unchecked));
        Assert.Empty(Held("FR", VatCheck.InForce));
        Assert.Contains(TraderGaps.Of(null, null), gap => gap.Field == "shop_seller");
        Assert.Contains(
            TraderGaps.Of(StatementWords.TraderOf("US"), StatementWords.ShopOf("US")),
            gap => gap is { Field: "country", For: TraderGaps.Commission }
        );
    }

    [Fact]
    public void In_a_hundred_thousand_random_months_lines_share_the_tax_of_their_sum_to_the_unit()
    {
        var random = new Random(64);
        long[] rates = [0, 2_500, 7_000, 8_100, 19_000, 20_000, 25_500, 27_000];
        for (var round = 0; round < 100_000; round++)
        {
            var gross = new long[1 + random.Next(12)];
            for (var i = 0; i < gross.Length; i++)
            {
                gross[i] = random.NextInt64(random.Next(4) == 0 ? 10 : 500_000) * (random.Next(4) == 0 ? -1 : 1);
            }

            var milli = rates[random.Next(rates.Length)];
            var nets = SupplyLines.Nets(gross, milli);
            var (whole, net) = (gross.Sum(), nets.Sum());
            Assert.Equal(Money.Share(whole, 100_000, 100_000 + milli), net);

            // EN 16931, BR-CO-17: the tax is the rate of what it is of, to the unit that rounding leaves.
            Assert.InRange(whole - net - (net * milli / 100_000m), -1, 1);
            Assert.All(nets.Zip(gross), one => Assert.InRange(one.First - (one.Second * 100_000m / (100_000 + milli)), -1.5m, 1.5m));
        }
    }

    private static TaxBook Rows() => TestTaxes.Rows().Book;
}
