// What settings must satisfy to be stored: every fault by member, with a sentence that says what to write.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class SettingsRules
{
    private const int TextCharsMax = 10_000;
    private const int SectionsMax = 20;
    private const int ProductsMax = 24;
    private const int ColumnsMax = 4;
    private const int LinksMax = 12;
    private const int LinkCharsMax = 500;
    private const int PixelsMax = 100_000;
    private const string Hero = "hero";
    private const string OfCategory = "category";
    private const string OfProducts = "products";
    private const string OfText = "text";

    // All categories of the top, all who sell here, and what this device has looked at: there is nothing to choose.
    private static readonly string[] OfThemselves = ["categories", "makers", "recent"];

    public static IReadOnlyList<string> Kinds { get; } = [Hero, OfCategory, OfProducts, OfText, .. OfThemselves];

    public static IReadOnlyList<string> Picks { get; } = ["choice", "newest", "best"];

    /// <summary>All faults, or null.</summary>
    /// <param name="defaults">What holds where nothing is said: a language must be one of those that are offered.</param>
    public static Refusal? Faults(SettingsBody body, ShopSettings defaults)
    {
        var check = new Check();
        Line(check, "name", body.Name, ShopDefaults.NameCharsMax);
        Line(check, "tagline", body.Tagline, ShopDefaults.LineCharsMax);
        Line(check, "announcement", body.Announcement, ShopDefaults.LineCharsMax);
        Picture(check, "logo", body.Logo);
        Colour(check, "colours.accent", body.Colours?.Accent, ColourContrast.FaultOfAccent);
        Colour(check, "colours.ink", body.Colours?.Ink, ColourContrast.FaultOfInk);
        Colour(check, "colours.banner", body.Colours?.Banner, ColourContrast.FaultOfGround);
        Home(check, body.Home);
        Contact(check, body.Contact);
        Region(check, body, defaults);
        Footer(check, body.Footer);
        Sender(check, body.Sender);
        SellerSetting.Faults(check, body.Seller);
        return check.Refused;
    }

    private static void Region(Check check, SettingsBody body, ShopSettings defaults)
    {
        if (body.TimeZone is { } zone && !TimeZones.IsKnown(zone))
        {
            check.That(
                false,
                "time_zone",
                "is no time zone: write an IANA name"
                    + (TimeZones.Nearest(zone) is { } nearest ? $"; the nearest is {nearest}" : " such as Europe/Berlin")
            );
        }

        check
            .That(
                body.Currency is null || Currencies.IsKnown(body.Currency),
                "currency",
                "must be an ISO 4217 code that the shop knows, such as EUR"
            )
            .Count("languages", body.Languages, ShopSettings.LanguagesKnown.Count, min: 1)
            .That(
                body.Languages is null
                    || (
                        !body.Languages.Except(ShopSettings.LanguagesKnown, StringComparer.Ordinal).Any()
                        && body.Languages.Distinct(StringComparer.Ordinal).Count() == body.Languages.Count
                    ),
                "languages",
                $"must be some of {string.Join(", ", ShopSettings.LanguagesKnown)}, each once"
            )
            .That(
                body.Language is null || (body.Languages ?? defaults.Languages).Contains(body.Language, StringComparer.Ordinal),
                "language",
                $"must be one of the languages offered: {string.Join(", ", body.Languages ?? defaults.Languages)}"
            );
    }

    private static void Home(Check check, ShopHome? home)
    {
        check.Count("home.sections", home?.Sections, SectionsMax);
        var at = 0;
        foreach (var section in (home?.Sections ?? []).Take(SectionsMax))
        {
            Section(check, $"home.sections[{at++}]", section);
        }
    }

    private static void Section(Check check, string at, HomeSection section)
    {
        var kind = section.Kind;
        check.OneOf($"{at}.kind", kind, [.. Kinds]);
        Line(check, $"{at}.title", section.Title, ShopDefaults.LineCharsMax);
        check.Text($"{at}.text", section.Text, TextCharsMax, lines: true);
        Picture(check, $"{at}.picture", section.Picture);
        Link(check, $"{at}.link", section.Link);
        check
            .That(kind != Hero || section.Title is not null, $"{at}.title", "is required of a hero: it is the page's heading")
            .That(
                kind != OfText || section.Text is not null || section.Picture is not null,
                $"{at}.text",
                "is required of a text without a picture"
            )
            .That(kind is Hero or OfText || section.Picture is null, $"{at}.picture", "is of a hero or a text only")
            .That(kind is Hero or OfText || section.Link is null, $"{at}.link", "is of a hero or a text only")
            .That(kind != OfCategory || section.Category is not null, $"{at}.category", "is required: its name, or the path of names")
            .That(kind is OfCategory || section.Category is null, $"{at}.category", "is of a category only")
            .Text($"{at}.category", section.Category, Limits.NameCharsMax)
            .That(kind != OfProducts || section.Pick is not null, $"{at}.pick", $"is required: {string.Join(", ", Picks)}")
            .That(kind is OfProducts || section.Pick is null, $"{at}.pick", "is of products only")
            .OneOf($"{at}.pick", section.Pick, [.. Picks])
            .That(
                section.Pick != "choice" || section.ProductIds is { Count: > 0 },
                $"{at}.product_ids",
                "must name the products that are chosen"
            )
            .That(section.Pick == "choice" || section.ProductIds is null, $"{at}.product_ids", "is of products by choice only")
            .Count($"{at}.product_ids", section.ProductIds, ProductsMax)
            .That(
                section.ProductIds is null
                    || section.ProductIds.All(id => id.Length is > 0 and <= Limits.NameCharsMax && !id.Any(char.IsControl)),
                $"{at}.product_ids",
                "must be ids of products"
            );
    }

    private static void Contact(Check check, ShopContact? contact)
    {
        Line(check, "contact.company", contact?.Company, Limits.NameCharsMax);
        check.Text("contact.address", contact?.Address, 1_000, lines: true).Email("contact.email", contact?.Email);
        check.That(
            contact?.Phone is not { } phone
                || (phone.Length <= 40 && phone.Any(char.IsAsciiDigit) && phone.All(c => char.IsAsciiDigit(c) || " +-/().".Contains(c))),
            "contact.phone",
            "must be a telephone number: digits, blanks, + - / . and brackets, such as +49 30 123456"
        );
        check.Text("contact.register", contact?.Register, 1_000, lines: true);
    }

    private static void Footer(Check check, ShopFooter? footer)
    {
        check.Text("footer.text", footer?.Text, 1_000, lines: true).Count("footer.columns", footer?.Columns, ColumnsMax);
        var at = 0;
        foreach (var column in (footer?.Columns ?? []).Take(ColumnsMax))
        {
            Line(check, $"footer.columns[{at}].title", column.Title, ShopDefaults.NameCharsMax);
            check.Count($"footer.columns[{at}].links", column.Links, LinksMax);
            for (var i = 0; i < Math.Min(column.Links.Count, LinksMax); i++)
            {
                Link(check, $"footer.columns[{at}].links[{i}]", column.Links[i]);
            }

            at++;
        }
    }

    private static void Sender(Check check, MailSenderSetting? sender)
    {
        Line(check, "sender.name", sender?.Name, ShopDefaults.NameCharsMax);
        check
            .Email("sender.address", sender?.Address)
            .That(
                sender?.Name?.Contains('@', StringComparison.Ordinal) != true,
                "sender.name",
                "must not have an @: it would look like another address"
            );
    }

    // One line, which does not turn the direction of what stands behind it.
    private static void Line(Check check, string field, string? value, int max) =>
        check
            .Text(field, value, max)
            .That(
                value?.Any(c => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029') != true,
                field,
                "must not have characters that turn the direction of text, or line breaks"
            );

    private static void Colour(Check check, string field, string? colour, Func<string, string?> faultOf)
    {
        if (colour is not null && faultOf(colour) is { } fault)
        {
            check.That(false, field, fault);
        }
    }

    private static void Picture(Check check, string field, ShopPicture? picture) =>
        check
            .That(
                picture is null || PictureRule.HashOf(picture.Url) is not null,
                field + ".url",
                "must be a picture of this shop: POST /api/pictures takes one and answers its url"
            )
            .Range(field + ".width", picture?.Width, 1, PixelsMax)
            .Range(field + ".height", picture?.Height, 1, PixelsMax)
            .Text(field + ".alt", picture?.Alt, ShopDefaults.LineCharsMax, min: 0);

    private static void Link(Check check, string field, ShopLink? link)
    {
        if (link is null)
        {
            return;
        }

        Line(check, field + ".label", link.Label, ShopDefaults.NameCharsMax);
        check.That(
            Leads(link.To),
            field + ".to",
            "must be a path of this shop such as /policies/terms, or begin with https://, mailto: or tel:"
        );
    }

    // What else there is (javascript:, data:, //other.host) would run in the page, or lead away from it unseen.
    private static bool Leads(string to) =>
        to.Length is > 0 and <= LinkCharsMax
        && !to.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '<' or '>' or '"')
        && (
            (to[0] == '/' && !to.StartsWith("//", StringComparison.Ordinal))
            || (
                Uri.TryCreate(to, UriKind.Absolute, out var uri)
                && (uri.Scheme is "mailto" or "tel" || (uri.Scheme == "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0))
            )
        );
}
