// Products as a file: page by page, so that a shop of any size costs the memory of one page.
using System.IO.Pipelines;
using Cartwright.Catalog.Photos;
using Cartwright.Catalog.Pictures;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Exports;

/// <summary>A product with what a file says of it.</summary>
/// <param name="Images">Addresses that can be fetched from anywhere, in order, each with its alternative text or empty.</param>
/// <param name="OnHand">Units; null of a product with variants, and while Inventory cannot be asked.</param>
/// <param name="Parent">Of a variant.</param>
internal sealed record ExportedProduct(
    CatalogProduct Product,
    IReadOnlyList<(string Address, string Alt)> Images,
    long? OnHand,
    CatalogProduct? Parent
);

/// <summary>A file that is written row by row.</summary>
internal interface IExportSheet
{
    string ContentType { get; }

    string FileName { get; }

    void Head(PipeWriter to);

    /// <summary>A product that stands alone, with its variants.</summary>
    void Family(PipeWriter to, ExportedProduct product, IReadOnlyList<ExportedProduct> variants);
}

/// <summary>Answers GET /api/products/export.</summary>
public sealed class ExportProducts([FromKeyedServices("catalog")] Database database, IProductStore store, IInventory inventory)
{
    private const int FamiliesAtOnce = 100;
    private const int IdsAtOnce = 500;

    /// <summary>The ways to write a file.</summary>
    internal static IExportSheet Sheet(string format, string layout) =>
        format == "jsonl" ? new JsonSheet()
        : layout == Imports.ImportLayouts.Shopify ? new ShopifySheet()
        : new CartwrightSheet();

    /// <summary>Writes the products that a query finds, each followed by its variants, in the order of the query.</summary>
    /// <param name="address">Of the shop, before addresses of its pictures.</param>
    internal async Task Write(IExportSheet sheet, ProductQuery query, string address, PipeWriter to, CancellationToken cancel)
    {
        sheet.Head(to);
        string[]? after = null;
        while (true)
        {
            var page = await store.List(query, after, FamiliesAtOnce);
            var variants = await Variants([.. page.Select(row => row.Product).Where(product => product.Variants > 0)]);
            var all = page.Select(row => row.Product).Concat(variants.SelectMany(family => family)).ToList();
            var (stock, waiting) = (await Stock(all, cancel), await Waiting(all));
            ExportedProduct Of(CatalogProduct product, CatalogProduct? parent) =>
                new(
                    product,
                    Images(product, address, waiting[product.ProductId]),
                    stock.TryGetValue(product.ProductId, out var units) ? units : null,
                    parent
                );
            foreach (var row in page)
            {
                sheet.Family(to, Of(row.Product, null), [.. variants[row.Product.ProductId].Select(variant => Of(variant, row.Product))]);
            }

            await to.FlushAsync(cancel);
            if (page.Count < FamiliesAtOnce)
            {
                return;
            }

            after = page[^1].Key;
        }
    }

    private async Task<ILookup<string, CatalogProduct>> Variants(string[] parents)
    {
        var named = parents.Length == 0 ? [] : await store.Variants(parents);
        var found = new Dictionary<string, CatalogProduct>(StringComparer.Ordinal);
        foreach (var ids in named.Select(variant => variant.ProductId).Chunk(IdsAtOnce))
        {
            foreach (var product in await store.Find(ids))
            {
                found[product.ProductId] = product;
            }
        }

        return named
            .Where(variant => found.TryGetValue(variant.ProductId, out var product) && !product.Deleted)
            .ToLookup(variant => variant.ParentId, variant => found[variant.ProductId], StringComparer.Ordinal);
    }

    private Task<ILookup<string, CatalogProduct>> Variants(CatalogProduct[] parents) =>
        Variants(Array.ConvertAll(parents, parent => parent.ProductId));

    // A parent is not sold, and a file without counts is better than none.
    private async Task<Dictionary<string, long>> Stock(List<CatalogProduct> products, CancellationToken cancel)
    {
        var stock = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in products.Where(product => product.Variants == 0).Chunk(IdsAtOnce))
        {
            var request = new CheckAvailabilityRequest();
            request.ProductIds.AddRange(some.Select(product => product.ProductId));
            if ((await inventory.CheckAvailability(request, cancel)).Is(out var reply, out _))
            {
                foreach (var product in reply.Products)
                {
                    stock[product.ProductId] = product.OnHand;
                }
            }
        }

        return stock;
    }

    private async Task<ILookup<string, FetchRow>> Waiting(List<CatalogProduct> products)
    {
        var rows = new List<FetchRow>();
        foreach (var some in products.Select(product => product.ProductId).Chunk(IdsAtOnce))
        {
            rows.AddRange(await database.Read(sql => FetchSql.OfMany(sql, some)));
        }

        return rows.Where(row => row.State == "waiting").OrderBy(row => row.Place).ToLookup(row => row.ProductId, StringComparer.Ordinal);
    }

    // What was fetched goes by where it came from; what was uploaded by where it is; what is only drawn by nothing, for it is drawn again.
    private static List<(string Address, string Alt)> Images(CatalogProduct product, string address, IEnumerable<FetchRow> waiting)
    {
        var photos = ProductPhotos.Read(product.Pictures);
        var images = photos.Select(photo => (Address: photo.Source ?? address + photo.Url, photo.Alt)).ToList();
        if (photos.Count == 0)
        {
            var own = Views.Addresses(product.ProductId);
            images.AddRange(
                System
                    .Text.Json.JsonSerializer.Deserialize<List<string>>(product.Images, Json.Options)!
                    .Where(image => !own.Contains(image) && PictureRule.IsDrawn(image))
                    .Select(image => (image, string.Empty))
            );
        }

        images.AddRange(waiting.Select(row => (row.Address, row.Alt ?? string.Empty)));
        return [.. images.DistinctBy(image => image.Address)];
    }
}
