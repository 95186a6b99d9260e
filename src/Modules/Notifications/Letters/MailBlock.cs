// What stands in a mail as a whole and is not the template's to write: tables, buttons, receipts. Their HTML is made here alone.
using System.Text;

namespace Cartwright.Notifications;

/// <summary>The same in HTML and as plain text; both empty where there is nothing to tell.</summary>
public sealed record MailBlock(string Html, string Text)
{
    public static MailBlock Empty { get; } = new(string.Empty, string.Empty);
}

/// <summary>The outer form of HTML mails, for every mail program: tables, inline styles, nothing from outside.</summary>
internal static class MailFrame
{
    internal const string Cell = "padding:8px 0;border-bottom:1px solid #e7e2da;font-size:15px;line-height:1.4;color:#2b2723";
    private const string Small = "font-size:13px;color:#6f675e";

    /// <param name="headline">Is escaped here.</param>
    /// <param name="body">Is HTML already.</param>
    public static string Whole(MailPen pen, string headline, string body)
    {
        var html = new StringBuilder(body.Length + 2_048)
            .Append("<!DOCTYPE html><html lang=\"")
            .Append(pen.Language.Code)
            .Append("\" dir=\"")
            .Append(pen.Language.Direction)
            .Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(MailText.Escape(headline))
            .Append(
                "</title></head><body style=\"margin:0;padding:24px 12px;background:#f6f3ee;font-family:Helvetica,Arial,sans-serif\">"
                    + "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">"
                    + "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px;background:#ffffff;border:1px solid #e7e2da;border-radius:8px;text-align:start\"><tr><td style=\"padding:28px\">"
            )
            .Append(body)
            .Append("<p style=\"margin:24px 0 0;")
            .Append(Small)
            .Append("\">")
            .Append(MailText.Escape(pen.Face.Name));
        foreach (var line in Footer(pen))
        {
            html.Append("<br>").Append(MailText.Escape(line));
        }

        return html.Append("</p></td></tr></table></td></tr></table></body></html>").ToString();
    }

    /// <summary>The lines below every mail.</summary>
    public static IEnumerable<string> Footer(MailPen pen) =>
        pen.Face.Footer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <param name="inner">Is HTML already.</param>
    public static StringBuilder Paragraph(this StringBuilder html, string inner) =>
        html.Append("<p style=\"margin:0 0 12px;font-size:15px;line-height:1.5;color:#2b2723\">").Append(inner).Append("</p>");

    public static StringBuilder Button(this StringBuilder html, string link, string words) =>
        html.Paragraph(
            $"<a href=\"{MailText.Escape(link)}\" style=\"display:inline-block;padding:10px 18px;background:#2b2723;color:#ffffff;border-radius:6px;text-decoration:none\">{MailText.Escape(words)}</a>"
        );

    public static string SmallWords(string inner) => $"<span style=\"{Small}\">{inner}</span>";

    /// <summary>A row of a table with two columns; both are HTML already.</summary>
    public static StringBuilder Row(this StringBuilder html, string left, string right, string style) =>
        html.Append("<tr><td dir=\"auto\" style=\"")
            .Append(style)
            .Append("\">")
            .Append(left)
            .Append("</td><td align=\"right\" valign=\"top\" style=\"")
            .Append(style)
            .Append("\">")
            .Append(right)
            .Append("</td></tr>");
}
