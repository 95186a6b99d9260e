// The HTTP routes of coupons, the promotions with a code, for admins. Customers meet coupons in their cart and in the quote.
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
    private static readonly PromotionBody Written = new(
        PromotionType.Percent,
        "SUMMER-15",
        15m,
        "USD",
        50m,
        PerCustomerLimit: 1,
        TotalLimit: 500,
        Categories: ["Kitchen"]
    );

    private static readonly PromotionReply Shown = PromotionReply.Of(
        Written.Checked("018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77", 0).Value,
        42,
        0
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var coupons = routes.MapGroup("/api/coupons").Area("Coupons").May(Permission.PromotionsView);
        coupons
            .MapPost(string.Empty, Create)
            .May(Permission.PromotionsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Make a coupon", "A promotion that is asked for by its code; see POST /api/promotions for types and conditions.")
            .Example(Written, Shown with { Used = 0 })
            .Refuses(RefusalKind.Conflict, "coupon_exists", "the code is taken");
        coupons
            .MapGet(string.Empty, List)
            .Doc("List coupons", "By code, each with the number of its uses that count now.")
            .Query("q", "Only codes that contain this.")
            .Example(response: new Page<PromotionReply>([Shown], null));
        coupons
            .MapGet("/{code}", Get)
            .Doc(
                "Get a coupon",
                "The coupon as it was written, with the number of its uses that count now. Case does not matter in the code."
            )
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "coupon_not_found", "there is no such coupon");
        coupons
            .MapPatch("/{code}", Change)
            .May(Permission.PromotionsEdit)
            .TakesPartOf<PromotionBody>()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a coupon",
                "Members that are given replace the present ones, null takes one away, all others stay. The code stays. Lowering a limit below the uses so far ends the coupon, and takes nothing from anyone."
            )
            .Example(new JsonObject { ["total_limit"] = 1_000, ["ends_at"] = null }, Shown with { TotalLimit = 1_000 })
            .Refuses(RefusalKind.NotFound, "coupon_not_found", "there is no such coupon")
            .Refuses(RefusalKind.Invalid, "coupon_code_fixed", "the body has another code");
        coupons
            .MapDelete("/{code}", Delete)
            .May(Permission.PromotionsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Delete a coupon",
                "204 also when it was not there. Orders that used it keep their discount; a new coupon with the code counts anew."
            );
    }

    private static async Task<Results<Created<PromotionReply>, ProblemResult>> Create(
        Body<PromotionBody> body,
        EditPromotions edit,
        CancellationToken cancel
    ) =>
        new Check().Required("code", body.Value.Code).Refused is { } wrong
            ? Answer.Problem(wrong)
            : Answer.Created(await edit.Create(body.Value, cancel), coupon => "/api/coupons/" + coupon.Code);

    private static async Task<Results<Ok<Page<PromotionReply>>, ProblemResult>> List(
        PageRequest page,
        [FromQuery] string? q,
        [FromKeyedServices("promotions")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        var part = (q ?? string.Empty).Trim().ToUpperInvariant();
        if (part.Length > CouponCode.CharsMax)
        {
            return TypedResults.Ok(new Page<PromotionReply>([], null));
        }

        var purpose = "coupons:" + part;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await database.Read(sql =>
            PromotionStore.List(sql, after?[0] ?? string.Empty, PromotionStore.Escaped(part), nowMs, page.Limit + 1)
        );
        return TypedResults.Ok(
            page.Page(purpose, rows, row => PromotionReply.Of(row.Promotion, row.Used, nowMs, shop.Now), row => [row.Promotion.Code!])
        );
    }

    private static async Task<Results<Ok<PromotionReply>, ProblemResult>> Get(
        string code,
        [FromKeyedServices("promotions")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (await database.Read(sql => EditPromotions.WithCode(code)(sql)) is not { } coupon)
        {
            return Answer.Problem(NotFound(code));
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return TypedResults.Ok(
            PromotionReply.Of(coupon, await database.Read(sql => UseStore.Total(sql, coupon.Id, nowMs)), nowMs, shop.Now)
        );
    }

    private static async Task<Results<Ok<PromotionReply>, ProblemResult>> Change(
        string code,
        Body<JsonObject> body,
        EditPromotions edit,
        CancellationToken cancel
    ) => Answer.Ok(await edit.Change(EditPromotions.WithCode(code), body.Value, cancel) ?? NotFound(code));

    private static async Task<NoContent> Delete(string code, EditPromotions edit, CancellationToken cancel)
    {
        await edit.Delete(EditPromotions.WithCode(code), cancel);
        return TypedResults.NoContent();
    }

    private static Refusal NotFound(string code) =>
        Refusal.NotFound("coupon_not_found", $"There is no coupon {CouponCode.Normalize(code) ?? "with this code"}.");
}
