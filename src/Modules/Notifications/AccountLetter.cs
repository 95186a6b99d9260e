// Writes the mails about an account's password: the link to set a new one, and the word that it was changed.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event and its opened link to the mail, without clock, disk or network.</summary>
public static class AccountLetter
{
    /// <summary>The wording of the link to set a new password.</summary>
    public const string Reset = "password_reset";

    /// <summary>The wording of the word that it was changed.</summary>
    public const string Changed = "password_changed";

    /// <summary>The wording of the last word: that the account is erased.</summary>
    public const string Erased = "account_erased";

    // What stands in place of the link wherever a mail is shown to others than its recipient.
    private const string Hidden = "(The link stands in the mail itself and is shown to nobody else.)";

    public static bool Knows(string template) => AccountWording.Of(template) is not null;

    /// <summary>The subject alone, which the mailbox lists before anybody opens the mail.</summary>
    public static string Subject(string template) => Words(template).Subject;

    /// <param name="asked">The event.</param>
    /// <param name="link">Opened; null where it must not be seen.</param>
    public static Letter Write(AccountNotification asked, string? link)
    {
        var greeting = OrderLetter.Greeting(asked.Name);
        var (_, headline, said, ask, button, last) = Words(asked.Template);
        var lead = said.Replace("{when}", Moment(asked.AtUnixMs), StringComparison.Ordinal);
        var text = new StringBuilder()
            .Append(greeting)
            .Append("\n\n")
            .Append(lead)
            .Append("\n\n")
            .Append(ask)
            .Append('\n')
            .Append(link is null ? Hidden : OneLine(link))
            .Append("\n\n")
            .Append(last)
            .Append("\n\nThe shop\n");
        var html = new StringBuilder();
        OrderLetter.Paragraph(html, Escape(greeting));
        OrderLetter.Paragraph(html, Escape(lead));
        OrderLetter.Paragraph(html, Escape(ask));
        OrderLetter.Paragraph(
            html,
            link is null
                ? Escape(Hidden)
                : $"<a href=\"{Escape(link)}\" style=\"display:inline-block;padding:10px 18px;background:#2b2723;color:#ffffff;border-radius:6px;text-decoration:none\">{Escape(button)}</a>"
        );
        OrderLetter.Paragraph(html, Escape(last));
        return new(Subject(asked.Template), text.ToString(), OrderLetter.Frame(headline, html.ToString()));
    }

    private static AccountWording Words(string template) =>
        AccountWording.Of(template) ?? throw new InvalidOperationException($"Nobody has written the mail '{template}'.");

    private static string Moment(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
