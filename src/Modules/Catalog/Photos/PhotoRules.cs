// What a change makes of a product's pictures: pure rules, for every store and every way in.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Photos;

/// <summary>A change of a product's pictures.</summary>
public abstract record PhotoChange;

/// <summary>One more. What the product has already stays as it is.</summary>
/// <param name="Place">Counted from 0; null or behind the last: at the end.</param>
public sealed record AddPhoto(Photo Photo, int? Place) : PhotoChange;

/// <summary>What is said of one, or where it stands. Null: as it is.</summary>
public sealed record EditPhoto(string ImageId, string? Alt, int? Place, int? FocalX, int? FocalY) : PhotoChange;

/// <summary>One less.</summary>
public sealed record RemovePhoto(string ImageId) : PhotoChange;

internal static class PhotoRules
{
    private const int SideHundredths = 100;

    public static Refusal NotFound { get; } =
        Refusal.NotFound("image_not_found", "The product has no picture of this id. GET it to see which it has.");

    /// <summary>
    /// The product's fields afterwards. Refused with <c>too_many_images</c>, <c>image_not_found</c> or <c>validation_failed</c>.
    /// </summary>
    public static Outcome<ProductFields?> Decide(CatalogProduct before, PhotoChange change)
    {
        var photos = ProductPhotos.Read(before.Pictures).ToList();
        switch (change)
        {
            case AddPhoto add:
                if (photos.Any(photo => photo.Hash == add.Photo.Hash))
                {
                    break;
                }

                if (photos.Count >= Limits.ImagesMax)
                {
                    return Refusal.Conflict(
                        "too_many_images",
                        $"A product has at most {Limits.ImagesMax} pictures. Delete one before you add another."
                    );
                }

                photos.Insert(Math.Clamp(add.Place ?? photos.Count, 0, photos.Count), add.Photo);
                break;
            case EditPhoto edit:
                var at = photos.FindIndex(photo => photo.ImageId == edit.ImageId);
                if (at < 0)
                {
                    return NotFound;
                }

                if (Faults(edit.Alt, edit.Place, edit.FocalX, edit.FocalY) is { } faults)
                {
                    return faults;
                }

                var edited = photos[at] with
                {
                    Alt = edit.Alt?.Trim() ?? photos[at].Alt,
                    FocalX = edit.FocalX ?? photos[at].FocalX,
                    FocalY = edit.FocalY ?? photos[at].FocalY,
                };
                photos.RemoveAt(at);
                photos.Insert(Math.Clamp(edit.Place ?? at, 0, photos.Count), edited);
                break;
            case RemovePhoto remove:
                if (photos.RemoveAll(photo => photo.ImageId == remove.ImageId) == 0)
                {
                    return NotFound;
                }

                break;
            default:
                throw new InvalidOperationException($"There is no rule for a {change.GetType().Name}.");
        }

        return ProductFields.Of(before) with
        {
            Pictures = ProductPhotos.Write(photos),
            Images = Shown(before.ProductId, photos, Drawn(before)),
        };
    }

    /// <summary>What is wrong with what is said of a picture; null for nothing.</summary>
    public static Refusal? Faults(string? alt, int? place, int? focalX, int? focalY) =>
        new Check()
            .Text("alt", alt, Limits.PictureAltCharsMax, min: 0)
            .That(alt is null || !CardNumber.IsIn("alt", alt), "alt", "has what looks like a card number")
            .Range("position", place, 0, Limits.ImagesMax)
            .Range("focal_x", focalX, 0, SideHundredths)
            .Range("focal_y", focalY, 0, SideHundredths)
            .Refused;

    /// <summary>
    /// What a list of addresses makes of the pictures: those that the product has stay, in the order said; those to be fetched come when
    /// they are there (<see cref="Wanted"/>).
    /// </summary>
    public static (string Pictures, string Images) Said(Check check, string productId, CatalogProduct? before, IReadOnlyList<string>? said)
    {
        var present = ProductPhotos.Read(before?.Pictures ?? string.Empty);
        if (said is null)
        {
            return (before?.Pictures ?? string.Empty, Shown(productId, present, before is null ? [] : Drawn(before)));
        }

        check.Count("images", said, Limits.ImagesMax);
        var (kept, drawn) = (new List<Photo>(), new List<string>());
        for (var i = 0; i < said.Count && i < Limits.ImagesMax; i++)
        {
            var address = said[i];
            check.That(PictureRule.Takes(address), $"images[{i}]", PictureRule.Sentence);
            if (address is null || !PictureRule.Takes(address))
            {
                continue;
            }

            if (PictureRule.IsDrawn(address))
            {
                drawn.Add(address);
                continue;
            }

            var hash = PictureRule.HashOf(address);
            var photo = present.FirstOrDefault(photo => hash is null ? photo.Source == address : photo.Hash == hash);
            check.That(
                hash is null || photo is not null,
                $"images[{i}]",
                "is no picture of this product. Upload it, or give its whole address"
            );
            if (photo is not null && !kept.Contains(photo))
            {
                kept.Add(photo);
            }
        }

        return (ProductPhotos.Write(kept), Shown(productId, kept, drawn));
    }

    /// <summary>Of a list of addresses those that have to be fetched, each with its place.</summary>
    public static IEnumerable<(string Address, int Place)> Wanted(IReadOnlyList<string> said) =>
        said.Select((address, place) => (address, place)).Where(one => OutsideFetch.Takes(one.address)).DistinctBy(one => one.address);

    // Also addresses from before pictures were kept here, which nobody has fetched yet.
    private static List<string> Drawn(CatalogProduct product) =>
        [.. JsonSerializer.Deserialize<List<string>>(product.Images, Json.Options)!.Where(address => PictureRule.HashOf(address) is null)];

    private static string Shown(string productId, IReadOnlyList<Photo> photos, List<string> drawn) =>
        JsonSerializer.Serialize(
            photos.Count > 0 ? photos.Select(photo => photo.Url).ToList()
                : drawn.Count > 0 ? drawn
                : [$"/api/products/{productId}/image.svg"],
            Json.Options
        );
}
