// Other lines for an order: an intent first, then units and money, then the new terms. A refused one leaves the order as it was.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>An edit under way.</summary>
/// <param name="Number">Counts the edits of an order from 1.</param>
/// <param name="Terms">Those that will hold.</param>
/// <param name="Added">Units to be deducted.</param>
/// <param name="Removed">Units that go back into stock.</param>
/// <param name="Difference">What is to be paid more, in minor units; below zero: paid back.</param>
/// <param name="RefusedCode">Why it is being undone, with <paramref name="RefusedDetail"/> for people; null while it goes forward.</param>
/// <param name="Key">The Idempotency-Key and the hash of what was asked under it.</param>
/// <param name="ToHold">
/// Of an order whose money is held: what must be secured beyond what is held already. Null where the difference is taken.
/// </param>
public sealed record Edit(
    int Number,
    Terms Terms,
    IReadOnlyList<UnitsOf> Added,
    IReadOnlyList<UnitsOf> Removed,
    long Difference,
    string? Reason,
    string? RefusedCode = null,
    string? RefusedDetail = null,
    string? Key = null,
    string? BodyHash = null,
    long? ToHold = null
)
{
    /// <summary>What is asked of the customer's bank for it; at most 0 for nothing.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal long ToPay => ToHold ?? Difference;

    /// <summary>The reservation of the units added.</summary>
    internal string ReservationId(Order order) => string.Create(CultureInfo.InvariantCulture, $"{order.Id}:edit:{Number}");

    /// <summary>The payment of the difference.</summary>
    internal string PaymentId(Order order) => string.Create(CultureInfo.InvariantCulture, $"{order.Id}:charge:{Number}");
}

/// <summary>An edit that somebody asks for: all lines as they shall be.</summary>
/// <param name="Version">The order's version seen, or null.</param>
public sealed record EditAsk(IReadOnlyList<UnitsOf> Lines, string? Reason = null, long? Version = null, string? Key = null)
{
    public string BodyHash => RequestRules.Hash([Reason, RequestRules.Number(Version), .. RequestRules.Of(Lines)]);
}

/// <summary>What an edit under a key came to, for whoever presses again; the code is null unless it was refused.</summary>
public sealed record KeyedEdit(string Key, string? BodyHash, string? RefusedCode, string? RefusedDetail)
{
    internal static KeyedEdit? Of(Edit? edit) =>
        edit?.Key is { } key ? new(key, edit.BodyHash, edit.RefusedCode, edit.RefusedDetail) : null;
}

/// <summary>The decisions about edits.</summary>
public static class Editing
{
    /// <summary>Edits of one order: more than anybody needs, few enough to be read with it.</summary>
    public const int EditsMax = 50;

    /// <summary>
    /// Why an order's lines cannot become these; null when they can. Codes: illegal_transition, edit_in_progress, below_shipped,
    /// invalid_quantity, too_many_edits.
    /// </summary>
    public static Refusal? MayBecome(this Order order, IReadOnlyList<UnitsOf> lines)
    {
        if (order.Refuses(Command.Edit) is { } refused)
        {
            return refused;
        }

        if (order.AfterSaleSoFar.Edits >= EditsMax)
        {
            return Refusal.Conflict("too_many_edits", $"An order can be edited at most {EditsMax} times.");
        }

        if (
            lines.Count == 0
            || lines.Any(units => units.Quantity is < 1 or > Kernel.Limits.QuantityMax)
            || lines.DistinctBy(units => units.ProductId).Count() != lines.Count
            || lines.Count > Kernel.Limits.CartLinesMax
        )
        {
            return Refusal.Invalid(
                "invalid_quantity",
                $"Give 1 to {Kernel.Limits.CartLinesMax} lines; each product once, with 1 to {Kernel.Limits.QuantityMax} units. Cancel the order to be rid of all."
            );
        }

        foreach (var line in order.Terms.Lines)
        {
            var asked = lines.FirstOrDefault(units => units.ProductId == line.ProductId)?.Quantity ?? 0;

            // A unit can be paid back twice over, by goodwill and when it comes back; the line never needs more units than it has.
            var least = Math.Min(line.Quantity, Math.Max(order.Shipped(line.ProductId), order.RefundedUnits(line.ProductId)));
            if (asked < least)
            {
                return Refusal.Conflict(
                    "below_shipped",
                    $"{least} of '{line.ProductName}' have been shipped or paid back; fewer cannot be ordered.",
                    new JsonObject
                    {
                        ["product_id"] = line.ProductId,
                        ["requested"] = asked,
                        ["least"] = least,
                    }
                );
            }
        }

        return null;
    }

    /// <summary>
    /// The order as it is, where this edit was asked for before under its key; refused with <c>idempotency_key_reused</c>; null when it is
    /// new.
    /// </summary>
    public static Outcome<Order>? Repeated(this Order order, EditAsk ask) =>
        ask.Key is null || order.AfterSaleSoFar.KeyedEdits?.FirstOrDefault(one => one.Key == ask.Key) is not { } before ? null
        : before.BodyHash == ask.BodyHash ? order
        : Refunding.KeyReused("edit");

    /// <summary>
    /// The intent: from here on everybody else waits. Refused as <see cref="MayBecome"/>, and with <c>nothing_changed</c>.
    /// </summary>
    public static Outcome<Order> StartEdit(this Order order, Terms terms, EditAsk ask, Actor actor, long atMs)
    {
        if (order.MayBecome([.. terms.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity))]) is { } refused)
        {
            return refused;
        }

        var (before, after) = (Quantities(order.Terms), Quantities(terms));
        var edit = new Edit(
            order.AfterSaleSoFar.Edits + 1,
            terms,
            More(after, before),
            More(before, after),
            terms.Total - order.Terms.Total,
            ask.Reason,
            Key: ask.Key,
            BodyHash: ask.Key is null ? null : ask.BodyHash,
            ToHold: order.ToHoldFor(terms.Total)
        );
        return edit.Added.Count + edit.Removed.Count == 0
            ? Refusal.Conflict("nothing_changed", "These are the order's lines already.")
            : order.With("order.edit_started", ask.Reason, actor, atMs, new() { Edit = edit });
    }

    /// <summary>Units and money are there: the new terms hold. What was paid too much goes back.</summary>
    /// <param name="keeps">What is held for it, of an order whose money is taken when it ships; null for nothing.</param>
    public static Order Edited(this Order order, long atMs, Contracts.PaymentHeld? keeps = null)
    {
        var edit = order.AfterSaleSoFar.Edit!;
        var back = Math.Min(order.TooMuchFor(edit), order.Refundable());
        var edited = order
            .With(
                "order.edited",
                edit.Reason,
                Actor.System,
                atMs,
                new()
                {
                    EditEnded = true,
                    Terms = edit.Terms,
                    Hold = edit.Added.Count == 0 ? null : new(edit.ReservationId(order), edit.Added),
                    Restocks = order.RestockOf(string.Create(CultureInfo.InvariantCulture, $"edit:{edit.Number}"), edit.Removed),
                    Charge = keeps is null && edit.ToPay > 0 ? new(edit.PaymentId(order), edit.ToPay) : null,
                    Holdings = keeps is null ? null : [Capturing.HoldingOf(edit.PaymentId(order), edit.ToPay, keeps, atMs)],
                    Refund = back > 0 ? order.Draft(Refund.OfEdit, null, [], 0, back, edit.Reason, null, atMs) : null,
                }
            )
            .TellReturned(order.Status, Actor.System, atMs);
        return edited.LetGoWhenSent(atMs);
    }

    /// <summary>Units or money were refused: from here on what the edit took is given back, and nothing of it is asked for again.</summary>
    public static Order TurnEditBack(this Order order, Refusal refusal, long atMs) =>
        order.With(
            "order.edit_undoing",
            refusal.Detail,
            Actor.System,
            atMs,
            new() { Edit = order.AfterSaleSoFar.Edit! with { RefusedCode = refusal.Code, RefusedDetail = refusal.Detail } }
        );

    /// <summary>What the edit took is given back: the order is what it was.</summary>
    public static Order EditRefused(this Order order, long atMs) =>
        order.With(
            "order.edit_refused",
            order.AfterSaleSoFar.Edit!.RefusedDetail,
            Actor.System,
            atMs,
            new() { EditEnded = true, Reason = order.AfterSaleSoFar.Edit!.RefusedCode }
        );

    private static Dictionary<string, long> Quantities(Terms terms) =>
        terms.Lines.ToDictionary(line => line.ProductId, line => line.Quantity, StringComparer.Ordinal);

    private static List<UnitsOf> More(Dictionary<string, long> left, Dictionary<string, long> right) =>
        [.. left.Select(one => new UnitsOf(one.Key, one.Value - right.GetValueOrDefault(one.Key))).Where(units => units.Quantity > 0)];
}
