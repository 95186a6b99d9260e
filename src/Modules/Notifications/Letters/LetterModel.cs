// What a template may say of a mail: values, lists and blocks by name, and nothing else.
using System.Diagnostics.CodeAnalysis;

namespace Cartwright.Notifications;

/// <summary>
/// The variables of one mail. Values are text, flags and lists of such groups: no object of the program is among them, so that a template
/// has nowhere to go beyond its model.
/// </summary>
public sealed class LetterModel
{
    /// <summary>What a link that must not be seen is written as; it is shown as a sentence that says so.</summary>
    public const string HiddenLink = "hidden:link";

    private readonly Dictionary<string, object?> roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MailBlock> blocks = new(StringComparer.Ordinal);

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

    /// <summary>A group of values: text, null, a flag, or a list of <see cref="Group"/>.</summary>
    public void Add(string root, params (string Name, object? Value)[] values) => roots[root] = Group(values);

    /// <summary>What stands as a whole.</summary>
    public void Add(string name, MailBlock block) => blocks[name] = block;

    /// <summary>A group within a list.</summary>
    public static Dictionary<string, object?> Group(params (string Name, object? Value)[] values) =>
        values.ToDictionary(one => one.Name, one => one.Value is string text ? Plain(text) : one.Value, StringComparer.Ordinal);

    // One line, and without the marks by which blocks are found again.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Plain(string? text) =>
        text is null ? null : MailText.OneLine(text).Replace(MailMarkup.Open, ' ').Replace(MailMarkup.Close, ' ').Trim();
}
