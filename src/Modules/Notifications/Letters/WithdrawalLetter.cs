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
    private const string Headline = "We have your withdrawal.";
    private const string Keep = "Keep this mail: it is your receipt.";

    /// <summary>The subject alone, which the mailbox lists before anybody opens the mail.</summary>
    public static string Subject(OrderNotification notification) =>
        $"Receipt of your withdrawal from order {ShortId(notification.OrderId)}";

    /// <param name="notification">With what was withdrawn.</param>
    /// <param name="link">Opens the order's page, or null.</param>
    public static Letter Write(OrderNotification notification, string? link)
    {
        var withdrawn = notification.Withdrawn!;
        var greeting = OrderLetter.Greeting(withdrawn.Name);
        var lines = withdrawn.Lines.Take(OrderLetter.LinesShownMax).Select(Line).ToList();
        if (withdrawn.Lines.Count > lines.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {withdrawn.Lines.Count - lines.Count} more lines"));
        }

        (string Label, string Words)[] statement =
        [
            ("Declared by", OneLine(withdrawn.Name)),
            ("Received on", Moment(withdrawn.AtUnixMs)),
            (
                "Contract",
                $"Order {ShortId(notification.OrderId)} ({OneLine(notification.OrderId)}), placed on {Moment(notification.Order.CreatedUnixMs)}"
            ),
            ("Withdrawn from", withdrawn.Everything ? "the whole contract, as far as it could be" : "these parts of it"),
        ];
        var next = Next(notification.Order, withdrawn);

        var text = new StringBuilder(1_024).Append(greeting).Append("\n\n").Append(Headline).Append(' ').Append(Keep).Append("\n\n");
        var html = new StringBuilder(2_048);
        OrderLetter.Paragraph(html, Escape(greeting));
        OrderLetter.Paragraph(html, Escape(Keep));
        foreach (var (label, words) in statement)
        {
            text.Append(label).Append(": ").Append(words).Append('\n');
            OrderLetter.Paragraph(html, $"<strong>{Escape(label)}:</strong> {Escape(words)}");
        }

        html.Append("<ul style=\"margin:0 0 16px;padding-left:20px;font-size:15px;line-height:1.5;color:#2b2723\">");
        foreach (var line in lines)
        {
            text.Append("  ").Append(line).Append('\n');
            html.Append("<li>").Append(Escape(line)).Append("</li>");
        }

        html.Append("</ul>");
        text.Append("\nWhat follows\n");
        OrderLetter.Paragraph(html, "<strong>What follows</strong>");
        foreach (var sentence in next)
        {
            text.Append(sentence).Append('\n');
            OrderLetter.Paragraph(html, Escape(sentence));
        }

        if (link is not null)
        {
            text.Append("\nSee your order, on any device: ").Append(link).Append('\n').Append(OrderLetter.LinkIsYours).Append('\n');
            OrderLetter.Button(html, link, "See your order");
            OrderLetter.Paragraph(html, $"<span style=\"font-size:13px;color:#6f675e\">{Escape(OrderLetter.LinkIsYours)}</span>");
        }

        text.Append("\nThe shop\n");
        return new(Subject(notification), text.ToString(), OrderLetter.Frame(Headline, html.ToString()));
    }

    private static IEnumerable<string> Next(OrderFacts order, WithdrawalFacts withdrawn)
    {
        if (!withdrawn.Priced)
        {
            yield return "Your order was just being changed. Your withdrawal is carried out right after that; the order's page shows what goes back.";
        }

        if (withdrawn.BackNow > 0)
        {
            yield return $"{Amount(withdrawn.BackNow, order.Currency)} goes back now, the way you paid.";
        }
        else if (withdrawn.Priced && withdrawn.BackLater == 0)
        {
            yield return "Nothing had been paid for it, so that nothing is owed. A payment that was just under way goes back the way it came.";
        }

        if (withdrawn.Lines.Any(line => line.ToSendBack > 0))
        {
            yield return "Send back what you have received within 14 days from today.";
            yield return $"{(withdrawn.Priced ? Amount(withdrawn.BackLater, order.Currency) : "The money for them")} goes back the way you paid, when the goods are here or you have shown that you sent them, whichever is earlier: give the parcel's number on the order's page.";
        }
    }

    private static string Line(WithdrawnLineFacts line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} x {OneLine(line.ProductName)}")
        + (
            line.ToSendBack == 0 ? string.Empty
            : line.ToSendBack == line.Quantity ? " (to be sent back)"
            : string.Create(CultureInfo.InvariantCulture, $" ({line.ToSendBack} to be sent back)")
        );

    private static string Moment(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("d MMMM yyyy 'at' HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
