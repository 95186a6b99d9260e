// Money that is held when an order is confirmed and taken when it ships: what is due, and the decisions about captures.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>
/// The decisions about captures. What is due is counted from the order's beginning: the worth of all units that have left, less what was
/// taken. So parcels in any order end at the order's total to the cent, and a parcel that is asked for again takes nothing more.
/// </summary>
public static class Capturing
{
    /// <summary>Captures of one order: as many as parcels, and a few by hand.</summary>
    public const int CapturesMax = Shipping.ShipmentsMax + 50;

    internal const string Reserved = "The amount is reserved. It is taken when the order ships.";

    /// <summary>409: somebody takes money for the order at this moment.</summary>
    internal static Refusal InProgress { get; } =
        Refusal.Conflict(
            "capture_in_progress",
            "Money is being taken for this order. Repeat in a few seconds.",
            new JsonObject { ["legal"] = new JsonArray() }
        ) with
        {
            RetryAfterSeconds = 2,
        };

    /// <summary>All that was ever held for the order, the first first.</summary>
    public static IReadOnlyList<Holding> Holdings(this Order order) => order.AfterSale?.Holdings ?? [];

    /// <summary>All captures, the first first.</summary>
    public static IReadOnlyList<Capture> Captures(this Order order) => order.AfterSale?.Captures ?? [];

    /// <summary>Whether the order was confirmed on money that was held, and not taken at once.</summary>
    public static bool IsHeld(this Order order) => order.AfterSale?.Holdings is { Count: > 0 };

    /// <summary>What can still be taken, minor units.</summary>
    public static long Held(this Order order) => order.Holdings().Sum(holding => holding.Left);

    /// <summary>What of the order's total is not taken yet; 0 of an order that was paid at once.</summary>
    public static long Outstanding(this Order order) =>
        order.IsHeld() && Phases.Of(order) == Phase.Paid ? Math.Max(0, order.Terms.Total - order.TakenNet()) : 0;

    /// <summary>What the units that have left are worth beyond what was taken; 0 of an order that was paid at once.</summary>
    public static long Owed(this Order order) =>
        order.IsHeld() && Phases.Of(order) == Phase.Paid ? Math.Max(0, Worth(order, SentOrPaid(order)) - order.TakenNet()) : 0;

    /// <summary>
    /// What of a vendor's part is taken so far. It follows the units that were paid for; what was taken ahead of them is spread over what
    /// is not paid yet. All vendors together have what was taken, and each its whole sale once all of it is.
    /// </summary>
    internal static long SaleSoFar(this Order order, VendorShare share, IReadOnlyList<VendorShare> all)
    {
        var taken = Math.Min(order.TakenNet(), all.Sum(one => one.Sale));
        var due = all.Select(one => WorthOf(order, one, line => Math.Min(line.Quantity, order.PaidUnits(line.ProductId)))).ToList();
        var at = all.ToList().IndexOf(share);
        var ahead = taken - due.Sum();
        return ahead == 0 ? due[at]
            : ahead < 0 ? Money.Allocate(taken, due)[at]
            : due[at] + Money.Allocate(ahead, [.. all.Select((one, i) => one.Sale - due[i])])[at];
    }

    /// <summary>
    /// Money for units that are to leave is asked for, or, where it is there already, nothing changes. Refused with
    /// <c>amount_not_held</c> where less is held, and with <c>too_many_captures</c>.
    /// </summary>
    /// <param name="sent">The order as it would be once they have left.</param>
    public static Outcome<Order> StartCaptureFor(this Order order, Order sent, Actor actor, long atMs)
    {
        var due = DueFor(sent);
        return due == 0 ? order : order.Start(due, SentOrPaid(sent), null, null, actor, atMs);
    }

    /// <summary>What must be taken before units leave: with the last of them all that is outstanding.</summary>
    /// <param name="sent">The order as it would be once they have left.</param>
    public static long DueFor(Order sent) =>
        !sent.IsHeld() ? 0
        : sent.Terms.Lines.All(line => sent.Shipped(line.ProductId) >= line.Quantity) ? sent.Outstanding()
        : sent.Owed();

    /// <summary>
    /// Staff take money ahead of the parcels: an amount, or all that is outstanding. The same key again answers the order as it is. Refused
    /// with <c>illegal_transition</c>, <c>edit_in_progress</c>, <c>nothing_held</c>, <c>amount_not_held</c> with what could be taken,
    /// <c>idempotency_key_reused</c>, <c>too_many_captures</c>.
    /// </summary>
    public static Outcome<Order> StartCapture(this Order order, long? amount, string? key, Actor actor, long atMs)
    {
        var hash = RequestRules.Hash([RequestRules.Number(amount)]);
        if (key is not null && order.Captures().FirstOrDefault(one => one.Key == key) is { } before)
        {
            return before.BodyHash == hash ? order : Refunding.KeyReused("capture");
        }

        return (order.Busy ?? NothingHeld(order)) is { } refused ? refused
            : amount < 1 ? Refusal.Invalid("invalid_amount", "The amount to take must be above zero.")
            : order.Start(
                amount ?? order.Outstanding(),
                line => order.PaidUnits(line.ProductId),
                key,
                key is null ? null : hash,
                actor,
                atMs
            );
    }

    /// <summary>A hold has given its piece.</summary>
    public static Order PieceTaken(this Order order, string paymentId, long atMs)
    {
        var capture = order.CaptureUnderWay()!;
        var piece = capture.Pieces.First(one => one.PaymentId == paymentId);
        var holding = order.Holdings().First(one => one.PaymentId == paymentId);
        var next = capture with { Pieces = [.. capture.Pieces.Select(one => one == piece ? one with { Done = true } : one)] };
        return order
            .With(
                "payment.captured",
                $"{Text(order, piece.Total - holding.Taken)} was taken.",
                Actor.System,
                atMs,
                new()
                {
                    Capture = next,
                    Holdings = [holding with { Taken = piece.Total, State = piece.More ? Holding.Held : Holding.Ended }],
                }
            )
            .LetGoOfRest(atMs);
    }

    /// <summary>The provider would not take it, or no longer: what the capture was for has not happened.</summary>
    public static Order CaptureRefused(this Order order, string paymentId, Refusal refusal, long atMs) =>
        order.With(
            "payment.capture_refused",
            refusal.Detail,
            Actor.System,
            atMs,
            new()
            {
                Capture = order.CaptureUnderWay()! with { RefusedCode = refusal.Code, RefusedDetail = refusal.Detail },
                Holdings = [order.Holdings().First(one => one.PaymentId == paymentId) with { State = Holding.Lost }],
            }
        );

    /// <summary>The capture whose answer is still missing; null for none.</summary>
    internal static Capture? CaptureUnderWay(this Order order) => order.Captures().FirstOrDefault(capture => capture.IsOpen);

    /// <summary>A hold as its provider has said it.</summary>
    internal static Holding HoldingOf(string paymentId, long amount, PaymentHeld held, long atMs) =>
        new(paymentId, Holding.Held, amount, atMs, held.UntilUnixMs, held.InParts, held.Renewable);

    /// <summary>What an edit must have secured; null of an order whose money was taken at once.</summary>
    internal static long? ToHoldFor(this Order order, long total) =>
        !order.IsHeld() ? null
        : total <= order.Terms.Total ? 0
        : Math.Max(0, total - order.TakenNet() - order.Held());

    /// <summary>What was taken beyond the new total; what is only held is just taken less of.</summary>
    internal static long TooMuchFor(this Order order, Edit edit) =>
        order.IsHeld()
            ? Math.Max(0, order.TakenNet() - edit.Terms.Total - order.ShippingBackBeyond(edit.Terms))
            : order.ShippingBackBeyond(order.Terms) - order.ShippingBackBeyond(edit.Terms) - edit.Difference;

    /// <summary>The order once the capture that is under way is done: for what follows from it, not for what is.</summary>
    internal static Order Taken(this Order order, long atMs)
    {
        var next = order;
        while (next.CaptureUnderWay() is { } capture)
        {
            next = next.PieceTaken(capture.Pieces.First(piece => !piece.Done).PaymentId, atMs);
        }

        return next;
    }

    /// <summary>Where nothing is left to be sent, what is outstanding is taken, since no parcel comes for it; the rest is let go.</summary>
    internal static Order LetGoWhenSent(this Order order, long atMs) =>
        !order.IsHeld() || !order.Terms.Lines.All(line => order.Shipped(line.ProductId) >= line.Quantity) ? order
        : order.Outstanding() > 0 && order.StartCaptureFor(order, Actor.System, atMs).Is(out var taking, out _) ? taking
        : order.LetGoOfRest(atMs);

    internal static Order LetGoOfRest(this Order order, long atMs) =>
        order.CaptureUnderWay() is null && order.Outstanding() == 0 && order.Holdings().Any(holding => holding.Left > 0)
            ? order.With(
                "payment.release_started",
                "What is reserved and not needed is let go.",
                Actor.System,
                atMs,
                new() { Holdings = [.. order.Holdings().Where(one => one.Left > 0).Select(one => one with { State = Holding.Ending })] }
            )
            : order;

    internal static Refusal? NothingHeld(Order order) =>
        order.Held() > 0 && Phases.Of(order) == Phase.Paid
            ? null
            : Refusal.Conflict("nothing_held", "Nothing is held for this order: it was taken at once, or is taken or let go already.");

    internal static string Text(Order order, long minor) =>
        string.Create(CultureInfo.InvariantCulture, $"{Currencies.ToMajor(minor, order.Terms.Currency)} {order.Terms.Currency}");

    /// <summary>What was taken, less what went back because the order came to cost less.</summary>
    private static long TakenNet(this Order order) =>
        order.Captured() - order.AfterSaleSoFar.Refunds.Where(refund => refund.Kind == Refund.OfEdit).Sum(refund => refund.Amount);

    /// <summary>Units of a line that captures have paid for.</summary>
    private static long PaidUnits(this Order order, string productId) =>
        order
            .Captures()
            .Where(capture => !capture.IsOpen && capture.RefusedCode is null)
            .SelectMany(capture => capture.Lines)
            .Where(units => units.ProductId == productId)
            .Sum(units => units.Quantity);

    private static Func<Line, long> SentOrPaid(Order order) =>
        line => Math.Min(line.Quantity, Math.Max(order.Shipped(line.ProductId), order.PaidUnits(line.ProductId)));

    private static long Worth(Order order, Func<Line, long> units) =>
        VendorShare.Of(order.Terms, _ => 0).Sum(share => WorthOf(order, share, units));

    /// <summary>Units at their price less discount with their tax, and as much of the vendor's shipping as of its goods.</summary>
    private static long WorthOf(Order order, VendorShare share, Func<Line, long> units)
    {
        long goods = 0,
            whole = 0,
            weight = 0,
            weights = 0;
        foreach (var line in order.Terms.Lines.Where(line => line.VendorId == share.VendorId))
        {
            var left = units(line);
            goods += Money.Share(line.Net, left, line.Quantity) + Money.Share(line.Tax, left, line.Quantity);
            whole += line.Net + line.Tax;

            // Of goods that cost nothing each unit counts alike.
            var unit = share.Goods == 0 ? 1 : line.UnitPrice;
            weight += left * unit;
            weights += line.Quantity * unit;
        }

        return goods + (weights == 0 ? 0 : Money.Share(share.Sale - whole, weight, weights));
    }

    private static Outcome<Order> Start(
        this Order order,
        long due,
        Func<Line, long> pays,
        string? key,
        string? hash,
        Actor actor,
        long atMs
    )
    {
        if (order.Captures().Count >= CapturesMax)
        {
            return Refusal.Conflict("too_many_captures", $"Of what is held for an order at most {CapturesMax} parts are taken.");
        }

        var outstanding = order.Outstanding();
        if (due > Math.Min(outstanding, order.Held()))
        {
            return NotHeld(order, due);
        }

        var (pieces, taken) = (new List<CapturePiece>(), 0L);
        foreach (var holding in order.Holdings().Where(holding => holding.Left > 0))
        {
            // A hold that is taken once is taken for all that the order still needs: nothing of it is left for the next parcel.
            var part = Math.Min(holding.Left, (holding.InParts ? due : outstanding) - taken);
            if (part <= 0)
            {
                break;
            }

            taken += part;
            var isLast = taken == outstanding || holding.Left == part || !holding.InParts;
            pieces.Add(new(holding.PaymentId, holding.Taken + part, !isLast, Done: false));
        }

        var lines = order
            .Terms.Lines.Select(line => new UnitsOf(
                line.ProductId,
                (taken == outstanding ? line.Quantity : pays(line)) - order.PaidUnits(line.ProductId)
            ))
            .Where(units => units.Quantity > 0)
            .ToList();
        return order.With(
            "payment.capture_started",
            $"{Text(order, taken)} is being taken.",
            actor,
            atMs,
            new() { Capture = new(order.Captures().Count + 1, taken, lines, pieces, atMs, Key: key, BodyHash: hash) }
        );
    }

    private static Refusal NotHeld(Order order, long due)
    {
        var most = Math.Min(order.Outstanding(), order.Held());
        return Refusal.Conflict(
            "amount_not_held",
            $"{Text(order, due)} is to be taken for this, and {Text(order, most)} is held for the order.",
            new JsonObject
            {
                ["held"] = Currencies.ToMajor(most, order.Terms.Currency),
                ["needed"] = Currencies.ToMajor(due, order.Terms.Currency),
                ["currency"] = order.Terms.Currency,
            }
        );
    }
}
