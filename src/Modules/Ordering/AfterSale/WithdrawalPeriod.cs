// Until when a consumer may withdraw from an order: the days, where they are at least fourteen, and the end of the last one.
using System.Collections.Frozen;
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The period of withdrawal: <c>Withdrawal:Days</c>, <c>Withdrawal:Holidays</c>, in the shop's time zone.</summary>
/// <remarks>
/// Directive 2011/83/EU, article 9: fourteen days after the day on which the consumer has the goods, of several parcels the last one.
/// Regulation (EEC, Euratom) 1182/71, article 3, which its recital 41 points to: the day of the event does not count, and a period whose
/// last day is a Saturday, a Sunday or a public holiday ends with the next working day.
/// </remarks>
public sealed class WithdrawalPeriod
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Withdrawal:Days", "Withdrawal:Holidays"];

    /// <summary>What article 9 gives at least.</summary>
    public const int DaysOfUnion = 14;

    private const int DaysMax = 400;

    // The member states by ISO 3166-1, with the parts of them that have codes of their own and in which Union law holds (TFEU 349, 355).
    private const string Union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK AX GF GP MF MQ RE YT";

    private static readonly FrozenSet<string> OfUnion = Union.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly int days;
    private readonly FrozenSet<DateOnly> holidays;
    private readonly ShopZone zone;

    /// <exception cref="ConfigurationRefused">A key cannot be read; the message has the line to change.</exception>
    public WithdrawalPeriod(IConfiguration configuration, ShopZone? zone = null)
        : this(
            configuration.Number("Withdrawal:Days", DaysOfUnion, 0, DaysMax),
            Days(configuration["Withdrawal:Holidays"]),
            zone ?? (ShopZone)ShopTime.ZoneOf(configuration)
        ) { }

    public WithdrawalPeriod(int days, IEnumerable<DateOnly> holidays, ShopZone zone)
    {
        this.days = days;
        this.holidays = holidays.ToFrozenSet();
        this.zone = zone;
    }

    /// <summary>Days for an order shipped to that country; 0: there is no right that the shop gives or owes.</summary>
    public int DaysFor(string country) => OfUnion.Contains(country) ? Math.Max(days, DaysOfUnion) : days;

    /// <summary>
    /// The moment at which the period is over, Unix ms; null while something of the order has not arrived, because then it has not begun.
    /// </summary>
    public long? EndsMs(Order order)
    {
        if (order.Terms.Lines.Any(line => order.Delivered(line.ProductId) < line.Quantity))
        {
            return null;
        }

        // An order that arrived before parcels were kept does not say when: its last change is the latest that it can have been. Where
        // nothing is sent the period begins with the contract, and nothing that the buyer does later begins it anew.
        var arrivedMs =
            order.AfterSaleSoFar.Shipments.Max(parcel => parcel.DeliveredMs)
            ?? (order.Terms.Lines.Any(line => line.IsSent) ? order.UpdatedMs : order.CreatedMs);
        return EndsMs(arrivedMs, DaysFor(order.Terms.Address.Country));
    }

    /// <summary>The same for goods that arrived at a moment.</summary>
    internal long EndsMs(long arrivedMs, int ofDays)
    {
        var arrived = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(arrivedMs), zone.Now);
        var last = DateOnly.FromDateTime(arrived.DateTime).AddDays(ofDays);
        while (last.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holidays.Contains(last))
        {
            last = last.AddDays(1);
        }

        return ShopTime.StartOf(last.AddDays(1), zone.Now).ToUnixTimeMilliseconds();
    }

    private static IEnumerable<DateOnly> Days(string? said) =>
        (said ?? string.Empty)
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text =>
                DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? day
                    : throw new ConfigurationRefused(
                        $"Withdrawal:Holidays has '{text}', which is no day. Write days with commas: Withdrawal:Holidays=2026-12-25,2027-01-01"
                    )
            );
}
