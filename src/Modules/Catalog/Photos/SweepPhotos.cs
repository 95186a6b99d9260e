// Deletes the files of pictures that no product has had for a time. Products say what is in use: they are asked, all of them, before
// anything goes.
using System.Globalization;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Photos;

/// <summary>
/// Goes once a day. A content is first noted as unused, and goes only when a later sweep finds it unused still after the time has passed;
/// an upload of the same takes the note away, and from then on it stays. Files that no row knows, such as a crash leaves, go by the same
/// time.
/// </summary>
public sealed class SweepPhotos(
    [FromKeyedServices("catalog")] Database database,
    IProductStore products,
    IPictureStore files,
    PhotoSettings settings,
    TimeProvider clock
)
{
    private const int AtOnce = 500;

    /// <summary>Sweeps once.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        await FinishGoing(cancel);

        // The first half of a hash, in 16 bytes: of 500,000 pictures no two are alike by chance, and if they were, both would be kept.
        var used = new HashSet<UInt128>();
        await products.Each(
            stored =>
            {
                if (!stored.Product.Deleted)
                {
                    foreach (var photo in ProductPhotos.Read(stored.Product.Pictures))
                    {
                        used.Add(KeyOf(photo.Hash));
                    }
                }

                return ValueTask.CompletedTask;
            },
            cancel
        );

        // Read before the contents: whatever is taken in meanwhile has no note, and gets one at most.
        foreach (var own in await database.Read(PhotoSql.Own))
        {
            used.Add(KeyOf(own));
        }

        var (after, now, known) = (0L, clock.GetUtcNow(), new HashSet<UInt128>());
        while (true)
        {
            var some = await database.Read(sql => PhotoSql.After(sql, after, AtOnce));
            foreach (var row in some)
            {
                after = row.Number;
                known.Add(KeyOf(row.Hash));
                await Note(row, used.Contains(KeyOf(row.Hash)), now, cancel);
            }

            if (some.Count < AtOnce)
            {
                break;
            }
        }

        await FinishGoing(cancel);
        await ForgetUnknown(known, now, cancel);
    }

    private async Task Note(PhotoRow row, bool isUsed, DateTimeOffset now, CancellationToken cancel)
    {
        if (isUsed)
        {
            if (row.UnusedMs is not null)
            {
                await database.Write(tx => PhotoSql.Unused(tx, row, null), cancel);
            }
        }
        else if (row.UnusedMs is not { } since)
        {
            await database.Write(tx => PhotoSql.Unused(tx, row, now.ToUnixTimeMilliseconds()), cancel);
        }
        else if (since <= (now - settings.Unused).ToUnixTimeMilliseconds())
        {
            await database.Write(tx => PhotoSql.Go(tx, row), cancel);
        }
    }

    // Also those of a sweep that was broken off: a row goes last.
    private async Task FinishGoing(CancellationToken cancel)
    {
        while (await database.Read(sql => PhotoSql.Going(sql, AtOnce)) is { Count: > 0 } going)
        {
            foreach (var row in going)
            {
                foreach (var width in PictureSizes.Of(row.Width))
                {
                    foreach (var format in PictureSizes.Formats)
                    {
                        await files.Delete(PictureNames.Size(row.Hash, width, format), cancel);
                    }
                }

                await files.Delete(PictureNames.Size(row.Hash, PictureSizes.Fallback(row.Width), "jpg"), cancel);
                await files.Delete(PictureNames.Original(row.Hash, row.Format), cancel);
                await database.Write(tx => PhotoSql.Forget(tx, row.Number), cancel);
            }
        }
    }

    // A row is written before its files, so a file without one that is as old as this belongs to nobody who is still at it.
    private async Task ForgetUnknown(HashSet<UInt128> known, DateTimeOffset now, CancellationToken cancel)
    {
        await foreach (var file in files.List(cancel))
        {
            if (
                file.At <= now - settings.Unused
                && !known.Contains(KeyOf(file.Name))
                && await database.Read(sql => PhotoSql.Find(sql, file.Name[..PictureNames.HashChars])) is null
            )
            {
                await files.Delete(file.Name, cancel);
            }
        }
    }

    private static UInt128 KeyOf(string hash) => UInt128.Parse(hash.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
