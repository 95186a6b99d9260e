// What tax is due where before the shop says anything itself: built-in rows, rows of the configuration over them, and no row at all for
// the rest.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The rows of the program and of the configuration. A place without a row is refused: a rate of 0 that nobody has decided on is
/// paid by the shop.</summary>
/// <remarks>
/// <c>Tax:DE:Percent</c> is a percentage with at most three decimals for goods of the class standard, <c>Tax:DE:reduced:Percent</c> for
/// another class, <c>Tax:DE:Included</c> says whether prices contain it, <c>Tax:DE:Shipping</c> whether shipping is taxed like the goods,
/// <c>Tax:AE:Reason</c> (export or exempt) why a rate of 0 is one; <c>Tax:Included</c> says of all built-in rows whether prices contain
/// them. The place is a country of ISO 3166-1, or below it a subdivision of ISO
/// 3166-2 (<c>Tax:US-OR:Percent</c>) or what a postal code begins with (<c>Tax:US-94105:Percent</c>). <c>Tax:BuiltIn</c> names the tables
/// that are taken: <c>standard</c> (the EU and eight countries), <c>eu</c>, <c>us</c>, <c>ca</c>, or <c>none</c>.
/// </remarks>
public sealed class TaxRows
{
    private const string Standard = "standard";
    private const string OfEu = "eu";
    private const string OfUs = "us";
    private const string OfCa = "ca";
    private const string Nothing = "none";

    /// <summary>When the standard rates were compared with their sources.</summary>
    private const string AsOf = "July 2026";

    private static readonly IReadOnlyList<TaxRow> Union = TaxFile.BuiltIn("eu.csv");
    private static readonly IReadOnlyList<TaxRow> Others = TaxFile.BuiltIn("others.csv");

    private readonly List<TaxRow> rows;
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly string[] builtIn;
    private readonly bool demo;

    /// <exception cref="ConfigurationRefused">A row is none, or a place is no place.</exception>
    public TaxRows(IConfiguration configuration)
    {
        demo = configuration.Switch("Demo");
        builtIn = (configuration["Tax:BuiltIn"] is { Length: > 0 } given ? given : Standard).Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (
            builtIn.Length == 0
            || builtIn.Any(table => table is not (Standard or OfEu or OfUs or OfCa or Nothing))
            || (builtIn.Contains(Nothing) && builtIn.Length > 1)
        )
        {
            throw new ConfigurationRefused(
                $"Tax:BuiltIn={configuration["Tax:BuiltIn"]} is not known. Use: Tax:BuiltIn={Standard} (the 27 states of the EU and eight others), Tax:BuiltIn={OfEu} or Tax:BuiltIn={Nothing}; "
                    + $"the states of the US and the provinces of Canada are added by name: Tax:BuiltIn={Standard},{OfUs},{OfCa}"
            );
        }

        rows = BuildIn();
        if (configuration["Tax:Included"] is { Length: > 0 })
        {
            var included = configuration.Switch("Tax:Included");
            rows = rows.ConvertAll(row => row with { Included = included });
        }

        foreach (
            var section in configuration
                .GetSection("Tax")
                .GetChildren()
                .Where(section => section.Value is null && section.Key != "VatRegister")
        )
        {
            Take(configuration, section);
        }

        Book = new(rows);
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "Tax:BuiltIn",
        "Tax:Included",
        "Tax:{place}:Percent",
        "Tax:{place}:Included",
        "Tax:{place}:Shipping",
        "Tax:{place}:Reason",
        "Tax:{place}:{class}:Percent",
    ];

    /// <summary>The 27 states.</summary>
    internal static IReadOnlySet<string> States { get; } = Union.Select(row => row.Place.Country).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rows in force without the shop's own.</summary>
    public IReadOnlyList<TaxRow> All => rows;

    /// <summary>The same, indexed.</summary>
    public TaxBook Book { get; }

    /// <summary>For the start-up print: a merchant sees what will be charged, and where nothing is sold.</summary>
    public string Print()
    {
        var eu = builtIn.Any(table => table is Standard or OfEu) ? $"{States.Count} EU states built in ({AsOf})" : "none built in";
        var others =
            (
                builtIn.Contains(Standard)
                    ? ", " + string.Join(" ", Others.Select(row => row.Place.Country).Distinct().Order(StringComparer.Ordinal))
                    : string.Empty
            )
            + (builtIn.Contains(OfUs) ? ", the states' part of US" : string.Empty)
            + (builtIn.Contains(OfCa) ? ", CA" : string.Empty);
        var own =
            said.Count == 0
                ? string.Empty
                : $"; set here: {string.Join(" ", said.Order(StringComparer.Ordinal).Take(12))}{(said.Count > 12 ? $" and {said.Count - 12} more" : string.Empty)}";
        var open = TaxParts.CountriesOfParts.Where(country => !Book.Knows(country)).ToList();
        return $"{eu}{others}{own}{(demo ? "; examples for US and CA (demo)" : string.Empty)}"
            + $"{(open.Count == 0 ? string.Empty : $"; {string.Join(" and ", open)}: none (Tax:{open[0]}-{(open[0] == "US" ? "CA" : "ON")}:Percent=…)")}; elsewhere nothing is sold";
    }

    /// <summary>409 <c>tax_unknown</c>: nobody has decided on the tax of a class at an address.</summary>
    /// <param name="apart">The place within the country that its rate does not hold in, or null.</param>
    internal static Refusal Unknown(TaxBook book, TaxAddress at, string taxClass, TaxPlace? apart, DateOnly day)
    {
        var byParts = TaxParts.Sets(at.Country) && !book.HoldsIn(at.Country);
        var place =
            at.Part is not null && (byParts || apart is null || apart.Part == at.Part) ? $"{at.Country}-{at.Part}"
            : apart is { Part: not null } ? apart.ToString()
            : apart is not null ? $"{at.Country}-{at.Postal}"
            : at.Country;
        var wanted =
            byParts && at.Part is null
                ? at.Country == "US"
                    ? "a state"
                    : "a province"
                : null;
        var key = wanted is null ? place : $"{at.Country}-{(at.Country == "US" ? "CA" : "ON")}";
        var member = taxClass == TaxClasses.Standard ? $"Tax:{key}:Percent" : $"Tax:{key}:{taxClass}:Percent";
        var hint = Union.FirstOrDefault(row =>
            row.Place.ToString() == place && row.Class == taxClass && row.Milli is not null && row.Holds(day)
        );
        var lines =
            $"{member}={(hint is null ? "…" : FormattableString.Invariant($"{hint.Milli / 1000m:0.###}"))}"
            + (byParts ? string.Empty : $" and Tax:{key}:Included=true");
        var goods = taxClass == TaxClasses.Standard ? string.Empty : $" on goods of the class {taxClass}";
        var sentence = wanted is null
            ? $"This shop does not sell to {place} yet: it has not said what tax is due there{goods}."
            : $"Give {wanted}: tax in {at.Country} depends on it.";
        return Refusal.Conflict(
            "tax_unknown",
            $"{sentence} The shop sets {lines}.",
            new()
            {
                ["place"] = place,
                ["tax_class"] = taxClass,
                ["key"] = member,
                ["errors"] = new System.Text.Json.Nodes.JsonObject
                {
                    [$"shipping_address.{(byParts ? "region" : "country")}"] = new System.Text.Json.Nodes.JsonArray(sentence),
                },
            }
        );
    }

    private List<TaxRow> BuildIn()
    {
        var built = new List<TaxRow>();
        if (builtIn.Any(table => table is Standard or OfEu))
        {
            built.AddRange(Union);
        }

        if (builtIn.Contains(Standard))
        {
            built.AddRange(Others);
        }

        var tables = new[] { OfUs, OfCa }.Where(builtIn.Contains).ToList();
        foreach (var table in tables)
        {
            built.AddRange(TaxFile.BuiltIn(table + ".csv"));
        }

        if (demo && builtIn.Contains(Standard))
        {
            built.AddRange(TaxFile.BuiltIn("demo.csv").Where(row => !tables.Contains(row.Place.Country.ToLowerInvariant())));
        }

        return built;
    }

    private void Take(IConfiguration configuration, IConfigurationSection section)
    {
        var (key, at) = (section.Key, TaxPlace.Read(section.Key));
        if (at is null)
        {
            var country = key.ToUpperInvariant().Split('-')[0];
            throw new ConfigurationRefused(
                $"Tax:{key} names no place. Use a country of ISO 3166-1, such as Tax:{(country switch { "EL" => "GR", "UK" => "GB", _ => "DE" })}:Percent=…, "
                    + "or a part of one, such as Tax:US-OR:Percent=0"
            );
        }

        var classes = section.GetChildren().Where(child => child.Value is null).Select(child => child.Key).ToList();
        var there = rows.Where(row => row.Place == at && row.Milli is not null).ToList();
        var percent = configuration.Exact($"Tax:{key}:Percent", "19");
        if (percent is null && classes.Count == 0 && there.Count == 0)
        {
            throw new ConfigurationRefused($"Tax:{key}:Included is said without a rate. Add Tax:{key}:Percent=…");
        }

        var before = there.Concat(rows.Where(row => row.Place == new TaxPlace(at.Country))).FirstOrDefault(row => row.Milli is not null);
        var included = configuration.Switch($"Tax:{key}:Included", before?.Included ?? configuration.Switch("Tax:Included"));
        var shipping = configuration.Switch($"Tax:{key}:Shipping", true);
        var reason = ReasonOf(key, configuration[$"Tax:{key}:Reason"]);

        // What is said of a place beside a rate holds for the built-in rates there, too.
        var kept = there.ConvertAll(row => row with { Included = included, TaxesShipping = shipping, Origin = TaxOrigin.Configuration });
        var own = new List<TaxRow>();
        if (percent is { } rate)
        {
            own.Add(Row(TaxClasses.Standard, $"Tax:{key}:Percent", rate));
        }

        foreach (var taxClass in classes)
        {
            own.Add(
                Row(
                    TaxClasses.IsClass(taxClass)
                        ? taxClass
                        : throw new ConfigurationRefused($"Tax:{key}:{taxClass} names no class of taxes: it {TaxClasses.Sentence}."),
                    $"Tax:{key}:{taxClass}:Percent",
                    configuration.Exact($"Tax:{key}:{taxClass}:Percent", "7")!.Value
                )
            );
        }

        rows.RemoveAll(there.Contains);
        rows.AddRange(kept.Where(row => !own.Exists(one => one.Class == row.Class)));
        rows.AddRange(own);
        said.Add(at.ToString());

        TaxRow Row(string taxClass, string name, decimal value) =>
            new(
                at,
                taxClass,
                TaxRate.MilliOf(value)
                    ?? throw new ConfigurationRefused($"{name} must be from 0 to 100 with at most three decimals, not {value}."),
                included,
                null,
                null,
                name,
                null,
                TaxOrigin.Configuration,
                value == 0 || reason is null or TaxReason.Taxed
                    ? reason
                    : throw new ConfigurationRefused(
                        $"Tax:{key}:Reason={reason} is said of a rate of {value}; only a rate of 0 can be {reason}."
                    ),
                shipping
            );
    }

    private static string? ReasonOf(string key, string? reason) =>
        reason is null or { Length: 0 } ? null
        : reason is TaxReason.Export or TaxReason.Exempt or TaxReason.ZeroRated ? reason
        : throw new ConfigurationRefused(
            $"Tax:{key}:Reason={reason} is not known. Use: Tax:{key}:Reason={TaxReason.Export}, {TaxReason.Exempt} or {TaxReason.ZeroRated}"
        );
}
