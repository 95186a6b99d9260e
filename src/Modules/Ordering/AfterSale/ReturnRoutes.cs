// The HTTP routes of returns and refunds. Someone else's return is answered as not there.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of a return.</summary>
public sealed record ReturnAskBody(IReadOnlyList<UnitsBody> Items, string? Reason = null);

/// <summary>What arrived of one line.</summary>
/// <param name="Restock">Whether the units go back on sale.</param>
public sealed record ArrivalBody(string ProductId, long Quantity, bool Restock = true);

/// <summary>Body of a decision about a return.</summary>
/// <param name="Note">Why it is rejected, or what was found.</param>
/// <param name="Items">Only with received: what arrived. Absent: everything, fit to be sold again.</param>
/// <param name="Version">The order's version seen; If-Match says the same.</param>
public sealed record ReturnMoveBody(
    [OneOf(Return.Approved, Return.Rejected, Return.Received, Return.Refunded)] string Status,
    string? Note = null,
    IReadOnlyList<ArrivalBody>? Items = null,
    long? Version = null
);

/// <summary>Body of a refund: lines and shipping at their worth, or an amount for goodwill.</summary>
/// <param name="Shipping">How much of the shipping goes back.</param>
/// <param name="VendorId">The vendor who bears it; absent: the shop.</param>
public sealed record RefundAskBody(
    string Reason,
    decimal? Amount = null,
    IReadOnlyList<UnitsBody>? Items = null,
    decimal? Shipping = null,
    string? VendorId = null
);

internal static class ReturnRoutes
{
    private const string Purpose = "returns";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        orders
            .MapPost("/{order_id}/returns", Ask)
            .WithToken(Permission.ReturnsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Ask for a return",
                "Some delivered units, by line. The shop approves or rejects it, receives the goods and pays back what they were worth."
            )
            .Header(
                "Idempotency-Key",
                "A UUID of the client's choice for this one return: the same key and body again answer the same return."
            )
            .Example(new ReturnAskBody([new("42", 1)], "too small"), Examples.Return)
            .Produces<ReturnBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "invalid_quantity", "or unknown_line: the units are not those of a line")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's")
            .Refuses(RefusalKind.Conflict, "return_exceeds_delivered", "available says how many can be returned")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "nothing of it can come back now")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
        orders
            .MapGet("/{order_id}/returns", OfOrder)
            .WithToken(Permission.OrdersView)
            .Doc("The returns of an order", "All of them, oldest first.")
            .Example(response: Examples.Page(Examples.Return))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");
        orders
            .MapPost("/{order_id}/refunds", Refund)
            .May(Permission.OrdersRefund)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Pay some money back",
                "Give items and shipping to pay them back at their worth, or an amount for goodwill, never more than is left of what was paid. Send an Idempotency-Key to repeat safely. The money is on its way when the answer says pending."
            )
            .Header("Idempotency-Key", "A UUID of the client's choice for this one refund.")
            .Example(new RefundAskBody("arrived late", Amount: 5.00m), Examples.Refund)
            .Produces<RefundBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "invalid_amount", "or invalid_quantity, unknown_line, unknown_vendor, amount_too_precise")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(RefusalKind.Conflict, "refund_exceeds_captured", "refundable says how much can go back")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "nothing was paid, or everything went back")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "the order is being edited; repeat in a few seconds")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");

        var returns = routes.MapGroup("/api/returns").Area("Orders");
        returns
            .MapGet("/", List)
            .May(Permission.OrdersView, Role.Vendor)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Returns", "Newest first. An admin sees all, a vendor its own lines of those that it has lines in.")
            .Example(response: Examples.Page(Examples.Return));
        returns
            .MapGet("/{return_id}", Get)
            .WithToken(Permission.OrdersView)
            .Doc("One return", "For the one who ordered, an admin, and vendors with lines in it.")
            .Example(response: Examples.Return)
            .Refuses(RefusalKind.NotFound, "return_not_found", "there is no such return, or it is someone else's");
        returns
            .MapPatch("/{return_id}", Move)
            .May(Permission.ReturnsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Move a return",
                "requested to approved or rejected, approved to received (with what arrived and what goes back on sale) or rejected, received to refunded. The refund is what the received units were worth; it is done when the answer's status is refunded, else on its way."
            )
            .Header("If-Match", "The order's version seen, as an ETag; the move is made only if the order is still at it.")
            .Example(new ReturnMoveBody(Return.Received, Items: [new("42", 1)]), Examples.Return with { Status = Return.Received })
            .Refuses(RefusalKind.Invalid, "invalid_quantity", "or unknown_line: the units are not those of the return")
            .Refuses(RefusalKind.NotFound, "return_not_found", "there is no such return")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "legal says what is possible")
            .Refuses(RefusalKind.Conflict, "received_exceeds_return", "more arrived than was to be returned")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile");
    }

    private static async Task<Results<Created<ReturnBody>, ProblemResult>> Ask(
        [FromRoute(Name = "order_id")] string orderId,
        Body<ReturnAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        OrderStore store,
        ReturnOrder returning
    )
    {
        var asked = body.Value;
        if (new Check().Lines("items", asked.Items).Words("reason", asked.Reason).Key(key).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!(await store.Own(orderId, caller, Permission.ReturnsEdit)).Is(out var order, out var hidden))
        {
            return Answer.Problem(hidden);
        }

        return (
            await returning.Request(orderId, new(RequestRules.Units(asked.Items), asked.Reason, key), RequestRules.ActorOf(caller, order))
        ).Is(out var done, out var refused)
            ? TypedResults.Created(
                "/api/returns/" + done.ReturnId,
                ReturnBody.Of(
                    done.Order,
                    done.Order.AfterSaleSoFar.Returns.First(one => one.Id == done.ReturnId),
                    caller.May(Permission.OrdersView)
                )
            )
            : Answer.Problem(refused);
    }

    private static async Task<Results<Ok<Page<ReturnBody>>, ProblemResult>> OfOrder(
        [FromRoute(Name = "order_id")] string orderId,
        Caller caller,
        OrderStore store
    ) =>
        await store.Own(orderId, caller) is { } order
            ? TypedResults.Ok(
                new Page<ReturnBody>(
                    [.. order.AfterSaleSoFar.Returns.Select(one => ReturnBody.Of(order, one, caller.May(Permission.OrdersView)))],
                    null
                )
            )
            : Answer.Problem(OrderStore.NotFound);

    private static async Task<Results<Created<RefundBody>, ProblemResult>> Refund(
        [FromRoute(Name = "order_id")] string orderId,
        Body<RefundAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        OrderStore store,
        ReturnOrder returning,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        var check = new Check()
            .Words("reason", asked.Reason)
            .Text("vendor_id", asked.VendorId)
            .Lines("items", asked.Items)
            .Key(key)
            .That(
                asked.Amount is null || asked is { Items: null, Shipping: null },
                "amount",
                "is for goodwill; give either it or items and shipping"
            )
            .That(
                asked.Amount is not null || asked.Items is not null || asked.Shipping is not null,
                "amount",
                "is required when there are neither items nor shipping"
            );
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (await store.Get(orderId) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        if (
            !Minor(asked.Amount, order).Is(out var amount, out var refused)
            || !Minor(asked.Shipping, order).Is(out var shipping, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var ask = new RefundAsk(amount, RequestRules.Units(asked.Items), shipping, asked.Reason, asked.VendorId, key);
        var before = order.AfterSaleSoFar.Refunds.Count;
        if (!(await returning.Refund(orderId, ask, new Actor("admin", caller.UserId), cancel)).Is(out var done, out refused))
        {
            return Answer.Problem(refused);
        }

        var made = key is null
            ? done.AfterSaleSoFar.Refunds.Skip(before).First(one => one.BodyHash == ask.BodyHash)
            : done.AfterSaleSoFar.Refunds.First(one => one.Key == key);
        return TypedResults.Created($"/api/orders/{orderId}", RefundBody.Of(done, made));
    }

    private static async Task<Results<Ok<Page<ReturnBody>>, ProblemResult>> List(
        Caller caller,
        PageRequest page,
        ReturnLists lists,
        [ReturnStatus] string? status
    )
    {
        if (
            new Check()
                .OneOf("status", status, Return.Requested, Return.Approved, Return.Rejected, Return.Received, Return.Refunded)
                .Refused is
            { } faulty
        )
        {
            return Answer.Problem(faulty);
        }

        if (!caller.May(Permission.OrdersView) && caller.VendorId is null)
        {
            return TypedResults.Ok(new Page<ReturnBody>([], null));
        }

        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var vendorId = caller.May(Permission.OrdersView) ? null : caller.VendorId;
        var rows = await lists.Find(
            vendorId,
            status,
            after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]),
            page.Limit + 1
        );
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                row => ReturnBody.Of(row.Order, row.Return, caller.May(Permission.OrdersView), vendorId),
                row => [row.Return.CreatedMs.ToString(CultureInfo.InvariantCulture), row.Return.Id]
            )
        );
    }

    private static async Task<Results<Ok<ReturnBody>, ProblemResult>> Get(
        [FromRoute(Name = "return_id")] string returnId,
        Caller caller,
        OrderStore store,
        ReturnLists lists
    )
    {
        if (
            await lists.OrderOf(returnId) is not { } orderId
            || await store.Get(orderId) is not { } order
            || order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Id == returnId) is not { } found
        )
        {
            return Answer.Problem(ReturnRules.NotFound);
        }

        return order.IsOf(caller.UserId) || caller.May(Permission.OrdersView)
                ? TypedResults.Ok(ReturnBody.Of(order, found, caller.May(Permission.OrdersView)))
            : caller.VendorId is { } vendorId && found.Lines.Any(line => line.VendorId == vendorId)
                ? TypedResults.Ok(ReturnBody.Of(order, found, false, vendorId))
            : Answer.Problem(ReturnRules.NotFound);
    }

    private static async Task<Results<Ok<ReturnBody>, ProblemResult>> Move(
        [FromRoute(Name = "return_id")] string returnId,
        Body<ReturnMoveBody> body,
        Caller caller,
        ReturnOrder returning,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        var check = new Check()
            .Text("status", asked.Status)
            .OneOf("status", asked.Status, Return.Approved, Return.Rejected, Return.Received, Return.Refunded)
            .Words("note", asked.Note)
            .That(asked.Items is null || asked.Status == Return.Received, "items", "are given when the goods are received");
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!context.Request.IfMatch().Is(out var version, out var refused))
        {
            return Answer.Problem(refused);
        }

        var items = asked.Items?.Select(item => new Arrival(item.ProductId, item.Quantity, item.Restock)).ToList();
        return Answer.Ok(
            await returning.Move(
                returnId,
                new(asked.Status, asked.Note, items, version ?? asked.Version),
                new Actor("admin", caller.UserId),
                cancel
            ),
            order => ReturnBody.Of(order, order.AfterSaleSoFar.Returns.First(one => one.Id == returnId), admin: true)
        );
    }

    internal static Outcome<long?> Minor(decimal? major, Order order) =>
        major is not { } given ? (long?)null : Currencies.ToMinor(given, order.Terms.Currency).Then(minor => (long?)minor);
}
