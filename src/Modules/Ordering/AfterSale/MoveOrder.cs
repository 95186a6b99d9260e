// People move orders: the shopper and the shop cancel, the shop moves along. Vendors are in MoveParts.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The slices behind cancel and the shop's PATCH call.</summary>
public sealed class MoveOrder(OrderStore store, OrderChanges changes, SendPaid sending, [Steady] TimeProvider clock)
{
    /// <summary>
    /// How long an answer waits for money and stock to be where the decision wants them. The decision is durable before that; waiting
    /// spares the caller from looking at stock that has not come back yet.
    /// </summary>
    private static readonly TimeSpan GivenBackWithin = TimeSpan.FromSeconds(2);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Cancels before processing begins. Repeating answers the cancelled order and does nothing.</summary>
    public ValueTask<Outcome<Order>> Cancel(string orderId, string? reason, Actor actor, CancellationToken cancel) =>
        AndGiveBack(
            orderId,
            order => order.Status == Status.Cancelled ? order : order.MoveTo(Status.Cancelled, actor, reason, Now),
            cancel
        );

    /// <summary>Any legal move, at a version if one is given.</summary>
    /// <param name="unpaid">Whether goods leave although their money could not be taken.</param>
    public ValueTask<Outcome<Order>> Move(
        string orderId,
        string to,
        string? reason,
        long? version,
        Actor actor,
        CancellationToken cancel,
        bool unpaid = false
    ) =>
        to == Status.Shipped
            ? sending.Send(orderId, version, order => order.MoveTo(to, actor, reason, Now), actor, unpaid, cancel)
            : AndGiveBack(orderId, order => At(order, version, seen => seen.MoveTo(to, actor, reason, Now)), cancel);

    /// <summary>A vendor's own part.</summary>
    public ValueTask<Outcome<Order>> MovePart(
        string orderId,
        string vendorId,
        string to,
        string? carrier,
        string? trackingNumber,
        Actor actor
    ) =>
        sending.Send(
            orderId,
            null,
            order => order.MovePart(vendorId, to, carrier, trackingNumber, actor, Now),
            actor,
            unpaid: false,
            CancellationToken.None
        );

    /// <summary>Only as somebody has seen it, where they say which version that was.</summary>
    public static Outcome<Order> At(Order order, long? version, Func<Order, Outcome<Order>> decide) =>
        version is { } given && given != order.Version ? Conditional.VersionMismatch(order.Version) : decide(order);

    /// <summary>A decision, and a moment for what other modules have to do about it.</summary>
    internal async ValueTask<Outcome<Order>> AndGiveBack(string orderId, Func<Order, Outcome<Order>> decide, CancellationToken cancel)
    {
        using var watch = changes.Open(orderId);
        var moved = await store.Change(orderId, decide);
        if (!moved.Is(out var order, out var refused))
        {
            return refused;
        }

        var until = clock.GetUtcNow() + GivenBackWithin;
        while (order.HasWork && order.Checkout.State != CheckoutState.Paying && until - clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            await watch.Next(left, clock, cancel);
            order = await store.Get(orderId) ?? order;
        }

        return order;
    }
}
