// The bill is exact for every basket: sums hold to the minor unit in currencies of 0, 2 and 3 digits.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

public class PricingTests
{
    private static readonly Rates Rates = new(new ConfigurationBuilder().Build());

    // With rows on top of prices, inside them, and of nothing.
    private static readonly TaxRows Taxes = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Demo", "true"), new("Tax:BR:Percent", "0")]).Build()
    );

    [Fact]
    public void In_a_hundred_thousand_random_baskets_every_part_adds_up_and_none_is_negative()
    {
        var random = new Random(7);
        string[] currencies = ["USD", "EUR", "JPY", "KRW", "KWD", "HUF", "INR"];
        string[] countries = ["US", "CA", "DE", "FR", "CH", "JP", "AU", "BR"];
        for (var round = 0; round < 120_000; round++)
        {
            var items = new Item[1 + random.Next(6)];
            var discounts = new long[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = new(
                    "p" + i,
                    "P",
                    "v",
                    "c",
                    1 + random.Next(20),
                    random.Next(4) == 0 ? random.Next(3) : random.NextInt64(1_000_000)
                );
                var amount = items[i].Quantity * items[i].UnitPrice;
                discounts[i] = random.Next(3) switch
                {
                    0 => 0,
                    1 => amount,
                    _ => random.NextInt64(amount + 1),
                };
            }

            var currency = currencies[random.Next(currencies.Length)];
            var paid = Taxes.In(countries[random.Next(countries.Length)]);
            var tax = paid.Rate;
            var priced = Pricing.Price(
                items,
                new Reduction(discounts, random.Next(4) == 0, null),
                random.Next(2) == 0 ? "standard" : "express",
                Rates.For(currency).Value,
                [paid]
            );
            Assert.Equal(priced.Total, priced.Subtotal - priced.Discount + priced.Shipping + priced.Tax);
            Assert.Equal(priced.Subtotal, priced.Lines.Sum(line => line.Amount));
            Assert.Equal(priced.Discount, priced.Lines.Sum(line => line.Discount));
            var onLines = priced.Lines.Sum(line => line.Tax + line.TaxIncluded);
            Assert.InRange(onLines, 0, priced.Tax + priced.TaxIncluded);
            var taxed = priced.Subtotal - priced.Discount + priced.Shipping;
            Assert.Equal(
                tax.Included ? Money.Share(taxed, tax.Milli, 100_000 + tax.Milli) : Money.Share(taxed, tax.Milli, 100_000),
                priced.Tax + priced.TaxIncluded
            );
            Assert.Equal(priced.Shipping == 0 ? priced.Tax + priced.TaxIncluded : onLines, onLines);
            Assert.All(priced.Lines, line => Assert.True(line is { Discount: >= 0, Tax: >= 0, TaxIncluded: >= 0, Net: >= 0 }));
            Assert.True(priced is { Total: >= 0, Shipping: >= 0, Tax: >= 0, TaxIncluded: >= 0 });
            Assert.Equal(
                Currencies.ToMajor(priced.Total, currency),
                Currencies.ToMajor(priced.Subtotal, currency)
                    - Currencies.ToMajor(priced.Discount, currency)
                    + Currencies.ToMajor(priced.Shipping, currency)
                    + Currencies.ToMajor(priced.Tax, currency)
            );
        }
    }

    [Theory]
    [InlineData("US", 2, 2999, 5998, 0, 435, 0, 6433)] // 7.25 % of 59.98, free from 50
    [InlineData("US", 1, 2999, 2999, 499, 254, 0, 3752)] // 7.25 % of 29.99 + 4.99
    [InlineData("DE", 1, 2999, 2999, 499, 0, 559, 3498)] // 19 % inside 34.98
    [InlineData("BR", 1, 2999, 2999, 499, 0, 0, 3498)] // a row of nothing
    public void A_bill_by_hand(string country, long quantity, long price, long subtotal, long shipping, long tax, long included, long total)
    {
        var priced = Pricing.Price(
            [new("p", "P", "v", "c", quantity, price)],
            Reduction.None(1),
            "standard",
            Rates.For("USD").Value,
            [Taxes.In(country)]
        );
        Assert.Equal(
            (subtotal, shipping, tax, included, total),
            (priced.Subtotal, priced.Shipping, priced.Tax, priced.TaxIncluded, priced.Total)
        );
    }

    [Fact]
    public void Free_shipping_is_judged_after_the_discount()
    {
        Priced Bill(long discount, bool free = false, string method = "standard") =>
            Pricing.Price(
                [new("p", "P", "v", "c", 1, 5_000)],
                new Reduction([discount], free, null),
                method,
                Rates.For("USD").Value,
                [TestTaxes.Of(TaxRate.None)]
            );
        Assert.Equal(0, Bill(0).Shipping);
        Assert.Equal(499, Bill(1).Shipping);
        Assert.Equal(0, Bill(1, free: true).Shipping);
        Assert.Equal(1499, Bill(0, method: "express").Shipping);
    }

    [Fact]
    public void A_discount_above_its_line_is_a_bug_and_not_a_gift()
    {
        Assert.Throws<InvalidOperationException>(() =>
            Pricing.Price(
                [new("p", "P", "v", "c", 1, 100)],
                new Reduction([101], false, null),
                "standard",
                Rates.For("USD").Value,
                [TestTaxes.Of(TaxRate.None)]
            )
        );
    }

    [Fact]
    public void Shipping_can_be_configured_and_in_a_currency_without_rates_nothing_is_shipped_for_nothing()
    {
        var rates = new Rates(new ConfigurationBuilder().AddInMemoryCollection([new("Shipping:JPY:Standard", "900")]).Build());
        Assert.Equal(new ShippingRate(900, 2_000, 7_500), rates.For("JPY").Value);
        Assert.All(
            new[] { "USD", "JPY", "KWD", "VND", "ISK", "TND", "NZD", "CLP", "ZAR", "HKD" },
            currency => Assert.True(rates.For(currency).Value.Express > rates.For(currency).Value.Standard)
        );
        Assert.Equal((RefusalKind.Conflict, "shipping_unknown"), (rates.For("AED").Refused!.Kind, rates.For("AED").Refused!.Code));

        // Three digits, and never free unless somebody says from when.
        Assert.Equal(new ShippingRate(5_000, 12_500, long.MaxValue), From(("IQD:Standard", "5"), ("IQD:Express", "12.5")).For("IQD").Value);
        Assert.Contains(
            "Shipping:AED:Express is missing",
            Assert.Throws<ConfigurationRefused>(() => From(("AED:Standard", "20"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'ABC' is not a currency",
            Assert.Throws<ConfigurationRefused>(() => From(("ABC:Standard", "20"))).Message,
            StringComparison.Ordinal
        );

        static Rates From(params (string Key, string Value)[] said) =>
            new(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(said.Select(one => KeyValuePair.Create("Shipping:" + one.Key, (string?)one.Value)))
                    .Build()
            );
    }
}
