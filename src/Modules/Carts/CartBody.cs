// A cart in the HTTP API.
using System.Text.Json.Serialization;

namespace Cartwright.Carts;

/// <summary>A cart.</summary>
/// <param name="Version">Rises with every change; also the ETag.</param>
/// <param name="Currency">Of all lines; null for an empty cart.</param>
/// <param name="Coupon">The coupon set, and what it does.</param>
/// <param name="Discount">What the coupon takes off, when it applies.</param>
/// <param name="TotalItems">Units in the cart.</param>
/// <param name="TotalPrice">Sum of the lines before discount, shipping and tax.</param>
/// <param name="ExpiresAt">When the cart empties itself unless it changes before; null for an empty cart.</param>
internal sealed record CartBody(
    string UserId,
    long Version,
    string? Currency,
    IReadOnlyList<CartBodyLine> Items,
    IReadOnlyList<CartBodyLine> SavedForLater,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CartBodyCoupon? Coupon,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Discount,
    long TotalItems,
    decimal TotalPrice,
    DateTimeOffset? ExpiresAt);

/// <summary>A line.</summary>
/// <param name="Price">A unit's, as it is now.</param>
/// <param name="Available">Whether all units of the line can be bought now.</param>
/// <param name="AvailableQuantity">How many can, when not all.</param>
/// <param name="PriceChange">When the price is not the one last acknowledged; setting the quantity or adding again acknowledges it.</param>
internal sealed record CartBodyLine(
    string ProductId,
    string ProductName,
    long Quantity,
    decimal Price,
    decimal Subtotal,
    string Currency,
    DateTimeOffset AddedAt,
    bool Available,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? AvailableQuantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CartBodyPriceChange? PriceChange,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Image);

/// <summary>Two prices of a unit.</summary>
internal sealed record CartBodyPriceChange(decimal Was, decimal Now);

/// <summary>A coupon on the cart.</summary>
/// <param name="Applied">Whether it is in force.</param>
/// <param name="Problem">The code of why not.</param>
/// <param name="Reason">The same for people.</param>
internal sealed record CartBodyCoupon(
    string Code,
    bool Applied,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Discount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? FreeShipping,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>The body of an add.</summary>
/// <param name="ProductName">Accepted and ignored: the catalog says the name.</param>
/// <param name="Price">Accepted and ignored: the catalog says the price.</param>
internal sealed record NewItem(string ProductId, long Quantity, System.Text.Json.JsonElement? ProductName = null, System.Text.Json.JsonElement? Price = null);

/// <summary>The body of a change.</summary>
internal sealed record NewQuantity(long Quantity);

/// <summary>The body of a coupon.</summary>
internal sealed record NewCoupon(string Code);

/// <summary>One change of a cart.</summary>
/// <param name="Version">The cart's version after it.</param>
/// <param name="Change">created, item_added, item_set, item_removed, cleared, saved, merged, coupon, checked_out, restored, expired.</param>
/// <param name="Actor">Who did it: a user id, or <c>system</c>.</param>
internal sealed record HistoryEntry(long Version, string Change, string? ProductId, long QuantityWas, long Quantity, string Actor, DateTimeOffset At);
