namespace Cartwright.Contracts;

/// <summary>What other programs may ask of Ordering.</summary>
public interface IOrdering
{
    /// <summary>
    /// Places an order from the user's cart. Repeating with the same request id answers the same order. Refusals: those of POST
    /// /api/orders.
    /// </summary>
    ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel);

    /// <summary>The order as it is now. Refused with <c>order_not_found</c>.</summary>
    ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel);

    /// <summary>
    /// All that was told about orders by event, told again: by order id, the events of each in their order, made anew from its timeline. An
    /// order that changes meanwhile has a higher version in the next answer. Refused with <c>invalid_limit</c>.
    /// </summary>
    ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel);

    /// <summary>
    /// Erases a user who wishes it, orders and account, and writes it into the log of erasures; whoever had the account is told by mail.
    /// Refused, with nothing erased, as POST /api/persons/erase, and with <c>invalid_person</c> without both ids. Repeating with the same
    /// erasure id goes on.
    /// </summary>
    ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel);

    /// <summary>
    /// An order's first invoice, or its last credit note, as PDF; the same bytes for ever. With <c>told_by</c> the invoices that go along
    /// with the mail about a parcel, one a call: those that were written since the confirmation's or the parcel's mail before it, so that
    /// of an order whose money is taken when it ships the first parcel's mail has the invoice. Refused with <c>invalid_kind</c>,
    /// <c>order_not_found</c>; <c>invoice_not_yet</c>, <c>seller_unknown</c>, <c>no_invoice</c> and <c>paper_not_found</c> where there is
    /// none; <c>pdf_unavailable</c> where Ordering cannot print, and <c>busy</c>.
    /// </summary>
    ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel);

    /// <summary>
    /// What the shop says of itself now. Whoever asks with a version and a time is held until there is another version, or the time is
    /// over. Refused with <c>invalid_wait</c> for more than ten seconds or less than none.
    /// </summary>
    ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel);
}
