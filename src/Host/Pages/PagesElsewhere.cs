// The public API of the processes that run the catalog and Ordering, as any client asks it.
using System.Net;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

/// <summary>Asks over HTTP.</summary>
/// <param name="http">Follows no redirects and reads bounded answers.</param>
/// <param name="catalog">Where the catalog is; of several each is asked in turn.</param>
/// <param name="ordering">The same of Ordering, which has the policies; none: there are none.</param>
internal sealed class PagesElsewhere(HttpClient http, IReadOnlyList<Uri> catalog, IReadOnlyList<Uri> ordering, TimeProvider clock) : IPages
{
    /// <summary>How long the tree and the policies are taken to be as they were: both change rarely, and every page has them.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a feed is waited for.</summary>
    private static readonly TimeSpan FeedWithin = TimeSpan.FromMinutes(10);

    private readonly Kept tree = new();
    private readonly Kept policies = new();
    private int turn;

    public ValueTask<byte[]?> Product(string slug, CancellationToken cancel) =>
        Ask(catalog, "/api/products/by-slug/" + Uri.EscapeDataString(slug), cancel);

    public ValueTask<byte[]?> Category(string slugPath, CancellationToken cancel) =>
        Ask(catalog, "/api/categories/by-slug/" + string.Join('/', slugPath.Split('/').Select(Uri.EscapeDataString)), cancel);

    public async ValueTask<byte[]> Products(PageList list, CancellationToken cancel) =>
        await Ask(catalog, "/api/products" + list.Query, cancel) ?? throw new HttpRequestException("There is no list of products.");

    public async ValueTask<byte[]> Categories(CancellationToken cancel) =>
        await KeptOrAsked(tree, catalog, "/api/categories", cancel) ?? throw new HttpRequestException("There is no tree of categories.");

    public async ValueTask<byte[]?> Policies(CancellationToken cancel) =>
        ordering.Count == 0 ? null : await KeptOrAsked(policies, ordering, "/api/policies", cancel);

    public async ValueTask<long> SitemapFiles(CancellationToken cancel)
    {
        var body = await Ask(catalog, "/api/products/sitemap", cancel) ?? throw new HttpRequestException("There is no sitemap.");
        return JsonElement.Parse(body).GetProperty("files").GetInt64();
    }

    public ValueTask<bool> Sitemap(long file, HttpResponse to, CancellationToken cancel) =>
        Pass(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/api/products/sitemap/{file}"), to, cancel);

    public ValueTask<bool> GoogleFeed(HttpResponse to, CancellationToken cancel) => Pass("/api/products/feed/google", to, cancel);

    private async ValueTask<byte[]?> KeptOrAsked(Kept kept, IReadOnlyList<Uri> addresses, string path, CancellationToken cancel)
    {
        var now = clock.GetTimestamp();
        if (kept.Last is { } known && clock.GetElapsedTime(known.At, now) < KnownFor)
        {
            return known.Bytes;
        }

        var asked = await Ask(addresses, path, cancel);
        // The same words are the same array, so that whoever has read them need not read them again.
        var bytes = asked is not null && kept.Last is { } before && before.Bytes.AsSpan().SequenceEqual(asked) ? before.Bytes : asked;
        if (bytes is not null)
        {
            kept.Last = new(bytes, now);
        }

        return bytes;
    }

    private async ValueTask<byte[]?> Ask(IReadOnlyList<Uri> addresses, string path, CancellationToken cancel)
    {
        using var reply = await http.GetAsync(At(addresses, path), cancel);
        return reply.StatusCode == HttpStatusCode.NotFound
            ? null
            : await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel);
    }

    // As it comes: nothing of a feed is kept here.
    private async ValueTask<bool> Pass(string path, HttpResponse to, CancellationToken cancel)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        soon.CancelAfter(FeedWithin);
        using var reply = await http.GetAsync(At(catalog, path), HttpCompletionOption.ResponseHeadersRead, soon.Token);
        if (reply.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        to.StatusCode = (int)reply.StatusCode;
        to.ContentType = reply.Content.Headers.ContentType?.ToString();
        to.ContentLength = reply.Content.Headers.ContentLength;
        to.Headers.CacheControl = reply.Headers.CacheControl?.ToString();
        if (reply.Headers.RetryAfter is { } later)
        {
            to.Headers[HeaderNames.RetryAfter] = later.ToString();
        }

        await reply.Content.CopyToAsync(to.Body, soon.Token);
        return true;
    }

    private Uri At(IReadOnlyList<Uri> addresses, string path) =>
        new(addresses[(int)(unchecked((uint)Interlocked.Increment(ref turn)) % addresses.Count)], path);

    private sealed class Kept
    {
        public volatile Known? Last;
    }

    private sealed record Known(byte[] Bytes, long At);
}
