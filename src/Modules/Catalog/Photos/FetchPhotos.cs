// Fetches the pictures that imports and edits name by address.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Photos;

/// <summary>The work behind <see cref="FetchQueue"/>, and what an upload by address does at once.</summary>
public sealed class FetchPhotos(
    [FromKeyedServices("catalog")] Database database,
    IProductStore products,
    KeepPhotos keep,
    OutsideFetch outside,
    TimeProvider clock
)
{
    /// <summary>Addresses at a time: each waits for a server of others.</summary>
    private const int AtOnce = 4;

    private const int TriesMax = 4;

    private const string Accept = "image/avif,image/webp,image/png,image/jpeg,image/svg+xml";

    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(2);
    private static readonly Seller Shop = new("pictures", null, IsAdmin: true);

    /// <summary>A picture from an address, now. Refused as <see cref="OutsideFetch"/> and <see cref="KeepPhotos.Add"/> say.</summary>
    public async Task<Outcome<Photo>> Add(
        string productId,
        string address,
        PhotoSaid said,
        long? expected,
        Seller seller,
        CancellationToken cancel
    )
    {
        // Nothing is fetched for a product that the caller may not change.
        var product = (await products.Find([productId])).SingleOrDefault();
        if (product is null || product.Deleted || !seller.MayChange(product.VendorId))
        {
            return ReadProducts.NotFound;
        }

        return (await outside.Get(address, Accept, keep.BytesMax, cancel)).Is(out var bytes, out var refused)
            ? await keep.Add(productId, bytes, said with { Source = address }, expected, seller, cancel)
            : refused;
    }

    /// <summary>Fetches some of what has waited longest; false when nothing is due.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var rows = await database.Read(sql => FetchSql.Next(sql, Now(), AtOnce));

        // Those of one product in the order of their places, or they would stand as they happened to come.
        await Task.WhenAll(
            rows.GroupBy(row => row.ProductId)
                .Select(async own =>
                {
                    foreach (var row in own.OrderBy(row => row.Place))
                    {
                        await Fetch(row, cancel);
                    }
                })
        );
        return rows.Count > 0;
    }

    private async Task Fetch(FetchRow row, CancellationToken cancel)
    {
        if (!await database.Write(tx => FetchSql.Take(tx, row, Now() + (long)TakenFor.TotalMilliseconds), cancel))
        {
            return;
        }

        var product = (await products.Find([row.ProductId])).SingleOrDefault();
        if (
            product is null
            || product.Deleted
            || ProductPhotos.Read(product.Pictures).Any(photo => photo.Source == row.Address)
            || (await Add(row.ProductId, row.Address, new(row.Alt, row.Place), null, Shop, cancel)).Is(out _, out var refused)
        )
        {
            await database.Write(tx => FetchSql.Forget(tx, row.Number), cancel);
            return;
        }

        // What is no picture stays none; a server that is away, and a shop that has too much to do, may come back.
        // That the shop's own store is away, or has too much to do, is nothing that counts against an address.
        var isOurs = refused.Code is "pictures_unavailable" or "pictures_busy";
        var again = isOurs || (refused.Kind is RefusalKind.Unavailable or RefusalKind.Unprocessable && row.Tries + 1 < TriesMax);
        await database.Write(
            tx =>
                again
                    ? FetchSql.Delay(
                        tx,
                        row.Number,
                        Now() + (long)TimeSpan.FromMinutes(1 << (2 * (int)Math.Min(row.Tries, 3))).TotalMilliseconds,
                        refused.Detail
                    )
                    : FetchSql.Fail(tx, row.Number, refused.Detail),
            cancel
        );
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
