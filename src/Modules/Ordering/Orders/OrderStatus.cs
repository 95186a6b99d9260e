// How an order stands: the one function that makes status, payment and fulfilment of what has happened.
namespace Cartwright.Ordering;

/// <summary>What has become of an order as a whole; within <see cref="Paid"/> its vendors' parts say more.</summary>
internal enum Phase
{
    Pending,
    Paid,
    Failed,
    Cancelled,
    Returned,
}

internal static class Phases
{
    /// <summary>An order that came back by line is still one that was paid: what came back stands in its returns.</summary>
    public static Phase Of(Order order) =>
        order.Status switch
        {
            Status.Pending => Phase.Pending,
            Status.PaymentFailed => Phase.Failed,
            Status.Cancelled => Phase.Cancelled,
            Status.Returned => order.AfterSaleSoFar.Returns.Any(one => one.Status == Return.Refunded) ? Phase.Paid : Phase.Returned,
            _ => Phase.Paid,
        };
}

/// <summary>The three words for an order.</summary>
/// <param name="Payment">
/// pending, action_required, awaiting, authorized, partially_captured, captured, partially_refunded, refunded, failed, cancelled.
/// </param>
/// <param name="Fulfilment">
/// unfulfilled, processing, partially_shipped, shipped, delivered, partially_returned, returned, cancelled.
/// </param>
public sealed record OrderStatus(string Status, string Payment, string Fulfilment)
{
    /// <summary>Everything there is to say about the order.</summary>
    public static OrderStatus Of(Order order)
    {
        var phase = Phases.Of(order);
        return new(StatusOf(phase, order), PaymentOf(phase, order), FulfilmentOf(phase, order));
    }

    /// <summary>The order's status.</summary>
    internal static string StatusOf(Phase phase, Order order) =>
        phase switch
        {
            Phase.Pending => Ordering.Status.Pending,
            Phase.Failed => Ordering.Status.PaymentFailed,
            Phase.Cancelled => Ordering.Status.Cancelled,
            Phase.Returned => Ordering.Status.Returned,
            _ => AllBack(order) ? Ordering.Status.Returned : Part.StatusOf(order),
        };

    private static string PaymentOf(Phase phase, Order order) =>
        phase switch
        {
            Phase.Pending => order.AfterSaleSoFar.Action?.State ?? "pending",
            Phase.Failed => "failed",
            Phase.Cancelled => order.Captured() > 0 ? "refunded" : "cancelled",
            Phase.Returned => "refunded",
            _ when order.IsHeld() && order.Captured() == 0 => order.Held() > 0 ? "authorized" : "pending",
            _ when order.Refunded() is var back && back > 0 => back == order.Captured() ? "refunded" : "partially_refunded",
            _ when order.Outstanding() > 0 => "partially_captured",
            _ => "captured",
        };

    private static string FulfilmentOf(Phase phase, Order order)
    {
        if (phase is Phase.Cancelled or Phase.Failed)
        {
            return "cancelled";
        }

        if (phase == Phase.Returned || AllBack(order))
        {
            return "returned";
        }

        return order.AfterSaleSoFar.Returns.Any(one => one.Status is Return.Received or Return.Refunded) ? "partially_returned"
            : phase == Phase.Pending || Part.StatusOf(order) == Ordering.Status.Confirmed ? "unfulfilled"
            : Part.StatusOf(order);
    }

    /// <summary>Whether every unit came back by line and is paid back.</summary>
    internal static bool AllBack(Order order) =>
        order.AfterSale is { Returns.Count: > 0 } && order.Terms.Lines.All(line => order.Returned(line.ProductId) == line.Quantity);
}
