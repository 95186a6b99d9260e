// What the shop offers now: asked of catalog and stock before a command, so that the decision itself asks nobody.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal sealed class Offers(ICatalog catalog, IInventory inventory)
{
    /// <summary>One product; refused with <c>product_not_found</c> when it is not for sale.</summary>
    public async ValueTask<Outcome<Offer>> One(string productId, CancellationToken cancel)
    {
        if (productId.Length is 0 or > Limits.NameCharsMax)
        {
            return Refusal.NotFound("product_not_found", "There is no such product.");
        }

        if (!(await catalog.GetProducts(new GetProductsRequest { ProductIds = { productId } }, cancel)).Is(out var products, out var refused)
            || !(await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { productId } }, cancel)).Is(out var stock, out refused))
        {
            return refused;
        }

        return products.Products.Count == 1
            ? new Offer(productId, products.Products[0].Name, products.Products[0].PriceMinor, products.Products[0].Currency, stock.Products[0].Available)
            : Refusal.NotFound("product_not_found", $"There is no product {productId}.");
    }

    /// <summary>Those of these products that are for sale. A full cart with its saved lines is one call to each.</summary>
    public async ValueTask<Outcome<Dictionary<string, Offer>>> Many(IEnumerable<string> productIds, CancellationToken cancel)
    {
        var offers = new Dictionary<string, Offer>(StringComparer.Ordinal);
        foreach (var ids in productIds.Distinct(StringComparer.Ordinal).Chunk(Limits.ContractIdsMax))
        {
            var productsAsked = new GetProductsRequest();
            productsAsked.ProductIds.AddRange(ids);
            var stockAsked = new CheckAvailabilityRequest();
            stockAsked.ProductIds.AddRange(ids);
            if (!(await catalog.GetProducts(productsAsked, cancel)).Is(out var products, out var refused)
                || !(await inventory.CheckAvailability(stockAsked, cancel)).Is(out var stock, out refused))
            {
                return refused;
            }

            var available = stock.Products.ToDictionary(product => product.ProductId, product => product.Available, StringComparer.Ordinal);
            foreach (var product in products.Products)
            {
                offers[product.ProductId] = new(product.ProductId, product.Name, product.PriceMinor, product.Currency, available[product.ProductId]);
            }
        }

        return offers;
    }
}
