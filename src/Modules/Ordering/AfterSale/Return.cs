// Returns by line: asked for, approved, received, paid back. Only what was delivered can come back, and no unit twice.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>Units of one line that come back.</summary>
/// <param name="Received">Units that arrived; 0 until the return is received.</param>
/// <param name="Restock">Whether they go back on sale.</param>
public sealed record ReturnLine(string ProductId, string VendorId, long Quantity, long Received, bool Restock);

/// <summary>With whom goods went back, and under which number.</summary>
public sealed record ProofOfSending(string? Carrier, string TrackingNumber, long AtMs);

/// <summary>One return.</summary>
/// <param name="Note">Why it was rejected, or what was found when it arrived.</param>
/// <param name="RefundNumber">The refund that pays it back, once it is wanted.</param>
/// <param name="Key">The Idempotency-Key and the hash of what was asked under it.</param>
/// <param name="Withdrawal">The withdrawal that sends it back; null for a return that somebody asked for.</param>
/// <param name="Shipping">What goes back for the shipping, with its tax, beside the goods.</param>
/// <param name="Sent">What the customer gave as proof that it was sent, with when that was.</param>
public sealed record Return(
    string Id,
    string Status,
    string? Reason,
    string? Note,
    IReadOnlyList<ReturnLine> Lines,
    int? RefundNumber,
    long CreatedMs,
    long UpdatedMs,
    string? Key = null,
    string? BodyHash = null,
    int? Withdrawal = null,
    long? Shipping = null,
    ProofOfSending? Sent = null
)
{
    public const string Requested = "requested";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Received = "received";
    public const string Refunded = "refunded";

    /// <summary>The legal moves. One that never arrives can be rejected, so that its units may be returned another time.</summary>
    private static readonly (string From, string To)[] Moves =
    [
        (Requested, Approved),
        (Requested, Rejected),
        (Approved, Received),
        (Approved, Rejected),
        (Received, Refunded),
    ];

    /// <summary>Where the shop may move it from here. A received one whose refund is on its way has nowhere else to go.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Legal =>
        RefundNumber is not null ? []
        : Withdrawal is null ? [.. Moves.Where(move => move.From == Status).Select(move => move.To)]
        // Nobody can refuse a withdrawal, and its money is due with the goods or with the proof that they were sent.
        : Status == Approved
            ? Sent is null ? [Received]
                : [Received, Refunded]
        : Status == Received ? [Refunded]
        : [];

    /// <summary>The same with everything arrived.</summary>
    internal Return AllReceived() => this with { Lines = [.. Lines.Select(line => line with { Received = line.Quantity })] };

    /// <summary>Units of a product that this return takes up.</summary>
    internal long UnitsOf(string productId) =>
        Status == Rejected
            ? 0
            : Lines.Where(line => line.ProductId == productId).Sum(line => Status is Received or Refunded ? line.Received : line.Quantity);
}

/// <summary>A return that somebody asks for.</summary>
public sealed record ReturnAsk(IReadOnlyList<UnitsOf> Lines, string? Reason, string? Key = null)
{
    public string BodyHash => RequestRules.Hash([Reason, .. RequestRules.Of(Lines)]);
}

/// <summary>What arrived of one line.</summary>
public sealed record Arrival(string ProductId, long Quantity, bool Restock);

/// <summary>The decisions about returns.</summary>
public static class ReturnRules
{
    /// <summary>Returns of one order: more than any shopper needs, few enough to be read with it.</summary>
    public const int ReturnsMax = 100;

    /// <summary>
    /// Asks for some delivered units to be taken back. The same key again answers the order as it is. Refused with
    /// <c>illegal_transition</c>, <c>edit_in_progress</c>, <c>invalid_quantity</c>, <c>unknown_line</c>, <c>idempotency_key_reused</c>, and
    /// <c>return_exceeds_delivered</c> with how many are left to return.
    /// </summary>
    public static Outcome<Order> RequestReturn(this Order order, string returnId, ReturnAsk ask, Actor actor, long atMs)
    {
        if (ask.Key is not null && order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Key == ask.Key) is { } before)
        {
            return before.BodyHash == ask.BodyHash ? order : Refunding.KeyReused("return");
        }

        if (order.Refuses(Command.ReturnLines) is { } refused)
        {
            return refused;
        }

        if (order.AfterSaleSoFar.Returns.Count >= ReturnsMax)
        {
            return Refusal.Conflict("too_many_returns", $"An order has at most {ReturnsMax} returns.");
        }

        if (
            Units.Check(
                ask.Lines,
                order.Terms.Lines,
                line => order.Returnable(line.ProductId),
                "return_exceeds_delivered",
                "can be returned"
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        var vendorOf = order.Terms.Lines.ToDictionary(line => line.ProductId, line => line.VendorId, StringComparer.Ordinal);
        var asked = new Return(
            returnId,
            Return.Requested,
            ask.Reason,
            null,
            [.. ask.Lines.Select(units => new ReturnLine(units.ProductId, vendorOf[units.ProductId], units.Quantity, 0, false))],
            null,
            atMs,
            atMs,
            ask.Key,
            ask.Key is null ? null : ask.BodyHash
        );
        return order.With("return.requested", ask.Reason, actor, atMs, new() { Return = asked });
    }

    /// <summary>
    /// The shop approves or rejects. Refused with <c>return_not_found</c>, <c>illegal_transition</c> and the legal moves,
    /// <c>edit_in_progress</c>.
    /// </summary>
    public static Outcome<Order> AnswerReturn(this Order order, string returnId, bool approved, string? note, Actor actor, long atMs)
    {
        var to = approved ? Return.Approved : Return.Rejected;
        return Find(order, returnId, to).Is(out var found, out var refused)
            ? order.With("return." + to, note, actor, atMs, new() { Return = found with { Status = to, Note = note, UpdatedMs = atMs } })
            : refused;
    }

    /// <summary>
    /// The goods are here, or some of them: units that did not arrive can be returned another time. What is to be sold again goes back into
    /// stock. Refused as <see cref="AnswerReturn"/>, and with <c>unknown_line</c>, <c>invalid_quantity</c>, <c>received_exceeds_return</c>.
    /// </summary>
    public static Outcome<Order> ReceiveReturn(
        this Order order,
        string returnId,
        IReadOnlyList<Arrival> arrived,
        string? note,
        Actor actor,
        long atMs
    )
    {
        if (!Find(order, returnId, Return.Received).Is(out var found, out var refused))
        {
            return refused;
        }

        var within = order.Terms.Lines.Where(line => found.Lines.Any(one => one.ProductId == line.ProductId));
        if (
            Units.Check(
                [.. arrived.Select(one => new UnitsOf(one.ProductId, one.Quantity))],
                within,
                line => found.UnitsOf(line.ProductId),
                "received_exceeds_return",
                "are to be returned"
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        var lines = found.Lines.Select(line =>
            arrived.FirstOrDefault(one => one.ProductId == line.ProductId) is { } one
                ? line with
                {
                    Received = one.Quantity,
                    Restock = one.Restock,
                }
                : line
        );
        var received = found with { Status = Return.Received, Note = note, Lines = [.. lines], UpdatedMs = atMs };
        var restocks = order.RestockOf(
            "return:" + returnId,
            received.Lines.Where(line => line.Restock && line.Received > 0).Select(line => new UnitsOf(line.ProductId, line.Received))
        );
        var arrivedOrder = order.With("return.received", note, actor, atMs, new() { Return = received, Restocks = restocks });

        // A return that somebody asked for is paid back when the shop says so; of a withdrawal the law does.
        return found.Withdrawal is null ? arrivedOrder : arrivedOrder.RefundOfReturn(received, actor, atMs);
    }

    /// <summary>
    /// The customer says with whom the goods of a withdrawal went back. The last word counts. Refused with <c>return_not_found</c> where it
    /// is none of a withdrawal, and with <c>illegal_transition</c> once it has arrived or is paid back.
    /// </summary>
    public static Outcome<Order> ProveSending(this Order order, string returnId, string? carrier, string number, Actor actor, long atMs)
    {
        if (order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Id == returnId && one.Withdrawal is not null) is not { } found)
        {
            return NotFound;
        }

        return order.Busy is { } busy ? busy
            : found.Sent is { } before && before.Carrier == carrier && before.TrackingNumber == number ? order
            : found.Status != Return.Approved || found.RefundNumber is not null ? Order.Illegal(found.Status, "sent", found.Legal)
            : order.With(
                "return.sent",
                string.Join(' ', new[] { carrier, number }.OfType<string>()),
                actor,
                atMs,
                new() { Return = found with { Sent = new(carrier, number, atMs), UpdatedMs = atMs } }
            );
    }

    /// <summary>
    /// Pays a received return back: what its units are worth, but never more than is left of what was paid. Refused as
    /// <see cref="AnswerReturn"/>.
    /// </summary>
    public static Outcome<Order> RefundReturn(this Order order, string returnId, Actor actor, long atMs)
    {
        if (!Find(order, returnId, Return.Refunded).Is(out var found, out var refused))
        {
            return refused;
        }

        return order.RefundOfReturn(found.Status == Return.Approved ? found.AllReceived() : found, actor, atMs);
    }

    /// <summary>Units of a product that could be returned now.</summary>
    public static long Returnable(this Order order, string productId) =>
        Math.Max(0, order.Delivered(productId) - order.Returning(productId));

    /// <summary>Units of a product that came back by line and are paid back.</summary>
    public static long Returned(this Order order, string productId) =>
        order.AfterSaleSoFar.Returns.Where(one => one.Status == Return.Refunded).Sum(one => one.UnitsOf(productId));

    /// <summary>Units of a product that are taken up by returns.</summary>
    public static long Returning(this Order order, string productId) => order.AfterSaleSoFar.Returns.Sum(one => one.UnitsOf(productId));

    private static Outcome<Return> Find(Order order, string returnId, string to)
    {
        if (order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Id == returnId) is not { } found)
        {
            return NotFound;
        }

        if (order.Busy is { } busy)
        {
            return busy;
        }

        return found.Legal.Contains(to)
            ? found
            : Refusal.Conflict(
                "illegal_transition",
                found.Legal.Count == 0
                    ? $"A return that is {found.Status} cannot become {to}, nor anything else."
                    : $"A return that is {found.Status} cannot become {to}. It can become {string.Join(" or ", found.Legal)}.",
                new()
                {
                    ["legal"] = new System.Text.Json.Nodes.JsonArray([
                        .. found.Legal.Select(one => System.Text.Json.Nodes.JsonValue.Create(one)),
                    ]),
                }
            );
    }

    /// <summary>404, the same for returns that never were and returns of others.</summary>
    internal static Refusal NotFound { get; } = Refusal.NotFound("return_not_found", "There is no such return.");
}
