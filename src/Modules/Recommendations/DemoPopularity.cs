// Demo data: a popularity that no order earned, so that the first visitor sees a shop with favourites. It fades like any other.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <summary>Plants popularity once, beside the requests, from the products the catalog has.</summary>
public sealed partial class DemoPopularity(Database database, ICatalog catalog, TimeProvider clock, ILogger<DemoPopularity> log)
    : BackgroundService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Orders that a demo product seems to have had today: a few favourites, many with hardly any. A function of its number alone.
    /// </summary>
    /// <param name="number">1 to <see cref="Demo.ProductsCount"/>.</param>
    public static double PlantedOrders(int number)
    {
        var spread = number * 2_654_435_761L % 1_000 / 1_000.0;
        return 0.01 + (5 * spread * spread * spread);
    }

    /// <summary>Plants what is not planted yet; answers false while the catalog has nothing.</summary>
    public async Task<bool> Plant(CancellationToken cancel)
    {
        if (await database.Read(AffinityStore.IsPlanted))
        {
            return true;
        }

        var products = new List<(int Number, Product Product)>();
        foreach (var numbers in Enumerable.Range(1, Demo.ProductsCount).Chunk(Limits.ContractIdsMax))
        {
            var request = new GetProductsRequest();
            request.ProductIds.AddRange(numbers.Select(Demo.ProductId));
            if (!(await catalog.GetProducts(request, cancel)).Is(out var reply, out _))
            {
                return false;
            }

            var byId = reply.Products.ToDictionary(product => product.ProductId, StringComparer.Ordinal);
            products.AddRange(
                numbers.Where(number => byId.ContainsKey(Demo.ProductId(number))).Select(number => (number, byId[Demo.ProductId(number)]))
            );
        }

        var weight = Affinity.Weight(Affinity.Day(clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return products.Count > 0
            && await database.Write(
                async tx =>
                {
                    await AffinityStore.Plant(
                        tx,
                        [.. products.Select(p => (p.Product.ProductId, p.Product.Category, PlantedOrders(p.Number) * weight))]
                    );
                    return true;
                },
                cancel
            );
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AskEvery, clock);
        try
        {
            do
            {
                try
                {
                    if (await Plant(stoppingToken))
                    {
                        return;
                    }
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogFailed(log, failure);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start plants it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Demo popularity was not planted and is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
