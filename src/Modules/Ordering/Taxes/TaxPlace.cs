// Where taxes differ: a country, a part of it, or postal codes in it; and what an address says of that.
using System.Text.RegularExpressions;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A place that rows of rates are for.</summary>
/// <param name="Country">ISO 3166-1.</param>
/// <param name="Part">What follows the dash in ISO 3166-2: OR, 20; null for the whole country or for postal codes.</param>
/// <param name="Postal">What postal codes begin with, capitals and digits alone; null for the whole country or for a part.</param>
public sealed partial record TaxPlace(string Country, string? Part = null, string? Postal = null)
{
    /// <summary>Characters of a postal code, without what stands between them.</summary>
    public const int PostalCharsMax = 10;

    private const int PartCharsMax = 3;

    /// <summary><c>DE</c>, <c>US-OR</c>, <c>US-94105</c>, or <c>FR-975*</c> where a few characters could be a part.</summary>
    public override string ToString() =>
        Part is not null ? $"{Country}-{Part}"
        : Postal is null ? Country
        : Postal.Length > PartCharsMax ? $"{Country}-{Postal}"
        : $"{Country}-{Postal}*";

    /// <summary>The place of a text as <see cref="ToString"/> writes it, in any case; null when it is none.</summary>
    public static TaxPlace? Read(string text)
    {
        var match = Form().Match(text.ToUpperInvariant());
        var country = match.Groups[1].Value;
        var rest = match.Groups[2].Value;
        return !match.Success || !Countries.IsKnown(country) ? null
            : rest.Length == 0 ? new(country)
            : rest[^1] == '*' ? new(country, Postal: rest[..^1])
            : rest.Length > PartCharsMax ? new(country, Postal: rest)
            : new(country, rest);
    }

    /// <summary>A postal code as it is compared: capitals and digits alone.</summary>
    public static string Plain(string? postalCode) =>
        string.Concat((postalCode ?? string.Empty).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex(@"^([A-Z]{2})(?:-([A-Z0-9]{1,10}|[A-Z0-9]{1,10}\*))?$")]
    private static partial Regex Form();
}

/// <summary>What an address says of the tax that is due.</summary>
/// <param name="Postal">As <see cref="TaxPlace.Plain"/>.</param>
/// <param name="Part">By what stands as region; null for words that name no part.</param>
/// <param name="PartByPostal">By the postal code, where parts of the country with rates of their own are known by it.</param>
public sealed record TaxAddress(string Country, string Postal, string? Part, string? PartByPostal)
{
    /// <summary>Of an address.</summary>
    public static TaxAddress Of(PostalAddress address) => Of(address.Country, address.Region, address.PostalCode);

    /// <summary>Of the members of one.</summary>
    public static TaxAddress Of(string country, string? region, string? postalCode)
    {
        var postal = TaxPlace.Plain(postalCode);
        return new(country, postal, TaxParts.Named(country, region), TaxParts.ByPostal(country, postal));
    }
}
