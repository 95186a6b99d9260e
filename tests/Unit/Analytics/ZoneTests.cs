// Figures by the days of a time zone: equal to a recount by what the zone's clocks showed, on days of 23 and 25 hours too.
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ZoneTests
{
    [Theory]
    [InlineData("UTC", 1)]
    [InlineData("Europe/Berlin", 2)]
    [InlineData("America/Los_Angeles", 3)]
    [InlineData("America/St_Johns", 4)]
    [InlineData("Asia/Kolkata", 5)]
    [InlineData("Asia/Kathmandu", 6)]
    [InlineData("Australia/Lord_Howe", 7)]
    [InlineData("Africa/Casablanca", 8)]
    [InlineData("Pacific/Chatham", 9)]
    public async Task Every_interval_equals_a_recount_by_the_clocks_of_the_zone(string name, int seed)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var random = new Random(seed);
        await using var books = await Books.Open();
        var slice = new Slice(Ms("2026-01-01T00:00:00Z"), Ms("2027-01-01T00:00:00Z"), Zone: zone);
        var times = new List<long>();

        // Over the year, and around each change of the clocks.
        var changes = new ZoneOffsets(zone, slice.FromMs, slice.ToMs).Parts.Skip(1).Select(part => part.FromMs).ToList();
        for (var i = 0; i < 150; i++)
        {
            times.Add(
                i % 3 == 0 || changes.Count == 0
                    ? random.NextInt64(slice.FromMs, slice.ToMs)
                    : changes[random.Next(changes.Count)] + random.NextInt64(-6 * Figures.HourMs, 6 * Figures.HourMs)
            );
        }

        times.AddRange(changes.SelectMany(change => new[] { change - 1, change, change + 1 }));
        await books.Inbox.Accept(
            [
                .. times.Select(
                    (at, i) => books.Event(Topics.OrderConfirmed, $"o{i}", Books.Order($"o{i}", at, lines: Books.Line(price: i + 1)))
                ),
            ],
            default
        );

        foreach (var interval in Stretches.Intervals)
        {
            var recount = times
                .Select((at, i) => (Shown: Shown(interval, at, zone), Price: (Int128)(i + 1)))
                .GroupBy(sale => sale.Shown, StringComparer.Ordinal)
                .Select(group => (group.Key, (long)group.Count(), group.Aggregate((Int128)0, (sum, sale) => sum + sale.Price)))
                .OrderBy(row => row.Key, StringComparer.Ordinal);
            var sales = await books.Sales(slice, interval);
            Assert.Equal(
                recount,
                sales.Select(f => (Shown(interval, f.StartMs, zone), f.Orders, f.Revenue)).OrderBy(row => row.Item1, StringComparer.Ordinal)
            );

            // The vendor's figures are summed from other rows.
            Assert.Equal(sales, await books.Sales(slice with { Vendor = "v1" }, interval));
            var starts = Stretches.Starts(interval, slice.FromMs, slice.ToMs, zone);
            Assert.Equal(starts.Distinct().Order(), starts);
            Assert.All(sales, f => Assert.Contains(f.StartMs, starts));
        }

        var hours = await books.Test.Database.Read(sql => PatternFigures.Hours(sql, slice));
        Assert.Equal(
            times
                .Select(at => At(at, zone))
                .GroupBy(at => ((((int)at.DayOfWeek + 6) % 7) + 1, at.Hour))
                .Select(group => new HourFigures(group.Key.Item1, group.Key.Hour, group.Count()))
                .OrderBy(hour => (hour.Weekday, hour.Hour)),
            hours.OrderBy(hour => (hour.Weekday, hour.Hour))
        );
    }

    [Fact]
    public async Task The_last_evening_of_the_year_is_in_the_year_of_the_shop()
    {
        await using var books = await Books.Open();
        await books.Tell(Topics.OrderConfirmed, "o", Books.Order("o", Ms("2025-12-31T23:30:00Z")));
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var sale = Assert.Single(
            await books.Sales(Books.All with { FromMs = Ms("2025-12-01T00:00:00Z"), ToMs = Ms("2026-02-01T00:00:00Z"), Zone = tokyo })
        );
        Assert.Equal((Ms("2025-12-31T15:00:00Z"), new DateOnly(2026, 1, 1)), (sale.StartMs, Stretches.DayOf(sale.StartMs, tokyo)));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Europe/Berlin", "2026-10-26", 24)]
    [InlineData("Africa/Cairo", "2026-04-24", 23)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 25)] // 24.5 hours: the one on which clocks go back is cut in two
    [InlineData("Australia/Lord_Howe", "2026-10-04", 24)] // 23.5 hours: of one only half is shown
    public void A_day_has_the_hours_that_its_clocks_show(string name, string day, int hours)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (from, to) = (
            ShopTime.StartOf(date, zone).ToUnixTimeMilliseconds(),
            ShopTime.StartOf(date.AddDays(1), zone).ToUnixTimeMilliseconds()
        );
        var starts = Stretches.Starts("hour", from, to, zone);
        Assert.Equal(hours, starts.Count);
        Assert.Equal(from, starts[0]);
        Assert.All(starts, start => Assert.Equal(start, Stretches.Start("hour", start, zone)));
        Assert.Equal([from], Stretches.Starts("day", from, to, zone));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Asia/Kathmandu", true)]
    [InlineData("UTC", true)]
    [InlineData("Europe/Atlantis", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("Etc/../UTC", false)]
    [InlineData("right/Europe/Berlin", false)]
    [InlineData("", false)]
    [InlineData("+02:00", false)]
    public void A_zone_is_asked_for_by_its_iana_name(string tz, bool exists)
    {
        var asked = new Question
        {
            Tz = tz,
            From = "2026-01-01",
            To = "2026-01-02",
        }.Slice(new Caller("a", "s", [Role.Admin]), DateTimeOffset.UnixEpoch.AddYears(56));
        Assert.Equal(exists, asked.Refused is null);
        if (!exists)
        {
            Assert.Equal("validation_failed", asked.Refused!.Code);
            Assert.Contains("Asia/Tokyo", asked.Refused.Facts!["errors"]!["tz"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Days_that_are_asked_for_are_those_of_the_shop_unless_another_zone_is_named()
    {
        var shop = new ShopZone(() => TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        var admin = new Caller("a", "s", [Role.Admin]);
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var asked = new Question { From = "2026-01-01", To = "2026-01-02" };
        Assert.Equal(Ms("2025-12-31T15:00:00Z"), asked.Slice(admin, now, shop).Value.FromMs);
        asked.Tz = "America/Los_Angeles";
        var there = asked.Slice(admin, now, shop).Value;
        Assert.Equal((Ms("2026-01-01T08:00:00Z"), "America/Los_Angeles"), (there.FromMs, there.Clocks.Id));
    }

    // What a clock shows of a stretch; hours are told apart by the offset, because a clock may show one twice.
    private static string Shown(string interval, long atMs, TimeZoneInfo zone)
    {
        var at = At(atMs, zone);
        return interval switch
        {
            "hour" => at.ToString("yyyy-MM-ddTHH zzz", System.Globalization.CultureInfo.InvariantCulture),
            "day" => Day(at),
            "week" => Day(at.AddDays(-(((int)at.DayOfWeek + 6) % 7))),
            _ => Day(at)[..7],
        };

        static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset At(long atMs, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone);

    private static long Ms(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
