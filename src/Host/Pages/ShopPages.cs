// What the addresses of products and categories are about: asked of the catalog here, or of the process that runs it.
using System.Net;
using System.Text.Json;
using Cartwright.Catalog.Categories;

namespace Cartwright.Host;

/// <summary>What there is at an address.</summary>
/// <param name="IsThere">Whether the page is about something; also when nobody can say: the page then says what is wrong.</param>
/// <param name="Moved">The path that it has now, where it is another; ready to be sent as Location.</param>
internal readonly record struct PageFound(bool IsThere, string? Moved)
{
    public static PageFound Here { get; } = new(true, null);

    public static PageFound Nowhere { get; } = new(false, null);
}

/// <summary>Looks addresses up. Throws when the catalog cannot be asked.</summary>
internal interface IPages
{
    /// <summary>The present slug of a product, by its slug or id; null for none.</summary>
    ValueTask<string?> Product(string slug, CancellationToken cancel);

    /// <summary>The present path of slugs of a category; null for none.</summary>
    ValueTask<string?> Category(string slugPath, CancellationToken cancel);
}

internal static class ShopPages
{
    private const string Products = "products";
    private const string Categories = "c";

    /// <summary>Nobody waits longer for a status or a redirect.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    /// <summary>What is at a path of the shop; pages that are about no product and no category are always there.</summary>
    public static async ValueTask<PageFound> Find(string path, IPages? pages, CancellationToken cancel)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var room = segments.Length < 2 ? string.Empty : segments[0].ToLowerInvariant();
        if (pages is null || !(room == Categories || (room == Products && segments.Length == 2)))
        {
            return PageFound.Here;
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        soon.CancelAfter(Within);
        try
        {
            var asked = string.Join('/', segments[1..]);
            var now = room == Products ? await pages.Product(asked, soon.Token) : await pages.Category(asked, soon.Token);
            return now is null ? PageFound.Nowhere
                : now == asked && path == $"/{room}/{asked}" ? PageFound.Here
                : new(true, $"/{room}/{string.Join('/', now.Split('/').Select(Uri.EscapeDataString))}");
        }
        catch (Exception)
        {
            // The page asks the catalog itself and says what is wrong with it.
            return PageFound.Here;
        }
    }
}

/// <summary>The catalog of this process.</summary>
internal sealed class PagesHere(FindPages find) : IPages
{
    public ValueTask<string?> Product(string slug, CancellationToken cancel) => Asked(find.AddressOfProduct(slug), cancel);

    public ValueTask<string?> Category(string slugPath, CancellationToken cancel) => Asked(find.AddressOfCategory(slugPath), cancel);

    private static async ValueTask<string?> Asked(ValueTask<string?> asked, CancellationToken cancel) =>
        await asked.AsTask().WaitAsync(cancel);
}

/// <summary>The catalog's public API, as any client asks it.</summary>
/// <param name="http">Follows no redirects and reads bounded answers.</param>
/// <param name="addresses">Where the catalog is; of several each is asked in turn.</param>
internal sealed class PagesElsewhere(HttpClient http, IReadOnlyList<Uri> addresses) : IPages
{
    private int turn;

    public ValueTask<string?> Product(string slug, CancellationToken cancel) =>
        Ask(
            "/api/products/by-slug/" + Uri.EscapeDataString(slug),
            body => body.TryGetProperty("slug", out var now) ? now.GetString() : body.GetProperty("product_id").GetString(),
            cancel
        );

    public ValueTask<string?> Category(string slugPath, CancellationToken cancel) =>
        Ask(
            "/api/categories/by-slug/" + string.Join('/', slugPath.Split('/').Select(Uri.EscapeDataString)),
            body => body.GetProperty("category").GetProperty("slug_path").GetString(),
            cancel
        );

    private async ValueTask<string?> Ask(string path, Func<JsonElement, string?> read, CancellationToken cancel)
    {
        var at = addresses[(int)(unchecked((uint)Interlocked.Increment(ref turn)) % addresses.Count)];
        using var reply = await http.GetAsync(new Uri(at, path), cancel);
        if (reply.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        using var body = JsonDocument.Parse(await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel));
        return read(body.RootElement);
    }
}
