// Writes the receipt of a withdrawal: what was declared, by whom and when, and what follows. It is the acknowledgement on a durable medium
// of Directive 2011/83/EU, article 11a (4).
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail, without clock, disk or network.</summary>
public static class WithdrawalLetter
{
    /// <param name="notification">With what was withdrawn.</param>
    /// <param name="link">Opens the order's page, or null.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(OrderNotification notification, string? link, MailPen? pen = null) =>
        Letter.Of(OrderNotification.Withdrawal, Model(notification, link, pen ?? MailPen.Plain));

    /// <summary>What the template may say.</summary>
    internal static LetterModel Model(OrderNotification notification, string? link, MailPen pen)
    {
        var withdrawn = notification.Withdrawn!;
        var say = pen.Language;
        var model = new LetterModel(pen, withdrawn.Name);
        model.Add("order", ("number", ShortId(notification.OrderId)));
        model.Add("withdrawal", ("name", withdrawn.Name), ("received", say.ExactMoment(withdrawn.AtUnixMs)));
        model.Add("withdrawal_statement", Statement(notification, withdrawn, say));
        model.Add("withdrawal_follows", Follows(notification.Order, withdrawn, say));
        model.Add("order_link", OrderLetter.LinkTo(link, say));
        return model;
    }

    private static MailBlock Statement(OrderNotification notification, WithdrawalFacts withdrawn, MailLanguage say)
    {
        (string Label, string Words)[] statement =
        [
            (say.Say("withdrawal_by"), OneLine(withdrawn.Name)),
            (say.Say("withdrawal_received"), say.ExactMoment(withdrawn.AtUnixMs)),
            (
                say.Say("withdrawal_contract"),
                say.Say(
                    "withdrawal_contract_words",
                    ("number", ShortId(notification.OrderId)),
                    ("id", OneLine(notification.OrderId)),
                    ("when", say.ExactMoment(notification.Order.CreatedUnixMs))
                )
            ),
            (say.Say("withdrawal_from"), say.Say(withdrawn.Everything ? "withdrawal_whole" : "withdrawal_parts")),
        ];
        var (text, html) = (new StringBuilder(1_024), new StringBuilder(2_048));
        foreach (var (label, words) in statement)
        {
            text.Append(label).Append(": ").Append(words).Append('\n');
            html.Paragraph($"<strong>{Escape(label)}:</strong> {Escape(words)}");
        }

        var lines = withdrawn.Lines.Take(OrderLetter.LinesShownMax).Select(line => Line(line, say)).ToList();
        if (withdrawn.Lines.Count > lines.Count)
        {
            lines.Add(say.Count("more_lines", withdrawn.Lines.Count - lines.Count));
        }

        html.Append("<ul style=\"margin:0 0 16px;padding-inline-start:20px;font-size:15px;line-height:1.5;color:#2b2723\">");
        foreach (var line in lines)
        {
            text.Append("  ").Append(line).Append('\n');
            html.Append("<li>").Append(Escape(line)).Append("</li>");
        }

        return new(html.Append("</ul>").ToString(), text.ToString().TrimEnd());
    }

    private static MailBlock Follows(OrderFacts order, WithdrawalFacts withdrawn, MailLanguage say)
    {
        var title = say.Say("withdrawal_follows");
        var html = new StringBuilder().Paragraph($"<strong>{Escape(title)}</strong>");
        var text = new StringBuilder(title).Append('\n');
        foreach (var sentence in Next(order, withdrawn, say))
        {
            html.Paragraph(Escape(sentence));
            text.Append(sentence).Append('\n');
        }

        return new(html.ToString(), text.ToString().TrimEnd());
    }

    private static IEnumerable<string> Next(OrderFacts order, WithdrawalFacts withdrawn, MailLanguage say)
    {
        if (!withdrawn.Priced)
        {
            yield return say.Say("withdrawal_later");
        }

        if (withdrawn.BackNow > 0)
        {
            yield return say.Say("withdrawal_now", ("amount", say.Amount(withdrawn.BackNow, order.Currency)));
        }
        else if (withdrawn.Priced && withdrawn.BackLater == 0)
        {
            yield return say.Say("withdrawal_nothing");
        }

        if (withdrawn.Lines.Any(line => line.ToSendBack > 0))
        {
            yield return say.Say("withdrawal_send");
            yield return say.Say(
                "withdrawal_then",
                ("amount", withdrawn.Priced ? say.Amount(withdrawn.BackLater, order.Currency) : say.Say("withdrawal_the_money"))
            );
        }
    }

    private static string Line(WithdrawnLineFacts line, MailLanguage say)
    {
        var units = say.Say(
            "units",
            ("quantity", line.Quantity.ToString(CultureInfo.InvariantCulture)),
            ("name", OneLine(line.ProductName))
        );
        return line.ToSendBack == 0 ? units
            : line.ToSendBack == line.Quantity ? say.Say("withdrawal_back", ("units", units))
            : say.Say("withdrawal_back_some", ("units", units), ("count", line.ToSendBack.ToString(CultureInfo.InvariantCulture)));
    }
}
