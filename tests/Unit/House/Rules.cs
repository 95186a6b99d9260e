// The habits of the house as a program: each rule looks at one source file and says what to do instead.
using System.Text.RegularExpressions;

namespace Cartwright.Unit.House;

/// <summary>One source file.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
public sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsModule => Path.StartsWith("src/Modules/", StringComparison.Ordinal);

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal);

    public string Module => IsModule ? Path.Split('/')[2] : string.Empty;
}

/// <summary>A rule: its name, whom it concerns, and what is wrong with a file, or null.</summary>
public sealed record Rule(string Name, Func<SourceFile, string?> Look);

public static partial class Rules
{
    private static readonly string[] Modules =
    [
        "Identity",
        "Catalog",
        "Inventory",
        "Carts",
        "Promotions",
        "Ordering",
        "Payments",
        "Notifications",
        "Recommendations",
        "Analytics",
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new(
            "a file begins by saying what it is for",
            f =>
                !f.IsCode || f.Text.TrimStart('\uFEFF').StartsWith("//", StringComparison.Ordinal) || Interface().IsMatch(f.Name)
                    ? null
                    : "Start it with one to three lines: what it is for."
        ),
        new(
            "words that say nothing are not names",
            f =>
                f.IsCode && EmptyWord().Match(f.Name) is { Success: true } word
                    ? $"'{word.Value}' says nothing; name the file after the one thing in it."
                    : null
        ),
        new(
            "no leftovers",
            f =>
                Leftover().Match(f.Text) is { Success: true } left && !f.Path.Contains("/House/", StringComparison.Ordinal)
                    ? $"'{left.Value}': do it, or put it in an issue."
                    : null
        ),
        new(
            "a module knows no other module",
            f =>
                f.IsModule
                && f.IsCode
                && Modules.FirstOrDefault(m => m != f.Module && f.Text.Contains($"using Cartwright.{m};", StringComparison.Ordinal))
                    is { } other
                    ? $"It uses {other}; ask its contract in src/Contracts instead."
                    : null
        ),
        new(
            "modules know neither Providers, Wire nor Host",
            f =>
                f.IsModule && Outer().Match(f.Text) is { Success: true } outer
                    ? $"'{outer.Value}': the host puts modules together, not the other way round."
                    : null
        ),
        new(
            "no binary floating point beside money",
            f =>
                f.IsSource && f.IsCode && FloatMoney().Match(f.Text) is { Success: true } money
                    ? $"'{money.Value}': money is a long of minor units, or a decimal at the edge."
                    : null
        ),
        new(
            "a swallowed exception hides a bug",
            f =>
                f.IsSource && f.IsCode && Swallowed().IsMatch(f.Text)
                    ? "An empty catch; say in a sentence why nothing is to be done, or let it through."
                    : null
        ),
        new(
            "what staff may do is asked by permission",
            f =>
                f.IsModule && f.Module != "Identity" && f.IsCode && ByRole().Match(f.Text) is { Success: true } byRole
                    ? $"'{byRole.Value}' leaves staff out: write .May(Permission.…) at the route, .WithAccount() for whoever has an account, caller.May(Permission.…) in it."
                    : null
        ),
        new(
            "SQL belongs to stores",
            f =>
                f.IsModule && f.IsCode && !MayHoldSql().IsMatch(f.Name) && Sql().Match(f.Text) is { Success: true } sql
                    ? $"'{sql.Value}' among rules or routes; move it to a file that is named after the tables it reads: …Store, …Tables, …Rows, …List(s), …Figures."
                    : null
        ),
        new(
            "sums of amounts are exact",
            f =>
                f.IsSource
                && f.IsCode
                && f.Name != "ExactSum"
                && Sum().Matches(f.Text).FirstOrDefault(sum => !Count().IsMatch(f.Text[sum.Index..])) is { } bare
                    ? $"'{f.Text.Substring(bare.Index, Math.Min(40, f.Text.Length - bare.Index))}' fails or rounds beyond 64 bits: use ExactSum.Of and ExactSum.At. If it counts what is bounded, say so in Count() here."
                    : null
        ),
        new(
            "pages are keyset, never offset",
            f => f.IsSource && f.IsCode && Offset().IsMatch(f.Text) ? "OFFSET; page by the last key." : null
        ),
        new(
            "values of the configuration are read strictly",
            f =>
                f.IsSource && f.IsCode && Bound().Match(f.Text) is { Success: true } bound
                    ? $"'{bound.Value}' ends in a stack trace when the value cannot be read; use Switch, Number, Span or Exact of src/Kernel/Settings.cs."
                    : null
        ),
        new(
            "no region, no banner",
            f => f.IsCode && Banner().IsMatch(f.Text) ? "Take the region or banner out; split the file if it needs one." : null
        ),
        new(
            "a line ends at 140 characters",
            f =>
                f.IsCode && LongLine(f.Text) is { } line
                    ? $"'{line.Trim()[..40]}…' is longer than 140 characters; dotnet csharpier format, or go on with the comment in the next line."
                    : null
        ),
        new(
            "a test has no sleep",
            f =>
                f.Path.StartsWith("tests/Unit/", StringComparison.Ordinal)
                && f.IsCode
                && !f.Path.Contains("/House/", StringComparison.Ordinal)
                && Sleep().IsMatch(f.Text)
                    ? "A sleep; wait for the event, or move a TestClock."
                    : null
        ),
    ];

    /// <summary>The first line of more than 140 characters, but for texts: no SQL is broken for the sake of a line.</summary>
    private static string? LongLine(string text)
    {
        var inText = false;
        foreach (var line in text.Split('\n'))
        {
            var ends = (line.Split("\"\"\"").Length - 1) % 2 == 1;
            var mayBeLong =
                (inText || ends || line.Contains('"', StringComparison.Ordinal))
                && !line.TrimStart().StartsWith("//", StringComparison.Ordinal);
            inText ^= ends;
            if (line.Length > 140 && !mayBeLong)
            {
                return line;
            }
        }

        return null;
    }

    [GeneratedRegex(@"Role\.(?:Admin|Staff)\b|\b\w*[cC]aller\w*\??\.IsAdmin")]
    private static partial Regex ByRole();

    [GeneratedRegex("(Store|Sql|Tables|Lists?|Figures|Ledger|Rows)$")]
    private static partial Regex MayHoldSql();

    [GeneratedRegex("^I[A-Z]")]
    private static partial Regex Interface();

    [GeneratedRegex("Service|Manager|Handler|Helper|Util|Common|BaseClass|Impl$|Dto|Extensions")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"Cartwright\.(Providers|Wire|Host)\b")]
    private static partial Regex Outer();

    [GeneratedRegex(@"\b(double|float) (price|total|amount|subtotal|discount|shipping|tax)\w*\b", RegexOptions.IgnoreCase)]
    private static partial Regex FloatMoney();

    [GeneratedRegex(@"catch[^{]*\{\s*\}")]
    private static partial Regex Swallowed();

    [GeneratedRegex("\"+\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) ")]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(SUM|TOTAL|AVG)\(")]
    private static partial Regex Sum();

    // Orders, units, lines, customers and bytes of files: a row has few of them, so that no number of rows leaves 64 bits. And the halves
    // of an exact sum.
    [GeneratedRegex(
        @"^SUM\(((d\.)?(orders|units|lines|bytes)|\w+_(upper|lower)|CASE WHEN [^()]+ THEN (1|units) ELSE 0 END|CAST\(l\.value AS BIGINT\)|delta_(on_hand|reserved)(?=\) OVER so_far))\)"
    )]
    private static partial Regex Count();

    [GeneratedRegex(@"\bOFFSET \$?\d")]
    private static partial Regex Offset();

    [GeneratedRegex(@"(onfiguration|[sS]ection)\.(GetValue(<\w+\??>)?\(|Bind\(|Get<(?!string\[\]))")]
    private static partial Regex Bound();

    [GeneratedRegex(@"^\s*#region|^\s*//\s*[-=*]{4,}", RegexOptions.Multiline)]
    private static partial Regex Banner();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(")]
    private static partial Regex Sleep();
}
