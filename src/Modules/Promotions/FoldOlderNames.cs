// What an upgrade cannot do in SQL: names of other letters than ASCII, folded before the server listens.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Promotions;

/// <summary>Folds the names of promotions made before they were kept folded; a start after that finds none.</summary>
internal sealed class FoldOlderNames([FromKeyedServices("promotions")] Database database) : IHostedService
{
    private const int AtOnce = 500;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (await database.Write(tx => PromotionStore.FillFolded(tx, AtOnce), cancellationToken) == AtOnce) { }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
