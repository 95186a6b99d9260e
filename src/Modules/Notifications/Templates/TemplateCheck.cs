// Whether words may become a mail's: they close, say only what the mail has, keep what it must have, and make a mail of every sample.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

internal static class TemplateCheck
{
    private const string Subject = "subject";
    private const string Body = "body";

    // Where nothing at all is left.
    private const int FlawsMax = 20;

    /// <summary>The words with line ends as they are kept, and everything that is wrong with them.</summary>
    /// <param name="template">A template of <see cref="MailKinds"/>.</param>
    public static IReadOnlyList<TemplateFlaw> Flaws(string template, TemplateText words)
    {
        if (Length(words) is { } wrong)
        {
            return [wrong];
        }

        var variables = TemplateVariables.Of(template);
        var (subject, body) = (Look(Subject, words.Subject, variables), Look(Body, words.Body, variables));
        if (subject.Walk is null || body.Walk is null || subject.Flaws.Count + body.Flaws.Count > 0)
        {
            return [.. subject.Flaws.Concat(body.Flaws).Take(FlawsMax)];
        }

        if (
            variables.FirstOrDefault(one =>
                one.Kind is TemplateVariables.Block or TemplateVariables.Link && subject.Walk.Said.Contains(one.Name)
            ) is
            { } ofBody
        )
        {
            return [subject.Walk.At(ofBody.Name, $"'{ofBody.Name}' is a part of the body and cannot stand in a subject.")];
        }

        // A link is none in a subject, and a condition might be false for the one order that counts.
        var missing = variables
            .Where(one => one.Required is not null)
            .Where(one => !body.Walk.Always.Contains(one.Name) && !(IsShort(one) && subject.Walk.Always.Contains(one.Name)))
            .Select(one => new TemplateFlaw(
                Body,
                0,
                0,
                $"'{{{{ {one.Name} }}}}' is missing, or stands in a condition or loop: {one.Required}. Put it where it is in every mail."
            ))
            .ToList();
        return missing.Count > 0
            ? missing
            : [.. TemplateSamples.Models(template).SelectMany(model => Try(words, model, variables)).Distinct()];
    }

    /// <summary>The same as the refusal of a request; null where nothing is wrong.</summary>
    public static Refusal? Refused(IReadOnlyList<TemplateFlaw> flaws) =>
        flaws.Count == 0
            ? null
            : Refusal.Invalid("template_invalid", string.Join(' ', flaws.Select(Words))) with
            {
                Facts = new()
                {
                    ["flaws"] = new System.Text.Json.Nodes.JsonArray([
                        .. flaws.Select(flaw => new System.Text.Json.Nodes.JsonObject
                        {
                            ["part"] = flaw.Part,
                            ["line"] = flaw.Line,
                            ["column"] = flaw.Column,
                            ["detail"] = flaw.Detail,
                        }),
                    ]),
                },
            };

    private static string Words(TemplateFlaw flaw) =>
        flaw.Line == 0
            ? $"In the {flaw.Part}: {flaw.Detail}"
            : $"In the {flaw.Part}, line {flaw.Line}, column {flaw.Column}: {flaw.Detail}";

    private static bool IsShort(TemplateVariable one) => one.Name.EndsWith(".number", StringComparison.Ordinal);

    private static TemplateFlaw? Length(TemplateText words) =>
        words.Subject.Length is 0 or > TemplateText.SubjectCharsMax
            ? new(Subject, 1, 1, $"The subject has 1 to {TemplateText.SubjectCharsMax} characters.")
        : words.Subject.AsSpan().ContainsAny('\n', '\r')
            ? new(Subject, 1, words.Subject.AsSpan().IndexOfAny('\n', '\r') + 1, "A subject is one line.")
        : string.IsNullOrWhiteSpace(words.Body) || words.Body.Length > TemplateText.BodyCharsMax
            ? new(Body, 1, 1, $"The body has 1 to {TemplateText.BodyCharsMax} characters.")
        : null;

    private static (IReadOnlyList<TemplateFlaw> Flaws, TemplateWalk? Walk) Look(
        string part,
        string text,
        IReadOnlyList<TemplateVariable> variables
    )
    {
        var scan = new TemplateScan(part, text);
        if (scan.Flaws.Count > 0)
        {
            return (scan.Flaws, null);
        }

        if (TemplateLiquid.Parse(text, out var error) is not { } parsed)
        {
            return ([scan.Flaw(0, $"This cannot be read: {MailText.OneLine(error)}")], null);
        }

        var walk = new TemplateWalk(scan, variables);
        walk.Look(parsed);
        return (walk.Flaws, walk);
    }

    private static IEnumerable<TemplateFlaw> Try(TemplateText words, LetterModel model, IReadOnlyList<TemplateVariable> variables)
    {
        TemplateFlaw? wrong = null;
        IReadOnlyList<string> refused = [];
        try
        {
            _ = Letter.Render(words, model, variables);
            refused = MailMarkup.Of(TemplateLiquid.Body(words.Body, model), model).Refused;
        }
        catch (TemplateFault fault)
        {
            var scan = new TemplateScan(Body, words.Body);
            wrong = fault.Link is { } link ? scan.Flaw(scan.PlaceBeside(link), fault.Message) : new(Body, 0, 0, fault.Message);
        }

        return [.. refused.Select(one => new TemplateFlaw(Body, 0, 0, $"There is {one}.")), .. wrong is null ? [] : new[] { wrong }];
    }
}
