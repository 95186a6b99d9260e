// The withdrawal function: step one shows what a withdrawal would do, step two makes it binding. Nobody of the shop is asked.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>The slices behind the routes of withdrawal.</summary>
public sealed class WithdrawOrder(
    OrderStore store,
    MoveOrder moving,
    WithdrawalPeriod period,
    Rates rates,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What the decision needs to know beside the order.</summary>
    public WithdrawalGround GroundOf(Order order) =>
        new(period.DaysFor(order.Terms.Address.Country), period.EndsMs(order), StandardShipping(order), ids.Next());

    /// <summary>Why nobody can withdraw from the order now; null when they can.</summary>
    public Refusal? Refuses(Order order, WithdrawalGround ground) => order.WithdrawalRefused(ground, Now);

    /// <summary>Step one: the decision of <see cref="Confirm"/>, of which nothing is kept. The order is as it would be after it.</summary>
    public Outcome<Order> Draft(Order order, WithdrawalAsk ask) => order.Withdraw(ask, GroundOf(order), Actor.System, Now);

    /// <summary>
    /// Step two: binding from its commit on, and the same again for the same statement. Refused as <see cref="Withdrawing.Withdraw"/>, and
    /// with <c>order_not_found</c>, <c>order_busy</c>.
    /// </summary>
    public ValueTask<Outcome<Order>> Confirm(string orderId, WithdrawalAsk ask, Actor actor, CancellationToken cancel) =>
        moving.AndGiveBack(orderId, order => order.Withdraw(ask, GroundOf(order), actor, Now), cancel);

    /// <summary>Proof that the goods of a withdrawal were sent.</summary>
    public ValueTask<Outcome<Order>> Prove(string orderId, string returnId, string? carrier, string number, Actor actor) =>
        store.Change(orderId, order => order.ProveSending(returnId, carrier, number, actor, Now));

    /// <summary>
    /// As it was promised. Orders of before that was kept go by the table of today; where it does not know the currency, all of it goes
    /// back.
    /// </summary>
    private long StandardShipping(Order order) =>
        order.Terms.Delivery is { } promised ? promised.Standard ?? order.Terms.Shipping
        : order.Terms.ShippingMethod != Rates.Standard && rates.For(order.Terms.Currency).Is(out var rate, out _)
            ? Pricing.Shipping(Rates.Standard, order.Terms.Subtotal - order.Terms.Discount, rate)
        : order.Terms.Shipping;
}
