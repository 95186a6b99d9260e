// The saga under every fault at every step: money, stock, coupon and cart end where the order's state says, and no order is stuck.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CheckoutTests
{
    private static readonly string[] Dos = ["take", "reserve", "redeem", "pay"];

    // What dies within the order's own commit dies with it: that is the database's promise, and tried with real kills.
    private static readonly Fault[] InACommit = [Fault.Refused, Fault.LostRequest, Fault.LostReply, Fault.Throws];

    private static readonly string[] Undos = ["restore", "release", "give back", "void"];

    public static TheoryData<string, Fault, bool> EveryDo() =>
        [
            .. from call in Dos from fault in Enum.GetValues<Fault>() select (call, fault, false),
            .. from fault in Enum.GetValues<Fault>() select ("pay", fault, true),
            // What is learned is refused only when the provider took nothing.
            .. from fault in InACommit where fault != Fault.Refused select ("learn", fault, true),
        ];

    public static TheoryData<string, Fault, bool> EveryUndo() =>
        [
            .. from call in Undos from fault in Enum.GetValues<Fault>() select (call, fault, false),
            .. from call in Undos from fault in call == "void" ? Enum.GetValues<Fault>() : InACommit select (call, fault, true),
        ];

    [Fact]
    public async Task An_order_is_confirmed_and_everybody_is_told_in_one_commit()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var placed = await world.Place(OrderingWorld.Wish());
        var order = await world.Settled(placed.Id);
        Assert.Equal(Status.Confirmed, order.Status);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
        Assert.Empty(world.Shop.Carts["ada"].Lines);
        Assert.Equal(
            [Topics.OrderPlaced, Topics.OrderConfirmed, Topics.InventoryDeduction, Topics.OrderNotification],
            (await world.Outbox()).Select(e => e.Topic)
        );
        Assert.DoesNotContain("void", world.Shop.Calls);

        // Briefly while it was placed, firmly once it was stored.
        Assert.Equal(2, world.Shop.Calls.Count(call => call == "reserve"));
    }

    [Theory]
    [MemberData(nameof(EveryDo))]
    public async Task Whatever_befalls_a_step_the_order_ends_and_the_books_agree(string call, Fault fault, bool together)
    {
        await using var world = await OrderingWorld.Open(together);
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));

        // Units and coupon are first held by the placement itself; a crash at the very first call makes the checkout hold them again.
        var placed = await PlaceThenCrash(world);
        world.Shop.Plant(call, fault);
        await Survive(world, fault);
        var order = await world.Settled(placed);
        Assert.Equal(fault == Fault.Refused ? Status.PaymentFailed : Status.Confirmed, order.Status);
        Assert.Equal(fault == Fault.Refused ? "planted" : null, order.Reason);
        Assert.Equal(fault == Fault.Refused ? 2 : 0, world.Shop.Carts["ada"].Lines.Count);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
    }

    [Theory]
    [MemberData(nameof(EveryUndo))]
    public async Task Whatever_befalls_an_undo_it_is_repeated_until_everything_is_back(string call, Fault fault, bool together)
    {
        await using var world = await OrderingWorld.Open(together);
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        world.Shop.Plant("pay", Fault.LostReply);

        // The payment is taken without an answer, and then an earlier step is refused: everything has to be undone.
        world.Shop.PlantAfter("pay", "redeem", Fault.Refused);
        var crashes = fault is Fault.CrashBefore or Fault.CrashAfter;
        world.Shop.Plant(call, fault, crashes ? Fault.Throws : fault);
        var placed = await PlaceThenCrash(world);
        await world.CrashAndRestart();
        await Until(world, () => crashes ? world.Shop.Crashed.Task.IsCompleted : world.Shop.Ledger.ContainsKey(placed));
        await world.CrashAndRestart();
        var order = await world.Settled(placed);
        Assert.Equal(Status.PaymentFailed, order.Status);
        Assert.Equal(2, world.Shop.Carts["ada"].Lines.Count);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
        Assert.Contains("checkout.compensating", (await world.Store.Timeline(order.Id, 0, 100)).Select(entry => entry.Type));
    }

    [Fact]
    public async Task A_payment_that_was_taken_without_an_answer_is_given_back_when_the_coupon_is_refused_afterwards()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Plant("pay", Fault.LostReply);
        world.Shop.PlantAfter("pay", "redeem", Fault.Refused);
        var placed = await world.Place(OrderingWorld.Wish(coupon: "TEN"));
        var order = await world.Settled(placed.Id);
        Assert.Equal(Status.PaymentFailed, order.Status);
        Assert.True(world.Shop.Ledger[order.Id].Captured > 0);
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task A_declined_card_fails_the_order_and_gives_the_cart_back()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish(token: "tok_declined", coupon: "TEN"))).Id);
        Assert.Equal((Status.PaymentFailed, "card declined"), (order.Status, order.Reason));
        Assert.Equal("Card declined", (await world.Store.Timeline(order.Id, 0, 100))[^1].Detail);
        Assert.Single(world.Shop.Carts["ada"].Lines);
        Assert.DoesNotContain("void", world.Shop.Calls);
        world.AssertBooksAgree([order]);
        var told = (await world.Outbox()).Select(e => e.Topic).ToList();
        Assert.Equal([Topics.OrderPlaced, Topics.OrderStatusChanged, Topics.OrderNotification], told);
    }

    [Fact]
    public async Task An_order_that_costs_nothing_needs_no_payment()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish(coupon: "ALL"))).Id);
        Assert.Equal((Status.Confirmed, 0), (order.Status, order.Terms.Total));
        Assert.DoesNotContain("pay", world.Shop.Calls);
    }

    [Fact]
    public async Task A_slow_payment_delays_no_other_order()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.SlowPayment = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            world.Shop.Fill("slow" + i, ("p3", 1));
            slow.Add((await world.Place(OrderingWorld.Wish("slow" + i))).Id);
        }

        await Until(world, () => world.Shop.Ledger.Count == 100, advance: false);
        var gate = world.Shop.SlowPayment;
        world.Shop.SlowPayment = null;
        world.Shop.Fill("quick", ("p1", 1));
        var quick = await world.Place(OrderingWorld.Wish("quick"));
        await Until(world, () => world.Store.Get(quick.Id).AsTask().Result!.Status == Status.Confirmed, advance: false);
        Assert.Equal(Status.Pending, (await world.Store.Get(slow[0]))!.Status);
        gate.SetResult();
        world.AssertBooksAgree(await world.AllSettled());
    }

    [Fact]
    public async Task A_provider_that_hangs_is_told_to_stop_at_the_deadline_and_asked_again()
    {
        await using var world = await OrderingWorld.Open();
        var hung = world.Shop.HungPayment = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Shop.Fill("ada", ("p1", 1));
        var placed = await world.Place(OrderingWorld.Wish());
        await Until(world, () => hung.Task.IsCompleted, advance: true);
        world.Shop.HungPayment = null;
        world.AssertBooksAgree([await world.Settled(placed.Id)]);
    }

    [Fact]
    public async Task A_hundred_orders_survive_faults_and_three_crashes_with_the_books_equal()
    {
        await using var world = await OrderingWorld.Open();
        var random = new Random(20260115);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 30; i++)
            {
                foreach (var call in Dos.Concat(Undos))
                {
                    if (random.Next(12) == 0)
                    {
                        world.Shop.Plant(call, Enum.GetValues<Fault>()[random.Next(4)]);
                    }
                }

                var user = $"u{round}-{i}";
                world.Shop.Fill(user, ("p1", 1 + random.Next(3)), ("p2", 1 + random.Next(3)));
                try
                {
                    await world.Placing.Place(
                        OrderingWorld.Wish(user, random.Next(5) == 0 ? "tok_declined" : "tok_visa", random.Next(2) == 0 ? "TEN" : null),
                        default
                    );
                }
                catch (IOException)
                {
                    // The planted break met the placement itself: nobody was told of an order.
                }
            }

            await world.CrashAndRestart();
        }

        var orders = await world.AllSettled();
        Assert.True(orders.Count > 50, $"{orders.Count} orders");
        world.AssertBooksAgree(orders);
        foreach (var order in orders)
        {
            await world.AssertTimelineHolds(order);
        }

        var sold = orders
            .Where(order => order.Status == Status.Confirmed)
            .SelectMany(order => order.Terms.Lines)
            .Where(line => line.ProductId == "p1")
            .Sum(line => line.Quantity);
        Assert.InRange(world.Shop.Available("p1"), 0, 1_000 - sold);
    }

    /// <summary>An order whose checkout died at its first step, with a coupon; the process is down when it returns.</summary>
    private static async Task<string> PlaceThenCrash(OrderingWorld world)
    {
        world.Shop.Plant("take", Fault.CrashBefore);
        var placed = (await world.Placing.Place(OrderingWorld.Wish(coupon: "TEN"), default)).Value;
        await world.Shop.Crashed.Task;
        return placed.OrderId;
    }

    private static async Task Survive(OrderingWorld world, Fault fault)
    {
        await world.CrashAndRestart();
        if (fault is Fault.CrashBefore or Fault.CrashAfter)
        {
            await Until(world, () => world.Shop.Crashed.Task.IsCompleted);
            await world.CrashAndRestart();
        }
    }

    private static async Task Until(OrderingWorld world, Func<bool> holds, bool advance = true)
    {
        // The shop's clock turns as fast as it can; a store across a socket takes its own time.
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (!holds() && deadline.Elapsed < TimeSpan.FromMinutes(2))
        {
            if (advance)
            {
                world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            await Task.Yield();
        }

        Assert.True(holds());
    }
}
