// Who is one customer: the same user, the same mailbox, or a guest at the same place. Quote and order say the same.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class BuyerTests
{
    private static readonly (string, string, long, long)[] Cart = [("p1", "things", 1, 10_000)];

    [Fact]
    public async Task Eight_fresh_guests_with_one_mailbox_or_one_place_use_once_what_a_customer_may_once()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "HALF", 50m, PerCustomerLimit: 1, FirstOrder: true));
        Assert.Equal((string.Empty, null), await Order(stall, 0, new Who("guest-0", "mail", "place", Guest: true)));
        for (var i = 1; i < 8; i++)
        {
            var who = new Who($"guest-{i}", i % 2 == 0 ? "mail" : $"mail-{i}", i % 3 == 0 ? $"place-{i}" : "place", Guest: true);
            if (who is { Email: "mail" } or { Place: "place" })
            {
                var (quoted, ordered) = await Order(stall, i, who);
                Assert.Contains(quoted, new[] { "coupon_already_used", "coupon_first_order_only" });
                Assert.Contains(ordered, new[] { "coupon_already_used", "coupon_first_order_only" });
            }
        }

        Assert.Equal((string.Empty, null), await Order(stall, 8, new Who("guest-8", "mail-8", "place-8", Guest: true)));
    }

    [Fact]
    public async Task Of_an_erased_order_nobody_knows_mailbox_and_place_and_its_use_still_counts()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "HALF", 50m, PerCustomerLimit: 1, FirstOrder: true));
        Assert.Equal((string.Empty, null), await Order(stall, 0, new Who("guest-0", "quill", "wisteria", Guest: true)));
        Assert.Equal((string.Empty, null), await Order(stall, 1, new Who("guest-1", "other", "elsewhere", Guest: true)));
        var orders = await stall.Database.Read(sql =>
            sql.Query("SELECT order_id, user_id FROM uses", row => (OrderId: row.GetString(0), UserId: row.GetString(1)))
        );
        var erased = orders.Single(one => one.UserId == "guest-0").OrderId;
        await stall.Database.Write(async tx =>
        {
            await UseStore.ForgetNames(tx, erased);
            await UseStore.ForgetNames(tx, erased);
            await UseStore.ForgetNames(tx, "an order without a coupon");
            return true;
        });
        Assert.Equal([], await Residue.Of(stall.Database, "quill", "wisteria"));
        Assert.Equal(2, await stall.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM uses WHERE state <> 'given_back'")));
        Assert.Equal(2, await stall.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM first_order_names")));

        // The same user has had it; somebody with that mailbox is somebody else.
        Assert.NotEqual(string.Empty, (await Order(stall, 2, new Who("guest-0", "x", "y", Guest: true))).Quoted);
        Assert.Equal(string.Empty, (await Order(stall, 3, new Who("guest-3", "quill", "wisteria", Guest: true))).Quoted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guest_who_signs_in_later_stays_one_customer_and_neighbours_with_accounts_are_two(bool firstOrder)
    {
        await using var stall = await Stall.Open(
            firstOrder
                ? new PromotionBody("percent", "ONCE", 50m, FirstOrder: true)
                : new PromotionBody("percent", "ONCE", 50m, PerCustomerLimit: 1)
        );
        var refused = firstOrder ? "coupon_first_order_only" : "coupon_already_used";
        Assert.Equal((string.Empty, null), await Order(stall, 1, new Who("guest", "ada", "home", Guest: true)));
        Assert.Equal((refused, refused), await Order(stall, 2, new Who("account", "ada", "office", Guest: false)));
        Assert.Equal((refused, refused), await Order(stall, 3, new Who("account", "ada2", "home", Guest: false)));

        Assert.Equal((string.Empty, null), await Order(stall, 4, new Who("bob", "bob", "flat", Guest: false)));
        Assert.Equal((string.Empty, null), await Order(stall, 5, new Who("eve", "eve", "flat", Guest: false)));
        Assert.Equal((refused, refused), await Order(stall, 6, new Who("guest-9", "eve", "elsewhere", Guest: true)));

        // An order that fell through takes nothing away.
        Assert.Null(await stall.GiveBack("o1"));
        Assert.Equal((string.Empty, null), await Order(stall, 7, new Who("account", "ada", "home", Guest: false)));
    }

    [Fact]
    public async Task A_hundred_guests_of_one_mailbox_at_once_use_it_as_often_as_one_customer()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWICE", 50m, PerCustomerLimit: 2));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Task.Run(() => Redeem(stall, i, new Who($"g{i}", "mail", $"place-{i}", Guest: true), 900)))
        );
        Assert.Equal(2, replies.Count(refused => refused is null));
        Assert.Equal(98, replies.Count(refused => refused == "coupon_already_used"));
    }

    [Fact]
    public async Task A_hold_that_ran_out_is_taken_anew_by_whom_it_was_and_names_are_forgotten_in_time()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "ONCE", 50m, PerCustomerLimit: 1));
        var ada = new Who("guest", "ada", "home", Guest: true);
        Assert.Null(await Redeem(stall, 1, ada, 60));
        stall.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await Redeem(stall, 1, new Who("guest", string.Empty, string.Empty, Guest: false), 0));
        Assert.Equal("coupon_already_used", await Redeem(stall, 2, ada with { User = "guest-2" }, 60));

        var name = "SELECT COUNT(*) FROM uses WHERE email_name IS NOT NULL OR place_name IS NOT NULL";
        Assert.Equal(1, await stall.Database.Read(sql => sql.Number(name)));
        var forget = RetentionSql.Tables.First(table => table is { Table: "uses", Sql: not null });
        await stall.Database.Write(tx => tx.Execute(forget.Sql!, stall.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1, 10));
        Assert.Equal(0, await stall.Database.Read(sql => sql.Number(name)));
        Assert.Equal(1, await stall.Used("ONCE"));
    }

    /// <summary>What a quote says of the code and what the order's use is refused with.</summary>
    private static async Task<(string Quoted, string? Ordered)> Order(Stall stall, int number, Who who)
    {
        var code = (await stall.Database.Read(sql => PromotionStore.List(sql, string.Empty, string.Empty, 0, 1)))[0].Promotion.Code!;
        var asked = Stall.Cart(code, Cart);
        (asked.UserId, asked.EmailName, asked.PlaceName, asked.FirstOrder) = (who.User, who.Email, who.Place, true);
        return ((await stall.Promotions.Price(asked, default)).Value.RefusalCode, await Redeem(stall, number, who, 0));
    }

    private static async Task<string?> Redeem(Stall stall, int number, Who who, int hold)
    {
        var promotion = (await stall.Database.Read(sql => PromotionStore.List(sql, string.Empty, string.Empty, 0, 1)))[0].Promotion;
        return (
            await stall.Promotions.Redeem(
                new RedeemRequest
                {
                    OrderId = $"o{number}",
                    UserId = who.User,
                    EmailName = who.Email,
                    PlaceName = who.Place,
                    Guest = who.Guest,
                    Currency = "USD",
                    HoldSeconds = hold,
                    Applied =
                    {
                        new AppliedPromotion
                        {
                            PromotionId = promotion.Id,
                            Code = promotion.Code,
                            DiscountMinor = 100,
                        },
                    },
                },
                default
            )
        ).Refused?.Code;
    }

    private sealed record Who(string User, string Email, string Place, bool Guest);
}
