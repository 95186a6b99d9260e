// The HTTP routes of the withdrawal function (Directive 2011/83/EU, article 11a): two steps, with the key of the order's mail as well as
// with a token, and the lists for staff and vendors.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class WithdrawalRoutes
{
    private const string Purpose = "withdrawals";
    private const string KeyWords = "The key of this order, from the link in its mail.";

    private static readonly WithdrawalAskBody AskExample = new("Ada Lovelace", "ada@example.com");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        orders
            .MapGet("/{order_id}/withdrawal", Right)
            .WithTokenOr(OrderKeys.Header, Permission.OrdersView)
            .Header(OrderKeys.Header, KeyWords)
            .Doc(
                "The right of withdrawal of an order",
                "Whether the consumer can withdraw now, from what, and until when; and what was declared. The period ends with the last day of `days` after the day on which the last parcel arrived, in the shop's time zone; where that is a Saturday, a Sunday or one of the shop's holidays, with the next working day (Regulation 1182/71, article 3). Before everything has arrived it is open."
            )
            .Example(response: Examples.WithdrawalRight)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");
        Refusing(
            orders
                .MapPost("/{order_id}/withdrawal", Draft)
                .WithTokenOr(OrderKeys.Header, Permission.ReturnsEdit)
                .RequireRateLimiting(RateLimits.Write)
                .Header(OrderKeys.Header, KeyWords)
                .Doc(
                    "Withdraw from a contract, step one",
                    "Says what would be withdrawn from, what is paid back and when. Nothing binds and nothing is kept: step two with the same body does."
                )
                .Example(AskExample, Examples.Withdrawal with { WithdrawalId = null, Status = WithdrawalBody.Draft, At = null })
        );
        Refusing(
                orders
                    .MapPost("/{order_id}/withdrawal/confirm", Confirm)
                    .WithTokenOr(OrderKeys.Header, Permission.ReturnsEdit)
                    .RequireRateLimiting(RateLimits.Write)
                    .Header(OrderKeys.Header, KeyWords)
                    .Header(
                        "Idempotency-Key",
                        "A UUID of the client's choice for this one withdrawal: the same key and body again answer the same withdrawal. Without one the same body does."
                    )
                    .Doc(
                        "Withdraw from a contract, step two",
                        "Binding at once; nobody of the shop is asked. What has not left is taken out of the order and paid back; when that is all, the order is cancelled. What has left comes back under a return that is approved, and is paid back when it arrives or its sending is proved; with the whole order the shipping is, up to what standard shipping costs. The receipt, with what was declared and when, goes to `email`."
                    )
                    .Example(AskExample, Examples.Withdrawal)
            )
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
        orders
            .MapPost("/{order_id}/withdrawal/returns/{return_id}/sent", Prove)
            .WithTokenOr(OrderKeys.Header, Permission.ReturnsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Header(OrderKeys.Header, KeyWords)
            .Doc(
                "Say that the goods of a withdrawal were sent",
                "Carrier and number of the parcel. From then on the shop can pay back without waiting for it; saying it again replaces it."
            )
            .Example(new ProofBody("00340434161094000000", "DHL"), Examples.Return with { Status = Return.Approved })
            .Refuses(RefusalKind.NotFound, "return_not_found", "there is no such return, or no withdrawal sends it back")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's")
            .Refuses(RefusalKind.Conflict, "illegal_transition", "it has arrived, or is paid back")
            .Refuses(RefusalKind.Conflict, "order_busy", "others change the order all the time; repeat in a moment");
        routes
            .MapGroup("/api/withdrawals")
            .Area("Orders")
            .MapGet("/", List)
            .May(Permission.OrdersView, Role.Vendor)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Withdrawals", "Newest first. An admin sees all, a vendor those with lines of its own, and of them only these.")
            .Example(response: Examples.Page(Examples.Withdrawal));
    }

    private static RouteHandlerBuilder Refusing(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.Invalid, "invalid_quantity", "or unknown_line: the units are not those of a line")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's")
            .Refuses(RefusalKind.Conflict, "withdrawal_expired", "`until` says when the period ended")
            .Refuses(RefusalKind.Conflict, "withdrawal_not_offered", "the shop gives no such right where the order went, and owes none")
            .Refuses(RefusalKind.Conflict, "withdrawal_excluded", "the product was marked before the sale; reason says how")
            .Refuses(RefusalKind.Conflict, "nothing_to_withdraw", "the order has ended, or all of it is on its way back")
            .Refuses(RefusalKind.Conflict, "withdrawal_exceeds_order", "available says how many are left of the line")
            .Refuses(RefusalKind.Conflict, "withdraw_from_all", "a part of an order that is not paid yet, or too many parts one by one");

    private static async Task<Results<Ok<WithdrawalRightBody>, ProblemResult>> Right(
        [FromRoute(Name = "order_id")] string orderId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        WithdrawOrder withdrawing
    )
    {
        if (await store.Own(orderId, caller, key, keys) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        var ground = withdrawing.GroundOf(order);
        return TypedResults.Ok(WithdrawalRightBody.Of(order, ground, withdrawing.Refuses(order, ground)));
    }

    private static async Task<Results<Ok<WithdrawalBody>, ProblemResult>> Draft(
        [FromRoute(Name = "order_id")] string orderId,
        Body<WithdrawalAskBody> body,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        WithdrawOrder withdrawing
    )
    {
        if (Checked(body.Value).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!(await store.Own(orderId, caller, key, keys, Permission.ReturnsEdit)).Is(out var order, out var hidden))
        {
            return Answer.Problem(hidden);
        }

        var ask = Asked(body.Value, null);
        return Answer.Ok(withdrawing.Draft(order, ask), after => WithdrawalBody.OfDraft(after, after.WithdrawalOf(ask)!));
    }

    private static async Task<Results<Ok<WithdrawalBody>, ProblemResult>> Confirm(
        [FromRoute(Name = "order_id")] string orderId,
        Body<WithdrawalAskBody> body,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        [FromHeader(Name = "Idempotency-Key")] string? once,
        OrderStore store,
        OrderKeys keys,
        WithdrawOrder withdrawing,
        CancellationToken cancel
    )
    {
        if (Checked(body.Value).Key(once).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!(await store.Own(orderId, caller, key, keys, Permission.ReturnsEdit)).Is(out var order, out var hidden))
        {
            return Answer.Problem(hidden);
        }

        var ask = Asked(body.Value, once);
        return Answer.Ok(
            await withdrawing.Confirm(orderId, ask, ActorOf(caller, order), cancel),
            after => WithdrawalBody.Of(after, after.WithdrawalOf(ask)!)
        );
    }

    private static async Task<Results<Ok<ReturnBody>, ProblemResult>> Prove(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "return_id")] string returnId,
        Body<ProofBody> body,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        WithdrawOrder withdrawing
    )
    {
        var asked = body.Value;
        if (new Check().Text("tracking_number", asked.TrackingNumber).Parcel(asked.Carrier, asked.TrackingNumber).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!(await store.Own(orderId, caller, key, keys, Permission.ReturnsEdit)).Is(out var order, out var hidden))
        {
            return Answer.Problem(hidden);
        }

        return Answer.Ok(
            await withdrawing.Prove(orderId, returnId, asked.Carrier, asked.TrackingNumber, ActorOf(caller, order)),
            after =>
                ReturnBody.Of(
                    after,
                    after.AfterSaleSoFar.Returns.First(one => one.Id == returnId),
                    caller?.May(Permission.OrdersView) == true
                )
        );
    }

    private static async Task<Results<Ok<Page<WithdrawalBody>>, ProblemResult>> List(Caller caller, PageRequest page, WithdrawalLists lists)
    {
        if (!caller.May(Permission.OrdersView) && caller.VendorId is null)
        {
            return TypedResults.Ok(new Page<WithdrawalBody>([], null));
        }

        if (!page.After(Purpose, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var vendorId = caller.May(Permission.OrdersView) ? null : caller.VendorId;
        var rows = await lists.Find(
            vendorId,
            after is null
                ? null
                : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1], int.Parse(after[2], CultureInfo.InvariantCulture)),
            page.Limit + 1
        );
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                row => WithdrawalBody.Of(row.Order, row.Withdrawal, vendorId),
                row =>
                    [
                        row.Withdrawal.AtMs.ToString(CultureInfo.InvariantCulture),
                        row.Order.Id,
                        row.Withdrawal.Number.ToString(CultureInfo.InvariantCulture),
                    ]
            )
        );
    }

    private static Check Checked(WithdrawalAskBody asked) =>
        new Check().Text("name", asked.Name).Straight("name", asked.Name).Email("email", asked.Email).Lines("items", asked.Items);

    private static WithdrawalAsk Asked(WithdrawalAskBody asked, string? key) =>
        new(asked.Items is null ? null : RequestRules.Units(asked.Items), asked.Name.Trim(), asked.Email.Trim(), key);

    // Whoever has the link of the order's mail is taken for the customer, as the law asks for no account.
    private static Actor ActorOf(Caller? caller, Order order) =>
        caller is not null && (caller.May(Permission.ReturnsEdit) || order.IsOf(caller.UserId))
            ? RequestRules.ActorOf(caller, order)
            : new("customer");
}
