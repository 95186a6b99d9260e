// What a shopper may mean while typing.
using System.Collections.Concurrent;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Search;

/// <summary>Suggestions for words that are being typed.</summary>
/// <param name="Queries">What others looked for. Empty: what people type is not kept.</param>
public sealed record SuggestionsBody(
    IReadOnlyList<SuggestedProduct> Products,
    IReadOnlyList<FacetValue> Categories,
    IReadOnlyList<string> Queries
);

/// <param name="Price">Major units.</param>
/// <param name="Image">The address of its first picture; null without one.</param>
public sealed record SuggestedProduct(string ProductId, string Name, decimal Price, string Currency, string? Image);

/// <summary>Answers GET /api/search/suggest. What was answered is remembered until a product changes.</summary>
internal sealed class SuggestProducts(IProductStore store, ProductShelf shelf, ProductSearch search, TimeProvider clock)
{
    private const int ProductsMax = 6;
    private const int CategoriesMax = 3;
    private const int KeptMax = 512;

    private readonly ConcurrentDictionary<string, (long Generation, long UntilMs, SuggestionsBody Body)> kept = new(StringComparer.Ordinal);

    /// <summary>Nothing for no words. Refused with <c>validation_failed</c> for too many.</summary>
    public async ValueTask<Outcome<SuggestionsBody>> For(string? typed, CancellationToken cancel)
    {
        var text = typed?.Trim() ?? string.Empty;
        var generation = shelf.Generation;
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (kept.TryGetValue(text, out var known) && known.Generation == generation && nowMs < known.UntilMs)
        {
            return known.Body;
        }

        if (!ProductQuery.Of(new ProductQueryText(text, null, null, null, null, null, null, null)).Is(out var query, out var refused))
        {
            return refused;
        }

        if (query.Q is null)
        {
            return new SuggestionsBody([], [], []);
        }

        var found = await search.Find(query, null, ProductsMax, true, cancel);
        var rows = found?.Rows ?? await store.List(query, null, ProductsMax);
        var facets = found?.Facets ?? await store.Facets(query);
        var body = new SuggestionsBody(
            [.. rows.Select(row => Of(row.Product.At(nowMs)))],
            [
                .. facets
                    .Categories.OrderByDescending(category => category.Count)
                    .Take(CategoriesMax)
                    .Select(category => new FacetValue(category.Value, category.Count)),
            ],
            []
        );
        if (shelf.IsOpen && found is not { Fresh: false })
        {
            if (kept.Count >= KeptMax)
            {
                kept.Clear();
            }

            var until = rows.Select(row => row.Product.Sale?.NextAfter(nowMs) ?? long.MaxValue).DefaultIfEmpty(long.MaxValue).Min();
            kept[text] = (generation, until, body);
        }

        return body;
    }

    private static SuggestedProduct Of(CatalogProduct row) =>
        new(
            row.ProductId,
            row.Name,
            Currencies.ToMajor(row.PriceMinor, row.Currency),
            row.Currency,
            JsonSerializer.Deserialize<string[]>(row.Images) is [var first, ..] ? first : null
        );
}
