// The demo shop's coupons, one for each thing that can happen to one, written once into an empty table before the server listens.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Promotions;

internal sealed class DemoCoupons([FromKeyedServices("promotions")] Database database, IIds ids, TimeProvider clock) : IHostedService
{
    private static readonly CouponBody[] All =
    [
        new("WELCOME10", CouponType.Percent, 10m, PerCustomerLimit: 1),
        new("SAVE5", CouponType.Amount, 5m, Demo.Currency, MinSubtotal: 25m),
        new("FREESHIP", CouponType.FreeShipping),
        new("EXPIRED", CouponType.Percent, 50m, EndsAt: new DateTimeOffset(2024, 12, 31, 23, 59, 59, TimeSpan.Zero)),
        new("LIMITED", CouponType.Percent, 20m, TotalLimit: 3),
    ];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => database.Write(
        async tx =>
        {
            if (await CouponStore.Count(tx) > 0)
            {
                return false;
            }

            foreach (var body in All)
            {
                await CouponStore.Add(tx, body.Checked(ids.Next(), clock.GetUtcNow().ToUnixTimeMilliseconds()).Value);
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
