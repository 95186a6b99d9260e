// What the mail routes answer, as JSON.
using Cartwright.Web;

namespace Cartwright.Notifications;

/// <summary>A mail in a list.</summary>
/// <param name="Status">queued, sending, sent or failed. Without SMTP a mail is sent when it is in the mailbox.</param>
public sealed record MailSummary(
    string MailId,
    string To,
    string Subject,
    string Template,
    string? OrderId,
    [OneOf("queued", "sending", "sent", "failed")] string Status,
    int Tries,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt
)
{
    internal static MailSummary Of(MailRow row) =>
        new(
            row.MailId,
            row.To,
            row.Subject,
            row.Template,
            row.OrderId,
            row.Status,
            row.Tries,
            row.Error,
            Time(row.CreatedMs),
            row.SentMs is { } sent ? Time(sent) : null
        );

    internal static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}

/// <summary>A mail with its two bodies. The HTML has no scripts and loads nothing; show it in a sandboxed frame all the same.</summary>
public sealed record MailBody(
    string MailId,
    string MessageId,
    string To,
    string Subject,
    string Template,
    string? OrderId,
    [OneOf("queued", "sending", "sent", "failed")] string Status,
    int Tries,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    string Text,
    string Html
)
{
    internal static MailBody Of(FullMail mail, Letter letter)
    {
        var row = MailSummary.Of(mail.Row);
        return new(
            row.MailId,
            mail.Row.MessageId,
            row.To,
            row.Subject,
            row.Template,
            row.OrderId,
            row.Status,
            row.Tries,
            row.Error,
            row.CreatedAt,
            row.SentAt,
            letter.Text,
            letter.Html
        );
    }
}
