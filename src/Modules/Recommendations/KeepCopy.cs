// Keeps a copy of the affinities as the tables have them, beside the requests; makes it anew when it was lost.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <summary>The loop. A crash between putting and taking the mark off puts once more; several processes may run it.</summary>
public sealed partial class KeepCopy(
    Database database,
    IAffinityCopy copy,
    Signal behind,
    IIds ids,
    TimeProvider clock,
    ILogger<KeepCopy> log
) : BackgroundService
{
    /// <summary>Products in one step: some tens of kilobytes to the copy.</summary>
    public const int BatchProductsMax = 100;

    /// <summary>A lost copy is noticed after this; until it is whole again the tables answer.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly SqlAffinities tables = new(database);

    // The name of the filling under way, while the copy is not whole. Touched by one loop only.
    private string? filling;

    /// <summary>What lies in the copy may be of a time when nobody kept it: everything is put there once more.</summary>
    public Task Begin(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                await CopyStore.MarkAll(tx, ids.Next());
                return true;
            },
            cancel
        );

    /// <summary>
    /// Puts some changed products into the copy; answers false when there were none and the copy is whole.
    /// Throws <see cref="StorageUnavailable"/>.
    /// </summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var whole = await copy.IsWhole(cancel);
        if (whole)
        {
            filling = null;
        }
        else if (filling is null)
        {
            // Empty, or wiped. It is called whole only when everything has been put there and nothing was lost meanwhile.
            var name = ids.Next();
            await copy.Begin(name, cancel);
            await Begin(cancel);
            filling = name;
        }

        var marked = await database.Read(sql => CopyStore.Some(sql, BatchProductsMax));
        if (marked.Count == 0)
        {
            if (whole)
            {
                return false;
            }

            await copy.Finish(filling!, cancel);
            filling = null;
            return true;
        }

        var lists = await tables.Of([.. marked.Select(one => one.ProductId)], cancel);
        await copy.Put([.. marked.Select((one, i) => (one.ProductId, lists[i]))], cancel);
        await database.Write(
            async tx =>
            {
                await CopyStore.Done(tx, marked, ids.Next());
                return true;
            },
            cancel
        );
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var begun = false;
        var away = false;
        try
        {
            while (true)
            {
                try
                {
                    if (!begun)
                    {
                        await Begin(stoppingToken);
                        begun = true;
                    }

                    while (await Step(stoppingToken)) { }

                    if (away)
                    {
                        away = false;
                        LogBack(log);
                    }
                }
                catch (StorageUnavailable unavailable)
                {
                    if (!away)
                    {
                        away = true;
                        LogAway(log, unavailable.Message);
                    }
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(log, failure);
                }

                await behind.Wait(LookEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not put there is marked so, and the next start puts it.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The copy of recommendations cannot be written ({Reason}). The module's own tables answer, and it is tried again."
    )]
    private static partial void LogAway(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The copy of recommendations is as the tables again.")]
    private static partial void LogBack(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "Keeping the copy of recommendations failed and is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
