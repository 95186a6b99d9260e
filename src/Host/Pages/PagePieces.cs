// Which files of the build each page runs on: named in its first HTML, so that the browser fetches them at once and not one after the
// other. The build lists them (web/vite/pieces.ts); without its list pages load as before.
using System.Text;
using System.Text.Json;

namespace Cartwright.Host;

internal sealed class PagePieces
{
    private const string List = ".vite/pieces.json";
    private const string HomePage = "src/features/catalog/CatalogPage.tsx";
    private const string CategoryPage = "src/features/catalog/CategoryPage.tsx";
    private const string ProductPage = "src/features/product/ProductPage.tsx";

    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);

    /// <summary>None.</summary>
    public static PagePieces None { get; } = new();

    /// <param name="root">The folder of the build.</param>
    /// <param name="index">Its page: what that names already is not named twice.</param>
    public static PagePieces Read(string root, string index)
    {
        var path = Path.Combine(root, List);
        return File.Exists(path) ? Of(File.ReadAllBytes(path), index) : None;
    }

    /// <summary>Of the list itself. What it does not have is left out.</summary>
    internal static PagePieces Of(byte[] list, string index)
    {
        var made = new PagePieces();
        var pieces = JsonElement.Parse(list);
        foreach (var source in new[] { HomePage, CategoryPage, ProductPage })
        {
            var (scripts, styles) = (new List<string>(), new List<string>());
            foreach (var piece in pieces.EnumerateObject())
            {
                if (piece.Value.Items("modules").Any(module => module.ValueEquals(source)))
                {
                    Gather(pieces, piece.Name, scripts, styles);
                }
            }

            var text = new StringBuilder();
            foreach (var style in styles.Where(file => !index.Contains(file, StringComparison.Ordinal)))
            {
                text.Append("<link rel=\"stylesheet\" crossorigin href=\"/").Append(PlainText.Html(style)).Append("\" />\n");
            }

            foreach (var script in scripts.Where(file => !index.Contains(file, StringComparison.Ordinal)))
            {
                text.Append("<link rel=\"modulepreload\" crossorigin href=\"/").Append(PlainText.Html(script)).Append("\" />\n");
            }

            made.links[source] = text.ToString();
        }

        return made;
    }

    /// <summary>The links of a page; empty where there are none.</summary>
    public string For(PageFound found, string path) =>
        links.GetValueOrDefault(
            found.Product is not null ? ProductPage
                : found.Category is not null ? CategoryPage
                : path == "/" ? HomePage
                : string.Empty,
            string.Empty
        );

    private static void Gather(JsonElement pieces, string file, List<string> scripts, List<string> styles)
    {
        if (scripts.Contains(file) || !pieces.TryGetProperty(file, out var piece))
        {
            return;
        }

        scripts.Add(file);
        styles.AddRange(Texts(piece, "styles").Where(style => !styles.Contains(style)));
        foreach (var needed in Texts(piece, "imports"))
        {
            Gather(pieces, needed, scripts, styles);
        }
    }

    private static IEnumerable<string> Texts(JsonElement of, string name) =>
        of.Items(name).Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null).OfType<string>();
}
