// A cart in the HTTP API.
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Carts;

/// <summary>A cart.</summary>
/// <param name="Version">Rises with every change; also the ETag.</param>
/// <param name="Currency">Of all lines; null for an empty cart.</param>
/// <param name="Coupon">The coupon set, and what it does.</param>
/// <param name="Discount">What all promotions together take off, when any applies.</param>
/// <param name="TotalItems">Units in the cart.</param>
/// <param name="TotalPrice">Sum of the lines before discount, shipping and tax.</param>
/// <param name="ExpiresAt">When the cart empties itself unless it changes before; null for an empty cart.</param>
/// <param name="Email">Where the owner of a guest's cart wants to be reminded of it.</param>
/// <param name="Promotions">Everything that applies, the coupon included, in the order in which it was taken off.</param>
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
    DateTimeOffset? ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CartBodyPromotion>? Promotions = null
);

/// <summary>A promotion in force on the cart, with what it takes off.</summary>
/// <param name="Code">Absent for one that needs no code.</param>
internal sealed record CartBodyPromotion(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    decimal Discount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? FreeShipping
);

/// <summary>A cart as a link shows it: what is in it, and nothing about whose it is.</summary>
/// <param name="Permission">What the link allows.</param>
/// <param name="ExpiresAt">When the link ends.</param>
internal sealed record SharedCartBody(
    [property: OneOf("view", "edit")] string Permission,
    DateTimeOffset ExpiresAt,
    long Version,
    string? Currency,
    IReadOnlyList<CartBodyLine> Items,
    long TotalItems,
    decimal TotalPrice
);

/// <summary>A line.</summary>
/// <param name="Price">A unit's, as it is now.</param>
/// <param name="Available">
/// Whether all units of the line can be bought now; null while the stock cannot be asked, and then the placement says.
/// </param>
/// <param name="AvailableQuantity">How many can, when not all.</param>
/// <param name="Problem">Why not all can be bought; absent when they can.</param>
/// <param name="PriceChange">
/// When the price is not the one last acknowledged; <c>acknowledge</c>, setting the quantity or adding again acknowledges it.
/// </param>
/// <param name="RequiresShipping">False of what is not sent, such as an e-book; absent of all else.</param>
/// <param name="VendorId">Who sells it; absent of what is no longer sold.</param>
/// <param name="Left">Units that are left, where they are few; absent of all else.</param>
internal sealed record CartBodyLine(
    string ProductId,
    string ProductName,
    long Quantity,
    decimal Price,
    decimal Subtotal,
    string Currency,
    DateTimeOffset AddedAt,
    bool? Available,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? AvailableQuantity,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        OneOf("out_of_stock", "less_available", "no_longer_sold", "currency_differs", "choose_variant")
    ]
        string? Problem,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CartBodyPriceChange? PriceChange,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Image,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? RequiresShipping = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VendorId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Left = null
);

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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason
);

/// <summary>The body of an add.</summary>
/// <param name="ProductName">Accepted and ignored: the catalog says the name.</param>
/// <param name="Price">Accepted and ignored: the catalog says the price.</param>
internal sealed record NewItem(
    string ProductId,
    long Quantity,
    System.Text.Json.JsonElement? ProductName = null,
    System.Text.Json.JsonElement? Price = null
);

/// <summary>The body of a change.</summary>
internal sealed record NewQuantity(long Quantity);

/// <summary>The body of a coupon.</summary>
internal sealed record NewCoupon(string Code);

/// <summary>The body of an address to be reminded at.</summary>
internal sealed record NewEmail(string Email);

/// <summary>The body of a new link.</summary>
/// <param name="Permission">view shows the cart; edit also lets its lines be changed.</param>
/// <param name="ExpiresIn">Seconds, 60 to 2,592,000 (30 days); seven days when absent.</param>
internal sealed record NewLink([property: OneOf("view", "edit")] string Permission, long? ExpiresIn = null);

/// <summary>A link to a cart.</summary>
/// <param name="ShareId">Names the link without opening it.</param>
/// <param name="Token">Opens the cart; told once, when the link is made.</param>
/// <param name="Url">The page of the shop that shows the cart.</param>
internal sealed record LinkBody(
    string ShareId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    [property: OneOf("view", "edit")] string Permission,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A cart that was brought back by the link of a reminder.</summary>
/// <param name="Merge">What became of each line.</param>
internal sealed record RestoredBody(CartBody Cart, RestoredReport Merge);

/// <summary>What became of the lines.</summary>
/// <param name="Status">
/// merged; own (the cart was the caller's already); nothing_left (it was bought, emptied or taken over by another device).
/// </param>
internal sealed record RestoredReport([property: OneOf("merged", "own", "nothing_left")] string Status, IReadOnlyList<RestoredLine> Lines);

/// <summary>What became of one line.</summary>
/// <param name="GuestQuantity">Units in the cart that was brought back, and <paramref name="UserQuantity"/> in the caller's before.</param>
/// <param name="Quantity">Units the caller's cart holds now.</param>
/// <param name="Reason">Why capped or dropped.</param>
internal sealed record RestoredLine(
    string ProductId,
    long GuestQuantity,
    long UserQuantity,
    long Quantity,
    [property: OneOf("added", "summed", "capped", "saved", "dropped")] string Fate,
    string? Reason
);

/// <summary>One change of a cart.</summary>
/// <param name="Version">The cart's version after it.</param>
/// <param name="Change">
/// created, item_added, item_set, item_removed, cleared, saved, merged, coupon, email, price_acknowledged, returned, checked_out, restored,
/// expired.
/// </param>
/// <param name="Actor">Who did it: a user id, or <c>system</c>.</param>
internal sealed record HistoryEntry(
    long Version,
    string Change,
    string? ProductId,
    long QuantityWas,
    long Quantity,
    string Actor,
    DateTimeOffset At
);
