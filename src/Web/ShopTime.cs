// In which time zone the shop counts days: a day is a day of the shop, not of the machine it runs on.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>The key <c>Shop:TimeZone</c>.</summary>
public static class ShopTime
{
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
