// Runs the consumers of this process, says when Redis is absent or unsafe, and keeps the streams short.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>The loops of events on Redis.</summary>
/// <param name="lease">How long a process that vanished keeps the others of its module from reading.</param>
internal sealed partial class RedisEventLoops(
    RedisConnection connection,
    RedisEventBus bus,
    IIds ids,
    TimeSpan lease,
    TimeProvider clock,
    ILogger<RedisEventLoops> log
) : BackgroundService
{
    /// <summary>Longer than a stop and start of a process takes, short enough that others need not wait for one that was killed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long acknowledged events stay, for modules that come later and for people who look: a thousand a second are about 400 MB.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly RedisScript Trimming = new("trim-events.lua");
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Drops from a topic's stream what all groups have acknowledged and is older than <paramref name="kept"/>; answers how many events.
    /// </summary>
    internal static async Task<long> Trim(RedisConnection connection, string topic, TimeSpan kept, CancellationToken cancel) =>
        (long)await Trimming.Run(connection, [RedisEventBus.Stream(topic)], [(long)kept.TotalMilliseconds], cancel);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var holder = ids.Next();
        await Task.WhenAll(
                bus.Subscribers.Select(inbox => new RedisEventConsumer(connection, inbox, holder, lease, clock, log).Run(stoppingToken))
                    .Append(Look(stoppingToken))
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Look(CancellationToken stop)
    {
        var said = false;
        var warned = false;
        while (!stop.IsCancellationRequested)
        {
            var pause = TrimEvery;
            try
            {
                var database = await connection.Database(stop);
                await connection.Answer(database.PingAsync(), stop);
                if (said)
                {
                    said = false;
                    LogThere(log, connection.Address);
                }

                foreach (var danger in warned ? [] : await RedisWatch.Dangers(connection, stop, "events"))
                {
                    LogDanger(log, connection.Address, danger);
                }

                warned = true;
                foreach (var topic in bus.Topics)
                {
                    await Trim(connection, topic, Kept, stop);
                }
            }
            catch (StorageUnavailable away)
            {
                if (!said)
                {
                    said = true;
                    LogAbsent(log, connection.Address, away.Message);
                }

                pause = LookEvery;
            }
            catch (RedisServerException refused)
            {
                LogNotTrimmed(log, connection.Address, refused);
            }

            await Task.Delay(pause, clock, stop);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Redis at {Address} does not answer; events wait in each module's outbox until it does. Start it, or change Redis=host:port. ({Reason})"
    )]
    private static partial void LogAbsent(ILogger log, string address, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Address} answers now.")]
    private static partial void LogThere(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Address} does not keep events safely: {Danger}")]
    private static partial void LogDanger(ILogger log, string address, string danger);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The events that are done with could not be dropped from Redis at {Address}; its memory grows."
    )]
    private static partial void LogNotTrimmed(ILogger log, string address, Exception failure);
}
