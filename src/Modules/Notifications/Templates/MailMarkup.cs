// From Markdown to the two parts of a mail. HTML in it is text, links lead to pages and mailboxes alone, nothing is loaded from outside.
// The recipient's own links lead to themselves: a mark that is anything but the whole address of a link makes no mail.
using System.Text;
using Markdig;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Cartwright.Notifications;

/// <summary>What Markdown gives.</summary>
/// <param name="Headline">Its first heading, or empty.</param>
/// <param name="Html">What stands inside the frame.</param>
/// <param name="Blocks">The blocks that are in it.</param>
/// <param name="Links">Those of the recipient's own links that lead somewhere in it.</param>
/// <param name="Refused">Links and pictures that were left out.</param>
internal sealed record MarkedUp(
    string Headline,
    string Html,
    string Text,
    IReadOnlySet<string> Blocks,
    IReadOnlySet<string> Links,
    IReadOnlyList<string> Refused
);

/// <summary>Walks through what Markdig has read.</summary>
internal sealed partial class MailMarkup
{
    /// <summary>Stand around the name of a block. Both are for private use, and taken out of every value.</summary>
    public const char Open = '\uE000';

    /// <inheritdoc cref="Open"/>
    public const char Close = '\uE001';

    /// <summary>What a link may begin with.</summary>
    public static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:"];

    private static readonly MarkdownPipeline Pipeline = Build();

    private readonly LetterModel model;
    private readonly StringBuilder html = new(4_096);
    private readonly List<string> text = [];
    private readonly HashSet<string> blocks = new(StringComparer.Ordinal);
    private readonly HashSet<string> links = new(StringComparer.Ordinal);
    private readonly List<string> refused = [];
    private string headline = string.Empty;

    private MailMarkup(LetterModel model) => this.model = model;

    /// <exception cref="TemplateFault">It is nested too deep to be a mail.</exception>
    public static MarkedUp Of(string markdown, LetterModel model)
    {
        var made = new MailMarkup(model);
        var marks = markdown.Count(c => c == LinkOpen);
        try
        {
            foreach (var block in Markdown.Parse(markdown, Pipeline))
            {
                made.Add(block, string.Empty);
            }
        }
        catch (ArgumentException deep)
        {
            throw new TemplateFault("The text is nested too deep.", deep);
        }

        // One that came nowhere stands in a title, a definition that nobody uses, or what else is not shown.
        if (made.whole.Count != marks)
        {
            throw made.Beside(markdown);
        }

        return new(made.headline, made.html.ToString(), string.Join("\n\n", made.text) + "\n", made.blocks, made.links, made.refused);
    }

    private static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml();

        // Four blanks before a line are a slip of whoever wrote it, and no program.
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        return builder.Build();
    }

    private void Add(Block block, string indent)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Heading(heading, indent);
                break;
            case ParagraphBlock { Inline: { } inline }:
                Paragraph(inline, indent);
                break;
            case ListBlock list:
                List(list, indent);
                break;
            case ThematicBreakBlock:
                html.Append("<hr style=\"border:0;border-top:1px solid #e7e2da;margin:16px 0\">");
                text.Add(indent + "--");
                break;
            case QuoteBlock quote:
                html.Append("<div style=\"margin:0 0 12px;padding-left:12px;border-left:3px solid #e7e2da\">");
                foreach (var child in quote)
                {
                    Add(child, indent + "> ");
                }

                html.Append("</div>");
                break;
            case LeafBlock { Lines.Count: > 0 } code:
                NoMark(code.Lines.ToString());
                html.Paragraph(MailText.Escape(code.Lines.ToString()));
                text.Add(indent + MailText.OneLine(code.Lines.ToString()));
                break;
        }
    }

    private void Heading(HeadingBlock heading, string indent)
    {
        var (marked, plain) = Words(heading.Inline);
        if (headline.Length == 0)
        {
            headline = MailText.OneLine(WithoutLinks(plain));
        }

        html.Append(heading.Level == 1 ? "<h1 style=\"margin:0 0 16px;font-size:22px" : "<h2 style=\"margin:20px 0 8px;font-size:17px")
            .Append(";line-height:1.3;color:#2b2723\">")
            .Append(marked)
            .Append(heading.Level == 1 ? "</h1>" : "</h2>");
        text.Add(indent + Written(plain));
    }

    private void Paragraph(ContainerInline inline, string indent)
    {
        if (inline.FirstChild == inline.LastChild && inline.FirstChild is LiteralInline literal && NameIn(literal) is { } name)
        {
            var block = model.Blocks[name];
            blocks.Add(name);
            html.Append(block.Html);
            if (block.Text.Length > 0)
            {
                text.Add(indent + block.Text);
            }
        }
        else if (
            inline.FirstChild == inline.LastChild
            && inline.FirstChild is LinkInline { IsImage: false } link
            && GoalOf(link.Url, link.Reference ?? (object)link) is { } goal
        )
        {
            Button(link, goal, indent);
        }
        else if (Words(inline) is { Text.Length: > 0 } words)
        {
            html.Paragraph(words.Html);
            text.Add(indent + Written(words.Text).Replace("\n", "\n" + indent, StringComparison.Ordinal));
        }
    }

    // A link that stands alone is what the paragraph is for.
    private void Button(LinkInline link, Goal goal, string indent)
    {
        var words = Words(link);
        if (goal.Address is { } address)
        {
            html.Button(address, WithoutMark(words.Text, address));
        }
        else
        {
            html.Paragraph(words.Text == goal.Written ? words.Html : $"{words.Html}: {MailText.Escape(Hidden)}");
        }

        text.Add(indent + Written(words.Text == goal.Written ? goal.Written : $"{words.Text}: {goal.Written}"));
    }

    private void List(ListBlock list, string indent)
    {
        var tag = list.IsOrdered ? "ol" : "ul";
        html.Append('<')
            .Append(tag)
            .Append(" style=\"margin:0 0 12px;padding-inline-start:20px;font-size:15px;line-height:1.5;color:#2b2723\">");
        var lines = new List<string>();
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            html.Append("<li>");
            var before = text.Count;
            foreach (var child in item)
            {
                if (
                    child is ParagraphBlock { Inline: { } inline }
                    && !inline.Any(one => one is LiteralInline literal && NameIn(literal) is not null)
                )
                {
                    var words = Words(inline);
                    html.Append(words.Html);
                    text.Add(Written(words.Text));
                }
                else
                {
                    Add(child, string.Empty);
                }
            }

            html.Append("</li>");
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            lines.Add(indent + mark + string.Join("\n", text.Skip(before)).Replace("\n", "\n" + indent + "  ", StringComparison.Ordinal));
            text.RemoveRange(before, text.Count - before);
        }

        html.Append("</").Append(tag).Append('>');
        text.Add(string.Join("\n", lines));
    }

    private string? NameIn(LiteralInline literal) =>
        literal.Content.ToString() is [Open, .. var name, Close] && model.Blocks.ContainsKey(name) ? name : null;

    /// <summary>Words within a line, in both forms.</summary>
    private (string Html, string Text) Words(ContainerInline? inline)
    {
        var (marked, plain) = (new StringBuilder(), new StringBuilder());
        for (var one = inline?.FirstChild; one is not null; one = one.NextSibling)
        {
            Word(one, marked, plain);
        }

        return (marked.ToString().Trim(), plain.ToString().Trim());
    }

    private void Word(Inline one, StringBuilder marked, StringBuilder plain)
    {
        switch (one)
        {
            case EmphasisInline emphasis:
                var (within, said) = Words(emphasis);
                var tag = emphasis.DelimiterCount >= 2 ? "strong" : "em";
                marked.Append('<').Append(tag).Append('>').Append(within).Append("</").Append(tag).Append('>');
                plain.Append(said);
                break;
            case LinkInline { IsImage: false } link:
                Link(Words(link), link.Url, link.Reference ?? (object)link, marked, plain);
                break;
            case LinkInline picture:
                refused.Add($"a picture ({picture.Url}): mails load nothing from outside");
                Say(Words(picture).Text, marked, plain);
                break;
            case AutolinkInline address:
                var to = address.IsEmail ? "mailto:" + address.Url : address.Url;
                Link((MailText.Escape(address.Url), address.Url), to, address, marked, plain);
                break;
            case LineBreakInline:
                marked.Append("<br>");
                plain.Append('\n');
                break;
            case CodeInline code:
                Say(code.Content, marked, plain);
                break;
            case HtmlEntityInline entity:
                Say(entity.Transcoded.ToString(), marked, plain);
                break;
            case LiteralInline { Parent: LinkInline { IsImage: false } link } literal when IsItself(literal, link):
                whole.Add(literal);
                marked.Append(MailText.Escape(model.Links[NameOf(link.Url!)!] ?? Hidden));
                plain.Append(link.Url);
                break;
            case LiteralInline literal:
                Say(literal.Content.ToString(), marked, plain);
                break;
            case ContainerInline others:
                var (html, text) = Words(others);
                marked.Append(html);
                plain.Append(text);
                break;
        }
    }

    private void Link((string Html, string Text) words, string? to, object of, StringBuilder marked, StringBuilder plain)
    {
        if (GoalOf(to, of) is not { } goal)
        {
            marked.Append(words.Html);
            plain.Append(words.Text);
            return;
        }

        if (goal.Address is { } address)
        {
            marked
                .Append("<a href=\"")
                .Append(MailText.Escape(address))
                .Append("\" style=\"color:#2b2723\">")
                .Append(words.Html)
                .Append("</a>");
        }
        else
        {
            marked.Append(words.Text == goal.Written ? words.Html : $"{words.Html} {MailText.Escape(Hidden)}");
        }

        plain.Append(words.Text == goal.Written ? goal.Written : $"{words.Text} ({goal.Written})");
    }

    private static string? Allowed(string? to) =>
        to is not null
        && !to.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Schemes.Any(scheme => to.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            ? to
            : null;

    // Marks of blocks have no meaning within a line. Blanks at the ends belong to the words beside.
    private void Say(string said, StringBuilder marked, StringBuilder plain)
    {
        NoMark(said);
        var clean = said.Replace(Open, ' ').Replace(Close, ' ');
        marked.Append(MailText.EscapeWithin(clean));
        plain.Append(MailText.Unbroken(clean));
    }
}
