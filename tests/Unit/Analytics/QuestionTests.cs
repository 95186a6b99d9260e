// What may be asked: time ranges, whose figures, and exports that no spreadsheet computes.
using System.Text;
using Cartwright.Analytics;
using Cartwright.Web;

namespace Cartwright.Unit.Analytics;

public class QuestionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("hour", "2026-03-04T05:06:07Z", "2026-03-04T05:00:00Z")]
    [InlineData("day", "2026-03-04T23:59:59Z", "2026-03-04T00:00:00Z")]
    [InlineData("week", "2026-03-01T10:00:00Z", "2026-02-23T00:00:00Z")]
    [InlineData("week", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("month", "2024-02-29T10:00:00Z", "2024-02-01T00:00:00Z")]
    [InlineData("month", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z")]
    public void A_stretch_begins_where_the_utc_calendar_says(string interval, string moment, string start) =>
        Assert.Equal(Ms(start), Stretches.Start(interval, Ms(moment)));

    [Theory]
    [InlineData("yesterday", null, "day")]
    [InlineData("2026-03-04", "2026-03-04", "day")]
    [InlineData("2026-03-05", "2026-03-04", "day")]
    [InlineData("1900-01-01", null, "day")]
    [InlineData("01/02/2026", null, "day")]
    [InlineData("Jan 5", null, "day")]
    [InlineData("10:30", null, "day")]
    [InlineData(" 2026-01-01", null, "day")]
    [InlineData("2026-02-30", null, "day")]
    [InlineData("2026-01-01T24:00:00Z", null, "day")]
    [InlineData("\uFF12\uFF10\uFF12\uFF16-01-01", null, "day")]
    [InlineData("2000-01-01", "2026-01-01", "month")]
    [InlineData("2026-01-01", "2026-12-01", "hour")]
    [InlineData("2018-01-01", "2026-01-01", "day")]
    public void A_range_that_makes_no_sense_or_is_too_long_is_refused(string? from, string? to, string interval) =>
        Assert.Equal("invalid_range", Stretches.Range(from, to, interval, Now).Refused?.Code);

    [Fact]
    public void A_range_has_sensible_ends_by_itself_and_takes_dates_and_times()
    {
        Assert.Equal(
            (Now.AddMilliseconds(1).AddDays(-30).ToUnixTimeMilliseconds(), Now.ToUnixTimeMilliseconds() + 1),
            Stretches.Range(null, null, "day", Now).Value
        );
        Assert.Equal(
            (Ms("2026-01-01T00:00:00Z"), Ms("2026-02-01T08:00:00Z")),
            Stretches.Range("2026-01-01", "2026-02-01T10:00:00+02:00", "week", Now).Value
        );
    }

    [Fact]
    public void A_vendor_asks_about_itself_only()
    {
        var vendor = new Caller("u", "s", [Role.Vendor], "v1");
        Assert.Equal("v1", new Question().Slice(vendor, Now).Value.Vendor);
        Assert.Equal(
            "v1",
            new Question { VendorId = "v1" }
                .Slice(vendor, Now)
                .Value.Vendor
        );
        Assert.Equal(
            "vendor_not_found",
            new Question { VendorId = "v2" }
                .Slice(vendor, Now)
                .Refused?.Code
        );
        Assert.Equal("vendor_missing", new Question().Slice(new Caller("u", "s", [Role.Vendor]), Now).Refused?.Code);
        Assert.Equal("vendor_missing", new Question().Slice(new Caller("u", "s", [Role.Vendor], ""), Now).Refused?.Code);
        var admin = new Caller("a", "s", [Role.Admin]);
        Assert.Equal("", new Question().Slice(admin, Now).Value.Vendor);
        Assert.Equal(
            "v2",
            new Question { VendorId = "v2" }
                .Slice(admin, Now)
                .Value.Vendor
        );
    }

    [Fact]
    public void Every_wrong_word_is_named()
    {
        var refused = new Question
        {
            Interval = "year",
            Format = "xml",
            Currency = "usd",
        }
            .Slice(new Caller("a", "s", [Role.Admin]), Now)
            .Refused;
        Assert.Equal("validation_failed", refused?.Code);
        Assert.Equal(["interval", "format", "currency"], refused!.Facts!["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\ttab", "\"'\ttab\"")]
    [InlineData("\u200B=1", "\"'\u200B=1\"")]
    [InlineData("\u3000\u00AD=1", "\"'\u3000\u00AD=1\"")]
    [InlineData("\u202E@x", "\"'\u202E@x\"")]
    [InlineData("\u000B=1", "\"'\u000B=1\"")]
    [InlineData("\uFF1D1", "\"'\uFF1D1\"")]
    [InlineData("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"")]
    [InlineData("say \"hi\", you", "\"say \"\"hi\"\", you\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("Desk = table", "\"Desk = table\"")]
    [InlineData("", "\"\"")]
    public void Text_in_an_export_is_text(string text, string cell) =>
        Assert.Equal(
            $"name,amount\r\n{cell},-1.50\r\n",
            Encoding.UTF8.GetString(
                Csv.Write(
                    ["name", "amount"],
                    [
                        [text, -1.50m],
                    ]
                )
            )
        );

    private static long Ms(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
