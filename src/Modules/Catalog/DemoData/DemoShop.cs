// Fills an empty catalog with the demo products before the server listens, when the key Demo says so.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Catalog.DemoData;

internal sealed class DemoShop([FromKeyedServices("catalog")] Database database, IConfiguration configuration) : IHostedService
{
    // A stated moment: demo data is the same whenever it is made.
    private static readonly long MadeMs = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public Task StartAsync(CancellationToken cancellationToken) => configuration.GetValue<bool>("Demo") ? Fill(database, cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Fills a catalog without products; else does nothing.</summary>
    internal static async Task Fill(Database database, CancellationToken cancel)
    {
        if (await database.Read(ProductStore.IsEmpty) is false)
        {
            return;
        }

        await database.Write(
            async tx =>
            {
                foreach (var (id, name) in Demo.Vendors)
                {
                    await ProductStore.AddVendor(tx, id, name);
                }

                var parents = new HashSet<string>(StringComparer.Ordinal);
                var number = 0;
                foreach (var (id, fields) in DemoProducts.All())
                {
                    number++;
                    await ProductStore.Insert(tx, id, fields, MadeMs + (number * 60_000L), Demo.Stock(number) > 0);
                    if (fields.ParentId is { } parent)
                    {
                        parents.Add(parent);
                    }
                }

                foreach (var parent in parents)
                {
                    await ProductStore.Recount(tx, parent);
                }

                return true;
            },
            cancel);
    }
}
