// The demo shop's promotions, one for each thing that can happen to one, written once into an empty table before the server listens.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Promotions;

internal sealed class DemoPromotions([FromKeyedServices("promotions")] Database database, IIds ids, TimeProvider clock) : IHostedService
{
    private static readonly PromotionBody[] All =
    [
        new(PromotionType.Percent, "WELCOME10", 10m, PerCustomerLimit: 1),
        new(PromotionType.Amount, "SAVE5", 5m, Demo.Currency, MinSubtotal: 25m),
        new(PromotionType.FreeShipping, "FREESHIP"),
        new(PromotionType.Percent, "EXPIRED", 50m, EndsAt: new DateTimeOffset(2024, 12, 31, 23, 59, 59, TimeSpan.Zero)),
        new(PromotionType.Percent, "LIMITED", 20m, TotalLimit: 3),
    ];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        database.Write(
            async tx =>
            {
                if (await PromotionStore.Count(tx) > 0)
                {
                    return false;
                }

                foreach (var body in All)
                {
                    await PromotionStore.Add(tx, body.Checked(ids.Next(), clock.GetUtcNow().ToUnixTimeMilliseconds()).Value);
                }

                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
