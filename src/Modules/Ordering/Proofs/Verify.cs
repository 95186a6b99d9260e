// Whether an order is what its seal and its timeline say: the seal is the shop's, the hashes follow each other from the terms on, the
// entries replay to what is stored, and what lists and searches have of it is what follows from it.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>What a look at an order's books found.</summary>
/// <param name="Sequence">
/// The first entry that does not hold, or null. Where the timeline holds and the order beside it does not, the last one.
/// </param>
/// <param name="Problem">What is wrong with it, or null.</param>
public sealed record Verdict(bool Holds, long Entries, long? Sequence, string? Problem);

/// <summary>Holds orders against their timelines.</summary>
public static class Verify
{
    /// <summary>The first thing that is wrong with a stored order and all of its entries, oldest first.</summary>
    /// <param name="seals">The shop's, or null for a look at the timeline alone.</param>
    public static Verdict Of(Order stored, IReadOnlyList<Entry> entries, OrderSeals? seals = null)
    {
        if (seals?.PlacedProblem(stored) is { } notPlaced)
        {
            return Broken(1, notPlaced);
        }

        var seal = seals is null ? null : stored.Seal;
        var keyedFrom = seal?.KeyedFrom ?? long.MaxValue;
        var head = keyedFrom == 1 ? seal!.Ground : Entry.Origin(stored.PlacedTerms);
        var order = Order.Unborn(
            stored.Id,
            stored.UserId,
            stored.PlacedTerms,
            Checkout.Begin(stored.Checkout.PaymentToken, dueMs: 0),
            entries.Count == 0 ? 0 : entries[0].AtMs,
            head
        );
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.Sequence != i + 1)
            {
                return Broken(i + 1, "The entry is missing.");
            }

            if (entry.Erased is not null && (entry.Sequence > (seal?.ErasedTo ?? 0) || entry.Bare() != entry))
            {
                return Broken(entry.Sequence, "The entry is said to be erased, and it was not, or not by the shop.");
            }

            if (
                !Planted.TimelineWithoutChain
                && (entry.Sequence >= keyedFrom ? seals!.HashAfter(head, entry, stored.Id, seal!.Salt) : entry.HashAfter(head))
                    != entry.Hash
            )
            {
                return Broken(
                    entry.Sequence,
                    i == 0 ? "The entry or the terms are not those of the hash." : "The entry is not that of its hash."
                );
            }

            head = entry.Hash;
            try
            {
                order = order.Apply(entry, entry.Data is null ? null : EntryData.Read(entry.Data)) with { Head = entry.Hash };
            }
            catch (Exception failure) when (failure is System.Text.Json.JsonException or InvalidOperationException or KeyNotFoundException)
            {
                return Broken(entry.Sequence, "The entry cannot follow those before it: " + failure.Message);
            }

            if (order.Status != entry.Status)
            {
                return Broken(entry.Sequence, $"The entry says {entry.Status}; those up to it make {order.Status}.");
            }
        }

        return Difference(order, stored) is { } differs ? Broken(entries.Count, $"The stored {differs} is not what the timeline makes.")
            : seals?.StandingProblem(stored) is { } notStanding ? Broken(entries.Count, notStanding)
            : new(true, entries.Count, null, null);

        Verdict Broken(long sequence, string problem) => new(false, entries.Count, sequence, problem);
    }

    /// <summary>
    /// What a replayed order and the stored one differ in, by name; null for nothing. What only runs the checkout is left out.
    /// </summary>
    public static string? Difference(Order replayed, Order stored) =>
        replayed.Version != stored.Version ? "version"
        : replayed.Head != stored.Head ? "head"
        : replayed.Status != stored.Status ? "status"
        : replayed.Reason != stored.Reason ? "reason"
        : replayed.CreatedMs != stored.CreatedMs || replayed.UpdatedMs != stored.UpdatedMs ? "time"
        : replayed.Checkout.State != stored.Checkout.State ? "checkout"
        : replayed.Checkout.State == CheckoutState.Compensating
        && replayed.Checkout.UndoFrom is not Timeline.UndoUntold
        && replayed.Checkout.UndoFrom != stored.Checkout.UndoFrom
            ? "checkout"
        : replayed.AfterSale?.Stored() != stored.AfterSale?.Stored() ? "life"
        : replayed.Terms.Stored() != stored.Terms.Stored() ? "terms"
        : !replayed.PartsUntold && !Sorted(replayed).SequenceEqual(Sorted(stored)) ? "parts"
        : OrderStatus.Of(stored).Status != stored.Status ? "parts"
        : null;

    private static IEnumerable<Part> Sorted(Order order) => order.Parts.OrderBy(part => part.VendorId, StringComparer.Ordinal);
}
