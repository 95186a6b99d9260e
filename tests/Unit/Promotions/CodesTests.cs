// Codes for one use each, and what guessing them gets.
using Cartwright.Contracts;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CodesTests
{
    private static readonly (string, string, long, long)[] Cart = [("1", "Tea", 1, 1_000)];

    [Fact]
    public async Task A_code_opens_its_promotion_once()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", Value: 10m, Name: "Thanks", SingleUseCodes: true));
        var id = await stall.Id("Thanks");
        var codes = await stall.Codes(id, 3);
        Assert.Empty((await stall.Price(string.Empty, Cart)).Applied);
        var reply = await stall.Price(codes[0].ToLowerInvariant().Replace("-", string.Empty, StringComparison.Ordinal), Cart);
        Assert.Equal((100L, "Thanks"), (reply.DiscountMinor, Assert.Single(reply.Applied).Name));
        Assert.Null(await stall.RedeemAll("o1", "u1", 60, (id, codes[0])));
        Assert.Null(await stall.RedeemAll("o1", "u1", 0, (id, codes[0])));
        Assert.Equal("coupon_unknown", (await stall.Price(codes[0], Cart)).RefusalCode);
        Assert.Equal("coupon_unknown", await stall.RedeemAll("o2", "u1", 0, (id, codes[0])));
        Assert.Null(await stall.RedeemAll("o2", "u1", 0, (id, codes[1])));

        // A cancelled order gives its code back, and a new one may take it.
        await stall.GiveBack("o1");
        Assert.Equal(100, (await stall.Price(codes[0], Cart)).DiscountMinor);
        Assert.Null(await stall.RedeemAll("o3", "u3", 0, (id, codes[0])));
    }

    [Fact]
    public async Task Two_hundred_uses_of_one_code_at_once_are_exactly_one()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", Value: 10m, Name: "Thanks", SingleUseCodes: true));
        var id = await stall.Id("Thanks");
        var code = (await stall.Codes(id, 1))[0];
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => stall.RedeemAll($"o{i}", $"u{i}", i % 2 * 900, (id, code))))
        );
        Assert.Equal(1, replies.Count(refused => refused is null));
        Assert.Equal(199, replies.Count(refused => refused == "coupon_unknown"));
        Assert.Equal(1, await stall.UsedOf(id));
    }

    [Fact]
    public async Task Two_processes_give_one_code_to_one_order()
    {
        if (!TestDatabase.ByDefaultOnPostgres)
        {
            Assert.Skip("SQLite has one process.");
        }

        await using var stall = await Stall.Open(new PromotionBody("percent", Value: 10m, Name: "Thanks", SingleUseCodes: true));
        await using var other = await stall.Another();
        var id = await stall.Id("Thanks");
        var code = (await stall.Codes(id, 1))[0];
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => (i % 2 == 0 ? stall : other).RedeemAll($"o{i}", $"u{i}", 0, (id, code))))
        );
        Assert.Equal(1, replies.Count(refused => refused is null));
    }

    [Fact]
    public async Task Codes_have_eighty_random_bits_and_are_kept_as_hashes()
    {
        Assert.Equal("0000-0000-0000-0000", CouponCode.Of(new byte[10]));
        Assert.Equal("ZZZZ-ZZZZ-ZZZZ-ZZZZ", CouponCode.Of([255, 255, 255, 255, 255, 255, 255, 255, 255, 255]));
        Assert.Equal("0000-0000-0000-0001", CouponCode.Of([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Thanks", SingleUseCodes: true),
            new PromotionBody("percent", "PLAIN", 10m)
        );
        var id = await stall.Id("Thanks");
        var codes = await stall.Codes(id, MakeCodes.CodesMax);
        Assert.Equal(MakeCodes.CodesMax, codes.Distinct().Count());
        var stored = await stall.Database.Read(sql => sql.Query("SELECT hash FROM codes", row => row.GetString(0)));
        Assert.Equal(codes.Select(CouponCode.Hash).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        Assert.Equal(
            (MakeCodes.CodesMax, 0L),
            await stall.Database.Read(async sql =>
                Assert.Single(await CodeStore.Batches(sql, id, string.Empty, 10)) is var batch ? (batch.Codes, batch.Taken) : default
            )
        );
        Assert.Equal("validation_failed", (await stall.Make.Make(id, MakeCodes.CodesMax + 1, "a", default)).Refused?.Code);
        Assert.Equal("promotion_takes_no_codes", (await stall.Make.Make(await stall.Id("PLAIN"), 1, "a", default)).Refused?.Code);
        Assert.Equal("promotion_not_found", (await stall.Make.Make("none", 1, "a", default)).Refused?.Code);
    }

    [Fact]
    public async Task Unknown_foreign_and_used_codes_are_answered_in_the_same_words()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", Value: 10m, Name: "Thanks", SingleUseCodes: true),
            new PromotionBody("percent", Value: 10m, Name: "Staff", SingleUseCodes: true, CustomerGroups: ["staff"])
        );
        var (thanks, staff) = (await stall.Id("Thanks"), await stall.Id("Staff"));
        var used = (await stall.Codes(thanks, 1))[0];
        var foreign = (await stall.Codes(staff, 1))[0];
        Assert.Null(await stall.RedeemAll("o1", "u2", 0, (thanks, used)));
        var unknown = await stall.Price("ZZZZ-ZZZZ-ZZZZ-ZZZZ", Cart);
        Assert.Equal("coupon_unknown", unknown.RefusalCode);
        Assert.Equal(unknown, await stall.Price(used, Cart));
        Assert.Equal(unknown, await stall.Price(foreign, Cart));
    }

    [Fact]
    public async Task After_ten_wrong_codes_an_hour_no_code_is_looked_at()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "RIGHT", 10m));
        for (var i = 0; i < WrongCodes.OfUserMax; i++)
        {
            // The same one again is a cart that is looked at, not another try.
            Assert.Equal("coupon_unknown", (await stall.Price($"WRONG{i}", Cart)).RefusalCode);
            Assert.Equal(
                "coupon_unknown",
                i == WrongCodes.OfUserMax - 1 ? "coupon_unknown" : (await stall.Price($"wrong{i} ", Cart)).RefusalCode
            );
            stall.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var refused = (await stall.Promotions.Price(Stall.Cart("RIGHT", Cart), default)).Refused!;
        Assert.Equal((RefusalKind.TooMany, "coupon_tries_exhausted", 50 * 60), (refused.Kind, refused.Code, refused.RetryAfterSeconds));

        // Without a code the cart is priced as ever, and another customer is not hindered.
        Assert.Null((await stall.Promotions.Price(Stall.Cart(string.Empty, Cart), default)).Refused);
        var other = Stall.Cart("RIGHT", Cart);
        other.UserId = "u2";
        Assert.Equal("RIGHT", (await stall.Promotions.Price(other, default)).Value.AppliedCode);
        stall.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal("RIGHT", (await stall.Price("RIGHT", Cart)).AppliedCode);
    }

    [Fact]
    public async Task Whoever_shares_an_address_with_guessers_is_heard_with_a_right_code_and_told_to_wait_with_a_wrong_one()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "RIGHT", 10m));
        async Task<string> Try(string user, string code)
        {
            var request = Stall.Cart(code, Cart);
            (request.UserId, request.CallerAddress) = (user, "203.0.113.7");
            return (await stall.Promotions.Price(request, default)).Is(out var reply, out var refused) ? reply.RefusalCode : refused.Code;
        }

        Assert.Equal("coupon_unknown", await Try("honest", "RIHGT"));
        Assert.Equal(string.Empty, await Try("honest", "RIGHT"));
        for (var i = 1; i < WrongCodes.OfAddressMax; i++)
        {
            Assert.Equal("coupon_unknown", await Try($"guest{i}", $"GUESS{i}"));
        }

        Assert.Equal(string.Empty, await Try("another", "RIGHT"));
        Assert.Equal("coupon_tries_exhausted", await Try("another", "RIHGT"));
        Assert.Equal(string.Empty, await Try("another", "RIGHT"));
        Assert.Equal(string.Empty, await Try("honest", "RIGHT"));
        Assert.Equal("coupon_tries_exhausted", await Try("honest", "GUESS1"));

        // Each guesser has ten there as anywhere, and then not even a right one is looked at.
        for (var i = 0; i < WrongCodes.OfUserMax; i++)
        {
            Assert.Equal("coupon_tries_exhausted", await Try("guesser", $"MORE{i}"));
        }

        Assert.Equal("coupon_tries_exhausted", await Try("guesser", "RIGHT"));
        stall.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(string.Empty, await Try("guesser", "RIGHT"));
    }

    [Fact]
    public void A_million_guessers_take_no_more_memory_than_the_bound()
    {
        var clock = new TestClock();
        var wrong = new WrongCodes(clock);
        for (var i = 0; i < 200_000; i++)
        {
            wrong.Tried($"u{i}", string.Empty, "X", right: false);
        }

        Assert.InRange(wrong.Callers, 1, 2 * WrongCodes.CallersMax);
    }
}
