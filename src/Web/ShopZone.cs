// In which time zone the shop counts days now: it follows the settings, so that nobody keeps one that was read at the start.
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>The shop's time zone, asked for each time that a day is counted.</summary>
/// <param name="now">What it is at this moment; costs next to nothing.</param>
public sealed class ShopZone(Func<TimeZoneInfo> now)
{
    /// <summary>UTC for ever.</summary>
    public static ShopZone Utc { get; } = new(() => TimeZoneInfo.Utc);

    /// <summary>As it is now.</summary>
    public TimeZoneInfo Now => now();

    /// <summary>One that follows the settings.</summary>
    /// <remarks>
    /// A zone that this machine does not know, because its tzdata is older than that of the process in which it was set, leaves the last
    /// one
    /// in force.
    /// </remarks>
    public static ShopZone Of(IShopSettings settings)
    {
        var known = TimeZoneInfo.Utc;
        return new(() =>
        {
            var (zone, name) = (Volatile.Read(ref known), settings.Current.TimeZone);
            if (name == zone.Id || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
            {
                return zone;
            }

            Volatile.Write(ref known, found);
            return found;
        });
    }

    /// <summary>One that stays what it is.</summary>
    public static implicit operator ShopZone(TimeZoneInfo zone) => new(() => zone);
}
