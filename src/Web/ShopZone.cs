// In which time zone the shop counts days now: it follows the settings, so that nobody keeps one that was read at the start.
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>The shop's time zone, asked for each time that a day is counted.</summary>
public sealed class ShopZone
{
    private readonly IShopSettings? settings;
    private volatile TimeZoneInfo zone = TimeZoneInfo.Utc;

    /// <summary>One that follows the settings.</summary>
    public ShopZone(IShopSettings settings) => this.settings = settings;

    private ShopZone(TimeZoneInfo always) => zone = always;

    /// <summary>
    /// As it is now. A zone that this machine does not know, because its tzdata is older than that of the process in which it was set,
    /// leaves the last one in force.
    /// </summary>
    public TimeZoneInfo Current
    {
        get
        {
            var known = zone;
            if (
                settings?.Current.TimeZone is not { } name
                || name == known.Id
                || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
            )
            {
                return known;
            }

            return zone = found;
        }
    }

    /// <summary>One that stays what it is.</summary>
    public static implicit operator ShopZone(TimeZoneInfo zone) => new(zone);
}
