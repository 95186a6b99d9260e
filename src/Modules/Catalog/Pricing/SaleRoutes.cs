// The HTTP route of a lower price for a time, as its seller sees it. It is written with the product.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Catalog;

internal static class SaleRoutes
{
    private static readonly DateTimeOffset Example = new(2026, 11, 26, 23, 0, 0, TimeSpan.Zero);

    public static void MapSales(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/products/{product_id}/sale", Show)
            .Area("Catalog")
            .May(Permission.ProductsView, Role.Vendor)
            .Doc(
                "The price for a time of a product",
                "As `sale` of the product says it, also before it has begun; with the price without it, and in the clocks of the shop. Without one its state is `none`."
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<ScheduledSaleBody>()
            .Example(
                response: new ScheduledSaleBody(
                    ScheduledSale.Scheduled,
                    19.99m,
                    29.99m,
                    "EUR",
                    Example,
                    Example.AddDays(1),
                    "2026-11-27T00:00",
                    "2026-11-28T00:00",
                    "Europe/Berlin"
                )
            );

    private static async Task<Results<Ok<ScheduledSaleBody>, ProblemResult>> Show(
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        [FromServices] ReadProducts read,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (
            !CatalogRoutes.SellerOf(caller, Permission.ProductsView).Is(out var seller, out var refused)
            || !(await read.One(productId, seller)).Is(out var product, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return seller.MayChange(product.Row.VendorId)
            ? TypedResults.Ok(ScheduledSaleBody.Of(product.Row, shop.Now, clock.GetUtcNow().ToUnixTimeMilliseconds()))
            : Answer.Problem(ReadProducts.NotFound);
    }
}
