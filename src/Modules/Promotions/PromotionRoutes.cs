// The HTTP routes of promotions, for admins: all of them, with a code or without, and the codes made for one use each.
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

/// <summary>How many codes to make.</summary>
/// <param name="Count">From 1 to 10,000.</param>
public sealed record NewBatchBody(long Count);

/// <summary>A batch of codes for one use each.</summary>
/// <param name="Used">How many an order has taken; those of orders that gave theirs back count until they are taken again.</param>
public sealed record BatchBody(string BatchId, long Count, long Used, string MadeBy, DateTimeOffset CreatedAt)
{
    public static BatchBody Of(CodeBatch batch) =>
        new(batch.Id, batch.Codes, batch.Taken, batch.MadeBy, DateTimeOffset.FromUnixTimeMilliseconds(batch.CreatedMs));
}

/// <summary>A new batch with its codes. They are shown this once: the shop keeps only what it needs to know them again.</summary>
public sealed record MadeBatchBody(string BatchId, long Count, DateTimeOffset CreatedAt, IReadOnlyList<string> Codes);

internal static class PromotionRoutes
{
    private const string Id = "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77";

    private static readonly PromotionBody Written = new(
        PromotionType.BuyXGetY,
        Buy: 2,
        Get: 1,
        Name: "Three for two on tea",
        Categories: ["Tea"],
        ExclusiveGroup: "tea",
        Priority: 10,
        PerCustomerLimit: 5
    );

    private static readonly PromotionReply Shown = PromotionReply.Of(Written.Checked(Id, 0).Value, 42, 0);

    public static Refusal NotFound { get; } = Refusal.NotFound("promotion_not_found", "There is no such promotion.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var promotions = routes.MapGroup("/api/promotions").Area("Promotions").May(Permission.PromotionsView);
        promotions
            .MapPost(string.Empty, Create)
            .May(Permission.PromotionsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Make a promotion",
                "Types: percent (value from 1 to 100), amount (value of a currency, never more than the goods cost), free_shipping, and buy_x_get_y (of every buy + get units the "
                    + "get cheapest cost value percent less, 100 when absent). With a code it is a coupon; without one it applies by itself; with single_use_codes it is asked for by codes "
                    + "made for it. With products or categories only such lines cost less; the minimum is about the whole cart, min_quantity about the goods it is for. "
                    + "Several promotions of a cart: by priority, the highest first, among equals the larger discount; each takes its part of what is left; of an exclusive group only the "
                    + "first applies; one that is not stackable applies only when it comes first, and then alone."
            )
            .Example(Written, Shown with { Used = 0 })
            .Refuses(RefusalKind.Conflict, "coupon_exists", "the code is taken")
            .Refuses(RefusalKind.Conflict, "too_many_promotions", $"there are {PromotionMemory.AutomaticMax} that need no code already");
        promotions
            .MapGet(string.Empty, List)
            .Doc("List promotions", "The newest first, each with the number of its uses that count now.")
            .Query("q", "Only those whose name or code contains this.")
            .Query(
                "state",
                "Only those whose window is like this.",
                words: [PromotionState.Scheduled, PromotionState.Live, PromotionState.Ended]
            )
            .Example(response: new Page<PromotionReply>([Shown], null))
            .Refuses(RefusalKind.Invalid, "validation_failed", "state is none of these");
        promotions
            .MapGet("/{promotion_id}", Get)
            .Doc("Get a promotion", "The promotion as it was written, with the number of its uses that count now.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "promotion_not_found", "there is no such promotion");
        promotions
            .MapPatch("/{promotion_id}", Change)
            .May(Permission.PromotionsEdit)
            .TakesPartOf<PromotionBody>()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a promotion",
                "Members that are given replace the present ones, null takes one away, all others stay. The code stays. In force everywhere within two seconds."
            )
            .Example(
                new JsonObject { ["priority"] = 20, ["ends_at"] = "2026-12-31T00:00:00Z" },
                Shown with
                {
                    Priority = 20,
                    EndsAt = new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero),
                }
            )
            .Refuses(RefusalKind.NotFound, "promotion_not_found", "there is no such promotion")
            .Refuses(RefusalKind.Invalid, "coupon_code_fixed", "the body has another code");
        promotions
            .MapDelete("/{promotion_id}", Delete)
            .May(Permission.PromotionsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Delete a promotion",
                "204 also when it was not there. Orders that used it keep their discount; its codes open nothing any more."
            );
        promotions
            .MapPost("/{promotion_id}/batches", MakeBatch)
            .May(Permission.PromotionsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Make codes for one use each",
                $"Up to {MakeCodes.CodesMax} a call, of 80 random bits each. They are answered once and kept as hashes. For the CSV of the same send Accept: text/csv."
            )
            .Example(
                new NewBatchBody(2),
                new MadeBatchBody(Id, 2, DateTimeOffset.UnixEpoch, ["7K3M-0QXA-V9TD-22RN", "D5Z1-WE8K-0M4T-QH6P"])
            )
            .Refuses(RefusalKind.NotFound, "promotion_not_found", "there is no such promotion")
            .Refuses(RefusalKind.Conflict, "promotion_takes_no_codes", "the promotion has no single_use_codes");
        promotions
            .MapGet("/{promotion_id}/batches", Batches)
            .Doc(
                "List the batches of a promotion",
                "The oldest first, with how many of their codes were used. The codes themselves cannot be read again."
            )
            .Example(response: new Page<BatchBody>([new(Id, 500, 42, "u-1", DateTimeOffset.UnixEpoch)], null));
    }

    private static async Task<Results<Created<PromotionReply>, ProblemResult>> Create(
        Body<PromotionBody> body,
        EditPromotions edit,
        CancellationToken cancel
    ) => Answer.Created(await edit.Create(body.Value, cancel), promotion => "/api/promotions/" + promotion.PromotionId);

    private static async Task<Results<Ok<Page<PromotionReply>>, ProblemResult>> List(
        PageRequest page,
        [FromQuery] string? q,
        [FromQuery] string? state,
        [FromKeyedServices("promotions")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        var part = (q ?? string.Empty).Trim().ToLowerInvariant();
        var check = new Check().Text("q", part, Limits.NameCharsMax, min: 0);
        if (
            (
                state is null ? check : check.OneOf("state", state, PromotionState.Scheduled, PromotionState.Live, PromotionState.Ended)
            ).Refused is
            { } wrong
        )
        {
            return Answer.Problem(wrong);
        }

        var purpose = $"promotions:{state}:{part}";
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await database.Read(sql =>
            PromotionStore.Page(sql, after?[0], PromotionStore.Escaped(part), nowMs, state, page.Limit + 1)
        );
        return TypedResults.Ok(
            page.Page(purpose, rows, row => PromotionReply.Of(row.Promotion, row.Used, nowMs, shop.Now), row => [row.Promotion.Id])
        );
    }

    private static async Task<Results<Ok<PromotionReply>, ProblemResult>> Get(
        [FromRoute(Name = "promotion_id")] string id,
        [FromKeyedServices("promotions")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (await database.Read(sql => PromotionStore.Get(sql, id)) is not { } promotion)
        {
            return Answer.Problem(NotFound);
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return TypedResults.Ok(PromotionReply.Of(promotion, await database.Read(sql => UseStore.Total(sql, id, nowMs)), nowMs, shop.Now));
    }

    private static async Task<Results<Ok<PromotionReply>, ProblemResult>> Change(
        [FromRoute(Name = "promotion_id")] string id,
        Body<JsonObject> body,
        EditPromotions edit,
        CancellationToken cancel
    ) => Answer.Ok(await edit.Change(EditPromotions.WithId(id), body.Value, cancel) ?? NotFound);

    private static async Task<NoContent> Delete([FromRoute(Name = "promotion_id")] string id, EditPromotions edit, CancellationToken cancel)
    {
        await edit.Delete(EditPromotions.WithId(id), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<MadeBatchBody>, FileContentHttpResult, ProblemResult>> MakeBatch(
        [FromRoute(Name = "promotion_id")] string id,
        Body<NewBatchBody> body,
        Caller caller,
        MakeCodes make,
        HttpContext context,
        CancellationToken cancel
    )
    {
        if (!(await make.Make(id, body.Value.Count, caller.UserId, cancel)).Is(out var made, out var refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Headers.Accept.Any(accept => accept?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) == true))
        {
            // Codes have letters, digits and dashes alone, and begin with none of what a spreadsheet takes for a formula.
            return TypedResults.File(
                System.Text.Encoding.ASCII.GetBytes("code\r\n" + string.Join("\r\n", made.Codes) + "\r\n"),
                "text/csv; charset=utf-8",
                $"codes-{made.Batch.Id}.csv"
            );
        }

        return TypedResults.Created(
            $"/api/promotions/{id}/batches",
            new MadeBatchBody(made.Batch.Id, made.Batch.Codes, DateTimeOffset.FromUnixTimeMilliseconds(made.Batch.CreatedMs), made.Codes)
        );
    }

    private static async Task<Results<Ok<Page<BatchBody>>, ProblemResult>> Batches(
        [FromRoute(Name = "promotion_id")] string id,
        PageRequest page,
        [FromKeyedServices("promotions")] Database database
    )
    {
        var purpose = "batches:" + id;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => CodeStore.Batches(sql, id, after?[0] ?? string.Empty, page.Limit + 1));
        return TypedResults.Ok(page.Page(purpose, rows, BatchBody.Of, row => [row.Id]));
    }
}
