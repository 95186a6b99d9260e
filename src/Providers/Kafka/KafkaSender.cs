// Hands events to the brokers and waits until all of them are safe there, or none of those after the first that is not.
using Cartwright.Kernel;
using Confluent.Kafka;

namespace Cartwright.Kafka;

/// <summary>
/// One idempotent producer for all modules of the process. Within it the brokers refuse repeats and gaps of a partition. When a batch is
/// not acknowledged in time the producer is thrown away with everything it still had to send: of each key a beginning has arrived, never an
/// end without its beginning. The relay then repeats the whole batch through a new one, and inboxes drop what they know.
/// </summary>
internal sealed class KafkaSender(KafkaSettings settings, KafkaTopics topics, KafkaReach reach, TimeProvider clock) : IDisposable
{
    /// <summary>Longer than electing a new leader takes, short enough that the relay soon tells of the trouble.</summary>
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);

    private static readonly byte[] MediaType = System.Text.Encoding.UTF8.GetBytes(CloudEvents.MediaType);

    private readonly Lock gate = new();
    private Line? current;
    private bool disposed;

    /// <summary>
    /// Returns when every event is acknowledged by all replicas in sync. Throws <see cref="StorageUnavailable"/> otherwise.
    /// </summary>
    public async Task Send(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        await topics.Ensure(events.Select(e => e.Topic).ToHashSet(StringComparer.Ordinal), cancel);
        var messages = events.Select(Message).ToList();
        var line = Current();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, line.Gone);
        try
        {
            // Each call puts its message at the end of its partition's queue before it returns: this is the order.
            var acknowledged = new List<Task>(messages.Count);
            foreach (var (topic, message) in messages)
            {
                acknowledged.Add(line.Producer.ProduceAsync(topic, message, CancellationToken.None));
            }

            await Task.WhenAll(acknowledged).WaitAsync(AnswerTimeMax, clock, either.Token);
            reach.Back();
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            Discard(line);
            var reason = failure is KafkaException known
                ? known.Error.Reason
                : $"no acknowledgement within {AnswerTimeMax.TotalSeconds:F0} s";
            reach.Lost(reason);
            throw new StorageUnavailable($"Kafka at {settings.Bootstrap} has not acknowledged {events.Count} events: {reason}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Line? last;
        lock (gate)
        {
            disposed = true;
            last = current;
        }

        if (last is not null)
        {
            Discard(last);
        }
    }

    private static (string Topic, Message<string, byte[]> Message) Message(Event e)
    {
        var envelope = CloudEvents.Write(e);
        return envelope.Length <= Limits.EventBytesMax
            ? (
                e.Topic,
                new Message<string, byte[]>
                {
                    Key = e.Subject,
                    Value = envelope,
                    Headers = [new Header("content-type", MediaType)],
                }
            )
            : throw new InvalidOperationException(
                $"The event {e.Id} of {e.Topic} has {envelope.Length} bytes; {Limits.EventBytesMax} is the most that travels."
            );
    }

    private Line Current()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return current ??= new Line(settings, reach);
        }
    }

    private void Discard(Line line)
    {
        lock (gate)
        {
            if (ReferenceEquals(current, line))
            {
                current = null;
            }
        }

        line.End();
    }

    // A producer and those who wait for it: when it goes, its acknowledgements will not come, and nobody shall wait for them.
    private sealed class Line
    {
        private readonly CancellationTokenSource gone = new();
        private int ended;

        public Line(KafkaSettings settings, KafkaReach reach)
        {
            Producer = new ProducerBuilder<string, byte[]>(settings.Producing())
                .SetErrorHandler(
                    (_, error) =>
                    {
                        reach.Hear(error);
                        if (error.IsFatal)
                        {
                            gone.Cancel();
                        }
                    }
                )
                .SetLogHandler((_, text) => reach.Hear(text))
                .Build();
            Gone = gone.Token;
        }

        public IProducer<string, byte[]> Producer { get; }

        public CancellationToken Gone { get; }

        public void End()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                gone.Cancel();
                Producer.Dispose();
            }
        }
    }
}
