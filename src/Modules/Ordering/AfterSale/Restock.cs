// Units that go back into stock, each from the reservation that had deducted them.
using System.Globalization;

namespace Cartwright.Ordering;

/// <summary>Units that an order deducted after its placement, under a reservation of their own.</summary>
public sealed record Hold(string ReservationId, IReadOnlyList<UnitsOf> Lines);

/// <summary>Units of one reservation that go back into stock; the id is that of the request.</summary>
public sealed record Restock(string Id, string ReservationId, IReadOnlyList<UnitsOf> Lines, bool Done);

internal static class Restocking
{
    /// <summary>The restocks that bring these units back, the last reservation first; null when there are none.</summary>
    public static IReadOnlyList<Restock>? RestockOf(this Order order, string cause, IEnumerable<UnitsOf> units)
    {
        var open = units.ToDictionary(one => one.ProductId, one => one.Quantity, StringComparer.Ordinal);
        var restocks = new List<Restock>();
        foreach (var hold in order.Holds().Reverse())
        {
            var taken = new List<UnitsOf>();
            foreach (var (productId, quantity) in hold.Lines)
            {
                var back = order
                    .AfterSaleSoFar.Restocks.Where(one => one.ReservationId == hold.ReservationId)
                    .SelectMany(one => one.Lines)
                    .Where(one => one.ProductId == productId)
                    .Sum(one => one.Quantity);
                if (Math.Min(quantity - back, open.GetValueOrDefault(productId)) is > 0 and var part)
                {
                    taken.Add(new(productId, part));
                    open[productId] -= part;
                }
            }

            if (taken.Count > 0)
            {
                restocks.Add(
                    new(
                        string.Create(CultureInfo.InvariantCulture, $"{order.Id}:{cause}:{restocks.Count + 1}"),
                        hold.ReservationId,
                        taken,
                        false
                    )
                );
            }
        }

        return open.Values.All(left => left == 0)
            ? restocks.Count == 0
                ? null
                : restocks
            : throw new InvalidOperationException($"{order.Id} has not deducted as many units as {cause} brings back.");
    }

    /// <summary>Stock has the units.</summary>
    public static Order Restocked(this Order order, string id, long atMs) =>
        order.With(
            "stock.restocked",
            null,
            Actor.System,
            atMs,
            new() { Restocks = [order.AfterSaleSoFar.Restocks.First(one => one.Id == id) with { Done = true }] }
        );

    /// <summary>Every reservation of the order, the first first.</summary>
    public static IEnumerable<Hold> Holds(this Order order) =>
        [
            new Hold(order.Id, [.. order.PlacedTerms.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity))]),
            .. order.AfterSaleSoFar.Holds,
        ];
}
