// What other programs may ask of Ordering, answered by the same slices as the HTTP routes.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <inheritdoc/>
public sealed class OrderingContract(PlaceOrder placing, OrderStore store) : IOrdering
{
    /// <inheritdoc/>
    public async ValueTask<Outcome<Contracts.Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel)
    {
        var asked = new Placement(
            request.UserId, IsGuest: false, NullIfEmpty(request.Email), PostalAddress.From(request.ShippingAddress), request.ShippingMethod, request.PaymentToken, NullIfEmpty(request.CouponCode),
            ExpectedMajor: null, request.HasExpectedTotalMinor ? request.ExpectedTotalMinor : null, NullIfEmpty(request.RequestId));
        return (await placing.Place(asked, cancel)).Is(out var placed, out var refused) ? await GetOrder(new() { OrderId = placed.OrderId }, cancel) : refused;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<Contracts.Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) =>
        await store.Get(request.OrderId) is { } order ? Told(order) : OrderStore.NotFound;

    /// <inheritdoc/>
    public ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel) => throw new NotSupportedException();

    private static Contracts.Order Told(Order order)
    {
        var terms = order.Terms;
        return new()
        {
            OrderId = order.Id, UserId = order.UserId, Status = order.Status, Currency = terms.Currency, CreatedUnixMs = order.CreatedMs,
            SubtotalMinor = terms.Subtotal, DiscountMinor = terms.Discount, ShippingMinor = terms.Shipping, TaxMinor = terms.Tax, TotalMinor = terms.Total,
            Lines =
            {
                terms.Lines.Select(line => new OrderLine
                {
                    ProductId = line.ProductId, ProductName = line.ProductName, VendorId = line.VendorId, Quantity = line.Quantity,
                    UnitPriceMinor = line.UnitPrice, DiscountMinor = line.Discount, TaxMinor = line.Tax,
                }),
            },
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
