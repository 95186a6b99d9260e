// What a page says before its script runs, in the languages of the pages. The script says the same by its own catalogue
// (web/src/i18n), so that nothing changes when it takes over.
using System.Collections.Frozen;
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Host;

/// <summary>The few words of the first HTML.</summary>
internal sealed record PageWords(
    string Language,
    string Skip,
    string Shop,
    string YouAreHere,
    string AccountAndCart,
    string SignIn,
    string Cart,
    string Search,
    string From,
    string Now,
    string InsteadOf,
    string Lowest,
    string InStock,
    string SoldOut,
    string OnlyLeft,
    string CheckedLater,
    string Everything,
    string Categories,
    string CategoriesBelow,
    string Policies,
    string Footer,
    string Orders,
    string Maker,
    string WithoutScript,
    NumberFormatInfo Numbers,
    bool SymbolFirst
)
{
    private static readonly PageWords English = new(
        "en",
        "Skip to content",
        "Shop",
        "You are here",
        "Account and cart",
        "Sign in",
        "Cart",
        "Search products",
        "from",
        "Now",
        "instead of",
        "Lowest price in the 30 days before: {0}",
        "In stock",
        "Sold out",
        "Only {0} left",
        "Availability is checked at checkout",
        "Everything",
        "Categories",
        "Categories below",
        "Policies",
        "Footer",
        "Orders",
        "Maker {0}",
        "Without JavaScript you can look at what {0} sells. Search, cart and checkout need it to be switched on.",
        Grouped(".", ","),
        SymbolFirst: true
    );

    private static readonly PageWords German = new(
        "de",
        "Zum Inhalt springen",
        "Shop",
        "Sie sind hier",
        "Konto und Warenkorb",
        "Anmelden",
        "Warenkorb",
        "Produkte suchen",
        "ab",
        "Jetzt",
        "statt",
        "Niedrigster Preis der 30 Tage davor: {0}",
        "Auf Lager",
        "Ausverkauft",
        "Nur noch {0} da",
        "Die Verfügbarkeit wird an der Kasse geprüft",
        "Alles",
        "Kategorien",
        "Kategorien darunter",
        "Bedingungen",
        "Fußzeile",
        "Bestellungen",
        "Hersteller {0}",
        "Ohne JavaScript können Sie ansehen, was {0} verkauft. Suche, Warenkorb und Kasse brauchen es.",
        Grouped(",", "."),
        SymbolFirst: false
    );

    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["USD"] = "$",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["JPY"] = "¥",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those of a language; the English ones where there are none.</summary>
    public static PageWords In(string language) => language == German.Language ? German : English;

    /// <summary>A price as people read it: $29.99, or 29,99 €.</summary>
    /// <param name="amount">Major units with the digits of the currency.</param>
    public string Money(decimal amount, string currency)
    {
        var number = amount.ToString("N" + amount.Scale.ToString(CultureInfo.InvariantCulture), Numbers);
        var symbol = Symbols.GetValueOrDefault(currency);
        return !SymbolFirst ? $"{number}\u00a0{symbol ?? currency}"
            : symbol is null ? $"{currency}\u00a0{number}"
            : symbol + number;
    }

    /// <summary>One of the texts with a hole.</summary>
    public static string Fill(string text, string word) => text.Replace("{0}", word, StringComparison.Ordinal);

    private static NumberFormatInfo Grouped(string point, string group) =>
        NumberFormatInfo.ReadOnly(new NumberFormatInfo { NumberDecimalSeparator = point, NumberGroupSeparator = group });
}

/// <summary>In which language a page is read.</summary>
internal static class PageLanguage
{
    /// <summary>Behind the question mark: the address of a page in a language.</summary>
    public const string Parameter = "lang";

    /// <summary>In which the pages remember what was chosen (web/src/i18n/languages.ts).</summary>
    public const string Cookie = "cartwright_language";

    /// <summary>
    /// What the address says, else what was chosen before, else what the browser asks for, else the shop's own: as the pages decide it.
    /// </summary>
    public static string Of(HttpRequest request, ShopSettings shop) =>
        Offered(request.Query[Parameter], shop) ?? Offered(request.Cookies[Cookie], shop) ?? Asked(request, shop) ?? shop.Language;

    private static string? Asked(HttpRequest request, ShopSettings shop) =>
        request.Headers.AcceptLanguage.Count > 0
        && Microsoft.Net.Http.Headers.StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var ranges)
            ? ranges
                .Take(Languages.RangesMax)
                .Where(range => range.Quality is not 0)
                .OrderByDescending(range => range.Quality ?? 1)
                .Select(range => Offered(range.Value.Value, shop))
                .FirstOrDefault(found => found is not null)
            : null;

    private static string? Offered(string? tag, ShopSettings shop) =>
        Languages.Match(tag) is { } language && shop.Languages.Contains(language, StringComparer.Ordinal) ? language : null;
}
