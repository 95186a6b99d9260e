// Writes the mails about an account: the link to set a new password, and the word that something of it was changed.
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

    /// <summary>The wording of the word that a vendor's payouts go elsewhere now.</summary>
    public const string PayoutAccount = "payout_account_changed";

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
        if (asked.Template == PayoutAccount)
        {
            lead = lead.Replace("{payouts}", Payouts(asked), StringComparison.Ordinal);
        }

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

    // Who changed it, from what to what, and from when on it is paid to.
    private static string Payouts(AccountNotification asked)
    {
        var (before, after, by, until) = asked.Vendor is { } facts
            ? (facts.Before, facts.After, facts.By, facts.PayableUnixMs)
            : (string.Empty, string.Empty, string.Empty, null);
        return $"{(by == "admin" ? "The shop's staff changed" : "Somebody who sells for you changed")} it on {Moment(asked.AtUnixMs)}. "
            + $"Before: {(before.Length == 0 ? "none" : OneLine(before))}. Now: {OneLine(after)}. "
            + (
                until is { } untilMs
                    ? $"Nothing is paid to the new account before {Moment(untilMs)}, unless the shop confirms it with you."
                    : "Your next payout goes there."
            );
    }

    private static AccountWording Words(string template) =>
        AccountWording.Of(template) ?? throw new InvalidOperationException($"Nobody has written the mail '{template}'.");

    private static string Moment(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
