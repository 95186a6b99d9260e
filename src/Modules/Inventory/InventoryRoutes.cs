// The HTTP routes of Inventory.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

internal static class InventoryRoutes
{
    private static readonly Stock Shown = new("1", 120, 3, 117);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var inventory = routes.MapGroup("/api/inventory").Area("Stock");

        // Stock is part of what a catalog page shows, so it is read like the catalog: by anyone.
        inventory
            .MapGet("/{product_id}", Get)
            .Anyone()
            .Doc(
                "Stock of a product",
                "What is on hand, what of it is reserved for orders, and what can be bought now. A product that was never stocked has zeros."
            )
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product");

        inventory
            .MapPost("/{product_id}/adjustments", Adjust)
            .May(Permission.StockEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Bring units in or write them off",
                "A vendor adjusts its own products only; another vendor's product is answered as not there. Reserved units cannot be written off. Send an Idempotency-Key to repeat safely."
            )
            .Header("Idempotency-Key", "Repeating with the same key answers the same and changes nothing.")
            .Example(new Adjustment(25, "delivery 4711"), Shown)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.Conflict, "below_reserved", "more would be written off than is available")
            .Refuses(RefusalKind.Conflict, "stock_limit", "more than a product can have on hand")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used for another adjustment");

        inventory
            .MapGet("/shortages", Open)
            .May(Permission.StockView)
            .Doc(
                "Paid orders that lack units",
                "Orders whose units were gone when they were to be deducted. They are filled by themselves from the next units, oldest first; cancelling the order takes them off the list."
            )
            .Example(
                response: new Page<Shortage>(
                    [new("0190c1f2-7a3b-7c4d-8e5f-001122334455", "25", 2, 1, "out_of_stock", DateTimeOffset.UnixEpoch)],
                    null
                )
            );
        DeskRoutes.Map(inventory);
    }

    private static async Task<Results<Ok<Stock>, ProblemResult>> Get(
        [FromRoute(Name = "product_id")] string productId,
        IInventory inventory,
        ICatalog catalog,
        CancellationToken cancel
    )
    {
        if (
            !(await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { productId } }, cancel)).Is(
                out var reply,
                out var refused
            )
        )
        {
            return Answer.Problem(refused);
        }

        var found = reply.Products[0];
        if (found.OnHand == 0 && (await AdjustStock.Find(catalog, productId, cancel)).Refused is { } missing)
        {
            return Answer.Problem(missing);
        }

        return TypedResults.Ok(new Stock(productId, found.OnHand, found.Reserved, found.Available));
    }

    private static async Task<Results<Ok<Stock>, ProblemResult>> Adjust(
        [FromRoute(Name = "product_id")] string productId,
        Body<Adjustment> body,
        Caller caller,
        AdjustStock adjust,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        CancellationToken cancel
    ) => Answer.Ok(await adjust.Run(caller, productId, body.Value, key, cancel));

    private static async Task<Ok<Page<Shortage>>> Open([FromKeyedServices("inventory")] Database database) =>
        TypedResults.Ok(new Page<Shortage>(await database.Read(InventorySql.Shortages), null));
}
