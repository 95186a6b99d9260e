// What may be in a cart, given who asked for what and when: is there an order of what was asked that explains what was seen?
using System.Globalization;

namespace Cartwright.Simulation;

/// <summary>Something that was done to one product in one cart.</summary>
/// <param name="Start">The number of the moment before which it has not happened.</param>
/// <param name="End">The moment after which it has; <see cref="long.MaxValue"/> where nobody knows.</param>
/// <param name="Must">Whether it was acknowledged; else it may have happened or not.</param>
/// <param name="Effect">From units before to units after; several where it is not known, none where it cannot have been so.</param>
/// <param name="Seen">The units that a look saw; null when it was no look.</param>
internal sealed record CartOp(long Start, long End, bool Must, Func<int, IEnumerable<int>> Effect, string Said, int? Seen = null);

/// <summary>
/// The history of one product in one cart. Linearizability of a register (Wing and Gong 1993): what ended before another began comes before
/// it, and all else may come in any order.
/// </summary>
internal sealed class CartHistory
{
    // More than any story of a few hundred steps needs; beyond it the history is counted as not looked through.
    private const int StatesMax = 200_000;
    private const int OpsMax = 128;
    private readonly List<CartOp> ops = [];

    /// <summary>Adds what was done or seen.</summary>
    public void Add(CartOp op) => ops.Add(op);

    /// <summary>The first look that nothing explains, with what could have been seen; null where all is explained.</summary>
    /// <param name="skipped">Whether there was too much to look through.</param>
    public (CartOp Look, IReadOnlyList<int> Possible)? Unexplained(out bool skipped)
    {
        if (Ends(ops, out skipped).Count > 0 || skipped)
        {
            return null;
        }

        var looks = ops.Where(op => op.Seen is not null).OrderBy(op => op.End).ToList();
        foreach (var look in looks)
        {
            var until = ops.Where(op => op.Start < look.End && (op.Seen is null || op.End <= look.End)).ToList();
            if (Ends(until, out skipped).Count == 0)
            {
                // What comes during the look may be before or after it: without the look both are among the ends.
                var without = until.Where(op => op != look).Select(op => op.End < look.Start ? op : op with { Must = false }).ToList();
                return skipped ? null : (look, [.. Ends(without, out skipped).Order()]);
            }
        }

        return null;
    }

    /// <summary>The units in the end by all orders that are possible; empty where none is.</summary>
    private static HashSet<int> Ends(List<CartOp> given, out bool skipped)
    {
        skipped = given.Count > OpsMax;
        var ends = new HashSet<int>();
        if (skipped)
        {
            return ends;
        }

        var all = given.OrderBy(op => op.Start).ToList();
        var full = all.Count == 128 ? UInt128.MaxValue : (UInt128.One << all.Count) - 1;
        var seen = new HashSet<(UInt128 Done, int Units)> { (0, 0) };
        var open = new Stack<(UInt128 Done, int Units)>(seen);
        while (open.TryPop(out var state))
        {
            if (state.Done == full)
            {
                ends.Add(state.Units);
                continue;
            }

            var before = long.MaxValue;
            for (var i = 0; i < all.Count; i++)
            {
                if (((state.Done >> i) & 1) == 0)
                {
                    before = Math.Min(before, all[i].End);
                }
            }

            for (var i = 0; i < all.Count && all[i].Start <= before; i++)
            {
                if (((state.Done >> i) & 1) == 1)
                {
                    continue;
                }

                var done = state.Done | (UInt128.One << i);
                foreach (var units in all[i].Must ? all[i].Effect(state.Units) : all[i].Effect(state.Units).Append(state.Units))
                {
                    if (seen.Add((done, units)))
                    {
                        open.Push((done, units));
                    }
                }
            }

            if (seen.Count > StatesMax)
            {
                skipped = true;
                return [];
            }
        }

        return ends;
    }

    /// <summary>A list of units, as people say it.</summary>
    public static string Said(IReadOnlyList<int> units) =>
        units.Count == 0
            ? "nothing that would explain the looks before"
            : string.Join(" or ", units.Select(one => one.ToString(CultureInfo.InvariantCulture)));
}
