// Several promotions on one cart: in which order they come, what each leaves, which exclude each other, and whom they are for.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class StackTests
{
    private static readonly (string, string, long, long)[] Cart = [("1", "Tea", 2, 1_000), ("2", "Ink", 1, 3_000)];

    [Fact]
    public async Task What_needs_no_code_applies_by_itself_and_each_takes_its_part_of_what_is_left()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Everything", Priority: 1),
            new PromotionBody("percent", Value: 50m, Name: "Tea", Categories: ["Tea"], Priority: 2),
            new PromotionBody("free_shipping", Name: "Shipping")
        );
        var reply = await stall.Price(string.Empty, Cart);
        Assert.Equal([("Tea", 1_000L), ("Everything", 400), ("Shipping", 0)], reply.Applied.Select(one => (one.Name, one.DiscountMinor)));
        Assert.Equal((1_400L, true, string.Empty, 0), (reply.DiscountMinor, reply.FreeShipping, reply.AppliedCode, reply.QuietMs));
        Assert.Equal([1_100L, 300], reply.LineDiscountsMinor);
        Assert.All(reply.Applied, one => Assert.False(one.Counted));
    }

    [Fact]
    public async Task Among_equals_the_larger_discount_comes_first_and_of_a_group_only_that_one()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("amount", Value: 9m, Currency: "USD", Name: "Nine", ExclusiveGroup: "spring"),
            new PromotionBody("percent", Value: 20m, Name: "Fifth", ExclusiveGroup: "spring"),
            new PromotionBody("percent", "TEN", 10m, ExclusiveGroup: "spring"),
            new PromotionBody("percent", Value: 1m, Name: "Crumb", ExclusiveGroup: "autumn")
        );
        var reply = await stall.Price("TEN", Cart);
        Assert.Equal(["Fifth", "Crumb"], reply.Applied.Select(one => one.Name));
        Assert.Equal(
            ("coupon_excluded", "Coupon TEN does not go together with 'Fifth', which applies to this cart."),
            (reply.RefusalCode, reply.RefusalDetail)
        );
    }

    [Fact]
    public async Task One_that_does_not_stack_comes_first_and_alone_or_not_at_all()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 30m, Name: "Alone", Stackable: false),
            new PromotionBody("percent", Value: 20m, Name: "Second"),
            new PromotionBody("percent", "MORE", 40m, Priority: 5)
        );
        Assert.Equal(["Alone"], (await stall.Price(string.Empty, Cart)).Applied.Select(one => one.Name));
        Assert.Equal(["Coupon MORE", "Second"], (await stall.Price("MORE", Cart)).Applied.Select(one => one.Name));
    }

    [Fact]
    public async Task A_coupon_after_everything_is_free_has_nothing_left_and_says_so()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 100m, Name: "Gift", Priority: 1),
            new PromotionBody("amount", "FIVE", 5m, "USD")
        );
        var reply = await stall.Price("FIVE", Cart);
        Assert.Equal((5_000L, "coupon_excluded"), (reply.DiscountMinor, reply.RefusalCode));
        Assert.Single(reply.Applied);
    }

    [Fact]
    public async Task Quantity_window_currency_and_minimum_are_conditions_of_what_needs_no_code_too()
    {
        var now = new TestClock().GetUtcNow();
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Three teas", Categories: ["tea"], MinQuantity: 3),
            new PromotionBody("percent", Value: 10m, Name: "Later", StartsAt: now.AddHours(1), EndsAt: now.AddHours(2)),
            new PromotionBody("percent", Value: 10m, Name: "Euro", Currency: "EUR"),
            new PromotionBody("percent", Value: 10m, Name: "Large", Currency: "USD", MinSubtotal: 50.01m),
            new PromotionBody("percent", "TEAS", 10m, Categories: ["tea"], MinQuantity: 3)
        );
        Assert.Empty((await stall.Price(string.Empty, Cart)).Applied);
        var reply = await stall.Price("TEAS", Cart);
        Assert.Equal(
            ("coupon_quantity_not_met", "Coupon TEAS needs 3 units of the goods it is for: 1 more."),
            (reply.RefusalCode, reply.RefusalDetail)
        );
        Assert.Equal(
            ["Large", "Three teas", "Coupon TEAS"],
            (await stall.Price("TEAS", ("1", "Tea", 3, 1_000), ("2", "Ink", 1, 3_000))).Applied.Select(one => one.Name)
        );
        stall.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["Later"], (await stall.Price(string.Empty, Cart)).Applied.Select(one => one.Name));
    }

    [Fact]
    public async Task A_promotion_for_members_is_theirs_alone_from_the_next_cart_on()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Members", CustomerGroups: ["VIP", "staff"]),
            new PromotionBody("percent", "INSIDE", 5m, CustomerGroups: ["vip"])
        );
        Assert.Equal("coupon_group_only", (await stall.Price("INSIDE", Cart)).RefusalCode);
        await stall.Database.Write(tx => GroupStore.Add(tx, "vip", "u1", 1));
        Assert.Equal(["Members", "Coupon INSIDE"], (await stall.Price("INSIDE", Cart)).Applied.Select(one => one.Name));
        await stall.Database.Write(tx => GroupStore.Remove(tx, "vip", "u1"));
        Assert.Empty((await stall.Price(string.Empty, Cart)).Applied);
    }

    [Fact]
    public async Task What_is_for_first_orders_waits_until_Ordering_has_said_so()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Hello", FirstOrder: true),
            new PromotionBody("percent", "HELLO", 5m, FirstOrder: true)
        );
        var cart = Stall.Cart(string.Empty, Cart);
        var unsaid = (await stall.Promotions.Price(cart, default)).Value;
        Assert.Equal((0, true), (unsaid.Applied.Count, unsaid.AsksFirstOrder));
        cart.FirstOrder = true;
        Assert.Equal(["Hello"], (await stall.Promotions.Price(cart, default)).Value.Applied.Select(one => one.Name));
        cart.FirstOrder = false;
        cart.CouponCode = "HELLO";
        var second = (await stall.Promotions.Price(cart, default)).Value;
        Assert.Equal((0, "coupon_first_order_only", false), (second.Applied.Count, second.RefusalCode, second.AsksFirstOrder));
    }

    [Fact]
    public async Task Of_two_first_orders_at_once_one_gets_it_and_after_a_cancellation_the_next()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Hello", FirstOrder: true),
            new PromotionBody("percent", "ALSO", 10m, FirstOrder: true)
        );
        var hello = await stall.Id("Hello");
        var also = await stall.Id("ALSO");
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() => stall.RedeemAll($"o{i}", "u1", 900, (i % 2 == 0 ? hello : also, i % 2 == 0 ? string.Empty : "ALSO")))
                )
        );
        Assert.Equal(1, replies.Count(refused => refused is null));
        Assert.Equal(49, replies.Count(refused => refused == "coupon_first_order_only"));
        await stall.GiveBack($"o{Array.IndexOf(replies, null)}");
        Assert.Null(await stall.RedeemAll("next", "u1", 0, (hello, string.Empty)));
        Assert.Null(await stall.RedeemAll("next", "u1", 0, (hello, string.Empty)));
        Assert.Equal("coupon_first_order_only", await stall.RedeemAll("last", "u1", 0, (hello, string.Empty)));
        Assert.Null(await stall.RedeemAll("theirs", "u2", 0, (hello, string.Empty)));
    }

    [Fact]
    public async Task What_is_used_up_makes_room_for_the_next_of_its_group()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 20m, Name: "First three", TotalLimit: 1, ExclusiveGroup: "g", Priority: 2),
            new PromotionBody("percent", Value: 15m, Name: "Once each", PerCustomerLimit: 1, ExclusiveGroup: "g", Priority: 1),
            new PromotionBody("percent", Value: 5m, Name: "Always", ExclusiveGroup: "g")
        );
        async Task<string> Now() => Assert.Single((await stall.Price(string.Empty, Cart)).Applied).Name;
        Assert.Equal("First three", await Now());
        Assert.Null(await stall.RedeemAll("o1", "u9", 60, (await stall.Id("First three"), string.Empty)));
        Assert.Equal("Once each", await Now());
        Assert.Null(await stall.RedeemAll("o2", "u1", 0, (await stall.Id("Once each"), string.Empty)));
        Assert.Equal("Always", await Now());
        stall.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("First three", await Now());
    }

    [Fact]
    public async Task All_uses_of_an_order_are_taken_or_none()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Two", TotalLimit: 2),
            new PromotionBody("percent", "ONE", 10m, TotalLimit: 1)
        );
        var (two, one) = (await stall.Id("Two"), await stall.Id("ONE"));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Task.Run(() => stall.RedeemAll($"o{i}", $"u{i}", 0, (two, string.Empty), (one, "ONE"))))
        );
        Assert.Equal(1, replies.Count(refused => refused is null));
        Assert.Equal((1L, 1L), (await stall.UsedOf(two), await stall.UsedOf(one)));
        Assert.Null(await stall.RedeemAll("alone", "u", 0, (two, string.Empty)));
        await stall.GiveBack($"o{Array.IndexOf(replies, null)}");
        await stall.Reopen();
        Assert.Equal((1L, 0L), (await stall.UsedOf(two), await stall.UsedOf(one)));
    }

    [Fact]
    public async Task An_order_priced_anew_keeps_what_it_was_given_and_gets_nothing_else()
    {
        var now = new TestClock().GetUtcNow();
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "ONCE", 10m, PerCustomerLimit: 1, EndsAt: now.AddHours(1)),
            new PromotionBody("percent", Value: 50m, Name: "Since then", StartsAt: now.AddHours(1))
        );
        Assert.Null(await stall.Redeem("o1", "ONCE"));
        stall.Clock.Advance(TimeSpan.FromDays(1));
        var cart = Stall.Cart(string.Empty, ("1", "Tea", 3, 1_000));
        cart.OrderId = "o1";
        var reply = (await stall.Promotions.Price(cart, default)).Value;
        Assert.Equal((300L, "ONCE", 1), (reply.DiscountMinor, reply.AppliedCode, reply.Applied.Count));
        await stall.GiveBack("o1");
        Assert.Equal(0, (await stall.Promotions.Price(cart, default)).Value.DiscountMinor);
    }

    [Fact]
    public async Task A_line_that_is_meant_twice_counts_once_and_only_the_cart_s_own_promotions_are_met()
    {
        await using var stall = await Stall.Open([
            .. Enumerable
                .Range(0, 300)
                .Select(i => new PromotionBody("amount", Value: 1m, Currency: "USD", Name: $"Other {i}", Products: [$"x{i}"])),
            new PromotionBody("percent", Value: 10m, Name: "Twice", Products: ["1", "2"], Categories: ["Tea", "INK"], MinQuantity: 4),
        ]);
        Assert.Empty((await stall.Price(string.Empty, Cart)).Applied);
        Assert.Equal(600, (await stall.Price(string.Empty, ("1", "Tea", 3, 1_000), ("2", "Ink", 1, 3_000))).DiscountMinor);
    }

    [Fact]
    public async Task A_promotion_is_found_by_its_name_in_any_alphabet_and_by_its_code()
    {
        await using var stall = await Stall.Open(
            new PromotionBody(PromotionType.Percent, "ETE10", 10m, Name: "Été"),
            new PromotionBody(PromotionType.Percent, "XX5", 5m, Name: "Зима")
        );

        // Those of before names were kept folded are folded at the next start.
        await stall.Database.Write(async tx => await tx.Execute("UPDATE promotions SET folded = NULL"));
        Assert.Empty(await Found("été"));
        Assert.Equal(2, await stall.Database.Write(tx => PromotionStore.FillFolded(tx, 10)));
        Assert.Equal(0, await stall.Database.Write(tx => PromotionStore.FillFolded(tx, 10)));
        Assert.Equal(["ETE10"], await Found("été"));
        Assert.Equal(["XX5"], await Found("ЗИМА"));
        Assert.Equal(["XX5"], await Found("xx5"));

        async Task<IEnumerable<string?>> Found(string typed) =>
            (
                await stall.Database.Read(sql =>
                    PromotionStore.Page(sql, null, PromotionStore.Escaped(typed.ToLowerInvariant()), 0, null, 10)
                )
            ).Select(row => row.Promotion.Code);
    }

    [Fact]
    public async Task Another_process_sees_a_change_within_two_seconds()
    {
        if (!TestDatabase.ByDefaultOnPostgres)
        {
            Assert.Skip("SQLite has one process.");
        }

        await using var stall = await Stall.Open(new PromotionBody("percent", Value: 10m, Name: "Ten"));
        await using var other = await stall.Another();
        Assert.Single((await other.Price(string.Empty, Cart)).Applied);
        await stall.Edit.Create(new PromotionBody("percent", Value: 5m, Name: "Five"), default);
        await stall.Edit.Delete(EditPromotions.WithId(await stall.Id("Ten")), default);
        stall.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Five"], (await other.Price(string.Empty, Cart)).Applied.Select(one => one.Name));
    }
}
