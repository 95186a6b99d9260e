// How long an order names its buyer because the law on books asks for it: by the country of the shop and that of the buyer.
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// Years by country: those of years.csv, each with its source, which <c>Retention:Orders:{country}</c> replaces. They run from the end of
/// the calendar year in which the order last changed, as most of these laws have it; where one of them runs from the day, a buyer is kept
/// some months longer.
/// </summary>
public sealed class BookYears
{
    /// <summary>For a country that nothing is said of: as long as nearly all of them ask.</summary>
    public const int Otherwise = 10;

    private const string Root = "Retention:Orders";
    private const int YearsMax = 100;

    // Council Implementing Regulation (EU) 282/2011, article 63c (2): ten years of what was sold from one member state to another.
    private const int OneStopShop = 10;

    private readonly string? home;
    private readonly ShopZone zone;
    private readonly Dictionary<string, int> years;

    /// <param name="home">Where the shop is (<c>Tax:Home</c>), or null.</param>
    /// <exception cref="ConfigurationRefused">A key names no country, or its value is no number of years.</exception>
    public BookYears(IConfiguration configuration, string? home, ShopZone? zone = null)
    {
        this.home = home;
        this.zone = zone ?? (ShopZone)ShopTime.ZoneOf(configuration);
        years = BuiltIn().ToDictionary(one => one.Country, one => one.Years, StringComparer.Ordinal);
        foreach (var said in configuration.GetSection(Root).GetChildren())
        {
            var country = said.Key.ToUpperInvariant();
            years[country] = Countries.IsKnown(country)
                ? configuration.Number($"{Root}:{said.Key}", Otherwise, 1, YearsMax)
                : throw new ConfigurationRefused(
                    $"{Root}:{said.Key} names no country. Use a code of ISO 3166-1, such as {Root}:DE=10: whole years after the one of the order."
                );
        }
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Root + ":{country}"];

    /// <summary>The shortest time of any country: what is younger need not be looked at.</summary>
    public int Shortest => Math.Min(years.Values.Min(), home is null ? Otherwise : Of(home));

    /// <summary>The built-in rows.</summary>
    public static IEnumerable<(string Country, int Years, string Source)> BuiltIn()
    {
        var assembly = typeof(BookYears).Assembly;
        var name = assembly.GetManifestResourceNames().Single(one => one.EndsWith(".Books.years.csv", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(',', 3);
            yield return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Trim('"'));
        }
    }

    /// <summary>From when on an order need not name its buyer any more.</summary>
    /// <param name="country">Where it went.</param>
    /// <param name="changedMs">When it last changed, Unix ms.</param>
    public DateTimeOffset Until(string country, long changedMs)
    {
        var kept = Math.Max(Of(country), home is null ? 0 : Of(home));
        if (home is not null && home != country && TaxRows.States.Contains(home) && TaxRows.States.Contains(country))
        {
            kept = Math.Max(kept, OneStopShop);
        }

        return ShopTime.StartOf(new DateOnly(YearOf(changedMs) + kept + 1, 1, 1), zone.Now);
    }

    /// <summary>Orders that were placed at or after this moment have time left, wherever they went.</summary>
    public DateTimeOffset NoneSince(DateTimeOffset now) =>
        ShopTime.StartOf(new DateOnly(Math.Max(1, YearOf(now.ToUnixTimeMilliseconds()) - Shortest), 1, 1), zone.Now);

    private int Of(string country) => years.GetValueOrDefault(country, Otherwise);

    private int YearOf(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone.Now).Year;
}
