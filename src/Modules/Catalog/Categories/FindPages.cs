// What the address of a page is about, by its slug as it is or was, or by its id.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Categories;

/// <summary>Looks up addresses of products and categories. What has an address now goes before what had it.</summary>
public sealed class FindPages(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    ReadProducts products,
    CategoryBook book
)
{
    /// <summary>The id of the product whose slug it is, or whose id, or whose slug it was; null for none.</summary>
    public async ValueTask<string?> Product(string slug)
    {
        var spelled = slug.ToLowerInvariant();
        return await store.BySlug(spelled) is { } now ? now
            : ProductRules.IsId(slug) && (await store.Find([slug])) is [{ Deleted: false }] ? slug
            : await database.Read(sql => CategorySql.SlugWas(sql, spelled));
    }

    /// <summary>The present slug of the product at an address, its id where it has none; null where shoppers see none.</summary>
    public async ValueTask<string?> AddressOfProduct(string slug) =>
        await Product(slug) is { } id && (await products.One(id)).Is(out var shown, out _) ? shown.Row.Listing.Slug ?? id : null;

    /// <summary>The present path of slugs of the category at an address; null for none.</summary>
    public async ValueTask<string?> AddressOfCategory(string slugPath)
    {
        var tree = await book.Tree();
        return await Category(tree, slugPath) is { } node ? tree.SlugPath(node) : null;
    }

    /// <summary>
    /// The category of a path of slugs, or the one that had it: of the path itself or of its beginning, with what is below that now.
    /// </summary>
    internal async ValueTask<CategoryNode?> Category(CategoryTree tree, string slugPath)
    {
        if (tree.BySlugs(slugPath) is { } now)
        {
            return now;
        }

        var slugs = slugPath.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (slugs.Length is 0 or > CategoryPath.DepthMax)
        {
            return null;
        }

        string[] beginnings = [.. Enumerable.Range(1, slugs.Length).Select(count => string.Join('/', slugs[..count]))];
        var had = (await database.Read(sql => CategorySql.Addresses(sql, beginnings))).ToDictionary(
            row => row.SlugPath,
            row => row.CategoryId,
            StringComparer.Ordinal
        );
        for (var count = slugs.Length; count > 0; count--)
        {
            // Each step may have had another slug itself: the longest beginning that leads somewhere is gone on from.
            if (
                (tree.BySlugs(beginnings[count - 1]) ?? (had.TryGetValue(beginnings[count - 1], out var id) ? tree.Find(id) : null)) is
                { } node
            )
            {
                return count == slugs.Length ? node
                    : tree.SlugPath(node) == beginnings[count - 1] ? null
                    : await Category(tree, string.Join('/', [tree.SlugPath(node), .. slugs[count..]]));
            }
        }

        return null;
    }
}
