// The HTTP routes of Carts.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Carts;

internal static class CartRoutes
{
    private const string Me = "`me` is the caller; another's cart is answered as not there.";

    internal static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    internal static readonly CartBody Shown = new(
        "user123",
        7,
        "USD",
        [new("1", "Wireless Mouse", 2, 29.99m, 59.98m, "USD", Then, true, null, null, new(34.99m, 29.99m), null)],
        [],
        null,
        null,
        2,
        59.98m,
        Then.AddDays(30)
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var cart = routes.MapGroup("/api/cart/{user_id}").WithToken(Permission.CartsEdit).Area("Cart");
        cart.MapGet("", Get)
            .WithToken(Permission.CartsView)
            .Produces<CartBody>()
            .Doc(
                "The cart",
                $"Lines with today's prices and stock, saved lines, coupon and totals. A user without a cart has an empty one. {Me} Send the ETag as If-None-Match and the answer is 304 as long as nothing shown has changed."
            )
            .Header("If-None-Match", "The ETag of an earlier answer.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's");

        Change(cart.MapPost("/items", Add), StatusCodes.Status201Created)
            .Doc(
                "Add to the cart",
                $"Adds units of a product. Name and price come from the catalog, whatever the body says; a price change shown on the line is acknowledged. {Me}"
            )
            .Example(new NewItem("1", 2), Shown)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product")
            .Refuses(RefusalKind.Conflict, "out_of_stock", "more than is available; `available` says how many are")
            .Refuses(RefusalKind.Conflict, "cart_full", "too many different products")
            .Refuses(RefusalKind.Conflict, "quantity_limit", "too many units of one product")
            .Refuses(RefusalKind.Conflict, "choose_variant", "the product comes in variants; `variants` are their ids")
            .Refuses(
                RefusalKind.Conflict,
                "cart_value_limit",
                "the cart would be worth more than value_max: a million million minor units, as the largest order"
            )
            .Refuses(RefusalKind.Conflict, "currency_differs", "the cart is in another currency");

        Change(cart.MapPut("/items/{product_id}", Set))
            .Doc(
                "Set the quantity of a line",
                $"0 removes the line. A line that was removed meanwhile does not return. Acknowledges a price change. {Me}"
            )
            .Example(new NewQuantity(3), Shown)
            .Refuses(RefusalKind.NotFound, "item_not_found", "the cart has no such line")
            .Refuses(RefusalKind.NotFound, "product_not_found", "the product is no longer sold")
            .Refuses(RefusalKind.Conflict, "out_of_stock", "more than is available; `available` says how many are")
            .Refuses(RefusalKind.Conflict, "choose_variant", "the product comes in variants; `variants` are their ids")
            .Refuses(
                RefusalKind.Conflict,
                "cart_value_limit",
                "the cart would be worth more than value_max: a million million minor units, as the largest order"
            );

        Change(cart.MapDelete("/items/{product_id}", Remove), StatusCodes.Status204NoContent)
            .Doc("Remove a line", $"Also when it was not there, saved or not. {Me}");

        Change(cart.MapDelete("", Clear), StatusCodes.Status204NoContent)
            .Doc("Empty the cart", $"Takes out all lines and the coupon; what was saved for later stays. {Me}");

        Change(cart.MapPost("/items/{product_id}/save-for-later", Save))
            .Doc("Save a line for later", $"The line moves to `saved_for_later` and is not bought. {Me}")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "item_not_found", "the cart has no such line")
            .Refuses(RefusalKind.Conflict, "saved_full", "too many saved lines");

        Change(cart.MapPost("/saved/{product_id}/move-to-cart", Move))
            .Doc("Move a saved line to the cart", $"With today's price, if the units are there. {Me}")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "item_not_found", "there is no such saved line")
            .Refuses(RefusalKind.Conflict, "out_of_stock", "more than is available")
            .Refuses(RefusalKind.Conflict, "cart_full", "too many different products")
            .Refuses(RefusalKind.Conflict, "choose_variant", "the product comes in variants; `variants` are their ids")
            .Refuses(
                RefusalKind.Conflict,
                "cart_value_limit",
                "the cart would be worth more than value_max: a million million minor units, as the largest order"
            )
            .Refuses(RefusalKind.Conflict, "currency_differs", "the cart is in another currency");

        Change(cart.MapPut("/coupon", SetCoupon), policy: RateLimits.Coupon)
            .Doc(
                "Set the coupon",
                $"The cart shows the discount, or why the coupon does not apply: a coupon that does not apply yet is kept. A code that is no coupon is refused under errors.code and counts as a try; so is, without being counted, one whose coupon has ended, is used up or is for other customers. The cart keeps the coupon that it had. {Me}"
            )
            .Example(new NewCoupon("WELCOME10"), Shown)
            .Refuses(
                RefusalKind.Conflict,
                Refusal.CouponUnknown,
                "there is no coupon with this code for this customer, or it has been used"
            )
            .Refuses(
                RefusalKind.Conflict,
                "coupon_expired",
                "or coupon_exhausted, coupon_already_used, coupon_group_only: no goods would make it apply for this customer now"
            )
            .Refuses(
                RefusalKind.TooMany,
                "coupon_tries_exhausted",
                "too many codes that do not exist were tried within the hour: by you, or from your network, where a right one is taken all the same"
            )
            .Refuses(RefusalKind.Unavailable, "coupon_unchecked", "promotions cannot answer now; nothing was kept");

        Change(cart.MapDelete("/coupon", DropCoupon), StatusCodes.Status204NoContent)
            .Doc("Take the coupon off", $"Also when there was none. {Me}");

        Change(cart.MapPost("/acknowledge", Acknowledge))
            .Doc("Acknowledge the prices", $"The price changes shown have been seen: the lines carry today's prices from now on. {Me}")
            .Example(response: Shown);

        Change(cart.MapPut("/email", SetAddress))
            .Doc(
                "Set the reminder's address",
                $"Where a guest wants to be reminded of a cart left behind. A customer is reminded at the account's address. {Me}"
            )
            .Example(new NewEmail("guest@example.com"), Shown with { Email = "guest@example.com" });

        Change(cart.MapDelete("/email", DropAddress), StatusCodes.Status204NoContent)
            .Doc("Take the reminder's address back", $"Also when there was none. {Me}");

        cart.MapGet("/history", History)
            .WithToken(Permission.CartsView)
            .Doc("History of the cart", $"Who changed what and when, newest first. {Me}")
            .Example(response: new Page<HistoryEntry>([new(7, "item_set", "1", 1, 2, "user123", Then)], null))
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's");
    }

    private static RouteHandlerBuilder Change(
        RouteHandlerBuilder route,
        int status = StatusCodes.Status200OK,
        string policy = RateLimits.Write
    ) =>
        (status == StatusCodes.Status204NoContent ? route.Produces(status) : route.Produces<CartBody>(status))
            .RequireRateLimiting(policy)
            .Header("If-Match", "Only if the cart is still at this version: its ETag, or the version in quotes.")
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's")
            .Refuses(RefusalKind.Forbidden, "guests_denied", "this shop keeps no carts for guests")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the cart is not at the version of If-Match");

    private static async Task<IResult> Get([FromRoute(Name = "user_id")] string userId, Caller caller, ShowCart show, HttpContext context)
    {
        if (
            !caller.Owner(userId, "cart_not_found", Permission.CartsView).Is(out var owner, out var refused)
            || !(await show.Run(owner, context.RequestAborted)).Is(out var page, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return context.NotModified(page.ETag) ? Results.Empty : Answer.Json(page.Utf8);
    }

    private static Task<IResult> Add(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        Body<NewItem> body,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) => Run(userId, caller, change, show, context, StatusCodes.Status201Created, by => change.Add(by, body.Value, context.RequestAborted));

    private static Task<IResult> Set(
        [FromRoute(Name = "user_id")] string userId,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        Body<NewQuantity> body,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status200OK,
            by => change.Set(by, productId, body.Value, context.RequestAborted)
        );

    private static Task<IResult> Remove(
        [FromRoute(Name = "user_id")] string userId,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status204NoContent,
            by => change.Run(by, new RemoveItem(by.UserId, by.Actor, productId), context.RequestAborted)
        );

    private static Task<IResult> Clear(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status204NoContent,
            by => change.Run(by, new ClearCart(by.UserId, by.Actor), context.RequestAborted)
        );

    private static Task<IResult> Save(
        [FromRoute(Name = "user_id")] string userId,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status200OK,
            by => change.Run(by, new SaveItem(by.UserId, by.Actor, productId), context.RequestAborted)
        );

    private static Task<IResult> Move(
        [FromRoute(Name = "user_id")] string userId,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) => Run(userId, caller, change, show, context, StatusCodes.Status200OK, by => change.Move(by, productId, context.RequestAborted));

    private static Task<IResult> SetCoupon(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        Body<NewCoupon> body,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status200OK,
            by => change.Coupon(by, body.Value, context.Network(), context.RequestAborted)
        );

    private static Task<IResult> DropCoupon(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status204NoContent,
            by => change.Run(by, new SetCoupon(by.UserId, by.Actor, null), context.RequestAborted)
        );

    private static Task<IResult> Acknowledge(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) => Run(userId, caller, change, show, context, StatusCodes.Status200OK, by => change.Acknowledge(by, context.RequestAborted));

    private static Task<IResult> SetAddress(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        Body<NewEmail> body,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status200OK,
            by => change.Email(by, body.Value, context.Language(), context.RequestAborted)
        );

    private static Task<IResult> DropAddress(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context
    ) =>
        Run(
            userId,
            caller,
            change,
            show,
            context,
            StatusCodes.Status204NoContent,
            by => change.Email(by, null, null, context.RequestAborted)
        );

    private static async Task<Results<Ok<Page<HistoryEntry>>, ProblemResult>> History(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        CartLists lists,
        PageRequest page,
        CancellationToken cancel
    )
    {
        const string Purpose = "cart-history";
        if (
            !caller.Owner(userId, "cart_not_found", Permission.CartsView).Is(out var owner, out var refused)
            || !page.After(Purpose, 1).Is(out var after, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        long? before = after is null ? null : long.Parse(after[0], CultureInfo.InvariantCulture);
        var entries = await lists.History(owner, before, page.Limit + 1, cancel);
        return TypedResults.Ok(
            page.Page(
                Purpose,
                entries,
                e => new HistoryEntry(
                    e.Version,
                    e.Change,
                    e.ProductId,
                    e.QuantityWas,
                    e.Quantity,
                    e.Actor,
                    DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs)
                ),
                e => [e.Number.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    /// <summary>Every change: find the owner, carry it out, answer with the cart as it now is.</summary>
    private static async Task<IResult> Run(
        string routeUserId,
        Caller caller,
        ChangeCart change,
        ShowCart show,
        HttpContext context,
        int status,
        Func<CartCaller, ValueTask<Outcome<CartState>>> command
    )
    {
        if (
            !change.Owner(caller, routeUserId, context.Request).Is(out var by, out var refused)
            || !(await command(by)).Is(out var cart, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        if (status == StatusCodes.Status204NoContent)
        {
            return TypedResults.NoContent();
        }

        if (!(await show.Run(cart, context.RequestAborted)).Is(out var page, out refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.ETag = page.ETag;
        if (status == StatusCodes.Status201Created)
        {
            context.Response.Headers.Location = $"/api/cart/{Uri.EscapeDataString(by.UserId)}";
        }

        return Answer.Json(page.Utf8, status);
    }
}
