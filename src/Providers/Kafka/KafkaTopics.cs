// Sees to it that topics are there before they are written to or listened to, and asks the brokers for a sign of life.
using System.Collections.Concurrent;
using Cartwright.Kernel;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Cartwright.Kafka;

/// <summary>
/// The topics, asked for once each. A consumer that subscribed to a missing topic would not notice its making for minutes.
/// </summary>
internal sealed class KafkaTopics(KafkaSettings settings, KafkaReach reach, TimeProvider clock) : IDependency, IDisposable
{
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private const int LooksMax = 30;

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1);
    private readonly Lazy<IAdminClient> client = new(() =>
        new AdminClientBuilder(settings.Asking())
            .SetErrorHandler((_, error) => reach.Hear(error))
            .SetLogHandler((_, line) => reach.Hear(line))
            .Build()
    );

    // Set when the brokers do not let us make topics; whether they make them by themselves is then seen by asking for them.
    private bool left = !settings.MakesTopics;
    private Task<Metadata>? asking;

    /// <inheritdoc/>
    public string Name => "kafka";

    /// <summary>
    /// Returns when all of these topics are there. Throws <see cref="StorageUnavailable"/> when they are not and cannot be made now.
    /// </summary>
    public async ValueTask Ensure(IReadOnlyCollection<string> topics, CancellationToken cancel)
    {
        if (topics.All(known.ContainsKey))
        {
            return;
        }

        await gate.WaitAsync(cancel);
        try
        {
            var there = (await Ask(() => client.Value.GetMetadata(AnswerTimeMax)))
                .Topics.Where(IsThere)
                .Select(topic => topic.Topic)
                .ToHashSet(StringComparer.Ordinal);
            var missing = topics.Where(topic => !there.Contains(topic)).Distinct(StringComparer.Ordinal).ToList();
            if (missing.Count > 0 && !left)
            {
                await Make(missing);
            }

            foreach (var topic in missing)
            {
                await Await(topic, cancel);
            }

            foreach (var topic in topics)
            {
                known[topic] = true;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    async ValueTask IDependency.Ask(CancellationToken cancel)
    {
        // Those who ask together share an answer; about one topic where one is known, because all of a large cluster's are a long answer.
        var shared = Volatile.Read(ref asking);
        if (shared is null or { IsCompleted: true })
        {
            shared = Ask(() =>
                known.Keys.FirstOrDefault() is { } topic
                    ? client.Value.GetMetadata(topic, AnswerTimeMax)
                    : client.Value.GetMetadata(AnswerTimeMax)
            );
            Volatile.Write(ref asking, shared);
        }

        await shared.WaitAsync(cancel);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }

        gate.Dispose();
    }

    private async Task Make(List<string> missing)
    {
        try
        {
            await client.Value.CreateTopicsAsync(
                missing.Select(topic => new TopicSpecification
                {
                    Name = topic,
                    NumPartitions = settings.Partitions,
                    ReplicationFactor = settings.Replication,
                }),
                new CreateTopicsOptions { RequestTimeout = AnswerTimeMax, OperationTimeout = AnswerTimeMax }
            );
        }
        catch (CreateTopicsException e)
        {
            // Another process may have made them in this moment; what is not there is seen below.
            if (
                e.Results.FirstOrDefault(r =>
                    r.Error.Code is ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions or ErrorCode.PolicyViolation
                ) is
                { } refused
            )
            {
                throw new StorageUnavailable(
                    $"Kafka does not make the topic {refused.Topic} with Kafka:Partitions={settings.Partitions} and Kafka:Replication={settings.Replication}: {refused.Error.Reason}",
                    e
                );
            }

            left = e.Results.Any(r => r.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed);
        }
        catch (KafkaException)
        {
            // Brokers without this request (the mock of the tests), or without a controller now.
            left = true;
        }
    }

    private async Task Await(string topic, CancellationToken cancel)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            if ((await Ask(() => client.Value.GetMetadata(topic, AnswerTimeMax))).Topics.Any(IsThere))
            {
                return;
            }

            await Task.Delay(LookEvery, clock, cancel);
        }

        left = !settings.MakesTopics;
        throw new StorageUnavailable(
            $"Kafka has no topic {topic} and does not make it for us. Make it (Kafka:Partitions={settings.Partitions}), or let this client make topics."
        );
    }

    private static bool IsThere(TopicMetadata topic) => !topic.Error.IsError && topic.Partitions.Count > 0;

    // The client has no asynchronous form of this question. A thread of its own waits, so that an absent broker does not take those of
    // requests.
    private async Task<Metadata> Ask(Func<Metadata> question)
    {
        try
        {
            var answer = await Task.Factory.StartNew(
                question,
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default
            );
            reach.Back();
            return answer;
        }
        catch (KafkaException e)
        {
            reach.Lost(e.Error.Reason);
            throw new StorageUnavailable($"Kafka at {settings.Bootstrap} does not answer: {e.Error.Reason}", e);
        }
    }
}
