// The numbered promises of ICartStore. A store is one line: a class that inherits this suite and says how to open itself.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

/// <summary>A store under test.</summary>
public interface IOpenStore : IAsyncDisposable
{
    ICartStore Store { get; }

    /// <summary>What a restart finds.</summary>
    Task Reopen();

    /// <summary>The history, newest first.</summary>
    Task<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit);

    /// <summary>Lets the upkeep write down what has expired.</summary>
    Task Expire();

    /// <summary>The events told so far, in order.</summary>
    Task<IReadOnlyList<CartFacts>> Told();
}

public abstract class CartStoreSuite
{
    private const string User = "user";
    protected static readonly TimeSpan Ttl = TimeSpan.FromDays(30);

    [Fact]
    public async Task Case_1_two_parallel_adds_both_survive()
    {
        await using var open = await Open(new TestClock());
        await Task.WhenAll(Change(open, Add("a", 1)), Change(open, Add("b", 2)));
        Assert.Equal(["a 1", "b 2"], await Lines(open));
    }

    [Fact]
    public async Task Case_1_two_hundred_parallel_adds_of_twenty_products_give_twenty_exact_lines()
    {
        await using var open = await Open(new TestClock());
        var changed = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Insist(open.Store, Add($"p{i % 20:00}", 1 + (i / 20)))));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"p{i:00} 55"), await Lines(open));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), changed.Select(c => c.Value.Cart.Version).Order());
    }

    [Fact]
    public async Task Case_1_a_removed_line_never_returns()
    {
        await using var open = await Open(new TestClock());
        for (var round = 0; round < 20; round++)
        {
            await Change(open, Add("a", 1));
            await Task.WhenAll(
                Change(open, new RemoveItem(User, User, "a")),
                Change(open, Add("b", 1)),
                Change(open, new SetItem(User, User, Offer("b"), 3)),
                Change(open, Add("c", 1))
            );
            var set = await Change(open, new SetItem(User, User, Offer("a"), 5));
            Assert.Equal("item_not_found", set.Refused?.Code);
            Assert.DoesNotContain(await Lines(open), line => line.StartsWith('a'));
        }
    }

    [Fact]
    public async Task Case_1_a_thousand_carts_changed_by_a_hundred_devices_agree_with_a_model()
    {
        await using var open = await Open(new TestClock());
        const int Devices = 100,
            Carts = 1_000;
        var changes = new System.Collections.Concurrent.ConcurrentBag<(CartCommand Command, CartState Cart)>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Devices)
                .Select(async device =>
                {
                    var random = new Random(device);
                    for (var i = 0; i < ModelCommands / Devices; i++)
                    {
                        // A tenth of the carts gets most of the commands, so that devices do meet.
                        var user = $"u{(random.Next(4) == 0 ? random.Next(Carts) : random.Next(Carts / 10))}";
                        var product = $"p{random.Next(6)}";
                        CartCommand command = random.Next(10) switch
                        {
                            < 5 => new AddItem(user, user, Offer(product), 1 + random.Next(3)),
                            < 7 => new RemoveItem(user, user, product),
                            7 => new SetItem(user, user, Offer(product), 1 + random.Next(3)),
                            8 => new SaveItem(user, user, product),
                            _ => new MoveToCart(user, user, Offer(product)),
                        };
                        if ((await Insist(open.Store, command)).Is(out var changed, out _))
                        {
                            changes.Add((command, changed.Cart));
                        }
                    }
                })
        );
        await open.Reopen();
        var carts = changes.GroupBy(change => change.Command.UserId).ToList();
        Assert.True(carts.Count > Carts / 5, "too few carts were touched to prove anything");
        foreach (var cart in carts)
        {
            // The versions say in which order the store carried the commands out; replayed in that order the rules must give what was
            // answered.
            var model = CartState.None(cart.Key);
            foreach (
                var version in cart.Where(change => change.Cart.Version > 0)
                    .GroupBy(change => change.Cart.Version)
                    .OrderBy(version => version.Key)
            )
            {
                var answered = version.Select(change => Shown(change.Cart)).Distinct();
                Assert.Equal(model.Version + 1, version.Key);
                var carriedOut = version
                    .Select(change => CartRules.Decide(model, null, change.Command, 0, 1).Is(out var decision, out _) ? decision : null)
                    .First(decision => decision?.Next.Version == version.Key && Shown(decision.Next) == Assert.Single(answered))!;
                model = carriedOut.Next;
            }

            Assert.Equal(Shown(model), Shown(await open.Store.Load(cart.Key, null, default)));
            var history = await open.History(cart.Key, null, 10_000);
            Assert.Equal(Enumerable.Range(1, (int)model.Version).Select(v => (long)v), history.Select(entry => entry.Version).Reverse());
        }

        static string Shown(CartState cart) =>
            string.Join(
                ", ",
                cart.Items.OrderBy(i => i.ProductId, StringComparer.Ordinal)
                    .Select(i => $"{i.ProductId} {i.Quantity}{(i.Saved ? " saved" : string.Empty)}")
            );
    }

    [Fact]
    public async Task Case_2_the_version_rises_by_one_a_change_and_never_falls()
    {
        var clock = new TestClock();
        await using var open = await Open(clock);
        Assert.Equal(0, (await open.Store.Load(User, null, default)).Version);
        Assert.Equal(1, (await Change(open, Add("a", 1))).Value.Cart.Version);
        Assert.Equal(1, (await Change(open, new RemoveItem(User, User, "never there"))).Value.Cart.Version);
        Assert.Equal(2, (await Change(open, new ClearCart(User, User))).Value.Cart.Version);
        Assert.Equal(2, (await Change(open, new ClearCart(User, User))).Value.Cart.Version);
        await open.Reopen();
        Assert.Equal(2, (await open.Store.Load(User, null, default)).Version);
        Assert.Equal(3, (await Change(open, Add("a", 1))).Value.Cart.Version);
        clock.Advance(Ttl);
        Assert.Equal(4, (await open.Store.Load(User, null, default)).Version);
        await open.Expire();
        Assert.Equal(4, (await open.Store.Load(User, null, default)).Version);
        Assert.Equal(5, (await Change(open, Add("a", 1))).Value.Cart.Version);
    }

    [Fact]
    public async Task Case_3_a_refused_command_changes_nothing()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 1));
        Assert.Equal("out_of_stock", (await Change(open, new AddItem(User, User, Offer("b") with { Available = 1 }, 2))).Refused?.Code);
        Assert.Equal(
            "currency_differs",
            (await Change(open, new AddItem(User, User, Offer("b") with { Currency = "EUR" }, 1))).Refused?.Code
        );
        var cart = await open.Store.Load(User, null, default);
        Assert.Equal((1, 1), (cart.Version, cart.Items.Count));
        Assert.Equal(["item_added a 0 1"], await History(open));
    }

    [Fact]
    public async Task Case_3_of_parallel_commands_for_one_version_one_is_carried_out()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 1));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Insist(open.Store, Add("b", 1 + i) with { ExpectedVersion = 1 }))
        );
        Assert.Single(replies, reply => reply.Refused is null);
        Assert.All(
            replies.Where(reply => reply.Refused is not null),
            reply => Assert.Equal((RefusalKind.PreconditionFailed, "version_mismatch"), (reply.Refused!.Kind, reply.Refused.Code))
        );
        Assert.Equal(2, (await open.Store.Load(User, null, default)).Version);
    }

    [Fact]
    public async Task Case_4_an_order_takes_once_however_often_it_asks()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 5));
        await Change(open, Add("b", 1));
        var take = new TakeItems(User, User, "order", [new("a", 2), new("b", 1), new("gone", 1)]);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Change(open, take)));
        Assert.Equal(["a 3"], await Lines(open));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Change(open, new RestoreItems(User, "system", "order"))));
        Assert.Equal(["a 5", "b 1"], await Lines(open));
        await open.Reopen();
        await Change(open, take);
        await Change(open, new RestoreItems(User, "system", "order"));
        Assert.Equal(["a 5", "b 1"], await Lines(open));
        Assert.Equal(4, (await open.Store.Load(User, null, default)).Version);
    }

    [Fact]
    public async Task Case_4_a_take_that_arrives_after_its_restore_takes_nothing()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 5));
        await Change(open, new RestoreItems(User, "system", "order"));
        await Change(open, new TakeItems(User, User, "order", [new("a", 5)]));
        Assert.Equal(["a 5"], await Lines(open));
    }

    [Fact]
    public async Task Case_4_a_merge_moves_each_line_once_however_often_it_is_repeated()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 2));
        await Change(open, new AddItem("guest", "guest", Offer("a"), 3));
        await Change(open, new AddItem("guest", "guest", Offer("b"), 1));
        var reports = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    var handed = (await Change(open, new HandOver("guest", User, User))).Value.Record;
                    var offers = new Dictionary<string, Offer> { ["a"] = Offer("a"), ["b"] = Offer("b") };
                    return (
                        await Change(
                            open,
                            new Receive(
                                User,
                                User,
                                "guest",
                                System.Text.Json.JsonSerializer.Deserialize<HandedOver>(handed!, Kernel.Event.Json)!,
                                offers,
                                MergeRule.Sum
                            )
                        )
                    )
                        .Value
                        .Record;
                })
        );
        Assert.Single(reports.Distinct());
        Assert.Equal(["a 5", "b 1"], await Lines(open));
        Assert.Empty((await open.Store.Load("guest", null, default)).Items);
    }

    [Fact]
    public async Task Case_5_a_cart_is_empty_the_moment_it_expires_though_nobody_swept()
    {
        var clock = new TestClock();
        await using var open = await Open(clock);
        await Change(open, Add("a", 1));
        clock.Advance(Ttl - TimeSpan.FromSeconds(1));
        Assert.Equal(["a 1"], await Lines(open));
        await Change(open, Add("b", 1));
        clock.Advance(Ttl - TimeSpan.FromSeconds(1));
        Assert.Equal(["a 1", "b 1"], await Lines(open));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await Lines(open));
        await Change(open, Add("c", 1));
        Assert.Equal(["c 1"], await Lines(open));
        await open.Reopen();
        Assert.Equal(["c 1"], await Lines(open));
        var version = (await open.Store.Load(User, null, default)).Version;
        await open.Expire();
        Assert.Equal(version, (await open.Store.Load(User, null, default)).Version);
    }

    [Fact]
    public async Task Case_6_what_was_answered_is_there_in_the_next_read_and_after_a_restart()
    {
        await using var open = await Open(new TestClock());
        for (var i = 0; i < 20; i++)
        {
            var cart = (await Change(open, Add($"p{i}", 1))).Value.Cart;
            AssertSame(cart, await open.Store.Load(User, null, default));
        }

        await Change(open, new SaveItem(User, User, "p3"));
        var last = (await Change(open, new SetCoupon(User, User, "WELCOME"))).Value.Cart;
        await open.Reopen();
        AssertSame(last, await open.Store.Load(User, null, default));
    }

    [Fact]
    public async Task Case_6_of_a_forgotten_cart_nothing_is_left_but_its_version()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 2));
        await Change(open, Add("b", 1));
        await Change(open, new SaveItem(User, User, "b"));
        await Change(open, new SetCoupon(User, User, "WELCOME"));
        var kept = (await Change(open, new SetEmail(User, User, "ada@example.com", "de"))).Value.Cart;
        await open.Reopen();
        var read = await open.Store.Load(User, null, default);
        Assert.Equal(("ada@example.com", "de"), (read.Email, read.Language));
        Assert.Equal(kept.Version + 1, (await Change(open, new ForgetCart(User))).Value.Cart.Version);
        Assert.Equal(kept.Version + 1, (await Change(open, new ForgetCart(User))).Value.Cart.Version);
        Assert.Equal(0, (await Change(open, new ForgetCart("nobody"))).Value.Cart.Version);
        await open.Reopen();
        var left = await open.Store.Load(User, null, default);
        Assert.Equal((kept.Version + 1, 0, null, null, null), (left.Version, left.Items.Count, left.Coupon, left.Email, left.Language));
    }

    [Fact]
    public async Task Case_8_each_change_is_in_the_history_once_and_told()
    {
        await using var open = await Open(new TestClock());
        await Change(open, Add("a", 2) with { Guest = true });
        await Change(open, new SetItem(User, "admin", Offer("a"), 5));
        await Change(open, new SetItem(User, "admin", Offer("a"), 5));
        await Change(open, new TakeItems(User, User, "order", [new("a", 5)]));
        Assert.Equal(["checked_out a 5 0", "item_set a 2 5", "item_added a 0 2"], await History(open));
        var entries = await open.History(User, null, 2);
        Assert.Equal([(3L, "user"), (2L, "admin")], entries.Select(e => (e.Version, e.Actor)));
        Assert.Equal([1L], (await open.History(User, entries[^1].Number, 2)).Select(e => e.Version));
        var told = await open.Told();
        Assert.Equal(["created", "item_added", "item_set", "checked_out", "checked_out"], told.Select(facts => facts.Change));
        Assert.Equal([1L, 1L, 2L, 3L, 3L], told.Select(facts => facts.Version));
        Assert.Equal((5, 5_000, "USD", true), (told[2].Items, told[2].Subtotal, told[2].Currency, told[2].Guest));
        Assert.Equal("order", told[^1].OrderId);
    }

    [Fact]
    public async Task Case_6_a_cart_that_is_known_comes_back_as_the_same_object_until_it_changes()
    {
        var clock = new TestClock();
        await using var open = await Open(clock);
        Assert.Equal(0, (await open.Store.Load(User, CartState.None(User), default)).Version);
        await Change(open, Add("a", 1));
        var known = await open.Store.Load(User, null, default);
        Assert.Same(known, await open.Store.Load(User, known, default));
        await Change(open, Add("b", 1));
        var next = await open.Store.Load(User, known, default);
        Assert.Equal((2, 2), (next.Version, next.Items.Count));
        Assert.Same(next, await open.Store.Load(User, next, default));
        clock.Advance(Ttl);
        Assert.Empty((await open.Store.Load(User, next, default)).Items);
    }

    /// <summary>Commands of the model test; a store that is slow by nature may do with fewer.</summary>
    protected virtual int ModelCommands => 20_000;

    protected abstract Task<IOpenStore> Open(TimeProvider clock);

    private static Offer Offer(string id) => new(id, $"Product {id}", 1_000, "USD", 1_000);

    private static AddItem Add(string id, long quantity) => new(User, User, Offer(id), quantity);

    private static Task<Outcome<CartChanged>> Change(IOpenStore open, CartCommand command) => Insist(open.Store, command);

    /// <summary>
    /// Whoever is told that too much waits, of many devices at once or on a busy machine, has changed nothing and comes again.
    /// </summary>
    internal static async Task<Outcome<CartChanged>> Insist(ICartStore store, CartCommand command)
    {
        while (true)
        {
            try
            {
                return await store.Change(command, default);
            }
            catch (Overloaded)
            {
                // A machine that is busy with other things may take its time; each try waits for its turn again.
            }
        }
    }

    private static async Task<IEnumerable<string>> Lines(IOpenStore open) =>
        (await open.Store.Load(User, null, default))
            .Items.OrderBy(item => item.ProductId, StringComparer.Ordinal)
            .Select(item => $"{item.ProductId} {item.Quantity}");

    private static async Task<IEnumerable<string>> History(IOpenStore open) =>
        (await open.History(User, null, 100)).Select(e => $"{e.Change} {e.ProductId} {e.QuantityWas} {e.Quantity}");

    private static void AssertSame(CartState wanted, CartState got)
    {
        Assert.Equal(wanted.Items, got.Items);
        Assert.Equal(wanted with { Items = [] }, got with { Items = got.Items.Count == 0 ? got.Items : [] });
    }
}
