// All SQL about single orders: placing, saving a decision, finding one, and what waits to be carried on. Lists are in OrderLists.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What a placement left for those who ask again.</summary>
public sealed record Placed(string OrderId, string BodyHash, byte[] Reply);

/// <summary>A new order on its way into the store.</summary>
public sealed record NewOrder(Order Order, long CartVersion, string? IdempotencyKey, string BodyHash, byte[] Reply)
{
    /// <summary>When the cart began, Unix ms: one that its store has lost and that began anew counts its versions anew.</summary>
    public long CartBeganMs { get; init; }

    /// <summary>Stands for the mailbox of whoever ordered; null where it is unknown.</summary>
    public string? EmailName { get; init; }
}

/// <summary>How storing a new order ended.</summary>
public enum PlaceResult
{
    Stored,

    /// <summary>Another order was stored under this key first.</summary>
    KeyTaken,

    /// <summary>Another living order was made of this version of the cart first.</summary>
    CartTaken,
}

/// <summary>The store of orders.</summary>
public sealed class OrderStore
{
    private const string Columns =
        "o.order_id, o.user_id, o.status, o.reason, o.version, o.head, o.created_ms, o.updated_ms, o.terms, o.checkout, o.payment_token, "
        + "o.undo_from, o.tries, o.due_ms, o.life, o.trace_parent, "
        + "CASE WHEN o.status IN ('cancelled', 'returned') THEN (SELECT MIN(e.at_ms) FROM timeline e WHERE e.order_id = o.order_id AND e.type = 'order.' || o.status) END, "
        + "CASE WHEN o.status = 'cancelled' THEN (SELECT COUNT(*) FROM timeline e WHERE e.order_id = o.order_id AND e.type = 'order.confirmed') ELSE 1 END, "
        + "o.cart_version, o.seal";

    private static readonly RowsInsert Lines = new("INSERT INTO order_lines(order_id, product_id, quantity, created_ms) VALUES ", 4);
    private static readonly RowsInsert TimelineRows = new(
        "INSERT INTO timeline(order_id, sequence, type, status, detail, actor, actor_id, at_ms, hash, data) VALUES ", 10);

    private readonly Database database;
    private readonly VendorLedger vendors;
    private readonly OrderSeals seals;
    private readonly OrderKeys? keys;
    private readonly CommitKind<NewOrder, PlaceResult> placing;
    private readonly CommitKind<Order, bool> saving;

    public OrderStore([FromKeyedServices("ordering")] Database database, OrderChanges changes, VendorLedger vendors, OrderSeals seals, OrderKeys? keys = null)
    {
        this.seals = seals;
        this.keys = keys;
        this.database = database;
        this.vendors = vendors;
        placing = database.Kind<NewOrder, PlaceResult>(async (tx, commands) =>
        {
            var results = await Insert(tx, commands, Runner);
            List<Order> stored = [.. commands.Where((_, i) => results[i] == PlaceResult.Stored).Select(command => command.Order)];
            await InsertRest(tx, stored);
            await SealChain.Note(tx, seals, stored);
            return results;
        });
        saving = database.Kind<Order, bool>(async (tx, commands) =>
        {
            var saved = await Update(tx, commands, Runner);
            var stored = commands.Where((_, i) => saved[i]).ToList();
            var booked = await VendorLedger.Before(tx, stored);
            await UpdateRest(tx, stored, changes);
            await vendors.Book(tx, stored, booked);
            await Tell(tx, stored);
            await SealChain.Note(tx, seals, stored);
            return saved;
        });
    }

    /// <summary>Called after a commit that left a checkout to be carried on. Must not block.</summary>
    public Action<Order> CheckoutWaits { get; set; } = _ => { };

    /// <summary>The number under which this process has orders in hand; null where it is the only one.</summary>
    public long? Runner { get; set; }

    /// <summary>Stores a new order with all that belongs to it, or nothing.</summary>
    public async Task<PlaceResult> Place(NewOrder order)
    {
        await seals.Ready();
        return await placing.Commit(order with { Order = seals.Sealed(Traced(order.Order) with { CartVersion = order.CartVersion }) });
    }

    /// <summary>
    /// Saves a decision with its timeline, its seal and events, and answers the order as it is stored; null when somebody else changed the order first, and then
    /// nothing is written.
    /// </summary>
    public async Task<Order?> Save(Order order)
    {
        await seals.Ready();
        var sealedOrder = seals.Sealed(Traced(order));
        return await saving.Commit(sealedOrder) ? sealedOrder : null;
    }

    /// <summary>
    /// Decides about the order as it is and saves the decision. A decision that adds nothing to the timeline is answered unsaved.
    /// When somebody else was faster, it is decided anew about what they left.
    /// </summary>
    public async ValueTask<Outcome<Order>> Change(string orderId, Func<Order, Outcome<Order>> decide)
    {
        while (await Take(orderId) is { } order)
        {
            if (!decide(order).Is(out var decided, out var refused))
            {
                return refused;
            }

            if (decided.Added.Count == 0)
            {
                return decided;
            }

            if (await Save(decided) is { } saved)
            {
                return saved;
            }
        }

        return NotFound;
    }

    /// <summary>404, the same for orders that never were and orders of others.</summary>
    public static Refusal NotFound { get; } = Refusal.NotFound("order_not_found", "There is no such order.");

    /// <summary>The order to be changed, held against its seal, or null.</summary>
    public async ValueTask<Order?> Take(string orderId)
    {
        await seals.Ready();
        return await Get(orderId) is { } order ? seals.Taken(order) : null;
    }

    /// <summary>The order to be shown, or null.</summary>
    public ValueTask<Order?> Get(string orderId) => database.Snapshot(async sql =>
    {
        var parts = await sql.Query("SELECT " + PartColumns + " FROM fulfilments WHERE order_id = $1", row => MapPart(row, 0), orderId);
        return await sql.First($"SELECT {Columns} FROM orders o WHERE o.order_id = $1", row => Map(row, parts), orderId);
    });

    /// <summary>The order if it is this user's, or null. Of another's as little is read as of one that is not there, so that the time tells nothing.</summary>
    public ValueTask<Order?> GetOf(string userId, string orderId) => database.Snapshot(async sql =>
    {
        var parts = await sql.Query(
            "SELECT " + PartColumns + " FROM fulfilments WHERE order_id = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.order_id = $1 AND o.user_id = $2)",
            row => MapPart(row, 0),
            orderId,
            userId);
        return await sql.First($"SELECT {Columns} FROM orders o WHERE o.order_id = $1 AND o.user_id = $2", row => Map(row, parts), orderId, userId);
    });

    /// <summary>Whether an order is what its timeline and its seal say, as of one moment; null when there is none. A tampered row that cannot be read is a finding too.</summary>
    public async ValueTask<Verdict?> Verify(string orderId)
    {
        await seals.Ready();
        return (await database.Snapshot(sql => VerifyOrdersSql.Some(sql, seals, [orderId]))).Select(found => found.Verdict).FirstOrDefault();
    }

    /// <summary>The reply that was given under a key.</summary>
    public ValueTask<Placed?> PlacedUnder(string userId, string key) => database.Read(sql => sql.First(
        "SELECT order_id, body_hash, reply FROM placements WHERE user_id = $1 AND idempotency_key = $2", MapPlaced, userId, key));

    /// <summary>The living order made of a version of the cart.</summary>
    /// <param name="cartBeganMs">
    /// When the cart began. Orders from before this was kept count when they were placed since: an older cart of this version, which its store has lost, is another.
    /// </param>
    public ValueTask<Placed?> PlacedFrom(string userId, long cartVersion, long cartBeganMs) => database.Read(sql => sql.First(
        """
        SELECT p.order_id, p.body_hash, p.reply FROM orders o JOIN placements p ON p.order_id = o.order_id
        WHERE o.user_id = $1 AND o.cart_version = $2 AND o.status NOT IN ('payment_failed', 'cancelled')
            AND (o.cart_began_ms = $3 OR (o.cart_began_ms = 0 AND o.created_ms >= $3))
        ORDER BY o.created_ms DESC LIMIT 1
        """,
        MapPlaced,
        userId,
        cartVersion,
        cartBeganMs));

    /// <summary>The timeline after a sequence, oldest first.</summary>
    public ValueTask<List<Entry>> Timeline(string orderId, long after, int limit) => database.Read(sql => sql.Query(
        $"SELECT {EntryColumns} FROM timeline WHERE order_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        MapEntry,
        orderId,
        after,
        limit));

    /// <summary>Puts the work on an order off; false when somebody has changed it.</summary>
    public Task<bool> Postpone(Order order, long dueMs) => database.Write(async tx => await tx.Execute(
        "UPDATE orders SET tries = tries + 1, due_ms = $3, runner = NULL WHERE order_id = $1 AND version = $2", order.Id, order.SavedVersion, dueMs) == 1);

    /// <summary>Orders for which other modules still have to be asked, the longest due first.</summary>
    public ValueTask<List<(string OrderId, long DueMs)>> Unfinished(int limit) => database.Read(async sql =>
    {
        // Two statements, because each has an index of its own.
        var checkouts = await sql.Query("SELECT order_id, due_ms FROM orders WHERE checkout <> 'done' ORDER BY due_ms LIMIT $1", row => (Id: row.GetString(0), DueMs: row.GetInt64(1)), limit);
        var busy = await sql.Query("SELECT order_id, due_ms FROM orders WHERE busy = 1 AND checkout = 'done' ORDER BY due_ms LIMIT $1", row => (Id: row.GetString(0), DueMs: row.GetInt64(1)), limit);
        return busy.Count == 0 ? checkouts : [.. checkouts.Concat(busy).OrderBy(one => one.DueMs).Take(limit)];
    });

    /// <summary>Makes everything unfinished due: where this process is the only one, whoever held a lease is dead.</summary>
    public async Task TakeOverUnfinished(long nowMs)
    {
        if (database.Dialect.OneProcess)
        {
            await database.Write(async tx => await tx.Execute("UPDATE orders SET due_ms = $1 WHERE checkout <> 'done' AND due_ms > $1", nowMs)
                + await tx.Execute("UPDATE orders SET due_ms = $1 WHERE busy = 1 AND due_ms > $1", nowMs));
        }
    }

    internal const string PartColumns = "vendor_id, status, units, amount, carrier, tracking_number";

    internal const string OrderColumns = Columns;

    internal const int OrderColumnsCount = 20;

    internal const string EntryColumns = "sequence, type, status, detail, actor, actor_id, at_ms, hash, data, erased";

    internal static Part MapPart(DbDataReader row, int first) => new(
        row.GetString(first), row.GetString(first + 1), row.GetInt64(first + 2), row.GetInt64(first + 3), Text(row, first + 4), Text(row, first + 5));

    internal static Entry MapEntry(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetString(4), Text(row, 5), row.GetInt64(6), row.GetString(7), Text(row, 8), Text(row, 9));

    internal static Order Map(DbDataReader row, IReadOnlyList<Part> parts)
    {
        var order = new Order(
            row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetInt64(4), row.GetString(5), row.GetInt64(6), row.GetInt64(7),
            Terms.Read(row.GetString(8)),
            new Checkout(Enum.Parse<CheckoutState>(row.GetString(9), ignoreCase: true), row.GetString(10), row.GetInt32(11), row.GetInt32(12), row.GetInt64(13)),
            parts) { TraceParent = Text(row, 15), CartVersion = row.GetInt64(18), Seal = OrderSeal.Read(Text(row, 19)) };
        order = Text(row, 14) is { } life && Life.Read(life) is var lived ? order with { Life = lived, Terms = lived.Terms ?? order.Terms } : order;

        // What came back line by line has not ended as a whole.
        return !row.IsDBNull(16) && Phases.Of(order) != Phase.Paid ? order with { Ended = new(row.GetInt64(16), row.GetInt64(17) > 0) } : order;
    }

    private static Placed MapPlaced(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>
    /// What is done to the order now, and what comes of it, belongs to the trace of who does it;
    /// what the shop does by itself to the last one.
    /// </summary>
    private static Order Traced(Order order) => Cause.Current.TraceParent is { } trace ? order with { TraceParent = trace } : order;

    /// <summary>Makes due what processes had in hand that live no more; answers how many orders.</summary>
    public async Task<int> TakeOverGone(long nowMs)
    {
        var others = await database.Read(sql => sql.Query("SELECT DISTINCT runner FROM orders WHERE runner IS NOT NULL AND runner <> $1", row => row.GetInt64(0), Runner));
        if (others.Count == 0 || await database.Read(sql => Presence.Gone(sql, [.. others])) is not { Length: > 0 } gone)
        {
            return 0;
        }

        return await database.Write(async tx =>
        {
            var orders = 0;
            foreach (var runner in gone)
            {
                orders += await tx.Execute("UPDATE orders SET runner = NULL, due_ms = CASE WHEN due_ms > $2 THEN $2 ELSE due_ms END WHERE runner = $1", runner, nowMs);
            }

            return orders;
        });
    }

    private static string Name(CheckoutState state) => state switch
    {
        CheckoutState.Paying => "paying",
        CheckoutState.Compensating => "compensating",
        CheckoutState.Cancelling => "cancelling",
        CheckoutState.Returning => "returning",
        _ => "done",
    };

    /// <summary>In the order of their users, so that two processes never wait for each other; those of one user keep theirs.</summary>
    private static async ValueTask<PlaceResult[]> Insert(Transaction tx, IReadOnlyList<NewOrder> commands, long? runner)
    {
        var places = Enumerable.Range(0, commands.Count).OrderBy(i => commands[i].Order.UserId, StringComparer.Ordinal).ToArray();
        var sorted = await InsertSorted(tx, [.. places.Select(i => commands[i])], runner);
        var results = new PlaceResult[commands.Count];
        for (var at = 0; at < places.Length; at++)
        {
            results[places[at]] = sorted[at];
        }

        return results;
    }

    private static async ValueTask<PlaceResult[]> InsertSorted(Transaction tx, IReadOnlyList<NewOrder> commands, long? runner)
    {
        var results = new PlaceResult[commands.Count];
        var keyed = await tx.ExecuteEach(
            "INSERT INTO placements(order_id, user_id, idempotency_key, body_hash, reply, created_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [.. commands.Select(placed => new object?[] { placed.Order.Id, placed.Order.UserId, placed.IdempotencyKey, placed.BodyHash, placed.Reply, placed.Order.CreatedMs })]);
        var open = Enumerable.Range(0, results.Length).Where(i => keyed[i] > 0).ToList();
        var made = await tx.ExecuteEach(
            """
            INSERT INTO orders(order_id, user_id, cart_version, status, reason, version, head, created_ms, updated_ms, total_milli, currency, words, terms,
                payment_token, checkout, undo_from, tries, due_ms, trace_parent, email_name, runner, cart_began_ms, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT DO NOTHING
            """,
            [.. open.Select(i => Row(commands[i], runner))]);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = keyed[i] == 0 ? PlaceResult.KeyTaken : PlaceResult.Stored;
        }

        var lost = open.Where((_, at) => made[at] == 0).ToList();
        foreach (var i in lost)
        {
            results[i] = PlaceResult.CartTaken;
            await tx.Send("DELETE FROM placements WHERE order_id = $1", commands[i].Order.Id);
        }

        // A key that was taken by an order that then lost its cart is free again, for those who came after it with the same key.
        if (lost.Count > 0 && Enumerable.Range(0, results.Length).Where(i => results[i] == PlaceResult.KeyTaken).ToList() is { Count: > 0 } again)
        {
            var second = await InsertSorted(tx, [.. again.Select(i => commands[i])], runner);
            for (var at = 0; at < again.Count; at++)
            {
                results[again[at]] = second[at];
            }
        }

        return results;
    }

    private static object?[] Row(NewOrder placed, long? runner)
    {
        var (order, terms, checkout) = (placed.Order, placed.Order.Terms, placed.Order.Checkout);
        return
        [
            order.Id, order.UserId, placed.CartVersion, order.Status, order.Reason, order.Version, order.Head, order.CreatedMs, order.UpdatedMs,
            TotalMilli(terms), terms.Currency, Words(order), terms.Stored(), checkout.PaymentToken, Name(checkout.State), checkout.UndoFrom, checkout.Tries, checkout.DueMs,
            order.TraceParent, placed.EmailName, runner, placed.CartBeganMs, order.Seal?.Stored(),
        ];
    }

    /// <summary>What belongs to new orders and cannot be refused any more.</summary>
    private async ValueTask InsertRest(Transaction tx, List<Order> orders)
    {
        List<object?> lines = [];
        foreach (var order in orders)
        {
            foreach (var line in order.Terms.Lines)
            {
                lines.AddRange([order.Id, line.ProductId, line.Quantity, order.CreatedMs]);
            }
        }

        await Lines.Run(tx, lines);
        await OrderWordTables.File(tx, orders);
        await vendors.Open(tx, orders);
        await Tell(tx, orders);
        foreach (var order in orders)
        {
            var stored = order with { Added = [] };
            tx.OnCommitted(() => CheckoutWaits(stored));
        }
    }

    /// <summary>In the order of their ids, so that two processes never wait for each other; changes of one order keep theirs.</summary>
    private static async ValueTask<bool[]> Update(Transaction tx, IReadOnlyList<Order> orders, long? runner)
    {
        var places = Enumerable.Range(0, orders.Count).OrderBy(i => orders[i].Id, StringComparer.Ordinal).ToArray();
        var rows = await tx.ExecuteEach(
            """
            UPDATE orders SET status = $3, reason = $4, version = $5, head = $6, updated_ms = $7, checkout = $8, undo_from = $9, tries = $10, due_ms = $11,
                life = $12, busy = $13, trace_parent = $14, runner = $15, seal = $16
            WHERE order_id = $1 AND version = $2 AND (seal IS NULL OR CAST($16 AS TEXT) IS NOT NULL)
            """,
            [.. places.Select(i => orders[i]).Select(order => new object?[]
            {
                order.Id, order.SavedVersion, order.Status, order.Reason, order.Version, order.Head, order.UpdatedMs,
                Name(order.Checkout.State), order.Checkout.UndoFrom, order.Checkout.Tries,
                order.HasWork ? CheckoutRunner.LeaseFrom(order.UpdatedMs) : order.UpdatedMs, order.Life?.Stored(), order.HasWork ? 1 : 0,
                order.TraceParent, order.HasWork ? runner : null, order.Seal?.Stored(),
            })]);
        var saved = new bool[orders.Count];
        for (var at = 0; at < places.Length; at++)
        {
            saved[places[at]] = rows[at] > 0;
        }

        return saved;
    }

    private async ValueTask UpdateRest(Transaction tx, List<Order> orders, OrderChanges changes)
    {
        foreach (var order in orders)
        {
            if (order.Added.Any(entry => entry.Type == "order.edited"))
            {
                await LifeSql.Rewrite(tx, order, TotalMilli(order.Terms), Words(order));
            }

            await LifeSql.SaveReturns(tx, order);
            foreach (var part in order.Parts)
            {
                if (part.Status != Part.Waiting)
                {
                    await tx.Send(
                        "UPDATE fulfilments SET status = $3, carrier = $4, tracking_number = $5 WHERE order_id = $1 AND vendor_id = $2",
                        order.Id, part.VendorId, part.Status, part.Carrier, part.TrackingNumber);
                }
            }

            var stored = order with { Added = [] };
            tx.OnCommitted(() =>
            {
                changes.Raise(stored.Id);
                if (stored.HasWork)
                {
                    CheckoutWaits(stored);
                }
            });
        }
    }

    private async ValueTask Tell(Transaction tx, List<Order> orders)
    {
        foreach (var order in orders)
        {
            tx.CausedBy(Cause.Of(order.TraceParent));
            foreach (var entry in order.Added)
            {
                await OrderEvents.Publish(tx, order, entry, keys);
            }
        }

        await AddEntries(tx, orders);
    }

    /// <summary>Writes what decisions have added to timelines.</summary>
    internal static ValueTask AddEntries(Transaction tx, IEnumerable<Order> orders) => TimelineRows.Run(tx, [.. orders.SelectMany(order => order.Added.SelectMany(entry => new object?[]
    {
        order.Id, entry.Sequence, entry.Type, entry.Status, entry.Detail, entry.Actor, entry.ActorId, entry.AtMs, entry.Hash, entry.Data,
    }))]);

    internal static long TotalMilli(Terms terms)
    {
        Int128 milli = terms.Total;
        for (var digits = Currencies.MinorDigits(terms.Currency); digits < 3; digits++)
        {
            milli *= 10;
        }

        return milli > long.MaxValue ? long.MaxValue : (long)milli;
    }

    internal static string Words(Order order) =>
        $"{order.Id} {order.Terms.Email} {order.Terms.Address.Name} {string.Join(' ', order.Terms.Lines.Select(line => line.ProductName))}".ToLowerInvariant();
}
