// Writes the mail that reminds of a cart left behind.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail, without clock, disk or network.</summary>
public static class CartLetter
{
    /// <summary>The name of the wording.</summary>
    public const string Template = "cart_reminder";

    /// <summary>The subject of every reminder.</summary>
    public const string Subject = "Your cart is waiting";

    private const string Headline = "You left something in your cart.";
    private const string Lead = "It is all still there. Nothing is reserved, so prices and stock may change.";
    private const string Ask = "Open the cart again:";
    private const string NotYou = "The link opens this cart only. If it was not you who filled it, simply ignore this mail.";

    private const string Stop = "You do not want such reminders?";

    /// <param name="cart">The event.</param>
    /// <param name="stop">The page on which reminders end, or null where it must not be seen.</param>
    public static Letter Write(CartReminder cart, string? stop = null)
    {
        var greeting = OrderLetter.Greeting(cart.Name);
        var text = new StringBuilder().Append(greeting).Append("\n\n").Append(Headline).Append('\n').Append(Lead).Append("\n\n");
        var html = new StringBuilder();
        OrderLetter.Paragraph(html, Escape(greeting));
        OrderLetter.Paragraph(html, Escape(Lead));
        foreach (var line in cart.Lines)
        {
            var units = string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Quantity} x {OneLine(line.ProductName)} at {Amount(line.UnitPrice, cart.Currency)}"
            );
            text.Append("  ").Append(units).Append('\n');
            OrderLetter.Paragraph(html, Escape(units));
        }

        var total = "Together: " + Amount(cart.Subtotal, cart.Currency);
        text.Append("  ")
            .Append(total)
            .Append("\n\n")
            .Append(Ask)
            .Append('\n')
            .Append(OneLine(cart.Link))
            .Append("\n\n")
            .Append(NotYou)
            .Append(stop is null ? string.Empty : $"\n\n{Stop} {OneLine(stop)}")
            .Append("\n\nThe shop\n");
        OrderLetter.Paragraph(html, "<strong>" + Escape(total) + "</strong>");

        // The shop's own address, from its configuration; still escaped like any other text.
        OrderLetter.Paragraph(
            html,
            $"<a href=\"{Escape(cart.Link)}\" style=\"display:inline-block;padding:10px 18px;background:#2b2723;color:#ffffff;border-radius:6px;text-decoration:none\">{Escape("Open the cart")}</a>"
        );
        OrderLetter.Paragraph(html, Escape(NotYou));
        if (stop is not null)
        {
            OrderLetter.Paragraph(
                html,
                $"<span style=\"font-size:13px;color:#6f675e\">{Escape(Stop)} <a href=\"{Escape(stop)}\" style=\"color:#6f675e\">Stop them</a></span>"
            );
        }

        return new(Subject, text.ToString(), OrderLetter.Frame(Headline, html.ToString()));
    }
}
