// Edits by staff, payments that wait, and books that somebody has tampered with.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class EditTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public async Task An_edit_charges_what_it_adds_and_pays_back_what_it_takes_out()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        var more = (await world.Editing.Edit(order.Id, new([new("p1", 3), new("p2", 2)], "by phone", order.Version), Admin, default)).Value;
        Assert.Equal([("p1", 3L), ("p2", 2L)], more.Terms.Lines.Select(line => (line.ProductId, line.Quantity)));
        Assert.Equal(
            (more.Terms.Total, more.Terms.Total - order.Terms.Total),
            (more.Refundable(), world.Shop.Ledger[order.Id + ":charge:1"].Captured)
        );
        Assert.Equal((997L, 998L, 1_000L), (world.Shop.Available("p1"), world.Shop.Available("p2"), world.Shop.Available("p3")));
        Assert.Equal(
            "version_mismatch",
            (await world.Editing.Edit(order.Id, new([new("p1", 1)], null, order.Version), Admin, default)).Refused!.Code
        );
        var less = (await world.Editing.Edit(order.Id, new([new("p2", 1)], null, null), Admin, default)).Value;
        less = await world.Settled(less.Id);
        Assert.Equal(less.Terms.Total, less.Refundable());
        Assert.Equal(less.Terms.Total, world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded));
        Assert.Equal((1_000L, 999L), (world.Shop.Available("p1"), world.Shop.Available("p2")));
        Assert.Equal(["v1"], less.Parts.Select(part => part.VendorId));
        Assert.Single((await world.Lists.Find(new(null, null, null, null, "p2", null, OrderLists.NewestFirst, null), 10)).Rows);
        Assert.Empty((await world.Lists.Find(new(null, null, null, null, "p1", null, OrderLists.NewestFirst, null), 10)).Rows);
        await world.AssertTimelineHolds(less);
        Assert.Equal(2, (await world.Outbox()).Count(e => e.Topic == Topics.OrderEdited));

        // All of its payments and reservations go back with it.
        var cancelled = (await world.Moving.Cancel(less.Id, null, Admin, default)).Value;
        Assert.Equal((Status.Cancelled, 0L), (cancelled.Status, world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded)));
        Assert.All(new[] { "p1", "p2", "p3" }, product => Assert.Equal(1_000, world.Shop.Available(product)));
        await world.AssertTimelineHolds(cancelled);
    }

    [Fact]
    public async Task An_edit_that_is_refused_leaves_the_order_as_it_was()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        world.Shop.OnHand["p2"] = 5;
        Assert.Equal(
            "out_of_stock",
            (await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 6)], null, null), Admin, default)).Refused!.Code
        );
        world.Shop.Plant("pay", Fault.Refused);
        Assert.Equal(
            "planted",
            (await world.Editing.Edit(order.Id, new([new("p1", 2), new("p3", 5)], null, null), Admin, default)).Refused!.Code
        );
        var before = order;
        order = await world.Settled(order.Id);
        Assert.Equal(
            (before.Terms.Stored(), before.Terms.Total, 999L),
            (order.Terms.Stored(), world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded), world.Shop.Available("p3"))
        );
        Assert.Equal(
            "product_unavailable",
            (await world.Editing.Edit(order.Id, new([new("p9", 1)], null, null), Admin, default)).Refused!.Code
        );
        Assert.Equal("invalid_quantity", (await world.Editing.Edit(order.Id, new([], null, null), Admin, default)).Refused!.Code);
        Assert.Equal(
            "invalid_quantity",
            (await world.Editing.Edit(order.Id, new([new("p1", -1)], null, null), Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "nothing_changed",
            (
                await world.Editing.Edit(
                    order.Id,
                    new([.. order.Terms.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity))], null, null),
                    Admin,
                    default
                )
            )
                .Refused!
                .Code
        );
        Assert.Equal("order_not_found", (await world.Editing.Edit("nope", new([new("p1", 1)], null, null), Admin, default)).Refused!.Code);
        await world.AssertTimelineHolds(order);
    }

    [Theory]
    [InlineData(Fault.LostRequest)]
    [InlineData(Fault.LostReply)]
    [InlineData(Fault.Throws)]
    [InlineData(Fault.CrashBefore)]
    [InlineData(Fault.CrashAfter)]
    public async Task Whatever_befalls_the_calls_of_an_edit_units_and_money_move_once(Fault fault)
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        world.Shop.Plant("pay", fault);
        _ = world.Editing.Edit(order.Id, new([new("p1", 2), new("p3", 5)], null, null), Admin, default).AsTask();
        await world.Until(order.Id, now => now.AfterSaleSoFar.Edits > 0);

        if (fault is Fault.CrashBefore or Fault.CrashAfter)
        {
            await world.Shop.Crashed.Task;

            // Whoever else wants something of the order has to wait.
            Assert.Equal("edit_in_progress", (await world.Moving.Cancel(order.Id, null, Admin, default)).Refused!.Code);
            Assert.Equal(
                "edit_in_progress",
                (await world.Moving.MovePart(order.Id, "v1", Status.Processing, null, null, Admin)).Refused!.Code
            );
            await world.CrashAndRestart();
        }

        order = await world.Settled(order.Id);
        Assert.Equal(5, order.Terms.Lines.Single(line => line.ProductId == "p3").Quantity);
        Assert.Equal(order.Terms.Total, world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded));
        Assert.Equal(995, world.Shop.Available("p3"));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task An_edit_is_made_once_a_key_and_pressing_again_answers_what_became_of_it()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        var ask = new EditAsk([new("p1", 3), new("p2", 2)], "by phone", null, "key-1");
        var pressed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Editing.Edit(order.Id, ask, Admin, default).AsTask()));
        Assert.All(pressed, answer => Assert.Equal(2, answer.Value.Terms.Lines.Single(line => line.ProductId == "p2").Quantity));
        order = await world.Settled(order.Id);
        Assert.Equal((1, 998L), (order.AfterSaleSoFar.Edits, world.Shop.Available("p2")));
        Assert.Equal(
            "idempotency_key_reused",
            (await world.Editing.Edit(order.Id, ask with { Reason = "another" }, Admin, default)).Refused!.Code
        );

        // Somebody else has edited since: the late repeat does not undo that.
        await world.Editing.Edit(order.Id, new([new("p1", 1)]), Admin, default);
        Assert.Equal(1, (await world.Editing.Edit(order.Id, ask, Admin, default)).Value.Terms.Lines.Single().Quantity);

        // A refused one is refused again, though it would succeed by now.
        world.Shop.Plant("pay", Fault.Refused);
        var refused = ask with { Lines = [new("p1", 1), new("p3", 5)], Key = "key-2" };
        var first = (await world.Editing.Edit(order.Id, refused, Admin, default)).Refused!;
        order = await world.Settled(order.Id);
        await world.CrashAndRestart();
        var second = (await world.Editing.Edit(order.Id, refused, Admin, default)).Refused!;
        Assert.Equal(("planted", first.Code, first.Detail), (first.Code, second.Code, second.Detail));
        Assert.Equal(order.Version, (await world.Store.Get(order.Id))!.Version);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Who_names_no_version_edits_what_somebody_else_has_left()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        var changed = false;
        world.Shop.BeforePrice = async () =>
        {
            if (!changed)
            {
                changed = true;
                await world.Moving.MovePart(order.Id, "v1", Status.Processing, null, null, Admin);
            }
        };
        Assert.Equal(2, (await world.Editing.Edit(order.Id, new([new("p3", 2)]), Admin, default)).Value.Parts.Single().Units);
        changed = false;
        Assert.Equal(
            "version_mismatch",
            (await world.Editing.Edit(order.Id, new([new("p3", 3)], null, order.Version), Admin, default)).Refused!.Code
        );
        world.Shop.BeforePrice = () => Task.CompletedTask;
    }

    [Fact]
    public async Task An_edit_that_needs_the_customers_payment_is_refused_with_what_to_do_instead()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.WaitsUntilMs = world.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 900_000;
        world.Shop.Fill("ada", ("p1", 2));
        var order = await Waiting(world);
        world.Shop.Waits.Clear();
        world.Runner.Look(order.Id);
        await world.Until(order.Id, now => now.Status == Status.Confirmed);
        order = await world.Settled(order.Id);
        var refused = (await world.Editing.Edit(order.Id, new([new("p1", 3)]), Admin, default)).Refused!;
        Assert.Equal("payment_waits", refused.Code);
        Assert.Contains("29.99 USD more", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("Let the customer order what is added", refused.Detail, StringComparison.Ordinal);
        order = await world.Settled(order.Id);
        Assert.Equal((2L, 998L), (order.Terms.Lines.Single().Quantity, world.Shop.Available("p1")));
        Assert.True(world.Shop.Ledger[order.Id + ":charge:1"].Voided);
        Assert.Equal(1, (await world.Editing.Edit(order.Id, new([new("p1", 1)]), Admin, default)).Value.Terms.Lines.Single().Quantity);
        order = await world.Settled(order.Id);
        Assert.Equal(
            (order.Terms.Total, 999L),
            (world.Shop.Ledger.Values.Sum(entry => entry.Captured - entry.Refunded), world.Shop.Available("p1"))
        );
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Nothing_is_edited_below_what_was_shipped()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Confirmed(world);
        await world.Moving.MovePart(order.Id, "v1", Status.Processing, null, null, Admin);
        await world.Store.Change(order.Id, now => now.Ship("v1", [new("p1", 1)], "DHL", "1", Admin, 5));
        var refused = (await world.Editing.Edit(order.Id, new([new("p3", 1)], null, null), Admin, default)).Refused!;
        Assert.Equal(("below_shipped", 1L), (refused.Code, (long)refused.Facts!["least"]!));
        var edited = (await world.Editing.Edit(order.Id, new([new("p1", 1)], null, null), Admin, default)).Value;
        Assert.Equal(Status.Shipped, edited.Status);
        await world.AssertTimelineHolds(edited);
    }

    [Fact]
    public async Task A_payment_that_waits_for_the_customer_is_shown_and_taken_once_it_is_mentioned()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.WaitsUntilMs = world.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 900_000;
        world.Shop.Fill("ada", ("p1", 1));
        var order = await Waiting(world);
        Assert.Equal(
            (Status.Pending, "action_required", "challenge"),
            (order.Status, OrderStatus.Of(order).Payment, order.AfterSaleSoFar.Action!.Kind)
        );
        Assert.NotNull(OrderBody.Of(order, admin: false).Payment.NextAction);
        world.Shop.Waits.Clear();
        world.Runner.Look(order.Id);
        await world.Until(order.Id, now => now.Status != Status.Pending);
        order = await world.Settled(order.Id);
        Assert.Equal((Status.Confirmed, "captured"), (order.Status, OrderStatus.Of(order).Payment));
        Assert.Null(order.AfterSale);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600_000)]
    public async Task An_order_that_nobody_pays_ends_in_time_and_gives_everything_back(long withinMs)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.WaitsUntilMs = withinMs == 0 ? 0 : world.Clock.GetUtcNow().ToUnixTimeMilliseconds() + withinMs;
        world.Shop.Fill("ada", ("p1", 1));
        var order = await Waiting(world, "TEN");
        Assert.Equal(999, world.Shop.Available("p1"));
        await world.CrashAndRestart();
        while (world.Clock.GetUtcNow().ToUnixTimeMilliseconds() < order.AfterSaleSoFar.Action!.ExpiresMs - 60_000)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(Status.Pending, (await world.Store.Get(order.Id))!.Status);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        order = await world.Settled(order.Id);
        Assert.Equal((Status.PaymentFailed, "payment expired", 1_000L), (order.Status, order.Reason, world.Shop.Available("p1")));
        Assert.True(world.Shop.Ledger[order.Id].Voided);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
    }

    [Theory]
    [InlineData("UPDATE timeline SET detail = 'nothing happened' WHERE sequence = 3", "3")]
    [InlineData("UPDATE timeline SET status = 'delivered' WHERE sequence = 2", "2")]
    [InlineData("UPDATE timeline SET data = '{}' WHERE sequence = 4", "4")]
    [InlineData("UPDATE timeline SET hash = 'x' WHERE sequence = 2", "2")]
    [InlineData("DELETE FROM timeline WHERE sequence = 3", "3")]
    [InlineData("DELETE FROM timeline WHERE sequence = 4", "3")]
    [InlineData("UPDATE orders SET status = 'delivered'", "4")]
    [InlineData("UPDATE orders SET reason = 'because'", "4")]
    [InlineData("UPDATE orders SET terms = REPLACE(terms, '2999', '1')", "1")]
    [InlineData("UPDATE orders SET terms = 'x'", "1")]
    [InlineData("UPDATE orders SET life = NULL", "4")]
    [InlineData("UPDATE orders SET life = REPLACE(life, 'DHL', 'UPS')", "4")]
    [InlineData("UPDATE fulfilments SET status = 'waiting'", "4")]
    [InlineData("UPDATE fulfilments SET carrier = 'UPS'", "4")]
    public async Task A_row_that_somebody_has_edited_is_found(string tampering, string broken)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        await world.Moving.MovePart(order.Id, "v1", Status.Processing, null, null, Admin);
        await world.Store.Change(order.Id, now => now.Ship("v1", [new("p1", 1)], "DHL", "1", Admin, 5));
        var holds = (await world.Store.Verify(order.Id))!;
        Assert.True(holds.Holds, holds.Problem);
        await world.Database.Write(tx => tx.Execute(tampering));
        var found = (await world.Store.Verify(order.Id))!;
        Assert.Equal((false, broken), (found.Holds, found.Sequence.ToString()));
        Assert.NotNull(found.Problem);
    }

    [Fact]
    public async Task An_order_of_the_time_before_entries_had_data_still_holds()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1), ("p3", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        var entries = new List<Entry>();
        foreach (var entry in await world.Store.Timeline(order.Id, 0, 10))
        {
            entries.Add(entry.After(entries.Count == 0 ? Entry.Origin(order.PlacedTerms) : entries[^1].Hash));
        }

        // As a vendor's moves were kept: their entries name neither vendor nor parcel.
        foreach (
            var (type, status) in new[] { ("order.processing", Status.Processing), ("order.partially_shipped", Status.PartiallyShipped) }
        )
        {
            entries.Add(
                new Entry(entries.Count + 1, type, status, "A vendor's part is moved.", "vendor", "u", 9, string.Empty).After(
                    entries[^1].Hash
                )
            );
        }

        await world.Database.Write(async tx =>
        {
            foreach (var entry in entries)
            {
                await tx.Execute("DELETE FROM timeline WHERE order_id = $1 AND sequence = $2", order.Id, entry.Sequence);
                await tx.Execute(
                    "INSERT INTO timeline(order_id, sequence, type, status, detail, actor, actor_id, at_ms, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    order.Id,
                    entry.Sequence,
                    entry.Type,
                    entry.Status,
                    entry.Detail,
                    entry.Actor,
                    entry.ActorId,
                    entry.AtMs,
                    entry.Hash
                );
            }

            await tx.Execute("UPDATE fulfilments SET status = 'shipped', carrier = 'DHL' WHERE vendor_id = 'v1'");
            return await tx.Execute(
                "UPDATE orders SET status = 'partially_shipped', version = 4, head = $1, updated_ms = 9, seal = NULL",
                entries[^1].Hash
            );
        });

        // The upgrade seals it as it is found.
        var found = world.Seals.Found((await world.Store.Get(order.Id))!).Seal!.Stored();
        await world.Database.Write(tx => tx.Execute("UPDATE orders SET seal = $1", found));
        var holds = (await world.Store.Verify(order.Id))!;
        Assert.True(holds.Holds, holds.Problem);
        await world.Moving.MovePart(order.Id, "v1", Status.Delivered, null, null, Admin);
        order = (await world.Moving.MovePart(order.Id, "v2", Status.Processing, null, null, Admin)).Value;
        Assert.Equal((1L, 0L), (order.Delivered("p1"), order.Delivered("p3")));
        holds = (await world.Store.Verify(order.Id))!;
        Assert.True(holds.Holds, holds.Problem);
    }

    private static async Task<Order> Confirmed(OrderingWorld world)
    {
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        return await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
    }

    private static async Task<Order> Waiting(OrderingWorld world, string? coupon = null)
    {
        var id = (await world.Place(OrderingWorld.Wish(token: "tok_waits", coupon: coupon))).Id;
        return await world.Until(id, now => now.AfterSaleSoFar.Action is not null);
    }
}
