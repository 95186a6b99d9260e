// How far each module of this process is behind on its streams: what Redis has and it has not acknowledged.
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
internal sealed class RedisLag(RedisConnection connection, RedisEventBus bus) : IBacklog
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var behind = bus.Subscribers.Where(inbox => inbox.Topics.Count > 0).ToDictionary(inbox => inbox.Module, _ => 0L, StringComparer.Ordinal);
        foreach (var topic in bus.Subscribers.SelectMany(inbox => inbox.Topics).Distinct(StringComparer.Ordinal))
        {
            foreach (var (group, lag) in await Groups(database, topic, cancel))
            {
                if (behind.TryGetValue(group, out var before))
                {
                    behind[group] = before + lag;
                }
            }
        }

        return [.. behind.Select(one => new BacklogFigure(BacklogGauge.Broker, one.Key, one.Value))];
    }

    // [[name, …, consumers, …, pending, n, last-delivered-id, …, entries-read, …, lag, n], …]; the lag is absent where Redis cannot tell.
    private async Task<List<(string Group, long Lag)>> Groups(IDatabase database, string topic, CancellationToken cancel)
    {
        try
        {
            var reply = (RedisResult[])await connection.Answer(database.ExecuteAsync("XINFO", "GROUPS", RedisEventBus.Stream(topic)), cancel);
            return [.. reply.Select(group => (RedisResult[])group).Select(group => ((string)Of(group, "name")!, Number(group, "pending") + Number(group, "lag")))];
        }
        catch (RedisServerException)
        {
            // Nothing was ever told on this topic: the stream does not exist yet.
            return [];
        }
    }

    private static long Number(RedisResult[] group, string field) => Of(group, field) is { IsNull: false } value ? (long)value : 0;

    private static RedisResult? Of(RedisResult[] group, string field)
    {
        var at = Array.FindIndex(group, one => (string)one == field);
        return at < 0 ? null : group[at + 1];
    }
}
