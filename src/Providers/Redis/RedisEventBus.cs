// Events over Redis: a stream a topic is their durable form, pub/sub on the same name only wakes whoever waits for them.
using System.Collections.Concurrent;
using System.Globalization;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>Publishes; <see cref="RedisEventConsumer"/> delivers.</summary>
public sealed class RedisEventBus : IEventBus
{
    private static readonly RedisScript Adding = new("publish-events.lua");
    private static readonly RedisKey Life = "events:life";

    private readonly RedisConnection connection;
    private readonly IIds ids;
    private readonly List<Inbox> subscribers = [];
    private readonly ConcurrentDictionary<string, string> lives = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> published = new(StringComparer.Ordinal);

    internal RedisEventBus(RedisConnection connection, IIds ids)
    {
        this.connection = connection;
        this.ids = ids;
    }

    /// <summary>
    /// Redis answers before its disk has: after a power failure it lacks up to two seconds (appendfsync everysec), after FLUSHALL all. A
    /// minute is long enough to notice either and for consumers that run to have caught up.
    /// </summary>
    /// <inheritdoc/>
    public TimeSpan MayForget { get; } = TimeSpan.FromMinutes(1);

    internal IReadOnlyList<Inbox> Subscribers => subscribers;

    /// <summary>Topics whose streams this process must keep short.</summary>
    internal IEnumerable<string> Topics => published.Keys.Union(subscribers.SelectMany(inbox => inbox.Topics), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber) => subscribers.Add(subscriber);

    /// <summary>
    /// Keeps the stream of a topic short that is only listened to here: whoever writes it may be a program that does not.
    /// </summary>
    internal void KeepShort(string topic) => published.TryAdd(topic, true);

    /// <inheritdoc/>
    public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        if (events.Count == 0)
        {
            return;
        }

        var source = events[0].Source;
        var known = lives.GetValueOrDefault(source, string.Empty);
        var topics = events.Select(e => e.Topic).Distinct(StringComparer.Ordinal).ToList();
        var numbers = topics
            .Select((topic, i) => (topic, Number: (i + 1).ToString(CultureInfo.InvariantCulture)))
            .ToDictionary(t => t.topic, t => t.Number, StringComparer.Ordinal);
        var arguments = new List<RedisValue>(2 + (2 * events.Count)) { known, ids.Next() };
        foreach (var e in events)
        {
            arguments.Add(numbers[e.Topic]);
            arguments.Add(CloudEvents.Write(e));
        }

        var life = (string)(await Adding.Run(connection, [.. topics.Select(Stream), Life], [.. arguments], cancel))!;
        if (life == known)
        {
            foreach (var topic in topics)
            {
                published.TryAdd(topic, true);
            }

            return;
        }

        // From now on this server's life is the known one; the relay first tells again what the last one may have lost.
        lives[source] = life;
        throw new EventsForgotten(
            known.Length == 0
                ? "this process does not know yet whether Redis still has them."
                : $"Redis at {connection.Address} was started again or wiped."
        );
    }

    internal static RedisKey Stream(string topic) => "events:" + topic;
}
