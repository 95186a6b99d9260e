// A person is erased from the orders, and every order still proves itself; who erases without the key, or puts back what was erased, is
// found.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EraseTests
{
    private const string Email = "Wil.Quillfeather@Example.com";

    private static readonly Actor Admin = new("admin", "root");
    private static readonly PostalAddress Home = new(
        "Wilhelmina Quillfeather",
        "77 Wisteria Row",
        "Borogove",
        "GB",
        "N1 7AB",
        "Flat Snark",
        "Boojumshire"
    );

    /// <summary>All that the shop ever hears of her, and what she and staff wrote.</summary>
    private static readonly string[] Hers =
    [
        "Wilhelmina",
        "Quillfeather",
        "wil.quill",
        "Wisteria",
        "Borogove",
        "N1 7AB",
        "Snark",
        "Boojum",
        "jabberwock",
    ];

    /// <summary>What is done past the shop to the first order of hers, erased before or not.</summary>
    public static TheoryData<string, bool, string> Forged =>
        new()
        {
            {
                "text removed, and nothing said",
                false,
                "UPDATE timeline SET detail = NULL WHERE order_id = $1 AND type = 'order.cancelled'"
            },
            {
                "the address put back",
                true,
                "UPDATE orders SET terms = replace(terms, '\"name\":\"\"', '\"name\":\"Wilhelmina\"') WHERE order_id = $1"
            },
            { "the reason put back", true, "UPDATE orders SET reason = 'jabberwock' WHERE order_id = $1" },
            {
                "the reason put back into the timeline",
                true,
                "UPDATE timeline SET detail = 'jabberwock' WHERE order_id = $1 AND type = 'order.cancelled'"
            },
            {
                "the same, and no longer said to be erased",
                true,
                "UPDATE timeline SET detail = 'jabberwock', erased = NULL WHERE order_id = $1 AND type = 'order.cancelled'"
            },
            { "words put back", true, "UPDATE orders SET words = words || ' quillfeather' WHERE order_id = $1" },
            { "no longer said to be erased", true, "UPDATE timeline SET erased = NULL WHERE order_id = $1 AND type = 'order.cancelled'" },
            { "the entry of the erasure taken out", true, "DELETE FROM timeline WHERE order_id = $1 AND type = 'person.erased'" },
            {
                "another said to have erased",
                true,
                "UPDATE timeline SET actor_id = 'mallory' WHERE order_id = $1 AND type = 'person.erased'"
            },
        };

    [Fact]
    public async Task An_erased_person_is_in_no_table_and_all_her_orders_hold()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var hers = await Everything(world);
        var bobs = (await Cancelled(world, "bob", "bob@example.com", OrderingWorld.Home, "too late")).Id;
        var before = (await world.AllSettled()).ToDictionary(order => order.Id, StringComparer.Ordinal);
        Assert.Equal(
            [Status.Cancelled, Status.Delivered, Status.PaymentFailed, Status.Returned],
            before.Values.Select(order => order.Status).Distinct().Order(StringComparer.Ordinal)
        );
        await Sent(world);
        Assert.NotEmpty(await Residue.Of(world.Database, Hers));

        Assert.Equal(hers.Count, (await world.Erasing.Erase("wil", null, Admin, dry: true, default)).Value.Orders);
        Assert.Equal(before.Values.Select(order => order.Version).Sum(), (await world.AllSettled()).Sum(order => order.Version));
        var erased = (await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value;

        Assert.Equal(hers.Order(StringComparer.Ordinal), erased.Erased.Order(StringComparer.Ordinal));
        Assert.Equal([], await Residue.Of(world.Database, Hers));
        Assert.Equal([], await Look(world));
        foreach (var order in await world.AllSettled())
        {
            await world.AssertTimelineHolds(order);
            var was = before[order.Id];
            if (order.Id == bobs)
            {
                Assert.Equal(was.Head, order.Head);
                Assert.Equal(OrderingWorld.Home, order.Terms.Address);
                continue;
            }

            // The books stay as they were.
            Assert.Equal(
                (was.Status, was.Version + 1, was.UserId, was.Captured(), was.Refunded()),
                (order.Status, order.Version, order.UserId, order.Captured(), order.Refunded())
            );
            Assert.Equal((was.Terms.Total, was.Terms.Tax, "GB"), (order.Terms.Total, order.Terms.Tax, order.Terms.Address.Country));
            Assert.Equal(was.Terms.Lines, order.Terms.Lines);
            Assert.Equal(
                was.AfterSaleSoFar.Refunds.Select(one => (one.Amount, one.Key)),
                order.AfterSaleSoFar.Refunds.Select(one => (one.Amount, one.Key))
            );
            Assert.Equal(
                was.AfterSaleSoFar.Returns.Select(one => (one.Id, one.Status)),
                order.AfterSaleSoFar.Returns.Select(one => (one.Id, one.Status))
            );
            var last = (await world.Store.Timeline(order.Id, 0, 100))[^1];
            Assert.Equal((Cartwright.Ordering.Erasing.Type, "admin", "root"), (last.Type, last.Actor, last.ActorId));
        }

        Assert.Equal(
            hers.Order(StringComparer.Ordinal),
            (await world.Outbox()).Where(e => e.Topic == Topics.OrderErased).Select(e => Event(e.Data)).Order(StringComparer.Ordinal)
        );

        // The links of her mails open nothing any more.
        var keys = new OrderKeys([new byte[32]], new SealedText(new byte[32]));
        Assert.Null(await world.Store.Own(hers[0], null, keys.KeyOf(hers[0]), keys));
        Assert.NotNull(await world.Store.Own(bobs, null, keys.KeyOf(bobs), keys));

        // She is found by nothing any more, and a second time nothing is done.
        Assert.Empty((await world.Lists.Find(new(null, null, null, null, null, "quillfeather", OrderLists.NewestFirst, null), 10)).Rows);
        Assert.Equal(
            hers.Count,
            (await world.Lists.Find(new("wil", null, null, null, null, null, OrderLists.NewestFirst, null), 10)).Rows.Count
        );
        Assert.NotEmpty((await world.Lists.Find(new(null, null, null, null, null, "product", OrderLists.NewestFirst, null), 10)).Rows);
        Assert.Equal(
            (hers.Count, 0),
            await world.Erasing.Erase("wil", null, Admin, dry: false, default) is { Value: var again }
                ? ((int)again.Orders, again.Erased.Count)
                : default
        );
        Assert.Equal(
            (0, 0),
            await world.Erasing.Erase(null, Email, Admin, dry: false, default) is { Value: var none }
                ? ((int)none.Orders, none.Erased.Count)
                : default
        );
        await world.CrashAndRestart();
        Assert.Equal([], await Look(world));
        await world.Compact();
        Assert.Equal([], Residue.OfFiles(world.Folder, Hers));
    }

    [Fact]
    public async Task What_the_shop_writes_after_an_erasure_is_proved_and_can_be_erased_too()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var order = await Delivered(world, "wil", Email, Home);
        Assert.Single((await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased);
        await world.Database.Write(tx => tx.Execute("DELETE FROM outbox"));

        // She asks for money all the same: it is paid back, and nobody writes her a mail.
        Assert.Null(
            (await world.Returning.Refund(order.Id, new(150, [], null, "jabberwock again", "v1", "key-9"), Admin, default)).Refused
        );
        await Return(world, order, "jabberwock once more", new UnitsOf("p1", 2), new("p3", 1));
        order = await world.Settled(order.Id);
        Assert.Equal(Status.Returned, order.Status);
        await world.AssertTimelineHolds(order);
        Assert.Equal([], await Look(world));
        Assert.DoesNotContain(await world.Outbox(), e => e.Topic == Topics.OrderNotification);

        await Sent(world);
        Assert.NotEmpty(await Residue.Of(world.Database, Hers));
        Assert.Single((await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased);
        Assert.Equal([], await Residue.Of(world.Database, Hers));
        await world.AssertTimelineHolds((await world.Store.Get(order.Id))!);
        Assert.Equal([], await Look(world));
        Assert.Empty((await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased);
    }

    [Fact]
    public async Task Account_and_orders_are_both_asked_before_either_changes()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var order = await Delivered(world, "wil", Email, Home);
        var open = (await Buy(world, "wil", Email, Home)).Id;
        world.Shop.Accounts[Email] = "wil";
        Task<Outcome<PersonErased>> Erase(string? userId, string? email, bool dry) =>
            world.Erasing.EraseWhole(userId, email, Admin, dry, asked => world.Shop.EraseAccount(asked, default), default);

        // An order under way: the account stays. Found by the address of the account, of which the order says nothing.
        var refused = (await Erase(null, Email, dry: false)).Refused!;
        Assert.Equal(("order_under_way", open), (refused.Code, (string)refused.Facts!["orders"]![0]!));
        Assert.Equal("wil", Assert.Single(world.Shop.Accounts).Value);

        // An account that may not go: the orders stay.
        Assert.Null((await world.Moving.Cancel(open, null, Admin, default)).Refused);
        await world.Settled(open);
        world.Shop.AccountStays = Refusal.Conflict("last_admin", "The only one.");
        Assert.Equal("last_admin", (await Erase("wil", null, dry: false)).Refused?.Code);
        Assert.Equal(order.Version, (await world.Store.Get(order.Id))!.Version);
        world.Shop.AccountStays = null;

        Assert.Equal(
            ("wil", 2L, 0),
            (await Erase(null, Email, dry: true)) is { Value: var would } ? (would.UserId, would.Orders, would.Erased.Count) : default
        );
        Assert.Single(world.Shop.Accounts);
        Assert.Equal(
            ("wil", 2L, 2),
            (await Erase(null, Email, dry: false)) is { Value: var done } ? (done.UserId, done.Orders, done.Erased.Count) : default
        );
        Assert.Empty(world.Shop.Accounts);

        // The log has what was done, and nothing of what was refused or only asked about.
        var logged = Assert.Single(await Log(world));
        Assert.Equal(("admin", "root", "wil", 2L, true), (logged.By.Role, logged.By.Id, logged.UserId, logged.Orders, logged.EndedMs > 0));
        Assert.Equal(
            [("ordering", "orders", 2L)],
            logged.Parts.Where(one => one.Table == "orders").Select(one => (one.Module, one.Table, one.Rows))
        );
        Assert.True(logged.Parts.Single(one => one.Table == "timeline").Rows > 2);
        Assert.Equal(
            (null, 0),
            (await Erase("wil", null, dry: false)) is { Value: var again } ? (again.UserId, again.Erased.Count) : default
        );
    }

    [Fact]
    public async Task A_user_erases_herself_under_one_entry_of_the_log_to_which_others_add_what_they_erased()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Delivered(world, "wil", Email, Home);
        world.Shop.Accounts[Email] = "wil";
        Assert.Equal("invalid_person", (await world.Contract.ErasePerson(new() { UserId = "wil" }, default)).Refused?.Code);
        world.Shop.AccountStays = Refusal.Conflict("vendor_account", "Somebody must sell.");
        var ask = new ErasePersonRequest { UserId = "wil", ErasureId = "e1" };
        Assert.Equal("vendor_account", (await world.Contract.ErasePerson(ask, default)).Refused?.Code);
        Assert.Empty(await Log(world));
        world.Shop.AccountStays = null;

        // The same again, as an answer that was lost makes it: one entry.
        Assert.Equal(1, (await world.Contract.ErasePerson(ask, default)).Value.Orders);
        Assert.Equal(0, (await world.Contract.ErasePerson(ask, default)).Value.Orders);
        Assert.Equal([], await Look(world));
        var told = new PersonForgotten("e1", "notifications", [new("mail", 3), new("stops", 0)], 7);
        await world.Database.Write(async tx =>
        {
            await ErasureSql.Count(tx, told.ErasureId, told.Module, told.Rows, told.AtUnixMs);
            await ErasureSql.Count(tx, told.ErasureId, told.Module, told.Rows, told.AtUnixMs);
            return true;
        });
        var logged = Assert.Single(await Log(world));
        Assert.Equal(("e1", "customer", "wil", "wil", 1L), (logged.ErasureId, logged.By.Role, logged.By.Id, logged.UserId, logged.Orders));
        Assert.Equal(
            [new("notifications", "mail", 6), new("ordering", "orders", 1)],
            logged.Parts.Where(one => one.Table is "mail" or "stops" or "orders")
        );
        Assert.Contains(
            (await world.Outbox()).Where(e => e.Topic == Topics.OrderErased),
            e => e.Data.Contains("\"erasure_id\":\"e1\"", StringComparison.Ordinal)
        );
        await world.AssertTimelineHolds((await world.Store.Get(order.Id))!);
    }

    private static ValueTask<List<Erasure>> Log(OrderingWorld world) => world.Database.Read(sql => ErasureSql.List(sql, null, 10));

    [Fact]
    public async Task A_guest_is_found_by_the_address_however_it_is_written()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var first = await Cancelled(world, "guest-1", Email, Home, "jabberwock");
        var second = await Cancelled(world, "guest-2", Email.ToLowerInvariant(), Home, "jabberwock");
        var other = await Cancelled(world, "guest-3", "other.quill@example.com", OrderingWorld.Home, null);
        Assert.Equal(
            [first.Id, second.Id],
            (await world.Erasing.Erase(null, " WIL.quillfeather@example.COM", Admin, dry: false, default)).Value.Erased
        );
        Assert.Equal(other.Version, (await world.Store.Get(other.Id))!.Version);
        await Sent(world);
        Assert.Equal([], await Residue.Of(world.Database, Hers));
    }

    [Fact]
    public async Task Nothing_is_erased_while_an_order_has_not_ended()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var ended = await Cancelled(world, "wil", Email, Home, "jabberwock");
        var delivered = await Delivered(world, "wil", Email, Home);
        var confirmed = await Buy(world, "wil", Email, Home);
        await Refused(confirmed.Id, "is confirmed");
        foreach (var to in new[] { Status.Processing, Status.Shipped })
        {
            Assert.Null((await world.Moving.Move(confirmed.Id, to, null, null, Admin, default)).Refused);
            await Refused(confirmed.Id, "is " + to);
        }

        Assert.Null((await world.Moving.Move(confirmed.Id, Status.Delivered, null, null, Admin, default)).Refused);
        var (_, returnId) = (await world.Returning.Request(delivered.Id, new([new("p1", 1)], "jabberwock"), Admin)).Value;
        await Refused(delivered.Id, "has a return that is requested");
        Assert.Null(
            (await world.Returning.Move(returnId, new(Cartwright.Ordering.Return.Approved, null, null, null), Admin, default)).Refused
        );
        await Refused(delivered.Id, "has a return that is approved");
        Assert.Null(
            (
                await world.Returning.Move(returnId, new(Cartwright.Ordering.Return.Rejected, "never came", null, null), Admin, default)
            ).Refused
        );
        Assert.Equal(3, (await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased.Count);

        async Task Refused(string orderId, string why)
        {
            foreach (var dry in new[] { true, false })
            {
                var refused = (await world.Erasing.Erase("wil", null, Admin, dry, default)).Refused!;
                Assert.Equal("order_under_way", refused.Code);
                Assert.Contains(why, refused.Detail, StringComparison.Ordinal);
                Assert.Equal([orderId], refused.Facts!["orders"]!.AsArray().Select(id => id!.GetValue<string>()));
            }

            Assert.Equal(ended.Version, (await world.Store.Get(ended.Id))!.Version);
        }
    }

    [Fact]
    public async Task Orders_older_than_seals_are_chained_anew_where_their_chain_holds()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var old = await Cancelled(world, "wil", Email, Home, "jabberwock");
        var entries = await world.Store.Timeline(old.Id, 0, 100);
        var head = Entry.Origin(old.PlacedTerms);
        foreach (var entry in entries)
        {
            head = entry.HashAfter(head);
            await world.Database.Write(tx =>
                tx.Execute("UPDATE timeline SET hash = $3 WHERE order_id = $1 AND sequence = $2", old.Id, entry.Sequence, head)
            );
        }

        await world.Database.Write(tx => tx.Execute("UPDATE orders SET head = $2, seal = NULL WHERE order_id = $1", old.Id, head));
        await world.Database.Write(tx => tx.Execute("DELETE FROM seal_batches"));
        await world.Database.Write(tx => tx.Execute("DELETE FROM seals_waiting"));
        Assert.Equal("orders_unsealed", (await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Refused?.Code);
        world.Shop.Anchor = new();
        await world.CrashAndRestart();
        Assert.Equal(entries.Count + 1, (await world.Store.Get(old.Id))!.Seal!.KeyedFrom);

        // Whoever rewrites an old entry finds nobody who makes it whole by erasing.
        await world.Database.Write(tx =>
            tx.Execute("UPDATE timeline SET detail = 'because' WHERE order_id = $1 AND type = 'order.cancelled'", old.Id)
        );
        var refused = (await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Refused!;
        Assert.Equal(("order_does_not_hold", old.Id), (refused.Code, refused.Facts!["orders"]![0]!.GetValue<string>()));
        await world.Database.Write(tx =>
            tx.Execute("UPDATE timeline SET detail = 'jabberwock' WHERE order_id = $1 AND type = 'order.cancelled'", old.Id)
        );

        Assert.Single((await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased);
        await Sent(world);
        Assert.Equal([], await Residue.Of(world.Database, Hers));
        var order = (await world.Store.Get(old.Id))!;
        Assert.Equal((1, entries.Count), (order.Seal!.KeyedFrom, order.Seal.ErasedTo));
        await world.AssertTimelineHolds(order);
        Assert.Equal([], await Look(world));
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Who_erases_or_puts_back_past_the_shop_is_found(string what, bool afterErasure, string statement)
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var order = await Cancelled(world, "wil", Email, Home, "jabberwock");
        if (afterErasure)
        {
            Assert.Single((await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Value.Erased);
        }

        Assert.Equal([], await Look(world));
        Assert.Equal(1, await world.Database.Write(tx => tx.Execute(statement, order.Id)));
        Assert.False((await world.Store.Verify(order.Id))!.Holds, what);
        Assert.Contains(await Look(world), line => line.StartsWith("DIFFERS order " + order.Id, StringComparison.Ordinal));
        Assert.Equal("order_does_not_hold", (await world.Erasing.Erase("wil", null, Admin, dry: false, default)).Refused?.Code);
    }

    [Fact]
    public async Task An_erasure_by_whoever_knows_the_program_and_has_not_the_key_is_found()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var order = await Cancelled(world, "wil", Email, Home, "jabberwock");
        Assert.Equal([], await Look(world));

        // The salt lies beside the order, so the commitments are his to make; the seal and new entries are not.
        var seal = order.Seal!;
        var terms = order.PlacedTerms.Without();
        var entries = await world.Store.Timeline(order.Id, 0, 100);
        foreach (var entry in entries.Where(entry => entry.Bare() != entry))
        {
            var (bare, commitment) = entry.Split(seal.Salt);
            await world.Database.Write(tx =>
                tx.Execute(
                    "UPDATE timeline SET detail = $3, data = $4, erased = $5 WHERE order_id = $1 AND sequence = $2",
                    order.Id,
                    entry.Sequence,
                    bare.Detail,
                    bare.Data,
                    commitment
                )
            );
        }

        foreach (var said in new[] { seal, seal with { ErasedTo = entries.Count } })
        {
            await world.Database.Write(tx =>
                tx.Execute(
                    "UPDATE orders SET terms = $2, words = $3, reason = NULL, seal = $4 WHERE order_id = $1",
                    order.Id,
                    terms.Stored(),
                    OrderSql.Words(order with { Terms = terms }),
                    said.Stored()
                )
            );
            Assert.False((await world.Store.Verify(order.Id))!.Holds);
            Assert.Contains(await Look(world), line => line.StartsWith("DIFFERS order " + order.Id, StringComparison.Ordinal));
        }
    }

    /// <summary>Orders in every state that is an end, with all that people can write into one.</summary>
    private static async Task<List<string>> Everything(OrderingWorld world)
    {
        List<string> orders =
        [
            (await Cancelled(world, "wil", Email, Home, "the jabberwock ate it")).Id,
            (await Delivered(world, "wil", Email, Home)).Id,
        ];
        world.Shop.Fill("wil", ("p1", 2), ("p3", 1));
        orders.Add((await world.Settled((await world.Place(Wish("wil", Email, Home, "tok_declined"))).Id)).Id);

        var returned = await Delivered(world, "wil", Email, Home);
        Assert.Null((await world.Moving.Move(returned.Id, Status.Returned, "a jabberwock came", null, Admin, default)).Refused);
        orders.Add((await world.Settled(returned.Id)).Id);

        // One that lives through everything else.
        var long1 = await Buy(world, "wil", Email, Home);
        Assert.Null(
            (
                await world.Editing.Edit(long1.Id, new([new("p1", 3), new("p2", 2)], "jabberwock by phone", Key: "edit-1"), Admin, default)
            ).Refused
        );
        await world.Settled(long1.Id);
        Assert.Null(
            (await world.Returning.Refund(long1.Id, new(150, [], null, "jabberwock was late", "v1", "refund-1"), Admin, default)).Refused
        );
        await Deliver(world, long1);
        await Return(world, long1, "the jabberwock frightens me", new UnitsOf("p1", 1));
        orders.Add((await world.Settled(long1.Id)).Id);
        return orders;
    }

    private static async Task<Order> Buy(OrderingWorld world, string user, string email, PostalAddress to)
    {
        world.Shop.Fill(user, ("p1", 2), ("p3", 1));
        return await world.Settled((await world.Place(Wish(user, email, to))).Id);
    }

    private static async Task<Order> Cancelled(OrderingWorld world, string user, string email, PostalAddress to, string? why)
    {
        var order = await Buy(world, user, email, to);
        Assert.Null((await world.Moving.Cancel(order.Id, why, new Actor("customer", user), default)).Refused);
        return await world.Settled(order.Id);
    }

    private static async Task<Order> Delivered(OrderingWorld world, string user, string email, PostalAddress to)
    {
        var order = await Buy(world, user, email, to);
        await Deliver(world, order);
        return (await world.Store.Get(order.Id))!;
    }

    private static async Task Deliver(OrderingWorld world, Order order)
    {
        foreach (var status in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            Assert.Null((await world.Moving.Move(order.Id, status, "past the jabberwock", null, Admin, default)).Refused);
        }
    }

    private static async Task Return(OrderingWorld world, Order order, string why, params UnitsOf[] lines)
    {
        var (_, returnId) = (
            await world.Returning.Request(order.Id, new(lines, why, "return-1"), new Actor("customer", order.UserId))
        ).Value;
        foreach (
            var status in new[]
            {
                Cartwright.Ordering.Return.Approved,
                Cartwright.Ordering.Return.Received,
                Cartwright.Ordering.Return.Refunded,
            }
        )
        {
            Assert.Null((await world.Returning.Move(returnId, new(status, "no jabberwock in it", null, null), Admin, default)).Refused);
        }

        await world.Settled(order.Id);
    }

    private static Placement Wish(string user, string email, PostalAddress to, string token = "tok_visa") =>
        new(user, false, email, to, "standard", token, null, null, null, null);

    /// <summary>The relay has delivered everything: nothing of it waits any more.</summary>
    private static async Task Sent(OrderingWorld world) =>
        await world.Database.Write(tx => tx.Execute("DELETE FROM outbox WHERE topic <> 'order.erased'"));

    private static string Event(string data) =>
        System.Text.Json.JsonSerializer.Deserialize<OrderErasure>(data, Cartwright.Kernel.Event.Json)!.OrderId;

    private static async Task<List<string>> Look(OrderingWorld world)
    {
        while (await world.Chain.Batch(default) > 0) { }

        Assert.True(await world.Chain.Tell(default));
        var said = new List<string>();
        var look = new ShopLook(
            new Dictionary<string, Database> { ["ordering"] = world.Database },
            world.Seals,
            line =>
            {
                lock (said)
                {
                    said.Add(line);
                }
            }
        );
        await look.Run(Stopwatch.StartNew(), TimeSpan.FromDays(1), default);
        return said;
    }
}
