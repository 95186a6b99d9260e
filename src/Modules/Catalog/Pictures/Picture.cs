// The drawn picture of a product: what it is decides the drawing, its colour the tones, its id the background. The same product always
// looks the same.
using System.Text.Json;
using Cartwright.Web;

namespace Cartwright.Catalog.Pictures;

/// <summary>A picture still to be drawn.</summary>
/// <param name="View">One of <see cref="Views"/>.</param>
internal sealed record Picture(string Kind, string? Colour, uint Seed, string View = Views.Front)
{
    // Part of the ETag: raise it when a drawing changes, or browsers keep the old one.
    private const int Edition = 1;

    private static readonly Dictionary<string, Action<Canvas, Tones>> Drawings = new(StringComparer.Ordinal)
    {
        ["mouse"] = Devices.Mouse,
        ["headphones"] = Devices.Headphones,
        ["keyboard"] = Devices.Keyboard,
        ["speaker"] = Devices.Speaker,
        ["camera"] = Devices.Camera,
        ["mug"] = Tableware.Mug,
        ["kettle"] = Tableware.Kettle,
        ["pan"] = Tableware.Pan,
        ["bowl"] = Tableware.Bowl,
        ["chair"] = Furnishings.Chair,
        ["sofa"] = Furnishings.Sofa,
        ["shelf"] = Furnishings.Shelf,
        ["table"] = Furnishings.Table,
        ["pendant"] = Lights.Pendant,
        ["floor lamp"] = Lights.FloorLamp,
        ["lamp"] = Lights.TableLamp,
        ["monstera"] = Greenery.Monstera,
        ["cactus"] = Greenery.Cactus,
        ["vase"] = Greenery.Vase,
        ["planter"] = Greenery.Planter,
        ["sneaker"] = Wear.Sneaker,
        ["boot"] = Wear.Boot,
        ["t-shirt"] = Wear.Tee,
        ["sweater"] = Wear.Sweater,
        ["beanie"] = Wear.Beanie,
        ["backpack"] = Carried.Backpack,
        ["tote"] = Carried.Tote,
        ["watch"] = Carried.Watch,
        ["sunglasses"] = Carried.Sunglasses,
        ["notebook"] = Outings.Notebook,
        ["book"] = Outings.Book,
        ["bottle"] = Outings.Bottle,
        ["tent"] = Outings.Tent,
        ["parcel"] = Outings.Parcel,
    };

    // Where the name says nothing, the category does.
    private static readonly Dictionary<string, string> OfCategory = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Electronics"] = "headphones",
        ["Kitchen"] = "mug",
        ["Furniture"] = "chair",
        ["Lighting"] = "lamp",
        ["Plants"] = "monstera",
        ["Footwear"] = "sneaker",
        ["Bags"] = "tote",
        ["Books"] = "book",
        ["Clothing"] = "t-shirt",
        ["Accessories"] = "watch",
        ["Outdoors"] = "tent",
    };

    public static IReadOnlyCollection<string> Kinds => Drawings.Keys;

    public string ETag =>
        Conditional.ETag(
            $"{Edition}-{Kind.Replace(' ', '-')}-{Palette.Of(Colour, Seed).Main[1..]}-{Seed:x8}{(View == Views.Front ? string.Empty : "-" + View)}"
        );

    public static Picture Of(CatalogProduct product)
    {
        var kind = OfCategory.GetValueOrDefault(product.Category, "parcel");
        if (!string.Equals(product.Category, "Books", StringComparison.OrdinalIgnoreCase))
        {
            // The last word named is the thing: a "Mug Shelf" is a shelf.
            var at = -1;
            foreach (var candidate in Drawings.Keys)
            {
                var found = product.Name.LastIndexOf(candidate, StringComparison.OrdinalIgnoreCase);
                if (found >= 0 && found + candidate.Length > at)
                {
                    (at, kind) = (found + candidate.Length, candidate);
                }
            }
        }

        return new Picture(kind, ColourOf(product.Attributes), Hash(product.ParentId ?? product.ProductId));
    }

    public string Svg()
    {
        var tones = Palette.Of(Colour, Seed);
        var canvas = new Canvas();
        var views = Views.Of(Kind);
        switch (View)
        {
            case Views.Detail:
                Closely(canvas, tones, views);
                break;
            case Views.Use:
                views.Scene(canvas, tones, thing => Drawings[Kind](thing, tones));
                break;
            default:
                Whole(canvas, tones);
                break;
        }

        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 600\" role=\"img\">{canvas}</svg>";
    }

    // The colours that it is made of lie beside it.
    private void Closely(Canvas canvas, Tones tones, KindViews views)
    {
        var (x, y) = (300 - (views.X * views.Zoom), 300 - (views.Y * views.Zoom));
        canvas
            .Rect(0, 0, 600, 600, 0, tones.BackShape)
            .Moved(FormattableString.Invariant($"translate({x:0.#} {y:0.#}) scale({views.Zoom})"), thing => Drawings[Kind](thing, tones))
            .Rect(24, 520, 176, 56, 28, Tones.Paper)
            .Circle(56, 548, 18, tones.Main)
            .Circle(94, 548, 18, tones.Dark)
            .Circle(132, 548, 18, tones.Light)
            .Circle(170, 548, 18, tones.Accent);
    }

    private void Whole(Canvas canvas, Tones tones)
    {
        canvas.Rect(0, 0, 600, 600, 0, tones.Back);
        switch (Seed % 4)
        {
            case 0:
                canvas.Circle(300, 290, 220, tones.BackShape);
                break;
            case 1:
                canvas.Fill("M110 600V300a190 190 0 0 1 380 0V600Z", tones.BackShape);
                break;
            case 2:
                canvas.Rect(0, 430, 600, 170, 0, tones.BackShape).Circle(455, 150, 70, Palette.Mix(tones.BackShape, "#FFFFFF", 45));
                break;
            default:
                canvas
                    .Fill("M0 420C120 340 220 470 360 400S560 330 600 370V600H0Z", tones.BackShape)
                    .Circle(140, 150, 56, Palette.Mix(tones.BackShape, "#FFFFFF", 45));
                break;
        }

        Drawings[Kind](canvas, tones);
    }

    // FNV-1a: the same in every process and version.
    internal static uint Hash(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16_777_619u);
        }

        hash ^= hash >> 15;
        hash = unchecked(hash * 2_246_822_519u);
        return hash ^ (hash >> 13);
    }

    private static string? ColourOf(string attributes)
    {
        using var document = JsonDocument.Parse(attributes);
        return document.RootElement.TryGetProperty("colour", out var colour) || document.RootElement.TryGetProperty("color", out colour)
            ? colour.ValueKind == JsonValueKind.String
                ? colour.GetString()
                : null
            : null;
    }
}
