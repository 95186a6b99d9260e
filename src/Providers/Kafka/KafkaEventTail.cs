// Follows topics of Kafka from their ends on, for this process alone: partitions are assigned, not shared out, and nothing is committed.
using Cartwright.Kernel;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kafka;

/// <inheritdoc/>
internal sealed partial class KafkaEventTail(
    KafkaSettings settings,
    KafkaTopics topics,
    KafkaReach reach,
    TimeProvider clock,
    ILogger<KafkaEventTail> log
) : IEventTail
{
    // The client asks for a name; nobody joins a group or commits under it, so that the brokers never hear of it.
    private const string NoGroup = "cartwright-answers";
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often it is asked whether a topic has more partitions than before.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task Run(IReadOnlyList<string> names, Action placed, Action<ReadOnlyMemory<byte>> hear, CancellationToken stop)
    {
        // Where the next message stands; kept when the client has to begin again, so that nothing between is missed.
        var places = new Dictionary<TopicPartition, Offset>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await topics.Ensure([.. names], stop);

                // The client's poll blocks: a thread of its own, as the listeners have.
                await Task.Factory.StartNew(
                    () => Follow(names, places, placed, hear, stop),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                    TaskScheduler.Default
                );
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                if (failure is not (StorageUnavailable or KafkaException))
                {
                    LogBegunAgain(log, failure);
                }

                await Task.Delay(Pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Follow(
        IReadOnlyList<string> names,
        Dictionary<TopicPartition, Offset> places,
        Action placed,
        Action<ReadOnlyMemory<byte>> hear,
        CancellationToken stop
    )
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(settings.Consuming(NoGroup))
            .SetErrorHandler((_, error) => reach.Hear(error))
            .SetLogHandler((_, line) => reach.Hear(line))
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        Assign(consumer, admin, names, places);
        placed();
        var counted = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(PollTime) is { } message)
            {
                places[message.TopicPartition] = message.Offset + 1;
                reach.Back();
                if (message.Message.Value is { } envelope)
                {
                    hear(envelope);
                }
            }

            if (clock.GetElapsedTime(counted) > CountEvery)
            {
                counted = clock.GetTimestamp();
                AssignNew(consumer, admin, names, places);
            }
        }
    }

    private static void Assign(
        IConsumer<Ignore, byte[]> consumer,
        IAdminClient admin,
        IReadOnlyList<string> names,
        Dictionary<TopicPartition, Offset> places
    )
    {
        // All ends or none: should the broker go away in between, no partition may pass for one that came later.
        var first = places.Count == 0;
        var found = Partitions(admin, names)
            .Where(partition => !places.ContainsKey(partition))
            .Select(partition => (Partition: partition, Offset: first ? consumer.QueryWatermarkOffsets(partition, AnswerTimeMax).High : 0))
            .ToList();
        foreach (var (partition, offset) in found)
        {
            // One that came later is read from its begin: all that stands in it was told while we followed.
            places[partition] = offset;
        }

        consumer.Assign(places.Select(place => new TopicPartitionOffset(place.Key, place.Value)));
    }

    private void AssignNew(
        IConsumer<Ignore, byte[]> consumer,
        IAdminClient admin,
        IReadOnlyList<string> names,
        Dictionary<TopicPartition, Offset> places
    )
    {
        try
        {
            if (Partitions(admin, names).Any(partition => !places.ContainsKey(partition)))
            {
                Assign(consumer, admin, names, places);
            }
        }
        catch (KafkaException e)
        {
            reach.Lost(e.Error.Reason);
        }
    }

    private static List<TopicPartition> Partitions(IAdminClient admin, IReadOnlyList<string> names) =>
        [
            .. names
                .SelectMany(name => admin.GetMetadata(name, AnswerTimeMax).Topics)
                .SelectMany(topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition.PartitionId))),
        ];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kafka consumer of answers failed; it begins again where it was.")]
    private static partial void LogBegunAgain(ILogger log, Exception failure);
}
