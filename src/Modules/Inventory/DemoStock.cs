// First receipts of the demo shop, written once into empty tables before the server listens.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Inventory;

internal sealed class DemoStock([FromKeyedServices("inventory")] Database database, TimeProvider clock) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        database.Write(
            tx =>
                InventoryStore.Fill(
                    tx,
                    [.. Enumerable.Range(1, Demo.ProductsCount).Select(number => new Units(Demo.ProductId(number), Demo.Stock(number)))],
                    "first receipt",
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
