// Which variables each template has, what they are, and which of them a mail cannot do without.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>One variable of a template.</summary>
/// <param name="Name">With its group: <c>order.number</c>; of what is in a list: <c>order.lines.name</c>.</param>
/// <param name="Kind">
/// text, flag, list, link, which is the whole address of a link and nothing else, or block, which stands in a paragraph of its own and is
/// made by the shop.
/// </param>
/// <param name="Description">What it says.</param>
/// <param name="Required">Why the mail must have it; null where it may go.</param>
public sealed record TemplateVariable(string Name, string Kind, string Description, string? Required = null);

/// <summary>The variables by template.</summary>
internal static class TemplateVariables
{
    public const string Text = "text";
    public const string Flag = "flag";
    public const string List = "list";
    public const string Link = "link";
    public const string Block = "block";

    private const string ByLink = "without the link nobody can do what the mail asks for";

    private static readonly TemplateVariable[] Everywhere =
    [
        new("greeting", Text, "Hello and the name, or hello alone."),
        new("customer.name", Text, "Whom the mail is to; absent where nobody knows."),
        new("shop.name", Text, "The shop."),
    ];

    private static readonly TemplateVariable[] Order =
    [
        new("order.number", Text, "The short number that pages show.", "who asks about an order needs its number"),
        new("order.id", Text, "The whole id."),
        new("order.date", Text, "The day on which it was placed."),
        new("order.total", Text, "The total with its currency."),
        new("order.subtotal", Text, "The goods before discount, shipping and tax."),
        new("order.shipping", Text, "The shipping, or 'free'."),
        new("order.reason", Text, "Why it failed or was cancelled; absent where there is none."),
        new("order.reserved", Text, "What is held and taken when it ships; absent of an order whose money was taken at once."),
        new("order.given_back", Text, "What goes back; absent where nothing does, or nobody has said."),
        new("order.nothing_owed", Flag, "Whether it had not been paid, so that nothing goes back."),
        new("order.tracking_number", Text, "Of the last parcel; absent where there is none."),
        new("order.lines", List, "The goods: for line in order.lines."),
        new("order.lines.name", Text, "What it is."),
        new("order.lines.quantity", Text, "How many."),
        new("order.lines.price", Text, "Of one."),
        new("order.lines.amount", Text, "Of all of them, before discount."),
    ];

    private static readonly TemplateVariable OrderTable = new(
        "order_table",
        Block,
        "Number, day, goods, discount, shipping, taxes and total.",
        "what was bought and for how much must be in it (Directive 2011/83/EU, article 8 (7))"
    );

    private static readonly TemplateVariable OrderLink = new(
        "order_link",
        Block,
        "The button that opens the order on any device, with a word of care.",
        "whoever has no account gets to the order, and to the right of withdrawal, by it alone"
    );

    private static readonly TemplateVariable Parcels = new(
        "parcels",
        Block,
        "Each parcel with its carrier, number and goods, and when it is expected or where it is fetched."
    );

    private static readonly TemplateVariable[] Account =
    [
        new("account.when", Text, "The moment of it, UTC."),
        new("account.link", Link, "The link that the mail is for: [Words of the button]({{ account.link }}).", ByLink),
    ];

    private static readonly TemplateVariable[] Cart =
    [
        new("cart.total", Text, "What the goods cost together."),
        new("cart.link", Link, "Opens the cart: [Words of the button]({{ cart.link }}).", ByLink),
        new("cart.lines", List, "The goods: for line in cart.lines."),
        new("cart.lines.name", Text, "What it is."),
        new("cart.lines.quantity", Text, "How many."),
        new("cart.lines.price", Text, "Of one."),
        new("cart_table", Block, "The goods with their prices, and what they cost together."),
        new("stop_reminders", Block, "The link by which reminders end.", "a reminder that cannot be ended is against the law"),
    ];

    private static readonly TemplateVariable[] Stock =
    [
        new("product.id", Text, "Its id."),
        new("product.name", Text, "What it is called; its id where nobody could say.", "nobody knows what to order without it"),
        new("product.sku", Text, "The seller's own number of it; absent where it has none."),
        new("product.available", Text, "How many can still be bought."),
        new("product.is_gone", Flag, "Whether none is left."),
        new("product.link", Link, "Opens its stock in the admin: [Words of the button]({{ product.link }})."),
    ];

    private static readonly TemplateVariable[] Withdrawal =
    [
        new("order.number", Text, "The short number that pages show."),
        new("withdrawal.name", Text, "Who withdrew."),
        new("withdrawal.received", Text, "The moment at which it came in."),
        new(
            "withdrawal_statement",
            Block,
            "What was declared, by whom, when, and from which contract.",
            "the receipt must repeat it (Directive 2011/83/EU, article 11a (4))"
        ),
        new("withdrawal_follows", Block, "What goes back, and what is to be sent back.", "the consumer must know what follows"),
    ];

    /// <summary>All variables of a template.</summary>
    public static IReadOnlyList<TemplateVariable> Of(string template) =>
        template switch
        {
            CartLetter.Template => [.. Everywhere, .. Cart],
            StockLetter.Template => [.. Everywhere, .. Stock],
            Occasion.WelcomeTemplate => Everywhere,
            OrderNotification.Withdrawal => [.. Everywhere, .. Withdrawal, OrderLink],
            AccountLetter.PayoutAccount =>
            [
                .. Everywhere,
                .. Account,
                new(
                    "account.payouts",
                    Text,
                    "Who changed what, and from when on it is paid to.",
                    "whoever sells must see what was changed"
                ),
            ],
            AccountLetter.AskedSeller or AccountLetter.RefusedSeller =>
            [
                .. Everywhere,
                .. Account,
                new("account.note", Text, "What staff wrote.", "whoever wants to sell must read what is asked, or why not"),
            ],
            _ when AccountLetter.Knows(template) => [.. Everywhere, .. Account],
            _ => [.. Everywhere, .. Order, template is "confirmed" ? OrderTable : OrderTable with { Required = null }, OrderLink, Parcels],
        };
}
