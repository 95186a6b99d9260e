// The HTTP routes with which staff take or let go of what is held for an order, and see what is held at all.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class CaptureRoutes
{
    private const string Purpose = "held orders";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        Refusing(
                orders
                    .MapPost("/{order_id}/capture", Take)
                    .May(Permission.PaymentsEdit)
                    .RequireRateLimiting(RateLimits.Write)
                    .Doc(
                        "Take held money of an order",
                        "Of an order that was confirmed on money its bank only holds (Payments:Capture=when_shipped). Each parcel takes its part by itself; this takes an amount ahead, or without one all that is not taken yet. The parcels that follow take that much less."
                    )
                    .Header(
                        "Idempotency-Key",
                        "A UUID of the client's choice for this one capture: the same key and body again answer what became of it and take nothing more."
                    )
                    .Example(new CaptureAskBody(10m), Examples.Order)
            )
            .Refuses(RefusalKind.Invalid, "invalid_amount", "it is not above zero")
            .Refuses(RefusalKind.Conflict, "amount_not_held", "held says how much could be taken")
            .Refuses(RefusalKind.Conflict, "payment_not_taken", "the bank refuses; the order's captures say why")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
        Refusing(
            orders
                .MapPost("/{order_id}/void", Release)
                .May(Permission.PaymentsEdit)
                .RequireRateLimiting(RateLimits.Write)
                .Doc(
                    "Let go of held money of an order",
                    "What is held and not taken is given back to the customer's bank; what was taken stays. The order goes on, and what it still needs can then only be sent unpaid: cancel it instead where it shall end."
                )
                .Example(new ReleaseBody("paid in the shop"), Examples.Order)
        );
        orders
            .MapGet("/holds", List)
            .May(Permission.PaymentsView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Orders with held money", "What is held and until when, the one that ends first first.")
            .Example(
                response: Examples.Page(
                    new HeldOrderBody(
                        Examples.Order.OrderId,
                        59.98m,
                        "USD",
                        new DateTimeOffset(2026, 1, 22, 10, 30, 0, TimeSpan.Zero),
                        EndsSoon: false
                    )
                )
            );
    }

    private static RouteHandlerBuilder Refusing(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(RefusalKind.Conflict, "nothing_held", "it was taken at once, or is taken or let go already")
            .Refuses(RefusalKind.Conflict, "capture_in_progress", "the bank has not answered yet: repeat in a few seconds")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "the order's lines are being changed; repeat in a few seconds")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            );

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Take(
        [FromRoute(Name = "order_id")] string orderId,
        Body<CaptureAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        OrderStore store,
        SendPaid sending,
        [Steady] TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (new Check().Key(key).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (await store.Get(orderId) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        Outcome<long?> asked = body.Value.Amount is { } major
            ? Currencies.ToMinor(major, order.Terms.Currency).Then(minor => (long?)minor)
            : (long?)null;
        if (!asked.Is(out var amount, out var wrong))
        {
            return Answer.Problem(wrong);
        }

        return Answer.Ok(
            await sending.Take(
                orderId,
                now => now.StartCapture(amount, key, new Actor("admin", caller.UserId), clock.GetUtcNow().ToUnixTimeMilliseconds()),
                cancel
            ),
            after => OrderBody.Of(after, admin: true)
        );
    }

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Release(
        [FromRoute(Name = "order_id")] string orderId,
        Body<ReleaseBody> body,
        Caller caller,
        MoveOrder moving,
        [Steady] TimeProvider clock,
        CancellationToken cancel
    ) =>
        new Check().Words("reason", body.Value.Reason).Refused is { } faulty
            ? Answer.Problem(faulty)
            : Answer.Ok(
                await moving.AndGiveBack(
                    orderId,
                    order =>
                        order.LetGoOfHeld(body.Value.Reason, new Actor("admin", caller.UserId), clock.GetUtcNow().ToUnixTimeMilliseconds()),
                    cancel
                ),
                order => OrderBody.Of(order, admin: true)
            );

    private static async Task<Results<Ok<Page<HeldOrderBody>>, ProblemResult>> List(PageRequest page, HoldLists lists)
    {
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await lists.Find(after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]), page.Limit + 1);
        return TypedResults.Ok(
            page.Page(Purpose, rows, HeldOrderBody.Of, row => [row.UntilMs.ToString(CultureInfo.InvariantCulture), row.OrderId])
        );
    }
}
