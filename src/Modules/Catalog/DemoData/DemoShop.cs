// Fills an empty catalog with the demo products before the server listens, when the key Demo says so.
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Catalog.DemoData;

internal sealed class DemoShop(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    CategoryBook categories,
    IConfiguration configuration,
    TimeProvider clock
) : BackgroundService
{
    // A stated moment: demo data is the same whenever it is made.
    private static readonly long MadeMs = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the start wait for the products, but not for a store that is away: it is filled when it comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (ExecuteTask is { } filling && await Task.WhenAny(filling, tried.Task) == filling)
        {
            await filling;
        }
    }

    /// <summary>Fills a catalog without products; else does nothing.</summary>
    internal static async Task Fill(Database database, IProductStore store, CancellationToken cancel)
    {
        await database.Write(
            async tx =>
            {
                foreach (var (id, name) in Demo.Vendors)
                {
                    await ProductSql.AddVendor(tx, id, name);
                }

                return true;
            },
            cancel
        );
        await store.Fill(Products().ToAsyncEnumerable(), over: false, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (configuration.Switch("Demo"))
        {
            try
            {
                await Fill(database, store, stoppingToken);
                await categories.AdoptAll(store, stoppingToken);
                return;
            }
            catch (StorageUnavailable)
            {
                tried.TrySetResult();
                await Task.Delay(LookEvery, clock, stoppingToken);
            }
        }
    }

    private static string SlugOf(HashSet<string> taken, string id, string name)
    {
        var slug = Slugs.Of(name);
        if (!taken.Add(slug))
        {
            slug = Slugs.Marked(slug, id, ProductRules.Nameless);
            taken.Add(slug);
        }

        return slug;
    }

    private static IEnumerable<StoredProduct> Products()
    {
        var all = DemoProducts.All();
        var variants = all.Select((made, i) => (made.Fields.ParentId, Stocked: Demo.Stock(i + 1) > 0))
            .Where(made => made.ParentId is not null)
            .ToLookup(made => made.ParentId!, made => made.Stocked, StringComparer.Ordinal);
        var slugs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count; i++)
        {
            var (id, fields) = all[i];
            var number = i + 1;
            var madeMs = MadeMs + (number * 60_000L);
            yield return new(
                new(
                    number,
                    id,
                    1,
                    fields.Name,
                    fields.Description,
                    fields.Category,
                    fields.VendorId,
                    null,
                    fields.PriceMinor,
                    fields.Currency,
                    fields.Attributes,
                    fields.Options,
                    fields.Images,
                    fields.ParentId,
                    variants[id].Count(),
                    Demo.Stock(number) > 0,
                    false,
                    madeMs,
                    variants[id].Count(stocked => stocked),
                    fields.TaxClass,
                    fields.PricesIncludeTax,
                    fields.RequiresShipping,
                    fields.WeightG
                )
                {
                    CompareAtMinor = fields.CompareAtMinor,
                    Safety = fields.Safety,
                    Listing = fields.Listing with { Slug = fields.ParentId is null ? SlugOf(slugs, id, fields.Name) : null },
                },
                madeMs,
                Demo.Stock(number)
            );
        }
    }
}
