// The HTTP routes of links to carts.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Carts;

internal static class CartLinkRoutes
{
    private const string Me = "`me` is the caller; another's cart is answered as not there.";
    private const string Ended = "no link has this token, or it has ended or been revoked";

    private static readonly LinkBody Made = new(
        "9f86d081…",
        "Zk3…",
        "/shared/Zk3…",
        ShareCart.Edit,
        CartRoutes.Then,
        CartRoutes.Then.AddDays(7)
    );

    private static readonly SharedCartBody Shown = new(
        ShareCart.Edit,
        CartRoutes.Then.AddDays(7),
        7,
        "USD",
        CartRoutes.Shown.Items,
        CartRoutes.Shown.TotalItems,
        CartRoutes.Shown.TotalPrice
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/api/cart/{user_id}").WithToken(Permission.CartsEdit).Area("Cart");
        mine.MapPost("/share", Create)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Share the cart",
                $"Makes a link that shows the cart, or also lets its lines be changed, until it ends or is revoked. The token is told this once. {Me}"
            )
            .Example(new NewLink(ShareCart.Edit, 86_400), Made)
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's")
            .Refuses(RefusalKind.Forbidden, "guests_denied", "this shop keeps no carts for guests")
            .Refuses(RefusalKind.Conflict, "share_limit", "the cart has too many live links");
        mine.MapGet("/shares", List)
            .WithToken(Permission.CartsView)
            .Doc("Links to the cart", $"The live links, newest first, without their tokens. {Me}")
            .Example(response: new Page<LinkBody>([Made with { Token = null, Url = null }], null))
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's");
        mine.MapDelete("/share/{share_id}", Revoke)
            .RequireRateLimiting(RateLimits.Write)
            .Produces(StatusCodes.Status204NoContent)
            .Doc("Revoke a link", $"By its `share_id` or its token; also when it was not there. {Me}")
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's");
        mine.MapDelete("/share", RevokeAll)
            .RequireRateLimiting(RateLimits.Write)
            .Produces(StatusCodes.Status204NoContent)
            .Doc("Revoke all links", $"Also when there were none. {Me}")
            .Refuses(RefusalKind.NotFound, "cart_not_found", "it is another's");

        var shared = routes.MapGroup("/api/shared-carts/{token}").WithToken().Area("Cart");
        shared
            .MapGet("", Get)
            .RequireRateLimiting(RateLimits.Read)
            .Produces<SharedCartBody>()
            .Doc("A shared cart", "The lines with today's prices and stock. Nothing tells whose cart it is.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "share_not_found", Ended);
        Edit(shared.MapPost("/items", Add), StatusCodes.Status201Created)
            .Doc("Add to a shared cart", "As to a cart of one's own, if the link may edit.")
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
        Edit(shared.MapPut("/items/{product_id}", Set), StatusCodes.Status200OK)
            .Doc("Set the quantity of a line of a shared cart", "0 removes the line. If the link may edit.")
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
        Edit(shared.MapDelete("/items/{product_id}", Remove), StatusCodes.Status204NoContent)
            .Doc("Remove a line of a shared cart", "Also when it was not there. If the link may edit.");
        shared
            .MapPost("/restore", Restore)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Bring an abandoned cart back",
                "With the token of the link in the reminder. A guest's cart moves into the caller's cart, and `merge` says what became of each line; a customer's cart is for the customer alone. Safe to repeat."
            )
            .Example(response: new RestoredBody(CartRoutes.Shown, new("merged", [new("1", 2, 0, 2, "added", null)])))
            .Refuses(RefusalKind.NotFound, "share_not_found", Ended)
            .Refuses(RefusalKind.Forbidden, "sign_in_required", "the cart is a customer's, and the caller is another")
            .Refuses(RefusalKind.Forbidden, "guests_denied", "this shop keeps no carts for guests");
    }

    private static RouteHandlerBuilder Edit(RouteHandlerBuilder route, int status) =>
        (status == StatusCodes.Status204NoContent ? route.Produces(status) : route.Produces<SharedCartBody>(status))
            .RequireRateLimiting(RateLimits.Write)
            .Refuses(RefusalKind.NotFound, "share_not_found", Ended)
            .Refuses(RefusalKind.Forbidden, "share_view_only", "the link shows the cart and cannot change it")
            .Refuses(RefusalKind.Forbidden, "guests_denied", "this shop keeps no carts for guests");

    private static async Task<Results<Created<LinkBody>, ProblemResult>> Create(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        Body<NewLink> body,
        ChangeCart change,
        ShareCart share,
        HttpContext context
    ) =>
        change.Owner(caller, userId, context.Request).Is(out var by, out var refused)
        && (await share.Create(by, body.Value, context.RequestAborted)).Is(out var link, out refused)
            ? TypedResults.Created("/api/shared-carts/" + link.Token, link)
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<LinkBody>>, ProblemResult>> List(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ShareCart share
    ) =>
        caller.Owner(userId, "cart_not_found", Permission.CartsView).Is(out var owner, out var refused)
            ? TypedResults.Ok(new Page<LinkBody>(await share.List(owner), null))
            : Answer.Problem(refused);

    private static Task<IResult> Revoke(
        [FromRoute(Name = "user_id")] string userId,
        [FromRoute(Name = "share_id")] string shareId,
        Caller caller,
        ShareCart share,
        CancellationToken cancel
    ) => End(userId, shareId, caller, share, cancel);

    private static Task<IResult> RevokeAll(
        [FromRoute(Name = "user_id")] string userId,
        Caller caller,
        ShareCart share,
        CancellationToken cancel
    ) => End(userId, null, caller, share, cancel);

    private static async Task<IResult> End(string userId, string? shareId, Caller caller, ShareCart share, CancellationToken cancel)
    {
        if (!caller.Owner(userId, "cart_not_found", Permission.CartsEdit).Is(out var owner, out var refused))
        {
            return Answer.Problem(refused);
        }

        await share.Revoke(owner, shareId, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Get([FromRoute(Name = "token")] string token, ShareCart share, CancellationToken cancel) =>
        (await share.Open(token, toEdit: false)).Is(out var link, out var refused)
        && (await share.Show(link, cancel)).Is(out var cart, out refused)
            ? TypedResults.Ok(cart)
            : Answer.Problem(refused);

    private static Task<IResult> Add(
        [FromRoute(Name = "token")] string token,
        Caller caller,
        Body<NewItem> body,
        ChangeCart change,
        ShareCart share,
        CancellationToken cancel
    ) => Run(token, caller, change, share, StatusCodes.Status201Created, by => change.Add(by, body.Value, cancel), cancel);

    private static Task<IResult> Set(
        [FromRoute(Name = "token")] string token,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        Body<NewQuantity> body,
        ChangeCart change,
        ShareCart share,
        CancellationToken cancel
    ) => Run(token, caller, change, share, StatusCodes.Status200OK, by => change.Set(by, productId, body.Value, cancel), cancel);

    private static Task<IResult> Remove(
        [FromRoute(Name = "token")] string token,
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        ChangeCart change,
        ShareCart share,
        CancellationToken cancel
    ) =>
        Run(
            token,
            caller,
            change,
            share,
            StatusCodes.Status204NoContent,
            by => change.Run(by, new RemoveItem(by.UserId, by.Actor, productId) { KeepSaved = true }, cancel),
            cancel
        );

    private static async Task<Results<Ok<RestoredBody>, ProblemResult>> Restore(
        [FromRoute(Name = "token")] string token,
        Caller caller,
        ChangeCart change,
        ShareCart share,
        HttpContext context
    ) =>
        change.Owner(caller, "me", context.Request).Is(out _, out var refused)
        && (await share.BringBack(token, caller, context.RequestAborted)).Is(out var restored, out refused)
            ? TypedResults.Ok(restored)
            : Answer.Problem(refused);

    /// <summary>Every change by a link: find the cart, carry it out, answer with the cart as it now is.</summary>
    private static async Task<IResult> Run(
        string token,
        Caller caller,
        ChangeCart change,
        ShareCart share,
        int status,
        Func<CartCaller, ValueTask<Outcome<CartState>>> command,
        CancellationToken cancel
    )
    {
        if (
            !(await share.Open(token, toEdit: true)).Is(out var link, out var refused)
            || !change.By(caller, link).Is(out var by, out refused)
            || !(await command(by)).Is(out _, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return status == StatusCodes.Status204NoContent ? TypedResults.NoContent()
            : (await share.Show(link, cancel)).Is(out var cart, out refused) ? TypedResults.Json(cart, statusCode: status)
            : Answer.Problem(refused);
    }
}
