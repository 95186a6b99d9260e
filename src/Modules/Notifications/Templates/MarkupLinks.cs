// The recipient's own links within a mail: each is a mark until it is the whole address of a link, and anywhere else it makes no mail.
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Syntax.Inlines;

namespace Cartwright.Notifications;

internal sealed partial class MailMarkup
{
    /// <summary>Stand around the name of a link. Both are for private use, and taken out of every value.</summary>
    public const char LinkOpen = '\uE002';

    /// <inheritdoc cref="LinkOpen"/>
    public const char LinkClose = '\uE003';

    // What of the parsed text has a mark at its right place: links, definitions of links, and words that are the address itself.
    private readonly HashSet<object> whole = new(ReferenceEqualityComparer.Instance);

    private string Hidden => model.Pen.Language.Say("link_hidden");

    /// <summary>What a template gets for a link of the recipient's own.</summary>
    public static string MarkOf(string name) => $"{LinkOpen}{name}{LinkClose}";

    /// <summary>Whether any of a link's mark is in it.</summary>
    public static bool HasMark(string? text) => text.AsSpan().ContainsAny(LinkOpen, LinkClose);

    /// <summary>Without all marks, of blocks and links.</summary>
    public static string Unmarked(string text) =>
        text.AsSpan().ContainsAnyInRange(Open, LinkClose) ? string.Concat(text.Select(c => c is >= Open and <= LinkClose ? ' ' : c)) : text;

    /// <summary>Where a link leads.</summary>
    /// <param name="Address">Null: it must not be seen here.</param>
    /// <param name="Written">What stands for it in the plain text until that is done: itself, or its mark.</param>
    private sealed record Goal(string? Address, string Written);

    // Null: it leads nowhere that a mail may lead.
    private Goal? GoalOf(string? to, object of)
    {
        var address = to;
        if (HasMark(to))
        {
            if (NameOf(to!) is not { } name)
            {
                throw Beside(to!);
            }

            whole.Add(of);
            links.Add(name);
            address = model.Links[name];
            if (address is null)
            {
                return new(null, to!);
            }
        }

        if (Allowed(address) is not null)
        {
            return new(address, to!);
        }

        refused.Add($"a link to '{address}': a link begins with {string.Join(", ", Schemes)}");
        return null;
    }

    private string? NameOf(string mark) => mark is [LinkOpen, .. var name, LinkClose] && model.Links.ContainsKey(name) ? name : null;

    // The words of a link may be its address, whole and alone.
    private bool IsItself(LiteralInline literal, LinkInline link) =>
        link.FirstChild == literal && link.LastChild == literal && literal.Content.ToString() == link.Url && NameOf(link.Url) is not null;

    private void NoMark(string said)
    {
        if (HasMark(said))
        {
            throw Beside(said);
        }
    }

    // Mail programs make links of addresses in plain text, together with whatever stands beside them.
    private string Written(string plain)
    {
        var written = new StringBuilder(plain.Length);
        var from = 0;
        foreach (Match mark in Mark().Matches(plain))
        {
            var before = plain.AsSpan(0, mark.Index);
            var after = plain.AsSpan(mark.Index + mark.Length);
            var within = before is "(" or [.., ' ' or '\n', '('] && after.StartsWith(")");
            if (
                NameOf(mark.Value) is not { } name
                || !(within || before.Length == 0 || before[^1] is ' ' or '\n')
                || !(within || AtEnd().IsMatch(after))
            )
            {
                throw Beside(mark.Value);
            }

            written.Append(plain, from, mark.Index - from).Append(model.Links[name] ?? (within ? Hidden.Trim('(', ')') : Hidden));
            from = mark.Index + mark.Length;
        }

        return written.Append(plain, from, plain.Length - from).ToString();
    }

    private static string WithoutLinks(string plain) => InWords().Replace(plain, string.Empty);

    private static string WithoutMark(string words, string address) => Mark().Replace(words, _ => address);

    private TemplateFault Beside(string text)
    {
        var name =
            model.Links.Keys.FirstOrDefault(one => text.Contains(one, StringComparison.OrdinalIgnoreCase))
            ?? model.Links.Keys.FirstOrDefault()
            ?? "link";
        var tag = $"{{{{ {name} }}}}";
        return new(
            $"{tag} is for its recipient alone, and stands as the whole address of a link and nowhere else: [Words]({tag}), or [{tag}]({tag}) with a blank before and behind."
        )
        {
            Link = name,
        };
    }

    [GeneratedRegex("\uE002[^\uE002\uE003]*\uE003")]
    private static partial Regex Mark();

    [GeneratedRegex(" ?\\(?\uE002[^\uE002\uE003]*\uE003\\)?")]
    private static partial Regex InWords();

    [GeneratedRegex("^[.,;:!?)]*([ \n]|$)")]
    private static partial Regex AtEnd();
}
