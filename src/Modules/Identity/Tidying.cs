// Deletes sessions, refresh tokens, revocations and tries that can no longer matter.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Identity;

internal sealed class Tidying([FromKeyedServices("identity")] Database database, TimeProvider clock, ILogger<Tidying> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await database.Write(transaction => SessionStore.Tidy(transaction, clock.GetUtcNow().ToUnixTimeMilliseconds()), stoppingToken);
            }
            catch (Exception fault) when (fault is StorageUnavailable or Overloaded)
            {
                log.LogWarning(fault, "Tidying waits for the next round.");
            }
        }
    }
}
