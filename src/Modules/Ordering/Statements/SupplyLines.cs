// What a vendor sold to the shop, by goods and tax, from the money that its ledger has: sums of lines are the ledger's to the minor unit.
// Pure.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>Goods of a vendor that pay one tax.</summary>
internal readonly record struct SupplyKey(string ProductId, long Milli, string Reason);

/// <summary>How much of them, with the tax in it.</summary>
internal sealed record SupplyPart(string Name, long Units, long Gross);

internal static class SupplyLines
{
    /// <summary>
    /// A vendor's part of an order at some moment: the money that the ledger had until then, shared out among its lines by what each of
    /// them was worth less what was paid back for it. What belongs to no line, shipping and goodwill, goes with the lines by their worth.
    /// </summary>
    /// <param name="order">As it was then.</param>
    /// <param name="kept">Sales less refunds of the ledger until then, minor units.</param>
    public static IEnumerable<(Line Line, long Units, long Gross)> At(Order order, string vendorId, long kept)
    {
        var lines = order.Terms.Lines.Where(line => line.VendorId == vendorId).ToList();
        if (kept == 0 || lines.Count == 0)
        {
            return [];
        }

        var refunded = order
            .AfterSaleSoFar.Refunds.Where(refund => refund.Kind != Refund.OfEdit)
            .SelectMany(refund => refund.Lines)
            .ToList();
        var worth = lines.ConvertAll(line =>
            Math.Max(0, line.Net + line.Tax - refunded.Where(one => one.ProductId == line.ProductId).Sum(one => one.Amount))
        );
        if (worth.TrueForAll(one => one == 0))
        {
            worth = lines.ConvertAll(line => line.Net + line.Tax);
        }

        var shares = Money.Allocate(kept, worth);
        return lines.Select(
            (line, i) =>
            {
                // Where only some of the money is there yet, as many units as it pays for.
                var left = Math.Max(0, line.Quantity - refunded.Where(one => one.ProductId == line.ProductId).Sum(one => one.Quantity));
                return (line, worth[i] == 0 ? 0 : Math.Min(left, Money.Share(left, shares[i], worth[i])), shares[i]);
            }
        );
    }

    /// <summary>
    /// The lines of a paper. Of each tax the sum without it is rounded once, and the lines share it; a line that came back more than it was
    /// sold stands with a minus.
    /// </summary>
    public static List<PaperLine> Of(IReadOnlyDictionary<SupplyKey, SupplyPart> parts)
    {
        var lines = new List<PaperLine>();
        foreach (
            var tax in parts
                .Where(part => part.Value.Gross != 0)
                .GroupBy(part => (part.Key.Milli, part.Key.Reason))
                .OrderByDescending(group => group.Key.Milli)
                .ThenBy(group => group.Key.Reason, StringComparer.Ordinal)
        )
        {
            var some = tax.OrderBy(part => part.Value.Name, StringComparer.Ordinal)
                .ThenBy(part => part.Key.ProductId, StringComparer.Ordinal)
                .ToList();
            var nets = Nets([.. some.Select(part => part.Value.Gross)], tax.Key.Milli);
            for (var i = 0; i < some.Count; i++)
            {
                lines.Add(Line(some[i].Key, some[i].Value, nets[i]));
            }
        }

        return lines;
    }

    /// <summary>Amounts with a tax in them without it: together the whole without it, rounded once.</summary>
    internal static long[] Nets(long[] gross, long milli)
    {
        long Net(long amount) => Money.Share(amount, TaxRate.Whole, TaxRate.Whole + milli);
        var nets = Array.ConvertAll(gross, Net);
        var over = Net(gross.Sum()) - nets.Sum();

        // Less than half a unit a line: one at most for each, the largest first.
        foreach (var i in Enumerable.Range(0, gross.Length).OrderByDescending(i => Math.Abs(gross[i])).ThenBy(i => i))
        {
            if (over == 0)
            {
                break;
            }

            nets[i] += Math.Sign(over);
            over -= Math.Sign(over);
        }

        return nets;
    }

    /// <summary>The same lines, each the other way round: of a credit note, whose amounts are above zero.</summary>
    public static List<PaperLine> Turned(IEnumerable<PaperLine> lines) =>
        [.. lines.Select(line => line with { Quantity = -line.Quantity, Net = -line.Net, Tax = -line.Tax })];

    // Money has the sign, and the units follow it: more goods may have gone out than came back while less money did.
    private static PaperLine Line(SupplyKey key, SupplyPart part, long net)
    {
        var units = Math.Sign(part.Gross) * Math.Max(1, Math.Sign(part.Gross) == Math.Sign(part.Units) ? Math.Abs(part.Units) : 1);
        var name =
            part.Units != 0 ? part.Name
            : part.Gross < 0 ? $"Reduction: {part.Name}"
            : $"Further amount: {part.Name}";
        return new(key.ProductId, name, units, 0, 0, net, part.Gross - net, key.Milli, Included: true, key.Reason);
    }
}
