// The HTTP routes with which staff edit an order's lines and look whether its books hold.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of an edit: all lines as they shall be.</summary>
/// <param name="Version">The version seen; If-Match says the same.</param>
public sealed record EditBody(IReadOnlyList<UnitsBody> Items, string? Reason = null, long? Version = null);

/// <summary>What a look at an order's books found.</summary>
/// <param name="Holds">Whether every hash follows and the timeline replays to what is stored.</param>
/// <param name="FirstBroken">
/// The first entry that does not hold, by its id; where the timeline holds and the order beside it does not, the last one.
/// </param>
public sealed record VerdictBody(string OrderId, bool Holds, long Entries, string? FirstBroken, string? Problem);

internal static class EditRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        orders
            .MapPatch("/{order_id}/lines", Edit)
            .May(Permission.OrdersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Edit an order's lines",
                "Give all lines as they shall be; those left out go. Agreed prices stay, new lines cost what they cost today. The difference is charged or paid back, units are reserved or go back into stock. Nothing less than what was shipped or paid back."
            )
            .Header("If-Match", "The ETag seen; the edit is made only if the order is still at that version.")
            .Header(
                "Idempotency-Key",
                "A UUID of the client's choice for this one edit: the same key and body again answer what became of it and edit nothing."
            )
            .Example(new EditBody([new("42", 3)], "one more, by phone"), Examples.Order)
            .Refuses(RefusalKind.Invalid, "invalid_quantity", "or unknown members: the lines are not lines")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "all of it has left, or it has ended")
            .Refuses(RefusalKind.Conflict, "below_shipped", "least says how many have been shipped or paid back")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "another edit is under way")
            .Refuses(
                RefusalKind.Conflict,
                "out_of_stock",
                "or card_declined, product_unavailable, choose_variant, currency_differs, order_total_limit, vendor_sum_limit, nothing_changed: the order is as it was"
            )
            .Refuses(
                RefusalKind.Conflict,
                "payment_waits",
                "it would cost more, and the customer would have to pay or approve that (transfer, challenge): the order is as it was. Let the customer order what is added, or edit the order so that it costs no more"
            )
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
        orders
            .MapGet("/{order_id}/verify", Look)
            .May(Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Look whether an order's books hold",
                "Checks the order's seal and the hash of every entry, under the shop's key, replays the timeline, and holds the result against what is stored. A row that somebody has edited shows. The command cartwright verify looks at all orders, and finds those that were deleted."
            )
            .Example(response: new VerdictBody("0199a1b2-0000-7000-8000-000000000042", true, 2, null, null))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order");
    }

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Edit(
        [FromRoute(Name = "order_id")] string orderId,
        Body<EditBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        EditOrder editing,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        if (new Check().Lines("items", asked.Items).Words("reason", asked.Reason).Key(key).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        return context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok(
                await editing.Edit(
                    orderId,
                    new(RequestRules.Units(asked.Items), asked.Reason, version ?? asked.Version, key),
                    new Actor("admin", caller.UserId),
                    cancel
                ),
                order => OrderBody.Of(order, admin: true)
            )
            : Answer.Problem(refused);
    }

    private static async Task<Results<Ok<VerdictBody>, ProblemResult>> Look(
        [FromRoute(Name = "order_id")] string orderId,
        OrderStore store
    ) =>
        await store.Verify(orderId) is { } verdict
            ? TypedResults.Ok(
                new VerdictBody(
                    orderId,
                    verdict.Holds,
                    verdict.Entries,
                    verdict.Sequence?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    verdict.Problem
                )
            )
            : Answer.Problem(OrderStore.NotFound);
}
