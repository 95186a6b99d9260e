// Chains all orders to each other, behind the commits that change them: an order that is deleted, or set back to what it once was, is
// missed by the chain, and the chain's head is told to Payments, whose database keeps it, so that its end cannot be cut off by whoever can
// write this one.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>Makes batches, woken by the commits that leave something for one. Several processes may do it beside each other.</summary>
public sealed partial class SealChain(
    [FromKeyedServices("ordering")] Database database,
    OrderSeals seals,
    IPayments payments,
    [Steady] TimeProvider clock,
    ILogger<SealChain> log
) : BackgroundService
{
    /// <summary>The name under which Payments keeps the head.</summary>
    public const string Anchor = "orders";

    /// <summary>Changes of a batch: a few milliseconds of the writer.</summary>
    internal const int ChangesMax = 500;

    /// <summary>
    /// How long after a change its batch is made: so many share one commit. A change younger than this is not in the chain yet.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    private long anchored = -1;

    /// <summary>Payments knows a chain that is not here: it keeps what it has, as the proof.</summary>
    private bool cut;

    /// <summary>How long a process of the version before may go on beside this one.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Leaves changed orders for the chain, in the transaction of the change.</summary>
    internal static async ValueTask Note(Transaction tx, OrderSeals seals, IReadOnlyCollection<Order> orders)
    {
        if (await SealSql.Note(tx, orders))
        {
            tx.OnCommitted(seals.Waiting.Raise);
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Without its key the shop does not start.
        await seals.Ready();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Seals what is older than seals, once in the life of a shop. False when Payments could not be asked; nothing is sealed then.
    /// </summary>
    public async Task<bool> Begin(CancellationToken cancel)
    {
        if (await database.Read(SealSql.HasFound))
        {
            return seals.AllFound = true;
        }

        // Whoever deleted the whole chain would have his forgeries sealed as found.
        if (!(await Kept(0, string.Empty, cancel)).Is(out var kept, out var refused) && refused.Code != NotByMessage)
        {
            return false;
        }

        if (!await IsWhole(kept))
        {
            LogCut(log, kept?.Number ?? 0, (await database.Read(SealSql.Last))?.Number ?? 0);
            cut = true;
            return seals.AllFound = true;
        }

        seals.TakesOlder = true;
        var found = await SealFound(cancel);
        if (found > 0 && !database.Dialect.OneProcess)
        {
            // A process of the version before seals may still take orders beside this one.
            await Task.Delay(Overlap, clock, cancel);
            found += await SealFound(cancel);
        }

        while (await Batch(cancel) > 0) { }

        await database.Write(async tx => await SealSql.HasFound(tx) ? 0 : await Append(tx, SealBatch.Found, []), cancel);
        seals.TakesOlder = false;
        if (found > 0)
        {
            LogFound(log, found);
        }

        return seals.AllFound = true;
    }

    /// <summary>Makes one batch of what waits; answers how many changes it has.</summary>
    public Task<int> Batch(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                var waiting = await SealSql.Noted(tx, ChangesMax);
                if (waiting.Count == 0 || await Append(tx, SealBatch.Changes, waiting) == 0)
                {
                    return 0;
                }

                await SealSql.Forget(tx, waiting);
                return waiting.Count;
            },
            cancel
        );

    /// <summary>Tells Payments the head. False when it could not be told, or when Payments has one that this chain has not.</summary>
    public async Task<bool> Tell(CancellationToken cancel)
    {
        if (cut || await database.Read(SealSql.Last) is not { } last || last.Number == anchored)
        {
            return true;
        }

        // Once in the life of a process: a head of a chain that is not here must not be replaced by one that is.
        if (
            anchored < 0
            && (await Kept(0, string.Empty, cancel)).Is(out var before, out _)
            && before.Number > 0
            && await database.Read(sql => SealSql.Head(sql, before.Number)) != before.Head
        )
        {
            LogCut(log, before.Number, last.Number);
            cut = true;
            return true;
        }

        if (!(await Kept(last.Number, last.Head, cancel)).Is(out var kept, out var refused))
        {
            return refused.Code == NotByMessage;
        }

        // Another process of Ordering may have told a batch that this read did not see yet.
        if (kept.Head != last.Head && await database.Read(sql => SealSql.Head(sql, kept.Number)) != kept.Head)
        {
            LogCut(log, kept.Number, last.Number);
            cut = true;
        }

        anchored = last.Number;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(BeginSoon(stoppingToken), GoOn(stoppingToken));
    }

    private async Task BeginSoon(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                if (await Begin(stop))
                {
                    return;
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            await Task.Delay(TryAgain, clock, stop);
        }
    }

    private async Task GoOn(CancellationToken stoppingToken)
    {
        var told = true;
        while (true)
        {
            try
            {
                while (await Batch(stoppingToken) == ChangesMax) { }

                told = await Tell(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                told = false;
                LogFailed(log, failure);
            }

            await seals.Waiting.Wait(told ? Idle : TryAgain, clock, stoppingToken);
            await Task.Delay(Gather, clock, stoppingToken);
        }
    }

    private const string NotByMessage = "not_by_message";

    /// <summary>
    /// Whether the chain, which is short while it has no batch of what was found, holds, and has what Payments keeps of it.
    /// </summary>
    private async ValueTask<bool> IsWhole(KeepAnchorReply? kept)
    {
        var (number, head, has) = (0L, string.Empty, kept is not { Number: > 0 });
        while (await database.Read(sql => SealSql.After(sql, number)) is { Count: > 0 } batches)
        {
            foreach (var batch in batches)
            {
                if (batch.Number != number + 1 || seals.HeadOf(batch, head) != batch.Head)
                {
                    return false;
                }

                (number, head) = (batch.Number, batch.Head);
                has |= kept?.Number == number && kept.Head == head;
            }
        }

        return has;
    }

    private async ValueTask<Outcome<KeepAnchorReply>> Kept(long number, string head, CancellationToken cancel) =>
        await payments.KeepAnchor(
            new()
            {
                Name = Anchor,
                Number = number,
                Head = head,
            },
            cancel
        );

    private async ValueTask<int> Append(Transaction tx, string kind, IReadOnlyList<SealedChange> changes)
    {
        var last = await SealSql.Last(tx);
        var next = new SealBatch(
            (last?.Number ?? 0) + 1,
            kind,
            SealBatch.Text(changes),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            string.Empty
        );
        return await SealSql.Add(tx, next with { Head = seals.HeadOf(next, last?.Head ?? string.Empty) });
    }

    private async Task<long> SealFound(CancellationToken cancel)
    {
        const int AtOnce = 100;
        var (found, after) = (0L, string.Empty);
        while (true)
        {
            var ids = await database.Read(sql => SealSql.Unsealed(sql, after, AtOnce));
            if (ids.Count == 0)
            {
                return found;
            }

            var orders = new List<Order>();
            foreach (var id in ids)
            {
                try
                {
                    orders.AddRange(await database.Read(sql => SealSql.Row(sql, id)));
                }
                catch (Exception failure) when (VerifyOrdersSql.IsUnreadable(failure))
                {
                    LogUnreadable(log, id, failure.Message);
                }
            }

            found += await database.Write(
                async tx =>
                {
                    var made = orders.ConvertAll(seals.Found);
                    var written = await SealSql.Seal(tx, made);
                    await Note(tx, seals, [.. made.Where((_, i) => written[i] > 0)]);
                    return written.Sum();
                },
                cancel
            );

            // What was changed meanwhile is sealed by that change.
            after = ids[^1];
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Orders} orders of the time before seals are sealed as they were found.")]
    private static partial void LogFound(ILogger log, long orders);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Payments knows the chain of orders up to batch {Kept}, and it ends at {Last} here or goes another way: somebody has rewritten the orders' database, or put back an old one. Look: cartwright verify."
    )]
    private static partial void LogCut(ILogger log, long kept, long last);

    [LoggerMessage(Level = LogLevel.Error, Message = "The order {OrderId} cannot be read and was not sealed: {Problem}")]
    private static partial void LogUnreadable(ILogger log, string orderId, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The chain of orders could not be carried on; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
