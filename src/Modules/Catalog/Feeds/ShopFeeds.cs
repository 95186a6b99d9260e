// What machines are told of all goods: files of a sitemap, and Google's feed. Read page by page and written as it is read.
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Feeds;

/// <summary>Goods that shoppers see, by their age: a product never moves to another file.</summary>
public sealed class ShopFeeds(IProductStore store, ReadProducts products, IShopSettings shop, ShopZone zone, TimeProvider clock)
{
    /// <summary>
    /// Products of a file of the sitemap at most. A slug may have 80 letters of nine bytes each and stands there four times: 12,500 stay
    /// below the 50 MB that a file may have, and so below the 50,000 addresses.
    /// </summary>
    public const long FileProducts = 12_500;

    /// <summary>Items of a feed: about a gigabyte; what is older than the newest of them is left out.</summary>
    public const int FeedItemsMax = 1_000_000;

    /// <summary>Files of a kind that are written at once. Each reads the whole catalog or a good part of it.</summary>
    public const int AtOnce = 4;

    // A page of rows in memory.
    private const int RowsAtOnce = 250;
    private const int IdsAtOnce = 250;

    /// <summary>Too many are being written.</summary>
    public static readonly Refusal Busy = Refusal.Unavailable(
        "feeds_busy",
        "Several feeds and sitemaps are being written. Repeat in a moment.",
        30
    );

    private static readonly ProductQuery Everything = ProductQuery
        .Of(new ProductQueryText(null, null, null, null, null, null, "newest", null))
        .Value;

    // A crawler that takes every place of the sitemap leaves those of the feed.
    private readonly Turns sitemaps = new();
    private readonly Turns feeds = new();

    /// <summary>How many files the sitemap has; some may be of goods that are not for sale any more, and empty.</summary>
    public async ValueTask<long> Files() =>
        await store.List(Everything, null, 1) is [{ } newest] ? ((newest.Product.Number - 1) / FileProducts) + 1 : 0;

    /// <summary>Writes a file of the sitemap, counted from 1. Refused while <see cref="AtOnce"/> others are being written.</summary>
    /// <param name="root">The shop's address, without a slash at the end.</param>
    public ValueTask<Outcome<bool>> Sitemap(long file, string root, PipeWriter to, CancellationToken cancel) =>
        sitemaps.Take(() =>
            Write(
                Rows((file - 1) * FileProducts, file * FileProducts, cancel),
                () => to.Raw(SitemapXml.Begin),
                rows =>
                {
                    var now = shop.Current;
                    foreach (var row in rows)
                    {
                        SitemapXml.Page(to, root + PathOf(row), row.UpdatedMs, now);
                    }
                },
                () => to.Raw(SitemapXml.End),
                to,
                cancel
            )
        );

    /// <summary>Writes the feed for Google's Merchant Center, the newest goods first; of goods with variants those.</summary>
    public ValueTask<Outcome<bool>> Google(string root, PipeWriter to, CancellationToken cancel) =>
        feeds.Take(() =>
            Write(
                Items(cancel),
                () => GoogleFeed.Begin(to, shop.Current, root),
                items =>
                {
                    foreach (var item in items)
                    {
                        GoogleFeed.Item(to, item, root);
                    }
                },
                () => GoogleFeed.End(to),
                to,
                cancel
            )
        );

    /// <summary>The path of a product's page.</summary>
    internal static string PathOf(CatalogProduct row) => "/products/" + Uri.EscapeDataString(row.Listing.Slug ?? row.ProductId);

    // Nothing is written before the first part has been read: a catalog that does not answer is a status and not half a file.
    private static async ValueTask Write<T>(
        IAsyncEnumerable<T> parts,
        Action begin,
        Action<T> each,
        Action end,
        PipeWriter to,
        CancellationToken cancel
    )
    {
        await using var part = parts.GetAsyncEnumerator(cancel);
        var more = await part.MoveNextAsync();
        for (begin(); more; more = await part.MoveNextAsync())
        {
            each(part.Current);
            await to.FlushAsync(cancel);
        }

        end();
        await to.FlushAsync(cancel);
    }

    private async IAsyncEnumerable<IReadOnlyList<GoogleItem>> Items(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var left = FeedItemsMax;
        await foreach (var rows in Rows(0, long.MaxValue - 1, cancel))
        {
            var sold = await Sold(rows, cancel);
            yield return [.. sold.Take(left).Select(one => Item(one.Row, one.Parent, one.Units))];
            left -= Math.Min(left, sold.Count);
            if (left == 0)
            {
                yield break;
            }
        }
    }

    // Above one number and up to another, downwards.
    private async IAsyncEnumerable<IReadOnlyList<CatalogProduct>> Rows(
        long above,
        long upTo,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var first = (upTo + 1).ToString(CultureInfo.InvariantCulture);
        for (string[] after = [first, first]; ; )
        {
            cancel.ThrowIfCancellationRequested();
            var page = await store.List(Everything, after, RowsAtOnce);
            var rows = page.Select(row => row.Product).TakeWhile(row => row.Number > above).ToList();
            if (rows.Count > 0)
            {
                yield return rows;
            }

            if (rows.Count < RowsAtOnce)
            {
                yield break;
            }

            after = page[^1].Key;
        }
    }

    // What is put into a cart: products without variants, and the variants of the others, each with its units.
    private async ValueTask<List<(CatalogProduct Row, CatalogProduct? Parent, long? Units)>> Sold(
        IReadOnlyList<CatalogProduct> rows,
        CancellationToken cancel
    )
    {
        var families = rows.Where(row => row.Variants > 0).ToDictionary(row => row.ProductId, StringComparer.Ordinal);
        var named = families.Count == 0 ? [] : await store.Variants([.. families.Keys]);
        var sold = rows.Where(row => row.Variants == 0).Select(row => (Row: row, Parent: (CatalogProduct?)null)).ToList();
        foreach (var ids in named.Where(variant => variant.IsActive).Select(variant => variant.ProductId).Chunk(IdsAtOnce))
        {
            sold.AddRange(
                (await store.Find(ids))
                    .Where(row => row.ForSale && row.ParentId is not null)
                    .Select(row => (row, (CatalogProduct?)families[row.ParentId!]))
            );
        }

        var known = new List<(CatalogProduct, CatalogProduct?, long?)>(sold.Count);
        foreach (var some in sold.Chunk(IdsAtOnce))
        {
            var shown = Array.ConvertAll(some, one => new ShownProduct(one.Row, []));
            var units = (await products.Available(shown, cancel)).Is(out var told, out _) ? told : new long?[some.Length];
            known.AddRange(some.Select((one, i) => (one.Row, one.Parent, units[i])));
        }

        return known;
    }

    private GoogleItem Item(CatalogProduct stored, CatalogProduct? parent, long? units)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = stored.At(nowMs);
        var sale = row.RegularMinor is not null ? row.Sale : null;
        var reduced = PriceHistory.Lowest(row, zone.Now) is not null && row.CompareAtMinor > row.PriceMinor;
        return new GoogleItem(
            row.ProductId,
            parent?.ProductId,
            row.Name,
            row.Description.Length > 0 ? row.Description : parent?.Description ?? string.Empty,
            PathOf(row),
            Pictures(row, parent),
            units,
            new Money(reduced ? row.CompareAtMinor!.Value : row.PriceMinor, row.Currency),
            reduced ? new Money(row.PriceMinor, row.Currency) : null,
            sale?.StartsMs is > 0 and var starts ? starts : null,
            sale is { EndsMs: not ScheduledSale.Open } ? sale.EndsMs : null,
            row.Listing.Brand ?? parent?.Listing.Brand,
            row.Listing.Barcode,
            row.Listing.Sku,
            row.Category,
            row.WeightG,
            parent is null || row.Options is null ? [] : OptionsOf(row.Options)
        );
    }

    private static List<string> Pictures(CatalogProduct row, CatalogProduct? parent)
    {
        var own = Photos.ProductPhotos.Read(row.Pictures);
        var photos = own.Count > 0 || parent is null ? own : Photos.ProductPhotos.Read(parent.Pictures);
        return [.. photos.Select(photo => photo.Url)];
    }

    private static List<(string Name, string Value)> OptionsOf(string json)
    {
        using var read = JsonDocument.Parse(json);
        return
        [
            .. read
                .RootElement.EnumerateObject()
                .Where(option => option.Value.ValueKind == JsonValueKind.String)
                .Select(option => (option.Name, option.Value.GetString()!)),
        ];
    }

    private sealed class Turns
    {
        private int underWay;

        public async ValueTask<Outcome<bool>> Take(Func<ValueTask> write)
        {
            if (Interlocked.Increment(ref underWay) > AtOnce)
            {
                Interlocked.Decrement(ref underWay);
                return Busy;
            }

            try
            {
                await write();
                return true;
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        }
    }
}
