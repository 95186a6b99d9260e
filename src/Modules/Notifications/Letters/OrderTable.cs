// The goods of an order and what they come to, as a table.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

internal static class OrderTable
{
    private const string Table =
        "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;";

    public static MailBlock Of(OrderFacts order, MailLanguage say)
    {
        var placed = say.Say("order_placed", ("number", ShortId(order.OrderId)), ("date", say.Date(order.CreatedUnixMs)));
        var text = new StringBuilder(1_024).Append(placed).Append(" (").Append(OneLine(order.OrderId)).Append(")\n\n");
        var html = new StringBuilder(2_048)
            .Append("<p style=\"margin:24px 0 4px;font-size:13px;color:#6f675e\"><strong>")
            .Append(Escape(placed))
            .Append("</strong><br>")
            .Append(Escape(order.OrderId))
            .Append("</p>")
            .Append(Table)
            .Append("border-top:1px solid #e7e2da\">");
        foreach (var line in order.Lines.Take(OrderLetter.LinesShownMax))
        {
            var (units, price, amount) = (
                line.Quantity.ToString(CultureInfo.InvariantCulture),
                say.Amount(line.UnitPrice, order.Currency),
                say.Amount(Gross(line), order.Currency)
            );
            text.Append("  ")
                .Append(say.Say("line", ("quantity", units), ("name", OneLine(line.ProductName)), ("price", price), ("amount", amount)))
                .Append('\n');
            html.Row(
                $"{Escape(line.ProductName)}<br>{MailFrame.SmallWords($"{units} &times; {Escape(price)}")}",
                Escape(amount),
                MailFrame.Cell
            );
        }

        if (order.Lines.Count > OrderLetter.LinesShownMax)
        {
            var more = say.Count("more_lines", order.Lines.Count - OrderLetter.LinesShownMax);
            text.Append("  ").Append(more).Append('\n');
            html.Row(Escape(more), string.Empty, MailFrame.Cell);
        }

        html.Append("</table>").Append(Table).Append("margin-top:8px;margin-bottom:16px\">");
        text.Append('\n');
        var total = say.Say("total");
        foreach (var (label, amount) in Totals(order, say))
        {
            text.Append("  ").Append(label).Append(": ").Append(amount).Append('\n');
            html.Row(
                Escape(label),
                Escape(amount),
                "padding:3px 0;font-size:15px;color:#2b2723" + (label == total ? ";font-weight:bold" : string.Empty)
            );
        }

        return new(html.Append("</table>").ToString(), text.ToString().TrimEnd());
    }

    /// <summary>Before the discount.</summary>
    public static long Gross(OrderLineFacts line) => checked(line.UnitPrice * line.Quantity);

    private static IEnumerable<(string Label, string Amount)> Totals(OrderFacts order, MailLanguage say)
    {
        if (order.Currency.Length == 0)
        {
            // A program outside told nothing of amounts.
            yield break;
        }

        yield return (say.Say("subtotal"), Amount(order.Subtotal));
        if (order.Discount != 0)
        {
            yield return (say.Say("discount"), Amount(-order.Discount));
        }

        yield return (say.Say("shipping"), order.Shipping == 0 ? say.Say("shipping_free") : Amount(order.Shipping));
        if (order.Taxes is { } taxes)
        {
            foreach (var tax in taxes.Where(tax => !tax.Included && tax.Milli > 0))
            {
                yield return (say.Say("tax_rate", ("rate", say.Percent(tax.Milli))), Amount(tax.Amount));
            }

            yield return (say.Say("total"), Amount(order.Total));
            foreach (var tax in taxes.Where(tax => tax.Included && tax.Milli > 0))
            {
                yield return (say.Say("tax_included_rate", ("rate", say.Percent(tax.Milli))), Amount(tax.Amount));
            }

            foreach (var kind in taxes.Where(tax => tax.Milli == 0).Select(tax => tax.Kind).Distinct())
            {
                yield return (say.Say(NoTax(kind)), Amount(0));
            }

            yield break;
        }

        // Where prices include the tax it is no part of the sum; then it is told after the total.
        var added = order.Subtotal - order.Discount + order.Shipping + order.Tax == order.Total;
        if (order.Tax != 0 && added)
        {
            yield return (say.Say("tax"), Amount(order.Tax));
        }

        yield return (say.Say("total"), Amount(order.Total));
        if (order.Tax != 0 && !added)
        {
            yield return (say.Say("tax_included"), Amount(order.Tax));
        }

        string Amount(long minor) => say.Amount(minor, order.Currency);
    }

    // Article 226 of Directive 2006/112/EC wants the words where the customer owes the tax.
    private static string NoTax(string? kind) =>
        kind switch
        {
            "reverse_charge" => "no_tax_reverse_charge",
            "export" => "no_tax_export",
            "zero_rated" => "tax_zero",
            _ => "no_tax_exempt",
        };
}
