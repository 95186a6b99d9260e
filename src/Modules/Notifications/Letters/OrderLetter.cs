// Writes the mail about an order: subject, plain text, and HTML that every mail program shows (tables, inline styles, nothing from
// outside).
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail, without clock, disk or network.</summary>
public static class OrderLetter
{
    /// <summary>More lines are summed up in one: an order may have 200, and some mail programs cut long mails.</summary>
    public const int LinesShownMax = 100;

    internal const string LinkIsYours = "Whoever has this link can see the order and withdraw from it: keep it to yourself.";

    private const string Cell = "padding:8px 0;border-bottom:1px solid #e7e2da;font-size:15px;line-height:1.4;color:#2b2723";

    /// <param name="notification">What it is about.</param>
    /// <param name="link">Opens the order's page, or null.</param>
    public static Letter Write(OrderNotification notification, string? link = null)
    {
        var order = notification.Order;
        var wording = Wording.Of(notification);
        var number = ShortId(order.OrderId);
        var reason = wording.TellsReason && !string.IsNullOrWhiteSpace(order.Reason) ? OneLine(order.Reason) : null;
        var parcels = Parcels(notification);
        return new(
            Subject(notification),
            Text(order, wording, number, reason, parcels, link),
            Html(order, wording, number, reason, parcels, link)
        );
    }

    /// <summary>
    /// Each parcel in a line: with whom it goes, under which number, and what is in it. Where no parcels are told, a tracking number alone.
    /// </summary>
    private static List<(string Label, string Words)> Parcels(OrderNotification notification)
    {
        var parcels = new List<(string Label, string Words)>();
        foreach (var parcel in notification.Parcels ?? [])
        {
            var with = string.Join(
                ' ',
                new[] { parcel.Carrier, parcel.TrackingNumber }
                    .Where(word => !string.IsNullOrWhiteSpace(word))
                    .Select(word => OneLine(word!))
            );
            var lines = string.Join(
                ", ",
                parcel
                    .Lines.Take(LinesShownMax)
                    .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} x {OneLine(line.ProductName)}"))
            );
            parcels.Add(
                (string.Create(CultureInfo.InvariantCulture, $"Parcel {parcel.Number}"), with.Length == 0 ? lines : $"{with} ({lines})")
            );
        }

        if (parcels.Count == 0 && !string.IsNullOrWhiteSpace(notification.TrackingNumber))
        {
            parcels.Add(("Tracking number", OneLine(notification.TrackingNumber)));
        }

        parcels.AddRange(Promised(notification));
        return parcels;
    }

    /// <summary>When it arrives, or where and from when on it is fetched, as long as that is still to come.</summary>
    private static IEnumerable<(string Label, string Words)> Promised(OrderNotification notification)
    {
        if (
            notification.Order.Delivery is not { } promised
            || notification.Template is not ("confirmed" or "processing" or "partially_shipped" or "shipped")
        )
        {
            yield break;
        }

        var days =
            promised.From is not { } from ? null
            : promised.To is { } to && to != from ? $"{Day(from)} to {Day(to)}"
            : Day(from);
        if (promised.PickupPoint is { } point)
        {
            yield return ("To be fetched at", OneLine(point));
            if (promised.Hours is { } hours)
            {
                yield return ("Open", OneLine(hours));
            }

            if (days is not null)
            {
                yield return ("Ready from", days);
            }
        }
        else if (days is not null)
        {
            yield return ("Expected", promised.Carrier is { } carrier ? $"{days}, with {OneLine(carrier)}" : days);
        }
    }

    private static string Day(DateOnly day) => day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The subject alone, which the mailbox lists before anybody opens the mail.</summary>
    public static string Subject(OrderNotification notification) =>
        notification.Withdrawn is not null
            ? WithdrawalLetter.Subject(notification)
            : $"Order {ShortId(notification.Order.OrderId)} {Wording.Of(notification.Template).Subject}";

    private static string Text(
        OrderFacts order,
        Wording wording,
        string number,
        string? reason,
        List<(string Label, string Words)> parcels,
        string? link
    )
    {
        var text = new StringBuilder(1_024);
        text.Append(Greeting(order.Name)).Append("\n\n").Append(wording.Headline).Append('\n').Append(wording.Lead).Append('\n');
        if (reason is not null)
        {
            text.Append("Reason: ").Append(reason).Append('\n');
        }

        foreach (var (label, words) in parcels)
        {
            text.Append(label).Append(": ").Append(words).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"\nOrder {number} ({OneLine(order.OrderId)}), placed on {Day(order.CreatedUnixMs)}\n\n");
        foreach (var line in order.Lines.Take(LinesShownMax))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {line.Quantity} x {OneLine(line.ProductName)} at {Amount(line.UnitPrice, order.Currency)}: {Amount(Gross(line), order.Currency)}\n"
            );
        }

        if (order.Lines.Count > LinesShownMax)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {order.Lines.Count - LinesShownMax} more lines\n");
        }

        text.Append('\n');
        foreach (var (label, amount) in Totals(order))
        {
            text.Append("  ").Append(label).Append(": ").Append(amount).Append('\n');
        }

        if (link is not null)
        {
            text.Append("\nSee your order, on any device: ").Append(link).Append('\n').Append(LinkIsYours).Append('\n');
        }

        return text.Append("\nThe shop\n").ToString();
    }

    private static string Html(
        OrderFacts order,
        Wording wording,
        string number,
        string? reason,
        List<(string Label, string Words)> parcels,
        string? link
    )
    {
        var body = new StringBuilder(4_096);
        Paragraph(body, Escape(Greeting(order.Name)));
        Paragraph(body, Escape(wording.Lead));
        if (reason is not null)
        {
            Paragraph(body, "<strong>Reason:</strong> " + Escape(reason));
        }

        foreach (var (label, words) in parcels)
        {
            Paragraph(body, $"<strong>{Escape(label)}:</strong> {Escape(words)}");
        }

        body.Append("<p style=\"margin:24px 0 4px;font-size:13px;color:#6f675e\">Order <strong>")
            .Append(Escape(number))
            .Append("</strong>, placed on ")
            .Append(Escape(Day(order.CreatedUnixMs)))
            .Append("<br>")
            .Append(Escape(order.OrderId))
            .Append("</p>")
            .Append(
                "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;border-top:1px solid #e7e2da\">"
            );
        foreach (var line in order.Lines.Take(LinesShownMax))
        {
            Row(
                body,
                $"{Escape(line.ProductName)}<br><span style=\"color:#6f675e;font-size:13px\">{line.Quantity.ToString(CultureInfo.InvariantCulture)} &times; {Escape(Amount(line.UnitPrice, order.Currency))}</span>",
                Escape(Amount(Gross(line), order.Currency)),
                Cell
            );
        }

        if (order.Lines.Count > LinesShownMax)
        {
            Row(
                body,
                string.Create(CultureInfo.InvariantCulture, $"and {order.Lines.Count - LinesShownMax} more lines"),
                string.Empty,
                Cell
            );
        }

        body.Append(
            "</table><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;margin-top:8px\">"
        );
        foreach (var (label, amount) in Totals(order))
        {
            Row(
                body,
                label,
                Escape(amount),
                "padding:3px 0;font-size:15px;color:#2b2723" + (label == "Total" ? ";font-weight:bold" : string.Empty)
            );
        }

        body.Append("</table>");
        if (link is not null)
        {
            Button(body, link, "See your order");
            Paragraph(body, $"<span style=\"font-size:13px;color:#6f675e\">{Escape(LinkIsYours)}</span>");
        }

        return Frame(wording.Headline, body.ToString());
    }

    /// <summary>The outer form that all HTML mails share. The headline is escaped here, the body is HTML already.</summary>
    internal static string Frame(string headline, string body) =>
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>"
        + Escape(headline)
        + "</title></head><body style=\"margin:0;padding:24px 12px;background:#f6f3ee;font-family:Helvetica,Arial,sans-serif\">"
        + "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">"
        + "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px;background:#ffffff;border:1px solid #e7e2da;border-radius:8px\"><tr><td style=\"padding:28px\">"
        + "<h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3;color:#2b2723\">"
        + Escape(headline)
        + "</h1>"
        + body
        + "</td></tr></table></td></tr></table></body></html>";

    internal static void Paragraph(StringBuilder html, string inner) =>
        html.Append("<p style=\"margin:0 0 12px;font-size:15px;line-height:1.5;color:#2b2723\">").Append(inner).Append("</p>");

    internal static void Button(StringBuilder html, string link, string words) =>
        Paragraph(
            html,
            $"<a href=\"{Escape(link)}\" style=\"display:inline-block;margin-top:16px;padding:10px 18px;background:#2b2723;color:#ffffff;border-radius:6px;text-decoration:none\">{Escape(words)}</a>"
        );

    internal static string Greeting(string? name) => string.IsNullOrWhiteSpace(name) ? "Hello," : $"Hello {OneLine(name)},";

    private static void Row(StringBuilder html, string left, string right, string style) =>
        html.Append("<tr><td style=\"")
            .Append(style)
            .Append("\">")
            .Append(left)
            .Append("</td><td align=\"right\" valign=\"top\" style=\"")
            .Append(style)
            .Append("\">")
            .Append(right)
            .Append("</td></tr>");

    private static IEnumerable<(string Label, string Amount)> Totals(OrderFacts order)
    {
        if (order.Currency.Length == 0)
        {
            // A program outside told nothing of amounts.
            yield break;
        }

        yield return ("Subtotal", Amount(order.Subtotal, order.Currency));
        if (order.Discount != 0)
        {
            yield return ("Discount", Amount(-order.Discount, order.Currency));
        }

        yield return ("Shipping", order.Shipping == 0 ? "free" : Amount(order.Shipping, order.Currency));

        if (order.Taxes is { } taxes)
        {
            foreach (var tax in taxes.Where(tax => !tax.Included && tax.Milli > 0))
            {
                yield return ($"Tax ({Percent(tax)})", Amount(tax.Amount, order.Currency));
            }

            yield return ("Total", Amount(order.Total, order.Currency));
            foreach (var tax in taxes.Where(tax => tax.Included && tax.Milli > 0))
            {
                yield return ($"Tax included ({Percent(tax)})", Amount(tax.Amount, order.Currency));
            }

            foreach (var kind in taxes.Where(tax => tax.Milli == 0).Select(tax => tax.Kind).Distinct())
            {
                yield return (NoTax(kind), Amount(0, order.Currency));
            }

            yield break;
        }

        // Where prices include the tax it is no part of the sum; then it is told after the total.
        var added = order.Subtotal - order.Discount + order.Shipping + order.Tax == order.Total;
        if (order.Tax != 0 && added)
        {
            yield return ("Tax", Amount(order.Tax, order.Currency));
        }

        yield return ("Total", Amount(order.Total, order.Currency));
        if (order.Tax != 0 && !added)
        {
            yield return ("Tax included", Amount(order.Tax, order.Currency));
        }
    }

    private static string Percent(OrderTaxFacts tax) => (tax.Milli / 1000m).ToString("0.### '%'", CultureInfo.InvariantCulture);

    // Article 226 of Directive 2006/112/EC wants the words where the customer owes the tax.
    private static string NoTax(string? kind) =>
        kind switch
        {
            "reverse_charge" => "No tax: reverse charge, the buyer owes it",
            "export" => "No tax: export",
            "zero_rated" => "Tax (0 %)",
            _ => "No tax: exempt",
        };

    private static long Gross(OrderLineFacts line) => checked(line.UnitPrice * line.Quantity);

    private static string Day(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
