// The three views of a product that is drawn: whole, a part of it up close, and where it is used. What they show is said in words, too.
using Cartwright.Web;

namespace Cartwright.Catalog.Pictures;

/// <summary>What the views of a kind of goods show.</summary>
/// <param name="X">Where to look closely, on the square of 600.</param>
/// <param name="Y">Likewise.</param>
/// <param name="Zoom">How much larger it is there.</param>
/// <param name="Part">What is seen there.</param>
/// <param name="Scene">Where it is used.</param>
/// <param name="Used">The same in words, after the name.</param>
internal sealed record KindViews(double X, double Y, double Zoom, string Part, Action<Canvas, Tones, Action<Canvas>> Scene, string Used);

internal static class Views
{
    /// <summary>The whole thing; its address is <c>image.svg</c>.</summary>
    public const string Front = "front";

    /// <summary>A part of it, larger.</summary>
    public const string Detail = "detail";

    /// <summary>Where it is used, with what tells its size.</summary>
    public const string Use = "use";

    private static readonly Dictionary<string, KindViews> Kinds = new(StringComparer.Ordinal)
    {
        ["mouse"] = new(300, 200, 2.4, "the milled wheel", Scenes.Desk, "beside a screen on a desk"),
        ["headphones"] = new(410, 390, 2.2, "an ear cup", Scenes.Head(1, 0), "on somebody's head"),
        ["keyboard"] = new(330, 300, 2.3, "the keys", Scenes.Desk, "in front of a screen on a desk"),
        ["speaker"] = new(300, 364, 2.2, "the driver", Scenes.Desk, "on a desk beside a screen"),
        ["camera"] = new(300, 334, 2.3, "the lens", Scenes.Hills(0.42), "taken along to the hills"),
        ["mug"] = new(400, 320, 2.2, "the handle", Scenes.Counter, "on a kitchen counter with a board and herbs"),
        ["kettle"] = new(450, 270, 2.2, "the spout", Scenes.Counter, "on a kitchen counter with a board and herbs"),
        ["pan"] = new(264, 300, 1.9, "the inside", Scenes.Counter, "on a kitchen counter with a board and herbs"),
        ["bowl"] = new(300, 330, 2.1, "the glaze", Scenes.Counter, "on a kitchen counter with a board and herbs"),
        ["chair"] = new(300, 340, 2, "the seat", Scenes.Room(0.6), "in a room, with somebody beside it for scale"),
        ["sofa"] = new(210, 290, 2.1, "a cushion", Scenes.Room(0.74), "in a room, with somebody beside it for scale"),
        ["shelf"] = new(300, 300, 2.1, "a board", Scenes.Room(0.82), "in a room, with somebody beside it for scale"),
        ["table"] = new(300, 300, 2, "the edge", Scenes.Room(0.7), "in a room, with somebody beside it for scale"),
        ["pendant"] = new(300, 300, 1.9, "the shade", Scenes.Table, "above a table that is laid for two"),
        ["floor lamp"] = new(400, 220, 2.2, "the shade", Scenes.Room(0.8), "in a room, with somebody beside it for scale"),
        ["lamp"] = new(300, 250, 2, "the shade", Scenes.Desk, "on a desk beside a screen"),
        ["monstera"] = new(300, 220, 2.1, "a leaf", Scenes.Sill, "on a windowsill"),
        ["cactus"] = new(300, 240, 2.1, "the ribs", Scenes.Sill, "on a windowsill"),
        ["vase"] = new(300, 300, 2.1, "the body", Scenes.Sill, "on a windowsill"),
        ["planter"] = new(300, 300, 2, "the rim", Scenes.Sill, "on a windowsill"),
        ["sneaker"] = new(310, 290, 2.2, "the laces", Scenes.Feet, "as a pair, worn on a pavement"),
        ["boot"] = new(330, 220, 2.2, "the laces", Scenes.Feet, "as a pair, worn on a pavement"),
        ["t-shirt"] = new(300, 160, 2.3, "the collar", Scenes.Body, "worn"),
        ["sweater"] = new(300, 180, 2.2, "the knit", Scenes.Body, "worn"),
        ["beanie"] = new(300, 400, 2.1, "the cuff", Scenes.Head(0.66, -110), "worn"),
        ["backpack"] = new(300, 390, 2.1, "the front pocket", Scenes.Back, "on somebody's back"),
        ["tote"] = new(330, 330, 2.1, "the seam and the handle", Scenes.Side, "carried at somebody's side"),
        ["watch"] = new(300, 298, 2.4, "the dial", Scenes.Wrist, "on a wrist"),
        ["sunglasses"] = new(184, 300, 2.3, "a lens", Scenes.Head(0.5, 0), "worn"),
        ["notebook"] = new(290, 200, 2.1, "the label", Scenes.FromAbove, "on a table with a cup of coffee, seen from above"),
        ["book"] = new(318, 240, 2.1, "the cover", Scenes.FromAbove, "on a table with a cup of coffee, seen from above"),
        ["bottle"] = new(300, 150, 2.3, "the cap", Scenes.Hills(0.5), "taken along to the hills"),
        ["tent"] = new(300, 360, 2.1, "the door", Scenes.Hills(0.66), "pitched among hills"),
        ["parcel"] = new(220, 340, 2.1, "the label", Scenes.Room(0.4), "in a room, with somebody beside it for scale"),
    };

    /// <summary>Those beside the first.</summary>
    public static IReadOnlyList<string> Others { get; } = [Detail, Use];

    public static KindViews Of(string kind) => Kinds[kind];

    /// <summary>The addresses of the views of a product, the whole thing first.</summary>
    public static IReadOnlyList<string> Addresses(string productId) =>
        [$"/api/products/{productId}/image.svg", .. Others.Select(view => $"/api/products/{productId}/image/{view}.svg")];

    /// <summary>
    /// What the picture of an address shows, for those who do not see it: a variant may show its parent's. Null for one that is not drawn.
    /// </summary>
    public static string? Words(CatalogProduct product, string address)
    {
        var picture = Picture.Of(product);
        return !PictureRule.IsDrawn(address) ? null
            : address.EndsWith("/image/detail.svg", StringComparison.Ordinal) ? $"{product.Name}: {Of(picture.Kind).Part} up close"
            : address.EndsWith("/image/use.svg", StringComparison.Ordinal) ? $"{product.Name}, {Of(picture.Kind).Used}"
            : picture.Colour is { Length: > 0 } colour ? $"{product.Name} in {colour.ToLowerInvariant()}"
            : product.Name;
    }
}
