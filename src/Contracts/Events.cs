// The data of events. Members may be added, never renamed or removed: old events are still on their way.
using System.Text.Json.Serialization;

namespace Cartwright.Contracts;

/// <summary>An order as the rest of the shop needs to know it. Amounts are minor units of <paramref name="Currency"/>.</summary>
/// <param name="Status">The status after the event, as in the HTTP API.</param>
/// <param name="Reason">Why it was cancelled or failed, else null.</param>
/// <param name="CreatedUnixMs">When the order was placed.</param>
/// <param name="AtUnixMs">When this happened.</param>
/// <param name="Sequence">Place in the order's own timeline, from 1; rises with each event of the order.</param>
/// <param name="GivenBack">
/// Of an order that was cancelled or came back as a whole: what goes back of it now, 0 where it had not been paid. Else null.
/// </param>
/// <param name="Taxes">What <paramref name="Tax"/>, and the tax inside prices, are made of; null of orders from before classes.</param>
/// <param name="ByLine">True of an order whose units came back line by line: what that paid back was told as refunds. Else null.</param>
/// <param name="Delivery">What was promised; null where nothing is sent, and of orders from before it was kept.</param>
/// <param name="Reserved">What is held of it and taken when it ships, minor units; null of an order whose money was taken at once.</param>
public sealed record OrderFacts(
    string OrderId,
    string UserId,
    string Email,
    string Name,
    string Status,
    string? Reason,
    string Currency,
    long Subtotal,
    long Discount,
    long Shipping,
    long Tax,
    long Total,
    string? CouponCode,
    IReadOnlyList<OrderLineFacts> Lines,
    string Country,
    long CreatedUnixMs,
    long AtUnixMs,
    long Sequence,
    bool? ByLine = null,
    long? GivenBack = null,
    IReadOnlyList<OrderTaxFacts>? Taxes = null,
    DeliveryFacts? Delivery = null,
    long? Reserved = null
);

/// <summary>How an order is to reach the buyer, as it was promised.</summary>
/// <param name="Carrier">Null where nobody has said.</param>
/// <param name="From">The first day on which it may arrive, or lie ready, of the shop; null where it is not known.</param>
/// <param name="PickupPoint">Where it is fetched, with its address; null where it is sent.</param>
/// <param name="Hours">When the pickup point is open, in words.</param>
public sealed record DeliveryFacts(
    string Label,
    string? Carrier = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? PickupPoint = null,
    string? Hours = null
);

/// <summary>The tax of one rate.</summary>
/// <param name="Milli">The rate, thousandths of a percent.</param>
/// <param name="Included">Whether prices contain it.</param>
/// <param name="Kind">Why another than the rate of the place is due, such as reverse_charge; null for that rate.</param>
public sealed record OrderTaxFacts(long Milli, bool Included, long Amount, string? Kind = null);

/// <summary>One line of an order. <paramref name="Discount"/> and <paramref name="Tax"/> are this line's parts.</summary>
public sealed record OrderLineFacts(
    string ProductId,
    string ProductName,
    string VendorId,
    string Category,
    long Quantity,
    long UnitPrice,
    long Discount,
    long Tax
);

/// <summary>
/// Money of an order that goes back while the order lives on. Amounts are minor units. A cancelled or wholly returned order is told by its
/// own event.
/// </summary>
/// <param name="RefundId">Unique within the order.</param>
/// <param name="Kind">return, edit or goodwill.</param>
/// <param name="VendorId">Whose cost a goodwill is, or null for the shop's.</param>
/// <param name="Amount">What goes back in all: the lines' net and tax, the shipping, or a goodwill for no goods.</param>
/// <param name="Lines">The goods it is for; empty for goodwill.</param>
/// <param name="Sequence">Place in the order's timeline.</param>
public sealed record OrderRefundFacts(
    string OrderId,
    string UserId,
    string RefundId,
    string Kind,
    string? VendorId,
    string Currency,
    long Amount,
    IReadOnlyList<RefundLineFacts> Lines,
    long Shipping,
    long AtUnixMs,
    long Sequence
);

/// <summary>
/// Units of one product that are paid back. <paramref name="Net"/> is their price less their discount, <paramref name="Tax"/> the tax on
/// top of it that goes back with them.
/// </summary>
public sealed record RefundLineFacts(string ProductId, string ProductName, string VendorId, long Quantity, long Net, long Tax);

/// <summary>An order whose goods were changed after its confirmation.</summary>
/// <param name="Order">As it is now.</param>
/// <param name="Before">The lines as they were until now.</param>
public sealed record OrderEditFacts(OrderFacts Order, IReadOnlyList<OrderLineFacts> Before);

/// <summary>An order whose persons were erased: it names none.</summary>
/// <param name="UserId">Whose it was; an id that nothing leads from to a person any more, once the account is erased as well.</param>
/// <param name="ErasureId">The entry of the log of erasures under which others tell what they erase; null: none is kept.</param>
public sealed record OrderErasure(string OrderId, string UserId, long AtUnixMs, long Sequence, string? ErasureId = null);

/// <summary>
/// Settles the reservation of an order, or deducts where there was none. From programs outside it always deducts, under an order id of
/// their own.
/// </summary>
public sealed record InventoryDeduction(string OrderId, IReadOnlyList<DeductionLine> Lines);

/// <summary>Units of one product.</summary>
public sealed record DeductionLine(string ProductId, long Quantity);

/// <summary>
/// Asks for one mail about an order: at most one a template and order, and of partially_shipped one a parcel.
/// Templates: confirmed, payment_failed, cancelled, processing, partially_shipped, shipped, delivered, returned, hold_ends; and withdrawal,
/// of which there is one a withdrawal, and order_link, of which there is one a request. The last three are for the shop itself alone.
/// </summary>
/// <param name="Order">What the mail tells of it; programs outside may leave it out.</param>
/// <param name="Parcels">The parcels that the mail is about: the one that has just left, or all when the order has left as a whole.</param>
/// <param name="SealedKey">
/// The key that opens the order without an account, sealed for <see cref="Purpose"/>: nobody on its way can read it or have it sent to
/// somebody else. Null: no link.
/// </param>
/// <param name="Request">Tells one order_link from another; else null.</param>
/// <param name="Language">In which language (<see cref="Languages"/>); null for the shop's.</param>
public sealed record OrderNotification(
    string OrderId,
    string Template,
    string Recipient,
    OrderFacts Order,
    string? TrackingNumber = null,
    IReadOnlyList<ParcelFacts>? Parcels = null,
    string? SealedKey = null,
    WithdrawalFacts? Withdrawn = null,
    string? Request = null,
    string? Language = null
)
{
    /// <summary>The template of a mail that somebody asked for who knows the order's number and address.</summary>
    public const string Link = "order_link";

    /// <summary>The template of the receipt of a withdrawal.</summary>
    public const string Withdrawal = "withdrawal";

    /// <summary>The template that tells that what is reserved will end before the order has left.</summary>
    public const string HoldEnds = "hold_ends";

    /// <summary>What the key is sealed for.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Purpose => string.Join('\n', "order_notification", OrderId, Recipient);
}

/// <summary>A withdrawal from the contract, as its receipt repeats it.</summary>
/// <param name="Number">Counts the withdrawals of an order from 1.</param>
/// <param name="Name">Who withdrew.</param>
/// <param name="Everything">Whether it was declared for all of the order.</param>
/// <param name="BackNow">Minor units that go back at once.</param>
/// <param name="BackLater">Minor units that go back with the goods, or with the proof that they were sent.</param>
/// <param name="Priced">False where the amounts are not known yet, because the order was being edited at that moment.</param>
public sealed record WithdrawalFacts(
    int Number,
    long AtUnixMs,
    string Name,
    bool Everything,
    IReadOnlyList<WithdrawnLineFacts> Lines,
    long BackNow,
    long BackLater,
    bool Priced
);

/// <summary>Units of one product that a withdrawal takes; <paramref name="ToSendBack"/> of them have left.</summary>
public sealed record WithdrawnLineFacts(string ProductName, long Quantity, long ToSendBack);

/// <summary>A parcel on its way.</summary>
/// <param name="Number">Counts the parcels of an order from 1.</param>
public sealed record ParcelFacts(int Number, string? Carrier, string? TrackingNumber, IReadOnlyList<ParcelLineFacts> Lines);

/// <summary>Units of one product in a parcel.</summary>
public sealed record ParcelLineFacts(string ProductName, long Quantity);

/// <summary>Asks which products these are.</summary>
/// <param name="CorrelationId">Comes back in the answer.</param>
/// <param name="ProductIds">1 to <c>Limits.ContractIdsMax</c>.</param>
public sealed record ProductDetailsRequest(string CorrelationId, IReadOnlyList<string> ProductIds);

/// <summary>The answer.</summary>
/// <param name="Products">Those that are for sale, in the order asked.</param>
/// <param name="Missing">Ids of no product that is for sale.</param>
/// <param name="Error">Why nothing is answered, else null: invalid_product_ids, too_many_ids.</param>
public sealed record ProductDetails(
    string? CorrelationId,
    IReadOnlyList<ProductDetail> Products,
    IReadOnlyList<string> Missing,
    string? Error = null
);

/// <summary>One product. <paramref name="Price"/> in minor units.</summary>
/// <param name="Available">Whether there is any of it or its variants, as Inventory last told.</param>
/// <param name="Category">Which goods it belongs to, or null where nobody says.</param>
/// <param name="VendorId">Whose goods these are.</param>
/// <param name="Image">Its first picture's address, empty when it has none.</param>
/// <param name="UpdatedUnixMs">When it was last changed.</param>
/// <param name="VariantIds">The first hundred of its variants, of a product that is bought through them and not itself; else null.</param>
/// <param name="TaxClass">The class that tax rates are looked up by; standard where nobody says.</param>
/// <param name="PricesIncludeTax">Whether the price contains its tax; null where the shop's rates say so for the place.</param>
/// <param name="NoShipping">True of what is not sent, such as an e-book; else null.</param>
/// <param name="WeightG">Grams of a unit with its packing; null where nobody says.</param>
public sealed record ProductDetail(
    string ProductId,
    string Name,
    long Price,
    string Currency,
    bool Available,
    string? Category = null,
    string? VendorId = null,
    string? Image = null,
    long? UpdatedUnixMs = null,
    IReadOnlyList<string>? VariantIds = null,
    string? TaxClass = null,
    string? NoWithdrawal = null,
    bool? PricesIncludeTax = null,
    bool? NoShipping = null,
    long? WeightG = null
);

/// <summary>Asks for a charge. <paramref name="Amount"/> in minor units.</summary>
/// <param name="OrderId">The asking program's own.</param>
/// <param name="MethodToken">As the payment provider gave it, never a card number.</param>
/// <param name="Attempt">
/// From 1: another attempt at the same order is another payment, which is refused while an earlier one stands.
/// </param>
/// <param name="PaymentId">The shop's own id of the payment; only of questions that the shop itself signed.</param>
/// <param name="Capture">False: hold, and do not take yet. Likewise.</param>
/// <param name="UserId">Who alone may answer a challenge. Likewise.</param>
public sealed record PaymentRequest(
    string OrderId,
    long Amount,
    string Currency,
    string MethodToken,
    int Attempt = 1,
    string? PaymentId = null,
    bool? Capture = null,
    string? UserId = null
);

/// <summary>Asks to pay back what a <see cref="PaymentRequest"/> took, or a part of it. <paramref name="Amount"/> in minor units.</summary>
/// <param name="Attempt">Of the payment.</param>
/// <param name="PaymentId">The shop's own id of the payment; only of questions that the shop itself signed.</param>
/// <param name="RefundId">One refund a refund id, however often it is asked. Likewise; from outside each request is a refund of its
/// own.</param>
public sealed record RefundWish(
    string OrderId,
    long Amount,
    string Currency,
    int Attempt = 1,
    string? Reason = null,
    string? PaymentId = null,
    string? RefundId = null
);

/// <summary>Asks to take an authorized amount. <paramref name="Amount"/> in minor units.</summary>
/// <param name="Attempt">Of the payment.</param>
/// <param name="PaymentId">The shop's own id of the payment.</param>
public sealed record CaptureWish(string OrderId, long Amount, string Currency, int Attempt, string PaymentId);

/// <summary>Asks to let an authorization go, or to give back in full what was captured.</summary>
/// <param name="Attempt">Of the payment.</param>
/// <param name="PaymentId">The shop's own id of the payment.</param>
public sealed record VoidWish(string OrderId, int Attempt, string PaymentId);

/// <summary>Asks what the shop takes.</summary>
public sealed record MethodsWish;

/// <summary>What the shop takes, in the order in which it is offered; the members of <see cref="AcceptedMethod"/>.</summary>
/// <param name="RequestId">The id of the event that asked.</param>
public sealed record MethodsTold(string RequestId, IReadOnlyList<MethodFacts> Methods);

/// <summary>One way to pay.</summary>
/// <param name="Test">No real money moves.</param>
/// <param name="TokenPrefixes">How tokens of the provider's own form begin; null where there is none.</param>
public sealed record MethodFacts(
    string Method,
    string Provider,
    bool Test,
    IReadOnlyList<TokenFacts> Tokens,
    IReadOnlyList<string>? TokenPrefixes = null
);

/// <summary>A token that a payment may name, with words for shoppers.</summary>
/// <param name="Waits">Whether a payment with it waits for the customer, or for time; the shop bounds what may wait.</param>
public sealed record TokenFacts(string Token, string Title, string Note, bool Waits = false);

/// <summary>What became of a payment or refund. <paramref name="Amount"/> in minor units, as asked.</summary>
/// <param name="RequestId">The id of the event that asked.</param>
/// <param name="Operation">payment or refund; between our own processes also capture and void.</param>
/// <param name="TransactionId">The provider's, or null where nothing moved.</param>
/// <param name="Code">Why nothing moved, else null; the codes of <see cref="IPayments"/>, and currency_differs.</param>
/// <param name="Detail">The same for people.</param>
/// <param name="Status">The HTTP status that the code would have, or null.</param>
/// <param name="State">Only of payment.pending: authorized, action_required, awaiting, or unknown.</param>
/// <param name="Action">What the customer must do or wait for; only with action_required and awaiting.</param>
/// <param name="ExpiresUnixMs">When that wait ends.</param>
/// <param name="Facts">Further members of the refusal, as in a problem document.</param>
public sealed record PaymentOutcome(
    string RequestId,
    string OrderId,
    string Operation,
    long Amount,
    string Currency,
    int Attempt,
    string? TransactionId = null,
    string? Code = null,
    string? Detail = null,
    int? Status = null,
    string? State = null,
    PaymentActionFacts? Action = null,
    long? ExpiresUnixMs = null,
    System.Text.Json.Nodes.JsonObject? Facts = null
);

/// <summary>
/// What the customer must do, or wait for, before the money is there; the members of <see cref="PaymentAction"/>, amounts in minor units.
/// </summary>
public sealed record PaymentActionFacts(
    string Kind,
    string? Url,
    string? Account,
    string? AccountHolder,
    string? Reference,
    long Amount,
    long Received,
    string? Currency,
    string? Instructions
);

/// <summary>
/// A payment after a change that no call answered. Amounts are minor units of <paramref name="Currency"/>, which is empty where no amount
/// was ever named.
/// </summary>
/// <param name="PaymentId">The order's id, or <c>{order_id}:charge:{n}</c>.</param>
/// <param name="Status">
/// authorizing, action_required, awaiting, authorized, capturing, captured, refunded, declined, voiding or voided.
/// </param>
/// <param name="Reason">The code of a payment that moved nothing or was ended, else null.</param>
/// <param name="AtUnixMs">When it was learned.</param>
public sealed record PaymentFacts(
    string PaymentId,
    string OrderId,
    string Status,
    string Currency,
    long Amount,
    long Captured,
    long Refunded,
    string? Reason,
    long AtUnixMs
);

/// <summary>A cart after a change. Subtotal in minor units; <paramref name="Currency"/> is empty for an empty cart.</summary>
/// <param name="Change">
/// What happened: created, item_added, item_set, item_removed, cleared, saved, merged, coupon, email, price_acknowledged, returned,
/// checked_out, restored, expired; in cart.abandoned: abandoned.
/// </param>
/// <param name="Began">Whether a cart begins here: there was nothing to buy before, or an order took the rest of what was.</param>
public sealed record CartFacts(
    string UserId,
    long Version,
    string Change,
    string? ProductId,
    long Items,
    long Subtotal,
    string Currency,
    bool Guest,
    string? OrderId,
    long AtUnixMs,
    bool Began = false
);

/// <summary>
/// Asks for one mail that reminds of an abandoned cart. <paramref name="Link"/> opens the cart: it goes to the recipient and nowhere else.
/// </summary>
/// <param name="Version">The cart's version when it was flagged; one mail a cart and version.</param>
/// <param name="Name">The recipient's, or empty for a guest.</param>
/// <param name="Language">In which language (<see cref="Languages"/>); null for the shop's.</param>
public sealed record CartReminder(
    string UserId,
    long Version,
    string Recipient,
    string Name,
    string Link,
    string Currency,
    long Subtotal,
    IReadOnlyList<CartReminderLine> Lines,
    long AtUnixMs,
    string? Language = null
);

/// <summary>One line of the cart; amounts are minor units.</summary>
public sealed record CartReminderLine(string ProductName, long Quantity, long UnitPrice);

/// <summary>
/// Asks for one mail about an account: at most one a request. Templates: password_reset, password_changed, account_erased,
/// payout_account_changed, seller_sent, seller_asked, seller_accepted, seller_refused.
/// </summary>
/// <param name="RequestId">One mail a request, however often the event comes.</param>
/// <param name="Name">The recipient's.</param>
/// <param name="Vendor">What payout_account_changed tells; null of the others.</param>
/// <param name="SealedLink">
/// The link of the mail, sealed for <see cref="Purpose"/>: nobody on its way can read it or send it to somebody else, and who has no key
/// can ask for no mail.
/// </param>
/// <param name="Language">In which language (<see cref="Languages"/>); null for the shop's.</param>
/// <param name="Note">What staff wrote to an applicant; null of the others.</param>
public sealed record AccountNotification(
    string UserId,
    string RequestId,
    string Template,
    string Recipient,
    string Name,
    string SealedLink,
    long AtUnixMs,
    VendorAccountFacts? Vendor = null,
    string? Language = null,
    string? Note = null
)
{
    /// <summary>What the link is sealed for.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Purpose =>
        string.Join(
            '\n',
            [
                "account_notification",
                Template,
                UserId,
                RequestId,
                Recipient,
                .. Vendor?.Words() ?? [],
                .. Note is null ? [] : new[] { Note },
            ]
        );
}

/// <summary>An application to sell here after a step.</summary>
/// <param name="Version">Counts the steps of the application.</param>
/// <param name="State">sent, asked, accepted or refused.</param>
/// <param name="VendorId">Of who was accepted.</param>
/// <param name="StaffId">Who of the staff did it; null for the applicant.</param>
/// <param name="Text">What staff asked, or why they refused.</param>
/// <param name="Language">Of the request that sent the application; null for the shop's.</param>
public sealed record VendorApplicationFacts(
    string ApplicationId,
    long Version,
    string UserId,
    string State,
    string ShopName,
    string? VendorId,
    string? StaffId,
    string? Text,
    string? Language,
    long AtUnixMs
);

/// <summary>Where a vendor's money goes, before and after a change. Of account numbers there is only a part.</summary>
/// <param name="Before">Empty where there was none.</param>
/// <param name="By">vendor or admin.</param>
/// <param name="PayableUnixMs">From when on it is paid to; null: at once.</param>
public sealed record VendorAccountFacts(string VendorId, string Before, string After, string By, long? PayableUnixMs, long AtUnixMs)
{
    internal IEnumerable<string> Words() =>
        [VendorId, Before, After, By, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{PayableUnixMs} {AtUnixMs}")];
}

/// <summary>A product after a change. Prices in minor units; <paramref name="OldPrice"/> only when it changed.</summary>
/// <param name="Withheld">True while it is there and not for sale: a draft or archived, it or its parent; else null.</param>
public sealed record ProductFacts(
    string ProductId,
    string Name,
    string Category,
    string VendorId,
    long Price,
    string Currency,
    long? OldPrice,
    bool Deleted,
    long AtUnixMs,
    bool? Withheld = null
);

/// <summary>A category that has another path: whoever names it by its path, or names what lies below it, follows.</summary>
/// <param name="From">The path that it had, names joined by slashes.</param>
/// <param name="Ended">False before the first product has the new path: both are meant from now on; true when the old one means
/// nothing any more.</param>
public sealed record CategoryMoved(string From, string To, bool Ended, long AtUnixMs);

/// <summary>
/// How well a product sells: whole, so that the last word is enough and the same word twice changes nothing. A rank and no report: what was
/// cancelled, came back or was edited out is not in it, and of one order at most <see cref="UnitsAnOrder"/> units are, so that nobody buys
/// the first place with one large order.
/// </summary>
/// <param name="Units">Of the orders confirmed in the last <see cref="Days"/> days, those of this product alone: a variant's are told of
/// the variant.</param>
public sealed record ProductSales(string ProductId, long Units, long AtUnixMs)
{
    /// <summary>Sales of so many days count, today's among them.</summary>
    public const int Days = 90;

    /// <summary>Units of one order that count.</summary>
    public const long UnitsAnOrder = 3;
}

/// <summary>Stock after a change. Units.</summary>
/// <param name="Available">What can be sold after it.</param>
/// <param name="AvailableBefore">What could be sold before it; null from a version that did not say.</param>
public sealed record StockFacts(string ProductId, long OnHand, long Reserved, long Available, long AtUnixMs, long? AvailableBefore = null)
{
    /// <summary>Whether it may have begun or ceased to be there at all. What has become less or more of plenty has not.</summary>
    [JsonIgnore]
    public bool MayHaveTurned => AvailableBefore is not { } before || (before > 0) != (Available > 0);
}

/// <summary>An account. <paramref name="GuestId"/> is set when a sign-in brought a guest's cart along.</summary>
/// <param name="EmailVerified">Whether the account's owner has shown that mails to the address reach him.</param>
/// <param name="Language">In which mails to it are written (<see cref="Languages"/>); null for the shop's.</param>
public sealed record UserFacts(
    string UserId,
    string Email,
    string Name,
    string? GuestId,
    long AtUnixMs,
    bool EmailVerified = false,
    string? Language = null
);

/// <summary>A user or a guest who is erased: nothing but the id, which leads to nobody any more.</summary>
/// <param name="ErasureId">As of <see cref="OrderErasure"/>.</param>
public sealed record UserErasure(string UserId, long AtUnixMs, string? ErasureId = null);

/// <summary>What a module erased of a person: how many rows of which of its tables, and nothing of the person.</summary>
public sealed record PersonForgotten(string ErasureId, string Module, IReadOnlyList<ForgottenRows> Rows, long AtUnixMs);

/// <summary>Rows that were deleted or emptied.</summary>
public sealed record ForgottenRows(string Table, long Rows);
