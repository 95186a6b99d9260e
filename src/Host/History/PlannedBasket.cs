// A basket of a demo's past, decided before it is filled.
namespace Cartwright.Host;

/// <summary>What becomes of an order, as far as people decide it.</summary>
internal enum Fate
{
    /// <summary>It is sent, arrives, and is kept.</summary>
    Kept,

    /// <summary>Whoever ordered takes it back before it is packed.</summary>
    Cancelled,

    /// <summary>The card is refused.</summary>
    Refused,

    /// <summary>Some of it comes back.</summary>
    Returned,

    /// <summary>It is asked to come back, and the shop says no.</summary>
    ReturnRejected,

    /// <summary>Something is paid back for a scratch, and it is kept.</summary>
    Eased,

    /// <summary>The cart is left behind.</summary>
    Abandoned,
}

/// <summary>A basket, who fills it, when, and what becomes of it.</summary>
/// <param name="At">When it is ordered, or left.</param>
/// <param name="ByTransfer">Whether it is paid by bank transfer.</param>
/// <param name="After">How long until the customer acts once more: cancels, or asks for a return after it has arrived.</param>
/// <param name="Slowness">Days that the vendors need beyond the usual, and the way takes.</param>
internal sealed record PlannedBasket(
    DateTimeOffset At,
    HistoryBuyer Buyer,
    IReadOnlyList<(string ProductId, int Quantity)> Lines,
    string? Coupon,
    string ShippingMethod,
    bool ByTransfer,
    Fate Fate,
    TimeSpan After,
    int Slowness
);
