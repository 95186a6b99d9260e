// What happens in a demo's past, decided before any of it is done: from one seed always the same.
using Cartwright.Contracts;

namespace Cartwright.Host;

/// <summary>Baskets of all days, oldest first.</summary>
/// <param name="goods">What may be bought.</param>
/// <param name="zone">In which the shop counts days.</param>
/// <param name="end">Nothing happens later.</param>
/// <param name="days">Whole days before the day of <paramref name="end"/>.</param>
internal sealed class HistoryPlan(IReadOnlyList<Product> goods, TimeZoneInfo zone, DateTimeOffset end, int days)
{
    /// <summary>From which everything follows.</summary>
    private const int Seed = 20_260_105;

    private const int Customers = 190;
    private const int Guests = 190;
    private const double OrdersFirstDay = 4.2;
    private const double OrdersLastDay = 9.6;

    // Monday to Sunday.
    private static readonly double[] OfWeek = [1.04, 0.98, 0.94, 1.0, 0.9, 1.08, 1.26];

    // Midnight to eleven at night: lunch, and the evening on the sofa.
    private static readonly int[] OfDay = [3, 1, 1, 0, 0, 1, 4, 9, 14, 18, 20, 24, 30, 26, 20, 19, 20, 24, 30, 40, 46, 40, 24, 10];

    private static readonly string[] Coupons = ["WELCOME10", "SAVE5", "FREESHIP"];

    private readonly Random chance = new(Seed);

    /// <summary>The people; those with accounts first, of whom a few never come.</summary>
    public IReadOnlyList<HistoryBuyer> People { get; private set; } = [];

    /// <summary>The first moment of the first day.</summary>
    public DateTimeOffset Begin => StartOf(Today.AddDays(-days));

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(end, zone).DateTime);

    /// <summary>Makes the plan; once.</summary>
    /// <param name="regular">The account of the demo's customer, who has bought before.</param>
    public IReadOnlyList<PlannedBasket> Make(HistoryBuyer regular)
    {
        People = HistoryPeople.Make(chance, Customers, Guests);
        var likings = new HistoryLikings(goods, chance);
        var baskets = new List<PlannedBasket>();
        var (guests, welcomed) = (0, new HashSet<string>(StringComparer.Ordinal));
        for (var day = 0; day <= days; day++)
        {
            var date = Today.AddDays(day - days);
            var (start, length) = (StartOf(date), StartOf(date.AddDays(1)) - StartOf(date));
            var wanted = OrdersFirstDay + ((OrdersLastDay - OrdersFirstDay) * day / Math.Max(1, days));
            wanted *= OfWeek[((int)date.DayOfWeek + 6) % 7] * (0.82 + (0.36 * chance.NextDouble()));
            for (var i = 0; i < (int)Math.Round(wanted); i++)
            {
                var at = start + (length * ((Hour() + chance.NextDouble()) / 24));
                var isRegular = day % 17 == 5 && i == 0;
                var buyer =
                    isRegular ? regular
                    : chance.Next(100) < 22 ? People[Customers + (guests++ % Guests)]
                    : People[Known(day)];
                baskets.Add(Basket(at, buyer, likings, isRegular, welcomed));
            }

            // Baskets that nobody pays for: one or two a day.
            for (var i = chance.Next(3); i > 0; i--)
            {
                var buyer = chance.Next(3) == 0 ? People[Customers + (guests++ % Guests)] : People[Known(day)];
                baskets.Add(
                    Basket(start + (length * ((Hour() + chance.NextDouble()) / 24)), buyer, likings, true, welcomed) with
                    {
                        Fate = Fate.Abandoned,
                        Coupon = null,
                    }
                );
            }
        }

        // Whole minutes apart, and none of the last ones: what is under way when the shop opens is carried on by it.
        return [.. baskets.Where(basket => basket.At < end - TimeSpan.FromMinutes(20)).OrderBy(basket => basket.At)];
    }

    private PlannedBasket Basket(DateTimeOffset at, HistoryBuyer buyer, HistoryLikings likings, bool plain, HashSet<string> welcomed)
    {
        var lines = likings.Choose(chance);
        var coupon = chance.Next(100) < 15 ? Coupons[chance.Next(Coupons.Length)] : null;
        var fate = chance.Next(1000) switch
        {
            < 32 => Fate.Cancelled,
            < 54 => Fate.Refused,
            < 104 => Fate.Returned,
            < 112 => Fate.ReturnRejected,
            < 132 => Fate.Eased,
            _ => Fate.Kept,
        };
        var after = fate == Fate.Cancelled ? TimeSpan.FromMinutes(8 + chance.Next(70)) : TimeSpan.FromHours(20 + chance.Next(140));
        var express = chance.Next(7) == 0;
        var (byTransfer, slowness) = (
            chance.Next(100) < 13,
            chance.Next(10) == 0 ? 2
            : chance.Next(3) == 0 ? 1
            : 0
        );
        if (coupon == "WELCOME10" && !welcomed.Add(buyer.Person.Email))
        {
            coupon = null;
        }

        return new(
            at,
            buyer,
            lines,
            plain ? null : coupon,
            express ? "express" : "standard",
            byTransfer && !plain && fate is Fate.Kept or Fate.Cancelled,
            plain ? Fate.Kept : fate,
            after,
            slowness
        );
    }

    /// <summary>A customer whom the shop has by then: it wins one or two a day, and some come much oftener than others.</summary>
    private int Known(int day)
    {
        var many = Math.Min(Customers, 24 + ((Customers - 24) * (day + 1) / (days + 1)));
        var at = chance.NextDouble();
        return (int)(many * at * Math.Sqrt(at));
    }

    private int Hour()
    {
        var at = chance.Next(OfDay.Sum());
        return Array.FindIndex(OfDay, share => (at -= share) < 0);
    }

    private DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);

        // Where clocks are put forward at midnight, the day begins at one.
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(30);
        }

        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
