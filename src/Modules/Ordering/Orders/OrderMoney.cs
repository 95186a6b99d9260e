// What orders say was paid for them and paid back, for whoever compares it with the books of payments.
namespace Cartwright.Ordering;

/// <summary>What an order expects of the payments' book.</summary>
/// <param name="Payments">Each payment of it with the amount that was taken, minor units.</param>
/// <param name="Back">What has gone back of all of them together.</param>
public sealed record OrderMoney(string OrderId, string Currency, IReadOnlyList<(string PaymentId, long Amount)> Payments, long Back)
{
    /// <summary>What an order at rest expects; null while money is on its way.</summary>
    public static OrderMoney? Of(Order order) =>
        order.HasWork || Phases.Of(order) == Phase.Pending ? null
        : Phases.Of(order) == Phase.Failed ? new(order.Id, order.Terms.Currency, [], 0)
        : new(order.Id, order.Terms.Currency, [.. Refunding.Payments(order).Where(payment => payment.Amount > 0)], order.Refunded());
}
