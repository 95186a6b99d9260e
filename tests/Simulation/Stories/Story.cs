// Who does what in a shop, from a seed: a list of values, of which any may be left out.
namespace Cartwright.Simulation;

/// <summary>A story.</summary>
/// <param name="Seed">That it was made from; its keys come from it.</param>
/// <param name="Steps">In the order of their times.</param>
internal sealed record Story(ulong Seed, IReadOnlyList<Step> Steps)
{
    private static readonly (string Who, int Weight)[] People =
    [
        ("Shopper 1", 6),
        ("Shopper 2", 4),
        ("Guest 1", 4),
        ("Guest 2", 3),
        ("Vendor 1", 2),
        ("Staff 1", 3),
        ("Thief 1", 2),
    ];

    /// <summary>Makes one.</summary>
    /// <param name="seed">The same makes the same, with the same size and program.</param>
    /// <param name="size">Steps.</param>
    public static Story Of(ulong seed, int size)
    {
        var chance = new SimRandom(seed, "story");
        var made = new List<(string Name, string Kind, string Owner)>();
        var steps = new List<Step>();
        for (var at = 0; steps.Count < size; at += chance.Below(4) == 0 ? 0 : chance.Below(1_500))
        {
            var who = Heavy(chance, People, one => one.Weight).Who;
            var possible = Acts
                .All.Where(act => act.Who.Contains(who.Split(' ')[0], StringComparison.Ordinal))
                .Where(act => act.Of is null || Subjects(act, who, made).Count > 0)
                .ToList();
            if (possible.Count == 0)
            {
                continue;
            }

            var act = Heavy(chance, possible, one => one.Weight);
            var of = act.Of is null ? null : chance.Pick(Subjects(act, who, made));
            var makes = act.Makes is null ? null : $"{act.Makes} {made.Count(thing => thing.Kind == act.Makes) + 1}";
            if (makes is not null)
            {
                made.Add((makes, act.Makes!, who));
            }

            steps.Add(
                new(
                    at,
                    who,
                    act.Name,
                    makes,
                    of,
                    Goods.Wanted[Math.Min(chance.Below(Goods.Wanted.Count), chance.Below(Goods.Wanted.Count))],
                    1 + Math.Min(chance.Below(4), chance.Below(4)),
                    act.With.Count == 0 ? null : chance.Pick(act.With),
                    chance.Below(20) switch
                    {
                        0 => Loss.CallLost,
                        1 => Loss.ReplyLost,
                        2 or 3 when act.Method != "GET" => Loss.Twice,
                        _ => Loss.None,
                    }
                )
            );
        }

        return new(seed, steps);
    }

    /// <summary>As a person would tell it, a sentence a step.</summary>
    public IReadOnlyList<string> Sentences() =>
        [.. Steps.Select(step => FormattableString.Invariant($"{step.AtMs / 1000.0, 7:F3} s  {step.Sentence()}"))];

    private static List<string> Subjects(Act act, string who, List<(string Name, string Kind, string Owner)> made) =>
        [
            .. made.Where(thing => thing.Kind == act.Of)
                .Where(thing =>
                    act.Whose switch
                    {
                        Whose.Own => thing.Owner == who,
                        Whose.Others => thing.Owner != who,
                        _ => true,
                    }
                )
                .Select(thing => thing.Name),
        ];

    private static T Heavy<T>(SimRandom chance, IReadOnlyList<T> of, Func<T, int> weight)
    {
        var left = chance.Below(of.Sum(weight));
        foreach (var one in of)
        {
            if ((left -= weight(one)) < 0)
            {
                return one;
            }
        }

        return of[^1];
    }
}
