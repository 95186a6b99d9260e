// Settings that are taken, and settings of which one member is wrong.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering.Settings;

internal static class SettingsCases
{
    private static readonly ShopPicture Picture = new($"/media/{new string('a', 64)}/640.jpg", 640, 480, "Brushes");

    private static readonly SellerSetting Whole = new("Müller OHG", "Hauptstraße 1", "10115", "Berlin", "DE", "DE136695976");

    public static IReadOnlyList<SettingsBody> Good { get; } =
    [
        new(
            "Müller & Söhne <b>",
            "Brushes since 1921.",
            Picture,
            new("#7A1F5C"),
            "Closed on Monday </script>",
            new([
                new("hero", "Made by hand", "Every brush.", Picture, new("See all", "/products")),
                new("category", Category: "Clothing/Shirts"),
                new("products", "New", Pick: "newest"),
                new("products", Pick: "choice", ProductIds: ["1", "2"]),
                new("text", Text: "**Ours**\n\n- one", Link: new("Write", "mailto:post@mueller.example")),
                new("categories", "Look around"),
                new("makers", Text: "Who makes them"),
                new("recent"),
            ]),
            new("Müller OHG", "Hauptstraße 1\n10115 Berlin", "post@mueller.example", "+49 (0)30 / 12-34.5", "HRB 1"),
            "Europe/Berlin",
            "EUR",
            "de",
            ["de"],
            new([new("Help", [new("Shipping", "/policies/shipping"), new("Us", "https://mueller.example/us?x=1")])], "Footer\ntext"),
            new("Müller", "post@mueller.example"),
            new("Müller OHG", "Hauptstraße 1", "10115", "Berlin", "DE", "DE136695976")
        ),
        new(Seller: new("Harbour Ltd", "1 Quay", null, "Hong Kong", "HK", TaxNumber: "12345678")),
        new("متجر الفرش الجميلة"),
        new(new string('W', 80)),
        new(Home: new([])),
        new(TimeZone: "UTC", Currency: "JPY"),
        new(Colours: new(Banner: "#000000", Ink: "#000000")),
        new(),
    ];

    public static IReadOnlyList<(SettingsBody Body, string Member, string Says)> Bad { get; } =
    [
        (new(Name: " "), "name", "must not be empty"),
        (new(Name: new string('x', 81)), "name", "at most 80"),
        (new(Name: "Two\nlines"), "name", "control"),
        (new(Name: "a\u202Eb"), "name", "direction"),
        (new(Tagline: new string('x', 201)), "tagline", "at most 200"),
        (new(Announcement: "\t"), "announcement", "must not be empty"),
        (new(Logo: Picture with { Url = "https://elsewhere.example/logo.png" }), "logo.url", "POST /api/pictures"),
        (new(Logo: Picture with { Url = "/media/../../etc/passwd" }), "logo.url", "POST /api/pictures"),
        (new(Logo: Picture with { Width = 0 }), "logo.width", "from 1"),
        (new(Logo: Picture with { Height = -1 }), "logo.height", "from 1"),
        (new(Colours: new("#ffcc00")), "colours.accent", "4.5 : 1; #"),
        (new(Colours: new("green")), "colours.accent", "#0b5d43"),
        (new(Colours: new("#0b5d43;}")), "colours.accent", "#0b5d43"),
        (new(Colours: new(Ink: "#999999")), "colours.ink", "light grounds"),
        (new(Colours: new(Banner: "#ffffff")), "colours.banner", "white text"),
        (new(Home: new([new("carousel")])), "home.sections[0].kind", "hero, category, products, text"),
        (new(Home: new([new("hero")])), "home.sections[0].title", "heading"),
        (new(Home: new([new("text")])), "home.sections[0].text", "is required"),
        (new(Home: new([new("category")])), "home.sections[0].category", "is required"),
        (new(Home: new([new("products")])), "home.sections[0].pick", "choice, newest, best"),
        (new(Home: new([new("products", Pick: "cheapest")])), "home.sections[0].pick", "choice, newest, best"),
        (new(Home: new([new("products", Pick: "choice")])), "home.sections[0].product_ids", "chosen"),
        (new(Home: new([new("products", Pick: "newest", ProductIds: ["1"])])), "home.sections[0].product_ids", "by choice only"),
        (new(Home: new([new("text", Text: "x", Category: "y")])), "home.sections[0].category", "of a category only"),
        (new(Home: new([new("makers", Pick: "best")])), "home.sections[0].pick", "of products only"),
        (new(Home: new([new("recent", ProductIds: ["1"])])), "home.sections[0].product_ids", "by choice only"),
        (new(Home: new([new("categories", Link: new("Go", "/"))])), "home.sections[0].link", "hero or a text"),
        (new(Home: new([new("category", Category: "x", Picture: Picture)])), "home.sections[0].picture", "hero or a text"),
        (new(Home: new([new("text", Text: "x", Link: new("Go", "javascript:alert(1)"))])), "home.sections[0].link.to", "https://"),
        (new(Home: new([new("text", Text: "x", Link: new("Go", "//evil.example"))])), "home.sections[0].link.to", "https://"),
        (new(Home: new([new("text", Text: "x", Link: new("Go", "https://a@evil.example"))])), "home.sections[0].link.to", "https://"),
        (new(Home: new([new("text", Text: "x", Link: new("", "/"))])), "home.sections[0].link.label", "must not be empty"),
        (new(Home: new([.. Enumerable.Repeat(new HomeSection("text", Text: "x"), 21)])), "home.sections", "0 to 20"),
        (new(Contact: new(Email: "nobody")), "contact.email", "e-mail"),
        (new(Contact: new(Phone: "call me")), "contact.phone", "+49 30"),
        (new(Contact: new(Company: "")), "contact.company", "must not be empty"),
        (new(TimeZone: "Europe/Berln"), "time_zone", "the nearest is Europe/Berlin"),
        (new(TimeZone: "berlin"), "time_zone", "the nearest is Europe/Berlin"),
        (new(TimeZone: "W. Europe Standard Time"), "time_zone", "IANA"),
        (new(TimeZone: "../../etc/passwd"), "time_zone", "IANA"),
        (new(TimeZone: ""), "time_zone", "IANA"),
        (new(Currency: "EURO"), "currency", "ISO 4217"),
        (new(Language: "fr"), "language", "en, de"),
        (new(Languages: ["de"], Language: "en"), "language", "de"),
        (new(Languages: ["en", "en"]), "languages", "each once"),
        (new(Languages: ["fr"]), "languages", "en, de"),
        (new(Languages: []), "languages", "1 to 2"),
        (new(Footer: new([.. Enumerable.Repeat(new FooterColumn("x", []), 5)])), "footer.columns", "0 to 4"),
        (new(Footer: new([new("x", [new("Go", "data:text/html,x")])])), "footer.columns[0].links[0].to", "https://"),
        (new(Seller: Whole with { Name = null }), "seller.name", "is required"),
        (new(Seller: Whole with { Street = null }), "seller.street", "is required"),
        (new(Seller: Whole with { City = " " }), "seller.city", "must not be empty"),
        (new(Seller: Whole with { PostalCode = null }), "seller.postal_code", "in this country"),
        (new(Seller: Whole with { Country = "Germany" }), "seller.country", "such as DE"),
        (new(Seller: Whole with { Country = null }), "seller.country", "such as DE"),
        (new(Seller: Whole with { VatNumber = null }), "seller.vat_number", "or a tax_number"),
        (new(Seller: Whole with { VatNumber = "DE123456789" }), "seller.vat_number", "Germany"),
        (new(Seller: Whole with { VatNumber = " DE123456789" }), "seller.vat_number", "Germany"),
        (new(Seller: Whole with { Email = "nobody" }), "seller.email", "e-mail"),
        (new(Seller: Whole with { Name = "a\nb" }), "seller.name", "control"),
        (new(Sender: new(Address: "nobody@")), "sender.address", "e-mail"),
        (new(Sender: new(Name: "bank@bank.example")), "sender.name", "@"),
        (new(Sender: new(Name: "a\r\nBcc: x")), "sender.name", "control"),
    ];
}
