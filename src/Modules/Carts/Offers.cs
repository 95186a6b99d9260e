// What the shop offers now: asked of catalog and stock before a command, so that the decision itself asks nobody.
using System.Text.Json.Nodes;
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

        if (!(await Ask([productId], cancel)).Is(out var answer, out var refused))
        {
            return refused;
        }

        return answer.Products is [{ VariantIds.Count: > 0 } parent] ? ChooseVariant(parent)
            : answer.Products.Count == 1 && answer.Products[0] is var product
                ? new Offer(productId, product.Name, product.PriceMinor, product.Currency, answer.Stock?[0].Available)
            : Refusal.NotFound("product_not_found", $"There is no product {productId}.");
    }

    /// <summary>409: a shirt of no size cannot be sent.</summary>
    private static Refusal ChooseVariant(Product parent) =>
        Refusal.Conflict(
            "choose_variant",
            $"{parent.Name} comes in variants. Choose one of them.",
            new JsonObject
            {
                ["product_id"] = parent.ProductId,
                ["variants"] = new JsonArray([.. parent.VariantIds.Select(id => JsonValue.Create(id))]),
            }
        );

    /// <summary>Those of these products that are for sale. A full cart with its saved lines is one call to each.</summary>
    public async ValueTask<Outcome<Dictionary<string, Offer>>> Many(IEnumerable<string> productIds, CancellationToken cancel)
    {
        var offers = new Dictionary<string, Offer>(StringComparer.Ordinal);
        foreach (var ids in productIds.Distinct(StringComparer.Ordinal).Chunk(Limits.ContractIdsMax))
        {
            if (!(await Ask(ids, cancel)).Is(out var answer, out var refused))
            {
                return refused;
            }

            var available = answer.Stock?.ToDictionary(product => product.ProductId, product => product.Available, StringComparer.Ordinal);
            foreach (var product in answer.Products.Where(product => product.VariantIds.Count == 0))
            {
                offers[product.ProductId] = new(
                    product.ProductId,
                    product.Name,
                    product.PriceMinor,
                    product.Currency,
                    available?[product.ProductId]
                );
            }
        }

        return offers;
    }

    /// <summary>
    /// What catalog and stock say, asked at the same time. Both answer in the order asked; the catalog leaves out what is not for sale.
    /// A cart needs names and prices; it goes on without stock, which the placement holds or refuses.
    /// </summary>
    /// <param name="productIds">At most <see cref="Limits.ContractIdsMax"/>.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<Outcome<Answers>> Ask(IReadOnlyList<string> productIds, CancellationToken cancel)
    {
        var productsAsked = new GetProductsRequest();
        var stockAsked = new CheckAvailabilityRequest();
        for (var i = 0; i < productIds.Count; i++)
        {
            productsAsked.ProductIds.Add(productIds[i]);
            stockAsked.ProductIds.Add(productIds[i]);
        }

        var asked = catalog.GetProducts(productsAsked, cancel);
        var stock = await inventory.CheckAvailability(stockAsked, cancel);
        if (!(await asked).Is(out var found, out var refused))
        {
            return refused;
        }

        return stock.Is(out var levels, out refused) ? new Answers(found.Products, levels.Products)
            : refused.Kind == RefusalKind.Unavailable ? new Answers(found.Products, null)
            : refused;
    }

    /// <summary>What was answered; no stock while nobody can say.</summary>
    internal sealed record Answers(IReadOnlyList<Product> Products, IReadOnlyList<Availability>? Stock);
}
