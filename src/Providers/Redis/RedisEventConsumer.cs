// The consumer of one module: of all processes of the module one at a time reads, so that events of a subject keep their order.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// The loop of one inbox. A batch is read, takes effect, and is acknowledged with the next turn; reading needs the lease, so that one who
/// lost it, by a pause or an outage, can do no more than repeat what the inbox already knows.
/// </summary>
/// <param name="connection">To Redis.</param>
/// <param name="inbox">Where the events go; its module names the group.</param>
/// <param name="holder">Names this process among those of the module.</param>
/// <param name="lease">How long a process that vanished keeps others from reading.</param>
internal sealed partial class RedisEventConsumer(
    RedisConnection connection,
    Inbox inbox,
    string holder,
    TimeSpan lease,
    TimeProvider clock,
    ILogger log
)
{
    private const int BatchEventsMax = 256;
    private const int StreamEventsMin = 16;
    private static readonly RedisScript Taking = new("take-events.lua");
    private static readonly RedisScript Leaving = new("leave-events.lua");
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly string[] topics = [.. inbox.Topics.Order(StringComparer.Ordinal)];
    private readonly RedisKey[] keys = [LeaseKey(inbox.Module), .. inbox.Topics.Order(StringComparer.Ordinal).Select(RedisEventBus.Stream)];
    private readonly Signal wake = new();

    // Ids a stream whose effects are in the inbox and that Redis has not been told of.
    private readonly List<string>[] done = [.. inbox.Topics.Select(_ => new List<string>())];

    // Whether to read again what was taken and not acknowledged, before anything new.
    private bool behind = true;
    private bool listens;

    /// <summary>Runs until stopped; then acknowledges what is done and gives the lease back.</summary>
    public async Task Run(CancellationToken stop)
    {
        if (topics.Length == 0)
        {
            return;
        }

        var failing = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Listen(stop);
                var more = await Turn(stop);
                if (failing)
                {
                    failing = false;
                    LogGoesOn(log, inbox.Module);
                }

                if (more is null)
                {
                    await Task.Delay(LookEvery, clock, stop);
                }
                else if (more is false)
                {
                    await wake.Wait(LookEvery, clock, stop);
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                behind = true;
                if (!failing)
                {
                    failing = true;
                    LogFailed(log, inbox.Module, failure);
                }

                await Task.Delay(PauseAfterFailure, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // What was read and has not taken effect is read again by whoever comes next.
                break;
            }
        }

        await Leave();
    }

    /// <summary>One batch; answers whether there may be more at once, or null when another process has the lease.</summary>
    internal async Task<bool?> Turn(CancellationToken stop)
    {
        var messages = await Take(stop);
        if (messages is null)
        {
            behind = true;
            return null;
        }

        if (messages.Count == 0)
        {
            var more = behind;
            behind = false;
            return more;
        }

        await inbox.Receive(
            [
                .. messages
                    .Where(m => m.Envelope is not null)
                    .Select(m => new Message($"redis:events:{topics[m.Stream]}/{m.Id}", topics[m.Stream], m.Envelope)),
            ],
            stop
        );
        foreach (var (stream, id, envelope) in messages)
        {
            if (envelope is null)
            {
                LogGone(log, inbox.Module, topics[stream], id);
            }

            done[stream].Add(id);
        }

        return true;
    }

    private static RedisKey LeaseKey(string module) => "events:lease:" + module;

    // Losing a wake-up loses nothing: the next look is two seconds away.
    private async Task Listen(CancellationToken stop)
    {
        if (listens)
        {
            return;
        }

        var subscriber = (await connection.Database(stop)).Multiplexer.GetSubscriber();
        foreach (var topic in topics)
        {
            await connection.Answer(Subscribed(subscriber, topic), stop);
        }

        listens = true;
    }

    private async Task<bool> Subscribed(ISubscriber subscriber, string topic)
    {
        await subscriber.SubscribeAsync(RedisChannel.Literal("events:" + topic), (_, _) => wake.Raise());
        return true;
    }

    private async Task<List<(int Stream, string Id, byte[]? Envelope)>?> Take(CancellationToken stop)
    {
        var perStream = Math.Max(StreamEventsMin, BatchEventsMax / topics.Length);
        var arguments = new List<RedisValue> { holder, (long)lease.TotalMilliseconds, inbox.Module, perStream, behind ? "0" : ">" };
        foreach (var ids in done)
        {
            arguments.Add(ids.Count);
            arguments.AddRange(ids.Select(id => (RedisValue)id));
        }

        var reply = (RedisResult[])(await Taking.Run(connection, keys, [.. arguments], stop))!;
        foreach (var ids in done)
        {
            ids.Clear();
        }

        if ((long)reply[0] == 0)
        {
            return null;
        }

        behind |= (long)reply[1] == 1;
        return Messages(reply.Length > 2 ? reply[2] : null);
    }

    // [[stream, [[id, [field, value, …]], …]], …]; an entry that was deleted while it was pending has no fields.
    private List<(int Stream, string Id, byte[]? Envelope)> Messages(RedisResult? found)
    {
        var messages = new List<(int, string, byte[]?)>();
        foreach (var stream in found is null || found.IsNull ? [] : (RedisResult[])found!)
        {
            var pair = (RedisResult[])stream!;
            var number = Array.IndexOf(topics, ((string)pair[0]!)["events:".Length..]);
            foreach (var entry in (RedisResult[])pair[1]!)
            {
                var parts = (RedisResult[])entry!;
                messages.Add((number, (string)parts[0]!, parts.Length < 2 || parts[1].IsNull ? null : Envelope((RedisResult[])parts[1]!)));
            }
        }

        return messages;
    }

    // Other programs may add fields, or know nothing of ours: then what they wrote is no event, and is parked.
    private static byte[] Envelope(RedisResult[] fields)
    {
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            if ((string?)fields[i] == "event")
            {
                return (byte[])fields[i + 1]!;
            }
        }

        return System.Text.Encoding.UTF8.GetBytes(string.Join(' ', fields.Select(field => (string?)field)));
    }

    private async Task Leave()
    {
        // The process is on its way out: it must not wait long for a Redis that is gone.
        using var patience = new CancellationTokenSource(RedisConnection.RoundTripMax, clock);
        try
        {
            foreach (var (ids, i) in done.Select((ids, i) => (ids, i)).Where(d => d.ids.Count > 0))
            {
                var database = await connection.Database(patience.Token);
                await connection.Answer(
                    database.StreamAcknowledgeAsync(keys[i + 1], inbox.Module, [.. ids.Select(id => (RedisValue)id)]),
                    patience.Token
                );
            }

            await Leaving.Run(connection, [keys[0]], [holder], patience.Token);
        }
        catch (Exception failure) when (failure is StorageUnavailable or OperationCanceledException or RedisServerException)
        {
            // The lease runs out by itself, and what is not acknowledged is repeated.
            LogLeft(log, inbox.Module, lease.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture), failure.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events for {Module} cannot be taken from Redis now; none is lost, and it is tried again."
    )]
    private static partial void LogFailed(ILogger log, string module, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events for {Module} are taken from Redis again.")]
    private static partial void LogGoesOn(ILogger log, string module);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Module} had taken {Id} from events:{Topic} in Redis, and another program deleted it before it took effect."
    )]
    private static partial void LogGone(ILogger log, string module, string topic, string id);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Module} could not give its place at Redis back; another process takes it in {Seconds} s. ({Reason})"
    )]
    private static partial void LogLeft(ILogger log, string module, string seconds, string reason);
}
