// What a shop takes, seen from an order: what it does not take leaves nothing behind, and what costs nothing needs no payment.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PaymentChoiceTests
{
    [Fact]
    public async Task A_payment_that_will_wait_is_told_to_inventory_with_its_customer_or_the_network_of_its_guests()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.TellsThatItWaits = true;
        async Task<(string Holder, bool Unpaid)> Held(Placement wish)
        {
            world.Shop.Fill(wish.UserId, ("p1", 1));
            world.Shop.Reserved.Clear();
            await world.Placing.Place(wish, default);

            // The checkouts of those before may still be making their own holds firm.
            return world
                .Shop.Reserved.Where(request => request.HoldSeconds > 0)
                .Select(request => (request.Holder, request.Unpaid))
                .SingleOrDefault();
        }

        static Placement Guest(string id, string? network) =>
            OrderingWorld.Wish(id, "tok_waits") with
            {
                IsGuest = true,
                Email = id + "@example.com",
                Address = OrderingWorld.Home,
                Network = network,
            };
        var ada = await Held(OrderingWorld.Wish("ada", "tok_waits") with { Network = "192.0.2.1" });
        var guest = await Held(Guest("guest-1", "192.0.2.1"));
        Assert.StartsWith("user/", ada.Holder, StringComparison.Ordinal);
        Assert.StartsWith("network/", guest.Holder, StringComparison.Ordinal);
        Assert.True(ada.Unpaid && guest.Unpaid);
        Assert.DoesNotContain("192.0.2.1", guest.Holder, StringComparison.Ordinal);
        Assert.Equal(guest, await Held(Guest("guest-2", "192.0.2.1")));
        Assert.NotEqual(guest, await Held(Guest("guest-3", "192.0.2.2")));
        Assert.StartsWith("user/", (await Held(Guest("guest-4", null))).Holder, StringComparison.Ordinal);
        Assert.False((await Held(OrderingWorld.Wish("bob", "tok_visa"))).Unpaid);

        world.Shop.NoMoreUnpaid = true;
        world.Shop.Fill("eve", ("p1", 1));
        Assert.Equal("too_many_unpaid_orders", (await world.Placing.Place(OrderingWorld.Wish("eve", "tok_waits"), default)).Refused?.Code);
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish("eve", "tok_visa"), default)).Refused);
    }

    [Fact]
    public async Task A_payment_that_waits_though_nobody_said_so_is_turned_back_when_no_more_may()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var waiting = await world.Until(
            (await world.Place(OrderingWorld.Wish(token: "tok_waits"))).Id,
            order => order.AfterSaleSoFar.Action is not null
        );
        Assert.Contains(world.Shop.Reserved, request => request is { Unpaid: true, HoldSeconds: 0 } && request.ReservationId == waiting.Id);

        world.Shop.NoMoreUnpaid = true;
        world.Shop.Fill("ada", ("p2", 1));
        var order = await world.Until(
            (await world.Place(OrderingWorld.Wish(token: "tok_waits"))).Id,
            order => order.Status == Status.PaymentFailed
        );
        Assert.Equal("too many unpaid orders", order.Reason);
        Assert.Null(world.Shop.Holds[order.Id]);
        Assert.True(world.Shop.Ledger[order.Id].Voided);
    }

    private static readonly Actor Admin = new("admin", "root");

    [Theory]
    [InlineData("tok_of_nobody", "payment_method_not_accepted", true)]
    [InlineData(null, "validation", true)]
    [InlineData("tok_visa", "no_payment_methods", false)]
    [InlineData(null, "no_payment_methods", false)]
    public async Task What_cannot_be_paid_is_refused_before_anything_is_held(string? token, string code, bool takes)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Tokens = takes ? world.Shop.Tokens : [];
        world.Shop.Fill("ada", ("p1", 2));
        var refused = (
            await world.Placing.Place(OrderingWorld.Wish(coupon: "TEN", key: "k") with { PaymentToken = token }, default)
        ).Refused!;
        Assert.Equal(
            (code, code == "validation" ? RefusalKind.Invalid : RefusalKind.Conflict),
            (refused.Code == "validation_failed" ? "validation" : refused.Code, refused.Kind)
        );
        Assert.Empty(await world.AllSettled());
        Assert.Equal((0, 0, 1_000L), (world.Shop.Holds.Count, world.Shop.Uses.Count, world.Shop.Available("p1")));
        Assert.Equal(2, world.Shop.Carts["ada"].Lines.Sum(line => line.Quantity));
        Assert.DoesNotContain(world.Shop.Calls, call => call is "reserve" or "redeem" or "pay");

        // The quote has said so before, and the same key is free for what can be paid.
        var quoted = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default, token: token)).Value.Problems.Select(
            problem => problem.Code
        );
        Assert.Equal(code == "validation" ? [] : [code], quoted);
        world.Shop.Tokens = ["tok_visa"];
        world.Clock.Advance(Limits.MethodsKeptFor);
        Assert.Equal(Status.Confirmed, (await world.Settled((await world.Place(OrderingWorld.Wish(coupon: "TEN", key: "k"))).Id)).Status);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData("tok_visa", true)]
    [InlineData("tok_declined", true)]
    [InlineData("tok_of_nobody", false)]
    public async Task An_order_of_nothing_needs_no_payment_whatever_the_shop_takes(string? token, bool takes)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Tokens = takes ? world.Shop.Tokens : [];
        world.Shop.Fill("ada", ("p1", 2));
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", "ALL", default, token: token)).Value;
        Assert.Equal((0m, 0), (quote.TotalPrice, quote.Problems.Count));
        var order = await world.Settled(
            (await world.Place(OrderingWorld.Wish(coupon: "ALL", expected: 0) with { PaymentToken = token })).Id
        );
        Assert.Equal((Status.Confirmed, 0L, token ?? string.Empty), (order.Status, order.Terms.Total, order.Checkout.PaymentToken));
        Assert.DoesNotContain(world.Shop.Calls, call => call is "pay");
        Assert.Empty(world.Shop.Ledger);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);

        // Nothing can be charged for it later, and nothing is left of the try.
        if (token is null || !takes)
        {
            world.Shop.AllIsOver = true;
            var refused = (await world.Editing.Edit(order.Id, new([new("p1", 2), new("p2", 1)], null, null), Admin, default)).Refused!;
            Assert.Equal(token is null ? "payment_method_not_accepted" : "no_payment_methods", refused.Code);
            Assert.Equal(1_000, world.Shop.Available("p2"));
        }

        var cancelled = await world.Settled((await world.Moving.Cancel(order.Id, null, Admin, default)).Value.Id);
        Assert.Equal(Status.Cancelled, cancelled.Status);
        Assert.Equal(1_000, world.Shop.Available("p1"));
        Assert.Empty(world.Shop.Ledger);
        await world.AssertTimelineHolds(cancelled);
    }

    [Fact]
    public async Task An_order_of_nothing_through_the_contract_needs_no_token()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var home = OrderingWorld.Home;
        var order = (
            await world.Contract.PlaceOrder(
                new()
                {
                    RequestId = "k",
                    UserId = "ada",
                    Email = "ada@example.com",
                    ShippingMethod = "standard",
                    CouponCode = "ALL",
                    ShippingAddress = new()
                    {
                        Name = home.Name,
                        Line1 = home.Line1,
                        City = home.City,
                        PostalCode = home.PostalCode,
                        Country = home.Country,
                    },
                },
                default
            )
        ).Value;
        Assert.Equal(0, order.TotalMinor);
    }

    [Fact]
    public async Task An_edit_that_costs_more_is_refused_at_the_door_when_its_token_is_not_taken_any_more()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        world.Shop.Tokens = ["bank_transfer"];
        world.Clock.Advance(Limits.MethodsKeptFor);
        var refused = (await world.Editing.Edit(order.Id, new([new("p1", 3)], null, null), Admin, default)).Refused!;
        Assert.Equal("payment_method_not_accepted", refused.Code);
        Assert.Equal(order.Version, (await world.Store.Get(order.Id))!.Version);

        // What costs less gives money back as ever.
        var less = await world.Settled((await world.Editing.Edit(order.Id, new([new("p1", 1)], null, null), Admin, default)).Value.Id);
        Assert.Equal(less.Terms.Total, world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded));
    }

    [Fact]
    public async Task While_payments_is_away_its_last_word_stands()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Tokens = ["tok_visa"];
        Assert.Empty((await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.Problems);
        Assert.Single(world.Shop.Calls, "methods");
        await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default);
        Assert.Single(world.Shop.Calls, "methods");
        world.Clock.Advance(Limits.MethodsKeptFor);
        world.Shop.Plant("methods", Fault.LostRequest);
        Assert.Equal(
            "payment_method_not_accepted",
            (await world.Placing.Place(OrderingWorld.Wish(token: "tok_declined"), default)).Refused!.Code
        );
        Assert.Equal(Status.Confirmed, (await world.Settled((await world.Place(OrderingWorld.Wish())).Id)).Status);
    }

    [Fact]
    public async Task Where_payments_has_never_answered_the_order_waits_for_it_and_is_turned_back_without_trace()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Plant("methods", Fault.LostRequest);
        var order = await world.Place(OrderingWorld.Wish(token: "tok_declined", coupon: "TEN"));
        order = await world.Settled(order.Id);
        Assert.Equal(Status.PaymentFailed, order.Status);
        world.AssertBooksAgree([order]);
    }
}
