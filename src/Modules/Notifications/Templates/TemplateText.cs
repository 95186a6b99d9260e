// A mail's words as they are kept and edited: subject and body in Liquid; what the body gives is Markdown.
namespace Cartwright.Notifications;

/// <summary>The words of one mail in one language.</summary>
/// <param name="Subject">Liquid, one line.</param>
/// <param name="Body">Liquid that gives Markdown: headings, paragraphs, lists, bold, links. HTML in it is shown as text.</param>
public sealed record TemplateText(string Subject, string Body)
{
    /// <summary>Characters of a subject as it is kept.</summary>
    public const int SubjectCharsMax = 300;

    /// <summary>Characters of a body as it is kept: ten pages.</summary>
    public const int BodyCharsMax = 20_000;

    private const string Between = "\n---\n";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, TemplateText> Read = new(StringComparer.Ordinal);

    /// <summary>The words that come with the program.</summary>
    public static TemplateText Default(string name, string language) =>
        Read.GetOrAdd(
            $"{language}/{name}.liquid",
            static path =>
            {
                var text = MailWords.Read(path);
                var at = text.IndexOf(Between, StringComparison.Ordinal);
                return new(text[..at].Trim(), text[(at + Between.Length)..].Trim() + "\n");
            }
        );
}

/// <summary>A template could not be rendered, or what it gave is no mail.</summary>
public sealed class TemplateFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The variable of a link that stands where it could lead elsewhere; null for other faults.</summary>
    public string? Link { get; init; }
}

/// <summary>What is wrong with a template, for whoever wrote it.</summary>
/// <param name="Part">subject or body.</param>
/// <param name="Line">From 1; 0 where it is the whole that lacks something.</param>
/// <param name="Column">From 1, in characters; 0 likewise.</param>
/// <param name="Detail">What is wrong and what is expected.</param>
public sealed record TemplateFlaw(string Part, int Line, int Column, string Detail);
