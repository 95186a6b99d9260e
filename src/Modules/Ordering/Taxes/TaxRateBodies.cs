// A row of rates as clients write and read it, and the rules it must satisfy to be stored.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A row as it is written.</summary>
/// <param name="Country">ISO 3166-1, such as DE.</param>
/// <param name="Percent">From 0 to 100 with at most three decimals.</param>
/// <param name="Included">Whether prices contain the tax; said, because a default would be wrong for half of the world.</param>
/// <param name="Region">A part of the country, as ISO 3166-2 or by its name; absent for the whole country.</param>
/// <param name="PostalPrefix">What postal codes begin with; absent for the whole country. Not beside a region.</param>
/// <param name="TaxClass">standard when absent; * for every class that has no row of its own there.</param>
/// <param name="TaxesShipping">Whether the shipping of such goods is taxed like them; true when absent.</param>
/// <param name="Reason">Of a rate of 0: zero_rated (when absent), export or exempt.</param>
/// <param name="ValidFrom">The first day, UTC; absent: since ever.</param>
/// <param name="ValidTo">The last day; absent: until further notice.</param>
/// <param name="Source">Who says so, for those who look later.</param>
public sealed record TaxRateBody(
    string Country,
    decimal Percent,
    bool Included,
    string? Region = null,
    string? PostalPrefix = null,
    string? TaxClass = null,
    bool? TaxesShipping = null,
    string? Reason = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null,
    string? Source = null
)
{
    private const int SourceCharsMax = 200;

    /// <summary>The row, or every fault by field.</summary>
    public Outcome<TaxRow> Checked()
    {
        var country = Country.ToUpperInvariant();
        var isKnown = Countries.IsKnown(country);
        var part = isKnown ? TaxParts.Named(country, Region) : null;
        var postal = TaxPlace.Plain(PostalPrefix);
        var taxClass = TaxClass ?? TaxClasses.Standard;
        var milli = TaxRate.MilliOf(Percent);
        var check = new Check()
            .That(
                isKnown,
                "country",
                "must be the code of a country in two letters (ISO 3166-1, and XK), such as DE; Greece is GR, the United Kingdom GB"
            )
            .That(
                string.IsNullOrWhiteSpace(Region) || part is not null || !isKnown,
                "region",
                $"must be a part of {country} as ISO 3166-2 has it, such as US-OR or OR, or its name"
            )
            .That(
                PostalPrefix is null || postal.Length is > 0 and <= TaxPlace.PostalCharsMax,
                "postal_prefix",
                $"must have 1 to {TaxPlace.PostalCharsMax} letters and digits, as postal codes begin there"
            )
            .That(
                PostalPrefix is null || string.IsNullOrWhiteSpace(Region),
                "postal_prefix",
                "must be absent beside a region: the more specific of the two holds by itself"
            )
            .That(taxClass == TaxClasses.Any || TaxClasses.IsClass(taxClass), "tax_class", TaxClasses.Sentence + ", or * for every class")
            .That(milli is not null, "percent", "must be from 0 to 100 with at most three decimals, such as 19 or 8.625")
            .That(Reason is null || TaxReason.OfRows.Contains(Reason), "reason", $"must be one of {string.Join(", ", TaxReason.OfRows)}")
            .That(
                Reason is null || (Percent == 0) == (Reason != TaxReason.Taxed),
                "reason",
                "must fit the rate: taxed is one above 0, all others are of a rate of 0"
            )
            .That(ValidFrom is null || ValidTo is null || ValidFrom <= ValidTo, "valid_to", "must not be before valid_from")
            .Text("source", Source, SourceCharsMax, min: 0);
        return check.Refused is { } refused
            ? refused
            : new TaxRow(
                new(country, part, PostalPrefix is null ? null : postal),
                taxClass,
                milli,
                Included,
                ValidFrom,
                ValidTo,
                string.IsNullOrWhiteSpace(Source) ? "staff" : Source.Trim(),
                null,
                TaxOrigin.Shop,
                Reason,
                TaxesShipping != false
            );
    }

    /// <summary>The row as it was written.</summary>
    public static TaxRateBody Of(TaxRow row) =>
        new(
            row.Place.Country,
            row.Milli!.Value / 1000m,
            row.Included,
            row.Place.Part,
            row.Place.Postal,
            row.Class,
            row.TaxesShipping,
            row.Reason,
            row.From,
            row.To,
            row.Source
        );
}

/// <summary>A row of the shop's own.</summary>
/// <param name="Place">As DE, US-OR, US-94105 or FR-975*.</param>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record TaxRateReply(
    string TaxRateId,
    string Place,
    string Country,
    string? Region,
    string? PostalPrefix,
    string TaxClass,
    decimal Percent,
    bool Included,
    bool TaxesShipping,
    [OneOf(TaxReason.Taxed, TaxReason.ZeroRated, TaxReason.Export, TaxReason.Exempt)] string Reason,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    string Source,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static TaxRateReply Of(ShopRate rate) =>
        new(
            rate.Id,
            rate.Row.Place.ToString(),
            rate.Row.Place.Country,
            rate.Row.Place.Part,
            rate.Row.Place.Postal,
            rate.Row.Class,
            rate.Row.Milli!.Value / 1000m,
            rate.Row.Included,
            rate.Row.TaxesShipping,
            ClassTax.Of(rate.Row.Class, rate.Row).Reason,
            rate.Row.From,
            rate.Row.To,
            rate.Row.Source,
            rate.Version,
            OrderBody.Time(rate.CreatedMs),
            OrderBody.Time(rate.UpdatedMs)
        );
}

/// <summary>A row of the configuration or of the program, which a row of the shop's own for its place and class goes before.</summary>
/// <param name="Percent">Null says that the rates of the country do not hold at the place.</param>
/// <param name="AsOf">When it was compared with its source, year and month; null of the configuration's.</param>
public sealed record FixedRateBody(
    string Place,
    string TaxClass,
    decimal? Percent,
    bool Included,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    string Source,
    string? AsOf,
    [OneOf(FixedRateBody.Configuration, FixedRateBody.BuiltIn)] string Origin
)
{
    public const string Configuration = "configuration";
    public const string BuiltIn = "built_in";

    internal static FixedRateBody Of(TaxRow row) =>
        new(
            row.Place.ToString(),
            row.Class,
            row.Milli / 1000m,
            row.Included,
            row.From,
            row.To,
            row.Source,
            row.AsOf,
            row.Origin == TaxOrigin.BuiltIn ? BuiltIn : Configuration
        );
}

/// <summary>A change of a row.</summary>
/// <param name="After">The row as it was written then; null when it was deleted.</param>
public sealed record RateChangeBody(
    [OneOf("created", "changed", "deleted")] string Action,
    TaxRateBody? After,
    string ActorId,
    DateTimeOffset At
);

/// <summary>A sale to be worked out: one unit of a class at a place, with the rows as they are, and with a row as it would be.</summary>
/// <param name="Price">Major units, as the catalog has it.</param>
/// <param name="Row">A row that somebody is about to write; absent to see what holds now.</param>
/// <param name="TaxRateId">The row that it would take the place of; absent for a new one.</param>
public sealed record TaxExampleBody(
    string Country,
    decimal Price,
    string Currency,
    string? Region = null,
    string? PostalCode = null,
    string? TaxClass = null,
    string? VatNumber = null,
    TaxRateBody? Row = null,
    string? TaxRateId = null
);

/// <summary>What one unit costs, or why nothing is sold there. <c>net + tax = gross</c>.</summary>
/// <param name="Problem">Why nothing is sold there; null where something is, and then all else is said.</param>
public sealed record TaxedBody(
    string? Place,
    decimal? Percent,
    bool? Included,
    string? Reason,
    decimal? Net,
    decimal? Tax,
    decimal? Gross,
    string? Problem
);

/// <summary>Both sides of a row.</summary>
/// <param name="Now">By the rows as they are, today.</param>
/// <param name="Then">With the row, on its first day if that is still to come; null where none was given.</param>
public sealed record TaxExampleReply(TaxedBody Now, TaxedBody? Then);
