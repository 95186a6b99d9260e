// A move of carts that is broken off, one that would lose carts, and what is refused before anything is moved. Whole moves are in the
// conformance suite.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class CartMoveTests
{
    [Fact]
    public async Task A_move_broken_off_at_any_point_loses_nothing_and_the_next_run_ends_it()
    {
        await using var till = await Till.Open();
        await CartHomeSql.Take(till.Database, CartHomeSql.Sql);
        for (var i = 0; i < 250; i++)
        {
            await till.Store.Change(Add($"u{i:000}", "a"), default);
        }

        await till.Store.Change(new TakeItems("u001", "u001", "order", [new("a", 1)]), default);
        var shelf = new Shelf(till.Clock);
        var move = Move(till);

        // Three slices of carts, one of records, and the two lists that the proof reads; each time the shop goes on where it was.
        for (var steps = 0; steps < 6; steps++)
        {
            shelf.BreaksAfter = steps;
            await Assert.ThrowsAsync<StorageUnavailable>(() => move.Run(move.InData(), shelf.Beside, lost: false, default));
            Assert.Equal(CartHomeSql.Sql, (await CartHomeSql.Read(till.Database))!.Store);
            await till.Store.Change(Add($"u{steps:000}", "b"), default);
            await till.Store.Change(Add($"new{steps}", "a"), default);
        }

        shelf.BreaksAfter = int.MaxValue;
        Assert.True(await move.Check(CartHomeSql.Sql, CartHomeSql.Redis));
        Assert.True(await move.Run(move.InData(), shelf.Beside, lost: false, default));
        Assert.Equal(new CartHome(CartHomeSql.Redis, null), await CartHomeSql.Read(till.Database));
        Assert.Single(shelf.Moves.Distinct());
        Assert.Equal(256, shelf.Held.Count);
        Assert.Equal((3, 2), (shelf.Held["u001"].Version, (await till.Store.Load("u002", null, default)).Items.Count));
        Assert.Equal("order:order", Assert.Single(shelf.Kept).Key.RecordId);
        Assert.False(await move.Check(CartHomeSql.Sql, CartHomeSql.Redis));
    }

    [Fact]
    public async Task What_was_written_wrong_is_found_and_the_shop_stays_where_it_was()
    {
        await using var till = await Till.Open();
        await CartHomeSql.Take(till.Database, CartHomeSql.Sql);
        await till.Add(Till.Ann, "a", 1);
        await till.Add(Till.Guest, "b", 1);
        await till.Store.Change(new TakeItems("guest", "guest", "order", [new("b", 1)]), default);
        var spoils = new Action<Shelf>[]
        {
            shelf => shelf.Held["ann"] = shelf.Held["ann"] with { Version = 9 },
            shelf => shelf.Held["ann"] = shelf.Held["ann"] with { Items = [shelf.Held["ann"].Items[0] with { Quantity = 2 }] },
            shelf => shelf.Held["ann"] = shelf.Held["ann"] with { Coupon = "X" },
            shelf => shelf.Held["ann"] = shelf.Held["ann"] with { ExpiresMs = shelf.Held["ann"].ExpiresMs + 1 },
            shelf => shelf.Held.Remove("guest"),
            shelf => shelf.Held["more"] = shelf.Held["ann"] with { UserId = "more" },
            shelf => shelf.Kept[("guest", "order:order")] = ("{}", 0),
            shelf => shelf.Kept.Clear(),
            shelf => shelf.Kept[("ann", "order:more")] = ("{}", 0),
        };
        foreach (var spoil in spoils)
        {
            var shelf = new Shelf(till.Clock) { Spoil = spoil };
            var move = Move(till);
            Assert.False(await move.Run(move.InData(), shelf.Beside, lost: false, default));
            Assert.Equal(CartHomeSql.Sql, (await CartHomeSql.Read(till.Database))!.Store);
        }
    }

    [Fact]
    public async Task A_store_that_does_not_know_carts_of_the_shop_is_refused_unless_they_may_be_lost()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        await till.Add(Till.Guest, "b", 1);
        await till.Database.Write(tx => tx.Execute("INSERT INTO cart_home(one, store) VALUES (1, 'redis')"));
        var shelf = new Shelf(till.Clock);
        shelf.Held["ann"] = (await till.Store.Load("ann", null, default)) with { Version = 5 };
        var move = Move(till);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => move.Run(shelf.Beside, move.InData(), lost: false, default));
        Assert.Contains("does not know 1 (guest)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--accept-lost", refused.Message, StringComparison.Ordinal);
        Assert.True(await move.Run(shelf.Beside, move.InData(), lost: true, default));
        await till.Reopen();
        Assert.Equal((5, 1), await Cart("ann"));

        // Its version goes on, so that no order of before is taken for one of the next.
        Assert.Equal((2, 0), await Cart("guest"));
        Assert.Equal(
            0,
            await till.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM cart_lives WHERE user_id = 'guest' AND ended_ms IS NULL"))
        );

        async Task<(long, int)> Cart(string user)
        {
            var cart = await till.Store.Load(user, null, default);
            return (cart.Version, cart.Items.Count);
        }
    }

    [Fact]
    public async Task A_store_that_works_while_it_is_left_is_found()
    {
        await using var till = await Till.Open();
        await till.Database.Write(tx => tx.Execute("INSERT INTO cart_home(one, store) VALUES (1, 'redis')"));
        var shelf = new Shelf(till.Clock) { Works = true };
        var move = Move(till);
        Assert.False(await move.Run(shelf.Beside, move.InData(), lost: false, default));
        Assert.Equal("redis", (await CartHomeSql.Read(till.Database))!.Store);
    }

    [Fact]
    public async Task A_move_from_where_the_carts_are_not_is_refused()
    {
        await using var till = await Till.Open();
        var move = Move(till);
        Assert.Contains(
            "Start the shop once",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => move.Check(CartHomeSql.Sql, CartHomeSql.Redis))).Message,
            StringComparison.Ordinal
        );
        await CartHomeSql.Take(till.Database, CartHomeSql.DynamoDb);
        Assert.Contains(
            "give --from dynamodb",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => move.Check(CartHomeSql.Sql, CartHomeSql.Redis))).Message,
            StringComparison.Ordinal
        );
        Assert.False(await move.Check(CartHomeSql.Sql, CartHomeSql.DynamoDb));
    }

    private static AddItem Add(string user, string product) =>
        new(user, user, new Offer(product, "Product " + product, 1_000, "USD", 1_000), 1);

    private static CartMove Move(Till till) =>
        new(
            till.Database,
            CartSettings.Read(new ConfigurationBuilder().Build()),
            new Ids(till.Clock, RandomNumberGenerator.Fill),
            till.Clock,
            _ => { }
        );

    /// <summary>A store in memory that can be made to fail and to lie.</summary>
    private sealed class Shelf(TimeProvider clock) : ICartsAtRest, ICartStore, ICartJournal
    {
        private int steps;
        private int breaksAfter = int.MaxValue;

        public Dictionary<string, CartState> Held { get; } = [];

        public Dictionary<(string UserId, string RecordId), (string Text, long AtMs)> Kept { get; } = [];

        public List<string> Moves { get; } = [];

        /// <summary>Steps that succeed from now on.</summary>
        public int BreaksAfter
        {
            get => breaksAfter;
            set => (breaksAfter, steps) = (value, 0);
        }

        /// <summary>Done before the proof reads.</summary>
        public Action<Shelf>? Spoil { get; init; }

        /// <summary>Whether somebody changes carts all the time.</summary>
        public bool Works { get; init; }

        public CartsBeside Beside => new(CartHomeSql.Redis, this, this, this);

        public string Where => "Redis at shelf";

        public TimeSpan? RecordsKept => null;

        public Signal Written { get; } = new();

        public async IAsyncEnumerable<IReadOnlyList<CartState>> Carts(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
        )
        {
            await Step();
            foreach (var slice in Held.Values.ToList().Chunk(ICartsAtRest.SliceMax))
            {
                yield return slice;
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<CartRecord>> Records(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
        )
        {
            await Step();
            foreach (var slice in Kept.ToList().Chunk(ICartsAtRest.SliceMax))
            {
                yield return
                [
                    .. slice.Select(record => new CartRecord(record.Key.UserId, record.Key.RecordId, record.Value.Text, record.Value.AtMs)),
                ];
            }
        }

        public ValueTask<IReadOnlyList<CartState>> Find(IReadOnlyList<string> userIds, CancellationToken cancel)
        {
            Spoil?.Invoke(this);
            return ValueTask.FromResult<IReadOnlyList<CartState>>([.. userIds.Where(Held.ContainsKey).Select(userId => Held[userId])]);
        }

        public ValueTask<IReadOnlyList<CartRecord>> Find(
            IReadOnlyList<(string UserId, string RecordId)> records,
            CancellationToken cancel
        ) =>
            ValueTask.FromResult<IReadOnlyList<CartRecord>>([
                .. records
                    .Where(Kept.ContainsKey)
                    .Select(record => new CartRecord(record.UserId, record.RecordId, Kept[record].Text, Kept[record].AtMs)),
            ]);

        public ValueTask Begin(string moveId, CancellationToken cancel)
        {
            Moves.Add(moveId);
            Held.Clear();
            Kept.Clear();
            return ValueTask.CompletedTask;
        }

        public async ValueTask Put(IReadOnlyList<CartState> carts, CancellationToken cancel)
        {
            await Step();
            foreach (var cart in carts)
            {
                Held[cart.UserId] = cart;
            }
        }

        public async ValueTask Put(IReadOnlyList<CartRecord> records, CancellationToken cancel)
        {
            await Step();
            foreach (var record in records)
            {
                Kept[(record.UserId, record.RecordId)] = (record.Text, record.AtMs);
            }
        }

        public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel) =>
            ValueTask.FromResult(Held.GetValueOrDefault(userId)?.At(clock.GetUtcNow().ToUnixTimeMilliseconds()) ?? CartState.None(userId));

        public ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) =>
            throw new InvalidOperationException("Nothing has expired.");

        public ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel)
        {
            // What was there at the beginning has been carried; what comes later is somebody else's.
            var write = new CartWrite(
                CartHead.Of(CartState.None("else")) with
                {
                    Version = 1,
                },
                0,
                [],
                [],
                [new(1, [new("cleared", null, 0, 0)], 0, 0, 0, 0, null, "else", null, 1)]
            );
            return ValueTask.FromResult<IReadOnlyList<JournalEntry>>(Works && max == 1 ? [new("1", write)] : []);
        }

        public ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel) => ValueTask.CompletedTask;

        private ValueTask Step() => ++steps > breaksAfter ? throw new StorageUnavailable("The shelf is away.") : ValueTask.CompletedTask;
    }
}
