// Shipments, returns and refunds as the HTTP API shows them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Units of one line.</summary>
public sealed record UnitsBody(string ProductId, long Quantity);

/// <summary>A parcel and what is in it.</summary>
/// <param name="HasLabel">Whether its label was bought from a carrier of the shop, which then says where the parcel is.</param>
public sealed record ShipmentBody(
    int Number,
    string VendorId,
    [OneOf(Ordering.Status.Shipped, Ordering.Status.Delivered)] string Status,
    string? Carrier,
    string? TrackingNumber,
    IReadOnlyList<UnitsBody> Items,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt,
    bool HasLabel = false
)
{
    public static ShipmentBody Of(Shipment one) =>
        new(
            one.Number,
            one.VendorId,
            one.Status,
            one.Carrier,
            one.TrackingNumber,
            [.. one.Lines.Select(line => new UnitsBody(line.ProductId, line.Quantity))],
            OrderBody.Time(one.ShippedMs),
            one.DeliveredMs is { } at ? OrderBody.Time(at) : null,
            one.Label is not null
        );
}

/// <summary>Units of one line that come back.</summary>
/// <param name="Received">Units that arrived; 0 until the return is received.</param>
/// <param name="Restock">Whether they went back on sale.</param>
public sealed record ReturnLineBody(string ProductId, string ProductName, string VendorId, long Quantity, long Received, bool Restock);

/// <summary>The states of a return, for the document.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReturnStatusAttribute()
    : OneOfAttribute(Return.Requested, Return.Approved, Return.Rejected, Return.Received, Return.Refunded);

/// <summary>A return.</summary>
/// <param name="Note">What the shop said about it.</param>
/// <param name="Refund">What is paid back, once it is decided; not for vendors.</param>
/// <param name="LegalNext">Where an admin may move it from here.</param>
/// <param name="Version">The order's, for If-Match.</param>
/// <param name="WithdrawalId">The withdrawal that sends it back: nobody has to approve it, and nobody can reject it.</param>
/// <param name="Shipping">What goes back for the shipping beside the goods; not for vendors.</param>
/// <param name="Sent">What the customer gave as proof of sending; from then on it may be refunded before it arrives.</param>
public sealed record ReturnBody(
    string ReturnId,
    string OrderId,
    [ReturnStatus] string Status,
    string? Reason,
    string? Note,
    IReadOnlyList<ReturnLineBody> Items,
    RefundBody? Refund,
    [ReturnStatus] IReadOnlyList<string> LegalNext,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? WithdrawalId = null,
    decimal? Shipping = null,
    SentBody? Sent = null
)
{
    /// <param name="vendorId">Whose lines alone are shown; null for all.</param>
    public static ReturnBody Of(Order order, Return one, bool admin, string? vendorId = null)
    {
        var lines = one.Lines.Where(line => vendorId is null || line.VendorId == vendorId);
        var refund = vendorId is null ? order.AfterSaleSoFar.Refunds.FirstOrDefault(refund => refund.Number == one.RefundNumber) : null;
        return new(
            one.Id,
            order.Id,
            one.Status,
            one.Reason,
            one.Note,
            [
                .. lines.Select(line => new ReturnLineBody(
                    line.ProductId,
                    order.NameOf(line.ProductId),
                    line.VendorId,
                    line.Quantity,
                    line.Received,
                    line.Restock
                )),
            ],
            refund is null ? null : RefundBody.Of(order, refund),
            admin ? one.Legal : [],
            order.Version,
            OrderBody.Time(one.CreatedMs),
            OrderBody.Time(one.UpdatedMs),
            one.Withdrawal?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            vendorId is null && one.Shipping is { } shipping ? Currencies.ToMajor(shipping, order.Terms.Currency) : null,
            one.Sent is { } sent ? new(sent.Carrier, sent.TrackingNumber, OrderBody.Time(sent.AtMs)) : null
        );
    }
}

/// <summary>With whom goods went back, and under which number.</summary>
public sealed record SentBody(string? Carrier, string TrackingNumber, DateTimeOffset At);

/// <summary>What a refund pays back of one line, with its tax.</summary>
public sealed record RefundLineBody(string ProductId, string ProductName, string VendorId, long Quantity, decimal Amount);

/// <summary>Money that goes back.</summary>
/// <param name="RefundId">Unique within the order.</param>
/// <param name="Kind">
/// cancellation: all that was left of what had been paid. A return of everything at once is a return without a return_id.
/// </param>
/// <param name="Status">pending until the payment has given it back.</param>
/// <param name="VendorId">The vendor who bears a goodwill refund; null for the shop.</param>
public sealed record RefundBody(
    string RefundId,
    [OneOf(Ordering.Refund.OfReturn, Ordering.Refund.OfEdit, Ordering.Refund.Goodwill, Ordering.Refund.OfCancellation)] string Kind,
    [OneOf("pending", "done")] string Status,
    decimal Amount,
    string Currency,
    IReadOnlyList<RefundLineBody> Items,
    decimal Shipping,
    string? Reason,
    string? ReturnId,
    string? VendorId,
    DateTimeOffset CreatedAt
)
{
    public static RefundBody Of(Order order, Refund one)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);
        return new(
            one.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            one.Kind,
            one.Done ? "done" : "pending",
            Major(one.Amount),
            order.Terms.Currency,
            [
                .. one.Lines.Select(line => new RefundLineBody(
                    line.ProductId,
                    order.NameOf(line.ProductId),
                    line.VendorId,
                    line.Quantity,
                    Major(line.Amount)
                )),
            ],
            Major(one.Shipping),
            one.Reason,
            one.ReturnId,
            one.VendorId,
            OrderBody.Time(one.AtMs)
        );
    }
}

/// <summary>What the customer has to do, or wait for, so that the payment goes on.</summary>
/// <param name="Url">A challenge: where it is answered.</param>
/// <param name="Reference">A transfer: what it must name.</param>
/// <param name="Amount">What is still to be paid; <paramref name="Received"/> is what has arrived.</param>
public sealed record NextActionBody(
    [OneOf(PaymentWaits.ActionRequired, PaymentWaits.Awaiting)] string State,
    string Kind,
    string? Url,
    string? Account,
    string? AccountHolder,
    string? Reference,
    decimal Amount,
    decimal Received,
    string? Instructions,
    DateTimeOffset ExpiresAt
)
{
    public static NextActionBody Of(NextAction action, string currency) =>
        new(
            action.State,
            action.Kind,
            action.Url,
            action.Account,
            action.AccountHolder,
            action.Reference,
            Currencies.ToMajor(action.Amount, currency),
            Currencies.ToMajor(action.Received, currency),
            action.Instructions,
            OrderBody.Time(action.ExpiresMs)
        );
}

internal static class Names
{
    /// <summary>What a product is called in an order, also when an edit has taken it out.</summary>
    public static string NameOf(this Order order, string productId) =>
        order.Terms.Lines.Concat(order.PlacedTerms.Lines).FirstOrDefault(line => line.ProductId == productId)?.ProductName ?? productId;
}
