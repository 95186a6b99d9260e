// What tax is due where: built-in rows of places with one standard rate, rows of the configuration over them, and no row at all for the
// rest.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>Tax of one place in thousandths of a percent, on top of prices or inside them.</summary>
public sealed record TaxRate(long Milli, bool Included)
{
    /// <summary>Thousandths of a percent in the whole.</summary>
    public const long Whole = 100_000;

    public static TaxRate None { get; } = new(0, false);

    public decimal Percent => Milli / 1000m;
}

/// <summary>The table of taxes. A place without a row is refused: a rate of 0 that nobody has decided on is paid by the shop.</summary>
/// <remarks>
/// <c>Tax:DE:Percent</c> is a percentage with at most three decimals, <c>Tax:DE:Included</c> says whether prices contain it. The place is a
/// country of ISO 3166-1, or below it a subdivision of ISO 3166-2 (<c>Tax:US-OR:Percent</c>) or a postal code
/// (<c>Tax:US-94105:Percent</c>); the most specific row wins. <c>Tax:BuiltIn</c> is <c>standard</c>, <c>eu</c> or <c>none</c>.
/// </remarks>
public sealed partial class TaxRows
{
    private const string Standard = "standard";
    private const string OfEuOnly = "eu";
    private const string Nothing = "none";

    /// <summary>When the rows below were compared with their sources.</summary>
    private const string AsOf = "July 2026";

    // Standard rates of the member states: Council Directive 2006/112/EC, articles 93 to 97, as the Commission lists them in "Taxes in
    // Europe". To whom a shop sells from one of them, the buyer's state's rate is due (articles 33 and 59c); prices for consumers contain
    // it.
    private static readonly (string Countries, decimal Percent)[] OfEu =
    [
        ("LU", 17m),
        ("MT", 18m),
        ("CY DE", 19m),
        ("AT BG FR", 20m),
        ("BE CZ ES LT LV NL RO", 21m),
        ("IT SI", 22m),
        ("IE PL PT SK", 23m),
        ("EE GR", 24m),
        ("DK HR SE", 25m),
        ("FI", 25.5m),
        ("HU", 27m),
    ];

    // Countries with one standard rate that holds everywhere in them. The United States, Canada, Brazil and India have none.
    private static readonly (string Countries, decimal Percent)[] OfOthers =
    [
        ("CH", 8.1m),
        ("SG", 9m),
        ("AU JP KR", 10m),
        ("NZ", 15m),
        ("GB", 20m),
        ("NO", 25m),
    ];

    // Parts of countries that are outside of its VAT or have another rate (Directive, articles 6, 104 and 105), by how their postal codes
    // begin. A built-in rate of the country does not hold there; those that are law within the Union have a row of their own.
    private static readonly (string Country, string Codes, string Part, decimal? Percent)[] Apart =
    [
        ("AT", "6691 6991 6992 6993", "", 19m),
        ("CH", "7562 7563", "", null),
        ("DE", "27498 78266", "", null),
        ("ES", "35 38", "CN", null),
        ("ES", "51", "CE", null),
        ("ES", "52", "ML", null),
        ("FI", "22", "01", null),
        ("FR", "971", "971", 8.5m),
        ("FR", "972", "972", 8.5m),
        ("FR", "973", "973", null),
        ("FR", "974", "974", 8.5m),
        ("FR", "976", "976", null),
        ("FR", "975 977 978 984 986 987 988", "", null),
        ("GR", "63086 63087", "69", null),
        ("IT", "23041 22061", "", null),
        ("PT", "90 91 92 93 94", "30", 22m),
        ("PT", "95 96 97 98 99", "20", 16m),
    ];

    // Countries whose taxes are set by their parts, with what people write for them.
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        ["US"] =
            "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|"
            + "HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|"
            + "MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
            + "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|"
            + "TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|"
            + "AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands",
        ["CA"] =
            "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|"
            + "ON Ontario|PE Prince Edward Island|QC Quebec|QC Québec|SK Saskatchewan|YT Yukon",
    };

    // What the demo sells with: examples, not the law of every street. Oregon and its like levy nothing.
    private static readonly (string Places, decimal Percent)[] OfDemo =
    [
        ("US", 7.25m),
        ("US-AK US-DE US-MT US-NH US-OR", 0m),
        ("CA", 5m),
        ("CA-ON", 13m),
        ("CA-NS", 14m),
        ("CA-NB CA-NL CA-PE", 15m),
        ("CA-QC", 14.975m),
        ("CA-BC CA-MB", 12m),
        ("CA-SK", 11m),
    ];

    private static readonly Dictionary<string, string> PartsByName = (
        from country in Parts
        from part in country.Value.Split('|')
        let split = part.IndexOf(' ', StringComparison.Ordinal)
        select (Name: $"{country.Key} {part[(split + 1)..]}", Key: $"{country.Key}-{part[..split]}")
    ).ToDictionary(part => part.Name, part => part.Key, StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, TaxRate> rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly string builtIn;
    private readonly bool demo;

    /// <exception cref="ConfigurationRefused">A row is none, or a place is no place.</exception>
    public TaxRows(IConfiguration configuration)
    {
        demo = configuration.Switch("Demo");
        builtIn = configuration["Tax:BuiltIn"] is { Length: > 0 } given ? given : Standard;
        if (builtIn is not (Standard or OfEuOnly or Nothing))
        {
            throw new ConfigurationRefused(
                $"Tax:BuiltIn={builtIn} is not known. Use: Tax:BuiltIn={Standard} (the 27 states of the EU and eight others), Tax:BuiltIn={OfEuOnly} or Tax:BuiltIn={Nothing}"
            );
        }

        BuildIn();
        foreach (var section in configuration.GetSection("Tax").GetChildren().Where(section => section.Value is null))
        {
            Take(configuration, section.Key);
        }
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Tax:BuiltIn", "Tax:{place}:Percent", "Tax:{place}:Included"];

    /// <summary>The row of a country or of a place below one; null when there is none.</summary>
    public TaxRate? In(string place) => rows.GetValueOrDefault(place);

    /// <summary>The tax at an address; refused with <c>tax_unknown</c> where nobody has decided on it.</summary>
    public Outcome<TaxRate> At(PostalAddress address)
    {
        var postal = Plain(address.PostalCode ?? string.Empty);
        var part = PartOf(address.Country, address.Region);
        if (rows.GetValueOrDefault($"{address.Country}-{postal}") is { } local)
        {
            return local;
        }

        if (part is not null && rows.GetValueOrDefault(part) is { } there)
        {
            return there;
        }

        var apart = ApartAt(address.Country, postal, part);
        if (apart is { Part.Length: > 0 } && rows.GetValueOrDefault($"{apart.Value.Country}-{apart.Value.Part}") is { } ofPart)
        {
            return ofPart;
        }

        // A row that the merchant wrote for the country holds in all of it; a built-in one does not hold in parts that stand apart.
        return (apart is null || said.Contains(address.Country)) && rows.GetValueOrDefault(address.Country) is { } rate
            ? rate
            : Unknown(
                address,
                part
                    ?? (
                        apart is { Part.Length: > 0 } one ? $"{one.Country}-{one.Part}"
                        : apart is null ? null
                        : $"{address.Country}-{postal}"
                    )
            );
    }

    /// <summary>For the start-up print: a merchant sees what will be charged, and where nothing is sold.</summary>
    public string Print()
    {
        var states = OfEu.SelectMany(row => row.Countries.Split(' ')).ToList();
        var eu = builtIn == Nothing ? "none built in" : $"{states.Count} EU states built in ({AsOf})";
        var others =
            builtIn == Standard
                ? ", " + string.Join(" ", OfOthers.SelectMany(row => row.Countries.Split(' ')).Order(StringComparer.Ordinal))
                : string.Empty;
        var own =
            said.Count == 0
                ? string.Empty
                : $"; set here: {string.Join(" ", said.Order(StringComparer.Ordinal).Take(12))}{(said.Count > 12 ? $" and {said.Count - 12} more" : string.Empty)}";
        var open = Parts.Keys.Where(country => !rows.Keys.Any(place => place.StartsWith(country, StringComparison.Ordinal))).ToList();
        return $"{eu}{others}{own}{(demo ? "; examples for US and CA (demo)" : string.Empty)}"
            + $"{(open.Count == 0 ? string.Empty : $"; {string.Join(" and ", open)}: none (Tax:{open[0]}-{(open[0] == "US" ? "CA" : "ON")}:Percent=…)")}; elsewhere nothing is sold";
    }

    private void BuildIn()
    {
        if (builtIn != Nothing)
        {
            Put(OfEu, included: true);
            foreach (var (country, codes, part, percent) in Apart.Where(one => one.Percent is not null))
            {
                foreach (var place in part.Length > 0 ? [part] : codes.Split(' '))
                {
                    rows[$"{country}-{place}"] = new((long)(percent!.Value * 1000), true);
                }
            }
        }

        if (builtIn == Standard)
        {
            Put(OfOthers, included: true);
        }

        if (demo && builtIn == Standard)
        {
            Put(OfDemo, included: false);
            Put([("IN", 18m)], included: true);
        }
    }

    private void Put((string Places, decimal Percent)[] table, bool included)
    {
        foreach (var (places, percent) in table)
        {
            foreach (var place in places.Split(' '))
            {
                rows[place] = new((long)(percent * 1000), included);
            }
        }
    }

    private void Take(IConfiguration configuration, string key)
    {
        var place = key.ToUpperInvariant();
        var country = place.Split('-')[0];
        if (!Countries.IsKnown(country) || !Place().IsMatch(place))
        {
            throw new ConfigurationRefused(
                $"Tax:{key} names no place. Use a country of ISO 3166-1, such as Tax:{(country switch { "EL" => "GR", "UK" => "GB", _ => "DE" })}:Percent=…, "
                    + "or a part of one, such as Tax:US-OR:Percent=0"
            );
        }

        var before = rows.GetValueOrDefault(place) ?? rows.GetValueOrDefault(country);
        var percent =
            configuration.Exact($"Tax:{key}:Percent", "19")
            ?? (
                rows.TryGetValue(place, out var there)
                    ? there.Percent
                    : throw new ConfigurationRefused($"Tax:{key}:Included is said without a rate. Add Tax:{key}:Percent=…")
            );
        if (percent is < 0 or > 100 || percent * 1000 != decimal.Truncate(percent * 1000))
        {
            throw new ConfigurationRefused($"Tax:{key}:Percent must be from 0 to 100 with at most three decimals, not {percent}.");
        }

        rows[place] = new((long)(percent * 1000), configuration.Switch($"Tax:{key}:Included", before?.Included ?? false));
        said.Add(place);
    }

    private Refusal Unknown(PostalAddress address, string? part)
    {
        var place = part ?? address.Country;
        var byParts = Parts.ContainsKey(address.Country) && !rows.ContainsKey(address.Country);
        var wanted =
            byParts && part is null
                ? address.Country == "US"
                    ? "a state"
                    : "a province"
                : null;
        var key = wanted is null ? place : $"{address.Country}-{(address.Country == "US" ? "CA" : "ON")}";
        var rate = OfEu.Where(row => row.Countries.Split(' ').Contains(place)).Select(row => (decimal?)row.Percent).FirstOrDefault();
        var lines =
            $"Tax:{key}:Percent={(rate is null ? "…" : FormattableString.Invariant($"{rate}"))}"
            + (byParts ? string.Empty : $" and Tax:{key}:Included=true");
        var sentence = wanted is null
            ? $"This shop does not sell to {place} yet: it has not said what tax is due there."
            : $"Give {wanted}: tax in {address.Country} depends on it.";
        return Refusal.Conflict(
            "tax_unknown",
            $"{sentence} The shop sets {lines}.",
            new JsonObject
            {
                ["place"] = place,
                ["key"] = $"Tax:{key}:Percent",
                ["errors"] = new JsonObject { [$"shipping_address.{(byParts ? "region" : "country")}"] = new JsonArray(sentence) },
            }
        );
    }

    private static (string Country, string Part)? ApartAt(string country, string postal, string? part)
    {
        foreach (var one in Apart)
        {
            if (
                one.Country == country
                && (
                    one.Codes.Split(' ').Any(code => postal.StartsWith(code, StringComparison.Ordinal))
                    || one.Part.Length > 0 && part == $"{country}-{one.Part}"
                )
            )
            {
                return (country, one.Part);
            }
        }

        return null;
    }

    /// <summary>
    /// ISO 3166-2 of what stands as region: the code with or without its country, or the name where we know it; null for other words.
    /// </summary>
    private static string? PartOf(string country, string? region)
    {
        var text = (region ?? string.Empty).Trim();
        if (PartsByName.TryGetValue($"{country} {text}", out var named))
        {
            return named;
        }

        var code = text.ToUpperInvariant();
        code = code.StartsWith(country + "-", StringComparison.Ordinal) ? code[(country.Length + 1)..] : code;
        return !Code().IsMatch(code) ? null
            : !Parts.TryGetValue(country, out var known)
            || known.Split('|').Any(one => one.StartsWith(code + " ", StringComparison.Ordinal))
                ? $"{country}-{code}"
            : null;
    }

    private static string Plain(string postalCode) => string.Concat(postalCode.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex("^[A-Z]{2}(-([A-Z0-9]{1,3}|[A-Z0-9]{4,10}))?$")]
    private static partial Regex Place();

    [GeneratedRegex("^[A-Z0-9]{1,3}$")]
    private static partial Regex Code();
}
