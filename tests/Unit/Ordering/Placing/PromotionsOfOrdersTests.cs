// What an order does with promotions: it lists them, holds their uses before it is stored, asks about first orders only when that matters,
// and says what it costs without.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PromotionsOfOrdersTests
{
    private static AppliedPromotion Part(string name, long off, bool counted) =>
        new()
        {
            PromotionId = "id-" + name,
            Name = name,
            DiscountMinor = off,
            Counted = counted,
        };

    [Fact]
    public async Task An_order_lists_what_was_taken_off_and_its_terms_are_stored_and_read_alike()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Place(OrderingWorld.Wish(coupon: "TEN"));
        Assert.Equal([new AppliedTerm("p-TEN", "TEN", "Coupon TEN", order.Terms.Discount, false, true)], order.Terms.Promotions);
        Assert.Equal(order.Terms.Stored(), Terms.Read(order.Terms.Stored()).Stored());
        world.Shop.Fill("bob", ("p1", 1));
        var plain = await world.Place(OrderingWorld.Wish("bob"));

        // Orders without promotions are hashed as they always were.
        Assert.Null(plain.Terms.Promotions);
        Assert.DoesNotContain("promotions", plain.Terms.Stored(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_promotions_an_order_without_a_code_costs_what_its_goods_cost_and_never_more_than_was_shown()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Automatic = [Part("Sale", 100, counted: true)];
        world.Shop.Fill("ada", ("p1", 1));
        var reduced = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        PromotionsGo();
        var full = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        Assert.True(reduced < full);

        // Shown a lower total, the shopper is asked again; nothing is held meanwhile.
        PromotionsGo();
        Assert.Equal("price_changed", (await world.Placing.Place(OrderingWorld.Wish(expected: reduced), default)).Refused!.Code);
        Assert.DoesNotContain(world.Shop.Holds.Values, held => held is not null);
        PromotionsGo();
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(expected: full), default)).Refused);

        // A coupon is a promise: its order waits until it can be looked at.
        world.Shop.Fill("bob", ("p1", 1));
        PromotionsGo();
        Assert.Equal(RefusalKind.Unavailable, (await world.Placing.Place(OrderingWorld.Wish("bob", coupon: "TEN"), default)).Refused!.Kind);

        // Each is one question that gets no answer.
        void PromotionsGo() => world.Shop.Plant("price", Fault.LostRequest);
    }

    [Fact]
    public async Task Whoever_reads_an_order_sees_each_promotion_with_its_amount_and_the_amounts_are_the_discount()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Automatic = [Part("Sale", 100, counted: false), Part("Thanks", 50, counted: true)];
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Fill("bob", ("p1", 1));
        var order = OrderBody.Of(await world.Place(OrderingWorld.Wish()), admin: false);
        Assert.Equal(
            [("Sale", 1.00m, null), ("Thanks", 0.50m, null)],
            order.Discounts!.Select(one => (one.Description, one.Amount, one.Code))
        );
        Assert.Equal(order.Discount, order.Discounts!.Sum(one => one.Amount));
        var coupon = Assert.Single(OrderBody.Of(await world.Place(OrderingWorld.Wish("bob", coupon: "TEN")), admin: true).Discounts!);
        Assert.Equal(("p-TEN", "TEN", false), (coupon.PromotionId, coupon.Code, coupon.FreeShipping));
    }

    [Fact]
    public async Task A_use_that_can_run_out_is_held_before_the_order_is_stored_and_another_is_only_counted_at_the_end()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Automatic = [Part("Sale", 100, counted: false)];
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.CouponUsesMax = 0;

        // Nothing is held for it, so the placement is not refused; the checkout would count it.
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(), default)).Refused);
        world.Shop.Automatic = [Part("First hundred", 100, counted: true)];
        world.Shop.Fill("bob", ("p1", 1));
        Assert.Equal("coupon_exhausted", (await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused!.Code);
        Assert.Equal(1, world.Shop.Holds.Values.Count(held => held is not null));
    }

    [Fact]
    public async Task A_promotion_that_ran_out_after_the_price_was_made_is_refused_with_what_it_costs_without_and_nothing_is_held()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var full = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        world.Shop.Automatic = [Part("Last one", 100, counted: true)];
        var quoted = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        Assert.True(quoted < full);
        world.Shop.CouponUsesMax = 0;
        world.Shop.AfterRedeem = () => world.Shop.Automatic = [];
        var refused = (await world.Placing.Place(OrderingWorld.Wish(expected: quoted), default)).Refused!;
        Assert.Equal(
            ("coupon_exhausted", full, "USD"),
            (refused.Code, (decimal)refused.Facts!["total_price"]!, (string)refused.Facts["currency"]!)
        );
        Assert.DoesNotContain(world.Shop.Holds.Values, held => held is not null);

        // The shopper says yes to the price without it.
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(expected: full), default)).Refused);
    }

    [Fact]
    public async Task A_coupon_that_ended_since_the_quote_is_refused_with_the_total_without_it_and_another_price_is_a_changed_one()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var full = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        var refused = (await world.Placing.Place(OrderingWorld.Wish(coupon: "OVER", expected: 1m), default)).Refused!;
        Assert.Equal(("coupon_unknown", full), (refused.Code, (decimal)refused.Facts!["total_price"]!));
        world.Shop.Automatic = [Part("Sale", 100, counted: false)];
        var quoted = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        world.Shop.Automatic = [];
        refused = (await world.Placing.Place(OrderingWorld.Wish(expected: quoted), default)).Refused!;
        Assert.Equal(("price_changed", full), (refused.Code, (decimal)refused.Facts!["total_price"]!));
        Assert.Empty(world.Shop.Holds);
    }

    [Theory]
    [InlineData("ENDED", "coupon_expired")]
    [InlineData("NOPE", "coupon_unknown")]
    public async Task A_cart_whose_coupon_has_ended_is_quoted_and_ordered_without_it_once_the_shopper_says_yes_to_the_total(
        string code,
        string reason
    )
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var full = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        world.Shop.Carts["ada"].CouponCode = code;
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value;
        Assert.Equal((full, code, false, reason), (quote.TotalPrice, quote.Coupon!.Code, quote.Coupon.Applied, quote.Coupon.Problem));
        Assert.Empty(quote.Problems);

        // Another total was expected: perhaps the one with the discount.
        var refused = (await world.Placing.Place(OrderingWorld.Wish(expected: full - 1), default)).Refused!;
        Assert.Equal((reason, full), (refused.Code, (decimal)refused.Facts!["total_price"]!));
        var order = await world.Place(OrderingWorld.Wish(expected: full));
        Assert.Equal((null, full), (order.Terms.CouponCode, Currencies.ToMajor(order.Terms.Total, "USD")));
    }

    [Fact]
    public async Task Without_an_expected_total_an_ended_coupon_is_told_first_and_a_code_that_is_none_is_passed_over()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Carts["ada"].CouponCode = "ENDED";
        Assert.Equal("coupon_expired", (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!.Code);
        world.Shop.Carts["ada"].CouponCode = "NOPE";
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(), default)).Refused);
    }

    [Fact]
    public async Task A_coupon_that_the_request_names_is_refused_at_its_member_and_the_rest_is_quoted_also_when_no_code_is_looked_at()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var full = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.TotalPrice;
        foreach (
            var (code, reason, kind) in new[]
            {
                ("NOPE", "coupon_unknown", RefusalKind.Conflict),
                ("GUESS", "coupon_tries_exhausted", RefusalKind.TooMany),
            }
        )
        {
            var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", code, default)).Value;
            var problem = Assert.Single(quote.Problems);
            Assert.Equal((reason, "coupon_code", full), (problem.Code, problem.Field, quote.TotalPrice));
            var refused = (await world.Placing.Place(OrderingWorld.Wish(coupon: code, expected: full), default)).Refused!;
            Assert.Equal(
                (kind, reason, refused.Detail),
                (refused.Kind, refused.Code, (string)refused.Facts!["errors"]!["coupon_code"]![0]!)
            );
        }

        Assert.Empty(world.Shop.Holds);
    }

    [Fact]
    public async Task Whether_it_is_a_first_order_is_looked_up_only_when_Promotions_ask()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.FirstOrder = Part("Hello", 100, counted: true);
        world.Shop.Fill("ada", ("p1", 1));
        var first = await world.Place(OrderingWorld.Wish());
        Assert.Equal(["Hello"], first.Terms.Promotions!.Select(one => one.Name));
        await world.Settled(first.Id);
        world.Shop.Fill("ada", ("p1", 2));
        Assert.Null((await world.Place(OrderingWorld.Wish())).Terms.Promotions);
        world.Shop.FirstOrder = null;
        world.Shop.Calls.Clear();
        world.Shop.Fill("bob", ("p1", 1));
        await world.Place(OrderingWorld.Wish("bob"));
        Assert.Single(world.Shop.Calls, call => call == "price");
    }
}
