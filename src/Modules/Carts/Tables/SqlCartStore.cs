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
    private readonly ICartActivity? activity;
    private readonly long ttlMs;
    private readonly CommitKind<CartCommand, Outcome<CartChanged>> kind;

    // Where memory cannot answer, those who ask together share a statement.
    private readonly GatheredReads<(long Version, long UpdatedMs)> stamps;
    private readonly GatheredReads<CartState> loads;

    // Whether this transaction may have written carts already, so that memory is behind the tables. A transaction that was taken back
    // leaves it set until the next commit: then the tables are read although memory would do.
    private bool wrote;

    /// <param name="database">The module's own.</param>
    /// <param name="clock">Gives the moment of a command.</param>
    /// <param name="memory">Used only where no other process writes.</param>
    /// <param name="ttl">How long a cart lives after a change.</param>
    /// <param name="activity">Where activity is noted besides the rows, or null.</param>
    public SqlCartStore(Database database, TimeProvider clock, CartMemory memory, TimeSpan ttl, ICartActivity? activity = null)
    {
        this.database = database;
        this.clock = clock;
        this.memory = memory;
        this.activity = activity;
        ttlMs = (long)ttl.TotalMilliseconds;
        stamps = new(ids =>
            database
                .Read(sql => new ValueTask<IReadOnlyDictionary<string, (long Version, long UpdatedMs)>>(CartSql.Stamps(sql, ids)))
                .AsTask()
        );
        loads = new(ids => database.Read(sql => new ValueTask<IReadOnlyDictionary<string, CartState>>(CartSql.Load(sql, ids))).AsTask());
        kind = database.Kind<CartCommand, Outcome<CartChanged>>(Decide);
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel) =>
        !database.Dialect.OneProcess ? LoadRows(userId, known)
        : memory.Find(userId) is { } remembered ? Shown(remembered.At(NowMs))
        : Remember(userId);

    /// <inheritdoc/>
    public async ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) =>
        await kind.Commit(command, cancel);

    private ValueTask<CartState> Shown(CartState cart)
    {
        var durable = database.WhenDurable();
        return durable.IsCompletedSuccessfully ? ValueTask.FromResult(cart) : Wait();

        async ValueTask<CartState> Wait()
        {
            await durable;
            return cart;
        }
    }

    private async ValueTask<CartState> Remember(string userId)
    {
        var turns = memory.Turns;
        return (await loads.Read([userId])).TryGetValue(userId, out var rows) ? memory.Read(rows, turns).At(NowMs) : CartState.None(userId);
    }

    private async ValueTask<CartState> LoadRows(string userId, CartState? known)
    {
        // A cart that expired since it was asked for is known no longer.
        if (
            known is not null
            && ReferenceEquals(known.At(NowMs), known)
            && known.Version > 0
            && (await stamps.Read([userId])).GetValueOrDefault(userId) == (known.Version, known.UpdatedMs)
        )
        {
            return known;
        }

        return (await loads.Read([userId])).TryGetValue(userId, out var rows) ? rows.At(NowMs) : CartState.None(userId);
    }

    private async ValueTask<Outcome<CartChanged>[]> Decide(Transaction tx, IReadOnlyList<CartCommand> commands)
    {
        var now = NowMs;
        var turns = await Turns(tx, commands, now);
        var recorded = commands
            .Where(command => command.RecordId is not null)
            .Select(command => (command.UserId, command.RecordId!))
            .ToList();

        // One statement for all; a single one costs less than a set.
        var records = recorded.Count switch
        {
            0 => [],
            1 => await CartSql.Record(tx, recorded[0].UserId, recorded[0].Item2) is { } one ? new() { [recorded[0]] = one } : [],
            _ => await CartSql.Records(tx, recorded),
        };
        var saved = new HashSet<(string UserId, string RecordId)>();
        var replies = new Outcome<CartChanged>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var command = commands[i];
            var turn = turns[command.UserId];
            replies[i] = turn.Decide(
                command,
                command.RecordId is null ? null : records.GetValueOrDefault((command.UserId, command.RecordId))
            );
            if (turn.NewRecord is { } record)
            {
                records[(command.UserId, command.RecordId!)] = record;
                saved.Add((command.UserId, command.RecordId!));
            }
        }

        await CartSql.SaveRecords(tx, [.. saved.Select(name => new CartRecord(name.UserId, name.RecordId, records[name], now))]);
        await Save(tx, turns.Values, commands);
        return replies;
    }

    private async ValueTask<Dictionary<string, CartTurn>> Turns(Transaction tx, IReadOnlyList<CartCommand> commands, long nowMs)
    {
        var turns = new Dictionary<string, CartTurn>(StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            if (tx.Dialect.OneProcess && !wrote && memory.Find(command.UserId) is { } known)
            {
                turns.TryAdd(command.UserId, new CartTurn(command.UserId, known, nowMs, ttlMs));
            }
            else
            {
                unknown.Add(command.UserId);
            }
        }

        if (unknown.Count > 0)
        {
            var rows = await CartSql.LoadToChange(tx, [.. unknown], nowMs);
            foreach (var id in unknown)
            {
                turns[id] = new CartTurn(id, rows.GetValueOrDefault(id), nowMs, ttlMs);
            }
        }

        return turns;
    }

    private async ValueTask Save(Transaction tx, IEnumerable<CartTurn> turns, IReadOnlyList<CartCommand> commands)
    {
        var writes = new List<CartWrite>();
        var changed = new List<CartState>();
        foreach (var turn in turns)
        {
            if (turn.Written() is { } write)
            {
                writes.Add(write);
                changed.Add(turn.Now);
            }
        }

        if (writes.Count == 0)
        {
            return;
        }

        wrote = true;
        await CartLedger.Write(
            tx,
            writes,
            cart =>
            {
                for (var i = 0; i < commands.Count; i++)
                {
                    if (commands[i].UserId == cart.UserId)
                    {
                        tx.BehalfOf(i);
                        return;
                    }
                }
            }
        );
        tx.OnCommitted(() =>
        {
            wrote = false;
            foreach (var cart in changed)
            {
                memory.Committed(cart);
                activity?.Touched(cart.UserId, cart.UpdatedMs);
            }
        });
    }
}
