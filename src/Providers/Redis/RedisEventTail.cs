// Follows streams of Redis from their ends on, for this process alone: by XREAD without a group, woken by pub/sub.
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
internal sealed partial class RedisEventTail(RedisConnection connection, RedisEventBus bus, TimeProvider clock, ILogger<RedisEventTail> log)
    : IEventTail
{
    private const int BatchEventsMax = 256;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async Task Run(IReadOnlyList<string> topics, Action placed, Action<ReadOnlyMemory<byte>> hear, CancellationToken stop)
    {
        var wake = new Signal();
        var streams = topics.Select(topic => (string)RedisEventBus.Stream(topic)!).ToArray();
        string[]? places = null;
        foreach (var topic in topics)
        {
            bus.KeepShort(topic);
        }

        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (places is null)
                {
                    await Subscribe(streams, wake, stop);
                    places = await Ends(streams, stop);
                    placed();
                }

                if (await Take(streams, places, hear, stop) < BatchEventsMax)
                {
                    await wake.Wait(LookEvery, clock, stop);
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // The connection tells of its own outages. What is added meanwhile stands behind our places.
                if (failure is not StorageUnavailable)
                {
                    LogFailed(log, failure);
                }

                await Task.Delay(PauseAfterFailure, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // Losing a wake-up loses nothing: the next look is two seconds away.
    private async Task Subscribe(string[] channels, Signal wake, CancellationToken stop)
    {
        var subscriber = (await connection.Database(stop)).Multiplexer.GetSubscriber();
        foreach (var channel in channels)
        {
            await connection.Answer(Subscribed(subscriber, channel, wake), stop);
        }
    }

    private static async Task<bool> Subscribed(ISubscriber subscriber, string channel, Signal wake)
    {
        await subscriber.SubscribeAsync(new RedisChannel(channel, RedisChannel.PatternMode.Literal), (_, _) => wake.Raise());
        return true;
    }

    private async Task<string[]> Ends(string[] streams, CancellationToken stop)
    {
        var ends = new string[streams.Length];
        for (var i = 0; i < ends.Length; i++)
        {
            var database = await connection.Database(stop);
            var last = (RedisResult[])
                (await connection.Answer(database.ExecuteAsync("XREVRANGE", (RedisKey)streams[i], "+", "-", "COUNT", 1), stop))!;
            ends[i] = last.Length == 0 ? "0-0" : (string)((RedisResult[])last[0]!)[0]!;
        }

        return ends;
    }

    private async Task<int> Take(string[] streams, string[] places, Action<ReadOnlyMemory<byte>> hear, CancellationToken stop)
    {
        var database = await connection.Database(stop);
        object[] arguments = ["COUNT", BatchEventsMax, "STREAMS", .. streams.Select(stream => (object)(RedisKey)stream), .. places];
        var found = await connection.Answer(database.ExecuteAsync("XREAD", arguments), stop);
        var taken = 0;

        // [[stream, [[id, [field, value, …]], …]], …]
        foreach (var stream in found.IsNull ? [] : (RedisResult[])found!)
        {
            var pair = (RedisResult[])stream!;
            var number = Array.IndexOf(streams, (string)pair[0]!);
            foreach (var entry in (RedisResult[])pair[1]!)
            {
                var parts = (RedisResult[])entry!;
                places[number] = (string)parts[0]!;
                taken++;
                var fields = (RedisResult[])parts[1]!;
                for (var i = 0; i + 1 < fields.Length; i += 2)
                {
                    if ((string)fields[i]! == "event")
                    {
                        hear((byte[])fields[i + 1]!);
                    }
                }
            }
        }

        return taken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers could not be read from Redis; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
