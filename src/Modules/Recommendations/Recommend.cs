// Answers what to show beside a product or to a user: counts from the tables, names, prices and stock from those who know.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>One product to show.</summary>
/// <param name="Available">Units available, or null when Inventory could not say.</param>
/// <param name="Because">The name of the product bought before, when that is the reason and it is still for sale.</param>
public sealed record Shown(Product Product, double Score, string Reason, string? Because, long? Available);

/// <inheritdoc/>
/// <param name="copy">Where affinities are looked up first, or null: then the tables alone have them.</param>
public sealed class Recommend(Database database, ICatalog catalog, IInventory inventory, TimeProvider clock, IAffinityCopy? copy = null)
    : IRecommendations
{
    private readonly SqlAffinities tables = new(database);

    // Purchases that speak for a user: what was bought long ago says less, and each costs a read.
    private const int PurchasesUsedMax = 10;

    // A user who bought more is not told again of what lies further back.
    private const int PurchasesExcludedMax = 200;

    // Products that the tables know and the catalog no longer sells, and of each family all variants but one: more are asked for than
    // wanted.
    private const int Slack = 16;
    private const int CandidatesAPlace = 4;

    /// <inheritdoc/>
    async ValueTask<Outcome<RecommendReply>> IRecommendations.Recommend(RecommendRequest request, CancellationToken cancel)
    {
        var limit = Math.Clamp(request.Limit == 0 ? Limits.PageItemsDefault : request.Limit, 1, Limits.PageItemsMax);
        var reply = new RecommendReply();
        foreach (var shown in await For(Blank(request.ProductId), Blank(request.UserId), limit, cancel))
        {
            reply.Recommendations.Add(
                new Recommendation
                {
                    ProductId = shown.Product.ProductId,
                    Score = shown.Score,
                    Reason = shown.Reason,
                }
            );
        }

        return reply;
    }

    /// <summary>
    /// At most so many products, best first, all for sale, none twice, never the one they stand beside or another variant of it, and of
    /// one family a single one. Empty while the catalog cannot be asked.
    /// </summary>
    public async ValueTask<IReadOnlyList<Shown>> For(string? productId, string? userId, int limit, CancellationToken cancel)
    {
        var wanted = Math.Min((limit * CandidatesAPlace) + Slack, Limits.ContractIdsMax - PurchasesUsedMax);
        var ranked =
            productId is not null ? await Beside(productId, wanted, cancel)
            : userId is not null ? await ForUser(userId, wanted, cancel)
            : await database.Read(async sql => Rank.Merge([await Popular(sql, wanted)], [], wanted));
        if (ranked.Count == 0)
        {
            return [];
        }

        var asked = ranked.Select(r => r.ProductId).Concat(ranked.Select(r => r.Because).OfType<string>());
        var known = await Known(productId is null ? asked : asked.Append(productId), cancel);
        var own = productId is null ? null : Family(known.GetValueOrDefault(productId), productId);
        var sold = ranked.Where(r => known.TryGetValue(r.ProductId, out var product) && Family(product, r.ProductId) != own).ToList();
        var stock = await Stock(sold, cancel);

        // What can be bought goes before what is sold out; within both the rank stays.
        return
        [
            .. sold.Select(r => new Shown(
                    known[r.ProductId],
                    r.Score,
                    r.Reason,
                    r.Because is { } id ? known.GetValueOrDefault(id)?.Name : null,
                    stock is null ? null : stock.GetValueOrDefault(r.ProductId)
                ))
                .OrderBy(shown => shown.Available == 0)
                .DistinctBy(shown => Family(shown.Product, shown.Product.ProductId), StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    private async ValueTask<List<Ranked>> Beside(string productId, int wanted, CancellationToken cancel)
    {
        // A product nobody bought yet is in no table when it was there before the first event: the catalog knows its category.
        var (category, _) = await database.Read(sql => AffinityStore.Product(sql, productId));
        category = string.IsNullOrEmpty(category) ? (await Known([productId], cancel)).GetValueOrDefault(productId)?.Category : category;
        var near = (await Near([productId], cancel))[0];
        return await database.Read(async sql =>
            Rank.Merge([Rank.Together(near), await InCategory(sql, category, wanted), await Popular(sql, wanted)], [productId], wanted)
        );
    }

    private async ValueTask<List<Ranked>> ForUser(string userId, int wanted, CancellationToken cancel)
    {
        var bought = await database.Read(sql => TakenStore.BoughtBy(sql, userId, PurchasesExcludedMax));
        string[] used = [.. bought.Take(PurchasesUsedMax)];
        var near = used.Zip(await Near(used, cancel));
        return await database.Read(async sql =>
        {
            var category = string.Empty;
            foreach (var productId in used.TakeWhile(_ => category.Length == 0))
            {
                category = (await AffinityStore.Product(sql, productId)).Category ?? string.Empty;
            }

            return Rank.Merge([Rank.Bought(near), await InCategory(sql, category, wanted), await Popular(sql, wanted)], bought, wanted);
        });
    }

    private async ValueTask<IReadOnlyList<IReadOnlyList<Near>>> Near(string[] productIds, CancellationToken cancel)
    {
        try
        {
            return productIds.Length == 0 ? [] : await (copy ?? (IAffinities)tables).Of(productIds, cancel);
        }
        catch (StorageUnavailable) when (copy is not null)
        {
            // Its entry of /readyz says so. The tables have the same; they are only asked more.
            return await tables.Of(productIds, cancel);
        }
    }

    private async ValueTask<IEnumerable<Ranked>> InCategory(Sql sql, string? category, int wanted) =>
        string.IsNullOrEmpty(category)
            ? []
            : Rank.Popular(
                await AffinityStore.PopularIn(sql, category, wanted),
                Affinity.Day(clock.GetUtcNow().ToUnixTimeMilliseconds()),
                Reasons.Category
            );

    private async ValueTask<IEnumerable<Ranked>> Popular(Sql sql, int wanted) =>
        Rank.Popular(
            await AffinityStore.MostPopular(sql, wanted),
            Affinity.Day(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            Reasons.Popular
        );

    private async ValueTask<Dictionary<string, Product>> Known(IEnumerable<string> ids, CancellationToken cancel)
    {
        var request = new GetProductsRequest();
        request.ProductIds.AddRange(ids.Distinct(StringComparer.Ordinal));
        return (await catalog.GetProducts(request, cancel)).Is(out var reply, out _)
            ? reply.Products.ToDictionary(product => product.ProductId, StringComparer.Ordinal)
            : [];
    }

    private async ValueTask<Dictionary<string, long>?> Stock(List<Ranked> sold, CancellationToken cancel)
    {
        var request = new CheckAvailabilityRequest();
        request.ProductIds.AddRange(sold.Select(r => r.ProductId));
        return (await inventory.CheckAvailability(request, cancel)).Is(out var reply, out _)
            ? reply.Products.ToDictionary(product => product.ProductId, product => product.Available, StringComparer.Ordinal)
            : null;
    }

    // A shirt in another size is no other shirt.
    private static string Family(Product? product, string productId) => product is { ParentId.Length: > 0 } ? product.ParentId : productId;

    private static string? Blank(string text) => text.Length == 0 ? null : text;
}
