// An order: its states, the legal moves between them, and the decisions about it as functions from an order to the next.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The names of states, as the HTTP API spells them.</summary>
public static class Status
{
    public const string Pending = "pending";
    public const string Confirmed = "confirmed";
    public const string Processing = "processing";
    public const string PartiallyShipped = "partially_shipped";
    public const string Shipped = "shipped";
    public const string Delivered = "delivered";
    public const string PaymentFailed = "payment_failed";
    public const string Cancelled = "cancelled";
    public const string Returned = "returned";
}

/// <summary>A state, for the document.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrderStatusAttribute() : OneOfAttribute(
    Status.Pending, Status.Confirmed, Status.Processing, Status.PartiallyShipped, Status.Shipped, Status.Delivered, Status.PaymentFailed, Status.Cancelled, Status.Returned);

/// <summary>Who makes a move.</summary>
public enum By
{
    /// <summary>The checkout alone: an order is confirmed by its payment, never by hand.</summary>
    Checkout,

    /// <summary>People: the shopper, the shop.</summary>
    Hand,

    /// <summary>The vendors' parts, from which the order's state follows.</summary>
    Parts,
}

/// <summary>Who did something, as the timeline keeps it. The id is shown to admins only.</summary>
public sealed record Actor(string Role, string? Id = null)
{
    public static Actor System { get; } = new("system");
}

/// <summary>An order as it stands. <see cref="Version"/> is the sequence of its last timeline entry, <see cref="Head"/> that entry's hash.</summary>
public sealed record Order(
    string Id, string UserId, string Status, string? Reason, long Version, string Head, long CreatedMs, long UpdatedMs,
    Terms Terms, Checkout Checkout, IReadOnlyList<Part> Parts)
{
    private static readonly (string From, string To, By By)[] Moves =
    [
        (Ordering.Status.Pending, Ordering.Status.Confirmed, By.Checkout),
        (Ordering.Status.Pending, Ordering.Status.PaymentFailed, By.Checkout),
        (Ordering.Status.Pending, Ordering.Status.Cancelled, By.Hand),
        (Ordering.Status.Confirmed, Ordering.Status.Cancelled, By.Hand),
        (Ordering.Status.Confirmed, Ordering.Status.Processing, By.Hand),
        (Ordering.Status.Processing, Ordering.Status.PartiallyShipped, By.Parts),
        (Ordering.Status.Processing, Ordering.Status.Shipped, By.Hand),
        (Ordering.Status.PartiallyShipped, Ordering.Status.Shipped, By.Hand),
        (Ordering.Status.Shipped, Ordering.Status.Delivered, By.Hand),
        (Ordering.Status.Delivered, Ordering.Status.Returned, By.Hand),
    ];

    /// <summary>States in which money, stock and goods are where they stay.</summary>
    public static readonly string[] Ends = [Ordering.Status.PaymentFailed, Ordering.Status.Cancelled, Ordering.Status.Delivered, Ordering.Status.Returned];

    /// <summary>The entries that the decisions since the last load have added; they are saved with the order.</summary>
    public IReadOnlyList<Entry> Added { get; init; } = [];

    /// <summary>The version that is stored, as long as nobody else has changed the order.</summary>
    public long SavedVersion => Version - Added.Count;

    /// <summary>Where people may move the order from here.</summary>
    public IReadOnlyList<string> Legal => LegalFrom(Status);

    /// <summary>A new order: pending, with one part a vendor and its checkout before it.</summary>
    public static Order Place(string id, string userId, Terms terms, Checkout checkout, long atMs)
    {
        var empty = new Order(id, userId, Ordering.Status.Pending, null, 0, Entry.Origin(terms), atMs, atMs, terms, checkout, Part.Of(terms));
        return empty.With("order.placed", "The order was placed.", new Actor("customer", userId), atMs);
    }

    /// <summary>The money is taken: from here on only forward.</summary>
    public Order Confirm(long atMs) => (this with { Status = Ordering.Status.Confirmed, Checkout = Checkout.Done() })
        .With("order.confirmed", "The payment was taken.", Actor.System, atMs);

    /// <summary>A step was refused: what was done before it will be undone.</summary>
    public Order TurnBack(Step refusedAt, Refusal refusal, long atMs) => (this with { Reason = refusal.Code.Replace('_', ' '), Checkout = Checkout.TurnBack(refusedAt) })
        .With("checkout.compensating", refusal.Detail, Actor.System, atMs);

    /// <summary>Everything that the checkout's state asks to be undone is undone.</summary>
    public Order Undone(long atMs) => Checkout.State == CheckoutState.Compensating
        ? (this with { Status = Ordering.Status.PaymentFailed, Checkout = Checkout.Done() }).With("order.payment_failed", Capital(Reason), Actor.System, atMs)
        : (this with { Checkout = Checkout.Done() }).With("checkout.undone", "Stock and money were given back.", Actor.System, atMs);

    /// <summary>
    /// A move by people. Refused with <c>illegal_transition</c> and the legal moves. A cancelled or returned order is one from this moment;
    /// its checkout gives back what it holds. Parts that lag behind the order are taken along.
    /// </summary>
    public Outcome<Order> MoveTo(string to, Actor actor, string? reason, long atMs)
    {
        if (!Legal.Contains(to) || Checkout.State is CheckoutState.Compensating)
        {
            return Illegal(Status, to, Checkout.State is CheckoutState.Compensating ? [] : Legal);
        }

        return (this with
        {
            Status = to,
            Reason = reason,
            Parts = Part.Rank(to) is { } rank ? [.. Parts.Select(part => part.Raise(to, rank))] : Parts,
            Checkout = to switch
            {
                Ordering.Status.Cancelled => Checkout.GiveBack(CheckoutState.Cancelling),
                Ordering.Status.Returned => Checkout.GiveBack(CheckoutState.Returning),
                _ => Checkout,
            },
        }).With("order." + to, reason, actor, atMs);
    }

    /// <summary>A vendor moves its own part; the order's state follows from all parts.</summary>
    public Outcome<Order> MovePart(string vendorId, string to, string? carrier, string? trackingNumber, Actor actor, long atMs)
    {
        if (Parts.FirstOrDefault(part => part.VendorId == vendorId) is not { } part)
        {
            return Refusal.NotFound("order_not_found", "There is no such order.");
        }

        var legal = LegalFor(part);
        if (!legal.Contains(to))
        {
            return Illegal(legal.Count == 0 ? Status : part.Status, to, legal);
        }

        var parts = Parts.Select(p => p == part ? p with { Status = to, Carrier = carrier ?? p.Carrier, TrackingNumber = trackingNumber ?? p.TrackingNumber } : p).ToList();
        var status = Part.StatusOf(parts);
        if (status != Status && !Moves.Any(move => move.From == Status && move.To == status && move.By != By.Checkout))
        {
            throw new InvalidOperationException($"The parts of {Id} say {status}, which does not follow {Status}.");
        }

        return (this with { Parts = parts, Status = status }).With(status == Status ? "fulfilment." + to : "order." + status, $"A vendor's part is {to}.", actor, atMs);
    }

    /// <summary>Where a vendor may move its part: one step on, while the order is the vendors' to fulfil.</summary>
    public IReadOnlyList<string> LegalFor(Part part) =>
        part.Next is { } next && Status is Ordering.Status.Confirmed or Ordering.Status.Processing or Ordering.Status.PartiallyShipped or Ordering.Status.Shipped ? [next] : [];

    /// <summary>409 with the moves that are legal instead.</summary>
    public static Refusal Illegal(string from, string to, IReadOnlyList<string> legal) => Refusal.Conflict(
        "illegal_transition",
        legal.Count == 0 ? $"An order that is {from} cannot be moved to {to}, nor anywhere else now." : $"An order that is {from} cannot become {to}. It can become {string.Join(" or ", legal)}.",
        new JsonObject { ["legal"] = new JsonArray([.. legal.Select(status => JsonValue.Create(status))]) });

    // A timeline is read by people.
    private static string? Capital(string? text) => string.IsNullOrEmpty(text) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string[] LegalFrom(string status) => [.. Moves.Where(move => move.From == status && move.By == By.Hand).Select(move => move.To)];

    private Order With(string type, string? detail, Actor actor, long atMs)
    {
        var entry = Entry.After(Head, Version + 1, type, Status, detail, actor, atMs);
        return this with { Version = entry.Sequence, Head = entry.Hash, UpdatedMs = atMs, Added = [.. Added, entry] };
    }
}
