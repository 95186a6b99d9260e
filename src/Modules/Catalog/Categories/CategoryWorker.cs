// The loop behind the tree: what was there before it gets its nodes and slugs, then moves are carried out as they come.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Categories;

internal sealed partial class CategoryWorker(
    CategoryBook book,
    CarryCategories carry,
    GiveSlugs slugs,
    IProductStore store,
    TimeProvider clock,
    ILogger<CategoryWorker> log
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the start wait for the tree, but not for a store that is away.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (ExecuteTask is { } work)
        {
            await Task.WhenAny(work, tried.Task).WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (adopted, given, failing) = (false, false, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!adopted)
                {
                    await book.AdoptAll(store, stoppingToken);
                    adopted = true;
                    tried.TrySetResult();
                }

                if (!given)
                {
                    await slugs.All(stoppingToken);
                    given = true;
                }

                while (await carry.Step(stoppingToken))
                {
                    stoppingToken.ThrowIfCancellationRequested();
                }

                failing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                failing = true;
                tried.TrySetResult();
            }

            try
            {
                await book.Moving.Wait(LookEvery, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The tree of categories could not be brought to the products; it stays as it is and is tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
