// What the configuration says of the shop, and by which keys: the admin shows it beside what is set there.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>A key that somebody gave.</summary>
/// <param name="Member">The member of the settings that takes its place.</param>
/// <param name="Key">As in the configuration: <c>Shop:Name</c>.</param>
/// <param name="Value">As it was given.</param>
public sealed record ConfiguredKey(string Member, string Key, string Value);

/// <summary>The shop as the configuration has it.</summary>
/// <param name="Configured">What holds where the owner has said nothing in the admin.</param>
/// <param name="Keys">Those that were given.</param>
public sealed record ConfiguredShop(ShopSettings Configured, IReadOnlyList<ConfiguredKey> Keys)
{
    private static readonly (string Member, string Key)[] Members =
    [
        ("name", "Shop:Name"),
        ("tagline", "Shop:Tagline"),
        ("colours", "Shop:Accent"),
        ("contact", "Shop:Seller:Name"),
        ("seller", "Shop:Seller:Name"),
        ("time_zone", "Shop:TimeZone"),
        ("currency", "Shop:Currency"),
        ("language", "Shop:Language"),
        ("languages", "Shop:Languages"),
        ("sender", "Mail:From"),
    ];

    /// <summary>Reads it. Throws as <see cref="ShopDefaults.Of"/>.</summary>
    public static ConfiguredShop Of(IConfiguration configuration) =>
        new(
            ShopDefaults.Of(configuration),
            [
                .. Members
                    .Where(one => !string.IsNullOrWhiteSpace(configuration[one.Key]))
                    .Select(one => new ConfiguredKey(one.Member, one.Key, configuration[one.Key]!)),
            ]
        );
}
