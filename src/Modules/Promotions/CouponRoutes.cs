// The HTTP routes of coupons, for admins. Customers meet coupons in their cart and in the quote.
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

namespace Cartwright.Promotions;

internal static class CouponRoutes
{
    private static readonly CouponBody Written = new("SUMMER-15", CouponType.Percent, 15m, "USD", 50m, PerCustomerLimit: 1, TotalLimit: 500, Categories: ["Kitchen"]);

    private static readonly CouponReply Shown = new(
        "SUMMER-15", CouponType.Percent, 15m, "USD", 50m, null, null, 500, 1, [], ["Kitchen"], null, null, null, 0, 42, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var coupons = routes.MapGroup("/api/coupons").Area("Coupons").Only(Role.Admin);
        coupons.MapPost(string.Empty, Create).RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Make a coupon",
                "Types: percent (value from 1 to 100), amount (value of a currency, never more than the goods cost), free_shipping, and buy_x_get_y (of every buy + get units the "
                + "get cheapest cost value percent less, 100 when absent). With products or categories only such lines cost less; the minimum is about the whole cart.")
            .Example(Written, Shown with { Used = 0 })
            .Refuses(RefusalKind.Conflict, "coupon_exists", "the code is taken");
        coupons.MapGet(string.Empty, List)
            .Doc("List coupons", "By code, each with the number of its uses that count now.")
            .Query("q", "Only codes that contain this.")
            .Example(response: new Page<CouponReply>([Shown], null));
        coupons.MapGet("/{code}", Get)
            .Doc("Get a coupon", "The coupon as it was written, with the number of its uses that count now. Case does not matter in the code.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "coupon_not_found", "there is no such coupon");
        coupons.MapPatch("/{code}", Change).TakesPartOf<CouponBody>().RequireRateLimiting(RateLimits.Write)
            .Doc("Change a coupon", "Members that are given replace the present ones, null takes one away, all others stay. The code stays. Lowering a limit below the uses so far ends the coupon, and takes nothing from anyone.")
            .Example(new JsonObject { ["total_limit"] = 1_000, ["ends_at"] = null }, Shown with { TotalLimit = 1_000 })
            .Refuses(RefusalKind.NotFound, "coupon_not_found", "there is no such coupon")
            .Refuses(RefusalKind.Invalid, "coupon_code_fixed", "the body has another code");
        coupons.MapDelete("/{code}", Delete).RequireRateLimiting(RateLimits.Write)
            .Doc("Delete a coupon", "204 also when it was not there. Orders that used it keep their discount; a new coupon with the code counts anew.");
    }

    private static async Task<Results<Created<CouponReply>, ProblemResult>> Create(Body<CouponBody> body, EditCoupons edit, CancellationToken cancel) =>
        Answer.Created(await edit.Create(body.Value, cancel), coupon => "/api/coupons/" + coupon.Code);

    private static async Task<Results<Ok<Page<CouponReply>>, ProblemResult>> List(
        PageRequest page, [FromQuery] string? q, [FromKeyedServices("promotions")] Database database, TimeProvider clock)
    {
        var part = (q ?? string.Empty).Trim().ToUpperInvariant();
        if (part.Length > CouponCode.CharsMax)
        {
            return TypedResults.Ok(new Page<CouponReply>([], null));
        }

        var purpose = "coupons:" + part;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var like = part.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
        var rows = await database.Read(sql => CouponStore.List(sql, after?[0] ?? string.Empty, like, clock.GetUtcNow().ToUnixTimeMilliseconds(), page.Limit + 1));
        return TypedResults.Ok(page.Page(purpose, rows, row => CouponReply.Of(row.Coupon, row.Used), row => [row.Coupon.Code]));
    }

    private static async Task<Results<Ok<CouponReply>, ProblemResult>> Get(string code, [FromKeyedServices("promotions")] Database database, TimeProvider clock) =>
        CouponCode.Normalize(code) is { } normalized && await database.Read(sql => CouponStore.Find(sql, normalized)) is { } coupon
            ? TypedResults.Ok(CouponReply.Of(coupon, await database.Read(sql => CouponStore.UsesTotal(sql, coupon.CouponId, clock.GetUtcNow().ToUnixTimeMilliseconds()))))
            : Answer.Problem(EditCoupons.NotFound(code));

    private static async Task<Results<Ok<CouponReply>, ProblemResult>> Change(string code, Body<JsonObject> body, EditCoupons edit, CancellationToken cancel) =>
        Answer.Ok(await edit.Change(code, body.Value, cancel));

    private static async Task<NoContent> Delete(string code, EditCoupons edit, CancellationToken cancel)
    {
        await edit.Delete(code, cancel);
        return TypedResults.NoContent();
    }
}
