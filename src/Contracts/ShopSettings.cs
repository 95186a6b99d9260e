// The shop's own face: what pages, mails and papers say of it. Also the JSON that one process tells another, and that GET /api/shop
// answers.
namespace Cartwright.Contracts;

/// <summary>What the shop says of itself; where its owner has said nothing, what the configuration says.</summary>
/// <param name="Version">Rises with every change in the admin; 0 before the first.</param>
/// <param name="Name">What shoppers call it. May have any characters: whoever shows it escapes it.</param>
/// <param name="Tagline">A line beneath the name; null: none.</param>
/// <param name="Logo">In place of the written name; null: the name is written.</param>
/// <param name="Colours">Of the pages.</param>
/// <param name="Announcement">A line above the header of every page; null: none.</param>
/// <param name="Home">The home page; null: the one that the program has.</param>
/// <param name="Contact">Who sells, and how to reach them.</param>
/// <param name="TimeZone">IANA name: in which the shop counts days.</param>
/// <param name="Currency">ISO 4217: what new goods are priced in.</param>
/// <param name="Language">Of pages and mails where nobody has chosen another; one of <paramref name="Languages"/>.</param>
/// <param name="Languages">Offered to shoppers.</param>
/// <param name="Footer">Links and a text beneath every page; null: those that the program has.</param>
/// <param name="Sender">From whom mails come; told to no shopper, null in GET /api/shop.</param>
public sealed record ShopSettings(
    long Version,
    string Name,
    string? Tagline,
    ShopPicture? Logo,
    ShopColours Colours,
    string? Announcement,
    ShopHome? Home,
    ShopContact Contact,
    string TimeZone,
    string Currency,
    string Language,
    IReadOnlyList<string> Languages,
    ShopFooter? Footer,
    MailSenderSetting? Sender = null
)
{
    /// <summary>What a shop is called whose owner has not named it.</summary>
    public const string Unnamed = "Cartwright";

    /// <summary>The languages that pages and mails are written in.</summary>
    public static IReadOnlyList<string> LanguagesKnown { get; } = ["en", "de"];
}

/// <summary>A picture of the shop's own, as <c>POST /api/pictures</c> answered it.</summary>
/// <param name="Url">Below <c>/media/</c>.</param>
/// <param name="Width">Pixels of the original.</param>
/// <param name="Height">Pixels of the original.</param>
/// <param name="Alt">What it shows, for those who do not see it.</param>
public sealed record ShopPicture(string Url, int Width, int Height, string? Alt = null);

/// <summary>Colours as <c>#rrggbb</c>. Each pair of text and ground has a contrast of 4.5 : 1 or more (WCAG 2.2, 1.4.3, level
/// AA).</summary>
/// <param name="Accent">Of buttons, links and what is chosen: light text stands on it, and it stands on light grounds.</param>
/// <param name="Ink">Of texts.</param>
/// <param name="Banner">The ground of the announcement, whose text is white.</param>
public sealed record ShopColours(string Accent, string Ink, string Banner);

/// <summary>A link with its words.</summary>
/// <param name="Label">What stands there.</param>
/// <param name="To">A path of this shop such as <c>/policies/terms</c>, or an https address.</param>
public sealed record ShopLink(string Label, string To);

/// <summary>The home page.</summary>
/// <param name="Sections">From top to bottom.</param>
public sealed record ShopHome(IReadOnlyList<HomeSection> Sections);

/// <summary>A section of the home page; which members it has depends on its kind.</summary>
/// <param name="Kind">
/// hero, category, products, text, or what needs no choice: categories, makers, and recent, which this device keeps for itself.
/// </param>
/// <param name="Title">A heading.</param>
/// <param name="Text">Words; of a <c>text</c> in Markdown.</param>
/// <param name="Picture">Of a hero or a text.</param>
/// <param name="Link">Of a hero or a text: where it leads.</param>
/// <param name="Category">Of a category: its name or path.</param>
/// <param name="Pick">Of products: choice, newest or best.</param>
/// <param name="ProductIds">Of products by choice, in their order.</param>
public sealed record HomeSection(
    string Kind,
    string? Title = null,
    string? Text = null,
    ShopPicture? Picture = null,
    ShopLink? Link = null,
    string? Category = null,
    string? Pick = null,
    IReadOnlyList<string>? ProductIds = null
);

/// <summary>How to reach the shop; every member may be absent.</summary>
/// <param name="Company">The name of the company.</param>
/// <param name="Address">In lines.</param>
/// <param name="Email">For questions.</param>
/// <param name="Phone">For questions.</param>
/// <param name="Register">Where the company is registered, its numbers.</param>
public sealed record ShopContact(
    string? Company = null,
    string? Address = null,
    string? Email = null,
    string? Phone = null,
    string? Register = null
);

/// <summary>What stands beneath every page.</summary>
/// <param name="Columns">From left to right.</param>
/// <param name="Text">Beneath the name.</param>
public sealed record ShopFooter(IReadOnlyList<FooterColumn> Columns, string? Text = null);

/// <summary>A column of links.</summary>
public sealed record FooterColumn(string? Title, IReadOnlyList<ShopLink> Links);

/// <summary>From whom mails come; what is absent is the configuration's (<c>Mail:From</c>).</summary>
/// <param name="Name">Without it the name of <c>Mail:From</c>, or the shop's.</param>
/// <param name="Address">One that the mail server may send for.</param>
public sealed record MailSenderSetting(string? Name = null, string? Address = null);
