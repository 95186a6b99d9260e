// In which time zone the shop counts days: a day is a day of the shop, not of the machine it runs on.
using System.Diagnostics.CodeAnalysis;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>The key <c>Shop:TimeZone</c>.</summary>
public static class ShopTime
{
    /// <summary>What <c>tz</c> may say, for a sentence that begins with the member's name.</summary>
    public const string NameRule =
        "must be the IANA name of a time zone, such as Europe/Berlin or Asia/Tokyo; without it days are those of the shop";

    // The longest that there is has 32.
    private const int NameCharsMax = 64;

    /// <summary>The time zone by its IANA name; UTC when nothing is said.</summary>
    /// <exception cref="ConfigurationRefused">There is no such time zone here; the message has the line to change.</exception>
    public static TimeZoneInfo ZoneOf(IConfiguration configuration)
    {
        var name = configuration["Shop:TimeZone"];
        return string.IsNullOrEmpty(name) ? TimeZoneInfo.Utc
            : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
            : throw new ConfigurationRefused(
                $"Shop:TimeZone={name} is no time zone that this machine knows. Write its IANA name, such as Shop:TimeZone=Europe/Berlin; "
                    + "where even that is unknown, the machine lacks the package tzdata."
            );
    }

    /// <summary>
    /// A time zone by its IANA name, such as <c>Asia/Tokyo</c>: as clients may write it, so that nothing but a name is looked up. False
    /// where there is none.
    /// </summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length is > 0 and <= NameCharsMax
            && char.IsAsciiLetterUpper(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && !TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out _)
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    /// <summary>The moment at which a day begins: where clocks go forward at midnight, the first moment that there is.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return new(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight));
    }
}
