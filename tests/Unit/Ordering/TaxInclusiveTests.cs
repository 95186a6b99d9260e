// Goods that say themselves whether their price contains the tax, beside goods that go by the place's rate: to the cent.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TaxInclusiveTests
{
    private static readonly ShippingRate Shipping = new(499, 1_499, long.MaxValue);

    [Fact]
    public void Both_kinds_in_one_basket_pay_the_same_rate_each_in_its_way()
    {
        // By hand, Germany at 19 %: 119.00 contains 19.00; 50.00 net has 9.50 on top; the shipping of 4.99 contains 0.80 (4.99 * 19 / 119).
        var priced = Price("DE", [Item("gross", 11_900), Item("net", 5_000, false)]);
        Assert.Equal(
            [
                new TaxTerm("standard", "DE", 19_000, true, "taxed", 10_419, 1_980, 499, 80),
                new TaxTerm("standard", "DE", 19_000, false, "taxed", 5_000, 950, 0, 0, Mark: 1),
            ],
            priced.Taxes
        );
        Assert.Equal((16_900, 499, 950, 1_980, 18_349), (priced.Subtotal, priced.Shipping, priced.Tax, priced.TaxIncluded, priced.Total));
        Assert.Equal([(0L, 1_900L, null), (950L, 0L, (int?)1)], priced.Lines.Select(line => (line.Tax, line.TaxIncluded, line.TaxMark)));
    }

    [Fact]
    public void Shipping_goes_by_the_rule_of_the_place_even_where_no_line_does()
    {
        // 100.00 net and 19.00 on top; 4.99 with 0.80 inside.
        var priced = Price("DE", [Item("net", 10_000, false)]);
        Assert.Equal((1_900, 80, 12_399), (priced.Tax, priced.TaxIncluded, priced.Total));
        Assert.Equal([(null, 499L, 80L), ((int?)1, 0L, 1_900L)], priced.Taxes.Select(tax => (tax.Mark, tax.Shipping, tax.Amount)));

        // And in Texas a price that contains 6.25 %: 106.25 has 6.25 in it, 4.99 of shipping has 0.31 on top.
        var inside = Price("US-TX", [Item("gross", 10_625, true)]);
        Assert.Equal((31, 625, 11_155), (inside.Tax, inside.TaxIncluded, inside.Total));
    }

    [Fact]
    public void What_a_product_says_as_the_place_does_changes_nothing()
    {
        var (said, silent) = (Price("DE", [Item("lamp", 11_900, true)]), Price("DE", [Item("lamp", 11_900)]));
        Assert.Equal(silent.Taxes, said.Taxes);
        Assert.Equal(silent.Lines, said.Lines);
        Assert.Null(Assert.Single(said.Lines).TaxMark);

        // Nor where nothing is due.
        var free = Price("AE", [Item("lamp", 11_900, true), Item("desk", 5_000, false), Item("chair", 1_000)]);
        Assert.Equal((0, 0), (free.Tax, free.TaxIncluded));
        Assert.Single(free.Taxes);
    }

    [Fact]
    public void A_reverse_charge_takes_the_homes_tax_off_prices_that_contain_it_alone()
    {
        var due = Rows("AT").Due(TestTaxes.Address("AT"), new("DE", true, true, false), VatNumber.Read("ATU13585627").Value);
        List<Item> items = [Item("gross", 11_900), Item("net", 10_000, false), Item("inside", 11_900, true)];
        Assert.Equal("reverse_charge", Assert.Single(due.Of(items).Value).Reason);
        Assert.Equal([10_000L, 10_000L, 10_000L], items.Select(item => item.UnitPrice));
    }

    [Fact]
    public void What_is_left_after_units_are_taken_out_still_adds_up()
    {
        var priced = Price("DE", [Item("gross", 11_900), Item("net", 5_000, false), Item("book", 1_070, taxClass: "reduced")]);
        var terms = new Terms(
            "a@b.c",
            OrderingWorld.Home,
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
        foreach (var gone in new[] { "gross", "net", "book" })
        {
            var left = terms.Less(new Dictionary<string, long> { [gone] = 1 });
            Assert.Equal(left.Tax, left.Taxes!.Where(tax => !tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(left.TaxIncluded, left.Taxes!.Where(tax => tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(left.Total - left.Tax - left.TaxIncluded, left.Taxes!.Sum(tax => tax.Base));
            Assert.Equal(left.Total, left.Subtotal - left.Discount + left.Shipping + left.Tax);
            Assert.Equal(left.Stored(), Terms.Read(left.Stored()).Stored());
        }
    }

    [Fact]
    public void In_twenty_thousand_baskets_of_both_kinds_all_adds_up()
    {
        var random = new Random(17);
        for (var round = 0; round < 20_000; round++)
        {
            List<Item> items =
            [
                .. Enumerable
                    .Range(0, 1 + random.Next(6))
                    .Select(i =>
                        Item(
                            "p" + i,
                            random.Next(4) == 0 ? random.Next(3) : random.NextInt64(1_000_000),
                            random.Next(3) switch
                            {
                                0 => true,
                                1 => false,
                                _ => null,
                            },
                            random.Next(2) == 0 ? "standard" : "reduced"
                        ) with
                        {
                            Quantity = 1 + random.Next(9),
                        }
                    ),
            ];
            var off = items.Select(item => random.Next(3) == 0 ? 0 : random.NextInt64((item.Quantity * item.UnitPrice) + 1)).ToArray();
            var taxes = Rows("DE").Due(TestTaxes.Address("DE")).Of(items).Value;
            var priced = Pricing.Price(items, new Reduction(off, random.Next(5) == 0, null), "standard", Shipping, taxes);
            Assert.Equal(priced.Total, priced.Subtotal - priced.Discount + priced.Shipping + priced.Tax);
            Assert.Equal(priced.Tax, priced.Taxes.Where(tax => !tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(priced.TaxIncluded, priced.Taxes.Where(tax => tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(priced.Shipping, priced.Taxes.Sum(tax => tax.Shipping));
            for (var i = 0; i < items.Count; i++)
            {
                var tax = Assert.Single(priced.Taxes, priced.Lines[i].Pays);
                Assert.Equal(items[i].PricesIncludeTax ?? true, tax.Included);
            }

            foreach (var tax in priced.Taxes)
            {
                Assert.Equal(
                    tax.Amount,
                    priced.Lines.Where(line => line.Pays(tax)).Sum(line => line.Tax + line.TaxIncluded) + tax.ShippingTax
                );
            }
        }
    }

    [Fact]
    public async Task An_order_keeps_it_and_an_edit_goes_on_with_it()
    {
        await using var world = await OrderingWorld.Open();

        // Great Britain: prices contain 20 %. 29.99 contains 5.00; two at 10.00 net have 4.00 on top.
        world.Shop.Products["p2"].PricesIncludeTax = false;
        world.Shop.Products["p3"].PricesIncludeTax = false;
        world.Shop.Fill("ada", ("p1", 1), ("p2", 2));
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value;
        Assert.Equal((4.00m, true), (quote.Tax, quote.TaxIncluded > 5));
        Assert.Equal(quote.TotalPrice, quote.Subtotal - quote.Discount + quote.Shipping + quote.Tax);
        var order = await world.Settled((await world.Place(OrderingWorld.Wish(expected: quote.TotalPrice))).Id);
        Assert.Equal([null, (int?)1], order.Terms.Lines.Select(line => line.TaxMark));
        Assert.Equal([20_000L, 20_000L], order.Terms.Taxes!.Select(tax => tax.Milli));

        // Two of p3 at 5.50 net join: 2.20 on top of what the others had.
        EditAsk more = new([new("p1", 1), new("p2", 2), new("p3", 2)]);
        var edited = (await world.Editing.Edit(order.Id, more, new("admin", "boss"), default)).Value;
        edited = await world.Settled(edited.Id);
        Assert.Equal(620, edited.Terms.Tax);
        Assert.Equal(2, edited.Terms.Taxes!.Count);
        await world.AssertTimelineHolds(edited);
    }

    private static Priced Price(string place, List<Item> items)
    {
        var (country, part) = (place.Split('-')[0], place.Contains('-', StringComparison.Ordinal) ? place.Split('-')[1] : null);
        var taxes = Rows(place).Due(TestTaxes.Address(country, part)).Of(items).Value;
        return Pricing.Price(items, Reduction.None(items.Count), "standard", Shipping, taxes);
    }

    private static TaxRows Rows(string place) =>
        place == "AE"
            ? TestTaxes.Rows(("Tax:AE:Percent", "0"), ("Tax:AE:Reason", "export"))
            : TestTaxes.Rows(("Tax:BuiltIn", "standard,us"));

    private static Item Item(string id, long price, bool? includes = null, string taxClass = TaxClasses.Standard) =>
        new(id, id, "v", "c", 1, price, taxClass, PricesIncludeTax: includes);
}
