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
        var behind = bus
            .Subscribers.Where(inbox => inbox.Topics.Count > 0)
            .ToDictionary(inbox => inbox.Module, _ => 0L, StringComparer.Ordinal);
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

    private async Task<List<(string Group, long Lag)>> Groups(IDatabase database, string topic, CancellationToken cancel)
    {
        try
        {
            var groups = await connection.Answer(database.StreamGroupInfoAsync(RedisEventBus.Stream(topic)), cancel);

            // The lag is absent where Redis cannot tell.
            return [.. groups.Select(group => (group.Name, group.PendingMessageCount + (group.Lag ?? 0)))];
        }
        catch (RedisServerException)
        {
            // Nothing was ever told on this topic: the stream does not exist yet.
            return [];
        }
    }
}
