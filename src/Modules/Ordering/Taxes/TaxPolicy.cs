// What the shop says of itself: where it is established, and which rules between states follow from that.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The rules of trade between states.</summary>
/// <param name="Home">
/// Where goods leave from, ISO 3166-1; null while the shop has not said so, and then every buyer pays the rate of the place.
/// </param>
/// <param name="ReverseCharge">
/// Whether businesses of other states of the Union with a VAT number of the right form pay no tax. That a number is in force is for the
/// shop to look up.
/// </param>
/// <param name="OneStopShop">
/// Whether buyers in other states of the Union pay their state's rate; false for a shop below the threshold of article 59c, whose buyers
/// pay the rate of its home.
/// </param>
/// <param name="NetExports">Whether what is exported is sold at the price less the tax that the price contains at home.</param>
public sealed record TaxPolicy(string? Home, bool ReverseCharge, bool OneStopShop, bool NetExports)
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Tax:Home", "Tax:ReverseCharge", "Tax:OneStopShop", "Tax:NetExports"];

    /// <exception cref="ConfigurationRefused">The home is no country, or a rule is said that needs one.</exception>
    public static TaxPolicy Of(IConfiguration configuration)
    {
        var home = configuration["Tax:Home"] is { Length: > 0 } given ? given : null;
        if (home is not null && !Countries.IsKnown(home))
        {
            throw new ConfigurationRefused(
                $"Tax:Home={home} is no country. Use the code of the country that goods leave from, such as Tax:Home=DE"
            );
        }

        var isUnions = home is not null && TaxRows.States.Contains(home);
        foreach (var key in new[] { "Tax:ReverseCharge", "Tax:OneStopShop" })
        {
            if (configuration[key] is { Length: > 0 } && !isUnions)
            {
                throw new ConfigurationRefused(
                    $"{key} is said without a home in the European Union. Add the state that goods leave from, such as Tax:Home=DE"
                );
            }
        }

        return configuration.Switch("Tax:NetExports") && home is null
            ? throw new ConfigurationRefused(
                "Tax:NetExports is said without a home. Add the country that goods leave from, such as Tax:Home=DE"
            )
            : new(
                home,
                isUnions && configuration.Switch("Tax:ReverseCharge", true),
                configuration.Switch("Tax:OneStopShop", true),
                configuration.Switch("Tax:NetExports")
            );
    }

    /// <summary>Whether an address lies in another state of the Union than the shop's home, which is in one.</summary>
    public bool CrossesUnion(TaxAddress at) =>
        Home is not null && at.Country != Home && TaxRows.States.Contains(Home) && TaxRows.States.Contains(at.Country);

    /// <summary>Whether goods to an address are a supply to a business of another state, which owes the tax itself.</summary>
    public bool IsReverseCharge(TaxAddress at, VatNumber? number) =>
        ReverseCharge
        && number is not null
        && number.Country != Home
        && (
            CrossesUnion(at)
                ? TaxRows.States.Contains(number.Country) || number.Prefix == VatNumber.NorthernIreland
                : at.Country == "GB"
                    && at.Postal.StartsWith("BT", StringComparison.Ordinal)
                    && number.Prefix == VatNumber.NorthernIreland
                    && Home is not null
        );
}
