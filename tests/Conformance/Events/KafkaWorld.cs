// What the tests on Kafka share: a cluster, a bus on it with a subscriber that writes down what it hears, and a plain client as other
// programs have one.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Cartwright.Kafka;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Events;

/// <summary>A process of the shop as far as events go: bus, subscribers, listening until disposed.</summary>
internal sealed class KafkaWorld : IAsyncDisposable
{
    public static readonly Migration[] Heard =
    [
        new("001-heard.sql", "CREATE TABLE heard (number {{identity}}, subject TEXT NOT NULL, n BIGINT NOT NULL)"),
    ];
    public const int Subjects = 20;

    /// <summary>A member that comes or goes takes a second or two; the rest is for a machine that has other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource stop = new();
    private readonly KafkaTopics topics;
    private readonly List<Task> loops = [];

    public KafkaWorld(string bootstrap, params (string Key, string Value)[] more)
    {
        var settings = KafkaSettings.Read(Configuration(bootstrap, more));
        var reach = new KafkaReach(settings, Log.CreateLogger<KafkaReach>());
        topics = new KafkaTopics(settings, reach, TimeProvider.System);
        Bus = new KafkaEventBus(settings, topics, reach, TimeProvider.System, Log);
    }

    public KafkaEventBus Bus { get; }

    public IDependency Dependency => topics;

    public Lines Log { get; } = new();

    public static IConfiguration Configuration(string bootstrap, params (string Key, string Value)[] more) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Kafka:Bootstrap", bootstrap),
                .. KafkaCluster.Manners.Concat(more).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)),
            ])
            .Build();

    /// <summary>Starts a program that is not ours, on another version of the library than the shop's.</summary>
    public static Process Kcat(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(new ServerProgram("kcat", "kcat", "sudo apt-get install kcat", (_, _) => []).Find(), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    public static Event Event(string subject, long n, string topic = "count") =>
        new($"{topic}-{subject}-{n}", topic, subject, "teller", DateTimeOffset.UnixEpoch, null, $$"""{"n":{{n}}}""");

    public static Inbox Inbox(TestDatabase test, long? failsOn = null, Func<Task>? first = null) =>
        new(
            test.Database,
            new Subscriptions().On<Told>(
                "count",
                async (tx, count, e) =>
                {
                    if (first is not null)
                    {
                        await first();
                    }

                    if (count.N == failsOn)
                    {
                        throw new InvalidOperationException("planted");
                    }

                    await tx.Execute("INSERT INTO heard(subject, n) VALUES ($1, $2)", e.Subject, count.N);
                }
            ),
            test.Clock,
            NullLogger<Inbox>.Instance
        );

    public static async Task<List<(string Subject, long N)>> All(TestDatabase test) =>
        await test.Database.Read(sql =>
            sql.Query("SELECT subject, n FROM heard ORDER BY number", row => (row.GetString(0), row.GetInt64(1)))
        );

    public static Task<long> Count(TestDatabase test) => test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM heard")).AsTask();

    /// <summary>Looks until it is so, for as long as a cluster may take to share out partitions.</summary>
    public static async Task Until(Func<Task<bool>> isSo, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(watch.Elapsed < Patience, $"After {Patience.TotalSeconds:F0} s still not: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Per subject the numbers rise by one from 0, and each is there once.</summary>
    public static void AssertComplete(IEnumerable<(string Subject, long N)> heard, int subjects, int each)
    {
        var bySubject = heard.GroupBy(h => h.Subject, h => h.N).ToList();
        Assert.Equal(subjects, bySubject.Count);
        Assert.All(bySubject, numbers => Assert.Equal(Enumerable.Range(0, each).Select(n => (long)n), numbers));
    }

    /// <summary>One event of each of some subjects.</summary>
    public static Event[] Round(int n) =>
        [.. Enumerable.Range(0, Subjects).Select(s => Event("s" + s.ToString(System.Globalization.CultureInfo.InvariantCulture), n))];

    public async Task Rounds(int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            await Relay(Round(n));
        }
    }

    public KafkaWorld Hears(Inbox inbox)
    {
        Bus.Subscribe(inbox);
        loops.Add(inbox.Retry(stop.Token));
        return this;
    }

    public KafkaWorld Listen()
    {
        loops.Add(Bus.Listen(stop.Token));
        return this;
    }

    /// <summary>Publishes as a relay does: repeats until it has worked.</summary>
    public async Task Relay(IReadOnlyList<Event> events)
    {
        while (true)
        {
            try
            {
                await Bus.Publish(events, stop.Token);
                return;
            }
            catch (StorageUnavailable)
            {
                Refused++;
            }
        }
    }

    public int Refused { get; private set; }

    /// <summary>Takes in, commits and answers nothing more from here on.</summary>
    public Task End() => stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Bus.Dispose();
        topics.Dispose();
        stop.Dispose();
    }

    private sealed record Told(long N);
}

/// <summary>Keeps what is logged.</summary>
internal sealed class Lines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IEnumerable<string> Warnings => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (logLevel >= LogLevel.Warning)
        {
            lines.Enqueue(formatter(state, exception) + (exception is null ? string.Empty : " " + exception.Message));
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }
}

/// <summary>A program that is not ours: it knows the brokers, the topics and the envelope.</summary>
internal sealed class PlainKafka : IPlainClient
{
    private readonly IProducer<string, byte[]> producer;
    private readonly string bootstrap;

    private readonly KafkaCluster? cluster;

    /// <param name="bootstrap">The brokers.</param>
    /// <param name="cluster">Ends with the client, when given.</param>
    public PlainKafka(string bootstrap, KafkaCluster? cluster = null)
    {
        this.cluster = cluster;
        this.bootstrap = bootstrap;

        // As Java's clients choose it: a key's partition is the one in which the shop's own events of that key are.
        producer = new ProducerBuilder<string, byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrap,
                LingerMs = 0,
                Partitioner = Confluent.Kafka.Partitioner.Murmur2Random,
            }
        ).Build();
    }

    public Task Send(string topic, string key, string value) => Send(topic, key, Encoding.UTF8.GetBytes(value));

    public Task Send(string topic, string key, byte[] value) =>
        producer.ProduceAsync(topic, new Message<string, byte[]> { Key = key, Value = value });

    /// <summary>Reads a topic from its beginning, in no group, until enough messages satisfy.</summary>
    public async Task<List<string>> Read(string topic, Func<string, bool> wanted, int count)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = "nobody",
                EnableAutoCommit = false,
                FetchWaitMaxMs = 10,
            }
        ).Build();
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var partitions = 0;
        await KafkaWorld.Until(
            () =>
            {
                try
                {
                    partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(5)).Topics[0].Partitions.Count;
                }
                catch (KafkaException)
                {
                    // Not answered in time.
                }

                return Task.FromResult(partitions > 0);
            },
            "the topic " + topic
        );
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var found = new List<string>();
        await KafkaWorld.Until(
            () =>
            {
                // Told again by a relay that did not hear in time that it was told, it is the same message.
                if (
                    consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message.Value: { } value }
                    && wanted(value)
                    && !found.Contains(value)
                )
                {
                    found.Add(value);
                }

                return Task.FromResult(found.Count >= count);
            },
            $"{count} messages in {topic}"
        );
        return found;
    }

    public void Dispose()
    {
        producer.Dispose();
        cluster?.Kill();
    }
}
