// From events to facts. Every effect may come twice or late: each order event fills in its own part, and the parts may come in any order.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>The effects of events.</summary>
public static class KeepFacts
{
    public static ValueTask Moved(Transaction tx, OrderFacts order) => FactStore.PutOrder(tx, order, null, null);

    public static ValueTask Confirmed(Transaction tx, OrderFacts order) => FactStore.PutOrder(tx, order, order.AtUnixMs, null);

    /// <summary>
    /// Cancelled or returned: a refund, if the order was ever confirmed. What came back line by line was told as refunds before.
    /// </summary>
    public static ValueTask Refunded(Transaction tx, OrderFacts order) =>
        FactStore.PutOrder(tx, order, null, order.ByLine is true ? null : order.AtUnixMs);

    /// <summary>
    /// Money for goods that came back or were edited out counts with their net; what is left of the amount, when it is for no goods, is
    /// goodwill.
    /// </summary>
    public static ValueTask PaidBack(Transaction tx, OrderRefundFacts refund) =>
        refund.Kind switch
        {
            // The goods of an edit are told by the edit itself.
            "edit" => ValueTask.CompletedTask,
            "goodwill" => FactStore.PutMovement(
                tx,
                refund.OrderId,
                "refund:" + refund.RefundId,
                "goodwill",
                refund.AtUnixMs,
                [new(refund.VendorId ?? string.Empty, string.Empty, string.Empty, 0, refund.Amount, 0)]
            ),
            _ => CameBack(tx, refund),
        };

    private static async ValueTask CameBack(Transaction tx, OrderRefundFacts refund)
    {
        await FactStore.PutMovement(
            tx,
            refund.OrderId,
            "refund:" + refund.RefundId,
            "refund",
            refund.AtUnixMs,
            [.. refund.Lines.Select(line => new MovedLine(line.VendorId, line.ProductId, line.ProductName, line.Quantity, line.Net, 0))]
        );
        await FactStore.CountAgain(tx, refund.OrderId);
    }

    /// <summary>
    /// An edit is a sale of what it adds and gives back what it takes out, at its own time. A dearer or cheaper line of as many units is
    /// one of no units.
    /// </summary>
    public static async ValueTask Edited(Transaction tx, OrderEditFacts edit)
    {
        var order = edit.Order;
        await FactStore.PutOrder(tx, order, null, null);
        var now = order.Lines.ToDictionary(line => line.ProductId, StringComparer.Ordinal);
        var before = edit.Before.ToDictionary(line => line.ProductId, StringComparer.Ordinal);
        List<MovedLine> more = [],
            less = [];
        foreach (var productId in before.Keys.Union(now.Keys, StringComparer.Ordinal))
        {
            var (was, became) = (before.GetValueOrDefault(productId), now.GetValueOrDefault(productId));
            var line = (became ?? was)!;
            var (units, net) = (Units(became) - Units(was), Net(became) - Net(was));
            if (units > 0 || (units == 0 && net > 0))
            {
                more.Add(
                    new(line.VendorId, productId, line.ProductName, units, Gross(became) - Gross(was), Discount(became) - Discount(was))
                );
            }
            else if (units < 0 || net < 0)
            {
                less.Add(
                    new(line.VendorId, productId, line.ProductName, -units, Gross(was) - Gross(became), Discount(was) - Discount(became))
                );
            }
        }

        await FactStore.PutMovement(tx, order.OrderId, $"edit:{order.Sequence}:more", "sale", order.AtUnixMs, more);
        await FactStore.PutMovement(tx, order.OrderId, $"edit:{order.Sequence}:less", "refund", order.AtUnixMs, less);
    }

    /// <summary>The effect of an event about an order, told again.</summary>
    public static ValueTask OfOrder(Transaction tx, string topic, string data) =>
        topic switch
        {
            Topics.OrderPlaced or Topics.OrderStatusChanged => Moved(tx, Read<OrderFacts>(data)),
            Topics.OrderConfirmed => Confirmed(tx, Read<OrderFacts>(data)),
            Topics.OrderCancelled or Topics.OrderReturned => Refunded(tx, Read<OrderFacts>(data)),
            Topics.OrderRefunded => PaidBack(tx, Read<OrderRefundFacts>(data)),
            Topics.OrderEdited => Edited(tx, Read<OrderEditFacts>(data)),
            _ => ValueTask.CompletedTask,
        };

    /// <summary>Whether a change of a cart is news for its life: most add to a cart that has begun already.</summary>
    public static bool MattersToLife(CartFacts cart) => cart.Began || cart.Change is "created" or "checked_out" or "expired" or "restored";

    /// <summary>
    /// Follows the life of a user's carts: one begins with the first change after the last was bought or expired. News that is older
    /// than what was counted changes nothing; several events of one version say the same.
    /// </summary>
    public static async ValueTask Cart(Transaction tx, CartFacts cart)
    {
        long? itemsMs = cart.Items > 0 ? cart.AtUnixMs : null;
        switch (cart.Change)
        {
            case "checked_out":
                await FactStore.BuyCart(tx, cart.UserId, cart.Version, cart.AtUnixMs);
                if (cart.Began)
                {
                    await FactStore.OpenRest(tx, cart.UserId, cart.Version, cart.AtUnixMs);
                }

                break;
            case "expired":
                await FactStore.CloseCart(tx, cart.UserId, cart.Version, cart.AtUnixMs, itemsMs);
                break;

            // A failed order puts its lines back: it is the same cart that goes on.
            case "restored" when await FactStore.ReopenCart(tx, cart.UserId, cart.Version, itemsMs):
                break;
            default:
                await FactStore.OpenCart(tx, cart.UserId, cart.Version, cart.AtUnixMs, itemsMs);
                break;
        }
    }

    public static ValueTask Abandoned(Transaction tx, CartFacts cart) => FactStore.Abandon(tx, cart.UserId, cart.AtUnixMs);

    public static ValueTask Registered(Transaction tx, UserFacts user) => FactStore.AddUser(tx, user.UserId, user.AtUnixMs);

    private static T Read<T>(string data) =>
        JsonSerializer.Deserialize<T>(data, Event.Json) ?? throw new JsonException("An event of an order has no data.");

    private static long Units(OrderLineFacts? line) => line?.Quantity ?? 0;

    private static long Gross(OrderLineFacts? line) => line is null ? 0 : checked(line.UnitPrice * line.Quantity);

    private static long Discount(OrderLineFacts? line) => line?.Discount ?? 0;

    private static long Net(OrderLineFacts? line) => Gross(line) - Discount(line);
}
