// Writes the mail about an order: what its template may say of it, and the blocks that stand in it as a whole.
using System.Globalization;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail, without clock, disk or network.</summary>
public static class OrderLetter
{
    /// <summary>More lines are summed up in one: an order may have 200, and some mail programs cut long mails.</summary>
    public const int LinesShownMax = 100;

    /// <summary>The template of a parcel that leaves before the others.</summary>
    public const string PartiallyShipped = "partially_shipped";

    // A status that a newer part of the shop knows and this one does not is still told.
    private const string AnyOther = "order_news";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "confirmed",
        "payment_failed",
        "cancelled",
        "processing",
        PartiallyShipped,
        "shipped",
        "delivered",
        OrderNotification.HoldEnds,
        OrderNotification.Link,
        "returned",
    };

    /// <summary>The templates that have words of their own.</summary>
    public static IReadOnlyCollection<string> Templates => Known;

    public static bool Knows(string template) => Known.Contains(template);

    /// <param name="notification">What it is about.</param>
    /// <param name="link">Opens the order's page, or null.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(OrderNotification notification, string? link = null, MailPen? pen = null) =>
        notification.Withdrawn is not null
            ? WithdrawalLetter.Write(notification, link, pen)
            : Letter.Of(Knows(notification.Template) ? notification.Template : AnyOther, Model(notification, link, pen ?? MailPen.Plain));

    /// <summary>What the template may say.</summary>
    internal static LetterModel Model(OrderNotification notification, string? link, MailPen pen)
    {
        var (order, say, currency) = (notification.Order, pen.Language, notification.Order.Currency);
        var model = new LetterModel(pen, order.Name);
        model.Add(
            "order",
            ("number", ShortId(order.OrderId)),
            ("id", order.OrderId),
            ("date", say.Date(order.CreatedUnixMs)),
            ("status", OneLine(notification.Template).Replace('_', ' ')),
            ("total", Money(order.Total)),
            ("subtotal", Money(order.Subtotal)),
            ("shipping", order.Shipping == 0 ? say.Say("shipping_free") : Money(order.Shipping)),
            ("reason", Blank(order.Reason)),
            ("reserved", order.Reserved is > 0 and var reserved ? Money(reserved) : null),
            ("given_back", order.GivenBack is > 0 and var back ? Money(back) : null),
            ("nothing_owed", order.GivenBack == 0),
            ("tracking_number", Blank(notification.TrackingNumber)),
            (
                "lines",
                order
                    .Lines.Take(LinesShownMax)
                    .Select(line =>
                        LetterModel.Group(
                            ("name", line.ProductName),
                            ("quantity", line.Quantity.ToString(CultureInfo.InvariantCulture)),
                            ("price", Money(line.UnitPrice)),
                            ("amount", Money(OrderTable.Gross(line)))
                        )
                    )
                    .ToList()
            )
        );
        model.Add("order_table", OrderTable.Of(order, say));
        model.Add("order_link", LinkTo(link, say));
        model.Add("parcels", OrderParcels.Of(notification, say));
        return model;

        // A program outside may tell nothing of amounts.
        string? Money(long minor) => currency.Length == 0 ? null : say.Amount(minor, currency);
    }

    /// <summary>The button that opens an order, with its word of care; nothing where there is no link.</summary>
    internal static MailBlock LinkTo(string? link, MailLanguage say)
    {
        if (link is null)
        {
            return MailBlock.Empty;
        }

        var yours = say.Say("order_link_yours");
        return new(
            new System.Text.StringBuilder().Button(link, say.Say("order_button")).Paragraph(MailFrame.SmallWords(Escape(yours))).ToString(),
            say.Say("order_any_device", ("link", link)) + "\n" + yours
        );
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
