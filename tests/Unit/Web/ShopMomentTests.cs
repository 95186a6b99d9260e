// Moments as people write them, in the shop's time zone.
using System.Text.Json;
using Cartwright.Promotions;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public class ShopMomentTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-01T01:30:00-04:00", false, "2026-11-01T05:30:00Z")]
    [InlineData("2026-07-01T10:00Z", false, "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01T10:00", false, "2026-07-01T08:00:00Z")]
    [InlineData("2026-01-01T10:00:30", false, "2026-01-01T09:00:30Z")]
    [InlineData("2026-12-01", false, "2026-11-30T23:00:00Z")]
    [InlineData("2026-12-31", true, "2026-12-31T23:00:00Z")]
    [InlineData("2028-02-29", false, "2028-02-28T23:00:00Z")]
    [InlineData("2026-03-29", true, "2026-03-29T22:00:00Z")] // that day has 23 hours
    [InlineData("2026-10-25", true, "2026-10-25T23:00:00Z")]
    public void A_time_without_an_offset_is_one_of_the_shop(string text, bool end, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            new ShopMoment(text).In(Berlin, end).Value
        );

    [Theory]
    [InlineData("2026-03-29T02:30", "does not exist in Europe/Berlin")]
    [InlineData(
        "2026-10-25T02:30",
        "exists twice in Europe/Berlin: the clocks go back over it. Write 2026-10-25T02:30:00+02:00 for the first or 2026-10-25T02:30:00+01:00"
    )]
    [InlineData("2027-02-29", ShopMoment.Rule)]
    [InlineData("2026-01-01T24:00:00Z", ShopMoment.Rule)]
    [InlineData("2026-01-01T23:59:60", ShopMoment.Rule)]
    [InlineData("1.12.2026", ShopMoment.Rule)]
    [InlineData("tomorrow", ShopMoment.Rule)]
    [InlineData("", ShopMoment.Rule)]
    [InlineData("9999-12-31", ShopMoment.Rule)]
    public void What_no_clock_shows_or_shows_twice_is_said(string text, string sentence) =>
        Assert.Contains(sentence, new ShopMoment(text).In(Berlin).Refused!.Detail, StringComparison.Ordinal);

    [Fact]
    public void A_window_in_days_of_the_shop_is_kept_as_instants_and_shown_in_its_zone()
    {
        var body = JsonSerializer.Deserialize<PromotionBody>(
            """{"type": "percent", "code": "ADVENT", "value": 10, "starts_at": "2026-12-01", "ends_at": "2026-12-24"}""",
            Json.Options
        )!;
        var promotion = body.Checked("1", 0, Berlin).Value;
        var shown = PromotionReply.Of(promotion, 0, 0, Berlin);
        Assert.Equal(("2026-12-01T00:00", "2026-12-25T00:00", "Europe/Berlin"), (shown.StartsAtLocal, shown.EndsAtLocal, shown.TimeZone));
        Assert.Equal(new DateTimeOffset(2026, 12, 24, 23, 0, 0, TimeSpan.Zero), shown.EndsAt);

        // What is read back and written again is the same window.
        Assert.Equal(promotion.EndsMs, PromotionBody.Of(promotion).Checked("1", 0, Berlin).Value.EndsMs);
    }

    [Fact]
    public void A_window_that_no_clock_shows_names_its_member()
    {
        var refused = new PromotionBody("percent", "X-1", 10m, StartsAt: new ShopMoment("2026-03-29T02:30"), EndsAt: new ShopMoment("soon"))
            .Checked("1", 0, Berlin)
            .Refused!;
        Assert.Equal(["starts_at", "ends_at"], refused.Facts!["errors"]!.AsObject().Select(error => error.Key));
    }
}
