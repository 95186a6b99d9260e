// What the open routes answer to somebody whom nobody knows, for the host that writes it into its pages.
using System.Buffers;
using System.Text.Json;
using Cartwright.Catalog.Categories;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>JSON, byte for byte as GET /api/products and /api/categories answer it to a caller without a token.</summary>
public sealed class PublicAnswers(
    FindPages pages,
    ReadProducts products,
    ListProducts lists,
    CategoryBook book,
    ShowCategories show,
    Cursors cursors
)
{
    /// <summary>GET /api/products/by-slug/{slug}; null for 404.</summary>
    public async ValueTask<byte[]?> Product(string slug, CancellationToken cancel)
    {
        if (await pages.Product(slug) is not { } id || !(await products.One(id)).Is(out var product, out _))
        {
            return null;
        }

        var units = (await products.Available([product], cancel)).Is(out var known, out _) ? known[0] : null;
        var bytes = new ArrayBufferWriter<byte>(product.Length(units));
        product.Write(bytes, units);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>GET /api/products.</summary>
    /// <param name="query">As it would be asked, with its question mark: pages of lists are kept under it.</param>
    /// <param name="category">A path of names; null for all.</param>
    /// <param name="parentId">Of whose variants; null for products that stand alone.</param>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public async ValueTask<byte[]> Products(string query, string? category, string? parentId, int limit, CancellationToken cancel)
    {
        var text = new ProductQueryText(null, category, null, null, null, null, null, parentId);
        if (!(await lists.Answer(query, text, PageRequest.Of(cursors, limit), cancel)).Is(out var page, out var refused))
        {
            throw new InvalidOperationException(refused.Detail);
        }

        var bytes = new ArrayBufferWriter<byte>(page.Length);
        page.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>GET /api/categories; the same array while nothing has changed.</summary>
    public async ValueTask<byte[]> Categories() => (await show.Written()).Utf8;

    /// <summary>GET /api/categories/by-slug/{slug_path}; null for 404.</summary>
    public async ValueTask<byte[]?> Category(string slugPath)
    {
        var tree = await book.Tree();
        return await pages.Category(tree, slugPath) is { } node
            ? JsonSerializer.SerializeToUtf8Bytes(await show.One(tree, node), Json.Options)
            : null;
    }
}
