// Money that goes back in parts: what a line's units are worth, what is left of what was paid, and the refunds that were wanted and done.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>What a refund pays back of one line, in minor units: of its price less its discount, and of the tax on top of it.</summary>
public sealed record RefundLine(string ProductId, string VendorId, long Quantity, long Net, long Tax)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public long Amount => Net + Tax;
}

/// <summary>The part of a refund that one payment gives back.</summary>
public sealed record RefundPiece(string RefundId, string PaymentId, long Amount, bool Done);

/// <summary>Money that goes back. <c>Amount</c> is the sum of its lines, its shipping and what is neither.</summary>
/// <param name="Number">Counts the refunds of an order from 1.</param>
/// <param name="Kind">return, edit, goodwill, or cancellation for what the end of a whole order gave back.</param>
/// <param name="VendorId">The vendor who bears it; null for the vendors of its lines or, for goodwill, the shop.</param>
/// <param name="Key">The Idempotency-Key and the hash of the body that asked for it.</param>
public sealed record Refund(
    int Number,
    string Kind,
    string? VendorId,
    long Amount,
    IReadOnlyList<RefundLine> Lines,
    long Shipping,
    string? Reason,
    string? ReturnId,
    IReadOnlyList<RefundPiece> Pieces,
    long AtMs,
    string? Key = null,
    string? BodyHash = null
)
{
    public const string OfReturn = "return";
    public const string OfEdit = "edit";
    public const string Goodwill = "goodwill";

    /// <summary>All that was left of what was paid, because the order was cancelled.</summary>
    public const string OfCancellation = "cancellation";

    /// <summary>Whether all its money has gone back.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Done => Pieces.All(piece => piece.Done);
}

/// <summary>A refund that staff ask for. Lines and shipping are paid back at their worth; an amount alone is goodwill.</summary>
public sealed record RefundAsk(
    long? Amount,
    IReadOnlyList<UnitsOf> Lines,
    long? Shipping,
    string? Reason,
    string? VendorId,
    string? Key = null
)
{
    public string BodyHash =>
        RequestRules.Hash([RequestRules.Number(Amount), RequestRules.Number(Shipping), Reason, VendorId, .. RequestRules.Of(Lines)]);
}

/// <summary>The money of an order, and the decisions about refunds.</summary>
public static class Refunding
{
    /// <summary>Refunds of one order: more than anybody needs, few enough to be read with it.</summary>
    public const int RefundsMax = 200;

    /// <summary>What was taken for the order, over all its payments; nothing of one that was cancelled before it was paid.</summary>
    public static long Captured(this Order order) => Payments(order).Sum(payment => payment.Amount);

    /// <summary>What has gone back or is wanted back. All of it, where the order as a whole was cancelled or came back.</summary>
    public static long Refunded(this Order order) =>
        Phases.Of(order) is Phase.Cancelled or Phase.Returned
            ? order.Captured()
            : order.AfterSaleSoFar.Refunds.Sum(refund => refund.Amount);

    /// <summary>
    /// What the end of the whole order gave back beside the refunds before it: all that was left. 0 while it has not ended so.
    /// </summary>
    public static long GivenBack(this Order order) =>
        order.Ended is null ? 0 : Math.Max(0, order.Captured() - order.AfterSaleSoFar.Refunds.Sum(refund => refund.Amount));

    /// <summary>
    /// All the money that went back or goes back: the refunds of the order's life, and what its end gave back. They add up to
    /// <see cref="Refunded"/>.
    /// </summary>
    public static IEnumerable<Refund> AllRefunds(this Order order) =>
        order.GivenBack() is > 0 and var rest
            ? order.AfterSaleSoFar.Refunds.Append(
                new(
                    order.AfterSaleSoFar.Refunds.Count + 1,
                    order.Status == Status.Cancelled ? Refund.OfCancellation : Refund.OfReturn,
                    null,
                    rest,
                    [],
                    0,
                    order.Reason,
                    null,
                    [new(string.Empty, string.Empty, rest, order.Checkout.State == CheckoutState.Done)],
                    order.Ended!.AtMs
                )
            )
            : order.AfterSaleSoFar.Refunds;

    /// <summary>What can still go back.</summary>
    public static long Refundable(this Order order) => order.Captured() - order.Refunded();

    /// <summary>Units of a line that are paid back, however.</summary>
    public static long RefundedUnits(this Order order, string productId) =>
        order
            .AfterSaleSoFar.Refunds.SelectMany(refund => refund.Lines)
            .Where(line => line.ProductId == productId)
            .Sum(line => line.Quantity);

    /// <summary>
    /// What the next units of a line are worth: its share up to them less what was paid back of it, so that pieces in any order end at
    /// exactly nothing.
    /// </summary>
    public static RefundLine Worth(this Order order, Line line, long units)
    {
        var before = Planted.RoundsEachPiece
            ? []
            : order.AfterSaleSoFar.Refunds.SelectMany(refund => refund.Lines).Where(one => one.ProductId == line.ProductId).ToList();
        var upTo = Math.Min(line.Quantity, before.Sum(one => one.Quantity) + units);
        return new(
            line.ProductId,
            line.VendorId,
            units,
            Math.Max(0, Money.Share(line.Net, upTo, line.Quantity) - before.Sum(one => one.Net)),
            Math.Max(0, Money.Share(line.Tax, upTo, line.Quantity) - before.Sum(one => one.Tax))
        );
    }

    /// <summary>What is left of the shipping with its tax.</summary>
    public static long ShippingLeft(this Order order) => Math.Max(0, ShippingOf(order.Terms) - order.ShippingBack());

    /// <summary>
    /// Shipping that was paid back as goodwill and is no part of these terms any more: whoever makes the order cheaper by the shipping does
    /// not pay it back once more.
    /// </summary>
    internal static long ShippingBackBeyond(this Order order, Terms terms) => Math.Max(0, order.ShippingBack() - ShippingOf(terms));

    private static long ShippingBack(this Order order) => order.AfterSaleSoFar.Refunds.Sum(refund => refund.Shipping);

    // With its tax.
    private static long ShippingOf(Terms terms) => terms.Shipping + terms.Tax - terms.Lines.Sum(line => line.Tax);

    /// <summary>
    /// Staff pay some money back. The same key again answers the order as it is. Refused with <c>illegal_transition</c>,
    /// <c>edit_in_progress</c>, <c>unknown_line</c>, <c>invalid_quantity</c>, <c>unknown_vendor</c>, <c>idempotency_key_reused</c>, and
    /// <c>refund_exceeds_captured</c> with how much is left.
    /// </summary>
    public static Outcome<Order> Ask(this Order order, RefundAsk ask, Actor actor, long atMs)
    {
        if (ask.Key is not null && order.AfterSaleSoFar.Refunds.FirstOrDefault(refund => refund.Key == ask.Key) is { } before)
        {
            return before.BodyHash == ask.BodyHash ? order : KeyReused("refund");
        }

        if (order.Refuses(Command.Refund) is { } refused)
        {
            return refused;
        }

        if (ask.VendorId is not null && order.Parts.All(part => part.VendorId != ask.VendorId))
        {
            return Refusal.Invalid("unknown_vendor", "The vendor has no part in this order.");
        }

        if (
            ask.Lines.Count > 0
            && Units.Check(
                ask.Lines,
                order.Terms.Lines,
                line => line.Quantity - order.RefundedUnits(line.ProductId),
                "refund_exceeds_captured",
                "are not paid back yet"
            )
                is { } wrong
        )
        {
            return wrong;
        }

        var lines = ask.Lines.Select(units => Of(order, units)).ToList();
        var shipping = ask.Shipping ?? 0;
        var amount = checked(lines.Sum(line => line.Amount) + shipping + (ask.Amount ?? 0));
        return amount < 1 || shipping < 0 || ask.Amount < 1 ? Refusal.Invalid("invalid_amount", "A refund must be above zero.")
            : shipping > order.ShippingLeft() || (amount > order.Refundable() && !Planted.RefundsMoreThanTaken) ? Exceeds(order, amount)
            : order.AfterSaleSoFar.Refunds.Count >= RefundsMax
                ? Refusal.Conflict("too_many_refunds", $"An order has at most {RefundsMax} refunds.")
            : order.Want(Refund.Goodwill, ask.VendorId, lines, shipping, amount, ask.Reason, null, actor, atMs, ask.Key, ask.BodyHash);
    }

    /// <summary>422: the key came with another body before.</summary>
    internal static Refusal KeyReused(string what) =>
        new(
            RefusalKind.Unprocessable,
            "idempotency_key_reused",
            $"This Idempotency-Key was used with another body. Repeat that body, or use a new key for a new {what}."
        );

    /// <summary>One payment has given its piece back; the last one ends the refund, and the return that it belongs to.</summary>
    public static Order PaidBack(this Order order, string refundId, long atMs)
    {
        var refund = order.AfterSaleSoFar.Refunds.First(one => one.Pieces.Any(piece => piece.RefundId == refundId));
        return End(
            order,
            refund with
            {
                Pieces = [.. refund.Pieces.Select(piece => piece.RefundId == refundId ? piece with { Done = true } : piece)],
            },
            Actor.System,
            atMs
        );
    }

    internal static Order RefundOfReturn(this Order order, Return found, Actor actor, long atMs)
    {
        var lines = found.Lines.Where(line => line.Received > 0).Select(line => Of(order, new(line.ProductId, line.Received))).ToList();
        var shipping = Math.Min(found.Shipping ?? 0, order.ShippingLeft());
        var worth = lines.Sum(line => line.Amount) + shipping;

        // Goodwill may have paid some of it back before; then the lines and the shipping share what is left.
        if (order.Refundable() is var left && worth > left)
        {
            var shares = Money.Allocate(left, [.. lines.SelectMany(line => new[] { line.Net, line.Tax }), shipping]);
            lines = [.. lines.Select((line, i) => line with { Net = shares[2 * i], Tax = shares[(2 * i) + 1] })];
            (worth, shipping) = (left, shares[^1]);
        }

        return order.Want(Refund.OfReturn, null, lines, shipping, worth, found.Reason, found, actor, atMs);
    }

    /// <summary>Pays shipping back by itself: the goods are back already.</summary>
    internal static Order RefundOfShipping(this Order order, long shipping, string reason, Actor actor, long atMs) =>
        order.Want(Refund.OfReturn, null, [], shipping, shipping, reason, null, actor, atMs);

    /// <summary>A refund as it stands in the entry that wants it.</summary>
    internal static Refund Draft(
        this Order order,
        string kind,
        string? vendorId,
        IReadOnlyList<RefundLine> lines,
        long shipping,
        long amount,
        string? reason,
        string? returnId,
        long atMs,
        string? key = null,
        string? bodyHash = null
    )
    {
        var number = order.AfterSaleSoFar.Refunds.Count + 1;
        var (pieces, open) = (new List<RefundPiece>(), amount);
        foreach (var payment in Payments(order))
        {
            var left =
                payment.Amount
                - order
                    .AfterSaleSoFar.Refunds.SelectMany(refund => refund.Pieces)
                    .Where(piece => piece.PaymentId == payment.Id)
                    .Sum(piece => piece.Amount);
            if (Math.Min(left, open) is > 0 and var part)
            {
                pieces.Add(
                    new(
                        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{order.Id}:refund:{number}:{pieces.Count + 1}"),
                        payment.Id,
                        part,
                        false
                    )
                );
                open -= part;
            }
        }

        return open == 0
            ? new(number, kind, vendorId, amount, lines, shipping, reason, returnId, pieces, atMs, key, bodyHash)
            : throw new InvalidOperationException($"A refund of {amount} is {open} more than {order.Id} has taken.");
    }

    /// <summary>What was taken, by payment, the first one first.</summary>
    internal static IEnumerable<(string Id, long Amount)> Payments(Order order)
    {
        foreach (var holding in order.Holdings())
        {
            if (holding.Taken > 0)
            {
                yield return (holding.PaymentId, holding.Taken);
            }
        }

        if (
            !order.IsHeld()
            && Phases.Of(order) is not (Phase.Pending or Phase.Failed)
            && order.Ended is not { Paid: false }
            && order.PlacedTerms.Total > 0
        )
        {
            yield return (order.Id, order.PlacedTerms.Total);
        }

        foreach (var charge in order.AfterSaleSoFar.Charges)
        {
            yield return (charge.PaymentId, charge.Amount);
        }
    }

    private static Order Want(
        this Order order,
        string kind,
        string? vendorId,
        IReadOnlyList<RefundLine> lines,
        long shipping,
        long amount,
        string? reason,
        Return? found,
        Actor actor,
        long atMs,
        string? key = null,
        string? bodyHash = null
    )
    {
        var refund = order.Draft(kind, vendorId, lines, shipping, amount, reason, found?.Id, atMs, key, bodyHash);
        var wanted = order.With(
            "refund.requested",
            reason,
            actor,
            atMs,
            new() { Refund = refund, Return = found is null ? null : found with { RefundNumber = refund.Number, UpdatedMs = atMs } }
        );

        // What was free is paid back without anybody being asked.
        return refund.Done ? End(wanted, refund, actor, atMs) : wanted;
    }

    private static Order End(Order order, Refund refund, Actor actor, long atMs)
    {
        var found = refund.Done ? order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Id == refund.ReturnId) : null;
        var ended = order.With(
            refund.Done ? "refund.done" : "refund.part_done",
            refund.Reason,
            actor,
            atMs,
            new() { Refund = refund, Return = found is null ? null : found with { Status = Return.Refunded, UpdatedMs = atMs } }
        );

        return ended.TellReturned(order.Status, actor, atMs);
    }

    /// <summary>
    /// With its last unit the order has come back, by a refund or because an edit took out the rest: the shop hears it as of one that came
    /// back whole.
    /// </summary>
    internal static Order TellReturned(this Order order, string before, Actor actor, long atMs) =>
        order.Status == Status.Returned && before != Status.Returned
            ? order.With("order.returned", "Every unit has come back.", actor, atMs)
            : order;

    private static RefundLine Of(Order order, UnitsOf units)
    {
        var line = order.Terms.Lines.First(line => line.ProductId == units.ProductId);
        return order.Worth(line, units.Quantity);
    }

    private static Refusal Exceeds(Order order, long amount)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);
        return Refusal.Conflict(
            "refund_exceeds_captured",
            $"{Major(amount)} {order.Terms.Currency} is more than can still go back: {Major(order.Refundable())}, of which {Major(order.ShippingLeft())} for shipping.",
            new JsonObject { ["refundable"] = Major(order.Refundable()), ["currency"] = order.Terms.Currency }
        );
    }
}
