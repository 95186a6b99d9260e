// Trade between states: one-stop-shop, reverse charge and exports, each by a rule or a row and none by absence.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TaxPolicyTests
{
    private static readonly VatNumber Austrian = VatNumber.Read("ATU13585627").Value;

    [Fact]
    public void A_business_of_another_state_pays_no_tax_and_the_price_without_that_of_the_home()
    {
        var due = Due("AT", Austrian, ("Tax:Home", "DE"));
        var tax = due.Of([TaxClasses.Standard]).Value[0];
        Assert.Equal(new ClassTax("standard", "AT", TaxRate.None, TaxReason.ReverseCharge), tax);

        // 119.00 with 19 % at home is 100.00 without.
        Assert.Equal(10_000, due.Price(11_900, tax));
        Assert.Equal(10_000, due.Price(10_700, due.Of([TaxClasses.Reduced]).Value[0]));
    }

    [Theory]
    [InlineData("DE", "ATU13585627", "taxed")] // delivered at home
    [InlineData("AT", "DE136695976", "one_stop_shop")] // a number of the shop's own state
    [InlineData("AT", "CHE107787577", "one_stop_shop")] // a number from outside of the Union
    [InlineData("AT", "GB980780684", "one_stop_shop")]
    [InlineData("CH", "CHE107787577", "taxed")]
    [InlineData("GB", "GB980780684", "taxed")]
    [InlineData("AT", "FR40303265045", "reverse_charge")] // article 138: registered in any other state than that of dispatch
    [InlineData("AT", "XI980780684", "reverse_charge")]
    public void Only_goods_to_another_state_with_a_number_of_another_state_are_a_reverse_charge(
        string country,
        string number,
        string reason
    ) => Assert.Equal(reason, Due(country, VatNumber.Read(number).Value, ("Tax:Home", "DE")).Of([TaxClasses.Standard]).Value[0].Reason);

    [Fact]
    public void To_Northern_Ireland_it_is_one_with_its_number()
    {
        var address = TestTaxes.Address("GB", null, "BT1 5GS");
        var policy = TaxPolicy.Of(TestTaxes.Configuration(("Tax:Home", "IE")));
        Assert.Equal(
            "reverse_charge",
            TestTaxes.Rows().Due(address, policy, VatNumber.Read("XI980780684").Value).Of(["standard"]).Value[0].Reason
        );
        Assert.Equal("taxed", TestTaxes.Rows().Due(address, policy, VatNumber.Read("GB980780684").Value).Of(["standard"]).Value[0].Reason);
    }

    [Fact]
    public void Without_a_home_or_with_the_rule_off_a_number_takes_no_tax_away()
    {
        Assert.Equal((20_000, TaxReason.Taxed), Of(Due("AT", Austrian)));
        Assert.Equal((20_000, TaxReason.OneStopShop), Of(Due("AT", Austrian, ("Tax:Home", "DE"), ("Tax:ReverseCharge", "false"))));
        Assert.Equal((20_000, TaxReason.Taxed), Of(Due("AT", Austrian, ("Tax:Home", "CH"))));
    }

    [Fact]
    public void A_reverse_charge_needs_a_row_like_all_else()
    {
        Assert.Equal("tax_unknown", Due("DK", Austrian, ("Tax:Home", "DE")).Of([TaxClasses.Reduced]).Refused!.Code);
        var canaries = TestTaxes
            .Rows()
            .Due(TestTaxes.Address("ES", "CN", "35001"), TaxPolicy.Of(TestTaxes.Configuration(("Tax:Home", "DE"))), Austrian);
        Assert.Equal("tax_unknown", canaries.Of([TaxClasses.Standard]).Refused!.Code);
    }

    [Fact]
    public void Consumers_in_other_states_pay_theirs_and_below_the_threshold_that_of_the_home()
    {
        Assert.Equal((25_500, TaxReason.OneStopShop), Of(Due("FI", null, ("Tax:Home", "DE"))));
        Assert.Equal((19_000, TaxReason.Taxed), Of(Due("DE", null, ("Tax:Home", "DE"))));
        var small = Due("FI", null, ("Tax:Home", "DE"), ("Tax:OneStopShop", "false"));
        Assert.Equal((19_000, TaxReason.Taxed), Of(small));
        Assert.Equal("DE", small.Of([TaxClasses.Standard]).Value[0].Place);
        Assert.Equal((8_100, TaxReason.Taxed), Of(Due("CH", null, ("Tax:Home", "DE"), ("Tax:OneStopShop", "false"))));
    }

    [Fact]
    public void An_export_is_one_by_a_row_and_sold_net_where_the_shop_says_so()
    {
        (string, string)[] row = [("Tax:Home", "DE"), ("Tax:AE:Percent", "0"), ("Tax:AE:Reason", "export")];
        var gross = Due("AE", null, row);
        Assert.Equal((0, TaxReason.Export), Of(gross));
        Assert.Equal(11_900, gross.Price(11_900, gross.Of([TaxClasses.Standard]).Value[0]));
        var net = Due("AE", null, [.. row, ("Tax:NetExports", "true")]);
        Assert.Equal(10_000, net.Price(11_900, net.Of([TaxClasses.Standard]).Value[0]));
        Assert.Equal(
            "tax_unknown",
            Due("AE", null, ("Tax:Home", "DE"), ("Tax:NetExports", "true")).Of([TaxClasses.Standard]).Refused!.Code
        );
    }

    [Theory]
    [InlineData("Tax:Home", "UK", "is no country")]
    [InlineData("Tax:ReverseCharge", "true", "without a home in the European Union")]
    [InlineData("Tax:OneStopShop", "false", "without a home in the European Union")]
    [InlineData("Tax:NetExports", "true", "without a home")]
    public void A_rule_that_means_nothing_is_refused(string key, string value, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<ConfigurationRefused>(() => TaxPolicy.Of(TestTaxes.Configuration((key, value)))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_business_is_quoted_and_ordered_alike_and_the_order_keeps_its_number()
    {
        await using var world = await OrderingWorld.Open();
        world.Said = [("Tax:Home", "DE")];
        await world.CrashAndRestart();
        world.Shop.Fill("ada", ("p1", 1));
        var vienna = TestTaxes.Address("AT", null, "1010");
        var quote = (await world.Quote.For("ada", vienna, "standard", null, default, vatNumber: "atu 1358 5627")).Value;
        Assert.Equal((0m, 0m, "ATU13585627"), (quote.Tax, quote.TaxIncluded, quote.VatNumber));
        Assert.Equal("reverse_charge", Assert.Single(quote.Taxes!).Reason);
        var order = await world.Place(OrderingWorld.Wish(expected: quote.TotalPrice) with { Address = vienna, VatNumber = "ATU13585627" });
        Assert.Equal(("ATU13585627", "reverse_charge"), (order.Terms.VatNumber, order.Terms.Taxes![0].Reason));
        Assert.Equal(
            "vat_number_invalid",
            (await world.Quote.For("ada", vienna, "standard", null, default, vatNumber: "ATU13585626")).Refused!.Code
        );
        Assert.Equal(
            "vat_number_invalid",
            (await world.Placing.Place(OrderingWorld.Wish() with { VatNumber = "DE1" }, default)).Refused!.Code
        );
    }

    private static (long, string) Of(TaxesDue due)
    {
        var tax = due.Of([TaxClasses.Standard]).Value[0];
        return (tax.Rate.Milli, tax.Reason);
    }

    private static TaxesDue Due(string country, VatNumber? number, params (string Key, string Value)[] said) =>
        TestTaxes
            .Rows(said.Where(one => one.Key.Split(':').Length == 3).ToArray())
            .Due(TestTaxes.Address(country), TaxPolicy.Of(TestTaxes.Configuration(said)), number);
}
