// The rules of stock, without clock, disk or network: the rows a batch needs are put in, decisions change them, and what changed is read
// out.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Inventory;

/// <summary>
/// Decides commands in arrival order. Every decision checks all before it changes anything, so a refusal leaves no trace.
/// Holds past their expiry are ended as they are put in: an expired unit is free before any command looks.
/// </summary>
internal sealed class StockBook(long nowMs, UnpaidBounds bounds)
{
    private readonly Dictionary<string, Shelf> shelves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reservation> reservations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnpaidTab> tabs = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, UnpaidTab> Tabs => tabs;

    public IReadOnlyDictionary<string, Shelf> Shelves => shelves;

    public IEnumerable<Reservation> Reservations => reservations.Values;

    public IEnumerable<Reservation> ChangedReservations => reservations.Values.Where(r => r.Changed);

    public List<Movement> Movements { get; } = [];

    public bool Knows(string reservationId) => reservations.ContainsKey(reservationId);

    public Reservation? Find(string reservationId) => reservations.GetValueOrDefault(reservationId);

    public bool HasShelf(string productId) => shelves.ContainsKey(productId);

    public void Put(string productId, StockLevel level, bool stored) => shelves.Add(productId, new Shelf(productId, level, stored));

    public void Put(UnpaidTab tab) => tabs.Add(tab.Holder, tab);

    /// <summary>
    /// Puts a hold in. The shelves of its lines must be there before <see cref="EndExpired"/>, and the tab of its holder if it is unpaid.
    /// </summary>
    public void Put(Reservation reservation) => reservations.Add(reservation.Id, reservation);

    public void EndExpired()
    {
        foreach (var reservation in reservations.Values)
        {
            if (reservation.State == ReservationState.Held && reservation.ExpiresMs <= nowMs)
            {
                End(reservation, ReservationState.Expired, "expired", onHand: 0, reserved: -1);
            }
        }
    }

    public Outcome<long> Decide(StockCommand command) =>
        command switch
        {
            ReserveUnits reserve => Reserve(reserve),
            SettleUnits settle => Settle(settle),
            ReleaseUnits release => Release(release),
            _ => throw new InvalidOperationException($"There is no rule for {command.GetType().Name}."),
        };

    /// <summary>Brings units in or writes them off. Held units cannot be written off: they are promised.</summary>
    public Outcome<StockLevel> Adjust(string productId, long delta, string by, string note)
    {
        var shelf = shelves[productId];
        if (shelf.Now.Available + delta < 0 && !Planted.WritesOffReserved)
        {
            return Refusal.Conflict(
                "below_reserved",
                $"Product {productId} has {shelf.Now.OnHand} on hand, of which {shelf.Now.Reserved} are reserved: at most {shelf.Now.Available} can be taken off.",
                new JsonObject
                {
                    ["on_hand"] = shelf.Now.OnHand,
                    ["reserved"] = shelf.Now.Reserved,
                    ["available"] = shelf.Now.Available,
                }
            );
        }

        if (shelf.Now.OnHand + delta > AdjustStock.OnHandMax)
        {
            return Refusal.Conflict("stock_limit", $"A product can have at most {AdjustStock.OnHandMax} units on hand.");
        }

        Move(shelf, delta > 0 ? "receipt" : "write_off", delta, 0, by, note);
        return shelf.Now;
    }

    /// <summary>What was counted is on hand; answers the difference. Fewer than are reserved cannot be: orders wait for them.</summary>
    public Outcome<(long Delta, StockLevel Level)> Count(string productId, long counted, string by, string note)
    {
        if (counted is < 0 or > AdjustStock.OnHandMax)
        {
            return Refusal.Conflict("stock_limit", $"A product can have from 0 to {AdjustStock.OnHandMax} units on hand.");
        }

        var shelf = shelves[productId];
        var delta = counted - shelf.Now.OnHand;
        if (delta == 0)
        {
            return (0, shelf.Now);
        }

        if (counted < shelf.Now.Reserved)
        {
            return Refusal.Conflict(
                "below_reserved",
                $"Of product {productId} {shelf.Now.Reserved} are reserved for orders, more than the {counted} that were counted. Cancel or edit orders first, or count again."
            );
        }

        return Adjust(productId, delta, by, note).Then(level => (delta, level));
    }

    private Outcome<long> Reserve(ReserveUnits command)
    {
        var known = Find(command.Id);
        if (known is { State: ReservationState.Released })
        {
            return Released(command.Id);
        }

        if (known is not null && !SameLines(known.Lines, command.Lines))
        {
            return Differs(command.Id);
        }

        if (known is { State: ReservationState.Settled })
        {
            return known.ExpiresMs;
        }

        var expires = nowMs + command.HoldMs;
        if (known is { State: ReservationState.Held })
        {
            if (command.Unpaid && !known.Unpaid)
            {
                if (TooMuch(known.Holder ?? command.Holder, known.Lines) is { } tooMuch)
                {
                    return tooMuch;
                }

                known.Holder ??= command.Holder;
                Owe(known);
            }

            // A repeat that was delayed on its way must not shorten what a later one secured; one that is firm is as firm as can be.
            if (expires > known.ExpiresMs && !known.IsFirm(nowMs))
            {
                known.Changed = true;
                known.ExpiresMs = expires;
            }

            return known.ExpiresMs;
        }

        var unpaid = command.Unpaid || known is { Unpaid: true };
        if ((Missing(command.Lines) ?? (unpaid ? TooMuch(command.Holder ?? known?.Holder, command.Lines) : null)) is { } refused)
        {
            return refused;
        }

        foreach (var (productId, quantity) in command.Lines)
        {
            Move(shelves[productId], "reserved", 0, quantity, command.Id);
        }

        known = Begin(known, command, ReservationState.Held, expires);
        known.Holder = command.Holder ?? known.Holder;
        if (unpaid)
        {
            Owe(known);
        }

        return expires;
    }

    private Outcome<long> Settle(SettleUnits command)
    {
        var known = Find(command.Id);
        switch (known?.State)
        {
            case ReservationState.Released:
                return Released(command.Id);
            case ReservationState.Settled:
                return 0;
        }

        if (known is not null && command.Lines.Length > 0 && !SameLines(known.Lines, command.Lines) && !Planted.SettlesOtherLines)
        {
            return Differs(command.Id);
        }

        if (known is { State: ReservationState.Held })
        {
            End(known, ReservationState.Settled, "sold", onHand: -1, reserved: -1);
            return 0;
        }

        var lines = known?.Lines ?? command.Lines;
        if (lines.Length == 0)
        {
            return Refusal.Invalid("lines_invalid", $"Nothing is held under {command.Id}, so the lines to deduct must be given.");
        }

        if (Missing(lines) is { } refused)
        {
            return refused;
        }

        foreach (var (productId, quantity) in lines)
        {
            Move(shelves[productId], "sold", -quantity, 0, command.Id);
        }

        Begin(known, command, ReservationState.Settled, nowMs);
        return 0;
    }

    private Outcome<long> Release(ReleaseUnits command)
    {
        var known = Find(command.Id);
        switch (known?.State)
        {
            case ReservationState.Held:
            case ReservationState.Released when Planted.ReleasesTwice:
                End(known, ReservationState.Released, "released", onHand: 0, reserved: -1);
                break;
            case ReservationState.Settled:
                End(known, ReservationState.Released, "returned", onHand: 1, reserved: 0);
                break;
            case ReservationState.Released:
                break;
            default:
                _ = Planted.LeavesTheDoorOpen ? null : Begin(known, command, ReservationState.Released, nowMs);
                break;
        }

        return 0;
    }

    /// <summary>Brings units of a settled reservation back on hand; the restocks before it must have been put in.</summary>
    public Refusal? Restock(string reservationId, Units[] lines)
    {
        var known = Find(reservationId);
        switch (known?.State)
        {
            case ReservationState.Settled:
                break;
            case ReservationState.Released:
                return Released(reservationId);
            case ReservationState.Held:
                return Refusal.Unavailable(
                    "reservation_not_settled",
                    $"The reservation {reservationId} is held and not settled yet. Ask again."
                );
            default:
                return Refusal.NotFound("reservation_not_found", $"There is no reservation {reservationId} that could give units back.");
        }

        foreach (var (productId, quantity) in lines)
        {
            if (
                known.Lines.FirstOrDefault(units => units.ProductId == productId).Quantity - known.RestockedOf(productId) is var left
                && quantity > left
                && !Planted.RestocksBeyond
            )
            {
                return Refusal.Conflict(
                    "restock_exceeds_reservation",
                    $"{reservationId} has deducted only {left} more of product {productId}.",
                    new JsonObject { ["product_id"] = productId, ["left"] = left }
                );
            }
        }

        foreach (var (productId, quantity) in lines)
        {
            Move(shelves[productId], "returned", quantity, 0, reservationId);
        }

        return null;
    }

    private Reservation Begin(Reservation? known, StockCommand command, ReservationState state, long expiresMs)
    {
        if (known is null)
        {
            known = new Reservation(command.Id, state, expiresMs, command.Lines, stored: false);
            reservations.Add(command.Id, known);
        }

        known.State = state;
        known.ExpiresMs = expiresMs;
        known.Changed = true;
        return known;
    }

    private void End(Reservation reservation, ReservationState state, string reason, int onHand, int reserved)
    {
        foreach (var (productId, quantity) in reservation.Lines)
        {
            // What a restock has brought back cannot come back again; a movement of nothing is none.
            if (quantity - reservation.RestockedOf(productId) is > 0 and var left)
            {
                Move(shelves[productId], reason, onHand * left, reserved * left, reservation.Id);
            }
        }

        if (reservation is { State: ReservationState.Held, Unpaid: true })
        {
            Count(reservation, -1);
        }

        // One that has expired may be taken anew by whom it was; of the others nobody asks any more who it was.
        (reservation.Holder, reservation.Unpaid) =
            state == ReservationState.Expired ? (reservation.Holder, reservation.Unpaid) : (null, false);
        reservation.State = state;
        reservation.Changed = true;
    }

    private void Owe(Reservation reservation)
    {
        reservation.Unpaid = true;
        reservation.Changed = true;
        Count(reservation, 1);
    }

    private void Count(Reservation reservation, int sign)
    {
        foreach (var (productId, quantity) in reservation.Lines)
        {
            var shelf = shelves[productId];
            shelf.Now = shelf.Now with { Unpaid = shelf.Now.Unpaid + (sign * quantity) };
        }

        if (reservation.Holder is { } holder)
        {
            tabs[holder].Add(sign, sign * reservation.Lines.Sum(units => units.Quantity));
        }
    }

    private Refusal? TooMuch(string? holder, Units[] lines) =>
        (holder is null ? null : bounds.Refuses(tabs[holder], lines.Sum(units => units.Quantity)))
        ?? bounds.Refuses(lines, productId => shelves[productId].Now);

    private void Move(Shelf shelf, string reason, long onHand, long reserved, string reference, string? note = null)
    {
        var next = shelf.Now with { OnHand = shelf.Now.OnHand + onHand, Reserved = shelf.Now.Reserved + reserved };
        if (next.OnHand < 0 || next.Reserved < 0 || next.Available < 0)
        {
            throw new InvalidOperationException(
                $"{reason} of {reference} would take product {shelf.ProductId} from {shelf.Now} to {next}."
            );
        }

        shelf.Now = next;
        Movements.Add(new(shelf.ProductId, reason, onHand, reserved, reference, note));
    }

    private Refusal? Missing(Units[] lines)
    {
        List<(string ProductId, long Requested, long Available)>? missing = null;
        foreach (var (productId, quantity) in lines)
        {
            var available = shelves[productId].Now.Available;
            if (available < quantity && !Planted.SellsWhatIsNotThere)
            {
                (missing ??= []).Add((productId, quantity, available));
            }
        }

        return missing is null ? null : Refusal.OutOfStock(missing);
    }

    private static bool SameLines(Units[] left, Units[] right) =>
        left.Length == right.Length && Array.TrueForAll(left, units => Array.IndexOf(right, units) >= 0);

    private static Refusal Released(string id) =>
        Refusal.Conflict("reservation_released", $"The reservation {id} was released and cannot be used again.");

    private static Refusal Differs(string id) =>
        Refusal.Conflict("reservation_differs", $"The reservation {id} is for other lines. Use another id.");

    /// <summary>One product's stock before and after the batch.</summary>
    internal sealed class Shelf(string productId, StockLevel before, bool stored)
    {
        public string ProductId => productId;

        public StockLevel Before { get; } = before;

        public StockLevel Now { get; set; } = before;

        /// <summary>Whether the table has a row of it already.</summary>
        public bool Stored => stored;
    }
}
