namespace Cartwright.Contracts;

/// <summary>
/// What other modules may ask of Inventory. Every command may be repeated: the same reservation id has the same effect once.
/// 1. Units held by live reservations and units sold are never promised again: available = on hand - reserved, never below zero.
/// 2. A reservation ends exactly once: settled, released or expired. Whether it has expired is judged by the clock in the query, so a late
/// sweep oversells nothing.
/// </summary>
public interface IInventory
{
    /// <summary>3. What is on hand, reserved and available, as of now.</summary>
    ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel);

    /// <summary>
    /// 4. Holds all lines or none, until the hold expires. Refused with <c>out_of_stock</c>; facts: <c>lines: [{product_id, requested,
    /// available}]</c>.
    /// 5. Repeating with the same reservation id renews the expiry of a live hold and takes an expired one anew if the units are still
    /// there. A hold of 0 seconds is firm: it never expires.
    /// 6. Other lines under the same id are refused with <c>reservation_differs</c>; a released one with <c>reservation_released</c>. A
    /// settled one is answered as done.
    /// 10. <c>unpaid</c> says that the units wait for a payment. They count for the holder, and for their products, until the reservation
    /// ends, and are refused with <c>too_many_unpaid_orders</c>, <c>too_many_unpaid_units</c> (facts: <c>unpaid</c>, <c>max</c>) or
    /// <c>unpaid_share</c> (facts: <c>lines</c>, as above) beyond what the shop lets wait. A live hold that turns out to wait is told so by
    /// repeating it; refused, it is held as before. What is paid at once is never bounded by it.
    /// </summary>
    ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel);

    /// <summary>
    /// 7. Turns the hold into a sale: on hand falls, nothing else can take these units. Where the hold expired or there was none, deducts
    /// if the units are available, else refuses with <c>out_of_stock</c>. A released reservation is refused with
    /// <c>reservation_released</c>.
    /// </summary>
    ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel);

    /// <summary>
    /// 8. Gives all units back, whether held or settled; of a settled one those that no restock has brought back. An unknown reservation is
    /// remembered as released, so that a Reserve which arrives late finds the door closed.
    /// </summary>
    ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel);

    /// <summary>
    /// 9. Brings units of a settled reservation back on hand, once a request id. Never more than it has deducted:
    /// <c>restock_exceeds_reservation</c>. A hold that is not settled yet is refused with <c>reservation_not_settled</c> (ask again), a
    /// released one with <c>reservation_released</c>, an unknown one with <c>reservation_not_found</c>; other lines under the same request
    /// id with <c>restock_differs</c>.
    /// </summary>
    ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel);

    /// <summary>
    /// 11. Takes units on hand as they were counted, each line by itself: a count below what is held for orders is refused for its line
    /// with <c>below_reserved</c>, one that no product can have with <c>stock_limit</c>. Whether the one who counted may do so is for the
    /// asker to know. Repeating does nothing: the count is a level, not a difference. At most <c>Limits.ContractIdsMax</c> lines.
    /// </summary>
    ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel);
}
