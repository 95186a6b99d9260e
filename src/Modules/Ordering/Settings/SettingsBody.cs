// The settings as clients write and read them. What is absent, or null, is as the configuration says.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Everything that the owner says of the shop. It is written whole: a member that is absent is taken back.</summary>
/// <param name="Name">1 to 80 characters in one line; absent: <c>Shop:Name</c>.</param>
/// <param name="Tagline">A line beneath the name; absent: <c>Shop:Tagline</c>.</param>
/// <param name="Logo">A picture as <c>POST /api/pictures</c> answered it; absent: the name is written.</param>
/// <param name="Colours">Absent, or of which some members are absent: the program's, and <c>Shop:Accent</c>.</param>
/// <param name="Announcement">A line above the header; absent: none.</param>
/// <param name="Home">The sections of the home page; absent: the program's own.</param>
/// <param name="Contact">Absent: what <c>Shop:Seller</c> says.</param>
/// <param name="TimeZone">IANA name; absent: <c>Shop:TimeZone</c>.</param>
/// <param name="Currency">ISO 4217; absent: <c>Shop:Currency</c>.</param>
/// <param name="Language">One of <paramref name="Languages"/>; absent: <c>Shop:Language</c>.</param>
/// <param name="Languages">Of en and de; absent: <c>Shop:Languages</c>.</param>
/// <param name="Footer">Absent: the program's own links.</param>
/// <param name="Sender">From whom mails come; absent: <c>Mail:From</c>.</param>
/// <param name="Seller">Who sells, as invoices say it; absent: <c>Shop:Seller</c>.</param>
public sealed record SettingsBody(
    string? Name = null,
    string? Tagline = null,
    ShopPicture? Logo = null,
    ColoursBody? Colours = null,
    string? Announcement = null,
    ShopHome? Home = null,
    ShopContact? Contact = null,
    string? TimeZone = null,
    string? Currency = null,
    string? Language = null,
    IReadOnlyList<string>? Languages = null,
    ShopFooter? Footer = null,
    MailSenderSetting? Sender = null,
    SellerSetting? Seller = null
)
{
    /// <summary>What was stored.</summary>
    internal static SettingsBody Read(string content) => JsonSerializer.Deserialize<SettingsBody>(content, Json.Reading)!;

    /// <summary>As it is stored.</summary>
    internal string Content() => JsonSerializer.Serialize(this, Json.Options);

    /// <summary>Whether something is said of a member.</summary>
    internal bool Says(string member) =>
        member switch
        {
            "name" => Name is not null,
            "tagline" => Tagline is not null,
            "colours" => Colours is not null,
            "contact" => Contact is not null || Seller is not null,
            "seller" => Seller is not null,
            "time_zone" => TimeZone is not null,
            "currency" => Currency is not null,
            "language" => Language is not null,
            "languages" => Languages is not null,
            "sender" => Sender is not null,
            _ => throw new ArgumentException($"'{member}' is no member that a key stands for.", nameof(member)),
        };

    /// <summary>The shop with these words over what the configuration says.</summary>
    internal ShopSettings Over(ShopSettings defaults, long version)
    {
        var languages = Languages ?? defaults.Languages;
        return defaults with
        {
            Version = version,
            Name = Name?.Trim() ?? defaults.Name,
            Tagline = Tagline?.Trim() ?? defaults.Tagline,
            Logo = Logo ?? defaults.Logo,
            Colours = Colours is not { } said
                ? defaults.Colours
                : new(
                    said.Accent?.ToLowerInvariant() ?? defaults.Colours.Accent,
                    said.Ink?.ToLowerInvariant() ?? defaults.Colours.Ink,
                    (said.Banner ?? said.Accent)?.ToLowerInvariant() ?? defaults.Colours.Banner
                ),
            Announcement = Announcement?.Trim() ?? defaults.Announcement,
            Home = Home ?? defaults.Home,
            Contact = Contact ?? Seller?.Contact ?? defaults.Contact,
            TimeZone = TimeZone ?? defaults.TimeZone,
            Currency = Currency ?? defaults.Currency,
            Language = Language ?? (languages.Contains(defaults.Language, StringComparer.Ordinal) ? defaults.Language : languages[0]),
            Languages = languages,
            Footer = Footer ?? defaults.Footer,
            Sender = Sender ?? defaults.Sender,
        };
    }
}

/// <summary>Colours as <c>#rrggbb</c>, each readable with what stands on it or beneath it (WCAG 2.2, level AA).</summary>
/// <param name="Accent">Of buttons and links.</param>
/// <param name="Ink">Of texts.</param>
/// <param name="Banner">The ground of the announcement; absent: the accent.</param>
public sealed record ColoursBody(string? Accent = null, string? Ink = null, string? Banner = null);
