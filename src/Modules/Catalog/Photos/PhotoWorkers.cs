// The loops behind pictures: sizes and sweeps in one, fetching in another, so that a slow server elsewhere holds up no upload.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Photos;

internal sealed partial class SizeWorker(MakeSizes sizes, SweepPhotos sweep, TimeProvider clock, ILogger<SizeWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstSweepAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = clock.GetUtcNow() + FirstSweepAfter;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await sizes.Step(stoppingToken))
                {
                    stoppingToken.ThrowIfCancellationRequested();
                }

                if (clock.GetUtcNow() >= due)
                {
                    due = clock.GetUtcNow() + SweepEvery;
                    await sweep.Sweep(stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            try
            {
                await sizes.Wait(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The sizes of a picture could not be made, or unused ones not deleted; it is tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}

internal sealed partial class FetchWorker(FetchPhotos fetch, FetchQueue queue, ILogger<FetchWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await fetch.Step(stoppingToken))
                {
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            try
            {
                await queue.Wait(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A picture could not be fetched and will be tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
