// Placing: what is refused, what is answered again, and that a hundred presses are one order.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PlaceOrderTests
{
    [Fact]
    public async Task A_product_with_variants_in_the_cart_is_a_problem_of_the_quote_and_of_the_order()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Products["p2"].VariantIds.Add(["p2-s", "p2-m"]);
        world.Shop.Fill("ada", ("p1", 1), ("p2", 1));
        var problem = Assert.Single((await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value.Problems);
        Assert.Equal(("choose_variant", "p2"), (problem.Code, problem.ProductId));
        Assert.Equal("choose_variant", (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused?.Code);
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Equal(
            "choose_variant",
            (await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), new("admin", "boss"), default)).Refused?.Code
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cart_whose_store_was_wiped_meets_no_order_of_its_old_versions(bool fromBefore)
    {
        await using var world = await OrderingWorld.Open();
        var orders = new List<string>();
        async Task<string> Order(long began, string? key = null)
        {
            world.Shop.Carts["ada"].BeganUnixMs = began;
            return (await world.Settled((await world.Place(OrderingWorld.Wish(key: key))).Id)).Id;
        }

        var began = world.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 1_000;
        for (var version = 1; version <= 3; version++)
        {
            world.Shop.Fill("ada", ("p1", 1));
            orders.Add(await Order(began));
        }

        if (fromBefore)
        {
            // As orders are that were placed before their carts said when they began.
            await world.Database.Write(tx => tx.Execute("UPDATE orders SET cart_began_ms = 0"));
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var anew = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        world.Shop.Carts.Clear();
        for (var version = 1; version <= 3; version++)
        {
            world.Shop.Fill("ada", ("p2", 1));
            orders.Add(await Order(anew, version == 2 ? "key" : null));

            // The same press again, and one of the cart as the order has left it.
            Assert.Equal(orders[^1], await Order(anew, version == 2 ? "key" : null));
        }

        Assert.Equal(6, orders.Distinct().Count());
    }

    [Fact]
    public async Task The_reply_is_the_bill_to_the_cent()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var placed = (
            await world.Placing.Place(
                OrderingWorld.Wish(coupon: "TEN") with
                {
                    Address = OrderingWorld.Home with { Country = "US" },
                },
                default
            )
        ).Value;
        var body = JsonNode.Parse(placed.Reply)!;
        Assert.Equal("pending", (string)body["status"]!);
        Assert.Equal(
            [65.48m, 6.54m, 0m, 4.27m, 63.21m],
            new[] { "subtotal", "discount", "shipping", "tax", "total_price" }.Select(name => (decimal)body[name]!)
        );
        Assert.Equal("TEN", (string)body["coupon_code"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_identical_presses_are_one_order_one_charge_and_one_body(bool withKey)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var wish = OrderingWorld.Wish(key: withKey ? "press" : null);

        // However late a press comes, none has been answered before.
        var pressed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Shop.BeforePrice = () => pressed.Task;
        var presses = Enumerable.Range(0, 100).Select(_ => world.Placing.Place(wish, default).AsTask()).ToList();
        pressed.SetResult();
        var outcomes = await Task.WhenAll(presses);
        var first = outcomes.First(outcome => outcome.Refused is null).Value;
        Assert.All(
            outcomes,
            outcome =>
                Assert.True(
                    outcome.Refused is { Code: "idempotency_in_progress", RetryAfterSeconds: 1 }
                        || outcome.Value.Reply.SequenceEqual(first.Reply)
                )
        );
        Assert.Equal(
            withKey ? "idempotency_in_progress" : null,
            outcomes.Select(outcome => outcome.Refused?.Code).FirstOrDefault(code => code is not null)
        );
        var order = Assert.Single(await world.AllSettled());
        world.AssertBooksAgree([order]);
        Assert.Single(world.Shop.Ledger);

        // And long afterwards, when the cart has been taken and the order confirmed.
        Assert.Equal(first.Reply, (await world.Placing.Place(wish, default)).Value.Reply);
        await world.CrashAndRestart();
        Assert.Equal(first.Reply, (await world.Placing.Place(wish, default)).Value.Reply);
        Assert.Single(await world.AllSettled());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_reply_is_that_of_the_placement_whatever_has_become_of_the_order_also_where_it_was_kept(bool kept)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p2", 1));
        var wish = OrderingWorld.Wish(key: "once", coupon: null);
        var first = (await world.Placing.Place(wish, default)).Value;
        if (kept)
        {
            // As a version before this kept it, in words that this version would not use.
            first = first with
            {
                Reply = [.. first.Reply, (byte)' '],
            };
            await world.Database.Write(tx => tx.Execute("UPDATE placements SET reply = $1", first.Reply));
        }

        var order = await world.Settled(first.OrderId);
        var admin = new Actor("admin", "boss");
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Null((await world.Moving.Cancel(order.Id, null, admin, default)).Refused);
        await world.Settled(order.Id);
        Assert.Equal(first.Reply, (await world.Placing.Place(wish, default)).Value.Reply);
    }

    [Fact]
    public async Task A_quote_and_an_order_to_a_place_without_a_tax_row_are_refused_and_nothing_is_held_or_stored()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var units = world.Shop.Available("p1");
        var dubai = OrderingWorld.Home with { Country = "AE" };
        Assert.Equal("tax_unknown", (await world.Quote.For("ada", dubai, "standard", null, default)).Refused?.Code);
        Assert.Equal("tax_unknown", (await world.Placing.Place(OrderingWorld.Wish() with { Address = dubai }, default)).Refused?.Code);
        Assert.Equal(units, world.Shop.Available("p1"));
        Assert.Empty(await world.AllSettled());
    }

    [Fact]
    public async Task Two_processes_that_race_make_one_order_and_the_loser_lets_go()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.OnHand["p1"] = 2;

        // A second process shares the tables but not the memory of presses under way.
        var other = new PlaceOrder(
            new Baskets(world.Shop, world.Shop, world.Shop, new FirstOrderSql(world.Database), new SumBoundsSql(world.Database)),
            new ShopTaxes(new(world.Database, TestTaxes.Rows(), world.Clock), new(null, false, true, false), world.Clock, TimeZoneInfo.Utc),
            world.Shipping,
            new Neighbours(world.Shop, world.Shop, world.Shop, world.Shop),
            world.Shop,
            world.Store,
            new PaymentChoices(world.Shop, world.Clock),
            new Pseudonyms(new byte[32]),
            new Buyers(new Pseudonyms(new byte[32])),
            new PlacementsUnderWay(),
            new Cartwright.Kernel.Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill),
            world.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<PlaceOrder>.Instance
        );
        var wish = OrderingWorld.Wish(key: "press");
        var outcomes = await Task.WhenAll(world.Placing.Place(wish, default).AsTask(), other.Place(wish, default).AsTask());
        var order = Assert.Single(await world.AllSettled());
        Assert.All(outcomes.Where(outcome => outcome.Refused is null), outcome => Assert.Equal(order.Id, outcome.Value.OrderId));
        world.AssertBooksAgree([order]);
        Assert.Equal(1, world.Shop.Available("p1"));
    }

    [Fact]
    public async Task A_key_with_another_wish_is_refused_and_anothers_key_means_nothing()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Fill("bob", ("p1", 1));
        var first = (await world.Placing.Place(OrderingWorld.Wish(key: "k", expected: 34.980m), default)).Value;
        Assert.Equal(
            RefusalKind.Unprocessable,
            (await world.Placing.Place(OrderingWorld.Wish(key: "k", token: "tok_declined"), default)).Refused!.Kind
        );
        Assert.Equal(first.OrderId, (await world.Placing.Place(OrderingWorld.Wish(key: "k", expected: 34.98m), default)).Value.OrderId);
        Assert.NotEqual(first.OrderId, (await world.Placing.Place(OrderingWorld.Wish("bob", key: "k"), default)).Value.OrderId);
    }

    [Fact]
    public async Task A_refused_placement_changes_nothing_and_its_key_may_come_again()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 5));
        world.Shop.OnHand["p1"] = 4;
        Assert.Equal("out_of_stock", (await world.Placing.Place(OrderingWorld.Wish(key: "k"), default)).Refused!.Code);
        world.Shop.Fill("ada", ("p1", 4));
        world.Shop.CouponUsesMax = 0;
        Assert.Equal("coupon_exhausted", (await world.Placing.Place(OrderingWorld.Wish(key: "k", coupon: "TEN"), default)).Refused!.Code);
        Assert.Equal(4, world.Shop.Available("p1"));
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(key: "k"), default)).Refused);
        Assert.Single(await world.AllSettled());
    }

    [Fact]
    public async Task Who_comes_for_what_another_was_just_refused_hears_it_before_an_order_is_made_and_hears_when_it_is_back()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.OnHand["p1"] = 4;
        world.Shop.Fill("ada", ("p2", 1), ("p1", 5));
        world.Shop.Fill("bob", ("p1", 6));
        var first = (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!;
        Assert.Equal("out_of_stock", first.Code);
        Assert.Single(world.Shop.Reserved);

        // The second does not come as far as a hold; what he hears is the same, with his own figures.
        var second = (await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused!;
        Assert.Equal((first.Kind, first.Code), (second.Kind, second.Code));
        Assert.Equal("""[{"product_id":"p1","requested":6,"available":4}]""", second.Facts!["lines"]!.ToJsonString());
        Assert.Equal("There are not enough units of product p1 (4 left, 6 asked).", second.Detail);
        Assert.Single(world.Shop.Reserved);

        // Enough for one of them, then for both.
        world.Shop.OnHand["p1"] = 5;
        Assert.Equal("out_of_stock", (await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused?.Code);
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish(), default)).Refused);
        world.Shop.OnHand["p1"] = 11;
        Assert.Null((await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused);
        Assert.Equal(2, (await world.AllSettled()).Count);
    }

    [Fact]
    public async Task A_new_key_does_not_order_the_same_cart_twice()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Plant("take", Fault.LostRequest, Fault.LostRequest);
        await world.Place(OrderingWorld.Wish(key: "one"));
        Assert.Equal("cart_already_ordered", (await world.Placing.Place(OrderingWorld.Wish(key: "two"), default)).Refused!.Code);
        var order = Assert.Single(await world.AllSettled());
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task After_a_failed_payment_the_same_cart_can_be_ordered_again()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        await world.Settled((await world.Place(OrderingWorld.Wish(token: "tok_declined"))).Id);
        Assert.Equal(Status.Confirmed, (await world.Settled((await world.Place(OrderingWorld.Wish())).Id)).Status);
    }

    [Fact]
    public async Task What_cannot_be_ordered_is_refused_by_name()
    {
        await using var world = await OrderingWorld.Open();
        async Task<Refusal> Refused(Placement wish) => (await world.Placing.Place(wish, default)).Refused!;
        Assert.Equal("cart_empty", (await Refused(OrderingWorld.Wish())).Code);
        world.Shop.Fill("ada", ("p1", 1), ("gone", 1));
        Assert.Equal("product_unavailable", (await Refused(OrderingWorld.Wish())).Code);
        world.Shop.Fill("ada", ("p1", 1));
        Assert.Equal("coupon_unknown", (await Refused(OrderingWorld.Wish(coupon: "NOPE"))).Code);
        var changed = await Refused(OrderingWorld.Wish(expected: 1m));
        Assert.Equal(
            ("price_changed", 34.98m, "USD"),
            (changed.Code, (decimal)changed.Facts!["total_price"]!, (string)changed.Facts["currency"]!)
        );
        Assert.Equal("email_required", (await Refused(OrderingWorld.Wish() with { IsGuest = true, Email = null })).Code);
        world.Shop.Fill("guest1", ("p1", 1));
        Assert.Equal("email_required", (await Refused(OrderingWorld.Wish("guest1") with { Email = null })).Code);
        var faulty = await Refused(
            OrderingWorld.Wish(token: "4111 1111", method: "drone") with
            {
                Address = OrderingWorld.Home with { City = "", Country = "gb" },
            }
        );
        Assert.Equal(
            ["payment_method.token", "shipping_address.city", "shipping_address.country", "shipping_method"],
            faulty.Facts!["errors"]!.AsObject().Select(error => error.Key).Order()
        );
        Assert.Equal("invalid_idempotency_key", (await Refused(OrderingWorld.Wish(key: new string('k', 201)))).Code);
        Assert.Empty(world.Shop.Holds);
    }

    [Fact]
    public async Task The_address_of_record_serves_when_none_is_given()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Place(OrderingWorld.Wish() with { Address = null, Email = null });
        Assert.Equal(("FR", "ada@example.com"), (order.Terms.Address.Country, order.Terms.Email));
        world.Shop.Fill("guest1", ("p1", 1));
        Assert.Equal(
            "validation_failed",
            (await world.Placing.Place(OrderingWorld.Wish("guest1") with { Address = null }, default)).Refused!.Code
        );
    }

    [Theory]
    [InlineData(Fault.CrashBefore)]
    [InlineData(Fault.CrashAfter)]
    public async Task A_crash_before_the_commit_leaves_no_order_and_no_record(Fault fault)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Plant("reserve", fault);
        _ = world.Placing.Place(OrderingWorld.Wish(key: "k"), default).AsTask();
        await world.Shop.Crashed.Task;
        await world.CrashAndRestart();
        Assert.Empty(await world.AllSettled());
        var order = await world.Place(OrderingWorld.Wish(key: "k"));
        Assert.Equal(Status.Confirmed, (await world.Settled(order.Id)).Status);
    }

    [Fact]
    public async Task The_contract_places_the_same_order_twice_and_gives_it_back()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var request = new PlaceOrderRequest
        {
            RequestId = "r",
            UserId = "ada",
            ShippingMethod = "standard",
            PaymentToken = "tok_visa",
            ShippingAddress = OrderingWorld.Home.ToContract(),
            ExpectedTotalMinor = 5998,
        };
        var first = (await world.Contract.PlaceOrder(request, default)).Value;
        var second = (await world.Contract.PlaceOrder(request, default)).Value;
        Assert.Equal((first.OrderId, 5998), (second.OrderId, second.TotalMinor));
        Assert.Equal("order_not_found", (await world.Contract.GetOrder(new() { OrderId = "no" }, default)).Refused!.Code);
    }

    [Fact]
    public async Task Replies_are_forgotten_after_two_days_and_only_when_the_order_has_ended()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Fill("bob", ("p1", 1));
        await world.Settled((await world.Place(OrderingWorld.Wish(token: "tok_declined", key: "k"))).Id);
        var open = await world.Settled((await world.Place(OrderingWorld.Wish("bob", key: "k"))).Id);
        await Forget.Old(world.Database, typeof(OrderingModule), world.Clock);
        Assert.NotNull(await world.Store.PlacedUnder("ada", "k"));
        world.Clock.Advance(TimeSpan.FromHours(49));
        await Forget.Old(world.Database, typeof(OrderingModule), world.Clock);
        Assert.Null(await world.Store.PlacedUnder("ada", "k"));
        Assert.Equal(open.Id, (await world.Store.PlacedUnder("bob", "k"))!.OrderId);
    }

    [Fact]
    public async Task A_quote_shows_what_an_order_would_cost_and_everything_that_stops_it()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 3), ("gone", 1));
        world.Shop.OnHand["p3"] = 1;
        var quote = (await world.Quote.For("ada", OrderingWorld.Home with { Country = "US" }, "express", "NOPE", default)).Value;
        Assert.Equal(["coupon_unknown", "out_of_stock", "product_unavailable"], quote.Problems.Select(problem => problem.Code).Order());
        Assert.Equal(
            (76.48m, 14.99m, quote.TotalPrice),
            (quote.Subtotal, quote.Shipping, quote.Subtotal - quote.Discount + quote.Shipping + quote.Tax)
        );
        Assert.Equal(1, quote.Lines.Single(line => !line.Available).AvailableQuantity);
        world.Shop.Fill("ada", ("p1", 2));
        quote = (await world.Quote.For("ada", null, "standard", "TEN", default)).Value;
        Assert.Empty(quote.Problems);
        Assert.Equal((53.99m, 0m, 9.00m), (quote.TotalPrice, quote.Tax, quote.TaxIncluded));
        Assert.Equal(
            quote.TotalPrice,
            Currencies.ToMajor((await world.Place(OrderingWorld.Wish(coupon: "TEN") with { Address = null })).Terms.Total, "USD")
        );
        Assert.Equal(
            "cart_empty",
            (await world.Quote.For("nobody", OrderingWorld.Home, "standard", null, default)).Value.Problems.Single().Code
        );
    }
}
