// All SQL about single orders: placing, saving a decision, finding one, and what waits to be carried on. Lists are in OrderLists.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What a placement left for those who ask again.</summary>
public sealed record Placed(string OrderId, string BodyHash, byte[] Reply)
{
    /// <summary>The reply to a placement.</summary>
    /// <param name="asPlaced">The order as it was then, whatever has become of it: <see cref="Order.AsPlaced"/>.</param>
    public static byte[] ReplyOf(Order asPlaced) => JsonSerializer.SerializeToUtf8Bytes(OrderBody.Of(asPlaced, admin: false), Json.Options);
}

/// <summary>A new order on its way into the store.</summary>
/// <param name="Reply">What the placement answers.</param>
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
    private static readonly RowsInsert Lines = new("INSERT INTO order_lines(order_id, product_id, quantity, created_ms) VALUES ", 4);
    private static readonly RowsInsert TimelineRows = new(
        "INSERT INTO timeline(order_id, sequence, type, status, detail, actor, actor_id, at_ms, hash, data) VALUES ",
        10
    );

    private readonly Database database;
    private readonly VendorLedger vendors;
    private readonly OrderSeals seals;
    private readonly OrderKeys? keys;
    private readonly CommitKind<NewOrder, PlaceResult> placing;
    private readonly CommitKind<Order, bool> saving;

    public OrderStore(
        [FromKeyedServices("ordering")] Database database,
        OrderChanges changes,
        VendorLedger vendors,
        OrderSeals seals,
        OrderKeys? keys = null,
        PaperBook? papers = null
    )
    {
        this.seals = seals;
        this.keys = keys;
        this.database = database;
        this.vendors = vendors;
        placing = database.Kind<NewOrder, PlaceResult>(
            async (tx, commands) =>
            {
                var results = await SaveRows.Insert(tx, commands, Runner);
                List<Order> stored = [.. commands.Where((_, i) => results[i] == PlaceResult.Stored).Select(command => command.Order)];
                await InsertRest(tx, stored);
                await SealChain.Note(tx, seals, stored);
                return results;
            }
        );
        saving = database.Kind<Order, bool>(
            async (tx, commands) =>
            {
                var saved = await SaveRows.Update(tx, commands, Runner);
                var stored = commands.Where((_, i) => saved[i]).ToList();
                var booked = await VendorLedger.Before(tx, stored);
                await UpdateRest(tx, stored, changes);
                await vendors.Book(tx, stored, booked);
                await (papers?.Write(tx, stored) ?? ValueTask.CompletedTask);
                await Tell(tx, stored);
                await SealChain.Note(tx, seals, stored);
                return saved;
            }
        );
    }

    /// <summary>Called after a commit that left a checkout to be carried on. Must not block.</summary>
    public Action<Order> CheckoutWaits { get; set; } = _ => { };

    /// <summary>The number under which this process has orders in hand; null where it is the only one.</summary>
    public long? Runner { get; set; }

    /// <summary>Commands of several modules in one commit, see <see cref="Database.InOneCommit"/>.</summary>
    public async Task<T> InOneCommit<T>(Func<Task<T>> steps)
    {
        // The first key is written by the writer, which stands still while the steps run.
        await seals.Ready();
        return await database.InOneCommit(steps);
    }

    /// <summary>Stores a new order with all that belongs to it, or nothing.</summary>
    public async Task<PlaceResult> Place(NewOrder order)
    {
        await seals.Ready();
        return await placing.Commit(order with { Order = seals.Sealed(Traced(order.Order) with { CartVersion = order.CartVersion }) });
    }

    /// <summary>
    /// Saves a decision with its timeline, its seal and events, and answers the order as it is stored; null when somebody else changed the
    /// order first, and then nothing is written.
    /// </summary>
    public async Task<Order?> Save(Order order)
    {
        await seals.Ready();
        var sealedOrder = seals.Sealed(Traced(order));
        return await saving.Commit(sealedOrder) ? sealedOrder : null;
    }

    /// <summary>
    /// Decides about the order as it is and saves the decision. A decision that adds nothing to the timeline is answered unsaved.
    /// When somebody else was faster, it is decided anew about what they left; refused with <c>order_busy</c> when somebody always was.
    /// </summary>
    public async ValueTask<Outcome<Order>> Change(string orderId, Func<Order, Outcome<Order>> decide)
    {
        for (var tries = 0; tries < Limits.OrderChangeTriesMax; tries++)
        {
            if (await Take(orderId) is not { } order)
            {
                return NotFound;
            }

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

        return Busy;
    }

    /// <summary>409: the budget of tries is spent.</summary>
    public static Refusal Busy { get; } =
        Refusal.Conflict(
            "order_busy",
            "Others are changing this order all the time. Nothing of this change was made; repeat it in a moment."
        ) with
        {
            RetryAfterSeconds = 1,
        };

    /// <summary>404, the same for orders that never were and orders of others.</summary>
    public static Refusal NotFound { get; } = Refusal.NotFound("order_not_found", "There is no such order.");

    /// <summary>The order to be changed, held against its seal, or null.</summary>
    public async ValueTask<Order?> Take(string orderId)
    {
        await seals.Ready();
        return await Get(orderId) is { } order ? seals.Taken(order) : null;
    }

    /// <summary>The order to be shown, or null.</summary>
    public ValueTask<Order?> Get(string orderId) =>
        database.Snapshot(async sql =>
        {
            var parts = await sql.Query(
                "SELECT " + OrderSql.PartColumns + " FROM fulfilments WHERE order_id = $1",
                row => OrderSql.MapPart(row, 0),
                orderId
            );
            return await sql.First(
                $"SELECT {OrderSql.OrderColumns} FROM orders o WHERE o.order_id = $1",
                row => OrderSql.Map(row, parts),
                orderId
            );
        });

    /// <summary>
    /// The order if it is this user's, as who placed it or as whose account it joined, or null.
    /// Of another's as little is read as of one that is not there, so that the time tells nothing.
    /// </summary>
    public ValueTask<Order?> GetOf(string userId, string orderId) =>
        database.Snapshot(async sql =>
        {
            var parts = await sql.Query(
                "SELECT "
                    + OrderSql.PartColumns
                    + " FROM fulfilments WHERE order_id = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.order_id = $1 AND $2 IN (o.user_id, o.joined_to))",
                row => OrderSql.MapPart(row, 0),
                orderId,
                userId
            );
            return await sql.First(
                $"SELECT {OrderSql.OrderColumns} FROM orders o WHERE o.order_id = $1 AND $2 IN (o.user_id, o.joined_to)",
                row => OrderSql.Map(row, parts),
                orderId,
                userId
            );
        });

    /// <summary>
    /// Whether an order is what its timeline and its seal say, as of one moment; null when there is none. A tampered row that cannot be
    /// read is a finding too.
    /// </summary>
    public async ValueTask<Verdict?> Verify(string orderId)
    {
        await seals.Ready();
        return (await database.Snapshot(sql => VerifyOrdersSql.Some(sql, seals, [orderId])))
            .Select(found => found.Verdict)
            .FirstOrDefault();
    }

    /// <summary>The reply that was given under a key.</summary>
    public ValueTask<Placed?> PlacedUnder(string userId, string key) =>
        database.Read(sql =>
            sql.First(
                $"SELECT {OrderSql.OrderColumns}, p.body_hash, p.reply FROM placements p JOIN orders o ON o.order_id = p.order_id WHERE p.user_id = $1 AND p.idempotency_key = $2",
                OrderSql.MapPlaced,
                userId,
                key
            )
        );

    /// <summary>The living order made of a version of the cart.</summary>
    /// <param name="cartBeganMs">
    /// When the cart began. Orders from before this was kept count when they were placed since: an older cart of this version, which its
    /// store has lost, is another.
    /// </param>
    public ValueTask<Placed?> PlacedFrom(string userId, long cartVersion, long cartBeganMs) =>
        database.Read(sql =>
            sql.First(
                $"""
                SELECT {OrderSql.OrderColumns}, p.body_hash, p.reply FROM orders o JOIN placements p ON p.order_id = o.order_id
                WHERE o.user_id = $1 AND o.cart_version = $2 AND o.status NOT IN ('payment_failed', 'cancelled')
                    AND (o.cart_began_ms = $3 OR (o.cart_began_ms = 0 AND o.created_ms >= $3))
                ORDER BY o.created_ms DESC LIMIT 1
                """,
                OrderSql.MapPlaced,
                userId,
                cartVersion,
                cartBeganMs
            )
        );

    /// <summary>The timeline after a sequence, oldest first.</summary>
    public ValueTask<List<Entry>> Timeline(string orderId, long after, int limit) =>
        database.Read(sql =>
            sql.Query(
                $"SELECT {OrderSql.EntryColumns} FROM timeline WHERE order_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
                OrderSql.MapEntry,
                orderId,
                after,
                limit
            )
        );

    /// <summary>Puts the work on an order off; false when somebody has changed it.</summary>
    public Task<bool> Postpone(Order order, long dueMs) =>
        database.Write(async tx =>
            await tx.Execute(
                "UPDATE orders SET tries = tries + 1, due_ms = $3, runner = NULL WHERE order_id = $1 AND version = $2",
                order.Id,
                order.SavedVersion,
                dueMs
            ) == 1
        );

    /// <summary>Orders for which other modules still have to be asked, the longest due first.</summary>
    public ValueTask<List<(string OrderId, long DueMs)>> Unfinished(int limit) =>
        database.Read(async sql =>
        {
            // Two statements, because each has an index of its own.
            var checkouts = await sql.Query(
                "SELECT order_id, due_ms FROM orders WHERE checkout <> 'done' ORDER BY due_ms LIMIT $1",
                row => (Id: row.GetString(0), DueMs: row.GetInt64(1)),
                limit
            );
            var busy = await sql.Query(
                "SELECT order_id, due_ms FROM orders WHERE busy = 1 AND checkout = 'done' ORDER BY due_ms LIMIT $1",
                row => (Id: row.GetString(0), DueMs: row.GetInt64(1)),
                limit
            );
            return busy.Count == 0 ? checkouts : [.. checkouts.Concat(busy).OrderBy(one => one.DueMs).Take(limit)];
        });

    /// <summary>Makes everything unfinished due: where this process is the only one, whoever held a lease is dead.</summary>
    public async Task TakeOverUnfinished(long nowMs)
    {
        if (database.Dialect.OneProcess)
        {
            await database.Write(async tx =>
                await tx.Execute("UPDATE orders SET due_ms = $1 WHERE checkout <> 'done' AND due_ms > $1", nowMs)
                + await tx.Execute("UPDATE orders SET due_ms = $1 WHERE busy = 1 AND due_ms > $1", nowMs)
            );
        }
    }

    /// <summary>
    /// What is done to the order now, and what comes of it, belongs to the trace of who does it;
    /// what the shop does by itself to the last one.
    /// </summary>
    private static Order Traced(Order order) => Cause.Current.TraceParent is { } trace ? order with { TraceParent = trace } : order;

    /// <summary>Makes due what processes had in hand that live no more; answers how many orders.</summary>
    public async Task<int> TakeOverGone(long nowMs)
    {
        var others = await database.Read(sql =>
            sql.Query("SELECT DISTINCT runner FROM orders WHERE runner IS NOT NULL AND runner <> $1", row => row.GetInt64(0), Runner)
        );
        if (others.Count == 0 || await database.Read(sql => Presence.Gone(sql, [.. others])) is not { Length: > 0 } gone)
        {
            return 0;
        }

        return await database.Write(async tx =>
        {
            var orders = 0;
            foreach (var runner in gone)
            {
                orders += await tx.Execute(
                    "UPDATE orders SET runner = NULL, due_ms = CASE WHEN due_ms > $2 THEN $2 ELSE due_ms END WHERE runner = $1",
                    runner,
                    nowMs
                );
            }

            return orders;
        });
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
            tx.OnDurable(() => CheckoutWaits(stored));
        }
    }

    private async ValueTask UpdateRest(Transaction tx, List<Order> orders, OrderChanges changes)
    {
        foreach (var order in orders)
        {
            if (order.Added.Any(entry => entry.Type == "order.edited"))
            {
                await AfterSaleSql.Rewrite(tx, order, OrderSql.TotalMilli(order.Terms), OrderSql.Words(order));
            }

            await AfterSaleSql.SaveReturns(tx, order);
            await WithdrawalLists.Save(tx, order);
            await HoldLists.Save(tx, order);
            foreach (var part in order.Parts)
            {
                if (part.Status != Part.Waiting)
                {
                    await tx.Send(
                        "UPDATE fulfilments SET status = $3, carrier = $4, tracking_number = $5 WHERE order_id = $1 AND vendor_id = $2",
                        order.Id,
                        part.VendorId,
                        part.Status,
                        part.Carrier,
                        part.TrackingNumber
                    );
                }
            }

            var stored = order with { Added = [] };
            tx.OnDurable(() =>
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
    internal static ValueTask AddEntries(Transaction tx, IEnumerable<Order> orders) =>
        TimelineRows.Run(
            tx,
            [
                .. orders.SelectMany(order =>
                    order.Added.SelectMany(entry =>
                        new object?[]
                        {
                            order.Id,
                            entry.Sequence,
                            entry.Type,
                            entry.Status,
                            entry.Detail,
                            entry.Actor,
                            entry.ActorId,
                            entry.AtMs,
                            entry.Hash,
                            entry.Data,
                        }
                    )
                ),
            ]
        );
}
