// Orders as the HTTP API shows them: money in major units beside its currency, times in UTC.
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>One line of an order.</summary>
/// <param name="Shipped">Units that have left; <paramref name="Delivered"/> of them have arrived.</param>
/// <param name="Returnable">Units that could be returned now.</param>
/// <param name="TaxClass">
/// Absent of orders from before classes; so are <paramref name="TaxRate"/>, in percent, and <paramref name="TaxReason"/>.
/// </param>
/// <param name="NoWithdrawal">Why a consumer may not withdraw from it: made_to_order, perishable; null: they may.</param>
/// <param name="RequiresShipping">False of what is not sent, such as an e-book: it is delivered with the confirmation.</param>
public sealed record OrderLineBody(
    string ProductId,
    string ProductName,
    string VendorId,
    long Quantity,
    decimal Price,
    decimal Subtotal,
    decimal Discount,
    decimal Tax,
    [OrderStatus] string Status,
    long Shipped = 0,
    long Delivered = 0,
    long Returnable = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TaxClass = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? TaxRate = null,
    string? NoWithdrawal = null,
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

/// <summary>How the payment stands.</summary>
/// <param name="Status">refunded, where all that was taken goes back; cancelled, where nothing was taken.</param>
/// <param name="Captured">
/// What was taken; <paramref name="Refunded"/> is what has gone or is going back: the sum of the order's refunds.
/// </param>
/// <param name="NextAction">What the customer has to do, or wait for; null when nothing.</param>
/// <param name="Reserved">
/// What is held and will be taken when the goods leave; absent of an order that was paid at once. <paramref name="ReservedUntil"/> is when
/// the first hold ends; absent when nothing is held.
/// </param>
/// <param name="Captures">What was taken of it, or refused; absent of an order that was paid at once.</param>
public sealed record OrderPaymentBody(
    [OneOf(
        "pending",
        PaymentWaits.ActionRequired,
        PaymentWaits.Awaiting,
        "authorized",
        "partially_captured",
        "captured",
        "partially_refunded",
        "refunded",
        "failed",
        "cancelled"
    )]
        string Status,
    string? Reason,
    decimal Captured = 0,
    decimal Refunded = 0,
    NextActionBody? NextAction = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Reserved = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReservedUntil = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CaptureBody>? Captures = null
);

/// <summary>How the goods stand.</summary>
public sealed record FulfilmentBody(
    [OneOf(
        "unfulfilled",
        Ordering.Status.Processing,
        Ordering.Status.PartiallyShipped,
        Ordering.Status.Shipped,
        Ordering.Status.Delivered,
        "partially_returned",
        Ordering.Status.Returned,
        Ordering.Status.Cancelled
    )]
        string Status,
    IReadOnlyList<ShipmentBody> Shipments
);

/// <summary>A parcel.</summary>
public sealed record TrackingBody(string VendorId, string? Carrier, string? TrackingNumber);

/// <summary>An order. <c>subtotal - discount + shipping + tax = total_price</c>.</summary>
/// <param name="Version">For If-Match; rises with every change.</param>
/// <param name="CanReturn">Whether units of it could be returned now.</param>
/// <param name="CanEdit">Whether an admin may give it other lines now.</param>
/// <param name="Refundable">What could still be paid back; for admins.</param>
/// <param name="Discounts">
/// The promotions that made the discount, in the order in which they were taken; of an order from before promotions only the sum is known.
/// </param>
/// <param name="Taxes">By class; absent of orders from before classes, which have one rate for all.</param>
/// <param name="VatNumber">Of a business that buys; absent when none was given.</param>
/// <param name="VatCheck">What became of looking that number up; absent where nobody looked.</param>
/// <param name="AgreedPolicies">The shop's texts that were agreed to with the order; null where none were named.</param>
/// <param name="ShippingMethod">none where nothing is sent.</param>
/// <param name="Delivery">What was promised; absent where nothing is sent, and of orders from before it was kept.</param>
/// <param name="LegalNext">
/// Where the caller may move it from here: an admin to any legal state, the one who ordered to cancelled alone.
/// </param>
public sealed record OrderBody(
    string OrderId,
    string UserId,
    string Email,
    [OrderStatus] string Status,
    string? StatusReason,
    IReadOnlyList<OrderLineBody> Items,
    long TotalItems,
    decimal Subtotal,
    decimal Discount,
    decimal Shipping,
    string ShippingMethod,
    decimal Tax,
    decimal TaxIncluded,
    decimal TotalPrice,
    string Currency,
    string? CouponCode,
    PostalAddress ShippingAddress,
    OrderPaymentBody Payment,
    IReadOnlyList<TrackingBody> Tracking,
    bool CanCancel,
    [OrderStatus] IReadOnlyList<string> LegalNext,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    FulfilmentBody? Fulfilment = null,
    IReadOnlyList<ReturnBody>? Returns = null,
    IReadOnlyList<RefundBody>? Refunds = null,
    bool CanReturn = false,
    bool CanEdit = false,
    decimal? Refundable = null,
    IReadOnlyList<DiscountBody>? Discounts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TaxBody>? Taxes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VatNumber = null,
    IReadOnlyList<AgreedPolicyBody>? AgreedPolicies = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VatCheckBody? VatCheck = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeliveryBody? Delivery = null
)
{
    public static OrderBody Of(Order order, bool admin)
    {
        var terms = order.Terms;
        var status = OrderStatus.Of(order);
        var lines = Lines(order, terms.Lines);
        var canCancel = order.Legal.Contains(Ordering.Status.Cancelled);
        decimal Major(long minor) => Currencies.ToMajor(minor, terms.Currency);
        return new(
            order.Id,
            order.JoinedTo ?? order.UserId,
            terms.Email,
            order.Status,
            order.Reason,
            lines,
            terms.Lines.Sum(line => line.Quantity),
            Major(terms.Subtotal),
            Major(terms.Discount),
            Major(terms.Shipping),
            terms.ShippingMethod,
            Major(terms.Tax),
            Major(terms.TaxIncluded),
            Major(terms.Total),
            terms.Currency,
            terms.CouponCode,
            terms.Address,
            PaymentOf(order, status),
            Parcels(order),
            canCancel,
            admin ? order.Legal
                : canCancel ? [Ordering.Status.Cancelled]
                : [],
            order.Version,
            Time(order.CreatedMs),
            Time(order.UpdatedMs),
            new(status.Fulfilment, [.. order.AfterSaleSoFar.Shipments.Select(ShipmentBody.Of)]),
            [.. order.AfterSaleSoFar.Returns.Select(one => ReturnBody.Of(order, one, admin))],
            [.. order.AllRefunds().Select(one => RefundBody.Of(order, one))],
            lines.Any(line => line.Returnable > 0),
            admin && order.Refuses(Command.Edit) is null,
            admin && order.Refuses(Command.Refund) is null ? Major(order.Refundable()) : null,
            DiscountBody.Of(terms.Promotions, terms.Currency),
            terms.Taxes is null ? null : TaxBody.Of(terms.Taxes, terms.Currency),
            terms.VatNumber,
            order.PlacedTerms.Policies is { } agreed
                ? [.. agreed.Select(one => new AgreedPolicyBody(one.Name, one.Version, Time(order.CreatedMs)))]
                : null,
            VatCheckBody.Of(terms.VatCheck),
            DeliveryBody.Of(terms.Delivery)
        );
    }

    internal static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    internal static List<OrderLineBody> Lines(Order order, IEnumerable<Line> lines)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);

        // Asked once: a refusal is a text with facts, and most orders that are shown cannot come back yet.
        var comesBack = order.Refuses(Command.ReturnLines) is null;
        return
        [
            .. lines.Select(line => new OrderLineBody(
                line.ProductId,
                line.ProductName,
                line.VendorId,
                line.Quantity,
                Major(line.UnitPrice),
                Major(line.Amount),
                Major(line.Discount),
                Major(line.Tax),
                StatusOf(order, order.Parts.First(part => part.VendorId == line.VendorId)),
                order.Shipped(line.ProductId),
                order.Delivered(line.ProductId),
                comesBack ? order.Returnable(line.ProductId) : 0,
                line.TaxClass,
                order.Terms.TaxOf(line)?.Milli / 1000m,
                line.NoWithdrawal,
                order.Terms.TaxOf(line)?.Reason,
                line.IsSent
            )),
        ];
    }

    /// <summary>Every parcel with a carrier or a number; a part that left before parcels were kept is one.</summary>
    internal static List<TrackingBody> Parcels(Order order, string? vendorId = null)
    {
        var parcels = order
            .AfterSaleSoFar.Shipments.Select(one => new TrackingBody(one.VendorId, one.Carrier, one.TrackingNumber))
            .Concat(
                order
                    .Parts.Where(part => order.AfterSaleSoFar.Shipments.All(one => one.VendorId != part.VendorId))
                    .Select(part => new TrackingBody(part.VendorId, part.Carrier, part.TrackingNumber))
            );
        return [.. parcels.Where(one => (one.Carrier ?? one.TrackingNumber) is not null && (vendorId is null || one.VendorId == vendorId))];
    }

    /// <summary>A part's state as people see it: the order's, until its vendor has begun and unless everything came back.</summary>
    internal static string StatusOf(Order order, Part part) =>
        part.Status == Part.Waiting && order.Status is Ordering.Status.Processing or Ordering.Status.PartiallyShipped
            ? Ordering.Status.Confirmed
        : part.Status == Part.Waiting || order.Status is Ordering.Status.Cancelled or Ordering.Status.Returned ? order.Status
        : part.Status;

    private static OrderPaymentBody PaymentOf(Order order, OrderStatus status)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);
        return new(
            status.Payment,
            order.Status == Ordering.Status.PaymentFailed ? order.Reason : null,
            Major(order.Captured()),
            Major(order.Refunded()),
            order is { Status: Ordering.Status.Pending, AfterSaleSoFar.Action: { } action }
                ? NextActionBody.Of(action, order.Terms.Currency)
                : null,
            order.IsHeld() ? Major(Math.Min(order.Held(), order.Outstanding())) : null,
            order.Holdings().Where(one => one.Left > 0).Select(one => (DateTimeOffset?)Time(one.UntilMs)).Min(),
            order.IsHeld() ? [.. order.Captures().Select(one => CaptureBody.Of(order, one))] : null
        );
    }
}

/// <summary>One entry of the timeline. Each hash covers the entry and the hash before it, so that an edit shows.</summary>
/// <param name="ActorId">For admins only.</param>
public sealed record EntryBody(
    string EventId,
    string Type,
    [OrderStatus] string Status,
    string? Detail,
    DateTimeOffset At,
    string Actor,
    string? ActorId,
    string Hash
)
{
    public static EntryBody Of(Entry entry, bool admin) =>
        new(
            entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            entry.Type,
            entry.Status,
            entry.Detail,
            OrderBody.Time(entry.AtMs),
            entry.Actor,
            admin ? entry.ActorId : null,
            entry.Hash
        );
}
