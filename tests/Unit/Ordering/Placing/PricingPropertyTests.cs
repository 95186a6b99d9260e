// Whole bills: random carts, currencies of 0, 2 and 3 digits, taxes on top and inside, promotions by the rules of Promotions; 400,000
// seeded cases.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Promotions;
using Cartwright.Unit.ContractTypes;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

public class PricingPropertyTests
{
    private static readonly Rates Rates = new(new ConfigurationBuilder().Build());

    // With rows on top of prices, inside them, and of nothing.
    private static readonly TaxRows Taxes = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Demo", "true"), new("Tax:BR:Percent", "0")]).Build()
    );
    private static readonly string[] Currency = ["USD", "EUR", "JPY", "KRW", "KWD", "TND", "HUF", "ISK"];
    private static readonly string[] Countries = ["US", "CA", "DE", "FR", "CH", "JP", "AU", "BR"];

    [Fact]
    public void Lines_plus_shipping_less_discount_plus_tax_is_the_total_and_every_part_adds_up() =>
        Property.Holds(
            400_000,
            5_000_000,
            random =>
            {
                var request = Cart(random);
                var picked = Pick(random, request);
                var reply = PriceCart.Reply(request, picked);
                var items = request
                    .Lines.Select(line => new Item(line.ProductId, "P", "v", line.Category, line.Quantity, line.UnitPriceMinor))
                    .ToList();
                var tax = Taxes.In(Countries[random.Next(Countries.Length)]);
                var bill = Pricing.Price(
                    items,
                    Baskets.Reduced(reply),
                    random.Next(2) == 0 ? Rates.Standard : Rates.Express,
                    Rates.For(request.Currency).Value,
                    [tax]
                );
                long lines = 0,
                    off = 0,
                    taxes = 0;
                foreach (var line in bill.Lines)
                {
                    (lines, off, taxes) = (lines + line.Amount, off + line.Discount, taxes + line.Tax + line.TaxIncluded);
                    if (line.Discount < 0 || line.Tax < 0 || line.TaxIncluded < 0 || line.Net < 0)
                    {
                        return $"A line has a part below zero: {line}.";
                    }
                }

                var due = bill.Tax + bill.TaxIncluded;
                return lines != bill.Subtotal || off != bill.Discount
                        ? $"The lines sum to {lines} less {off}, the bill to {bill.Subtotal} less {bill.Discount}."
                    : off != reply.DiscountMinor || off != picked.Applied.Sum(one => one.Discount)
                        ? $"Promotions took off {reply.DiscountMinor}, the bill {off}."
                    : bill.Total != lines + bill.Shipping - off + bill.Tax
                        ? $"{lines} + {bill.Shipping} - {off} + {bill.Tax} is not {bill.Total}."
                    : bill.Shipping < 0 || bill.Total < 0 || due < 0 || bill.Total < bill.TaxIncluded
                        ? $"The bill has a part below zero: {bill}."
                    : taxes > due || (bill.Shipping == 0 && taxes != due) ? $"The lines carry {taxes} of {due} tax."
                    : tax.Rate.Included && bill.Tax != 0 ? "Prices that include tax were taxed again."
                    : reply.FreeShipping && bill.Shipping != 0 ? "Free shipping costs something."
                    : null;
            }
        );

    private static PriceRequest Cart(Random random)
    {
        var request = new PriceRequest { UserId = "u", Currency = Currency[random.Next(Currency.Length)] };
        for (var line = random.Next(1, 7); line > 0; line--)
        {
            request.Lines.Add(
                new PriceLine
                {
                    ProductId = "p" + random.Next(6),
                    Category = "c" + random.Next(3),
                    Quantity = 1 + random.Next(20),
                    UnitPriceMinor = random.Next(4) == 0 ? random.Next(3) : random.NextInt64(1_000_000),
                }
            );
        }

        return request;
    }

    private static Picked Pick(Random random, PriceRequest request)
    {
        var promotions = new List<Promotion>();
        for (var i = random.Next(5); i > 0; i--)
        {
            var type = random.Next(4) switch
            {
                0 => PromotionType.Percent,
                1 => PromotionType.Amount,
                2 => PromotionType.BuyXGetY,
                _ => PromotionType.FreeShipping,
            };
            promotions.Add(
                new Promotion(
                    "id" + i,
                    null,
                    "Any",
                    type,
                    type == PromotionType.Amount ? random.NextInt64(5_000_000)
                        : type == PromotionType.FreeShipping ? 0
                        : random.Next(1, 10_001),
                    request.Currency,
                    random.Next(3) == 0 ? random.Next(1_000_000) : 0,
                    random.Next(3) == 0 ? random.Next(20) : 0,
                    null,
                    null,
                    null,
                    null,
                    random.Next(3) == 0 ? ["p1", "p2"] : [],
                    random.Next(3) == 0 ? ["C1"] : [],
                    [],
                    false,
                    type == PromotionType.BuyXGetY ? random.Next(1, 4) : null,
                    type == PromotionType.BuyXGetY ? random.Next(1, 4) : null,
                    random.Next(3) == 0 ? "g" : null,
                    random.Next(3),
                    random.Next(5) != 0,
                    false,
                    0,
                    0,
                    0
                )
            );
        }

        return PriceCart.Pick(new PriceBook(promotions), null, request, new Known(), 0);
    }
}
