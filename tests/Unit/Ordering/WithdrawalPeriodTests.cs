// Until when one may withdraw: days of the shop's time zone, the next working day, and the fourteen of the European Union.
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public class WithdrawalPeriodTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Theory]
    [InlineData("2026-06-01T10:00:00Z", "Europe/Berlin", "2026-06-15T22:00:00Z")] // Monday, and Monday two weeks later
    [InlineData("2026-06-01T23:30:00Z", "Europe/Berlin", "2026-06-16T22:00:00Z")] // Tuesday already in Berlin
    [InlineData("2026-06-01T23:30:00Z", "UTC", "2026-06-16T00:00:00Z")]
    [InlineData("2026-06-06T10:00:00Z", "UTC", "2026-06-23T00:00:00Z")] // ends on a Saturday: the Monday after it
    [InlineData("2026-06-07T10:00:00Z", "UTC", "2026-06-23T00:00:00Z")] // ends on a Sunday
    [InlineData("2026-12-11T10:00:00Z", "UTC", "2026-12-29T00:00:00Z")] // ends on the shop's holiday, a Friday before a weekend
    [InlineData("2026-10-12T10:00:00Z", "Europe/Berlin", "2026-10-26T23:00:00Z")] // clocks went back in between
    [InlineData("2026-06-01T10:00:00Z", "America/Los_Angeles", "2026-06-16T07:00:00Z")]
    public void It_ends_with_the_last_day_of_the_shops_time_zone(string arrived, string zone, string ends)
    {
        var period = new WithdrawalPeriod(14, [new(2026, 12, 25)], TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(Ms(ends), period.EndsMs(Ms(arrived), 14));
    }

    [Theory]
    [InlineData(0, "DE", 14)]
    [InlineData(7, "RE", 14)]
    [InlineData(30, "FR", 30)]
    [InlineData(0, "US", 0)]
    [InlineData(7, "GB", 7)]
    public void The_states_of_the_Union_have_fourteen_days_at_least(int days, string country, int given) =>
        Assert.Equal(given, new WithdrawalPeriod(days, [], TimeZoneInfo.Utc).DaysFor(country));

    [Fact]
    public void It_begins_with_the_last_parcel()
    {
        var period = new WithdrawalPeriod(14, [], TimeZoneInfo.Utc);
        var (first, last) = (Ms("2026-06-01T10:00:00Z"), Ms("2026-06-03T10:00:00Z"));
        var order = OrderTests.Confirmed();
        Assert.Null(period.EndsMs(order));
        foreach (var vendor in new[] { "v1", "v2" })
        {
            order = order.MovePart(vendor, Status.Processing, null, null, Admin, 3).Value;
            order = order.MovePart(vendor, Status.Shipped, null, null, Admin, 4).Value;
        }

        order = order.MovePart("v1", Status.Delivered, null, null, Admin, first).Value;
        Assert.Null(period.EndsMs(order));
        order = order.MovePart("v2", Status.Delivered, null, null, Admin, last).Value;
        Assert.Equal(Ms("2026-06-18T00:00:00Z"), period.EndsMs(order));
    }

    [Theory]
    [InlineData("Withdrawal:Days", "fourteen", "Withdrawal:Days")]
    [InlineData("Withdrawal:Days", "-1", "Withdrawal:Days")]
    [InlineData("Withdrawal:Holidays", "25.12.2026", "2026-12-25")]
    [InlineData("Shop:TimeZone", "Europe/Atlantis", "Europe/Berlin")]
    public void What_cannot_be_read_is_refused_with_the_line_to_write(string key, string value, string line)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        Assert.Contains(
            line,
            Assert.Throws<ConfigurationRefused>(() => new WithdrawalPeriod(configuration)).Message,
            StringComparison.Ordinal
        );
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
