// Writes the mail that reminds of a cart left behind.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail, without clock, disk or network.</summary>
public static class CartLetter
{
    /// <summary>The name of the template.</summary>
    public const string Template = "cart_reminder";

    /// <param name="cart">The event.</param>
    /// <param name="stop">The page on which reminders end, or null where it must not be seen.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(CartReminder cart, string? stop = null, MailPen? pen = null) =>
        Letter.Of(Template, Model(cart, stop, pen ?? MailPen.Plain));

    /// <summary>What the template may say.</summary>
    internal static LetterModel Model(CartReminder cart, string? stop, MailPen pen)
    {
        var say = pen.Language;
        var model = new LetterModel(pen, cart.Name);
        model.Add(
            "cart",
            ("total", say.Amount(cart.Subtotal, cart.Currency)),
            ("link", string.IsNullOrEmpty(cart.Link) ? null : new LetterLink(cart.Link)),
            (
                "lines",
                cart.Lines.Select(line =>
                        LetterModel.Group(
                            ("name", line.ProductName),
                            ("quantity", line.Quantity.ToString(CultureInfo.InvariantCulture)),
                            ("price", say.Amount(line.UnitPrice, cart.Currency))
                        )
                    )
                    .ToList()
            )
        );
        model.Add("cart_table", Table(cart, say));
        model.Add("stop_reminders", Stop(stop, say));
        return model;
    }

    private static MailBlock Table(CartReminder cart, MailLanguage say)
    {
        var (html, text) = (new StringBuilder(), new StringBuilder());
        foreach (var line in cart.Lines)
        {
            var units = say.Say(
                "units_at",
                ("quantity", line.Quantity.ToString(CultureInfo.InvariantCulture)),
                ("name", OneLine(line.ProductName)),
                ("price", say.Amount(line.UnitPrice, cart.Currency))
            );
            html.Paragraph(Escape(units));
            text.Append("  ").Append(units).Append('\n');
        }

        var total = say.Say("together", ("amount", say.Amount(cart.Subtotal, cart.Currency)));
        return new(html.Paragraph($"<strong>{Escape(total)}</strong>").ToString(), text.Append("  ").Append(total).ToString());
    }

    private static MailBlock Stop(string? stop, MailLanguage say)
    {
        if (stop is null)
        {
            return MailBlock.Empty;
        }

        var ask = say.Say("stop_ask");
        var link = $"<a href=\"{Escape(stop)}\" style=\"color:#6f675e\">{Escape(say.Say("stop_button"))}</a>";
        return new(new StringBuilder().Paragraph(MailFrame.SmallWords($"{Escape(ask)} {link}")).ToString(), $"{ask} {OneLine(stop)}");
    }
}
