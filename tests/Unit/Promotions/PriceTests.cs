// What coupons take off a cart: exact sums, and a reason whenever they take nothing.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PriceTests
{
    private const string Any = "Any";

    [Fact]
    public async Task Without_a_code_nothing_is_looked_up_and_the_cart_costs_its_price()
    {
        var stall = await Stall.Open();
        await stall.Price(string.Empty, ("1", Any, 1, 100));
        await stall.DisposeAsync();

        // The database is closed: an answer proves that it was not asked again.
        var reply = await stall.Price(string.Empty, ("1", Any, 2, 500), ("2", Any, 1, 300));
        Assert.Equal(new PriceReply { LineDiscountsMinor = { 0, 0 }, QuietMs = Limits.TablesUnseenMsMax }, reply);
    }

    [Fact]
    public async Task A_percentage_is_rounded_once_and_spread_to_the_last_cent()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TEN", 10m));
        var reply = await stall.Price(" ten ", ("1", Any, 1, 333), ("2", Any, 1, 333), ("3", Any, 1, 333));
        Assert.Equal("TEN", reply.AppliedCode);
        Assert.Equal(100, reply.DiscountMinor);
        Assert.Equal([34L, 33, 33], reply.LineDiscountsMinor);
    }

    [Fact]
    public async Task An_amount_is_never_more_than_the_goods_cost()
    {
        await using var stall = await Stall.Open(new PromotionBody("amount", "FIVE", 5m, "USD"));
        Assert.Equal(500, (await stall.Price("FIVE", ("1", Any, 2, 1_000))).DiscountMinor);
        Assert.Equal(120, (await stall.Price("FIVE", ("1", Any, 1, 120))).DiscountMinor);
    }

    [Fact]
    public async Task Free_shipping_takes_nothing_off_the_goods()
    {
        await using var stall = await Stall.Open(new PromotionBody("free_shipping", "SHIP"));
        var reply = await stall.Price("SHIP", ("1", Any, 2, 1_000));
        Assert.True(reply.FreeShipping);
        Assert.Equal(0, reply.DiscountMinor);
        Assert.Equal("SHIP", reply.AppliedCode);
    }

    [Fact]
    public async Task Of_every_set_the_cheapest_units_are_free()
    {
        await using var stall = await Stall.Open(new PromotionBody("buy_x_get_y", "3FOR2", Buy: 2, Get: 1, Categories: ["Tea"]));
        Assert.Equal(
            [300L, 0, 0],
            (await stall.Price("3FOR2", ("1", "Tea", 1, 300), ("2", "Tea", 3, 500), ("3", "Ink", 9, 100))).LineDiscountsMinor
        );
        Assert.Equal(
            [300L, 500, 0],
            (await stall.Price("3FOR2", ("1", "Tea", 1, 300), ("2", "Tea", 5, 500), ("3", "Ink", 9, 100))).LineDiscountsMinor
        );
        Assert.Equal("coupon_not_applicable", (await stall.Price("3FOR2", ("1", "Tea", 2, 300))).RefusalCode);
    }

    [Fact]
    public async Task A_restricted_coupon_discounts_its_goods_only_and_the_minimum_is_about_the_whole_cart()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "HALF", 50m, "USD", MinSubtotal: 20m, Products: ["7"], Categories: ["Tea"])
        );
        Assert.Equal(
            [500L, 0, 50],
            (await stall.Price("HALF", ("7", Any, 1, 1_000), ("8", Any, 1, 900), ("9", "tea", 1, 100))).LineDiscountsMinor
        );
        Assert.Equal("coupon_not_applicable", (await stall.Price("HALF", ("8", Any, 1, 9_000))).RefusalCode);
        var short_ = await stall.Price("HALF", ("7", Any, 1, 1_999));
        Assert.Equal("coupon_minimum_not_met", short_.RefusalCode);
        Assert.Contains("0.01 USD more", short_.RefusalDetail, StringComparison.Ordinal);
        Assert.Equal([0L], short_.LineDiscountsMinor);
    }

    [Fact]
    public async Task A_discount_that_comes_to_nothing_says_so()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "THIRD", 33m));
        var reply = await stall.Price("THIRD", ("1", Any, 1, 1));
        Assert.Equal(
            ("coupon_not_applicable", "Coupon THIRD takes nothing off so small an amount."),
            (reply.RefusalCode, reply.RefusalDetail)
        );
        Assert.Equal(1, (await stall.Price("THIRD", ("1", Any, 1, 2))).DiscountMinor);
    }

    [Fact]
    public async Task Each_reason_has_its_code()
    {
        var clock = new TestClock().GetUtcNow();
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "SOON", 10m, StartsAt: clock.AddSeconds(1)),
            new PromotionBody("percent", "OVER", 10m, EndsAt: clock),
            new PromotionBody("amount", "EURO", 10m, "EUR"),
            new PromotionBody("percent", "ONCE", 10m, PerCustomerLimit: 1),
            new PromotionBody("percent", "FEW", 10m, TotalLimit: 1)
        );
        await stall.Redeem("o1", "ONCE");
        await stall.Redeem("o2", "FEW", user: "u2");
        (string, string)[] expected =
        [
            ("NOBODY", "coupon_unknown"),
            ("!", "coupon_unknown"),
            (new string('A', 10_000), "coupon_unknown"),
            ("SOON", "coupon_not_started"),
            ("OVER", "coupon_expired"),
            ("EURO", "coupon_currency_differs"),
            ("ONCE", "coupon_already_used"),
            ("FEW", "coupon_exhausted"),
        ];
        foreach (var (code, refusal) in expected)
        {
            var reply = await stall.Price(code, ("1", Any, 1, 1_000));
            Assert.Equal((code, refusal, 0L, string.Empty), (code, reply.RefusalCode, reply.DiscountMinor, reply.AppliedCode));
            Assert.NotEmpty(reply.RefusalDetail);
        }

        stall.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SOON", (await stall.Price("SOON", ("1", Any, 1, 1_000))).AppliedCode);
    }

    [Fact]
    public async Task Absurd_lines_are_refused()
    {
        await using var stall = await Stall.Open();
        (long Quantity, long Price)[] absurd = [(-1, 1), (1, -1), (long.MaxValue, 1), (1, long.MaxValue)];
        foreach (var (quantity, price) in absurd)
        {
            Assert.Equal(
                "invalid_line",
                (await stall.Promotions.Price(Stall.Cart("X", ("1", Any, quantity, price)), default)).Refused?.Code
            );
        }
    }

    [Fact]
    public void Every_discount_is_exact_and_no_line_costs_less_than_nothing()
    {
        var random = new Random(11);
        string[] types = ["percent", "amount", "free_shipping", "buy_x_get_y"];
        for (var round = 0; round < 20_000; round++)
        {
            var type = types[random.Next(types.Length)];
            var coupon = new PromotionBody(
                type,
                "ANY",
                type switch
                {
                    "amount" => random.Next(1, 100_000) / 100m,
                    "free_shipping" => null,
                    _ => random.Next(100, 10_001) / 100m,
                },
                "USD",
                Categories: random.Next(2) == 0 ? ["A", "B"] : null,
                Buy: type == "buy_x_get_y" ? random.Next(1, 4) : null,
                Get: type == "buy_x_get_y" ? random.Next(1, 4) : null
            ).Checked("c", 0).Value;
            var cart = Stall.Cart(
                "ANY",
                [
                    .. Enumerable
                        .Range(0, random.Next(0, 12))
                        .Select(i =>
                            (
                                $"p{i}",
                                $"{(char)('A' + random.Next(3))}",
                                (long)random.Next(0, 20),
                                random.Next(3) == 0 ? random.NextInt64(100_000_000_000) : random.Next(0, 5_000)
                            )
                        ),
                ]
            );
            var reply = PriceCart.Reply(
                cart,
                PriceCart.Pick(new PriceBook([]), new Wanted(new Compiled(coupon), "ANY"), cart, new Known(), 0)
            );

            Assert.Equal(cart.Lines.Count, reply.LineDiscountsMinor.Count);
            Assert.Equal(reply.DiscountMinor, reply.LineDiscountsMinor.Sum());
            Assert.True(reply.AppliedCode.Length > 0 ^ reply.RefusalCode.Length > 0);
            long eligible = 0;
            for (var i = 0; i < cart.Lines.Count; i++)
            {
                var line = cart.Lines[i];
                var amount = line.Quantity * line.UnitPriceMinor;
                var covered = coupon.Covers(line.ProductId, line.Category);
                eligible += covered ? amount : 0;
                Assert.InRange(reply.LineDiscountsMinor[i], 0, covered ? amount : 0);
            }

            if (reply.AppliedCode.Length > 0 && type == "percent")
            {
                Assert.Equal(
                    (long)Math.Round(eligible * (decimal)coupon.Value / 10_000m, MidpointRounding.AwayFromZero),
                    reply.DiscountMinor
                );
            }

            if (reply.AppliedCode.Length > 0 && type == "amount")
            {
                Assert.Equal(Math.Min(eligible, coupon.Value), reply.DiscountMinor);
            }
        }
    }
}
