namespace Cartwright.Contracts;

/// <summary>What other programs may ask of Ordering.</summary>
public interface IOrdering
{
    /// <summary>Places an order from the user's cart. Repeating with the same request id answers the same order. Refusals: those of POST /api/orders.</summary>
    ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel);

    /// <summary>The order as it is now. Refused with <c>order_not_found</c>.</summary>
    ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel);
}
