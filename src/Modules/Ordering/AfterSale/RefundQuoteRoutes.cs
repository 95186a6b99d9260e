// What would go back, before anybody presses: the same decision as the refund's own, taken of the order as it is, and not kept.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of a question what would go back: as of a refund, or of a return whose goods have arrived.</summary>
/// <param name="Shipping">How much of the shipping goes back.</param>
/// <param name="VendorId">The vendor who bears it; absent: the shop.</param>
/// <param name="ReturnId">The return that is paid back; then nothing else is given.</param>
public sealed record RefundQuoteAskBody(
    decimal? Amount = null,
    IReadOnlyList<UnitsBody>? Items = null,
    decimal? Shipping = null,
    string? VendorId = null,
    string? ReturnId = null
);

/// <summary>What would go back of one line.</summary>
/// <param name="Net">Of its price less its discount; where prices include tax, with it.</param>
/// <param name="Tax">Of the tax on top of it.</param>
/// <param name="Amount">The sum of both.</param>
public sealed record RefundQuoteLineBody(
    string ProductId,
    string ProductName,
    string VendorId,
    long Quantity,
    decimal Net,
    decimal Tax,
    decimal Amount
);

/// <summary>What would go back: <c>amount</c> is the sum of the items, of shipping and of goodwill.</summary>
/// <param name="Shipping">With its tax.</param>
/// <param name="Goodwill">What is neither for lines nor for shipping.</param>
/// <param name="Refundable">The most that can go back now.</param>
/// <param name="ShippingLeft">The part of the shipping that has not gone back yet, with its tax.</param>
/// <param name="Version">Of the order that this is about.</param>
public sealed record RefundQuoteBody(
    decimal Amount,
    string Currency,
    IReadOnlyList<RefundQuoteLineBody> Items,
    decimal Shipping,
    decimal Goodwill,
    decimal Refundable,
    decimal ShippingLeft,
    long Version
)
{
    /// <param name="order">As it is.</param>
    /// <param name="refund">As it would be wanted.</param>
    internal static RefundQuoteBody Of(Order order, Refund refund)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, order.Terms.Currency);
        return new(
            Major(refund.Amount),
            order.Terms.Currency,
            [
                .. refund.Lines.Select(line => new RefundQuoteLineBody(
                    line.ProductId,
                    order.NameOf(line.ProductId),
                    line.VendorId,
                    line.Quantity,
                    Major(line.Net),
                    Major(line.Tax),
                    Major(line.Amount)
                )),
            ],
            Major(refund.Shipping),
            Major(refund.Amount - refund.Shipping - refund.Lines.Sum(line => line.Amount)),
            Major(order.Refundable()),
            Major(order.ShippingLeft()),
            order.Version
        );
    }
}

internal static class RefundQuoteRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/orders")
            .Area("Orders")
            .MapPost("/{order_id}/refunds/quote", Ask)
            .May(Permission.OrdersRefund)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "What a refund would pay back",
                "The same rule as the refund itself, of the order as it is, to the smallest unit of the currency; nothing is kept and nothing is paid. With return_id what that return would pay back."
            )
            .Example(
                new RefundQuoteAskBody(Items: [new("42", 1)]),
                new RefundQuoteBody(29.99m, "USD", [new("42", "Wireless Mouse", "acme", 1, 29.99m, 0m, 29.99m)], 0m, 0m, 64.97m, 4.99m, 5)
            )
            .Refuses(RefusalKind.Invalid, "invalid_amount", "or invalid_quantity, unknown_line, unknown_vendor, amount_too_precise")
            .Refuses(RefusalKind.NotFound, "order_not_found", "or return_not_found")
            .Refuses(RefusalKind.Conflict, "refund_exceeds_captured", "refundable says how much can go back")
            .Refuses(RefusalKind.Conflict, "illegal_transition", "nothing was paid, everything went back, or the goods are not back yet")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "the order is being edited; repeat in a few seconds");

    /// <summary>The refund that would be wanted, or why none is.</summary>
    internal static Outcome<Refund> Would(Order order, RefundAsk? ask, string? returnId, Actor actor, long nowMs)
    {
        var before = order.AfterSaleSoFar.Refunds.Count;
        if (!(ask is null ? order.RefundReturn(returnId!, actor, nowMs) : order.Ask(ask, actor, nowMs)).Is(out var after, out var refused))
        {
            return refused;
        }

        return after.AfterSaleSoFar.Refunds.Skip(before).FirstOrDefault() is { } made
            ? made
            : Refusal.Conflict("illegal_transition", "Its money is on its way back already.");
    }

    private static async Task<Results<Ok<RefundQuoteBody>, ProblemResult>> Ask(
        [FromRoute(Name = "order_id")] string orderId,
        Body<RefundQuoteAskBody> body,
        Caller caller,
        OrderStore store,
        TimeProvider clock
    )
    {
        var asked = body.Value;
        var check = new Check()
            .Text("vendor_id", asked.VendorId)
            .Text("return_id", asked.ReturnId)
            .Lines("items", asked.Items)
            .That(
                asked.ReturnId is null || asked is { Amount: null, Items: null, Shipping: null, VendorId: null },
                "return_id",
                "must be alone: the return says what goes back"
            )
            .That(
                asked.Amount is null || asked is { Items: null, Shipping: null },
                "amount",
                "is for goodwill; give either it or items and shipping"
            )
            .That(
                (asked.ReturnId ?? asked.Amount ?? asked.Items ?? (object?)asked.Shipping) is not null,
                "amount",
                "is required when there are neither items nor shipping nor a return_id"
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
            !ReturnRoutes.Minor(asked.Amount, order).Is(out var amount, out var refused)
            || !ReturnRoutes.Minor(asked.Shipping, order).Is(out var shipping, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var ask = asked.ReturnId is null ? new RefundAsk(amount, RequestRules.Units(asked.Items), shipping, null, asked.VendorId) : null;
        var would = Would(order, ask, asked.ReturnId, new Actor("admin", caller.UserId), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return Answer.Ok(would.Then(refund => RefundQuoteBody.Of(order, refund)));
    }
}
