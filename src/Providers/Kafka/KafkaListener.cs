// One module's member of its consumer group: polls, lets the inbox take in, and only then commits where it is.
using Cartwright.Kernel;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kafka;

/// <summary>
/// The client's poll blocks, and rebalances happen inside of it. So poll, effect, commit and rebalance of a member are one thread's work,
/// one after the other: between taking a message and committing it no partition can change hands unseen. That thread is the member's own (a
/// BackgroundService's, see <see cref="Run"/>), because on the pool ten modules would take ten threads from requests.
/// </summary>
internal sealed partial class KafkaListener(
    Inbox inbox,
    KafkaSettings settings,
    KafkaTopics topics,
    KafkaReach reach,
    TimeProvider clock,
    ILogger<KafkaListener> log
)
{
    private const int BatchMessagesMax = 256;
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Taken from the client and not yet in the inbox. Touched by the member's thread only.
    private readonly List<ConsumeResult<Ignore, byte[]>> batch = new(BatchMessagesMax);

    private DateTimeOffset counted = DateTimeOffset.MinValue;
    private long lag;

    public string Module => inbox.Module;

    /// <summary>
    /// Messages of this member's partitions that it has not taken, as the client last heard from the brokers: at most a second old.
    /// </summary>
    public long Lag => Interlocked.Read(ref lag);

    /// <summary>Listens until stopped; begins again where it was committed when the client fails.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await topics.Ensure([.. inbox.Topics], stop);
                await Task.Factory.StartNew(
                    () => Listen(stop),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                    TaskScheduler.Default
                );
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                if (failure is not StorageUnavailable)
                {
                    LogBegunAgain(log, inbox.Module, failure);
                }

                await Task.Delay(Pause, clock, stop);
            }
        }
    }

    private void Listen(CancellationToken stop)
    {
        batch.Clear();
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(settings.Consuming(inbox.Module))
            .SetErrorHandler((_, error) => reach.Hear(error))
            .SetLogHandler((_, line) => reach.Hear(line))
            .SetPartitionsRevokedHandler((_, gone) => Forget(gone))
            .SetPartitionsLostHandler((_, gone) => Forget(gone))
            .Build();
        consumer.Subscribe(inbox.Topics);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                Gather(consumer);
                if (batch.Count > 0 && TakeIn(consumer, stop))
                {
                    Commit(consumer);
                }

                batch.Clear();
                Count(consumer);
            }
        }
        finally
        {
            // Leaves the group, so that others take over at once. Nothing is committed here: what was taken in is committed already.
            consumer.Close();
        }
    }

    // Waits for one message and takes what else is there.
    private void Gather(IConsumer<Ignore, byte[]> consumer)
    {
        var wait = PollTime;
        while (batch.Count < BatchMessagesMax)
        {
            try
            {
                if (consumer.Consume(wait) is not { } message)
                {
                    return;
                }

                batch.Add(message);
                reach.Back();
                wait = TimeSpan.Zero;
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.Local_MaxPollExceeded)
            {
                // The inbox took so long that the group gave our partitions away. The next poll joins it again.
                LogSlow(log, inbox.Module);
                batch.Clear();
            }
        }
    }

    // The client knows without asking anybody; still it is some calls a partition.
    private void Count(IConsumer<Ignore, byte[]> consumer)
    {
        if (clock.GetUtcNow() - counted < Pause)
        {
            return;
        }

        counted = clock.GetUtcNow();
        var behind = 0L;
        foreach (var partition in consumer.Assignment)
        {
            var (high, at) = (consumer.GetWatermarkOffsets(partition).High, consumer.Position(partition));
            behind += high.IsSpecial || at.IsSpecial ? 0 : Math.Max(0, high.Value - at.Value);
        }

        Interlocked.Exchange(ref lag, behind);
    }

    // Whoever has the partitions now begins where we committed: what is not in our inbox yet will be in theirs.
    private void Forget(List<TopicPartitionOffset> gone)
    {
        var partitions = gone.Select(place => place.TopicPartition).ToHashSet();
        batch.RemoveAll(message => partitions.Contains(message.TopicPartition));
    }

    // False when the inbox cannot take them now: they are polled again after a pause.
    private bool TakeIn(IConsumer<Ignore, byte[]> consumer, CancellationToken stop)
    {
        try
        {
            // This thread has nothing else to do until the inbox has answered.
            inbox.Receive([.. batch.Select(Received)], stop).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            LogNotTaken(log, inbox.Module, batch.Count, failure);
            foreach (var partition in batch.GroupBy(message => message.TopicPartition))
            {
                consumer.Seek(new TopicPartitionOffset(partition.Key, partition.Min(message => message.Offset.Value)));
            }

            stop.WaitHandle.WaitOne(Pause);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Message Received(ConsumeResult<Ignore, byte[]> message) =>
        new($"kafka {message.Topic}/{message.Partition.Value}/{message.Offset.Value}", message.Topic, message.Message.Value ?? []);

    private void Commit(IConsumer<Ignore, byte[]> consumer)
    {
        try
        {
            consumer.Commit(
                batch
                    .GroupBy(message => message.TopicPartition)
                    .Select(partition => new TopicPartitionOffset(partition.Key, partition.Max(message => message.Offset.Value) + 1))
            );
        }
        catch (KafkaException e)
        {
            // The group may be sharing out its partitions anew. Whoever gets these sees the messages once more, and the inbox knows them.
            LogNotCommitted(log, inbox.Module, e.Error.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kafka consumer of {Module} failed; it begins again where it was committed.")]
    private static partial void LogBegunAgain(ILogger log, string module, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Module} took in its events so slowly that its Kafka group gave them to others; it joins again."
    )]
    private static partial void LogSlow(ILogger log, string module);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Module} could not take in {Count} events now; they stay on Kafka and are read again."
    )]
    private static partial void LogNotTaken(ILogger log, string module, int count, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Module} could not commit its place on Kafka ({Reason}); some events will come again."
    )]
    private static partial void LogNotCommitted(ILogger log, string module, string reason);
}
