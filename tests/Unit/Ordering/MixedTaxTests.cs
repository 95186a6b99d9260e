// Baskets with goods of several classes: each class pays its rate, shipping goes with the goods, and every part adds up.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public sealed class MixedTaxTests
{
    private static readonly ShippingRate Shipping = new(499, 1_499, 1_000_000);

    [Fact]
    public void Shipping_is_taxed_with_the_goods_it_goes_with()
    {
        // Germany, prices with tax: 119.00 at 19 % and 53.50 at 7 %. Of 4.99 shipping 119.00/172.50 go with the first: 3.44, and 1.55.
        // 122.44 × 19/119 = 19.549… = 19.55; 55.05 × 7/107 = 3.601… = 3.60.
        var priced = Price(
            [Item("lamp", 11_900, TaxClasses.Standard), Item("book", 5_350, TaxClasses.Reduced)],
            Class(TaxClasses.Standard, 19_000, true),
            Class(TaxClasses.Reduced, 7_000, true)
        );
        Assert.Equal((0, 2_315, 17_749), (priced.Tax, priced.TaxIncluded, priced.Total));
        Assert.Equal(
            [
                new("standard", "DE", 19_000, true, "taxed", 10_289, 1_955, 344, 55),
                new("reduced", "DE", 7_000, true, "taxed", 5_145, 360, 155, 10),
            ],
            priced.Taxes
        );
        Assert.Equal([1_900L, 350L], priced.Lines.Select(line => line.TaxIncluded));
        Assert.Equal(["standard", "reduced"], priced.Lines.Select(line => line.TaxClass));
    }

    [Fact]
    public void What_is_left_of_an_order_keeps_its_taxes_by_class_and_they_add_up_to_its_tax()
    {
        foreach (var included in new[] { true, false })
        {
            var priced = Price(
                [
                    Item("lamp", 11_900, TaxClasses.Standard),
                    Item("desk", 3_333, TaxClasses.Standard),
                    Item("book", 5_350, TaxClasses.Reduced),
                ],
                Class(TaxClasses.Standard, 19_000, included),
                Class(TaxClasses.Reduced, 7_000, included)
            );
            var terms = new Terms(
                "a@example.com",
                new("Ada", "1 Home", "Bonn", "DE", "53111"),
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
            foreach (var gone in new[] { "lamp", "desk", "book" })
            {
                var left = terms.Less(new Dictionary<string, long> { [gone] = 1 });
                Assert.Equal(left.Tax + left.TaxIncluded, left.Taxes!.Sum(tax => tax.Amount));
                Assert.Equal(left.Total - left.Tax - left.TaxIncluded, left.Taxes!.Sum(tax => tax.Base));
                Assert.Equal(priced.Taxes.Select(tax => tax.ShippingTax), left.Taxes!.Select(tax => tax.ShippingTax));
            }
        }
    }

    [Fact]
    public void Of_goods_given_away_shipping_goes_by_their_worth_and_of_worthless_ones_at_the_highest_rate()
    {
        ClassTax[] taxes = [Class(TaxClasses.Reduced, 7_000, true), Class(TaxClasses.Standard, 19_000, true)];
        Item[] items = [Item("book", 300, TaxClasses.Reduced), Item("lamp", 100, TaxClasses.Standard)];
        Assert.Equal(
            [374L, 125L],
            Pricing.Price(items, new([300, 100], false, null), "standard", Shipping, taxes).Taxes.Select(one => one.Shipping)
        );
        Item[] worthless = [Item("book", 0, TaxClasses.Reduced), Item("lamp", 0, TaxClasses.Standard)];
        Assert.Equal(
            [0L, 499L],
            Pricing.Price(worthless, Reduction.None(2), "standard", Shipping, taxes).Taxes.Select(one => one.Shipping)
        );
    }

    [Fact]
    public void Where_shipping_is_not_taxed_only_the_goods_are()
    {
        var priced = Price(
            [Item("lamp", 10_000, TaxClasses.Standard)],
            Class(TaxClasses.Standard, 8_000, false) with
            {
                TaxesShipping = false,
            }
        );
        Assert.Equal((800, 11_299), (priced.Tax, priced.Total));
        Assert.Equal(new("standard", "DE", 8_000, false, "taxed", 10_000, 800, 499, 0, true), Assert.Single(priced.Taxes));
    }

    [Fact]
    public void A_class_that_nobody_looked_up_is_a_bug_and_not_untaxed() =>
        Assert.Throws<InvalidOperationException>(() => Price([Item("x", 1, "books")], Class(TaxClasses.Standard, 19_000, true)));

    [Fact]
    public void In_a_hundred_thousand_mixed_baskets_taxes_by_class_lines_and_shipping_add_up()
    {
        var random = new Random(11);
        string[] classes = ["standard", "reduced", "zero", "books"];
        for (var round = 0; round < 100_000; round++)
        {
            var taxes = classes
                .Select(one =>
                    Class(one, random.Next(4) == 0 ? 0 : random.Next(27_001), random.Next(2) == 0) with
                    {
                        TaxesShipping = random.Next(5) > 0,
                    }
                )
                .ToArray();
            var items = Enumerable
                .Range(0, 1 + random.Next(6))
                .Select(i =>
                    Item("p" + i, random.Next(4) == 0 ? random.Next(3) : random.NextInt64(1_000_000), classes[random.Next(4)]) with
                    {
                        Quantity = 1 + random.Next(9),
                    }
                )
                .ToArray();
            var off = items.Select(item => random.Next(3) == 0 ? 0 : random.NextInt64((item.Quantity * item.UnitPrice) + 1)).ToArray();
            var priced = Pricing.Price(items, new Reduction(off, random.Next(5) == 0, null), "standard", Shipping, taxes);
            Assert.Equal(priced.Total, priced.Subtotal - priced.Discount + priced.Shipping + priced.Tax);
            Assert.Equal(priced.Tax, priced.Taxes.Where(tax => !tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(priced.TaxIncluded, priced.Taxes.Where(tax => tax.Included).Sum(tax => tax.Amount));
            Assert.Equal(priced.Shipping, priced.Taxes.Sum(tax => tax.Shipping));
            foreach (var tax in priced.Taxes)
            {
                var lines = priced.Lines.Where(line => line.TaxClass == tax.Class).ToList();
                Assert.Equal(tax.Amount, lines.Sum(line => line.Tax + line.TaxIncluded) + tax.ShippingTax);
                Assert.Equal(
                    lines.Sum(line => line.Net) + (tax.ShippingFree is true ? 0 : tax.Shipping),
                    tax.Base + (tax.Included ? tax.Amount : 0)
                );
                Assert.True(tax is { Base: >= 0, Amount: >= 0, Shipping: >= 0, ShippingTax: >= 0 });
                Assert.All(lines, line => Assert.True(line is { Tax: >= 0, TaxIncluded: >= 0 }));
            }
        }
    }

    private static Priced Price(Item[] items, params ClassTax[] taxes) =>
        Pricing.Price(items, Reduction.None(items.Length), "standard", Shipping, taxes);

    private static Item Item(string id, long price, string taxClass) => new(id, id, "v", "c", 1, price, taxClass);

    private static ClassTax Class(string taxClass, long milli, bool included) => new(taxClass, "DE", new(milli, included), TaxReason.Taxed);
}
