// Orders as the HTTP API shows them: money in major units beside its currency, times in UTC.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>One line of an order.</summary>
public sealed record OrderLineBody(
    string ProductId, string ProductName, string VendorId, long Quantity, decimal Price, decimal Subtotal, decimal Discount, decimal Tax, [OrderStatus] string Status);

/// <summary>How the payment stands: pending, captured, failed, cancelled or refunded.</summary>
public sealed record OrderPaymentBody([OneOf("pending", "captured", "failed", "cancelled", "refunded")] string Status, string? Reason);

/// <summary>A parcel.</summary>
public sealed record TrackingBody(string VendorId, string? Carrier, string? TrackingNumber);

/// <summary>An order. <c>subtotal - discount + shipping + tax = total_price</c>.</summary>
/// <param name="Version">For If-Match; rises with every change.</param>
/// <param name="LegalNext">Where the caller may move it from here: an admin to any legal state, the one who ordered to cancelled alone.</param>
public sealed record OrderBody(
    string OrderId, string UserId, string Email, [OrderStatus] string Status, string? StatusReason, IReadOnlyList<OrderLineBody> Items, long TotalItems,
    decimal Subtotal, decimal Discount, decimal Shipping, [OneOf(Rates.Standard, Rates.Express)] string ShippingMethod, decimal Tax, decimal TaxIncluded, decimal TotalPrice, string Currency,
    string? CouponCode, PostalAddress ShippingAddress, OrderPaymentBody Payment, IReadOnlyList<TrackingBody> Tracking, bool CanCancel, [OrderStatus] IReadOnlyList<string> LegalNext,
    long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static OrderBody Of(Order order, bool admin)
    {
        var terms = order.Terms;
        var canCancel = order.Legal.Contains(Ordering.Status.Cancelled);
        decimal Major(long minor) => Currencies.ToMajor(minor, terms.Currency);
        return new(
            order.Id, order.UserId, terms.Email, order.Status, order.Reason, Lines(order, terms.Lines), terms.Lines.Sum(line => line.Quantity),
            Major(terms.Subtotal), Major(terms.Discount), Major(terms.Shipping), terms.ShippingMethod, Major(terms.Tax), Major(terms.TaxIncluded), Major(terms.Total), terms.Currency,
            terms.CouponCode, terms.Address, PaymentOf(order), Parcels(order.Parts), canCancel, admin ? order.Legal : canCancel ? [Ordering.Status.Cancelled] : [],
            order.Version, Time(order.CreatedMs), Time(order.UpdatedMs));
    }

    internal static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    internal static List<OrderLineBody> Lines(Order order, IEnumerable<Line> lines)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);
        return [.. lines.Select(line => new OrderLineBody(
            line.ProductId, line.ProductName, line.VendorId, line.Quantity, Major(line.UnitPrice), Major(line.Amount), Major(line.Discount), Major(line.Tax),
            StatusOf(order, order.Parts.First(part => part.VendorId == line.VendorId))))];
    }

    internal static List<TrackingBody> Parcels(IEnumerable<Part> parts) =>
        [.. parts.Where(part => part.TrackingNumber is not null || part.Carrier is not null).Select(part => new TrackingBody(part.VendorId, part.Carrier, part.TrackingNumber))];

    /// <summary>A part's state as people see it: the order's, until its vendor has begun and unless everything came back.</summary>
    internal static string StatusOf(Order order, Part part) =>
        part.Status == Part.Waiting && order.Status is Ordering.Status.Processing or Ordering.Status.PartiallyShipped ? Ordering.Status.Confirmed
        : part.Status == Part.Waiting || order.Status is Ordering.Status.Cancelled or Ordering.Status.Returned ? order.Status
        : part.Status;

    private static OrderPaymentBody PaymentOf(Order order) => order.Status switch
    {
        Ordering.Status.Pending => new("pending", null),
        Ordering.Status.PaymentFailed => new("failed", order.Reason),
        Ordering.Status.Cancelled => new("cancelled", null),
        Ordering.Status.Returned => new("refunded", null),
        _ => new("captured", null),
    };
}

/// <summary>One entry of the timeline. Each hash covers the entry and the hash before it, so that an edit shows.</summary>
/// <param name="ActorId">For admins only.</param>
public sealed record EntryBody(string EventId, string Type, [OrderStatus] string Status, string? Detail, DateTimeOffset At, string Actor, string? ActorId, string Hash)
{
    public static EntryBody Of(Entry entry, bool admin) => new(
        entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), entry.Type, entry.Status, entry.Detail, OrderBody.Time(entry.AtMs), entry.Actor, admin ? entry.ActorId : null, entry.Hash);
}
