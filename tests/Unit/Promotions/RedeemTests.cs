// Limits hold exactly: in parallel, after a restart, with holds that run out and uses that come back.
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RedeemTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(900)]
    public async Task Two_hundred_uses_at_once_of_a_coupon_for_twenty_are_exactly_twenty(int hold)
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWENTY", 10m, TotalLimit: 20));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => stall.Redeem($"o{i}", "twenty", $"u{i}", hold)))
        );
        Assert.Equal(20, replies.Count(r => r is null));
        Assert.Equal(180, replies.Count(r => r == "coupon_exhausted"));
        await stall.Reopen();
        Assert.Equal(20, await stall.Used("TWENTY"));
        Assert.Equal("coupon_exhausted", await stall.Redeem("late", "TWENTY", "late"));
    }

    [Fact]
    public async Task A_mixture_of_holds_finals_repeats_and_give_backs_at_once_never_passes_the_limit()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWENTY", 10m, TotalLimit: 20));
        var held = (
            await Task.WhenAll(
                Enumerable
                    .Range(0, 200)
                    .Select(i => Task.Run(async () => (Order: i, Refused: await stall.Redeem($"o{i}", "TWENTY", $"u{i}", 900))))
            )
        )
            .Where(r => r.Refused is null)
            .Select(r => r.Order)
            .ToList();
        Assert.Equal(20, held.Count);
        var mixed = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(() =>
                        held.Contains(i)
                            ? held.IndexOf(i) % 2 == 0
                                ? stall.Redeem($"o{i}", "TWENTY", $"u{i}")
                                : stall.GiveBack($"o{i}")
                            : stall.Redeem($"again{i}", "TWENTY", $"u{i}")
                    )
                )
        );
        Assert.True(await stall.Used("TWENTY") <= 20);
        Assert.Equal(await stall.Used("TWENTY") - 10, mixed.Where((r, i) => r is null && !held.Contains(i)).Count());
    }

    [Fact]
    public async Task A_customer_uses_a_coupon_as_often_as_one_may_and_others_are_not_hindered()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWICE", 10m, PerCustomerLimit: 2));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Task.Run(() => stall.Redeem($"o{i}", "TWICE", "u1", i % 2 == 0 ? 0 : 900)))
        );
        Assert.Equal(2, replies.Count(r => r is null));
        Assert.Equal(48, replies.Count(r => r == "coupon_already_used"));
        Assert.Null(await stall.Redeem("other", "TWICE", "u2"));
    }

    [Fact]
    public async Task One_order_counts_once_however_often_it_asks()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "FEW", 10m, TotalLimit: 5),
            new PromotionBody("percent", "OTHER", 10m)
        );
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Task.Run(() => stall.Redeem("o1", "FEW", hold: i % 3 == 0 ? 0 : 60)))
        );
        Assert.All(replies, Assert.Null);
        Assert.Equal(1, await stall.Used("FEW"));
        Assert.Equal("redemption_differs", await stall.Redeem("o1", "OTHER"));
    }

    [Fact]
    public async Task A_hold_runs_out_by_itself_and_a_final_use_does_not()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "ONE", 10m, TotalLimit: 1));
        Assert.Null(await stall.Redeem("o1", "ONE", hold: 60));
        stall.Clock.Advance(TimeSpan.FromSeconds(59.999));
        Assert.Equal("coupon_exhausted", await stall.Redeem("o2", "ONE"));
        stall.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await stall.Used("ONE"));
        Assert.Null(await stall.Redeem("o2", "ONE", hold: 60));
        Assert.Null(await stall.Redeem("o2", "ONE"));
        stall.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal("coupon_exhausted", await stall.Redeem("o3", "ONE"));
        Assert.Equal("coupon_exhausted", await stall.Redeem("o1", "ONE"));
    }

    [Fact]
    public async Task An_order_that_comes_after_its_hold_still_gets_its_use_when_one_is_left_even_after_the_coupons_end()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "ONE", 10m, TotalLimit: 1, EndsAt: new TestClock().GetUtcNow().AddMinutes(5))
        );
        Assert.Null(await stall.Redeem("o1", "ONE", hold: 60));
        stall.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await stall.Redeem("o1", "ONE"));
        Assert.Equal(1, await stall.Used("ONE"));
        Assert.Equal("coupon_expired", await stall.Redeem("o2", "ONE"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Giving_back_returns_exactly_one_use(int hold)
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "THREE", 10m, TotalLimit: 3));
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await stall.Redeem($"o{i}", "THREE", hold: hold));
        }

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => stall.GiveBack("o1"))));
        await stall.Reopen();
        await stall.GiveBack("o1");
        Assert.Equal(2, await stall.Used("THREE"));
        Assert.Equal("redemption_given_back", await stall.Redeem("o1", "THREE"));
        Assert.Null(await stall.Redeem("o3", "THREE"));
        Assert.Equal("coupon_exhausted", await stall.Redeem("o4", "THREE"));
    }

    [Fact]
    public async Task Giving_back_before_the_use_refuses_the_late_use()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TEN", 10m));
        Assert.Null(await stall.GiveBack("o1"));
        await stall.Reopen();
        Assert.Equal("redemption_given_back", await stall.Redeem("o1", "TEN"));
        Assert.Equal(0, await stall.Used("TEN"));
    }

    [Fact]
    public async Task What_does_not_apply_cannot_be_used()
    {
        var now = new TestClock().GetUtcNow();
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "SOON", 10m, StartsAt: now.AddDays(1)),
            new PromotionBody("amount", "EURO", 1m, "EUR")
        );
        Assert.Equal("coupon_unknown", await stall.Redeem("o1", "NOBODY"));
        Assert.Equal("coupon_not_started", await stall.Redeem("o1", "SOON"));
        Assert.Equal("coupon_currency_differs", await stall.Redeem("o1", "EURO"));
        Assert.Equal("invalid_redemption", await stall.Redeem("o1", "SOON", hold: -1));
        Assert.Equal("invalid_id", await stall.Redeem(string.Empty, "SOON"));
    }

    [Fact]
    public async Task A_random_walk_of_uses_is_the_models()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            await using var stall = await Stall.Open(new PromotionBody("percent", "MODEL", 10m, TotalLimit: 4, PerCustomerLimit: 2));
            var uses = new Dictionary<string, (string User, string State, DateTimeOffset Until)>();
            bool Counts(string order) =>
                uses.TryGetValue(order, out var u) && (u.State == "final" || (u.State == "held" && u.Until > stall.Clock.GetUtcNow()));
            for (var step = 0; step < 80; step++)
            {
                var order = $"o{random.Next(9)}";
                var user = $"u{order[^1] % 3}";
                var hold = random.Next(2) * 30;
                switch (random.Next(8))
                {
                    case 0:
                        stall.Clock.Advance(TimeSpan.FromSeconds(random.Next(25)));
                        break;
                    case 1:
                        await stall.Reopen();
                        break;
                    case 2:
                        await stall.GiveBack(order);
                        uses[order] = (user, "given back", default);
                        break;
                    default:
                        var expected =
                            uses.TryGetValue(order, out var u) && u.State == "given back" ? "redemption_given_back"
                            : Counts(order) ? null
                            : uses.Count(x => Counts(x.Key) && x.Value.User == user) >= 2 ? "coupon_already_used"
                            : uses.Count(x => Counts(x.Key)) >= 4 ? "coupon_exhausted"
                            : null;
                        Assert.Equal((seed, step, expected), (seed, step, await stall.Redeem(order, "MODEL", user, hold)));
                        if (expected is null && u.State != "final")
                        {
                            var until = stall.Clock.GetUtcNow().AddSeconds(hold);
                            uses[order] = (user, hold == 0 ? "final" : "held", Counts(order) && u.Until > until ? u.Until : until);
                        }

                        break;
                }

                Assert.Equal((seed, step, uses.Count(x => Counts(x.Key))), (seed, step, (int)await stall.Used("MODEL")));
            }
        }
    }
}
