// What the configuration says of the shop's face: it holds where the owner has said nothing in the admin, and before the settings are
// heard.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>The keys <c>Shop:Name</c>, <c>Shop:Tagline</c>, <c>Shop:Accent</c>, <c>Shop:TimeZone</c>, <c>Shop:Currency</c>,
/// <c>Shop:Language</c>, <c>Shop:Languages</c> and what of <c>Shop:Seller</c> is for everybody.</summary>
public static class ShopDefaults
{
    /// <summary>Bottle green, ink, and bottle green again: the colours that the pages' style sheet has.</summary>
    public static ShopColours Colours { get; } = new("#0b5d43", "#16201c", "#084833");

    /// <summary>Characters of a name.</summary>
    public const int NameCharsMax = 80;

    /// <summary>Characters of a tagline or an announcement.</summary>
    public const int LineCharsMax = 200;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Shop:Name", "Shop:Tagline", "Shop:Accent", "Shop:TimeZone", "Shop:Currency", "Shop:Language", "Shop:Languages"];

    /// <summary>The shop as the configuration describes it, version 0.</summary>
    /// <exception cref="ConfigurationRefused">A value cannot be one; the message has the line to change.</exception>
    public static ShopSettings Of(IConfiguration configuration)
    {
        string? Said(string key) => configuration[key] is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        var name = Said("Shop:Name");
        if (new Check().Text("Shop:Name", name, NameCharsMax).Refused is not null)
        {
            throw new ConfigurationRefused(
                $"Shop:Name must have 1 to {NameCharsMax} characters in one line, such as Shop:Name=Müller & Söhne"
            );
        }

        var tagline = Said("Shop:Tagline");
        if (new Check().Text("Shop:Tagline", tagline, LineCharsMax).Refused is not null)
        {
            throw new ConfigurationRefused($"Shop:Tagline must have 1 to {LineCharsMax} characters in one line");
        }

        var accent = Said("Shop:Accent");
        if (accent is not null && ColourContrast.FaultOfAccent(accent) is { } pale)
        {
            throw new ConfigurationRefused($"Shop:Accent={accent} {pale}. Write, for example, Shop:Accent={Colours.Accent}");
        }

        var currency = Said("Shop:Currency");
        if (currency is not null && !Currencies.IsKnown(currency))
        {
            throw new ConfigurationRefused(
                $"Shop:Currency={currency} is no currency that the shop knows. Write its ISO 4217 code, such as Shop:Currency=EUR"
            );
        }

        var (language, languages) = Languages(Said("Shop:Language"), Said("Shop:Languages"));
        return new(
            0,
            name ?? ShopSettings.Unnamed,
            tagline,
            Logo: null,
            accent is null ? Colours : Colours with { Accent = accent.ToLowerInvariant(), Banner = accent.ToLowerInvariant() },
            Announcement: null,
            Home: null,
            Contact(configuration),
            ShopTime.ZoneOf(configuration).Id,
            currency ?? Demo.Currency,
            language,
            languages,
            Footer: null
        );
    }

    private static (string Language, IReadOnlyList<string> Languages) Languages(string? language, string? languages)
    {
        var offered =
            languages?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? (language is null ? [.. ShopSettings.LanguagesKnown] : [language, .. ShopSettings.LanguagesKnown.Except([language])]);
        if (
            offered.Length == 0
            || offered.Distinct(StringComparer.Ordinal).Count() != offered.Length
            || offered.Except(ShopSettings.LanguagesKnown).Any()
        )
        {
            throw new ConfigurationRefused(
                $"Shop:Languages={languages ?? language} cannot be: the pages are written in {string.Join(" and ", ShopSettings.LanguagesKnown)}. Write, for example, Shop:Languages=en,de"
            );
        }

        language ??= offered[0];
        return offered.Contains(language, StringComparer.Ordinal)
            ? (language, offered)
            : throw new ConfigurationRefused(
                $"Shop:Language={language} is none of Shop:Languages={languages}. Add it there, or write Shop:Language={offered[0]}"
            );
    }

    // What invoices must say of the seller is what an imprint says, too; a demo's sample is nobody.
    private static ShopContact Contact(IConfiguration configuration)
    {
        string? Said(string key) =>
            configuration["Shop:Seller:" + key] is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        var town = string.Join(' ', new[] { Said("PostalCode"), Said("City") }.OfType<string>());
        var lines = new[] { Said("Street"), town.Length == 0 ? null : town, Said("Country") }.OfType<string>().ToList();
        return new(Said("Name"), lines.Count == 0 ? null : string.Join('\n', lines), Said("Email"), null, Said("Register"));
    }
}
