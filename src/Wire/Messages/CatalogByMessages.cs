// Catalog asked by messages: get_product_details and its reply.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>
/// <see cref="ICatalog"/> over get_product_details. The question is not signed, because anybody may ask it; its answer is.
/// </summary>
public sealed class CatalogByMessages(MessageExchange exchange, AskedModule module) : ICatalog
{
    /// <summary>Whose goods these are when nobody says.</summary>
    private const string Shop = "shop";

    /// <summary>Where answers are heard.</summary>
    public static IReadOnlyList<string> Answers { get; } = [Topics.GetProductDetailsReply];

    /// <inheritdoc/>
    public async ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
    {
        if (request.ProductIds.Count > Limits.ContractIdsMax)
        {
            return Refusal.Invalid("too_many_ids", $"Ask for at most {Limits.ContractIdsMax} products at once.");
        }

        // No product has another id, and the whole question would be refused for it.
        string[] productIds = [.. request.ProductIds.Where(CanBeOne).Distinct(StringComparer.Ordinal)];
        if (productIds.Length == 0)
        {
            return new GetProductsReply();
        }

        var asked = await exchange.Ask(
            module,
            new Question(Topics.GetProductDetails, null, Signed: false, id => new ProductDetailsRequest(id, productIds)),
            e => Read(e, productIds),
            cancel
        );
        return asked.Then(found => new GetProductsReply
        {
            Products = { request.ProductIds.Where(found.ContainsKey).Select(id => found[id]) },
        });
    }

    /// <summary>
    /// The products by id, or null when this is not the whole answer. Anybody can ask under our correlation id about something else, and
    /// is answered: so an answer
    /// must speak of just what was asked. One with an error is an answer to a question that we do not ask.
    /// </summary>
    private static Outcome<Dictionary<string, Product>>? Read(Event e, string[] asked)
    {
        var details = e.Read<ProductDetails>();
        if (
            details is not { Error: null, Products: { } products, Missing: { } missing }
            || !products.All(IsRight)
            || !asked.ToHashSet(StringComparer.Ordinal).SetEquals(products.Select(product => product.ProductId).Concat(missing))
            || products.Count + missing.Count != asked.Length
        )
        {
            return null;
        }

        return products.ToDictionary(product => product.ProductId, Message, StringComparer.Ordinal);
    }

    private static bool IsRight(ProductDetail product) =>
        product
            is {
                ProductId: not null,
                Name.Length: > 0 and <= Limits.NameCharsMax,
                Price: >= 0 and <= Limits.PriceStoredMinorMax,
                Currency: not null
            }
        && product.VariantIds?.Any(id => id is null) != true
        && (product.TaxClass is null || TaxClasses.IsClass(product.TaxClass))
        && product.WeightG is null or >= 0 and <= Goods.WeightGMax
        && Currencies.IsKnown(product.Currency);

    private static Product Message(ProductDetail product)
    {
        var message = new Product
        {
            ProductId = product.ProductId,
            Name = product.Name,
            PriceMinor = product.Price,
            Currency = product.Currency,
            Category = product.Category ?? string.Empty,
            VendorId = product.VendorId ?? Shop,
            Image = product.Image ?? string.Empty,
            UpdatedUnixMs = product.UpdatedUnixMs ?? 0,
            VariantIds = { product.VariantIds ?? [] },
            TaxClass = product.TaxClass ?? TaxClasses.Standard,
            NoWithdrawal = NoWithdrawal.Of(product.NoWithdrawal) ?? string.Empty,
            NoShipping = product.NoShipping ?? false,
            WeightG = product.WeightG ?? 0,
        };
        if (product.PricesIncludeTax is { } includes)
        {
            message.PricesIncludeTax = includes;
        }

        return message;
    }

    private static bool CanBeOne(string id) =>
        id.Length is > 0 and <= Limits.NameCharsMax
        && id.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune));
}
