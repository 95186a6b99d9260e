namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Promotions. Commands may be repeated: the same order id counts once.</summary>
public interface IPromotions
{
    /// <summary>
    /// What a cart costs less. Reads only. A coupon that does not apply is not refused: the reply says why in <c>refusal_code</c>:
    /// <c>coupon_unknown, coupon_not_started, coupon_expired, coupon_minimum_not_met, coupon_exhausted, coupon_already_used, coupon_not_applicable, coupon_currency_differs</c>.
    /// </summary>
    ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel);

    /// <summary>
    /// Counts one use against the total and the per-customer limit, atomically. Refused with <c>coupon_exhausted</c> or
    /// <c>coupon_already_used</c> or any reason <see cref="Price"/> may give. Until it is repeated with <c>hold_seconds</c> 0 the use expires by itself.
    /// After a give-back it is refused with <c>redemption_given_back</c>.
    /// </summary>
    ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel);

    /// <summary>Gives the order's use back, exactly once. An unknown order is remembered, so that a late Redeem is refused.</summary>
    ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel);
}
