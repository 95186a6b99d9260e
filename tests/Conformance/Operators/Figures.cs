// Prometheus' text format, read strictly: what a scraper would refuse or an operator would miss is a fault here.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartwright.Conformance.Operators;

/// <summary>One value.</summary>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A metric with what is said about it.</summary>
public sealed record Family(string Name, string Type, string Help, IReadOnlyList<Sample> Samples);

/// <summary>What was scraped.</summary>
public sealed partial class Figures
{
    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    private Figures(IReadOnlyList<Family> families) => Families = families;

    public IReadOnlyList<Family> Families { get; }

    /// <summary>
    /// Throws <see cref="FormatException"/> for a metric without HELP or TYPE, out of order, or twice; a series twice;
    /// a histogram that does not add up.
    /// </summary>
    public static Figures Read(string text)
    {
        var families = new Dictionary<string, (string Type, string Help, List<Sample> Samples)>(StringComparer.Ordinal);
        var order = new List<string>();
        (string Type, string Help) said = (string.Empty, string.Empty);
        var name = string.Empty;
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line == "# EOF")
            {
                continue;
            }

            if (Comment().Match(line) is { Success: true } comment)
            {
                if (comment.Groups["name"].Value != name)
                {
                    (name, said) = (comment.Groups["name"].Value, (string.Empty, string.Empty));
                    if (!families.TryAdd(name, (string.Empty, string.Empty, [])))
                    {
                        throw new FormatException($"{name} comes twice.");
                    }

                    order.Add(name);
                }

                said =
                    comment.Groups["kind"].Value == "TYPE"
                        ? said with
                        {
                            Type = comment.Groups["text"].Value,
                        }
                        : said with
                        {
                            Help = comment.Groups["text"].Value,
                        };
                families[name] = (said.Type, said.Help, families[name].Samples);
                continue;
            }

            var match = Value().Match(line);
            var sample =
                match.Success
                && double.TryParse(
                    match.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture,
                    out var value
                )
                    ? new Sample(match.Groups["name"].Value, Labels(match.Groups["labels"].Value), value)
                    : throw new FormatException($"No sample: {line}");
            if (sample.Name != name && !(said.Type == "histogram" && Histogram().Replace(sample.Name, string.Empty) == name))
            {
                throw new FormatException($"{sample.Name} stands below {name}.");
            }

            families[name].Samples.Add(sample);
        }

        var all = order.ConvertAll(one => new Family(one, families[one].Type, families[one].Help, families[one].Samples));
        all.ForEach(Check);
        return new Figures(all);
    }

    /// <summary>The value of a series, or null when there is none.</summary>
    public double? Of(string name, string label, string value) =>
        Families
            .SelectMany(family => family.Samples)
            .Where(sample => sample.Name == name && sample.Labels.GetValueOrDefault(label) == value)
            .Select(sample => (double?)sample.Value)
            .FirstOrDefault();

    private static void Check(Family family)
    {
        if (!Types.Contains(family.Type) || family.Help.Trim().Length < 5)
        {
            throw new FormatException($"{family.Name} has the type '{family.Type}' and the help '{family.Help}'.");
        }

        string Key(Sample sample) =>
            sample.Name
            + string.Join(',', sample.Labels.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
        if (family.Samples.GroupBy(Key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"{twice.Key} comes twice.");
        }

        if (family.Type == "histogram")
        {
            foreach (
                var series in family
                    .Samples.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal))
                    .GroupBy(
                        s => string.Join(',', s.Labels.Where(one => one.Key != "le").Select(one => $"{one.Key}={one.Value}")),
                        StringComparer.Ordinal
                    )
            )
            {
                var counts = series.Select(one => one.Value).ToList();
                if (series.Last().Labels["le"] != "+Inf" || counts.Zip(counts.Skip(1)).Any(pair => pair.Second < pair.First))
                {
                    throw new FormatException($"The buckets of {family.Name}{{{series.Key}}} do not add up.");
                }
            }
        }
    }

    private static Dictionary<string, string> Labels(string text) =>
        Label()
            .Matches(text)
            .ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value, StringComparer.Ordinal);

    [GeneratedRegex("^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*)\})? """
            + """(?<value>[^ ]+)( [0-9]+)?$"""
    )]
    private static partial Regex Value();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\["\\n])*)""")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Histogram();
}
