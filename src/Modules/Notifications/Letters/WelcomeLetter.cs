// Writes the mail that greets a new account.
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail.</summary>
public static class WelcomeLetter
{
    /// <summary>The subject of every welcome.</summary>
    public const string Subject = "Welcome to the shop";

    private const string Headline = "Welcome to the shop.";
    private const string Lead = "Your account is ready. Your orders, your address and your cart are now kept for you on every device.";
    private const string NotYou = "If it was not you who signed up, simply ignore this mail.";

    public static Letter Write(UserFacts user)
    {
        var greeting = OrderLetter.Greeting(user.Name);
        var html = new StringBuilder();
        OrderLetter.Paragraph(html, Escape(greeting));
        OrderLetter.Paragraph(html, Escape(Lead));
        OrderLetter.Paragraph(html, Escape(NotYou));
        return new(Subject, $"{greeting}\n\n{Headline}\n{Lead}\n\n{NotYou}\n\nThe shop\n", OrderLetter.Frame(Headline, html.ToString()));
    }
}
