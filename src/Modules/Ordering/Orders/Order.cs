// An order: its states, what may be asked of it in each of them, and the decisions about it as functions from an order to the next.
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
public sealed class OrderStatusAttribute()
    : OneOfAttribute(
        Status.Pending,
        Status.Confirmed,
        Status.Processing,
        Status.PartiallyShipped,
        Status.Shipped,
        Status.Delivered,
        Status.PaymentFailed,
        Status.Cancelled,
        Status.Returned
    );

/// <summary>What can be asked of an order.</summary>
public enum Command
{
    /// <summary>The checkout: the payment needs the customer, or time.</summary>
    Await,

    /// <summary>The checkout: the payment was taken.</summary>
    Confirm,

    /// <summary>The checkout: a step was refused, and what was done before it is undone.</summary>
    Fail,

    /// <summary>Shopper and shop.</summary>
    Cancel,

    /// <summary>Shop and vendors: somebody has begun to pack.</summary>
    Process,

    /// <summary>Shop and vendors: units leave.</summary>
    Ship,

    /// <summary>Shop and vendors: units have arrived.</summary>
    Deliver,

    /// <summary>The shop: the whole order has come back.</summary>
    Return,

    /// <summary>Shopper and shop: a return of some lines is asked for, or goes its way.</summary>
    ReturnLines,

    /// <summary>The shop: some of the money goes back.</summary>
    Refund,

    /// <summary>The shop: other lines.</summary>
    Edit,

    /// <summary>The consumer withdraws: from all of it, which ends it before any of it has left.</summary>
    Withdraw,
}

/// <summary>Who did something, as the timeline keeps it. The id is shown to admins only.</summary>
public sealed record Actor(string Role, string? Id = null)
{
    public static Actor System { get; } = new("system");
}

/// <summary>A cancellation, or a return of everything at once.</summary>
/// <param name="AtMs">When it was decided.</param>
/// <param name="Paid">Whether the order was paid by then; of one that was not, nothing was taken and nothing goes back.</param>
public sealed record Ending(long AtMs, bool Paid);

/// <summary>
/// An order as it stands. <see cref="Version"/> is the sequence of its last timeline entry, <see cref="Head"/> that entry's hash.
/// </summary>
/// <param name="Terms">In force: as agreed at the placement, or after the last edit.</param>
public sealed record Order(
    string Id,
    string UserId,
    string Status,
    string? Reason,
    long Version,
    string Head,
    long CreatedMs,
    long UpdatedMs,
    Terms Terms,
    Checkout Checkout,
    IReadOnlyList<Part> Parts
)
{
    /// <summary>The state in which an order stays or to which the parts of its vendors lead it.</summary>
    private const string Follows = "*";

    /// <summary>
    /// The table. A pair that is not in it is refused with <c>illegal_transition</c>. Where a row leads to <see cref="Follows"/>, the state
    /// after it is what <see cref="OrderStatus.StatusOf"/> makes of what has happened, and people cannot ask for it by name.
    /// </summary>
    private static readonly (string State, Command Command, string To)[] Table =
    [
        (Ordering.Status.Pending, Command.Await, Follows),
        (Ordering.Status.Pending, Command.Confirm, Ordering.Status.Confirmed),
        (Ordering.Status.Pending, Command.Fail, Ordering.Status.PaymentFailed),
        (Ordering.Status.Pending, Command.Cancel, Ordering.Status.Cancelled),
        (Ordering.Status.Pending, Command.Withdraw, Ordering.Status.Cancelled),
        (Ordering.Status.Confirmed, Command.Cancel, Ordering.Status.Cancelled),
        (Ordering.Status.Confirmed, Command.Withdraw, Ordering.Status.Cancelled),
        (Ordering.Status.Confirmed, Command.Process, Ordering.Status.Processing),
        (Ordering.Status.Confirmed, Command.Refund, Follows),
        (Ordering.Status.Confirmed, Command.Edit, Follows),
        (Ordering.Status.Processing, Command.Process, Follows),
        (Ordering.Status.Processing, Command.Withdraw, Ordering.Status.Cancelled),
        (Ordering.Status.Processing, Command.Ship, Ordering.Status.Shipped),
        (Ordering.Status.Processing, Command.Refund, Follows),
        (Ordering.Status.Processing, Command.Edit, Follows),
        (Ordering.Status.PartiallyShipped, Command.Process, Follows),
        (Ordering.Status.PartiallyShipped, Command.Ship, Ordering.Status.Shipped),
        (Ordering.Status.PartiallyShipped, Command.Deliver, Follows),
        (Ordering.Status.PartiallyShipped, Command.ReturnLines, Follows),
        (Ordering.Status.PartiallyShipped, Command.Refund, Follows),
        (Ordering.Status.PartiallyShipped, Command.Edit, Follows),
        (Ordering.Status.PartiallyShipped, Command.Withdraw, Follows),
        (Ordering.Status.Shipped, Command.Deliver, Ordering.Status.Delivered),
        (Ordering.Status.Shipped, Command.ReturnLines, Follows),
        (Ordering.Status.Shipped, Command.Refund, Follows),
        (Ordering.Status.Shipped, Command.Withdraw, Follows),
        (Ordering.Status.Delivered, Command.Return, Ordering.Status.Returned),
        (Ordering.Status.Delivered, Command.ReturnLines, Follows),
        (Ordering.Status.Delivered, Command.Refund, Follows),
        (Ordering.Status.Delivered, Command.Withdraw, Follows),
        (Ordering.Status.Returned, Command.Refund, Follows),
    ];

    /// <summary>States in which money, stock and goods are where they stay.</summary>
    public static readonly string[] Ends =
    [
        Ordering.Status.PaymentFailed,
        Ordering.Status.Cancelled,
        Ordering.Status.Delivered,
        Ordering.Status.Returned,
    ];

    /// <summary>The terms of the placement, from which the timeline's hashes start. They never change.</summary>
    public Terms PlacedTerms { get; init; } = Terms;

    /// <summary>The version of the cart that it was made of.</summary>
    public long CartVersion { get; init; }

    /// <summary>What proves it; null for an order older than seals, whose entries are chained without a key.</summary>
    public OrderSeal? Seal { get; init; }

    /// <summary>
    /// W3C trace context of who changed the order last, with which the work on it goes on, after a restart too; null when it is not known.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// The account that a guest's order joined, or null. Beside the seal, which has who placed it: it says who
    /// may see it, and nothing else.
    /// </summary>
    public string? JoinedTo { get; init; }

    /// <summary>Whether it is this user's: by having placed it, or by the account that it joined.</summary>
    public bool IsOf(string userId) => UserId == userId || JoinedTo == userId;

    /// <summary>
    /// Whether cart, units and promotions were taken for good in the commit that placed it. Known to the process that did it, and not
    /// stored: the steps may be repeated.
    /// </summary>
    public bool IsTaken { get; init; }

    /// <summary>What has happened since beyond the plain way; null for nothing, so that an ordinary order costs nothing more.</summary>
    public AfterSale? AfterSale { get; init; }

    /// <summary>The terms before the last entry that changed them; not stored.</summary>
    public Terms? TermsBefore { get; init; }

    /// <summary>
    /// How it ended as a whole, cancelled or come back; null while it has not. Not stored: its timeline says it, of orders of every age.
    /// </summary>
    public Ending? Ended { get; init; }

    /// <summary>Whether the timeline is older than the entries that say which part has moved; only for who replays it.</summary>
    internal bool PartsUntold { get; init; }

    /// <summary>The entries that the decisions since the last load have added; they are saved with the order.</summary>
    public IReadOnlyList<Entry> Added { get; init; } = [];

    /// <summary>The version that is stored, as long as nobody else has changed the order.</summary>
    public long SavedVersion => Version - Added.Count;

    /// <summary>What has happened, never null.</summary>
    public AfterSale AfterSaleSoFar => AfterSale ?? AfterSale.None;

    /// <summary>Where people may move the order from here.</summary>
    public IReadOnlyList<string> Legal =>
        Busy is not null ? []
        : ReturnsByLine ? [.. LegalFrom(Status).Where(to => to != Ordering.Status.Returned)]
        : LegalFrom(Status);

    /// <summary>Whether other modules still have to be asked for something.</summary>
    public bool HasWork => Checkout.State != CheckoutState.Done || AfterSale is { HasWork: true };

    /// <summary>
    /// The answer to a command in a state: where it leads (null: to what the parts say), or a refusal when the pair is not in the table.
    /// </summary>
    public static Outcome<string?> Answer(string state, Command command)
    {
        foreach (var row in Table)
        {
            if (row.State == state && row.Command == command)
            {
                return row.To == Follows ? null : row.To;
            }
        }

        return Illegal(state, command.ToString().ToLowerInvariant(), LegalFrom(state));
    }

    /// <summary>A new order: pending, with one part a vendor and its checkout before it.</summary>
    /// <param name="seal">Whether it is sealed by the store; only tests and old data are without.</param>
    public static Order Place(string id, string userId, Terms terms, Checkout checkout, long atMs, bool seal = false) =>
        (
            seal
                ? Unborn(id, userId, terms, checkout, atMs, string.Empty) with
                {
                    Seal = OrderSeal.Unset,
                }
                : Unborn(id, userId, terms, checkout, atMs)
        ).With("order.placed", "The order was placed.", new Actor("customer", userId), atMs);

    /// <summary>The order as it was when it was placed: what it answered then, not how it is sealed.</summary>
    public Order AsPlaced() => Place(Id, UserId, PlacedTerms, Checkout.Begin(Checkout.PaymentToken, CreatedMs), CreatedMs, seal: true);

    /// <summary>What stands before the first entry.</summary>
    internal static Order Unborn(string id, string userId, Terms terms, Checkout checkout, long atMs, string? head = null) =>
        new(id, userId, Ordering.Status.Pending, null, 0, head ?? Entry.Origin(terms), atMs, atMs, terms, checkout, Part.Of(terms));

    /// <summary>The payment waits for the customer or for time; the same action twice adds nothing.</summary>
    public Order Await(NextAction action, long atMs) =>
        AfterSaleSoFar.Action == action
            ? this
            : With("payment.action_required", action.Sentence, Actor.System, atMs, new() { Action = action });

    /// <summary>
    /// The money is taken, or held until the order ships: from here on only forward. Where nothing is sent, it is delivered with that.
    /// </summary>
    /// <param name="held">What is held instead of taken; null for nothing.</param>
    public Order Confirm(long atMs, Holding? held = null)
    {
        var confirmed = held is null
            ? With("order.confirmed", "The payment was taken.", Actor.System, atMs)
            : With("order.confirmed", Capturing.Reserved, Actor.System, atMs, new() { Holdings = [held] });
        return Terms.Lines.Any(line => line.IsSent)
            ? confirmed
            : confirmed.With("order.delivered", "Delivered with the confirmation: nothing of it is sent.", Actor.System, atMs);
    }

    /// <summary>A step was refused: what was done before it will be undone.</summary>
    public Order TurnBack(Step refusedAt, Refusal refusal, long atMs) =>
        With(
            "checkout.compensating",
            refusal.Detail,
            Actor.System,
            atMs,
            new() { Reason = refusal.Code.Replace('_', ' '), UndoFrom = Checkout.TurnBack(refusedAt).UndoFrom }
        );

    /// <summary>Nobody has paid in time: the door is closed, and money that comes later goes back.</summary>
    public Order Expire(long atMs) =>
        With(
            "checkout.compensating",
            "The payment was not made in time.",
            Actor.System,
            atMs,
            new() { Reason = "payment expired", UndoFrom = Checkout.Steps.Count }
        );

    /// <summary>Everything that the checkout's state asks to be undone is undone.</summary>
    public Order Undone(long atMs) =>
        Checkout.State == CheckoutState.Compensating
            ? With("order.payment_failed", Capital(Reason), Actor.System, atMs)
            : With(
                "checkout.undone",
                Ended is { Paid: false } ? "Stock was given back. Nothing had been paid."
                    : this.IsHeld() && this.Captured() == 0 ? "Stock was given back. What was reserved was let go; nothing had been taken."
                    : "Stock and money were given back.",
                Actor.System,
                atMs
            );

    /// <summary>
    /// A move by people. Refused with <c>illegal_transition</c> and the legal moves, and with <c>edit_in_progress</c>. A cancelled or
    /// returned order is one from this moment; its checkout gives back what it holds. Parts that lag behind the order are taken along.
    /// </summary>
    public Outcome<Order> MoveTo(string to, Actor actor, string? reason, long atMs)
    {
        if (Busy is { } busy)
        {
            return busy;
        }

        if (to == Ordering.Status.Returned && Status == Ordering.Status.Delivered && ReturnsByLine)
        {
            return Refusal.Conflict("returned_by_line", "Units of this order come back by line; return the others the same way.");
        }

        if (!Legal.Contains(to))
        {
            return Illegal(Status, to, Legal);
        }

        // In one order whatever the database gives, so that parcels have the same numbers everywhere.
        var parts = Parts.OrderBy(part => part.VendorId, StringComparer.Ordinal).ToList();
        var shipments = to switch
        {
            Ordering.Status.Shipped => parts
                .Select(part => this.Rest(part, null, null, atMs))
                .OfType<Shipment>()
                .Select((parcel, i) => parcel with { Number = parcel.Number + i })
                .ToList(),
            Ordering.Status.Delivered => [.. parts.SelectMany(part => this.Arrive(part, atMs)).OrderBy(parcel => parcel.Number)],
            _ => [],
        };
        return With("order." + to, reason, actor, atMs, shipments.Count == 0 ? null : new() { Shipments = shipments });
    }

    /// <summary>Where a vendor may move its part: one step on, while the order is the vendors' to fulfil.</summary>
    public IReadOnlyList<string> LegalFor(Part part) =>
        Busy is null && part.Next is { } next && Answer(Status, Of(next)).Refused is null ? [next] : [];

    /// <summary>409 with the moves that are legal instead.</summary>
    public static Refusal Illegal(string from, string to, IReadOnlyList<string> legal) =>
        Refusal.Conflict(
            "illegal_transition",
            legal.Count == 0
                ? $"An order that is {from} cannot be moved to {to}, nor anywhere else now."
                : $"An order that is {from} cannot become {to}. It can become {string.Join(" or ", legal)}.",
            new JsonObject { ["legal"] = new JsonArray([.. legal.Select(status => JsonValue.Create(status))]) }
        );

    /// <summary>The command behind a state that people name.</summary>
    internal static Command Of(string to) =>
        to switch
        {
            Ordering.Status.Processing => Command.Process,
            Ordering.Status.Shipped => Command.Ship,
            Ordering.Status.Delivered => Command.Deliver,
            Ordering.Status.Cancelled => Command.Cancel,
            _ => Command.Return,
        };

    /// <summary>Why people must wait, whatever they ask for; null when they need not.</summary>
    internal Refusal? Busy =>
        AfterSaleSoFar.Edit is not null
            ? Refusal.Conflict(
                "edit_in_progress",
                "The order is being edited. Repeat in a few seconds.",
                new JsonObject { ["legal"] = new JsonArray() }
            ) with
            {
                RetryAfterSeconds = 2,
            }
        : this.CaptureUnderWay() is not null ? Capturing.InProgress
        : Checkout.State is CheckoutState.Compensating ? Illegal(Status, "anything", [])
        : null;

    /// <summary>Why a command of people is refused now; null when it is not.</summary>
    internal Refusal? Refuses(Command command) => Busy ?? Answer(Status, command).Refused;

    /// <summary>Whether some of it comes back, or came, by itself; then it cannot come back as a whole.</summary>
    private bool ReturnsByLine => AfterSaleSoFar.Returns.Any(one => one.Status != Return.Rejected);

    /// <summary>A decision: its entry, and the order after it.</summary>
    internal Order With(string type, string? detail, Actor actor, long atMs, EntryData? data = null)
    {
        // The status is covered by the entry's hash, so the state after it is found first and the entry made of it.
        var draft = new Entry(Version + 1, type, string.Empty, detail, actor.Role, actor.Id, atMs, string.Empty, data?.Stored());
        var next = this.Apply(draft, data);
        // The key of a sealed order's hashes is the store's, so that decisions stay functions.
        var entry = draft with
        {
            Status = next.Status,
        };
        entry = Seal is null ? entry.After(Head) : entry;
        return next with { Head = Seal is null ? entry.Hash : Head, Added = [.. Added, entry] };
    }

    // A timeline is read by people.
    private static string? Capital(string? text) => string.IsNullOrEmpty(text) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // The checkout's own rows, those whose end nobody can name, and the consumer's withdrawal are no moves that people ask for by name.
    private static string[] LegalFrom(string status) =>
        [
            .. Table
                .Where(row =>
                    row.State == status && row.To != Follows && row.Command is not (Command.Confirm or Command.Fail or Command.Withdraw)
                )
                .Select(row => row.To),
        ];
}
