// Whoever writes a shop's tables past the shop is found out, whatever he changes and however well he knows the program; only the key is not
// his.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Payments;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class ProofTests
{
    private const string First = "(SELECT MIN(order_id) FROM orders)";
    private const string Newest = "(SELECT MAX(order_id) FROM orders)";

    /// <summary>What is done to the first order, what is found, and at what. $new is the newest order.</summary>
    public static TheoryData<string, string[], string> Tampered =>
        new()
        {
            {
                "address",
                [$"UPDATE orders SET terms = replace(terms, 'Analytical', 'Mallory') WHERE order_id = {First}"],
                "DIFFERS order {first}"
            },
            {
                "total in the terms",
                [$"UPDATE orders SET terms = replace(terms, '\"total\":', '\"total\":1') WHERE order_id = {First}"],
                "DIFFERS order {first}"
            },
            { "terms that cannot be read", [$"UPDATE orders SET terms = 'x' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "owner", [$"UPDATE orders SET user_id = 'mallory' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "means of payment", [$"UPDATE orders SET payment_token = 'tok_other' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "cart", [$"UPDATE orders SET cart_version = 99 WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "total", [$"UPDATE orders SET total_milli = 1 WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "words", [$"UPDATE orders SET words = 'mallory' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "currency", [$"UPDATE orders SET currency = 'EUR' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "lines deleted", [$"DELETE FROM order_lines WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "a line's units", [$"UPDATE order_lines SET quantity = quantity + 1 WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "status", [$"UPDATE orders SET status = 'delivered' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "reason", [$"UPDATE orders SET reason = 'because' WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "times", [$"UPDATE orders SET created_ms = created_ms - 1000 WHERE order_id = {First}"], "DIFFERS order {first}" },
            { "checkout", [$"UPDATE orders SET checkout = 'returning' WHERE order_id = {First}"], "DIFFERS order {first}" },
            {
                "life",
                [
                    $"UPDATE orders SET life = '{{}}' WHERE order_id = {First}",
                    $"UPDATE orders SET life = '{{\"edits\":3}}' WHERE order_id = {First}",
                ],
                "DIFFERS order {first}"
            },
            { "a vendor's part", [$"UPDATE fulfilments SET amount = amount + 1 WHERE order_id = {First}"], "DIFFERS order {first}" },
            {
                "an entry",
                [$"UPDATE timeline SET detail = 'Nothing happened.' WHERE sequence = 2 AND order_id = {First}"],
                "DIFFERS order {first} (timeline entry 2)"
            },
            {
                "an entry's actor",
                [$"UPDATE timeline SET actor = 'admin' WHERE sequence = 1 AND order_id = {First}"],
                "DIFFERS order {first} (timeline entry 1)"
            },
            {
                "an entry said to be erased",
                [$"UPDATE timeline SET detail = NULL, erased = 'aa' WHERE sequence = 2 AND order_id = {First}"],
                "DIFFERS order {first} (timeline entry 2)"
            },
            {
                "an entry deleted",
                [$"DELETE FROM timeline WHERE sequence = 1 AND order_id = {First}"],
                "DIFFERS order {first} (timeline entry 1)"
            },
            { "the last entry deleted", [$"DELETE FROM timeline WHERE sequence = 2 AND order_id = {First}"], "DIFFERS order {first}" },
            {
                "an entry added",
                [
                    $"INSERT INTO timeline(order_id, sequence, type, status, actor, at_ms, hash) SELECT order_id, 3, 'order.delivered', 'delivered', 'system', at_ms, hash FROM timeline WHERE sequence = 2 AND order_id = {First}",
                ],
                "DIFFERS order {first} (timeline entry 3)"
            },
            {
                "entries exchanged",
                [
                    $"UPDATE timeline SET sequence = 9 WHERE sequence = 1 AND order_id = {First}",
                    $"UPDATE timeline SET sequence = 1 WHERE sequence = 2 AND order_id = {First}",
                    $"UPDATE timeline SET sequence = 2 WHERE sequence = 9 AND order_id = {First}",
                ],
                "DIFFERS order {first} (timeline entry 1)"
            },
            { "the seal taken away", [$"UPDATE orders SET seal = NULL WHERE order_id = {First}"], "DIFFERS order {first}" },
            {
                "another order's seal",
                [$"UPDATE orders SET seal = (SELECT o.seal FROM orders o WHERE o.order_id = {Newest}) WHERE order_id = {First}"],
                "DIFFERS order {first}"
            },
            { "order deleted", Gone(First), "DIFFERS order {first} (batch" },
            { "newest order deleted", Gone(Newest), "DIFFERS order {newest} (batch" },
            {
                "order deleted with what the chain has of it",
                [.. Gone(First), "DELETE FROM seal_batches WHERE number = 2"],
                "DIFFERS chain 3 (seal_batches): The batches 2 to 2 are missing."
            },
            { "a batch edited", ["UPDATE seal_batches SET content = '' WHERE number = 2"], "DIFFERS chain 2 (seal_batches)" },
            {
                "newest order deleted and the chain cut",
                [.. Gone(Newest), "DELETE FROM seal_batches WHERE number = (SELECT MAX(number) FROM seal_batches)"],
                "its end was cut off"
            },
            {
                "payment deleted",
                ["payments: DELETE FROM payments WHERE payment_id = (SELECT MIN(payment_id) FROM payments)"],
                "DIFFERS payment {first} (payments): The order counts as paid"
            },
            {
                "payment's amount",
                [
                    "payments: UPDATE payments SET captured_minor = captured_minor - 1 WHERE payment_id = (SELECT MIN(payment_id) FROM payments)",
                ],
                "DIFFERS payment {first} (payments): The order counts"
            },
            {
                "payment given back",
                ["payments: UPDATE payments SET refunded_minor = captured_minor WHERE payment_id = (SELECT MIN(payment_id) FROM payments)"],
                "DIFFERS payment {first} (payments): By the order"
            },
            {
                "payment for no order",
                [
                    "payments: INSERT INTO payments(payment_id, order_id, amount_minor, currency, method, takes_at_once, state, captured_minor, created_ms, updated_ms) VALUES ('stray', 'none', 5, 'USD', 'card', 1, 'captured', 5, 1, 1)",
                ],
                "there is no such order"
            },
            { "what a vendor is owed", ["UPDATE vendor_balances SET balance = balance + 1"], "DIFFERS vendor v1" },
        };

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task What_is_written_past_the_shop_is_found(string what, string[] statements, string expected)
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        var (first, newest) = await Sell(world, paid);
        Assert.Equal([], await Look(world, paid));
        foreach (var statement in statements)
        {
            var other = statement.StartsWith("payments: ", StringComparison.Ordinal);
            await Tamper(other ? paid.Database : world.Database, other ? statement["payments: ".Length..] : statement);
        }

        var found = await Look(world, paid);
        Assert.True(
            found.Exists(line =>
                line.Contains(expected.Replace("{first}", first.Id).Replace("{newest}", newest.Id), StringComparison.Ordinal)
            ),
            $"{what}: {string.Join(" | ", found)}"
        );

        // One order is looked at by the same rule.
        if (expected.StartsWith("DIFFERS order {first}", StringComparison.Ordinal) && await world.Store.Verify(first.Id) is { } verdict)
        {
            Assert.False(verdict.Holds, what);
        }
    }

    [Fact]
    public async Task A_forged_order_with_all_hashes_made_anew_is_found_and_stays_found_when_the_shop_goes_on_with_it()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        var (first, _) = await Sell(world, paid);
        var terms = first.PlacedTerms with { Address = first.PlacedTerms.Address with { Line1 = "1 Mallory Way" } };
        var forged = Order.Place(first.Id, "mallory", terms, Checkout.Begin("tok_visa", 0), first.CreatedMs).Confirm(first.UpdatedMs);
        foreach (var seal in new[] { null, first.Seal!.Stored() })
        {
            // As if it were older than seals; and with the seal that it had.
            await world.Database.Write(tx =>
                tx.Execute(
                    "UPDATE orders SET user_id = 'mallory', terms = $2, head = $3, seal = $4, words = $5 WHERE order_id = $1",
                    first.Id,
                    terms.Stored(),
                    forged.Head,
                    seal,
                    OrderSql.Words(forged)
                )
            );
            foreach (var entry in forged.Added)
            {
                await world.Database.Write(tx =>
                    tx.Execute(
                        "UPDATE timeline SET hash = $3, actor_id = $4 WHERE order_id = $1 AND sequence = $2",
                        first.Id,
                        entry.Sequence,
                        entry.Hash,
                        entry.ActorId
                    )
                );
            }

            Assert.Equal(
                new Verdict(true, 2, null, null),
                Verify.Of((await world.Store.Get(first.Id))!, await world.Store.Timeline(first.Id, 0, 10))
            );
            Assert.False((await world.Store.Verify(first.Id))!.Holds);
            Assert.Contains(await Look(world, paid), line => line.StartsWith("DIFFERS order " + first.Id, StringComparison.Ordinal));
        }

        Assert.Null((await world.Moving.Cancel(first.Id, "no longer", new Actor("customer", "mallory"), default)).Refused);
        await world.Settled(first.Id);
        await Chain(world);
        Assert.Contains(await Look(world, paid), line => line.StartsWith("DIFFERS order " + first.Id, StringComparison.Ordinal));
        await world.CrashAndRestart();
        Assert.False((await world.Store.Verify(first.Id))!.Holds);
    }

    [Fact]
    public async Task An_order_that_is_set_back_to_what_it_once_was_is_found_even_when_it_goes_on_from_there()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        var (first, _) = await Sell(world, paid);
        Assert.Null((await world.Moving.Move(first.Id, Status.Processing, null, null, new Actor("admin", "root"), default)).Refused);
        await Chain(world);
        Assert.Equal([], await Look(world, paid));
        foreach (
            var statement in new[]
            {
                "DELETE FROM timeline WHERE order_id = $1 AND sequence > $2",
                "UPDATE fulfilments SET status = 'waiting' WHERE order_id = $1 AND $2 > 0",
                "UPDATE orders SET status = 'confirmed', version = $2, head = $3, updated_ms = $4, seal = $5, reason = NULL WHERE order_id = $1",
            }
        )
        {
            object?[] args = [first.Id, first.Version, first.Head, first.UpdatedMs, first.Seal!.Stored()];
            await world.Database.Write(tx => tx.Execute(statement, args[..(statement.Contains("$5", StringComparison.Ordinal) ? 5 : 2)]));
        }

        // By itself it holds: only the chain knows better.
        Assert.True((await world.Store.Verify(first.Id))!.Holds);
        Assert.Contains(
            $"DIFFERS order {first.Id} (batch 4): It was set back: the chain has version 3, and the order is at 2. [I9]",
            await Look(world, paid)
        );
        Assert.Null((await world.Moving.Move(first.Id, Status.Processing, null, null, new Actor("admin", "root"), default)).Refused);
        await Chain(world);
        Assert.Contains(
            $"DIFFERS order {first.Id} (batch 5): It was set back: batch 4 has version 3, and this later one has 3. [I9]",
            await Look(world, paid)
        );
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_from_its_beginning_is_not_begun_anew()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        var (first, _) = await Sell(world, paid);
        foreach (
            var statement in new[]
            {
                "DELETE FROM seal_batches",
                "DELETE FROM seals_waiting",
                $"UPDATE orders SET seal = NULL, user_id = 'mallory' WHERE order_id = {First}",
            }
        )
        {
            await Tamper(world.Database, statement);
        }

        await world.CrashAndRestart();
        Assert.True(world.Seals.AllFound);
        Assert.Null((await world.Store.Get(first.Id))!.Seal);
        Assert.False((await world.Store.Verify(first.Id))!.Holds);
    }

    [Fact]
    public async Task A_chain_that_was_cut_stays_cut_when_it_has_grown_longer_than_it_was()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        await Sell(world, paid);
        foreach (var statement in Gone(Newest).Append("DELETE FROM seal_batches WHERE number = 3"))
        {
            await Tamper(world.Database, statement);
        }

        await world.CrashAndRestart();
        foreach (var user in new[] { "dan", "eve" })
        {
            await Book(world, paid, await Buy(world, user));
            await Chain(world);
        }

        Assert.Contains(
            "DIFFERS chain 3 (seal_batches): Payments has another head of batch 3: the chain was rewritten. [I9]",
            await Look(world, paid)
        );
    }

    [Fact]
    public async Task What_is_sold_while_it_is_looked_at_is_no_finding()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        await Sell(world, paid);
        var late = await Buy(world, "eve");

        // Not in the chain yet, and not in the payments' book of this test either, which is told beforehand.
        await Book(world, paid, late);
        Assert.Equal([], await Look(world, paid));
        await Chain(world);
        Assert.Equal([], await Look(world, paid));
    }

    [Fact]
    public async Task Orders_older_than_seals_are_sealed_as_they_are_found_once_and_go_on()
    {
        await using var world = await OrderingWorld.Open();
        await using var paid = await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly);
        var old = await Buy(world, "ada");
        var plain = Order.Place(old.Id, old.UserId, old.PlacedTerms, Checkout.Begin("tok_visa", 0), old.CreatedMs).Confirm(old.UpdatedMs);
        await world.Database.Write(tx => tx.Execute("UPDATE orders SET head = $2, seal = NULL WHERE order_id = $1", old.Id, plain.Head));
        foreach (var entry in plain.Added)
        {
            await world.Database.Write(tx =>
                tx.Execute(
                    "UPDATE timeline SET hash = $3, detail = $4 WHERE order_id = $1 AND sequence = $2",
                    old.Id,
                    entry.Sequence,
                    entry.Hash,
                    entry.Detail
                )
            );
        }

        await Tamper(world.Database, "DELETE FROM seal_batches");
        await Tamper(world.Database, "DELETE FROM seals_waiting");
        world.Shop.Anchor = new();
        await world.CrashAndRestart();
        var found = (await world.Store.Get(old.Id))!;
        Assert.Equal(3, found.Seal!.KeyedFrom);
        await Book(world, paid, found);
        await Chain(world);
        Assert.Equal([], await Look(world, paid));
        Assert.Null((await world.Moving.Move(old.Id, Status.Processing, "at last", null, new Actor("admin", "root"), default)).Refused);
        Assert.Equal(new Verdict(true, 3, null, null), await world.Store.Verify(old.Id));
        await Tamper(world.Database, $"UPDATE timeline SET actor_id = 'mallory' WHERE sequence = 1 AND order_id = {First}");
        Assert.Equal(1, (await world.Store.Verify(old.Id))!.Sequence);
    }

    private static string[] Gone(string which) =>
        [
            "CREATE TABLE gone AS SELECT " + which + " AS order_id",
            .. new[] { "order_lines", "fulfilments", "timeline", "order_words", "placements", "orders" }.Select(table =>
                $"DELETE FROM {table} WHERE order_id IN (SELECT order_id FROM gone)"
            ),
            "DROP TABLE gone",
        ];

    private static async Task Tamper(Database database, string statement) => await database.Write(tx => tx.Execute(statement));

    /// <summary>Three paid orders, each in a batch of its own behind the first, and Payments' book of them.</summary>
    private static async Task<(Order First, Order Newest)> Sell(OrderingWorld world, TestDatabase paid)
    {
        var orders = new List<Order>();
        foreach (var user in new[] { "ada", "bob", "cy" })
        {
            orders.Add(await Buy(world, user));
            await Book(world, paid, orders[^1]);
            if (user != "bob")
            {
                await Chain(world);
            }
        }

        return (orders[0], orders[^1]);
    }

    private static async Task<Order> Buy(OrderingWorld world, string user)
    {
        world.Shop.Fill(user, ("p1", 1), ("p3", 2));
        return await world.Settled((await world.Place(OrderingWorld.Wish(user))).Id);
    }

    private static async Task Book(OrderingWorld world, TestDatabase paid, Order order)
    {
        var (captured, refunded, _) = world.Shop.Ledger[order.Id];
        await paid.Database.Write(async tx =>
        {
            await tx.Execute(
                """
                INSERT INTO payments(payment_id, order_id, amount_minor, currency, method, takes_at_once, state, capture_minor, captured_minor, refunded_minor, created_ms, updated_ms)
                VALUES ($1, $1, $2, $3, 'card', 1, 'captured', $2, $2, $4, 1, 1)
                """,
                order.Id,
                captured,
                order.Terms.Currency,
                refunded
            );
            return await tx.Execute(
                "INSERT INTO payment_ledger(payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms) VALUES ($1, $1, 'captured', 'r', $2, $3, 't', 1)",
                order.Id,
                captured,
                order.Terms.Currency
            );
        });
    }

    private static async Task Chain(OrderingWorld world)
    {
        while (await world.Chain.Batch(default) > 0) { }

        Assert.True(await world.Chain.Tell(default));
    }

    private static async Task<List<string>> Look(OrderingWorld world, TestDatabase paid)
    {
        var said = new List<string>();
        await new AnchorStore(paid.Database, world.Clock).Keep(SealChain.Anchor, world.Shop.Anchor.Number, world.Shop.Anchor.Head, default);
        var look = new ShopLook(
            new Dictionary<string, Database> { ["ordering"] = world.Database, ["payments"] = paid.Database },
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
        Assert.Equal(said.Count, look.Found);
        return said;
    }
}
