// The data of events. Members may be added, never renamed or removed: old events are still on their way.
namespace Cartwright.Contracts;

/// <summary>An order as the rest of the shop needs to know it. Amounts are minor units of <paramref name="Currency"/>.</summary>
/// <param name="Status">The status after the event, as in the HTTP API.</param>
/// <param name="Reason">Why it was cancelled or failed, else null.</param>
/// <param name="CreatedUnixMs">When the order was placed.</param>
/// <param name="AtUnixMs">When this happened.</param>
/// <param name="Sequence">Place in the order's own timeline, from 1; rises with each event of the order.</param>
public sealed record OrderFacts(
    string OrderId, string UserId, string Email, string Name, string Status, string? Reason, string Currency,
    long Subtotal, long Discount, long Shipping, long Tax, long Total, string? CouponCode,
    IReadOnlyList<OrderLineFacts> Lines, string Country, long CreatedUnixMs, long AtUnixMs, long Sequence);

/// <summary>One line of an order. <paramref name="Discount"/> and <paramref name="Tax"/> are this line's parts.</summary>
public sealed record OrderLineFacts(
    string ProductId, string ProductName, string VendorId, string Category, long Quantity, long UnitPrice, long Discount, long Tax);

/// <summary>Settles the reservation of an order, or deducts where there was none.</summary>
public sealed record InventoryDeduction(string OrderId, IReadOnlyList<DeductionLine> Lines);

/// <summary>Units of one product.</summary>
public sealed record DeductionLine(string ProductId, long Quantity);

/// <summary>Asks for one mail about an order: at most one a template and order. Templates: confirmed, payment_failed, cancelled, processing, shipped, delivered, returned.</summary>
public sealed record OrderNotification(string OrderId, string Template, string Recipient, OrderFacts Order, string? TrackingNumber = null);

/// <summary>A cart after a change. Subtotal in minor units; <paramref name="Currency"/> is empty for an empty cart.</summary>
/// <param name="Change">What happened: created, item_added, item_set, item_removed, cleared, saved, merged, coupon, email, price_acknowledged, returned, checked_out, restored, expired; in cart.abandoned: abandoned.</param>
/// <param name="Began">Whether a cart begins here: there was nothing to buy before, or an order took the rest of what was.</param>
public sealed record CartFacts(
    string UserId, long Version, string Change, string? ProductId, long Items, long Subtotal, string Currency, bool Guest, string? OrderId, long AtUnixMs, bool Began = false);

/// <summary>Asks for one mail that reminds of an abandoned cart. <paramref name="Link"/> opens the cart: it goes to the recipient and nowhere else.</summary>
/// <param name="Version">The cart's version when it was flagged; one mail a cart and version.</param>
/// <param name="Name">The recipient's, or empty for a guest.</param>
public sealed record CartReminder(
    string UserId, long Version, string Recipient, string Name, string Link, string Currency, long Subtotal, IReadOnlyList<CartReminderLine> Lines, long AtUnixMs);

/// <summary>One line of the cart; amounts are minor units.</summary>
public sealed record CartReminderLine(string ProductName, long Quantity, long UnitPrice);

/// <summary>A product after a change. Prices in minor units; <paramref name="OldPrice"/> only when it changed.</summary>
public sealed record ProductFacts(string ProductId, string Name, string Category, string VendorId, long Price, string Currency, long? OldPrice, bool Deleted, long AtUnixMs);

/// <summary>Stock after a change.</summary>
public sealed record StockFacts(string ProductId, long OnHand, long Reserved, long Available, long AtUnixMs);

/// <summary>An account. <paramref name="GuestId"/> is set when a sign-in brought a guest's cart along.</summary>
public sealed record UserFacts(string UserId, string Email, string Name, string? GuestId, long AtUnixMs);
