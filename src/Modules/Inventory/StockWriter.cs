// Where decisions meet the tables: loads the rows of a whole batch once, lets the book decide, writes what it changed, tells the rest of
// the shop.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <summary>The one way in which stock changes.</summary>
internal sealed class StockWriter
{
    /// <summary>How soon a mark that another process was told first counts here; those of this one count at once.</summary>
    private static readonly TimeSpan MarksKnownFor = TimeSpan.FromSeconds(10);

    /// <summary>Expired holds ended along with a batch; more only while a command still lacks units.</summary>
    private const int ReclaimedAtOnce = 256;

    private readonly TimeProvider clock;
    private readonly StockMirror mirror;
    private readonly UnpaidBounds bounds;
    private readonly CommitKind<StockCommand, Outcome<long>> kind;

    // Whether this transaction may have written stock already, so that memory is behind the tables. A transaction that was taken back
    // leaves it set until the next commit: then the tables are read although memory would do.
    private bool wrote;

    // Whether any product says itself when it runs low, and when that was looked up: most shops need not look again at each sale.
    private bool marked;
    private long? markedAt;

    public StockWriter(
        [FromKeyedServices("inventory")] Database database,
        [Steady] TimeProvider clock,
        StockMirror mirror,
        UnpaidBounds bounds
    )
    {
        this.bounds = bounds;
        this.clock = clock;
        this.mirror = mirror;
        kind = database.Kind<StockCommand, Outcome<long>>(Decide);
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<Outcome<long>> Commit(StockCommand command, CancellationToken cancel) => kind.Commit(command, cancel);

    /// <summary>From now on some product says itself when it runs low.</summary>
    public void Marked() => Volatile.Write(ref marked, true);

    /// <summary>Decides commands within a transaction, in order.</summary>
    public async ValueTask<Outcome<long>[]> Decide(Transaction tx, IReadOnlyList<StockCommand> commands)
    {
        var now = NowMs;
        var book = new StockBook(now, bounds);
        var memory = tx.Dialect.OneProcess && !wrote ? mirror : null;
        await LoadReservations(tx, book, memory, commands);
        var demand = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            foreach (
                var (productId, quantity) in command.Lines.Length > 0 || command is ReleaseUnits
                    ? command.Lines
                    : book.Find(command.Id)?.Lines ?? []
            )
            {
                demand[productId] = demand.GetValueOrDefault(productId) + quantity;
            }
        }

        string[] holders =
        [
            .. commands
                .OfType<ReserveUnits>()
                .Where(reserve => reserve.Unpaid || book.Find(reserve.Id)?.Unpaid == true)
                .SelectMany(reserve => new[] { reserve.Holder, book.Find(reserve.Id)?.Holder })
                .OfType<string>(),
        ];
        await Load(tx, book, memory, demand, now, holders);
        await LoadRestocks(tx, book, commands.OfType<ReleaseUnits>().Select(release => release.Id));
        var replies = new Outcome<long>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = book.Decide(commands[i]);
        }

        await Save(tx, book, now);
        if (commands.OfType<ReleaseUnits>().Select(release => release.Id).ToArray() is { Length: > 0 } released)
        {
            await InventorySql.CloseShortages(tx, released, now);
        }

        return replies;
    }

    /// <summary>Receipt or write-off.</summary>
    public async ValueTask<Outcome<StockLevel>> Adjust(Transaction tx, string productId, long delta, string by, string note)
    {
        var now = NowMs;
        var book = new StockBook(now, bounds);
        await Load(tx, book, null, new() { [productId] = Math.Max(0, -delta) }, now, []);
        var outcome = book.Adjust(productId, delta, by, note);
        await Save(tx, book, now);
        return outcome;
    }

    /// <summary>Counts, each by itself; those of an id once.</summary>
    public async ValueTask<Outcome<CountReply>> Count(Transaction tx, CountRequest request)
    {
        var now = NowMs;
        var asked = request.Id.Length == 0 ? string.Empty : KeptCountsSql.Asked(request);
        if (asked.Length > 0 && await KeptCountsSql.Find(tx, request.Id) is [var before])
        {
            return before.Asked == asked
                ? KeptCountsSql.Reply(before.Reply)
                : Refusal.Conflict("count_differs", $"The count {request.Id} was of other units. Use another id.");
        }

        var book = new StockBook(now, bounds);
        await Load(
            tx,
            book,
            null,
            request.Lines.DistinctBy(line => line.ProductId).ToDictionary(line => line.ProductId, _ => AdjustStock.OnHandMax),
            now,
            []
        );
        var reply = new CountReply();
        foreach (var line in request.Lines)
        {
            var was = book.Shelves[line.ProductId].Now;
            var refused = book.Count(line.ProductId, line.OnHand, request.By, request.Note).Refused;
            reply.Lines.Add(
                new CountedLine
                {
                    Changed = book.Shelves[line.ProductId].Now != was,
                    Code = refused?.Code ?? string.Empty,
                    Detail = refused?.Detail ?? string.Empty,
                }
            );
        }

        await Save(tx, book, now);
        if (asked.Length > 0)
        {
            await KeptCountsSql.Keep(tx, request.Id, asked, reply, now);
        }

        return reply;
    }

    /// <summary>What was counted is on hand from now on; answers the difference, which is moved, and the level.</summary>
    public async ValueTask<Outcome<(long Delta, StockLevel Level)>> Count(
        Transaction tx,
        string productId,
        long counted,
        string by,
        string note
    )
    {
        var now = NowMs;
        var book = new StockBook(now, bounds);
        // Holds past their expiry hold nothing: none of them may stand against a count.
        await Load(tx, book, null, new() { [productId] = AdjustStock.OnHandMax }, now, []);
        var outcome = book.Count(productId, counted, by, note);
        await Save(tx, book, now);
        return outcome;
    }

    /// <summary>Units of a settled reservation back on hand, once a request id.</summary>
    public async ValueTask<Outcome<RestockReply>> Restock(Transaction tx, string requestId, string reservationId, Units[] lines)
    {
        var now = NowMs;
        var book = new StockBook(now, bounds);
        await InventoryStore.LoadReservations(tx, book, [reservationId]);
        if (await InventorySql.Restock(tx, requestId) is [var before])
        {
            return before.ReservationId == reservationId && before.Lines.ToHashSet().SetEquals(lines)
                ? new RestockReply()
                : Refusal.Conflict("restock_differs", $"The restock {requestId} was for other units. Use another id.");
        }

        await LoadRestocks(tx, book, [reservationId]);
        await InventoryStore.LoadShelves(tx, book, lines.Select(units => units.ProductId));
        if (book.Restock(reservationId, lines) is { } refused)
        {
            return refused;
        }

        await InventorySql.KeepRestock(tx, requestId, reservationId, lines, now);
        await Save(tx, book, now);
        return new RestockReply();
    }

    /// <summary>Ends holds past their expiry, oldest first; answers whether there may be more.</summary>
    public async ValueTask<bool> Sweep(Transaction tx, int max)
    {
        var now = NowMs;
        var book = new StockBook(now, bounds);
        var more = await InventoryStore.LoadExpired(tx, book, null, now, max, null) is not null;
        await LoadShelves(tx, book, []);
        book.EndExpired();
        await Save(tx, book, now);
        var earliest = await InventoryStore.EarliestExpiry(tx);
        tx.OnCommitted(() => mirror.Swept(earliest));
        return more;
    }

    private static ValueTask LoadReservations(Transaction tx, StockBook book, StockMirror? memory, IReadOnlyList<StockCommand> commands)
    {
        var unknown = new List<string>();
        foreach (var id in commands.Select(command => command.Id).Distinct(StringComparer.Ordinal))
        {
            if (memory?.Find(id) is { } known)
            {
                book.Put(
                    new Reservation(id, known.State, known.ExpiresMs, known.Lines, stored: true)
                    {
                        Holder = known.Holder,
                        Unpaid = known.Unpaid,
                    }
                );
            }
            else
            {
                unknown.Add(id);
            }
        }

        return InventoryStore.LoadReservations(tx, book, [.. unknown]);
    }

    /// <summary>What restocks have brought back of the settled ones among these; most orders that are let go were never settled.</summary>
    private static async ValueTask LoadRestocks(Transaction tx, StockBook book, IEnumerable<string> ids)
    {
        if (
            ids.Where(id => book.Find(id)?.State == ReservationState.Settled).Distinct(StringComparer.Ordinal).ToArray()
            is not { Length: > 0 } settled
        )
        {
            return;
        }

        foreach (
            var restocks in (await InventorySql.RestocksOf(tx, settled)).ToLookup(
                row => row.ReservationId,
                row => row.Lines,
                StringComparer.Ordinal
            )
        )
        {
            book.Find(restocks.Key)!.Restocked = [.. restocks.SelectMany(lines => lines)];
        }
    }

    /// <summary>Loads the shelves that are asked for and gives them back what expired holds keep.</summary>
    private static async ValueTask Load(
        Transaction tx,
        StockBook book,
        StockMirror? memory,
        Dictionary<string, long> demand,
        long now,
        string[] holders
    )
    {
        var asked = demand.Keys.ToArray();
        (long, string)? next = null;
        if (asked.Length > 0 && !(memory?.EarliestExpiryMs > now))
        {
            next = await InventoryStore.LoadExpired(tx, book, asked, now, ReclaimedAtOnce, null);
        }

        foreach (var productId in asked)
        {
            // A level in memory may be that of a product without a row; written over or added is the same to the one process that writes.
            if (memory is not null && memory.TryGet(productId, out var level))
            {
                book.Put(productId, level, stored: true);
            }
        }

        await InventoryStore.LoadShelves(tx, book, asked);
        await LoadShelves(tx, book, holders);
        book.EndExpired();

        // Many holds expired at once and the sweep is not through: a refusal is only right when none of them can help.
        while (next is { } place && asked.Where(id => book.Shelves[id].Now.Available < demand[id]).ToArray() is { Length: > 0 } lacking)
        {
            next = await InventoryStore.LoadExpired(tx, book, lacking, now, ReclaimedAtOnce, place);
            await LoadShelves(tx, book, []);
            book.EndExpired();
        }
    }

    /// <summary>The shelves of all holds that are in, and the tabs of those who hold some of them unpaid, or are asked for.</summary>
    private static async ValueTask LoadShelves(Transaction tx, StockBook book, string[] holders)
    {
        await InventoryStore.LoadShelves(
            tx,
            book,
            book.Reservations.SelectMany(reservation => reservation.Lines).Select(units => units.ProductId)
        );
        await InventoryStore.LoadTabs(
            tx,
            book,
            book.Reservations.Where(one => one is { State: ReservationState.Held, Unpaid: true })
                .Select(one => one.Holder)
                .OfType<string>()
                .Concat(holders)
        );
    }

    private async ValueTask Save(Transaction tx, StockBook book, long now)
    {
        if (book.Movements.Count == 0 && !book.ChangedReservations.Any())
        {
            return;
        }

        wrote = true;
        await InventoryStore.Save(tx, book, now);
        var changed = new List<(string Id, StockLevel Level)>();
        var marks = await Marks(tx, book);
        foreach (var shelf in book.Shelves.Values)
        {
            if (shelf.Now == shelf.Before)
            {
                continue;
            }

            changed.Add((shelf.ProductId, shelf.Now));
            if (shelf.Now.Available == shelf.Before.Available)
            {
                continue;
            }

            var facts = new StockFacts(
                shelf.ProductId,
                shelf.Now.OnHand,
                shelf.Now.Reserved,
                shelf.Now.Available,
                now,
                shelf.Before.Available
            );
            await tx.Publish(Topics.StockChanged, shelf.ProductId, facts);
            var low = marks.GetValueOrDefault(shelf.ProductId, LowStock.LowDefault);
            if (shelf.Before.Available > low && shelf.Now.Available <= low)
            {
                // Once, and not at every sale below.
                await tx.Publish(Topics.StockLow, shelf.ProductId, facts);
            }
        }

        var reservations = book
            .ChangedReservations.Select(r => (r.Id, Reservation: new StoredReservation(r.State, r.ExpiresMs, r.Lines, r.Holder, r.Unpaid)))
            .ToList();
        var earliest = reservations
            .Where(r => r.Reservation.State == ReservationState.Held)
            .Select(r => r.Reservation.ExpiresMs)
            .DefaultIfEmpty(long.MaxValue)
            .Min();
        tx.OnCommitted(() =>
        {
            wrote = false;
            mirror.Committed(changed, reservations, earliest);
        });
    }

    // Of those that have become fewer, what they say themselves is low.
    private async ValueTask<Dictionary<string, long>> Marks(Transaction tx, StockBook book)
    {
        var fewer = book
            .Shelves.Values.Where(shelf => shelf.Now.Available < shelf.Before.Available && shelf.Now.Available <= LowStock.LowMax)
            .Select(shelf => shelf.ProductId)
            .ToArray();
        if (fewer.Length == 0)
        {
            return [];
        }

        if (!Volatile.Read(ref marked) && (markedAt is not { } at || clock.GetElapsedTime(at) >= MarksKnownFor))
        {
            var any = await DeskSql.AnyLowAt(tx);
            markedAt = clock.GetTimestamp();
            if (any)
            {
                Marked();
            }
        }

        return Volatile.Read(ref marked) ? await DeskSql.LowAt(tx, fewer) : [];
    }
}
