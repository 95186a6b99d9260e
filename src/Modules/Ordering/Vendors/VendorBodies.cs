// What vendors see and send: their own lines, money and parcels, where to send them, and nothing of anyone else's.
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a vendor's move.</summary>
/// <param name="Version">The version seen; If-Match says the same.</param>
public sealed record VendorMoveBody(
    [OneOf(Ordering.Status.Processing, Ordering.Status.Shipped, Ordering.Status.Delivered)] string Status,
    string? Carrier = null,
    string? TrackingNumber = null,
    long? Version = null
);

/// <summary>Body of a parcel.</summary>
/// <param name="Version">The version seen; If-Match says the same.</param>
/// <param name="LabelOf">
/// A carrier of GET /api/carriers: its label is bought for the parcel, and names carrier and tracking_number, which then must be absent.
/// </param>
/// <param name="Service">Which of the carrier's services; its first when absent.</param>
/// <param name="Unpaid">For staff. True: it leaves although its money, which was only held, could not be taken.</param>
public sealed record SendBody(
    IReadOnlyList<UnitsBody> Lines,
    string? Carrier = null,
    string? TrackingNumber = null,
    long? Version = null,
    string? LabelOf = null,
    string? Service = null,
    bool? Unpaid = null
);

/// <summary>Body of a parcel's arrival.</summary>
public sealed record ArrivedBody([OneOf(Ordering.Status.Delivered)] string Status);

/// <summary>Body of a move of many orders.</summary>
public sealed record BulkBody(
    IReadOnlyList<string> OrderIds,
    [OneOf(Ordering.Status.Processing, Ordering.Status.Shipped, Ordering.Status.Delivered)] string Status,
    string? Carrier = null
);

/// <summary>How the move of one of many ended.</summary>
/// <param name="Code">Why it was refused; null when it was moved.</param>
public sealed record BulkResult(string OrderId, bool Moved, [OrderStatus] string? Status, string? Code, string? Detail);

/// <summary>The results in the order of the ids.</summary>
public sealed record BulkReply(int Moved, int Refused, IReadOnlyList<BulkResult> Results);

/// <summary>An amount.</summary>
public sealed record AmountBody(decimal Amount, string Currency);

/// <summary>A line, and how many of its units are packed.</summary>
/// <param name="Shipped">Units that have left.</param>
/// <param name="TaxRate">Percent; absent of orders from before classes of taxes, as is <paramref name="TaxReason"/>.</param>
/// <param name="RequiresShipping">False of what is not sent: it is delivered with the confirmation.</param>
public sealed record VendorLineBody(
    string ProductId,
    string ProductName,
    long Quantity,
    long Shipped,
    decimal Price,
    decimal Subtotal,
    decimal Discount,
    decimal Tax,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? TaxRate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [OneOf(
        Ordering.TaxReason.Taxed,
        Ordering.TaxReason.OneStopShop,
        Ordering.TaxReason.ZeroRated,
        Ordering.TaxReason.Export,
        Ordering.TaxReason.Exempt,
        Ordering.TaxReason.ReverseCharge
    )]
        string? TaxReason = null,
    bool RequiresShipping = true
);

/// <summary>A parcel of the vendor.</summary>
public sealed record VendorShipmentBody(
    int ShipmentId,
    [OneOf(Ordering.Status.Shipped, Ordering.Status.Delivered)] string Status,
    IReadOnlyList<UnitsBody> Lines,
    string? Carrier,
    string? TrackingNumber,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt,
    bool HasLabel = false
);

/// <summary>
/// A vendor's view of an order. <c>subtotal - discount + shipping + tax = total_price</c>, all of the vendor's own lines and its share of
/// the shipping.
/// </summary>
/// <param name="Commission">What the shop keeps now; less after refunds.</param>
/// <param name="Payable">
/// What the shop owes the vendor for this order now: sales less refunds and commission. Null, as the commission, for orders older than the
/// ledger.
/// </param>
/// <param name="Delivery">What the buyer was promised; absent where nothing is sent, and of orders from before it was kept.</param>
public sealed record VendorOrderBody(
    string OrderId,
    [OrderStatus] string Status,
    IReadOnlyList<VendorLineBody> Items,
    long TotalItems,
    decimal Subtotal,
    decimal Discount,
    decimal Shipping,
    decimal Tax,
    decimal TotalPrice,
    string Currency,
    decimal? Commission,
    decimal? Payable,
    string ShippingMethod,
    PostalAddress ShippingAddress,
    IReadOnlyList<VendorShipmentBody> Shipments,
    [OrderStatus] IReadOnlyList<string> LegalNext,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeliveryBody? Delivery = null
)
{
    /// <summary>Whether the order is the vendor's to see: it has a part in it, and the order is paid, or was.</summary>
    public static bool Sees(Order order, string vendorId) =>
        order.Status is not (Ordering.Status.Pending or Ordering.Status.PaymentFailed)
        && order.Parts.Any(part => part.VendorId == vendorId);

    /// <summary>The part's state as its vendor sees it: partially_shipped while some of its own units have left.</summary>
    public static string StageOf(Order order, Part part) =>
        OrderBody.StatusOf(order, part) is var status
        && status == Ordering.Status.Processing
        && order.AfterSaleSoFar.Shipments.Any(parcel => parcel.VendorId == part.VendorId)
            ? Ordering.Status.PartiallyShipped
            : status;

    public static VendorOrderBody Of(Order order, string vendorId, VendorShare? share)
    {
        var terms = order.Terms;
        decimal Major(long minor) => Currencies.ToMajor(minor, terms.Currency);
        var part = order.Parts.First(part => part.VendorId == vendorId);
        var lines = terms.Lines.Where(line => line.VendorId == vendorId).ToList();
        var (subtotal, discount, tax) = (
            lines.Sum(line => line.Amount),
            lines.Sum(line => line.Discount),
            share?.Tax ?? lines.Sum(line => line.Tax)
        );
        var shipping = share?.Shipping ?? 0;
        return new(
            order.Id,
            StageOf(order, part),
            [
                .. lines.Select(line => new VendorLineBody(
                    line.ProductId,
                    line.ProductName,
                    line.Quantity,
                    order.Shipped(line.ProductId),
                    Major(line.UnitPrice),
                    Major(line.Amount),
                    Major(line.Discount),
                    Major(line.Tax),
                    terms.TaxOf(line)?.Milli / 1000m,
                    terms.TaxOf(line)?.Reason,
                    line.IsSent
                )),
            ],
            part.Units,
            Major(subtotal),
            Major(discount),
            Major(shipping),
            Major(tax),
            Major(subtotal - discount + shipping + tax),
            terms.Currency,
            share is null ? null : Major(share.BookedCommission),
            share is null ? null : Major(share.Booked - share.BookedCommission),
            terms.ShippingMethod,
            terms.Address,
            [.. order.AfterSaleSoFar.Shipments.Where(parcel => parcel.VendorId == vendorId).Select(Of)],
            order.LegalFor(part),
            order.Version,
            OrderBody.Time(order.CreatedMs),
            OrderBody.Time(order.UpdatedMs),
            DeliveryBody.Of(terms.Delivery)
        );
    }

    private static VendorShipmentBody Of(Shipment parcel) =>
        new(
            parcel.Number,
            parcel.Status,
            [.. parcel.Lines.Select(line => new UnitsBody(line.ProductId, line.Quantity))],
            parcel.Carrier,
            parcel.TrackingNumber,
            OrderBody.Time(parcel.ShippedMs),
            parcel.DeliveredMs is { } ms ? OrderBody.Time(ms) : null,
            parcel.Label is not null
        );
}

/// <summary>A vendor's dashboard.</summary>
/// <param name="Since">The beginning of a day in UTC, 29 days before today; orders, units and revenue are those confirmed since.</param>
/// <param name="ToProcess">Orders the vendor has not begun with, however old; so are the other counts.</param>
/// <param name="Revenue">
/// What customers paid for the vendor's lines since, less refunds, by currency: with tax and the share of the shipping, before commission.
/// </param>
public sealed record VendorSummaryBody(
    string VendorId,
    DateTimeOffset Since,
    long Orders,
    long Units,
    long ToProcess,
    long Processing,
    long PartiallyShipped,
    long Shipped,
    long Delivered,
    long Cancelled,
    long Returned,
    IReadOnlyList<AmountBody> Revenue
)
{
    public static VendorSummaryBody Of(string vendorId, long sinceMs, IReadOnlyList<StageCount> counts, IReadOnlyList<VendorSums> sums)
    {
        long At(string stage) => counts.FirstOrDefault(count => count.Stage == stage)?.Orders ?? 0;
        return new(
            vendorId,
            OrderBody.Time(sinceMs),
            sums.Sum(sum => sum.Orders),
            sums.Sum(sum => sum.Units),
            At(Ordering.Status.Confirmed),
            At(Ordering.Status.Processing),
            At(Ordering.Status.PartiallyShipped),
            At(Ordering.Status.Shipped),
            At(Ordering.Status.Delivered),
            At(Ordering.Status.Cancelled),
            At(Ordering.Status.Returned),
            [.. sums.Select(sum => new AmountBody(Currencies.ToMajor(sum.Sales + sum.Refunds, sum.Currency), sum.Currency))]
        );
    }
}
