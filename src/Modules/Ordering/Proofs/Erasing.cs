// The decision to erase what an order says of persons: which orders may be, and what stands in its place. Money, goods, tax and numbers
// stay.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>
/// An order without its persons, and its entries as they are stored from now on, without the one that tells of the erasure.
/// </summary>
public sealed record ErasedOrder(Order Order, IReadOnlyList<Entry> Entries);

/// <summary>Erases persons from orders.</summary>
public static class Erasing
{
    /// <summary>The entry that tells of it.</summary>
    public const string Type = "person.erased";

    private const string Sentence = "Names, addresses and what people wrote were erased from this order.";

    /// <summary>
    /// Why it must not be erased yet, with the order's id: <c>order_under_way</c> while goods, money or a return are on their way, because
    /// whoever sends, pays back or receives needs to know to whom. Null when it may.
    /// </summary>
    public static Refusal? NotYet(Order order) =>
        order.HasWork || !Order.Ends.Contains(order.Status)
            ? UnderWay(order, order.HasWork ? "is still being worked on" : $"is {order.Status}")
        : order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Status is not (Return.Rejected or Return.Refunded)) is { } open
            ? UnderWay(order, $"has a return that is {open.Status}")
        : null;

    /// <summary>
    /// The order without its persons; null when it says nothing of any. What is given holds: who asks has held it against its seal.
    /// </summary>
    /// <param name="entries">All of its entries.</param>
    /// <param name="salt">In the place of the one under which persons are committed to, which is forgotten.</param>
    public static ErasedOrder? Erase(Order order, IReadOnlyList<Entry> entries, OrderSeals seals, string salt, Actor by, long atMs)
    {
        var seal = order.Seal!;
        if (seal.ErasedTo > 0 && entries.Skip((int)seal.ErasedTo).All(entry => entry.Type == Type || entry.Bare() == entry))
        {
            return null;
        }

        // Where a hash covers what is taken out, as all hashes of the time before seals do, the chain is made anew, under the key.
        // Elsewhere every hash stays.
        var anew = seal.KeyedFrom > 1 || entries.Any(entry => entry.Without() != entry.Bare());
        var kept = new List<Entry>(entries.Count);
        var head = seal.Ground;
        foreach (var entry in entries)
        {
            var bare = entry.Bare() with
            {
                Erased = entry.Erased ?? (entry.Split(seal.Salt).Commitment is { Length: > 0 } commitment ? commitment : null),
            };
            head = anew ? seals.HashAfter(head, bare, order.Id, salt) : entry.Hash;
            kept.Add(bare with { Hash = head });
        }

        var placed = order.PlacedTerms.Without();
        var replayed = Timeline.Replay(order.Id, order.UserId, placed, order.Checkout.PaymentToken, kept);
        var erased = order with
        {
            PlacedTerms = placed,
            Terms = replayed.Terms,
            AfterSale = replayed.AfterSale,
            Reason = replayed.Reason,
            Head = head,
            Seal = seal with { KeyedFrom = 1, ErasedTo = entries.Count, Salt = salt, Checked = true },
        };
        return new(erased.With(Type, Sentence, by, atMs), kept);
    }

    private static Refusal UnderWay(Order order, string why) =>
        Refusal.Conflict(
            "order_under_way",
            $"The order {order.Id} {why}: what it says of its buyer is needed until it has ended.",
            new System.Text.Json.Nodes.JsonObject { ["order_id"] = order.Id }
        );
}
