// The uploaded pictures of a product, as they stand in its row.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Catalog.Pictures;
using Cartwright.Contracts.Ports;
using Cartwright.Web;

namespace Cartwright.Catalog.Photos;

/// <summary>A picture of a product.</summary>
/// <param name="Hash">Of the picture as it is kept; several products may have the same.</param>
/// <param name="Width">Of the original in pixels; so is the height.</param>
/// <param name="Alt">What it shows, for those who do not see it; empty where nobody has said.</param>
/// <param name="FocalX">Where to look, in hundredths of the width from the left; the middle is 50.</param>
/// <param name="FocalY">The same of the height, from the top.</param>
/// <param name="Source">From which address it was fetched; null where it was uploaded.</param>
public sealed record Photo(
    string Hash,
    int Width,
    int Height,
    string Alt = "",
    int FocalX = Photo.Middle,
    int FocalY = Photo.Middle,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null
)
{
    /// <summary>The middle of a side.</summary>
    public const int Middle = 50;

    // 128 bits tell the pictures of a product apart, and can be read out.
    private const int IdChars = 32;

    /// <summary>Its name within the product: of one content there is one.</summary>
    [JsonIgnore]
    public string ImageId => Hash[..IdChars];

    /// <summary>Where the JPEG of it is.</summary>
    [JsonIgnore]
    public string Url => PictureRule.Media + PictureNames.Size(Hash, PictureSizes.Fallback(Width), "jpg");
}

/// <summary>A list of them as text.</summary>
public static class ProductPhotos
{
    /// <summary>Empty for none.</summary>
    public static IReadOnlyList<Photo> Read(string pictures) =>
        pictures.Length == 0 ? [] : JsonSerializer.Deserialize<List<Photo>>(pictures, Json.Options)!;

    /// <summary>The text of a list, empty for none.</summary>
    public static string Write(IReadOnlyList<Photo> photos) =>
        photos.Count == 0 ? string.Empty : JsonSerializer.Serialize(photos, Json.Options);
}

/// <summary>A picture as clients see it.</summary>
/// <param name="ImageId">Names it within its product.</param>
/// <param name="Url">Of its JPEG, 1280 pixels wide or as wide as the picture; of a drawn view, of the drawing.</param>
/// <param name="Width">Of the original in pixels.</param>
/// <param name="Height">Of the original in pixels.</param>
/// <param name="Alt">What it shows, for those who do not see it.</param>
/// <param name="FocalX">Where to look when it is cut: hundredths of the width from the left.</param>
/// <param name="FocalY">Hundredths of the height from the top.</param>
/// <param name="Widths">In which it can be had as <c>/media/{hash}/{width}.avif</c> and <c>.webp</c>, rising; empty of a drawing.</param>
public sealed record PhotoBody(
    string ImageId,
    string Url,
    int Width,
    int Height,
    string Alt,
    int FocalX,
    int FocalY,
    IReadOnlyList<int> Widths
)
{
    /// <summary>
    /// Those of a product that is drawn in several views, each with what it shows; none where there is one drawing alone, which the name
    /// says all of.
    /// </summary>
    internal static IReadOnlyList<PhotoBody> Drawn(CatalogProduct product)
    {
        // Most products have one or none, and no list is read for them.
        if (!product.Images.Contains("/image/", StringComparison.Ordinal))
        {
            return [];
        }

        return
        [
            .. JsonSerializer
                .Deserialize<List<string>>(product.Images, Json.Options)!
                .Select(address => (Address: address, Words: Views.Words(product, address)))
                .Where(one => one.Words is not null)
                .Select((one, i) => new PhotoBody($"drawn-{i + 1}", one.Address, Canvas.Side, Canvas.Side, one.Words!, 50, 50, [])),
        ];
    }

    internal static PhotoBody Of(Photo photo) =>
        new(photo.ImageId, photo.Url, photo.Width, photo.Height, photo.Alt, photo.FocalX, photo.FocalY, PictureSizes.Of(photo.Width));
}
