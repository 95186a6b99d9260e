// What the rest of the shop hears about an order. Each status event carries the sequence of its timeline entry.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class OrderEvents
{
    /// <summary>States about which the shopper gets a mail; the template has the state's name.</summary>
    private static readonly string[] Mailed =
        [Status.Confirmed, Status.PaymentFailed, Status.Cancelled, Status.Processing, Status.Shipped, Status.Delivered, Status.Returned];

    /// <summary>Publishes what an entry means to others; entries that moved no status mean nothing to them.</summary>
    public static async ValueTask Publish(Transaction tx, Order order, Entry entry)
    {
        if (entry.Type != "order." + entry.Status && entry.Type != "order.placed")
        {
            return;
        }

        var facts = Facts(order, entry);
        await tx.Publish(
            entry.Status switch
            {
                Status.Pending => Topics.OrderPlaced,
                Status.Confirmed => Topics.OrderConfirmed,
                Status.Cancelled => Topics.OrderCancelled,
                Status.Returned => Topics.OrderReturned,
                _ => Topics.OrderStatusChanged,
            },
            order.Id,
            facts);
        if (entry.Status == Status.Confirmed)
        {
            await tx.Publish(
                Topics.InventoryDeduction,
                order.Id,
                new InventoryDeduction(order.Id, [.. order.Terms.Lines.Select(line => new DeductionLine(line.ProductId, line.Quantity))]));
        }

        if (Mailed.Contains(entry.Status))
        {
            var tracking = order.Parts.LastOrDefault(part => part.TrackingNumber is not null)?.TrackingNumber;
            await tx.Publish(Topics.OrderNotification, order.Id, new OrderNotification(order.Id, entry.Status, order.Terms.Email, facts, tracking));
        }
    }

    private static OrderFacts Facts(Order order, Entry entry)
    {
        var terms = order.Terms;
        return new(
            order.Id, order.UserId, terms.Email, terms.Address.Name, entry.Status, order.Reason, terms.Currency,
            terms.Subtotal, terms.Discount, terms.Shipping, terms.Tax, terms.Total, terms.CouponCode,
            [.. terms.Lines.Select(line => new OrderLineFacts(line.ProductId, line.ProductName, line.VendorId, line.Category, line.Quantity, line.UnitPrice, line.Discount, line.Tax))],
            terms.Address.Country, order.CreatedMs, entry.AtMs, entry.Sequence);
    }
}
