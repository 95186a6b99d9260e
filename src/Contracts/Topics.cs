// The names of events, as other programs see them, and who tells them.
namespace Cartwright.Contracts;

/// <summary>Topic names. Each carries one data record of <c>Events.cs</c>.</summary>
public static class Topics
{
    /// <summary>Ordering: a pending order was stored. Data: <see cref="OrderFacts"/>.</summary>
    public const string OrderPlaced = "order.placed";

    /// <summary>Ordering: the money is taken and the goods are the buyer's. Data: <see cref="OrderFacts"/>.</summary>
    public const string OrderConfirmed = "order.confirmed";

    /// <summary>Ordering: any later move, payment_failed among them. Data: <see cref="OrderFacts"/>.</summary>
    public const string OrderStatusChanged = "order.status_changed";

    /// <summary>Ordering: cancelled before processing. Data: <see cref="OrderFacts"/>.</summary>
    public const string OrderCancelled = "order.cancelled";

    /// <summary>Ordering: the goods came back. Data: <see cref="OrderFacts"/>.</summary>
    public const string OrderReturned = "order.returned";

    /// <summary>Ordering: a part of the money goes back. Data: <see cref="OrderRefundFacts"/>.</summary>
    public const string OrderRefunded = "order.refunded";

    /// <summary>Ordering: the goods were changed after confirmation. Data: <see cref="OrderEditFacts"/>.</summary>
    public const string OrderEdited = "order.edited";

    /// <summary>
    /// Ordering: what the order said of persons was erased; whoever keeps something of them beside it forgets it too. Data:
    /// <see cref="OrderErasure"/>.
    /// </summary>
    public const string OrderErased = "order.erased";

    /// <summary>
    /// Ordering, or whoever asks Catalog by messages, and programs outside to Catalog: which products these are. Data: <see
    /// cref="ProductDetailsRequest"/>.
    /// </summary>
    public const string GetProductDetails = "get_product_details";

    /// <summary>Catalog: the answer to <see cref="GetProductDetails"/>. Data: <see cref="ProductDetails"/>.</summary>
    public const string GetProductDetailsReply = "get_product_details.reply";

    /// <summary>Ordering to Inventory: settle the order's hold. Programs outside: deduct. Data: <see cref="InventoryDeduction"/>.</summary>
    public const string InventoryDeduction = "inventory_deduction";

    /// <summary>Ordering and programs outside to Notifications: one mail. Data: <see cref="OrderNotification"/>.</summary>
    public const string OrderNotification = "order_notification";

    /// <summary>
    /// Ordering, when it asks by messages, and programs outside to Payments: charge. Data: <see cref="PaymentRequest"/>. Answered by one
    /// of the next three.
    /// </summary>
    public const string PaymentRequested = "payment.requested";

    /// <summary>Payments: the money is taken. Data: <see cref="PaymentOutcome"/>.</summary>
    public const string PaymentSucceeded = "payment.succeeded";

    /// <summary>
    /// Payments to Ordering: the money is not taken yet, <c>state</c> says why; or, with the state unknown, nobody knows yet what became
    /// of what was asked, and it
    /// may be asked again. Data: <see cref="PaymentOutcome"/>.
    /// </summary>
    public const string PaymentPending = "payment.pending";

    /// <summary>Payments: what was asked moved nothing. Data: <see cref="PaymentOutcome"/> with its code.</summary>
    public const string PaymentFailed = "payment.failed";

    /// <summary>
    /// Ordering to Payments, signed: take what is held. Data: <see cref="CaptureWish"/>. Answered by the next, payment.failed or
    /// payment.pending.
    /// </summary>
    public const string PaymentCaptureRequested = "payment.capture_requested";

    /// <summary>Payments: what was held is taken. Data: <see cref="PaymentOutcome"/>.</summary>
    public const string PaymentCaptured = "payment.captured";

    /// <summary>
    /// Ordering to Payments, signed: let go or give back whole. Data: <see cref="VoidWish"/>. Answered by the next, payment.failed or
    /// payment.pending.
    /// </summary>
    public const string PaymentVoidRequested = "payment.void_requested";

    /// <summary>Payments: nothing is held or taken any more, nor will be. Data: <see cref="PaymentOutcome"/>.</summary>
    public const string PaymentVoided = "payment.voided";

    /// <summary>
    /// Ordering, signed, and programs outside to Payments: pay back. Data: <see cref="RefundWish"/>. Answered once a request by
    /// payment.refunded or payment.failed.
    /// </summary>
    public const string PaymentRefundRequested = "payment.refund_requested";

    /// <summary>Payments: the money is paid back. Data: <see cref="PaymentOutcome"/>.</summary>
    public const string PaymentRefunded = "payment.refunded";

    /// <summary>Ordering to Payments, signed: what does the shop take? Data: <see cref="MethodsWish"/>. Answered by the next.</summary>
    public const string PaymentMethodsRequested = "payment.methods_requested";

    /// <summary>Payments: what the shop takes. Data: <see cref="MethodsTold"/>.</summary>
    public const string PaymentMethods = "payment.methods";

    /// <summary>
    /// Payments: what becomes of a payment outside the answer to a call: a wait that ended, an outcome that was unknown, a movement learned
    /// of the provider. Subject: the order's id. Data: <see cref="PaymentFacts"/>.
    /// </summary>
    public const string PaymentChanged = "payment.changed";

    /// <summary>Carts: a cart changed. Data: <see cref="CartFacts"/>.</summary>
    public const string CartChanged = "cart.changed";

    /// <summary>Carts: an order took the cart's lines. Data: <see cref="CartFacts"/>.</summary>
    public const string CartCheckedOut = "cart.checked_out";

    /// <summary>Carts: idle for longer than Carts:AbandonedAfter. Data: <see cref="CartFacts"/>.</summary>
    public const string CartAbandoned = "cart.abandoned";

    /// <summary>Carts to Notifications: one mail with a link that brings the cart back. Data: <see cref="CartReminder"/>.</summary>
    public const string CartReminder = "cart_reminder";

    /// <summary>Catalog: created, edited or deleted. Data: <see cref="ProductFacts"/>.</summary>
    public const string ProductChanged = "product.changed";

    /// <summary>Catalog: another price. Data: <see cref="ProductFacts"/>.</summary>
    public const string ProductPriceChanged = "product.price_changed";

    /// <summary>
    /// Catalog: a category has another path, before its products get it, and once more when all have. Data: <see cref="CategoryMoved"/>.
    /// </summary>
    public const string CategoryMoved = "category.moved";

    /// <summary>
    /// Analytics, after it has counted orders, beside them: how well a product sells. Subject: the product's id. Data:
    /// <see cref="ProductSales"/>.
    /// </summary>
    public const string ProductSold = "product.sold";

    /// <summary>Inventory: what is available changed. Data: <see cref="StockFacts"/>.</summary>
    public const string StockChanged = "stock.changed";

    /// <summary>Inventory: available fell to the low mark. Data: <see cref="StockFacts"/>.</summary>
    public const string StockLow = "stock.low";

    /// <summary>
    /// Identity to Notifications: one mail about an account. Only the shop's own: what it opens is sealed. Data: <see
    /// cref="AccountNotification"/>.
    /// </summary>
    public const string AccountNotification = "account_notification";

    /// <summary>
    /// Ordering: where a vendor's money goes was changed; Identity tells whoever sells for it by mail. Subject: the vendor's id. Data: <see
    /// cref="VendorAccountFacts"/>.
    /// </summary>
    public const string VendorAccountChanged = "vendor.account_changed";

    /// <summary>
    /// Ordering: a step of an application to sell here; Identity tells the applicant by mail, and gives the account of who was accepted its
    /// role; Catalog takes the name. Subject: the applicant's user id. Data: <see cref="VendorApplicationFacts"/>.
    /// </summary>
    public const string VendorApplication = "vendor.application";

    /// <summary>Identity: a new account. Data: <see cref="UserFacts"/>.</summary>
    public const string UserRegistered = "user.registered";

    /// <summary>
    /// Identity: whoever had this id is erased, an account or a guest: whoever keeps something of him forgets it. Data:
    /// <see cref="UserErasure"/>.
    /// </summary>
    public const string UserErased = "user.erased";

    /// <summary>
    /// Identity: whoever has the account has shown that mails to its address reach him. Data: <see cref="UserFacts"/>.
    /// </summary>
    public const string UserEmailVerified = "user.email_verified";

    /// <summary>Identity: a sign-in, with the guest whose cart it brings. Data: <see cref="UserFacts"/>.</summary>
    public const string UserSignedIn = "user.signed_in";

    /// <summary>
    /// Each module to Ordering, which keeps the log of erasures: what it erased. Subject: the erasure's id. Data: <see
    /// cref="Cartwright.Contracts.PersonForgotten"/>.
    /// </summary>
    public const string PersonForgotten = "person.forgotten";
}
