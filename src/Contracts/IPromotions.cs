namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Promotions. Commands may be repeated: the same order id counts once.</summary>
public interface IPromotions
{
    /// <summary>
    /// What a cart costs less: every promotion without a code whose conditions hold, and the coupon. Reads only.
    /// By priority, the highest first, and among equals by the larger discount; each takes its part of what those before it have left, so
    /// that no line costs less than nothing; of an exclusive group only the first applies; one that is not stackable applies alone. A
    /// coupon that does not apply is not refused: the reply says why in <c>refusal_code</c>: <c>coupon_unknown, coupon_not_started,
    /// coupon_expired, coupon_minimum_not_met, coupon_quantity_not_met, coupon_group_only, coupon_first_order_only, coupon_exhausted,
    /// coupon_already_used, coupon_excluded, coupon_not_applicable, coupon_currency_differs</c>. Asked without lines it says what no goods
    /// would change, where there is such a reason: <c>coupon_unknown, coupon_expired, coupon_group_only, coupon_exhausted,
    /// coupon_already_used</c>.
    /// Refused with <c>coupon_tries_exhausted</c> (429, with the seconds to wait) when this customer has tried too many wrong codes, and
    /// for a wrong code of an address where too many were tried; a right one of another customer there is honoured.
    /// <c>too_many_lines</c> and <c>invalid_line</c> are faults of the caller.
    /// </summary>
    ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel);

    /// <summary>
    /// Counts one use of each of the order's promotions against its total and its per-customer limit, atomically: all or none. Refused with
    /// <c>coupon_exhausted</c>, <c>coupon_already_used</c>, <c>coupon_first_order_only</c> or any reason <see cref="Price"/> may give; the
    /// fact <c>promotion_id</c> names the one that stands against it. Until it is repeated with <c>hold_seconds</c> 0 the uses expire by
    /// themselves. A customer's uses are those of the same <c>user_id</c> or <c>email_name</c>, and those of guests to the same
    /// <c>place_name</c>. The names are the asker's, made so that nobody can find out whose they are; they are kept with the use.
    /// Other promotions for an order that has uses are refused with <c>redemption_differs</c>; after a give-back everything is, with
    /// <c>redemption_given_back</c>.
    /// </summary>
    ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel);

    /// <summary>Gives all uses of the order back, exactly once. An unknown order is remembered, so that a late Redeem is refused.</summary>
    ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel);
}
