// Takes all facts of orders from Ordering anew, page by page, beside the running shop: for facts that were lost, planted, or kept by an
// older rule.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Analytics;

/// <summary>
/// The loop. Each page is one transaction: the facts of its orders go, and come again from what Ordering says. An event that arrives
/// between Ordering's answer and that transaction would be lost with them; so afterwards Ordering is asked for the versions again, and
/// orders that have moved are taken once more. Pages may be taken again: after a crash the next process goes on where the row says.
/// </summary>
public sealed partial class RebuildFacts(
    Database database,
    IOrdering ordering,
    Signal wanted,
    TimeProvider clock,
    ILogger<RebuildFacts> log
) : BackgroundService
{
    /// <summary>Orders a page: an order's events are about 2 KB each, and an answer may have 4 MiB.</summary>
    public const int PageOrders = 100;

    private const int TriesMax = 5;

    // Behind every id of an order.
    private const string Last = "\uFFFD";

    // A command in another process can only write the row.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Does what is wanted now, to its end; false when nothing was wanted.</summary>
    public async Task<bool> Round(CancellationToken stop)
    {
        if (await database.Read(RebuildStore.Find) is not { IsOpen: true } rebuild)
        {
            return false;
        }

        var tries = 0;
        while (rebuild.IsOpen)
        {
            try
            {
                rebuild = await Page(rebuild, stop);
                tries = 0;
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogFailed(log, rebuild.AfterOrderId, failure);
                if (++tries >= TriesMax)
                {
                    rebuild = await Save(
                        rebuild with
                        {
                            State = Rebuild.Failed,
                            Error = $"After order {rebuild.AfterOrderId}: {failure.Message}",
                        }
                    );
                }
                else
                {
                    await Task.Delay(RetryAfter, clock, stop);
                }
            }
        }

        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, string.Empty, failure);
            }

            await wanted.Wait(LookEvery, clock, stoppingToken);
        }
    }

    private async Task<Rebuild> Page(Rebuild rebuild, CancellationToken stop)
    {
        var page = await Ask(rebuild.AfterOrderId, PageOrders, versionsOnly: false, stop);
        if (page.Orders.Count == 0)
        {
            return await database.Write(
                async tx =>
                {
                    await RebuildStore.ClearRest(tx, rebuild.AfterOrderId, rebuild.WantedMs);
                    await CountSold.Forget(tx, rebuild.AfterOrderId, Last, clock.GetUtcNow().ToUnixTimeMilliseconds());
                    return await Save(tx, rebuild with { State = Rebuild.Finished, Total = rebuild.Done });
                },
                stop
            );
        }

        var last = page.Orders[^1].OrderId;
        var next = await database.Write(
            async tx =>
            {
                await RebuildStore.Clear(tx, rebuild.AfterOrderId, last);
                foreach (var order in page.Orders)
                {
                    await Tell(tx, order);
                }

                await CountSold.Forget(tx, rebuild.AfterOrderId, last, clock.GetUtcNow().ToUnixTimeMilliseconds());
                return await Save(
                    tx,
                    rebuild with
                    {
                        State = Rebuild.Running,
                        AfterOrderId = last,
                        Done = rebuild.Done + page.Orders.Count,
                        Total = page.OrdersTotal,
                    }
                );
            },
            stop
        );
        await TakeMoved(rebuild.AfterOrderId, page.Orders, stop);
        return next;
    }

    /// <summary>Takes orders again that have moved since they were taken, until none has.</summary>
    private async Task TakeMoved(string afterOrderId, RepeatedField<OrderEvents> taken, CancellationToken stop)
    {
        while (true)
        {
            var versions = (await Ask(afterOrderId, taken.Count, versionsOnly: true, stop)).Orders.ToDictionary(
                order => order.OrderId,
                order => order.Version,
                StringComparer.Ordinal
            );
            var moved = taken
                .Where(order => versions.GetValueOrDefault(order.OrderId, order.Version) != order.Version)
                .Select(order => order.OrderId)
                .ToHashSet(StringComparer.Ordinal);
            if (moved.Count == 0)
            {
                return;
            }

            var again = (await Ask(afterOrderId, taken.Count, versionsOnly: false, stop)).Orders;
            await database.Write(
                async tx =>
                {
                    foreach (var order in again.Where(order => moved.Contains(order.OrderId)))
                    {
                        await RebuildStore.Clear(tx, order.OrderId);
                        await Tell(tx, order);
                    }

                    return true;
                },
                stop
            );
            taken = again;
        }
    }

    private async Task<ListOrderEventsReply> Ask(string afterOrderId, int limit, bool versionsOnly, CancellationToken stop) =>
        (
            await ordering.ListOrderEvents(
                new()
                {
                    AfterOrderId = afterOrderId,
                    Limit = limit,
                    VersionsOnly = versionsOnly,
                },
                stop
            )
        ).Is(out var reply, out var refused)
            ? reply
            : throw new InvalidOperationException(
                $"Ordering did not tell its orders after '{afterOrderId}': {refused.Code}, {refused.Detail}"
            );

    private static async ValueTask Tell(Transaction tx, OrderEvents order)
    {
        foreach (var told in order.Events)
        {
            await KeepFacts.OfOrder(tx, told.Topic, told.Data);
        }
    }

    private Task<Rebuild> Save(Rebuild rebuild) => database.Write(tx => Save(tx, rebuild));

    private async ValueTask<Rebuild> Save(Transaction tx, Rebuild rebuild)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await RebuildStore.Progress(tx, rebuild.State, rebuild.AfterOrderId, rebuild.Done, rebuild.Total, now, rebuild.Error);
        return rebuild with { UpdatedMs = now };
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The rebuild of the order facts failed after order '{OrderId}' and will be tried again."
    )]
    private static partial void LogFailed(ILogger log, string orderId, Exception failure);
}
