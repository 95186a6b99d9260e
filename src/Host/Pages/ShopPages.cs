// What the addresses of products and categories are about: asked of the catalog here, or of the process that runs it.
using System.Text.Json;

namespace Cartwright.Host;

/// <summary>A list of products as the pages ask for it.</summary>
/// <param name="Category">A path of names; null for all.</param>
/// <param name="ParentId">Of whose variants; null for products that stand alone.</param>
internal sealed record PageList(string? Category, string? ParentId, int Limit)
{
    /// <summary>What the home page and pages of categories begin with (web/src/features/catalog/CatalogPage.tsx).</summary>
    public const int First = 24;

    /// <summary>The query, spelled as the pages' client spells it: what is written into a page is found by it.</summary>
    public string Query { get; } =
        "?"
        + (Category is null ? string.Empty : $"category={PlainText.FormValue(Category)}&")
        + (ParentId is null ? string.Empty : $"parent_id={PlainText.FormValue(ParentId)}&")
        + string.Create(System.Globalization.CultureInfo.InvariantCulture, $"limit={Limit}");
}

/// <summary>
/// Answers what the public API answers to somebody whom nobody knows, as JSON. Throws when it cannot be asked, or not in time.
/// </summary>
internal interface IPages
{
    /// <summary>A product by its slug as it is or was, or by its id; null for none.</summary>
    ValueTask<byte[]?> Product(string slug, CancellationToken cancel);

    /// <summary>A category with the way to it, by its path of slugs as it is or was; null for none.</summary>
    ValueTask<byte[]?> Category(string slugPath, CancellationToken cancel);

    /// <summary>A page of products.</summary>
    ValueTask<byte[]> Products(PageList list, CancellationToken cancel);

    /// <summary>The tree of categories; the same array as before while nothing is known to have changed.</summary>
    ValueTask<byte[]> Categories(CancellationToken cancel);

    /// <summary>The shop's policies, likewise; null where nobody says.</summary>
    ValueTask<byte[]?> Policies(CancellationToken cancel);

    /// <summary>How many files of addresses of products there are.</summary>
    ValueTask<long> SitemapFiles(CancellationToken cancel);

    /// <summary>Writes one of them, counted from 1; false for none, with nothing written.</summary>
    ValueTask<bool> Sitemap(long file, HttpResponse to, CancellationToken cancel);

    /// <summary>Writes the feed for Google.</summary>
    ValueTask<bool> GoogleFeed(HttpResponse to, CancellationToken cancel);
}

/// <summary>What there is at an address.</summary>
/// <param name="IsThere">Whether the page is about something; also when nobody can say: the page then says what is wrong.</param>
/// <param name="Moved">The path that it has now, where it is another; ready to be sent as Location.</param>
internal sealed record PageFound(bool IsThere, string? Moved = null)
{
    public static PageFound Here { get; } = new(true);

    public static PageFound Nowhere { get; } = new(false);

    /// <summary>Nobody could say what is there.</summary>
    public static PageFound Unsaid { get; } = new(true) { IsKnown = false };

    /// <summary>Whether the catalog has said what is there: a page that is late must not be taken out of an index.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>What the page is about.</summary>
    public JsonElement? Product { get; init; }

    /// <summary>Of a variant the product that it is one of.</summary>
    public JsonElement? Parent { get; init; }

    /// <summary>Of a product with variants those.</summary>
    public JsonElement? Variants { get; init; }

    /// <summary>A category with the way to it.</summary>
    public JsonElement? Category { get; init; }

    /// <summary>What its list begins with.</summary>
    public JsonElement? List { get; init; }

    public JsonElement? Tree { get; init; }

    public JsonElement? Policies { get; init; }

    /// <summary>What the page would ask for, by the address at which it would.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Data { get; init; } = [];
}

/// <summary>Looks up what a page is about.</summary>
internal sealed class ShopPages(IPages? pages)
{
    private const string ProductRoom = "products";
    private const string CategoryRoom = "c";
    private const int VariantsMax = 100;

    /// <summary>Nobody waits longer for a status, a redirect, or what only makes a page quicker.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    private readonly ReadOnce tree = new();
    private readonly ReadOnce policies = new();

    /// <summary>What is at a path of the shop.</summary>
    /// <param name="isPlain">Whether the address asks for nothing besides: then the list that it begins with is there too.</param>
    public async ValueTask<PageFound> Find(string path, bool isPlain, CancellationToken cancel)
    {
        if (pages is null || path.StartsWith("/admin", StringComparison.OrdinalIgnoreCase))
        {
            return PageFound.Here;
        }

        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var room = segments.Length == 0 ? string.Empty : segments[0].ToLowerInvariant();
        var rest = string.Join('/', segments.Skip(1));
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        soon.CancelAfter(Within);
        try
        {
            return room == ProductRoom && segments.Length == 1 ? new(true, "/")
                : room == ProductRoom && segments.Length == 2 ? await Product(path, rest, soon.Token)
                : room == CategoryRoom && segments.Length > 1 ? await Category(path, rest, isPlain, soon.Token)
                : segments.Length == 0 && isPlain ? await Around(await Listed(PageFound.Here, null, soon.Token), soon.Token)
                : await Around(PageFound.Here, soon.Token);
        }
        catch (Exception)
        {
            // The page asks the catalog itself and says what is wrong with it.
            return room is ProductRoom or CategoryRoom ? PageFound.Unsaid : PageFound.Here;
        }
    }

    private async ValueTask<PageFound> Product(string path, string slug, CancellationToken cancel)
    {
        if (await pages!.Product(slug, cancel) is not { } bytes)
        {
            return await Around(PageFound.Nowhere, cancel);
        }

        var product = JsonElement.Parse(bytes);
        var now = product.Text("slug") ?? product.Text("product_id")!;
        if (now != slug || path != $"/{ProductRoom}/{slug}")
        {
            return new(true, $"/{ProductRoom}/{Uri.EscapeDataString(now)}");
        }

        var found = PageFound.Here with { Product = product, Data = [new($"/api/products/by-slug/{PlainText.UriComponent(slug)}", bytes)] };
        if (product.Text("parent_id") is { } parentId)
        {
            found = await Optional(
                found,
                async known =>
                    await pages.Product(parentId, cancel) is { } parent
                        ? known with
                        {
                            Parent = JsonElement.Parse(parent),
                            Data = [.. known.Data, new($"/api/products/{PlainText.UriComponent(parentId)}", parent)],
                        }
                        : known
            );
        }

        var family = found.Parent ?? product;
        if (family.Is("has_variants") && family.Text("product_id") is { } id)
        {
            found = await Optional(
                found,
                async known =>
                {
                    var list = new PageList(null, id, VariantsMax);
                    var variants = await pages.Products(list, cancel);
                    return known with
                    {
                        Variants = JsonElement.Parse(variants),
                        Data = [.. known.Data, new("/api/products" + list.Query, variants)],
                    };
                }
            );
        }

        return await Around(found, cancel);
    }

    private async ValueTask<PageFound> Category(string path, string slugPath, bool isPlain, CancellationToken cancel)
    {
        if (await pages!.Category(slugPath, cancel) is not { } bytes)
        {
            return await Around(PageFound.Nowhere, cancel);
        }

        var page = JsonElement.Parse(bytes);
        var category = page.GetProperty("category");
        var now = category.Text("slug_path")!;
        if (now != slugPath || path != $"/{CategoryRoom}/{slugPath}")
        {
            return new(true, $"/{CategoryRoom}/{string.Join('/', now.Split('/').Select(Uri.EscapeDataString))}");
        }

        var found = PageFound.Here with { Category = page, Data = [new($"/api/categories/by-slug/{PlainText.UriPath(slugPath)}", bytes)] };
        return await Around(isPlain ? await Listed(found, category.Text("path"), cancel) : found, cancel);
    }

    private ValueTask<PageFound> Listed(PageFound found, string? category, CancellationToken cancel) =>
        Optional(
            found,
            async known =>
            {
                var list = new PageList(category, null, PageList.First);
                var bytes = await pages!.Products(list, cancel);
                return known with { List = JsonElement.Parse(bytes), Data = [.. known.Data, new("/api/products" + list.Query, bytes)] };
            }
        );

    // What every page has: the tree for its crumbs and shelves, the policies for its foot.
    private async ValueTask<PageFound> Around(PageFound found, CancellationToken cancel)
    {
        var known = await Optional(
            found,
            async before =>
            {
                var bytes = await pages!.Categories(cancel);
                return before with { Tree = tree.Of(bytes), Data = [.. before.Data, new("/api/categories", bytes)] };
            }
        );
        return await Optional(
            known,
            async before =>
                await pages!.Policies(cancel) is { } bytes
                    ? before with
                    {
                        Policies = policies.Of(bytes),
                        Data = [.. before.Data, new("/api/policies", bytes)],
                    }
                    : before
        );
    }

    // A page without this part is better than none.
    private static async ValueTask<PageFound> Optional(PageFound known, Func<PageFound, ValueTask<PageFound>> more)
    {
        try
        {
            return await more(known);
        }
        catch (Exception)
        {
            return known;
        }
    }

    /// <summary>What is the same array as before is not read again: a tree of thousands of categories would be, with every page.</summary>
    private sealed class ReadOnce
    {
        private volatile Tuple<byte[], JsonElement>? last;

        public JsonElement Of(byte[] bytes)
        {
            if (last is { } before && ReferenceEquals(before.Item1, bytes))
            {
                return before.Item2;
            }

            var read = JsonElement.Parse(bytes);
            last = Tuple.Create(bytes, read);
            return read;
        }
    }
}

/// <summary>Members of JSON that may be absent.</summary>
internal static class JsonMembers
{
    /// <summary>A text; null where there is none.</summary>
    public static string? Text(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>An amount with the digits that it was written with.</summary>
    public static decimal? Amount(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
            ? member.GetDecimal()
            : null;

    /// <summary>Whether it is there and true.</summary>
    public static bool Is(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    /// <summary>An object or a list; null where there is none.</summary>
    public static JsonElement? Part(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object
        && of.TryGetProperty(name, out var member)
        && member.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? member
            : null;

    /// <summary>The items of a list; none where there is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement of, string name) =>
        of.Part(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
