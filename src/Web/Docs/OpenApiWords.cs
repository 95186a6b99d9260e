// What the document says of areas, parameters and operations that say nothing of themselves.
using System.Text;

namespace Cartwright.Web;

internal static class OpenApiWords
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["customer_id"] = "The id of a user, or of a guest with orders.",
        ["note_id"] = "The note's id.",
        ["address_id"] = "The id of an address in the address book.",
        ["application_id"] = "The application's id.",
        ["country"] = "A country by its ISO 3166-1 code in two letters.",
        ["value"] = "Of the goods, major units.",
        ["code"] = "The coupon's code; case does not matter.",
        ["currency"] = "An ISO 4217 code.",
        ["empty"] = "Also stretches in which nothing was sold.",
        ["format"] = "`json` unless `csv` is asked for.",
        ["from"] = "From this day (2024-01-15) or time (2024-01-15T10:30:00Z) on; a day is one of the shop, or of `tz`.",
        ["category_id"] = "The category's id.",
        ["slug"] = "The last part of the address of the product's page.",
        ["slug_path"] = "The path of slugs, as in the address of the category's page.",
        ["group"] = "The customer group's name.",
        ["hash"] = "The picture's hash, as its address has it.",
        ["image_id"] = "The picture's id within its product.",
        ["interval"] = "The length of a stretch; `day` when absent.",
        ["job_id"] = "The job's id.",
        ["mail_id"] = "The mail's id.",
        ["language"] = "A language of the shop: `en` or `de`.",
        ["template"] = "The name of the mail, such as `confirmed`.",
        ["month"] = "A month of the shop, such as 2026-11.",
        ["name"] = "The text: `terms`, `withdrawal`, `privacy`, `shipping`, `imprint` or another of the shop.",
        ["number"] = "The paper's whole number, such as INV-2026-000042.",
        ["order_id"] = "The order's id.",
        ["outcome"] = "What would become of the line.",
        ["sitemap_file"] = "Its number, counted from 1.",
        ["file"] = "Width and format, such as `640.avif`.",
        ["file_id"] = "The file's id.",
        ["passkey_id"] = "The passkey's id.",
        ["payout_id"] = "The payout's id.",
        ["payment_id"] = "The payment's id.",
        ["product_id"] = "The product's id.",
        ["promotion_id"] = "The promotion's id.",
        ["provider"] = "The payment provider: `bank_transfer` or `simulator`.",
        ["return_id"] = "The return's id.",
        ["tax_rate_id"] = "The row's id.",
        ["shipping_zone_id"] = "The zone's id.",
        ["pickup_point_id"] = "The pickup point's id.",
        ["shipment_id"] = "The parcel's number within the order.",
        ["session_id"] = "The session's id.",
        ["share_id"] = "The link's `share_id`, or its token.",
        ["synonym_id"] = "The group's id.",
        ["token"] = "The token of a link.",
        ["tz"] = "Whose days are meant: the IANA name of a time zone, such as Asia/Tokyo; the shop's when absent.",
        ["q"] = "Words to look for.",
        ["sort"] = "The order of the list; `-` puts the highest first.",
        ["status"] = "Only those in this state.",
        ["to"] = "Before this day (2024-01-15) or time (2024-01-15T10:30:00Z).",
        ["user_id"] = "The user's id; `me` is the token's own.",
        ["vendor_id"] = "The vendor's id.",
        ["view"] = "`detail` or `use`.",
    };

    private static readonly Dictionary<string, string> Areas = new(StringComparer.Ordinal)
    {
        ["Sign-in"] =
            "Guests, accounts, sessions, passkeys and other second factors, addresses to confirm, and passwords that were forgotten.",
        ["Customers"] = "What customers have bought, for staff.",
        ["Users"] =
            "Profiles, address books, sessions, passkeys and other second factors; what staff may do, and what staff do for customers.",
        ["Catalog"] = "Products, their variants, categories and pictures, search, import.",
        ["Stock"] = "Units on hand and held, and how they came to be so.",
        ["Cart"] = "The shopper's cart, what is saved for later, and links that share it.",
        ["Checkout"] = "What an order would cost, and how it can be paid.",
        ["Orders"] = "Placing, following, editing, sending, returning and paying back.",
        ["Papers"] = "Invoices and credit notes, and the journal of a month.",
        ["Payments"] = "Payments and refunds, transfers that came in, what providers say.",
        ["Coupons"] = "Promotions that are asked for by a code.",
        ["Promotions"] = "Promotions that apply by themselves, their codes, customer groups.",
        ["Shipping"] = "Where the shop ships and for what, where goods are fetched, and which carriers there are.",
        ["Tax rates"] = "Which tax is due on what where, and what a row does to a sale; for staff.",
        ["Recommendations"] = "What goes well with what.",
        ["Vendor"] = "A vendor's own orders, parcels and money.",
        ["Sellers"] = "Who wants to sell here, and what staff make of it.",
        ["Payouts"] = "What the shop owes its vendors.",
        ["Mail"] = "What the shop wrote to whom.",
        ["Shop"] = "What the shop says of itself: name, look, home page, contact, its terms and other texts.",
        ["Analytics"] = "Sales, carts and baskets in figures.",
    };

    public static string? Area(string name) => Areas.GetValueOrDefault(name);

    public static string? Parameter(string? name) => name is null ? null : Parameters.GetValueOrDefault(name);

    /// <summary>GET /api/orders/{order_id}/events is get_orders_order_id_events: stable as long as the path is.</summary>
    public static string OperationId(string method, string path)
    {
        var id = new StringBuilder(method.ToLowerInvariant());
        foreach (var part in path.Split(['/', '{', '}', '.', '-', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part != "api")
            {
                id.Append('_').Append(part);
            }
        }

        return id.ToString();
    }
}
