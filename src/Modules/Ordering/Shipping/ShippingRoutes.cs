// The HTTP routes of shipping zones, for admins: the shop's own, what holds beneath them, and what a zone does to a parcel.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What shipping costs in a currency where no zone says anything.</summary>
/// <param name="FreeFrom">Standard shipping is free from this value of the goods on; null: never.</param>
public sealed record TableRateBody(string Currency, decimal Standard, decimal Express, decimal? FreeFrom);

/// <summary>The table of the configuration, which holds at every place that no zone names.</summary>
public sealed record TableRatesBody(IReadOnlyList<TableRateBody> Items);

/// <summary>A change of a zone.</summary>
/// <param name="After">The zone as it was written then; null when it was deleted.</param>
public sealed record ZoneChangeBody(
    [OneOf("created", "changed", "deleted")] string Action,
    ShippingZoneBody? After,
    string ActorId,
    DateTimeOffset At
);

internal static class ShippingRoutes
{
    internal const string IfMatch = "The ETag seen; the change is made only if the row is still at that version.";

    private const string Id = "0199a1b2-0000-7000-8000-000000000098";
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly ShippingZoneBody Written = new(
        "Germany",
        ["DE"],
        Methods: [new(Rates.Standard, "Standard", "EUR", [new(4.90m, 2_000), new(7.90m, 10_000)], ZoneMethodBody.Weight, 50m, "DHL", 2, 3)]
    );
    private static readonly ShippingZoneReply Shown = ShippingZoneReply.Of(
        new(Id, ShopRow.Zone, string.Empty, 1, Then.ToUnixTimeMilliseconds(), Then.ToUnixTimeMilliseconds()),
        Written
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var zones = routes.MapGroup("/api/shipping-zones").Area("Shipping").May(Permission.ShippingEdit);
        zones
            .MapPost(string.Empty, Create)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Write a shipping zone",
                "Places that are shipped to alike, each with the ways to ship there and what they cost, or with ships: false as a place that nothing is shipped to. Of several places the "
                    + "most exact holds: the beginning of the postal code, the region, the country, then * for everywhere else. Where no zone says anything, the table of the configuration holds "
                    + "(GET /api/shipping-zones/table). In force for orders placed from now on, everywhere within two seconds."
            )
            .Example(Written, Shown)
            .Refuses(RefusalKind.Conflict, "shipping_zone_overlaps", "another zone names one of the places: shipping_zone_id, place")
            .Refuses(RefusalKind.Conflict, "too_many_shipping_zones", $"there are {ShippingMemory.ZonesMax} zones already");
        zones.MapGet(string.Empty, List).Doc("List the shop's zones", "The oldest first.").Example(response: Examples.Page(Shown));
        zones
            .MapGet("/table", Table)
            .Doc(
                "What holds where no zone does",
                "Two methods, standard and express, a price a currency: the keys Shipping:{currency}:Standard, :Express and :FreeFrom over what is built in. A zone for * takes its place."
            )
            .Example(response: new TableRatesBody([new("USD", 4.99m, 14.99m, 50m)]));
        zones
            .MapPost("/example", Work)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Work an example out",
                "How a parcel could be shipped to a place now, and with a zone that is not written yet. Nothing is changed. Where nothing is shipped, problem says why."
            )
            .Example(
                new ShippingExampleBody("DE", 29.90m, "EUR", 2_500, Zone: Written),
                new ShippingExampleReply(
                    new(
                        null,
                        [
                            new(Rates.Standard, "Standard", 4.99m, "3 to 5 working days", null, new(2026, 1, 20), new(2026, 1, 22)),
                            new(Rates.Express, "Express", 14.99m, "Next working day", null, new(2026, 1, 16), new(2026, 1, 16)),
                        ],
                        null
                    ),
                    new(
                        "Germany",
                        [new(Rates.Standard, "Standard", 7.90m, "2 to 3 working days", "DHL", new(2026, 1, 19), new(2026, 1, 20))],
                        null
                    )
                )
            );
        zones
            .MapGet("/{shipping_zone_id}", Get)
            .Doc("Get a zone", "As it was written, with its version as ETag.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "shipping_zone_not_found", "there is no such zone");
        zones
            .MapPatch("/{shipping_zone_id}", Change)
            .TakesPartOf<ShippingZoneBody>()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a zone",
                "Members that are given replace the present ones, lists whole; null takes one away, all others stay. Orders placed before keep what was promised."
            )
            .Header("If-Match", IfMatch)
            .Example(new JsonObject { ["places"] = new JsonArray("DE", "AT") }, Shown with { Places = ["DE", "AT"], Version = 2 })
            .Refuses(RefusalKind.NotFound, "shipping_zone_not_found", "there is no such zone")
            .Refuses(RefusalKind.Conflict, "shipping_zone_overlaps", "another zone names one of the places: shipping_zone_id, place")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the zone has changed meanwhile");
        zones
            .MapDelete("/{shipping_zone_id}", Delete)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Delete a zone", "204 also when it was not there. For its places the next less exact zone holds, or the table.")
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the zone has changed meanwhile");
        zones
            .MapGet("/{shipping_zone_id}/changes", Changes)
            .Doc(
                "Who changed a zone",
                "Every change with the zone as it was written then, the oldest first; also of a zone that was deleted."
            )
            .Example(response: Examples.Page(new ZoneChangeBody("created", Written, "u-1", Then)));
    }

    private static async Task<Results<Created<ShippingZoneReply>, ProblemResult>> Create(
        Body<ShippingZoneBody> body,
        Caller caller,
        EditShipping edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        Answer.Created(
            (await edit.CreateZone(body.Value, caller.UserId, cancel)).Then(row => Tagged(context, row)),
            zone => "/api/shipping-zones/" + zone.ShippingZoneId
        );

    private static async Task<Results<Ok<Page<ShippingZoneReply>>, ProblemResult>> List(
        PageRequest page,
        [FromKeyedServices("ordering")] Database database
    )
    {
        const string Purpose = "shipping zones";
        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => ShippingSql.Page(sql, ShopRow.Zone, after?[0] ?? string.Empty, page.Limit + 1));
        return TypedResults.Ok(page.Page(Purpose, rows, ShippingZoneReply.Of, row => [row.Id]));
    }

    private static Ok<TableRatesBody> Table(Rates rates) =>
        TypedResults.Ok(
            new TableRatesBody([
                .. rates.All.Select(one => new TableRateBody(
                    one.Currency,
                    Currencies.ToMajor(one.Rate.Standard, one.Currency),
                    Currencies.ToMajor(one.Rate.Express, one.Currency),
                    one.Rate.FreeFrom == long.MaxValue ? null : Currencies.ToMajor(one.Rate.FreeFrom, one.Currency)
                )),
            ])
        );

    private static async Task<Results<Ok<ShippingExampleReply>, ProblemResult>> Work(
        Body<ShippingExampleBody> body,
        ShippingExample example,
        CancellationToken cancel
    ) => Answer.Ok(await example.Of(body.Value, cancel));

    private static async Task<Results<Ok<ShippingZoneReply>, StatusCodeHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "shipping_zone_id")] string id,
        [FromKeyedServices("ordering")] Database database,
        HttpContext context
    ) =>
        await database.Read(sql => ShippingSql.Get(sql, ShopRow.Zone, id)) is not { } row ? Answer.Problem(EditShipping.ZoneNotFound)
        : context.NotModified(Conditional.ETag(row.Version)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
        : TypedResults.Ok(ShippingZoneReply.Of(row));

    private static async Task<Results<Ok<ShippingZoneReply>, ProblemResult>> Change(
        [FromRoute(Name = "shipping_zone_id")] string id,
        Body<JsonObject> body,
        Caller caller,
        EditShipping edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok((await edit.ChangeZone(id, body.Value, version, caller.UserId, cancel)).Then(row => Tagged(context, row)))
            : Answer.Problem(refused);

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        [FromRoute(Name = "shipping_zone_id")] string id,
        Caller caller,
        EditShipping edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(await edit.Delete(ShopRow.Zone, id, version, caller.UserId, cancel))
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<ZoneChangeBody>>, ProblemResult>> Changes(
        [FromRoute(Name = "shipping_zone_id")] string id,
        PageRequest page,
        [FromKeyedServices("ordering")] Database database
    )
    {
        var purpose = "changes of a shipping zone:" + id;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var number = after is null ? 0 : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => ShippingSql.Changes(sql, id, number, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                change => new ZoneChangeBody(
                    change.Action,
                    change.Content is null ? null : ShippingZoneBody.Read(change.Content),
                    change.ActorId,
                    OrderBody.Time(change.AtMs)
                ),
                change => [change.Number.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static ShippingZoneReply Tagged(HttpContext context, ShopRow row)
    {
        context.Response.Headers.ETag = Conditional.ETag(row.Version);
        return ShippingZoneReply.Of(row);
    }
}
