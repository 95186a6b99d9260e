// What a template may say of a mail: values, lists and blocks by name, and nothing else.
using System.Diagnostics.CodeAnalysis;
using Fluid.Values;

namespace Cartwright.Notifications;

/// <summary>
/// The variables of one mail. Values are text, flags and lists of such groups: no object of the program is among them, so that a template
/// has nowhere to go beyond its model.
/// </summary>
public sealed class LetterModel
{
    private readonly Dictionary<string, object?> roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MailBlock> blocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> links = new(StringComparer.Ordinal);

    /// <param name="pen">With what it is written.</param>
    /// <param name="name">Whom the mail greets; null or empty for nobody by name.</param>
    public LetterModel(MailPen pen, string? name)
    {
        Pen = pen;
        Add("shop", ("name", pen.Face.Name));
        Add("customer", ("name", string.IsNullOrWhiteSpace(name) ? null : name));
        roots["greeting"] = Plain(
            string.IsNullOrWhiteSpace(name)
                ? pen.Language.Say("greeting_nobody")
                : pen.Language.Say("greeting", ("name", MailText.OneLine(name)))
        );
    }

    public MailPen Pen { get; }

    /// <summary>The values by their first names.</summary>
    public IReadOnlyDictionary<string, object?> Roots => roots;

    /// <summary>The blocks by their names.</summary>
    public IReadOnlyDictionary<string, MailBlock> Blocks => blocks;

    /// <summary>
    /// The recipient's own links by name, <c>account.link</c>; null: there is one, and it must not be seen here. No template ever has such
    /// an address in hand: it writes a mark, and <see cref="MailMarkup"/> knows the one place where the address may stand for it.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Links => links;

    /// <summary>A group of values: text, null, a flag, a <see cref="LetterLink"/>, or a list of <see cref="Group"/>.</summary>
    public void Add(string root, params (string Name, object? Value)[] values)
    {
        var group = Group(values);
        foreach (var (name, value) in values)
        {
            if (value is LetterLink link)
            {
                links[$"{root}.{name}"] = link.Address;
                group[name] = new StringValue(MailMarkup.MarkOf($"{root}.{name}"), encode: false);
            }
        }

        roots[root] = group;
    }

    /// <summary>What stands as a whole.</summary>
    public void Add(string name, MailBlock block) => blocks[name] = block;

    /// <summary>A group within a list.</summary>
    public static Dictionary<string, object?> Group(params (string Name, object? Value)[] values) =>
        values.ToDictionary(one => one.Name, one => one.Value is string text ? Plain(text) : one.Value, StringComparer.Ordinal);

    // One line, and without the marks by which blocks and links are found again.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Plain(string? text) => text is null ? null : MailMarkup.Unmarked(MailText.OneLine(text)).Trim();
}

/// <summary>A link that opens something for the recipient of a mail alone.</summary>
/// <param name="Address">Null where it must not be seen: a sentence that says so stands for it.</param>
internal sealed record LetterLink(string? Address);
