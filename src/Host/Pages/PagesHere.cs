// The catalog of this process, and the policies where they are here too.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Feeds;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Host;

/// <summary>Asks the modules of this process.</summary>
/// <param name="store">Null where Ordering is elsewhere.</param>
/// <param name="root">The shop's address; null where nobody has said it.</param>
internal sealed class PagesHere(PublicAnswers catalog, ShopFeeds feeds, PolicyStore? store, string? root) : IPages
{
    private volatile Tuple<IReadOnlyList<KeptPolicy>, byte[]>? policies;

    /// <summary>Of the services of a process that runs the catalog.</summary>
    public static PagesHere Of(IServiceProvider services, IConfiguration configuration) =>
        new(
            services.GetRequiredService<PublicAnswers>(),
            services.GetRequiredService<ShopFeeds>(),
            services.GetService<PolicyStore>(),
            ShopUrl.Given(configuration)
        );

    public async ValueTask<byte[]?> Product(string slug, CancellationToken cancel) =>
        await catalog.Product(slug, cancel).AsTask().WaitAsync(cancel);

    public async ValueTask<byte[]?> Category(string slugPath, CancellationToken cancel) =>
        await catalog.Category(slugPath).AsTask().WaitAsync(cancel);

    public async ValueTask<byte[]> Products(PageList list, CancellationToken cancel) =>
        await catalog.Products(list.Query, list.Category, list.ParentId, list.Limit, cancel).AsTask().WaitAsync(cancel);

    public async ValueTask<byte[]> Categories(CancellationToken cancel) => await catalog.Categories().AsTask().WaitAsync(cancel);

    public async ValueTask<byte[]?> Policies(CancellationToken cancel)
    {
        if (store is null)
        {
            return null;
        }

        var today = await store.Today().AsTask().WaitAsync(cancel);
        if (policies is { } known && ReferenceEquals(known.Item1, today))
        {
            return known.Item2;
        }

        var written = JsonSerializer.SerializeToUtf8Bytes(PolicyListBody.Of(today), Json.Options);
        policies = Tuple.Create(today, written);
        return written;
    }

    public ValueTask<long> SitemapFiles(CancellationToken cancel) => feeds.Files();

    public async ValueTask<bool> Sitemap(long file, HttpResponse to, CancellationToken cancel) =>
        await Written(await feeds.WriteSitemap(file, root, to, cancel), to);

    public async ValueTask<bool> GoogleFeed(HttpResponse to, CancellationToken cancel) =>
        await Written(await feeds.WriteGoogle(root, to, cancel), to);

    private static async ValueTask<bool> Written(Contracts.Refusal? refused, HttpResponse to)
    {
        if (refused is null || refused.Kind == Contracts.RefusalKind.NotFound)
        {
            return refused is null;
        }

        to.Headers.CacheControl = "no-store";
        await Answer.Problem(refused).ExecuteAsync(to.HttpContext);
        return true;
    }
}
