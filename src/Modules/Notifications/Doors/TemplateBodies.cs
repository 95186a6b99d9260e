// What the routes of mail templates take and answer, as JSON.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Notifications;

/// <summary>A variable that a template may use.</summary>
/// <param name="Kind">
/// text, flag, list, link: the whole address of a link and nothing else, or block: what the shop makes as a whole.
/// </param>
/// <param name="Required">Why it cannot be left out; null where it can.</param>
public sealed record TemplateVariableBody(
    string Name,
    [OneOf("text", "flag", "list", "link", "block")] string Kind,
    string Description,
    string? Required
);

/// <summary>The words of one mail in one language.</summary>
/// <param name="Version">Rises with each change; 0 where nobody has ever changed it. The ETag is the same.</param>
/// <param name="Changed">Whether they are other words than those of the program.</param>
/// <param name="Fault">Why a mail could not be written with them and went with the program's words; null where that never happened.</param>
public sealed record MailTemplateBody(
    string Name,
    [OneOf("en", "de")] string Language,
    string Subject,
    string Body,
    long Version,
    bool Changed,
    DateTimeOffset? UpdatedAt,
    string? UpdatedBy,
    string? Fault,
    DateTimeOffset? FaultAt
)
{
    internal static MailTemplateBody Of(string name, string language, KeptTemplate? kept)
    {
        var words = kept?.Words ?? TemplateText.Default(name, language);
        return new(
            name,
            language,
            words.Subject,
            words.Body,
            kept?.Version ?? 0,
            kept?.Words is not null,
            kept is { Version: > 0 } ? MailSummary.Time(kept.AtMs) : null,
            kept is { Version: > 0 } ? kept.By : null,
            kept?.Fault,
            kept?.FaultMs is { } at ? MailSummary.Time(at) : null
        );
    }
}

/// <summary>A mail that can be written otherwise.</summary>
/// <param name="Kind">Whether the recipient has to have it, or is only reminded.</param>
/// <param name="OwnersOnly">Whether owners alone change its words: mails about accounts.</param>
/// <param name="Languages">Its words in each language.</param>
public sealed record MailTemplateRow(
    string Name,
    [OneOf("transactional", "reminder")] string Kind,
    bool OwnersOnly,
    IReadOnlyList<MailTemplateBody> Languages,
    IReadOnlyList<TemplateVariableBody> Variables
)
{
    internal static MailTemplateRow Of(string name, IReadOnlyList<KeptTemplate> kept) =>
        new(
            name,
            MailKinds.Of(name) == MailKind.Reminder ? "reminder" : "transactional",
            AccountLetter.Knows(name),
            [
                .. Contracts.Languages.Offered.Select(language =>
                    MailTemplateBody.Of(name, language, kept.FirstOrDefault(one => one.Name == name && one.Language == language))
                ),
            ],
            [.. TemplateVariables.Of(name).Select(one => new TemplateVariableBody(one.Name, one.Kind, one.Description, one.Required))]
        );
}

/// <summary>All mails.</summary>
/// <param name="Filters">The filters of Liquid that can be used.</param>
public sealed record MailTemplateList(IReadOnlyList<MailTemplateRow> Items, IReadOnlyList<string> Filters);

/// <summary>Words to put in force.</summary>
/// <param name="Subject">Liquid, one line.</param>
/// <param name="Body">Liquid that gives Markdown.</param>
public sealed record MailTemplateInput(string Subject, string Body)
{
    internal Outcome<TemplateText> Checked() =>
        new Check()
            .Required("subject", Subject)
            .Required("body", Body)
            .That(
                (Subject?.Length ?? 0) <= TemplateText.SubjectCharsMax,
                "subject",
                $"has at most {TemplateText.SubjectCharsMax} characters"
            )
            .That((Body?.Length ?? 0) <= TemplateText.BodyCharsMax, "body", $"has at most {TemplateText.BodyCharsMax} characters")
            .Refused
            is { } refused
            ? refused
            : new TemplateText(Subject!.Trim(), Body!.ReplaceLineEndings("\n").Trim() + "\n");
}

/// <summary>Words to look at.</summary>
/// <param name="OrderId">An order that a mail was written about; null for a sample.</param>
public sealed record MailPreviewInput(string Subject, string Body, string? OrderId = null);

/// <summary>A mail as it would be. The HTML has no scripts and loads nothing; show it in a sandboxed frame all the same.</summary>
public sealed record MailPreviewBody(string Subject, string Text, string Html);

/// <summary>A version of before.</summary>
/// <param name="Subject">Null where it was the way back to the program's words.</param>
/// <param name="Body">Likewise.</param>
public sealed record MailTemplateVersionBody(long Version, string? Subject, string? Body, string By, DateTimeOffset At);
