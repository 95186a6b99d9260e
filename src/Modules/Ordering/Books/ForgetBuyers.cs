// Takes buyers out of orders whose books need not name them any more. What proves the orders stays, and every order still verifies.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// Walks along the old orders once a day, some in each hour, and erases those whose time is over as any other erasure does, under one entry
/// of the log a round. What has not ended or does not hold stays, and is looked at again the next day.
/// </summary>
public sealed partial class ForgetBuyers(
    [FromKeyedServices("ordering")] Database database,
    BookYears years,
    ErasePersons erasing,
    OrderSeals seals,
    IIds ids,
    [Steady] TimeProvider clock,
    ILogger<ForgetBuyers> log
) : BackgroundService
{
    private const int OrdersAtOnce = 500;

    // Of one hour: the writer has other things to do, and ten years more or less a day are nothing.
    private const int SlicesMax = 40;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);
    private static readonly Actor Law = new("retention");

    private string after = string.Empty;
    private DateTimeOffset begins = DateTimeOffset.MinValue;

    /// <summary>One round; answers how many orders were erased.</summary>
    public async Task<int> Round(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < begins || !await database.Read(SealSql.HasFound))
        {
            return 0;
        }

        var (erased, entry) = (0, (string?)null);
        var before = Ids.First(years.NoneSince(now));
        for (var slice = 0; slice < SlicesMax; slice++)
        {
            cancel.ThrowIfCancellationRequested();
            var some = await database.Read(sql => EraseSql.Older(sql, after, before, OrdersAtOnce));
            var due = some.Where(one =>
                    one.Seal is { ErasedTo: 0 } && Order.Ends.Contains(one.Status) && years.Until(one.Country, one.ChangedMs) <= now
                )
                .Select(one => one.Id)
                .ToList();
            if (due.Count > 0)
            {
                entry ??= await Begin(now, cancel);
                await seals.Ready();
                var (done, not) = await erasing.EraseThese(due, Law, entry, cancel);
                erased += done.Count;
                if (not.Count > 0)
                {
                    LogStay(log, not.Count, not[0].Code, not[0].Detail);
                }
            }

            if (some.Count < OrdersAtOnce)
            {
                (after, begins) = (string.Empty, now + Again);
                break;
            }

            after = some[^1].Id;
        }

        if (entry is not null)
        {
            await database.Write(
                async tx =>
                {
                    await ErasureSql.End(tx, entry, now.ToUnixTimeMilliseconds());
                    return await ErasureSql.Drop(tx, entry);
                },
                cancel
            );
        }

        return erased;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    private async Task<string> Begin(DateTimeOffset now, CancellationToken cancel)
    {
        var entry = ids.Next();
        await database.Write(
            async tx =>
            {
                await ErasureSql.Begin(tx, entry, Law, null, now.ToUnixTimeMilliseconds());
                return true;
            },
            cancel
        );
        return entry;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} orders that are old enough still name their buyers; the first: {Code}: {Detail} They are looked at again tomorrow."
    )]
    private static partial void LogStay(ILogger log, int count, string code, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Buyers of old orders could not be forgotten; the next hour tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
