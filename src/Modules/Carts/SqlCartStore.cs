// Carts in the module's own database: all commands that wait are decided together, and history and events are written with them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <inheritdoc/>
internal sealed class SqlCartStore : ICartStore
{
    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly CartMemory memory;
    private readonly long ttlMs;
    private readonly CommitKind<CartCommand, Outcome<CartChanged>> kind;

    // Whether this transaction may have written carts already, so that memory is behind the tables. A transaction that was taken back leaves it
    // set until the next commit: then the tables are read although memory would do.
    private bool wrote;

    /// <param name="database">The module's own.</param>
    /// <param name="clock">Gives the moment of a command.</param>
    /// <param name="memory">Used only where no other process writes.</param>
    /// <param name="ttl">How long a cart lives after a change.</param>
    public SqlCartStore(Database database, TimeProvider clock, CartMemory memory, TimeSpan ttl)
    {
        this.database = database;
        this.clock = clock;
        this.memory = memory;
        ttlMs = (long)ttl.TotalMilliseconds;
        kind = database.Kind<CartCommand, Outcome<CartChanged>>(Decide);
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask<CartState> Load(string userId, CancellationToken cancel) =>
        database.Dialect.OneProcess && memory.Find(userId) is { } known ? ValueTask.FromResult(known.State.At(NowMs)) : LoadRows(userId);

    /// <summary>The same with a place to keep what was shown of it; the state may be past its expiry.</summary>
    public async ValueTask<RememberedCart> Remember(string userId)
    {
        if (!database.Dialect.OneProcess)
        {
            return new RememberedCart(await LoadRows(userId));
        }

        if (memory.Find(userId) is { } known)
        {
            return known;
        }

        var turns = memory.Turns;
        var rows = await database.Read(sql => CartSql.Load(sql, [userId], toChange: false));
        return rows.TryGetValue(userId, out var cart) ? memory.Read(cart, turns) : new RememberedCart(CartState.None(userId));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) => await kind.Commit(command, cancel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit, CancellationToken cancel) =>
        await database.Read(sql => CartSql.History(sql, userId, beforeNumber, limit));

    /// <inheritdoc/>
    public async ValueTask<int> Expire(int max, CancellationToken cancel)
    {
        var now = NowMs;
        var due = await database.Read(sql => CartSql.Expired(sql, now, max));
        if (due.Count > 0)
        {
            await database.Write(
                async tx =>
                {
                    var carts = await LoadBatch(tx, due, NowMs);
                    await Save(tx, carts.Values, NowMs);
                    return true;
                },
                cancel);
        }

        return due.Count;
    }

    private async ValueTask<CartState> LoadRows(string userId)
    {
        // Lines and cart must be of one moment where the engine has no single writer in this process.
        var rows = await database.Snapshot(sql => CartSql.Load(sql, [userId], toChange: false));
        return rows.TryGetValue(userId, out var cart) ? cart.At(NowMs) : CartState.None(userId);
    }

    private async ValueTask<Outcome<CartChanged>[]> Decide(Transaction tx, IReadOnlyList<CartCommand> commands)
    {
        var now = NowMs;
        var carts = await LoadBatch(tx, commands.Select(command => command.UserId).Distinct(StringComparer.Ordinal), now);
        var replies = new Outcome<CartChanged>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var command = commands[i];
            var cart = carts[command.UserId];
            var record = command.RecordId is null ? null : await CartSql.Record(tx, command.UserId, command.RecordId);
            if (!CartRules.Decide(cart.Now, record, command, now, ttlMs).Is(out var decision, out var refused))
            {
                replies[i] = refused;
                continue;
            }

            if (decision.Record is not null && command.RecordId is not null)
            {
                await CartSql.SaveRecord(tx, command.UserId, command.RecordId, decision.Record, now);
            }

            if (decision.Traces.Count > 0)
            {
                cart.Apply(decision, command);
            }

            replies[i] = new CartChanged(cart.Now, decision.Record ?? record);
        }

        await Save(tx, carts.Values, now);
        return replies;
    }

    private async ValueTask<Dictionary<string, Touched>> LoadBatch(Transaction tx, IEnumerable<string> userIds, long nowMs)
    {
        var carts = new Dictionary<string, Touched>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var id in userIds)
        {
            if (tx.Dialect.OneProcess && !wrote && memory.Find(id) is { } known)
            {
                carts.Add(id, new Touched(id, known.State, nowMs));
            }
            else
            {
                unknown.Add(id);
            }
        }

        if (unknown.Count > 0)
        {
            var rows = await CartSql.Load(tx, [.. unknown], toChange: true);
            foreach (var id in unknown)
            {
                carts.Add(id, new Touched(id, rows.GetValueOrDefault(id), nowMs));
            }
        }

        return carts;
    }

    private async ValueTask Save(Transaction tx, IEnumerable<Touched> carts, long nowMs)
    {
        var history = new List<object?>();
        foreach (var cart in carts)
        {
            if (cart.Changes.Count == 0)
            {
                continue;
            }

            wrote = true;
            await CartSql.Save(tx, cart.Rows, cart.Now);
            foreach (var (state, traces, actor, orderId) in cart.Changes)
            {
                foreach (var trace in traces)
                {
                    history.AddRange(CartSql.TraceRow(state.UserId, state.Version, trace, actor, nowMs));
                }

                await Tell(tx, state, traces, orderId, nowMs);
            }

            var now = cart.Now;
            tx.OnCommitted(() =>
            {
                wrote = false;
                memory.Committed(now);
            });
        }

        await CartSql.SaveTraces(tx, history);
    }

    private static async ValueTask Tell(Transaction tx, CartState cart, IReadOnlyList<CartTrace> traces, string? orderId, long nowMs)
    {
        var change = traces[0].Change;
        var facts = new CartFacts(
            cart.UserId,
            cart.Version,
            change,
            traces.Count == 1 ? traces[0].ProductId : null,
            cart.Active.Sum(item => item.Quantity),
            cart.Active.Sum(item => item.Quantity * item.PriceMinor),
            cart.Active.FirstOrDefault()?.Currency ?? string.Empty,
            cart.Guest,
            orderId,
            nowMs);
        if (cart.Version == 1)
        {
            await tx.Publish(Topics.CartChanged, cart.UserId, facts with { Change = "created", ProductId = null });
        }

        await tx.Publish(Topics.CartChanged, cart.UserId, facts);
        if (change == "checked_out")
        {
            await tx.Publish(Topics.CartCheckedOut, cart.UserId, facts);
        }
    }

    /// <summary>One cart within a batch: its rows, and what the commands so far made of it.</summary>
    private sealed class Touched
    {
        public Touched(string userId, CartState? rows, long nowMs)
        {
            Rows = rows;
            Now = rows ?? CartState.None(userId);
            var asOfNow = Now.At(nowMs);
            if (!ReferenceEquals(asOfNow, Now))
            {
                Changes.Add((asOfNow, [new("expired", null, Now.Active.Sum(item => item.Quantity), 0)], "system", null));
                Now = asOfNow;
            }
        }

        public CartState? Rows { get; }

        public CartState Now { get; private set; }

        public List<(CartState Cart, IReadOnlyList<CartTrace> Traces, string Actor, string? OrderId)> Changes { get; } = [];

        public void Apply(CartDecision decision, CartCommand command)
        {
            Now = decision.Next;
            Changes.Add((Now, decision.Traces, command.Actor, (command as TakeItems)?.OrderId ?? (command as RestoreItems)?.OrderId));
        }
    }
}
