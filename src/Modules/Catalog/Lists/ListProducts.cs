// A page of products with facets. The page is kept until any commit changes a list; only the stock in it is asked for each time.
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Search;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>Answers GET /api/products.</summary>
public sealed class ListProducts
{
    private readonly IProductStore store;
    private readonly ProductShelf shelf;
    private readonly ReadProducts products;
    private readonly ProductSearch? search;
    private readonly CategoryBook categories;

    /// <summary>Lists by the store alone.</summary>
    public ListProducts(IProductStore store, ProductShelf shelf, ReadProducts products, CategoryBook categories)
        : this(store, shelf, products, categories, null) { }

    /// <param name="search">Asked first; null for none.</param>
    internal ListProducts(IProductStore store, ProductShelf shelf, ReadProducts products, CategoryBook categories, ProductSearch? search)
    {
        this.categories = categories;
        this.store = store;
        this.shelf = shelf;
        this.products = products;
        this.search = search;
    }

    // Pages that are kept; beyond it all are dropped. Every shopper starts on one of a few.
    private const int PagesMax = 512;

    // A longer query is somebody's own and not worth keeping.
    private const int KeyCharsMax = 400;

    private static readonly JsonWriterOptions Writing = new() { Encoder = Json.Options.Encoder, SkipValidation = true };
    private readonly ConcurrentDictionary<string, (long Generation, ProductPage Page)> kept = new(StringComparer.Ordinal);

    /// <summary>The page and what is available of each of its products.</summary>
    /// <param name="key">The query as it came, under which the page may be kept.</param>
    public async ValueTask<Outcome<StockedPage>> Answer(string key, ProductQueryText text, PageRequest request, CancellationToken cancel)
    {
        var generation = shelf.Generation;
        if (!kept.TryGetValue(key, out var entry) || entry.Generation != generation || products.Changed(entry.Page))
        {
            if (
                !ProductQuery.Of(text).Is(out var query, out var refused)
                || !(await Make(query, request, cancel)).Is(out var made, out refused)
            )
            {
                return refused;
            }

            entry = (generation, made.Page);
            if (made.Fresh)
            {
                Keep(key, entry);
            }
        }

        var page = entry.Page;
        return (await products.Ask(page.Products, page.Questions, cancel)).Then(units => new StockedPage(page, units));
    }

    /// <summary>A page for staff, or of a seller's own: withheld products are in it. It is made anew each time.</summary>
    public async ValueTask<Outcome<StockedPage>> ForStaff(
        ProductQueryText text,
        Seller seller,
        PageRequest request,
        CancellationToken cancel
    )
    {
        var own = seller.IsAdmin ? text : text with { VendorId = seller.VendorId };
        if (!ProductQuery.Of(own).Is(out var query, out var refused) || !(await Make(query, request, cancel)).Is(out var made, out refused))
        {
            return refused;
        }

        var page = made.Page;
        return (await products.Ask(page.Products, page.Questions, cancel)).Then(units => new StockedPage(page, units));
    }

    private async ValueTask<Outcome<(ProductPage Page, bool Fresh)>> Make(ProductQuery asked, PageRequest request, CancellationToken cancel)
    {
        var tree = await categories.Tree();
        var (query, chosen) = Placed(tree, asked);
        // Index and store order by the same keys, but for relevance: a cursor says whose it is.
        var purpose = query.Purpose;
        var found = query.Sort == ProductSort.Relevance ? purpose + "\nfound" : purpose;
        var byIndex = request.After(found, 2).Is(out var after, out var refused);
        if (!byIndex && !request.After(purpose, 2).Is(out after, out refused))
        {
            return refused;
        }

        var asOf = shelf.Now;

        // What is withheld is in no index: lists of staff and sellers are always the store's.
        if (
            byIndex
            && query.Staff is null
            && search is not null
            && await search.Find(query, after, request.Limit + 1, after is null, cancel) is { } answer
        )
        {
            return (
                await Shown(
                    asOf,
                    request.Page(found, answer.Rows, row => row.Product, row => row.Key),
                    answer.Facets?.Level(chosen, tree.Canonical),
                    Corrected(query, answer)
                ),
                answer.Fresh
            );
        }

        // The store alone would leave the attributes out, and answer with products that nobody asked for.
        if (query.Values.Count > 0)
        {
            return query.Staff is not null || query.ParentId is not null
                ? new Check().That(false, "attr", "cannot be asked together with status, tax_class, ids or parent_id").Refused!
                : (search is null ? NoFilter : search.CannotFilter)
                    ?? Refusal.Unavailable("search_not_ready", "The search index cannot be asked just now. Repeat in a moment.", 5);
        }

        if (after is not null && byIndex && found != purpose)
        {
            return Refusal.Invalid(
                "invalid_cursor",
                "The search index that this cursor is of is being made anew. Begin with the first page."
            );
        }

        var rows = await store.List(query, after, request.Limit + 1);
        return (
            await Shown(
                asOf,
                request.Page(purpose, rows, row => row.Product, row => row.Key),
                after is null ? (await store.Facets(query)).Level(chosen, tree.Canonical) : null,
                null
            ),
            true
        );
    }

    // A category by its path of names or of slugs. One that has no node is taken as it was typed: there may be products under it.
    private static (ProductQuery Query, string? Chosen) Placed(CategoryTree tree, ProductQuery query)
    {
        if (query.Category is not { } typed)
        {
            return (query, null);
        }

        if ((tree.ByNames(typed) ?? tree.BySlugs(typed)) is not { } node)
        {
            var path = tree.Canonical(typed);
            return (query with { Paths = [.. tree.Scope(path).Prepend(typed).Distinct(StringComparer.Ordinal)] }, path);
        }

        var own = tree.Path(node);
        var paths = tree.Scope(own);
        return (query with { Paths = paths, HasBelow = paths.Count > 1 || tree.Children(node.CategoryId).Count > 0 }, own);
    }

    private static Refusal NoFilter => Refusal.Invalid("search_missing", "This shop cannot be filtered by attributes.");

    private static CorrectedBody? Corrected(ProductQuery query, FoundPage answer) =>
        answer.CorrectedTo is { } to ? new CorrectedBody(query.Q!, to) : null;

    private async ValueTask<ProductPage> Shown(
        ProductShelf.Layer asOf,
        Page<CatalogProduct> page,
        ProductFacets? facets,
        CorrectedBody? corrected
    )
    {
        var shown = await products.Show(asOf, page.Items);
        return new ProductPage(shown, ReadProducts.Questions(shown), Rest(page.NextCursor, facets, corrected));
    }

    private void Keep(string key, (long Generation, ProductPage Page) entry)
    {
        if (!shelf.IsOpen || key.Length > KeyCharsMax)
        {
            return;
        }

        if (kept.Count >= PagesMax)
        {
            kept.Clear();
        }

        kept[key] = entry;
    }

    // All that follows the items.
    private static byte[] Rest(string? cursor, ProductFacets? facets, CorrectedBody? corrected)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("next_cursor", cursor);
            if (facets is not null)
            {
                writer.WriteNumber("total", facets.Total);
                writer.WritePropertyName("facets");
                JsonSerializer.Serialize(writer, FacetsBody.Of(facets), Json.Options);
            }

            if (corrected is not null)
            {
                writer.WritePropertyName("corrected");
                JsonSerializer.Serialize(writer, corrected, Json.Options);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan[1..].ToArray();
    }
}

/// <summary>A page without its stock.</summary>
/// <param name="Rest">JSON after the items.</param>
public sealed record ProductPage(IReadOnlyList<ShownProduct> Products, IReadOnlyList<CheckAvailabilityRequest> Questions, byte[] Rest)
{
    /// <summary>Of all but the stock, once a page.</summary>
    internal byte[] Print => print ??= Printed();

    private byte[]? print;

    private byte[] Printed()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var product in Products)
        {
            hash.AppendData(product.Print);
        }

        hash.AppendData(Rest);
        return hash.GetHashAndReset();
    }

    /// <summary>When the first of its prices changes, Unix milliseconds.</summary>
    public long UntilMs { get; } = Products.Count == 0 ? long.MaxValue : Products.Min(product => product.UntilMs);
}

/// <summary>A page with what is available of each product, null where nobody can say.</summary>
public sealed record StockedPage(ProductPage Page, long?[] Available)
{
    /// <summary>Strong: of each byte that <see cref="Write"/> writes, without writing them.</summary>
    public string ETag()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Page.Print);
        Span<byte> units = stackalloc byte[sizeof(long)];
        foreach (var available in Available)
        {
            BinaryPrimitives.WriteInt64LittleEndian(units, available ?? long.MinValue);
            hash.AppendData(units);
        }

        Span<byte> made = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(made);
        return Conditional.ETag(Convert.ToHexStringLower(made[..12]));
    }

    private static ReadOnlySpan<byte> Start => "{\"items\":["u8;

    private static ReadOnlySpan<byte> End => "],"u8;

    public int Length
    {
        get
        {
            var length = Start.Length + End.Length + Page.Rest.Length + Math.Max(0, Page.Products.Count - 1);
            for (var i = 0; i < Available.Length; i++)
            {
                length += Page.Products[i].Length(Available[i]);
            }

            return length;
        }
    }

    public void Write(IBufferWriter<byte> to)
    {
        to.Write(Start);
        for (var i = 0; i < Available.Length; i++)
        {
            if (i > 0)
            {
                to.Write(","u8);
            }

            Page.Products[i].Write(to, Available[i]);
        }

        to.Write(End);
        to.Write(Page.Rest);
    }
}
