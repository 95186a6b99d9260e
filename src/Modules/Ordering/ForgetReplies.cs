// Drops stored replies when nobody can ask for them any more, so that idempotency does not grow for ever.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>Once an hour, in small bites.</summary>
public sealed partial class ForgetReplies(OrderStore store, TimeProvider clock, ILogger<ForgetReplies> log) : BackgroundService
{
    private const int RepliesAtOnce = 500;

    /// <summary>Forgets everything that may be forgotten now.</summary>
    public async Task Once(CancellationToken stop)
    {
        var before = (clock.GetUtcNow() - Limits.IdempotencyKept).ToUnixTimeMilliseconds();
        while (!stop.IsCancellationRequested && await store.ForgetReplies(before, RepliesAtOnce) == RepliesAtOnce)
        {
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Once(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old replies could not be forgotten; the next hour tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
