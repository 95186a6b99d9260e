namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Carts. Every command may be repeated with the same ids.</summary>
public interface ICarts
{
    /// <summary>The lines to buy, at a version. A user without a cart has an empty one at version 0. Saved lines are left out.</summary>
    ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel);

    /// <summary>
    /// Takes out what an order bought: each line loses at most the bought quantity, so that what the shopper added since stays.
    /// Also clears the coupon. Repeating with the same order id does nothing.
    /// </summary>
    ValueTask<Outcome<TakeForCheckoutReply>> TakeForCheckout(TakeForCheckoutRequest request, CancellationToken cancel);

    /// <summary>
    /// Puts back exactly what <see cref="TakeForCheckout"/> took for this order, because the order failed. Repeating does nothing, and a
    /// take that arrives after its restore takes nothing.
    /// </summary>
    ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel);

    /// <summary>
    /// Moves a guest's lines into the user's cart: quantities add up, capped by stock and by the quantity and line limits, and says what
    /// became of every line. The guest's cart is empty afterwards; repeating finds it empty and answers with the stored report.
    /// </summary>
    ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel);
}
