// Takes a picture in: cleaned, kept under its hash, and only then named by a product. A crash in between leaves files that nobody names,
// which the sweep finds.
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Photos;

/// <summary>What is said of a picture that comes.</summary>
/// <param name="Place">Counted from 0; null: at the end.</param>
/// <param name="Source">The address it was fetched from.</param>
public sealed record PhotoSaid(string? Alt = null, int? Place = null, string? Source = null);

/// <summary>Keeps pictures.</summary>
public sealed class KeepPhotos(
    [FromKeyedServices("catalog")] Database database,
    IProductStore products,
    IPictureMaker maker,
    IPictureStore files,
    MakeSizes sizes,
    PhotoSettings settings,
    TimeProvider clock
)
{
    // The shop's own goods have it, too.
    private const string OwnVendor = "shop";

    // Of logos and home pages, those of seasons past among them.
    private const int OwnMax = 500;

    /// <summary>Bytes of an upload at most.</summary>
    public int BytesMax => settings.BytesMax;

    /// <summary>
    /// Gives a product one more picture; what it has already is answered and changes nothing. Refused as
    /// <see cref="IPictureMaker.Clean"/> and <see cref="PhotoRules"/> say, with <c>picture_quota</c>, <c>picture_going</c> or
    /// <c>pictures_unavailable</c>.
    /// </summary>
    public async Task<Outcome<Photo>> Add(
        string productId,
        ReadOnlyMemory<byte> upload,
        PhotoSaid said,
        long? expected,
        Seller seller,
        CancellationToken cancel
    )
    {
        if (PhotoRules.Faults(said.Alt, said.Place, null, null) is { } faults)
        {
            return faults;
        }

        // Before the work: whoever may not change the product, or has no room, costs nothing.
        if (!(await MayAdd(productId, expected, seller)).Is(out var product, out var refused))
        {
            return refused;
        }

        if (!(await maker.Clean(upload, cancel)).Is(out var clean, out refused))
        {
            return refused;
        }

        var photo = new Photo(
            Convert.ToHexStringLower(SHA256.HashData(clean.Original)),
            clean.Width,
            clean.Height,
            said.Alt?.Trim() ?? string.Empty,
            Source: said.Source
        );
        if (ProductPhotos.Read(product.Pictures).FirstOrDefault(present => present.Hash == photo.Hash) is { } there)
        {
            return there;
        }

        try
        {
            return
                (await Keep(photo, clean, product.VendorId, cancel)).Is(out _, out refused)
                && (await products.Change(new ChangePhotos(productId, new AddPhoto(photo, said.Place), expected, seller), cancel)).Is(
                    out _,
                    out refused
                )
                ? photo
                : refused;
        }
        catch (PicturesAway)
        {
            return Unavailable;
        }
    }

    /// <summary>
    /// Keeps a picture of the shop's own, such as its logo; it stays until <see cref="Release"/>. The same again is answered and changes
    /// nothing. Refused as <see cref="IPictureMaker.Clean"/> says, with <c>too_many_pictures</c>, <c>picture_quota</c>,
    /// <c>picture_going</c> or <c>pictures_unavailable</c>.
    /// </summary>
    public async Task<Outcome<Photo>> KeepOwn(ReadOnlyMemory<byte> upload, CancellationToken cancel)
    {
        if (!(await maker.Clean(upload, cancel)).Is(out var clean, out var refused))
        {
            return refused;
        }

        var photo = new Photo(Convert.ToHexStringLower(SHA256.HashData(clean.Original)), clean.Width, clean.Height);
        try
        {
            return (await Keep(photo, clean, OwnVendor, cancel, isOwn: true)).Is(out _, out refused) ? photo : refused;
        }
        catch (PicturesAway)
        {
            return Unavailable;
        }
    }

    /// <summary>From now on the shop does not need the picture; its files go as those that no product has.</summary>
    public Task<bool> Release(string hash, CancellationToken cancel) =>
        database.Write(async tx => await PhotoSql.Release(tx, hash) == 1, cancel);

    /// <summary>The store of the files does not answer.</summary>
    public static Refusal Unavailable { get; } =
        Refusal.Unavailable("pictures_unavailable", "Pictures cannot be kept or had at the moment. Try again in a few seconds.", 5);

    private async Task<Outcome<CatalogProduct>> MayAdd(string productId, long? expected, Seller seller)
    {
        var product = (await products.Find([productId])).SingleOrDefault();
        return product is null || product.Deleted || !seller.MayChange(product.VendorId) ? ReadProducts.NotFound
            : expected is { } version && version != product.Version ? Web.Conditional.VersionMismatch(product.Version)
            : product;
    }

    private async Task<Outcome<bool>> Keep(Photo photo, CleanPicture clean, string vendorId, CancellationToken cancel, bool isOwn = false)
    {
        var noted = await database.Write<Outcome<bool>>(
            async tx =>
            {
                var present = await PhotoSql.Find(tx, photo.Hash);
                if (present is { State: "going" })
                {
                    return Refusal.Unavailable(
                        "picture_going",
                        "This very picture is being deleted for good. Send it again in a minute.",
                        60
                    );
                }

                if (present is null && await PhotoSql.BytesOf(tx, vendorId) + clean.Original.Length > settings.VendorBytesMax)
                {
                    return Refusal.Conflict(
                        "picture_quota",
                        $"The pictures of vendor '{vendorId}' fill its {settings.VendorBytesMax / 1024 / 1024} MB. Delete some; they are counted until they are gone for good."
                    );
                }

                if (isOwn && !await PhotoSql.Pin(tx, photo.Hash, OwnMax, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                {
                    return Refusal.Conflict(
                        "too_many_pictures",
                        $"The shop has {OwnMax} pictures of its own. Take some away that it does not show any more (DELETE /api/pictures/{{hash}})."
                    );
                }

                await PhotoSql.Keep(
                    tx,
                    photo.Hash,
                    clean.Format,
                    clean.Width,
                    clean.Height,
                    clean.Original.Length,
                    vendorId,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
                return true;
            },
            cancel
        );
        if (noted.Refused is not null)
        {
            return noted;
        }

        await files.Put(PictureNames.Original(photo.Hash, clean.Format), clean.Original, cancel);
        await files.Put(PictureNames.Size(photo.Hash, PictureSizes.Fallback(photo.Width), "jpg"), clean.Fallback, cancel);
        await database.Write(
            async tx =>
            {
                tx.OnCommitted(sizes.Wake);
                return await PhotoSql.Await(tx, photo.Hash);
            },
            cancel
        );
        return true;
    }
}
