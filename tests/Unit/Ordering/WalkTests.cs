// A random walk over orders, payments, refunds, returns, edits and vendors, with crashes and lost answers, beside a reference model.
// CARTWRIGHT_WALK_STEPS sets how far; the same seed ends at the same ledger on both engines.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class WalkTests(ITestOutputHelper output)
{
    private const int StepsUsually = 2_000;
    private const int Alive = 24;
    private const long UnitsEach = 10_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(30);
    private static readonly Actor Admin = new("admin", "root");
    private static readonly string[] Products = ["p1", "p2", "p3"];
    private static readonly string[] Vendors = ["v1", "v2"];
    private static readonly Fault[] Losses = [Fault.LostRequest, Fault.LostReply, Fault.Throws];

    private readonly List<OrderModel> all = [];
    private readonly List<OrderModel> alive = [];
    private OrderingWorld world = null!;
    private Random random = null!;
    private int counter;

    [Fact]
    public async Task Every_step_of_a_random_walk_does_what_the_model_does()
    {
        var steps = int.TryParse(Environment.GetEnvironmentVariable("CARTWRIGHT_WALK_STEPS"), out var asked) ? asked : StepsUsually;
        random = new Random(5);
        world = await OrderingWorld.Open();
        await using var held = world;
        foreach (var product in Products)
        {
            world.Shop.OnHand[product] = UnitsEach;
        }

        for (var step = 0; step < steps; step++)
        {
            await Step();

            // What a step has planted and not met must not befall another, about which the model knows nothing.
            world.Shop.Uproot();
            if (step % 500 == 499)
            {
                await world.CrashAndRestart();
                CheckStock();
            }
        }

        CheckStock();
        var hash = await CheckLedger();
        output.WriteLine($"{steps} steps, {all.Count} orders, ledger {hash}");
    }

    private async Task Step()
    {
        if (alive.Count < 4 || (alive.Count < Alive && random.Next(6) == 0))
        {
            await Place();
            return;
        }

        var model = alive[random.Next(alive.Count)];
        var order = (await world.Store.Get(model.Id))!;
        await Act(model, order);
        order = await world.Settled(model.Id);
        Check(model, order);
        if (
            order.Status is Status.PaymentFailed or Status.Cancelled or Status.Returned
            || (order.Status == Status.Delivered && random.Next(8) == 0)
        )
        {
            alive.Remove(model);
        }
    }

    private async Task Act(OrderModel model, Order order)
    {
        var (vendor, product, units) = (
            Vendors[random.Next(2)],
            random.Next(12) == 0 ? "p9" : Products[random.Next(3)],
            random.NextInt64(0, 4)
        );
        var knownVendor = model.Vendors.Contains(vendor);
        switch (random.Next(14))
        {
            case 0:
                await Expect(
                    knownVendor && model.Begin(vendor),
                    () => world.Moving.MovePart(order.Id, vendor, Status.Processing, null, null, Admin),
                    order
                );
                break;
            case 1:
                await Expect(
                    knownVendor && model.Send(vendor, null, 0),
                    () => world.Moving.MovePart(order.Id, vendor, Status.Shipped, "DHL", "T", Admin),
                    order
                );
                break;
            case 2:
                await Expect(
                    knownVendor && model.Arrive(vendor, null),
                    () => world.Moving.MovePart(order.Id, vendor, Status.Delivered, null, null, Admin),
                    order
                );
                break;
            case 3:
                await Expect(
                    knownVendor && model.Send(vendor, product, units),
                    () => world.Store.Change(order.Id, now => now.Ship(vendor, [new(product, units)], "UPS", "P", Admin, 7)),
                    order
                );
                break;
            case 4:
                var parcel = random.Next(0, 4);
                await Expect(
                    model.Arrive(vendor, parcel),
                    () => world.Store.Change(order.Id, now => now.Deliver(vendor, parcel, Admin, 8)),
                    order
                );
                break;
            case 5 or 6:
                string[] moves =
                [
                    Status.Processing,
                    Status.Shipped,
                    Status.Delivered,
                    Status.Returned,
                    Status.Cancelled,
                    Status.Confirmed,
                    Status.Processing,
                    Status.Shipped,
                    Status.Delivered,
                ];
                var to = moves[random.Next(moves.Length)];
                Lose("void", "release");
                await Expect(model.MoveTo(to), () => world.Moving.Move(order.Id, to, "walk", null, Admin, default), order);
                break;
            case 7 or 8:
                await AskReturn(model, order, product, units);
                break;
            case 9:
                var amount = random.NextInt64(0, Math.Max(2, model.Left / 3)) + (random.Next(10) == 0 ? model.Left : 0);
                Lose("refund");
                await Expect(
                    model.Refund(amount),
                    () => world.Returning.Refund(order.Id, new(amount, [], null, "walk", null, null), Admin, default),
                    order
                );
                break;
            case 10:
                Lose("refund");
                await Expect(
                    model.RefundLine(product, units),
                    () => world.Returning.Refund(order.Id, new(null, [new(product, units)], null, "walk", null, null), Admin, default),
                    order
                );
                break;
            case 11:
                await Edit(model, order);
                break;
            case 12:
                await SendBack(model);
                break;
            default:
                await MoveReturn(model, order);
                break;
        }
    }

    private async Task Place()
    {
        var user = "u" + counter++;
        world.Shop.Fill(
            user,
            [.. Products.Where(_ => random.Next(2) == 0).DefaultIfEmpty("p1").Select(product => (product, random.NextInt64(1, 4)))]
        );
        var token = random.Next(12) switch
        {
            0 => "tok_declined",
            1 or 2 => "tok_waits",
            _ => "tok_visa",
        };
        var end = token != "tok_waits" ? string.Empty : new[] { "paid", "cancelled", "expired" }[random.Next(3)];

        // Far enough that the clock, which is turned while the walk waits for a slow disk, does not get there by itself.
        world.Shop.WaitsUntilMs = (world.Clock.GetUtcNow() + Patience).ToUnixTimeMilliseconds();
        Lose("take", "pay", "void", "restore", "give back");
        var placed = await world.Place(OrderingWorld.Wish(user, token, random.Next(4) == 0 ? "TEN" : null));
        var model = new OrderModel { Id = placed.Id };
        model.TakeOver(placed.Terms);
        if (end.Length > 0)
        {
            await Turning(world.Until(placed.Id, order => order.AfterSaleSoFar.Action is not null));
            switch (end)
            {
                case "paid":
                    world.Shop.Waits.TryRemove(placed.Id, out _);
                    world.Runner.Look(placed.Id);
                    break;
                case "cancelled":
                    await Turning(world.Moving.Cancel(placed.Id, "walk", Admin, default).AsTask());
                    break;
                default:
                    world.Clock.Advance(Patience + TimeSpan.FromMinutes(1));
                    break;
            }
        }

        var order = await world.Settled(placed.Id);
        model.Fate = (token, end) switch
        {
            ("tok_declined", _) or (_, "expired") => "failed",
            (_, "cancelled") => "cancelled",
            _ => "paid",
        };
        if (model.Fate == "paid")
        {
            model.Taken = placed.Terms.Total;
            foreach (var line in placed.Terms.Lines)
            {
                model.Out[line.ProductId] = line.Quantity;
            }

            alive.Add(model);
        }

        all.Add(model);
        Check(model, order);
    }

    private async Task AskReturn(OrderModel model, Order order, string product, long units)
    {
        var before = order.AfterSaleSoFar.Returns.Count;
        var may = model.Claim("?", product, units);
        await Expect(
            may,
            async () => (await world.Returning.Request(order.Id, new([new(product, units)], "walk"), Admin)).Then(done => done.Order),
            order
        );
        if (may)
        {
            model.Returns[^1] = model.Returns[^1] with { Id = (await world.Store.Get(order.Id))!.AfterSaleSoFar.Returns[before].Id };
        }
    }

    private async Task MoveReturn(OrderModel model, Order order)
    {
        if (model.Returns.Count == 0)
        {
            return;
        }

        var chosen = model.Returns[random.Next(model.Returns.Count)];
        string[] states = [Return.Approved, Return.Approved, Return.Received, Return.Refunded, Return.Refunded, Return.Rejected];
        var (to, arrived, restock) = (states[random.Next(states.Length)], random.NextInt64(0, chosen.Units + 2), random.Next(2) == 0);
        await MoveReturn(model, order, chosen, to, arrived, restock);
    }

    /// <summary>
    /// All that has arrived and can still come back does, product by product: so orders end returned that nobody returned as a whole.
    /// </summary>
    private async Task SendBack(OrderModel model)
    {
        foreach (var (product, line) in model.Lines.Where(line => line.Value.Arrived > line.Value.Claimed).ToList())
        {
            var left = line.Arrived - line.Claimed;
            await AskReturn(model, await world.Settled(model.Id), product, left);
            var chosen = model.Returns[^1];
            foreach (var to in new[] { Return.Approved, Return.Received, Return.Refunded })
            {
                await MoveReturn(model, await world.Settled(model.Id), chosen, to, left, random.Next(2) == 0);
            }
        }
    }

    private async Task MoveReturn(
        OrderModel model,
        Order order,
        (string Id, string State, string Product, long Units, bool Restock) chosen,
        string to,
        long arrived,
        bool restock
    )
    {
        Lose("restock", "refund");
        var move = new ReturnMove(to, "walk", to == Return.Received ? [new(chosen.Product, arrived, restock)] : null, null);
        await Expect(model.MoveReturn(chosen.Id, to, arrived, restock), () => world.Returning.Move(chosen.Id, move, Admin, default), order);
    }

    private async Task Edit(OrderModel model, Order order)
    {
        var units = Products.ToDictionary(
            product => product,
            product => Math.Max(0, (model.Lines.TryGetValue(product, out var line) ? line.Units : 0) + random.NextInt64(-1, 2))
        );
        units = units.Where(one => one.Value > 0).ToDictionary();
        var may = model.MayEdit(units);
        var planted = may && random.Next(8) == 0 && units.Sum(one => one.Value) > model.Lines.Values.Sum(line => line.Units);
        if (planted)
        {
            world.Shop.Plant("reserve", Fault.Refused);
        }
        else
        {
            Lose("reserve", "release", "restock", "refund");
        }

        var asked = world
            .Editing.Edit(order.Id, new([.. units.Select(one => new UnitsOf(one.Key, one.Value))], "walk", null), Admin, default)
            .AsTask();
        var outcome = await Turning(asked);
        var after = await world.Settled(order.Id);
        if (!may)
        {
            Assert.NotNull(outcome.Refused);
            Assert.Equal(order.Version, after.Version);
        }
        else if (planted)
        {
            Assert.Equal(order.Terms.Stored(), after.Terms.Stored());
        }
        else if (order.Checkout.PaymentToken == "tok_waits" && after.Terms.Stored() == order.Terms.Stored())
        {
            // More cannot be charged from a payment that needs its customer.
            var last = (await world.Store.Timeline(order.Id, order.Version, 10)).Single(entry => entry.Type == "order.edit_refused");
            Assert.Equal("payment_waits", EntryData.Read(last.Data!).Reason);
        }
        else
        {
            Assert.Null(outcome.Refused);
            model.Edit(after.Terms, units);
            Assert.Equal(
                units.OrderBy(one => one.Key),
                after.Terms.Lines.ToDictionary(line => line.ProductId, line => line.Quantity).OrderBy(one => one.Key)
            );
        }
    }

    private async Task Expect(bool may, Func<ValueTask<Outcome<Order>>> ask, Order before)
    {
        var outcome = await Turning(ask().AsTask());
        if (!may)
        {
            Assert.NotNull(outcome.Refused);
            Assert.Equal(before.Version, (await world.Store.Get(before.Id))!.Version);
        }
        else
        {
            Assert.True(outcome.Refused is null, outcome.Refused?.Detail);
        }
    }

    // An answer may wait for work that is only repeated when time goes on.
    private async Task<T> Turning<T>(Task<T> asked)
    {
        while (!asked.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        return await asked;
    }

    private void Lose(params string[] calls)
    {
        if (random.Next(5) == 0)
        {
            world.Shop.Plant(calls[random.Next(calls.Length)], Losses[random.Next(Losses.Length)]);
        }
    }

    private void Check(OrderModel model, Order order)
    {
        Assert.Equal(model.Status, order.Status);
        var books = world
            .Shop.Ledger.Where(entry => entry.Key == order.Id || entry.Key.StartsWith(order.Id + ":", StringComparison.Ordinal))
            .Select(entry => entry.Value)
            .ToList();
        Assert.Equal(model.Left, books.Sum(entry => entry.Captured - entry.Refunded));
        if (model.Fate == "paid")
        {
            Assert.Equal((model.Taken, model.GivenBack), (order.Captured(), order.Refunded()));
            Assert.Equal(model.Returns.Select(one => one.State), order.AfterSaleSoFar.Returns.Select(one => one.Status));
            Assert.All(
                model.Lines,
                line =>
                    Assert.Equal(
                        (line.Value.Sent, line.Value.Arrived, line.Value.Back),
                        (order.Shipped(line.Key), order.Delivered(line.Key), order.Returned(line.Key))
                    )
            );
        }
    }

    private void CheckStock()
    {
        foreach (var product in Products)
        {
            Assert.Equal(UnitsEach - all.Sum(model => model.Out.GetValueOrDefault(product)), world.Shop.Available(product));
        }
    }

    /// <summary>
    /// Every order replays to what is stored; the hash covers what happened to each, and its money, but no times and no ids.
    /// </summary>
    private async Task<string> CheckLedger()
    {
        var ledger = new StringBuilder();
        var returned = 0;
        foreach (var model in all)
        {
            var verdict = (await world.Store.Verify(model.Id))!;
            Assert.True(verdict.Holds, verdict.Problem);
            var order = (await world.Store.Get(model.Id))!;
            Check(model, order);
            ledger.Append(order.Status).Append(order.Terms.Total).Append(' ').Append(model.Left);
            var timeline = await world.Store.Timeline(model.Id, 0, 5_000);
            foreach (var entry in timeline)
            {
                ledger.Append(' ').Append(entry.Type).Append('/').Append(entry.Status).Append('/').Append(entry.Actor);
            }

            returned += model is { Status: Status.Returned, Fate: "paid" } ? 1 : 0;

            // Whole or by line: it is said once that an order has come back.
            Assert.True(
                (model.Status == Status.Returned ? 1 : 0) == timeline.Count(entry => entry.Type == "order.returned"),
                string.Join('\n', timeline)
            );
            foreach (var refund in order.AfterSaleSoFar.Refunds)
            {
                ledger.Append(' ').Append(refund.Kind).Append(refund.Amount);
            }

            ledger.Append('\n');
        }

        Assert.True(returned > 0, "No order came back line by line: the walk does not get there any more.");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ledger.ToString())));
    }
}
