// What a page says about itself to machines, decided once for head, linked data and HTML.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Host;

/// <summary>A step of the way to a page.</summary>
/// <param name="Path">Of its own page.</param>
internal sealed record PageStep(string Name, string Path);

/// <summary>A picture that a page begins with.</summary>
/// <param name="Widths">In which an uploaded one can be had; empty for others.</param>
internal sealed record PagePicture(string Url, string Alt, int? Width, int? Height, IReadOnlyList<int> Widths)
{
    /// <summary>Its srcset in a format; null where it has one size.</summary>
    public string? Set(string format)
    {
        if (Widths.Count == 0)
        {
            return null;
        }

        var folder = Url[..(Url.LastIndexOf('/') + 1)];
        return string.Join(", ", Widths.Select(width => $"{folder}{width}.{format} {width}w"));
    }

    /// <summary>The first of a product, or null. Drawn ones are kept apart: no preview shows an SVG.</summary>
    public static PagePicture? Of(JsonElement product)
    {
        foreach (var picture in product.Items("pictures"))
        {
            if (picture.Text("url") is { } url)
            {
                var width = (int?)picture.Amount("width");
                return new(url, picture.Text("alt") ?? string.Empty, width, (int?)picture.Amount("height"), WidthsOf(url, width));
            }
        }

        foreach (var image in product.Items("images"))
        {
            if (image.ValueKind == JsonValueKind.String && image.GetString() is { Length: > 0 } drawn)
            {
                return new(drawn, string.Empty, null, null, []);
            }
        }

        return null;
    }

    /// <summary>A picture of the shop's own.</summary>
    public static PagePicture? Of(ShopPicture? picture) =>
        picture is null
            ? null
            : new(picture.Url, picture.Alt ?? string.Empty, picture.Width, picture.Height, WidthsOf(picture.Url, picture.Width));

    // Of what is drawn there is one size, whatever it measures.
    private static IReadOnlyList<int> WidthsOf(string url, int? width) =>
        url.StartsWith("/media/", StringComparison.Ordinal) ? PictureSizes.Of(width ?? 1) : [];

    /// <summary>Whether others can show it.</summary>
    public bool IsPhoto => !Url.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A page of the shop in a language.</summary>
/// <param name="Path">The address that it has for good: without what others put behind it.</param>
/// <param name="Title">As the tab shows it.</param>
/// <param name="IsPublic">Whether it may stand in an index.</param>
/// <param name="Root">The shop's address without a slash at the end; null where nobody has said it.</param>
internal sealed record PageMatter(
    ShopSettings Shop,
    PageWords Words,
    string Path,
    string Title,
    string Description,
    bool IsPublic,
    string? Root,
    PageFound Found
)
{
    private static readonly string[] Public = ["policies", "sell"];

    /// <summary>What narrows a list: its results are in no index, however they are asked for.</summary>
    private static readonly string[] Narrowing = ["q", "category", "vendor_id", "min_price", "max_price", "in_stock", "sort", "exact"];

    /// <summary>The way to a product or category, from the shop on; the page itself is not in it.</summary>
    public IReadOnlyList<PageStep> Way { get; init; } = [];

    public PagePicture? Picture { get; init; }

    /// <summary>Markup of the build's files that it runs on.</summary>
    public string Pieces { get; init; } = string.Empty;

    public bool IsProduct => Found.Product is not null;

    /// <summary>Of a variant its parent: what name, address and family the page is of.</summary>
    public JsonElement? Family => Found.Parent ?? Found.Product;

    /// <summary>An address of this shop as others can ask for it.</summary>
    public string Whole(string path) => Root + path;

    /// <summary>Whether the address asks for a list as it is, with nothing left out of it.</summary>
    public static bool IsPlain(IQueryCollection query) =>
        !query.Keys.Any(key => Narrowing.Contains(key, StringComparer.Ordinal) || key.StartsWith("attr.", StringComparison.Ordinal));

    /// <summary>Puts together what is known of a page.</summary>
    /// <param name="path">As it was asked.</param>
    /// <param name="isPlain">As <see cref="IsPlain"/> says.</param>
    public static PageMatter Of(
        ShopSettings shop,
        PageFound found,
        string path,
        bool isPlain,
        string language,
        string? root,
        string unnamed
    )
    {
        var words = PageWords.In(language);
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isHome = segments.Length == 0;
        var about = shop.Tagline ?? (shop.Name == ShopSettings.Unnamed && unnamed.Length > 0 ? unnamed : shop.Name);
        var matter = new PageMatter(
            shop,
            words,
            isHome ? "/" : "/" + string.Join('/', segments.Select(Uri.EscapeDataString)),
            PlainText.Line(shop.Name, PlainText.TitleChars),
            PlainText.Line(about, PlainText.DescriptionChars),
            found.IsThere && (isHome ? isPlain : Public.Contains(segments[0], StringComparer.OrdinalIgnoreCase)),
            root,
            found
        )
        {
            Picture = isHome ? HomePicture(shop) : PagePicture.Of(shop.Logo),
        };
        return found.Product is { } product ? matter.OfProduct(product)
            : found.Category is { } page ? matter.OfCategory(page, isPlain)
            : found.IsThere && segments is ["policies", var name] ? matter.OfPolicy(name)
            : matter;
    }

    private PageMatter OfProduct(JsonElement product)
    {
        var family = Family!.Value;
        var name = product.Text("name") ?? string.Empty;
        var seo = product.Part("seo") ?? family.Part("seo");
        var said = seo?.Text("description");
        var text = product.Text("description") is { Length: > 0 } own ? own : family.Text("description");
        return this with
        {
            Path = "/products/" + Uri.EscapeDataString(family.Text("slug") ?? family.Text("product_id")!),
            Title = Named(seo?.Text("title") is { Length: > 0 } title ? title : name),
            Description = PlainText.Line(
                said is { Length: > 0 } ? said
                    : string.IsNullOrWhiteSpace(text) ? $"{name} – {Shop.Name}"
                    : text,
                PlainText.DescriptionChars,
                markup: true
            ),
            IsPublic = true,
            Picture = PagePicture.Of(product) is { IsPhoto: true } photo ? photo : PagePicture.Of(family) ?? PagePicture.Of(product),
            Way = WayTo(family.Text("category") ?? string.Empty),
        };
    }

    private PageMatter OfCategory(JsonElement page, bool isPlain)
    {
        var category = page.GetProperty("category");
        var seo = category.Part("seo");
        var name = category.Text("name") ?? string.Empty;
        var text = seo?.Text("description") is { Length: > 0 } said ? said : category.Text("description");
        var picture = category.Text("picture");
        return this with
        {
            Path = CategoryPath(category),
            Title = Named(seo?.Text("title") is { Length: > 0 } title ? title : name),
            Description = PlainText.Line(
                string.IsNullOrWhiteSpace(text) ? $"{name} – {Shop.Name}" : text,
                PlainText.DescriptionChars,
                markup: true
            ),
            IsPublic = isPlain,
            Picture = picture is null
                ? (Found.List?.Items("items").Select(PagePicture.Of).FirstOrDefault(one => one?.IsPhoto == true) ?? Picture)
                : new PagePicture(picture, name, null, null, []),
            Way =
            [
                new(Words.Shop, "/"),
                .. page.Items("line").Select(step => new PageStep(step.Text("name") ?? string.Empty, CategoryPath(step))),
            ],
        };
    }

    private PageMatter OfPolicy(string name) =>
        Found.Policies is not { } policies ? this
        : policies.Items("items").FirstOrDefault(one => one.Text("name") == name).Text("title") is { } title
            ? this with
            {
                Title = Named(title),
                Description = PlainText.Line($"{title} – {Shop.Name}", PlainText.DescriptionChars),
            }
        // Nobody else's policy stands in an index under this shop's name.
        : this with { IsPublic = false };

    /// <summary>The path of a category's page.</summary>
    public static string CategoryPath(JsonElement category) =>
        "/c/" + string.Join('/', (category.Text("slug_path") ?? string.Empty).Split('/').Select(Uri.EscapeDataString));

    // As far as there are categories; a name that is none stands at the end without a page of its own.
    private List<PageStep> WayTo(string path)
    {
        var way = new List<PageStep> { new(Words.Shop, "/") };
        var level = Found.Tree?.Items("items") ?? [];
        for (var deeper = true; deeper; )
        {
            deeper = false;
            foreach (var category in level)
            {
                var own = category.Text("path") ?? string.Empty;
                if (path == own || (path.StartsWith(own, StringComparison.Ordinal) && path[own.Length] == '/'))
                {
                    way.Add(new(category.Text("name") ?? own, CategoryPath(category)));
                    (level, deeper) = (category.Items("children"), path != own);
                    break;
                }
            }
        }

        return way;
    }

    private static PagePicture? HomePicture(ShopSettings shop) =>
        PagePicture.Of(shop.Home?.Sections.Select(section => section.Picture).FirstOrDefault(picture => picture is not null) ?? shop.Logo);

    private string Named(string title) => $"{PlainText.Line(title, PlainText.TitleChars)} · {Shop.Name}";
}
