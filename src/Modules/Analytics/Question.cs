// What may be asked, and about whose goods: the query of every analytics route, checked in one place.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Mvc;

namespace Cartwright.Analytics;

/// <summary>The query as it came.</summary>
public sealed class Question
{
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "to")]
    public string? To { get; set; }

    [FromQuery(Name = "vendor_id")]
    public string? VendorId { get; set; }

    [FromQuery(Name = "currency")]
    public string? Currency { get; set; }

    [FromQuery(Name = "interval"), OneOf("hour", "day", "week", "month")]
    public string? Interval { get; set; }

    [FromQuery(Name = "format"), OneOf("json", "csv")]
    public string? Format { get; set; }

    [FromQuery(Name = "tz")]
    public string? Tz { get; set; }

    [FromQuery(Name = "empty")]
    public bool? Empty { get; set; }

    public bool WantsCsv => Format == "csv";

    /// <summary>The interval, a day when none was asked.</summary>
    public string Every => Interval ?? "day";

    /// <summary>The slice of facts the caller may see, or what is wrong with the question.</summary>
    /// <param name="shop">The zone of the shop, whose days are meant when no other is asked for; UTC when it is null.</param>
    public Outcome<Slice> Slice(Caller caller, DateTimeOffset now, ShopZone? shop = null)
    {
        var zone = (shop ?? ShopZone.Utc).Now;
        var check = new Check()
            .OneOf("interval", Interval, Stretches.Intervals)
            .OneOf("format", Format, "json", "csv")
            .That(Tz is null || ShopTime.TryFind(Tz, out zone!), "tz", ShopTime.NameRule)
            .That(
                Currency is null || Currencies.IsKnown(Currency),
                "currency",
                "must be an ISO 4217 code that the shop knows, such as USD"
            );
        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        var vendor = VendorId ?? string.Empty;
        if (!caller.May(Permission.AnalyticsView))
        {
            // A vendor without an id must not fall through to the empty one, which is the whole shop.
            if (string.IsNullOrEmpty(caller.VendorId))
            {
                return Refusal.Forbidden("vendor_missing", "Your account sells for no vendor yet. An admin can set its vendor_id.");
            }

            if (vendor.Length > 0 && vendor != caller.VendorId)
            {
                return Refusal.NotFound("vendor_not_found", "There is nothing here under this vendor_id.");
            }

            vendor = caller.VendorId;
        }

        return Stretches.Range(From, To, Every, now, zone).Then(range => new Slice(range.FromMs, range.ToMs, vendor, zone));
    }
}
