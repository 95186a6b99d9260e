// Looks over a template before any parser does: what opens must close, only some tags may stand in it, and nothing may be so deep or so
// long that the parser behind it would run out of stack.
using System.Text.RegularExpressions;

namespace Cartwright.Notifications;

/// <summary>One <c>{% … %}</c> or <c>{{ … }}</c>.</summary>
/// <param name="Name">Of the tag; empty for an output.</param>
/// <param name="Words">What stands in it, without name and marks.</param>
/// <param name="At">Its place in the text.</param>
internal sealed record TemplateTag(string Name, string Words, int At);

/// <summary>The tags of a text, or what is wrong with them.</summary>
internal sealed partial class TemplateScan
{
    /// <summary>Tags within tags.</summary>
    public const int DepthMax = 8;

    /// <summary>Loops within loops: a parcel's lines are two.</summary>
    public const int LoopsMax = 2;

    /// <summary>Characters of one tag.</summary>
    public const int TagCharsMax = 300;

    /// <summary>Tags of a text.</summary>
    public const int TagsMax = 500;

    // What each opens is closed by end and its name; between them may stand what follows.
    private static readonly Dictionary<string, string[]> Blocks = new(StringComparer.Ordinal)
    {
        ["if"] = ["elsif", "else"],
        ["unless"] = ["else"],
        ["case"] = ["when", "else"],
        ["for"] = ["else", "break", "continue"],
        ["comment"] = [],
    };

    private readonly string text;
    private readonly string part;
    private readonly List<TemplateTag> tags = [];
    private readonly List<TemplateFlaw> flaws = [];

    public TemplateScan(string part, string text)
    {
        (this.part, this.text) = (part, text);
        Look();
    }

    public IReadOnlyList<TemplateTag> Tags => tags;

    public IReadOnlyList<TemplateFlaw> Flaws => flaws;

    /// <summary>A flaw at a place.</summary>
    public TemplateFlaw Flaw(int at, string detail)
    {
        var before = text.AsSpan(0, Math.Clamp(at, 0, text.Length));
        return new(part, before.Count('\n') + 1, at - (before.LastIndexOf('\n') + 1) + 1, detail);
    }

    /// <summary>The place of the first tag that has a name in it; 0 where none has.</summary>
    public int PlaceOf(string name) => tags.Find(tag => Has(tag, name))?.At ?? 0;

    private static bool Has(TemplateTag tag, string name) =>
        Regex.IsMatch(tag.Words, $@"(?<![\w.]){Regex.Escape(name)}(?!\w)", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The places of all tags that have a name in them and are more than its output.</summary>
    public IReadOnlyList<int> PlacesOfUse(string name) =>
        [.. tags.Where(tag => (tag.Name.Length > 0 || tag.Words != name) && Has(tag, name)).Select(tag => tag.At)];

    /// <summary>The place of the first output that is not the whole address of a link; of the first at all where none is.</summary>
    public int PlaceBeside(string name) =>
        tags.Find(tag => tag.Name.Length == 0 && tag.Words == name && !IsWhole(tag.At))?.At ?? PlaceOf(name);

    private bool IsWhole(int at)
    {
        var end = text.IndexOf("}}", at, StringComparison.Ordinal) + 2;
        var (before, after) = (text[..at], end < text.Length ? text[end..] : "\n");
        return (WholeBefore().IsMatch(before) && after[0] is ')' or '>' or ' ' or '\n')
            || (before.EndsWith('[') && after.StartsWith("](", StringComparison.Ordinal));
    }

    private void Look()
    {
        if (Hidden().Match(text) is { Success: true } hidden)
        {
            flaws.Add(
                Flaw(
                    hidden.Index,
                    $"There is a character here that cannot be seen (U+{(int)hidden.Value[0]:X4}) and could change how the rest is read. Take it out."
                )
            );
            return;
        }

        var open = new Stack<TemplateTag>();
        var at = 0;
        while (flaws.Count == 0 && Next(at) is >= 0 and var found)
        {
            if (text[found] == '{')
            {
                at = Tag(found, open);
            }
            else
            {
                flaws.Add(Flaw(found, $"'{text.Substring(found, 2)}' closes nothing: nothing is open here."));
            }
        }

        if (flaws.Count == 0 && open.TryPop(out var left))
        {
            flaws.Add(Flaw(left.At, $"'{{% {left.Name} %}}' is never closed: '{{% end{left.Name} %}}' is expected behind it."));
        }
    }

    private int Next(int from)
    {
        for (var i = from; i < text.Length - 1; i++)
        {
            if ((text[i], text[i + 1]) is ('{', '{') or ('{', '%') or ('}', '}') or ('%', '}'))
            {
                return i;
            }
        }

        return -1;
    }

    // Answers where to go on.
    private int Tag(int start, Stack<TemplateTag> open)
    {
        var output = text[start + 1] == '{';
        var end = EndOf(start + 2, output);
        if (end < 0)
        {
            return text.Length;
        }

        var inner = text[(start + 2)..end].TrimStart('-').TrimEnd('-').Trim();
        var name = output ? string.Empty : Name().Match(inner).Value;
        var tag = new TemplateTag(name, inner[name.Length..].Trim(), start);
        tags.Add(tag);
        var wrong =
            tags.Count > TagsMax ? $"There are more than {TagsMax} tags."
            : Outside(tag.Words).AsSpan().ContainsAny("[]()") ? "Brackets cannot be used in tags; name a variable, or use a loop."
            : output && inner.Length == 0 ? "Nothing stands between '{{' and '}}': the name of a variable is expected."
            : output ? null
            : Nest(tag, open);
        if (wrong is not null)
        {
            flaws.Add(Flaw(start, wrong));
        }

        // What stands in a comment is nobody's.
        return name == "comment" && flaws.Count == 0 ? EndOfComment(end + 2, tag, open) : end + 2;
    }

    private int EndOf(int from, bool output)
    {
        var quote = '\0';
        for (var i = from; i < text.Length && i - from <= TagCharsMax; i++)
        {
            if (quote != '\0')
            {
                quote = text[i] == quote ? '\0' : quote;
            }
            else if (text[i] is '"' or '\'')
            {
                quote = text[i];
            }
            else if (i + 1 < text.Length && text[i + 1] == '}' && text[i] == (output ? '}' : '%'))
            {
                return i;
            }
            else if (i + 1 < text.Length && text[i] == '{' && text[i + 1] is '{' or '%')
            {
                break;
            }
        }

        var (opens, closes) = output ? ("{{", "}}") : ("{%", "%}");
        flaws.Add(
            Flaw(
                from - 2,
                quote != '\0'
                    ? $"A text in quotes that begins behind this '{opens}' is never closed: {quote} and then '{closes}' are expected."
                    : $"'{opens}' is never closed: '{closes}' is expected, within {TagCharsMax} characters and before the next tag."
            )
        );
        return -1;
    }

    private int EndOfComment(int from, TemplateTag tag, Stack<TemplateTag> open)
    {
        if (EndComment().Match(text, from) is { Success: true } end)
        {
            open.Pop();
            return end.Index + end.Length;
        }

        flaws.Add(Flaw(tag.At, "'{% comment %}' is never closed: '{% endcomment %}' is expected behind it."));
        return text.Length;
    }

    /// <summary>What is wrong with a tag at its place, or null.</summary>
    private string? Nest(TemplateTag tag, Stack<TemplateTag> open)
    {
        if (Blocks.ContainsKey(tag.Name))
        {
            open.Push(tag);
            return open.Count > DepthMax ? $"Tags stand within tags more than {DepthMax} deep."
                : open.Count(one => one.Name == "for") > LoopsMax ? $"More than {LoopsMax} loops stand within each other."
                : tag.Name != "comment" && tag.Words.Length == 0
                    ? $"'{{% {tag.Name} %}}' says nothing: a variable is expected behind '{tag.Name}'."
                : null;
        }

        if (tag.Name.StartsWith("end", StringComparison.Ordinal) && Blocks.ContainsKey(tag.Name[3..]))
        {
            return open.TryPop(out var opened)
                ? opened.Name == tag.Name[3..]
                    ? null
                    : $"'{{% {tag.Name} %}}' cannot stand here: '{{% {opened.Name} %}}' of line {Flaw(opened.At, string.Empty).Line} is open, and '{{% end{opened.Name} %}}' is expected."
                : $"'{{% {tag.Name} %}}' closes nothing: '{{% {tag.Name[3..]} … %}}' is expected before it.";
        }

        var holders = Blocks.Where(block => block.Value.Contains(tag.Name)).Select(block => block.Key).ToList();
        return holders.Count == 0
                ? $"'{(tag.Name.Length == 0 ? tag.Words : tag.Name)}' is no tag that a mail may have. There are: {string.Join(", ", Blocks.Keys.Concat(Blocks.Values.SelectMany(one => one)).Distinct())}."
            : open.Any(one => holders.Contains(one.Name)) && (tag.Name is "break" or "continue" || holders.Contains(open.Peek().Name))
                ? null
            : $"'{{% {tag.Name} %}}' stands outside of {string.Join(", ", holders.Select(one => $"'{{% {one} %}}'"))}.";
    }

    // Without what stands in quotes.
    private static string Outside(string words) => Quoted().Replace(words, "\"\"");

    [GeneratedRegex("^[a-z]+")]
    private static partial Regex Name();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(\]\(\s*<?|\]:\s*<?)$")]
    private static partial Regex WholeBefore();

    [GeneratedRegex(@"\{%-?\s*endcomment\s*-?%\}")]
    private static partial Regex EndComment();

    // Controls but for line ends and tabs, marks of direction, separators of lines, and those that mark blocks and links.
    [GeneratedRegex("[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069\\uE000-\\uE003\\uFEFF]")]
    private static partial Regex Hidden();
}
