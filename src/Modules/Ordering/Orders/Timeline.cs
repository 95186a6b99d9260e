// The one function that carries an order over an entry of its timeline. Decisions go through it, and so does whoever replays what is
// stored.
namespace Cartwright.Ordering;

/// <summary>How entries become state.</summary>
public static class Timeline
{
    /// <summary>What the checkout's steps to undo are worth where an entry of the past does not tell them.</summary>
    internal const int UndoUntold = -1;

    /// <summary>
    /// The order that these entries make of those terms. Its version, head and times are those of the last entry; what only runs the
    /// checkout (tries, due) is not in the timeline.
    /// </summary>
    public static Order Replay(string id, string userId, Terms placed, string paymentToken, IReadOnlyList<Entry> entries)
    {
        var order = Order.Unborn(id, userId, placed, Checkout.Begin(paymentToken, dueMs: 0), entries.Count == 0 ? 0 : entries[0].AtMs);
        foreach (var entry in entries)
        {
            order = order.Apply(entry, entry.Data is null ? null : EntryData.Read(entry.Data)) with { Head = entry.Hash };
        }

        return order;
    }

    /// <summary>
    /// The order after an entry. <paramref name="data"/> holds the pieces that the entry has changed, as they are after it.
    /// </summary>
    internal static Order Apply(this Order order, Entry entry, EntryData? data)
    {
        var next = order with
        {
            Version = entry.Sequence,
            UpdatedMs = entry.AtMs,
            TermsBefore = data?.Terms is null ? order.TermsBefore : order.Terms,
        };
        if (data is not null)
        {
            next = next with { AfterSale = next.AfterSaleSoFar.Merge(data), Terms = data.Terms ?? next.Terms };
        }

        var phase = Phases.Of(order);
        switch (entry.Type)
        {
            case "order.confirmed":
                phase = Phase.Paid;
                next = next with
                {
                    Checkout = next.Checkout.Done(),
                    AfterSale = next.AfterSale?.WithoutAction(),
                    Parts = Part.Confirmed(next),
                };
                break;
            case "checkout.compensating":
                next = next with
                {
                    Reason = data?.Reason,
                    Checkout = next.Checkout with
                    {
                        State = CheckoutState.Compensating,
                        Tries = 0,
                        UndoFrom = data?.UndoFrom ?? UndoUntold,
                    },
                    AfterSale = next.AfterSale?.WithoutAction(),
                };
                break;
            case "order.payment_failed":
                // Entries of the past name the reason here alone, for people.
                phase = Phase.Failed;
                next = next with { Reason = next.Reason ?? Small(entry.Detail), Checkout = next.Checkout.Done() };
                break;
            case "checkout.undone":
                next = next with { Checkout = next.Checkout.Done() };
                break;
            case "order.cancelled":
                phase = Phase.Cancelled;
                next = next with
                {
                    Reason = entry.Detail,
                    Checkout = next.Checkout.GiveBack(CheckoutState.Cancelling),
                    AfterSale = next.AfterSale?.WithoutAction(),
                    Ended = new(entry.AtMs, Phases.Of(order) == Phase.Paid),
                };
                break;
            case "order.returned" when OrderStatus.AllBack(order):
                // Line by line: its money and its goods are back already.
                break;
            case "order.returned":
                phase = Phase.Returned;
                next = next with
                {
                    Reason = entry.Detail,
                    Checkout = next.Checkout.GiveBack(CheckoutState.Returning),
                    Ended = new(entry.AtMs, Paid: true),
                };
                break;
            default:
                next = Fulfil(next, entry, data);
                break;
        }

        return next with
        {
            Status = next.PartsUntold && phase == Phase.Paid && entry.Status.Length > 0 ? entry.Status : OrderStatus.StatusOf(phase, next),
        };
    }

    /// <summary>
    /// What vendors and shop do with the goods, told by the entry's pieces or, in entries of the past, by its name alone.
    /// </summary>
    private static Order Fulfil(Order order, Entry entry, EntryData? data)
    {
        if (data?.Terms is not null)
        {
            return order with { Parts = Part.After(order.Parts, order) };
        }

        var (about, to) =
            entry.Type.IndexOf('.', StringComparison.Ordinal) is var dot && dot > 0
                ? (entry.Type[..dot], entry.Type[(dot + 1)..])
                : (string.Empty, entry.Type);
        if (about is not ("order" or "fulfilment") || (Part.Rank(to) is null && to != Status.PartiallyShipped))
        {
            return order;
        }

        if (data?.Vendor is { } vendor)
        {
            return order with
            {
                Parts =
                [
                    .. order.Parts.Select(part =>
                        part.VendorId != vendor
                            ? part
                            : (
                                part with
                                {
                                    Carrier = data.Carrier ?? part.Carrier,
                                    TrackingNumber = data.TrackingNumber ?? part.TrackingNumber,
                                }
                            )
                                .Begun()
                                .Seen(order)
                    ),
                ],
            };
        }

        if (data is null && entry.Actor == "vendor")
        {
            // In the past a vendor's entry did not say whose part had moved, nor with whom.
            return order with { PartsUntold = true };
        }

        // A move by hand takes every part along. Only such a move gives a reason, and takes the last one's away.
        var parts = order.Parts.Select(part => part.Begun().Seen(order));
        if (data is null && Part.Rank(to) is { } rank)
        {
            parts = parts.Select(part => part.Raise(to, rank));
        }

        return order with
        {
            Parts = [.. parts],
            Reason = entry.Detail,
        };
    }

    private static string? Small(string? text) => string.IsNullOrEmpty(text) ? text : char.ToLowerInvariant(text[0]) + text[1..];
}
