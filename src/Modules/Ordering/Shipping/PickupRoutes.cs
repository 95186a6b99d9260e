// The HTTP routes of pickup points: anybody sees where goods are fetched, admins say where.
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

internal static class PickupRoutes
{
    private const string Id = "0199a1b2-0000-7000-8000-000000000097";
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly PickupPointBody Written = new(
        "Shop in Kreuzberg",
        "Oranienstr. 25",
        "Berlin",
        "DE",
        "10999",
        Hours: "Mon to Fri 10 to 19, Sat 10 to 16",
        Note: "Bring your order's number."
    );
    private static readonly PickupPointReply Shown = new(
        Id,
        Written.Name,
        Written.Line1,
        Written.City,
        Written.Country,
        Written.PostalCode,
        null,
        Written.Hours,
        Written.Note,
        1,
        new DateOnly(2026, 1, 16),
        1,
        Then,
        Then
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var points = routes.MapGroup("/api/pickup-points").Area("Shipping");
        points
            .MapGet(string.Empty, List)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Where goods are fetched",
                "The shop's own places, with the day on which goods would lie ready that are ordered now. Choose one with shipping_method pickup and its id as pickup_point_id: then no postal address is needed, and taxes go by the point's place."
            )
            .Example(response: Examples.Page(Shown));
        points
            .MapPost(string.Empty, Create)
            .May(Permission.ShippingEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Add a pickup point", "In force everywhere within two seconds. Fetching costs nothing.")
            .Example(Written, Shown)
            .Refuses(RefusalKind.Conflict, "too_many_pickup_points", $"there are {ShippingMemory.PointsMax} already");
        points
            .MapGet("/{pickup_point_id}", Get)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Get a pickup point", "As it was written, with its version as ETag.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "pickup_point_not_found", "there is no such point");
        points
            .MapPatch("/{pickup_point_id}", Change)
            .May(Permission.ShippingEdit)
            .TakesPartOf<PickupPointBody>()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a pickup point",
                "Members that are given replace the present ones, null takes one away, all others stay. Orders placed before keep the point as it was."
            )
            .Header("If-Match", ShippingRoutes.IfMatch)
            .Example(new JsonObject { ["hours"] = "Mon to Fri 9 to 18" }, Shown with { Hours = "Mon to Fri 9 to 18", Version = 2 })
            .Refuses(RefusalKind.NotFound, "pickup_point_not_found", "there is no such point")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the point has changed meanwhile");
        points
            .MapDelete("/{pickup_point_id}", Delete)
            .May(Permission.ShippingEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Delete a pickup point", "204 also when it was not there. Orders that are to be fetched there stay as they are.")
            .Header("If-Match", ShippingRoutes.IfMatch)
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the point has changed meanwhile");
    }

    private static async Task<Results<Ok<Page<PickupPointReply>>, ProblemResult>> List(
        PageRequest page,
        ShopShipping shipping,
        [FromKeyedServices("ordering")] Database database
    )
    {
        const string Purpose = "pickup points";
        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => ShippingSql.Page(sql, ShopRow.PickupPoint, after?[0] ?? string.Empty, page.Limit + 1));
        return TypedResults.Ok(page.Page(Purpose, rows, row => PickupPointReply.Of(row, shipping), row => [row.Id]));
    }

    private static async Task<Results<Created<PickupPointReply>, ProblemResult>> Create(
        Body<PickupPointBody> body,
        Caller caller,
        EditShipping edit,
        ShopShipping shipping,
        HttpContext context,
        CancellationToken cancel
    ) =>
        Answer.Created(
            (await edit.CreatePoint(body.Value, caller.UserId, cancel)).Then(row => Tagged(context, row, shipping)),
            point => "/api/pickup-points/" + point.PickupPointId
        );

    private static async Task<Results<Ok<PickupPointReply>, StatusCodeHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "pickup_point_id")] string id,
        ShopShipping shipping,
        [FromKeyedServices("ordering")] Database database,
        HttpContext context
    ) =>
        await database.Read(sql => ShippingSql.Get(sql, ShopRow.PickupPoint, id)) is not { } row
            ? Answer.Problem(EditShipping.PointNotFound)
        : context.NotModified(Conditional.ETag(row.Version)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
        : TypedResults.Ok(PickupPointReply.Of(row, shipping));

    private static async Task<Results<Ok<PickupPointReply>, ProblemResult>> Change(
        [FromRoute(Name = "pickup_point_id")] string id,
        Body<JsonObject> body,
        Caller caller,
        EditShipping edit,
        ShopShipping shipping,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok(
                (await edit.ChangePoint(id, body.Value, version, caller.UserId, cancel)).Then(row => Tagged(context, row, shipping))
            )
            : Answer.Problem(refused);

    // The framework's generator takes two handlers of the same parameters for one, whatever their route calls the id: zones have caller
    // and edit the other way round.
    private static async Task<Results<NoContent, ProblemResult>> Delete(
        [FromRoute(Name = "pickup_point_id")] string id,
        EditShipping edit,
        Caller caller,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(await edit.Delete(ShopRow.PickupPoint, id, version, caller.UserId, cancel))
            : Answer.Problem(refused);

    private static PickupPointReply Tagged(HttpContext context, ShopRow row, ShopShipping shipping)
    {
        context.Response.Headers.ETag = Conditional.ETag(row.Version);
        return PickupPointReply.Of(row, shipping);
    }
}
