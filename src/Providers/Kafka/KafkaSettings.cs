// Where Kafka is and how it is spoken to: read once, refused with the line to change.
using System.Globalization;
using Cartwright.Kernel;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Kafka;

/// <summary>The understood configuration.</summary>
/// <param name="Bootstrap"><c>host:port,…</c></param>
/// <param name="Partitions">Of topics that are made here.</param>
/// <param name="Replication">Of topics that are made here; -1 leaves it to the broker.</param>
/// <param name="MakesTopics">Whether topics that are missing are made here.</param>
/// <param name="Client">Properties of librdkafka, as given.</param>
public sealed record KafkaSettings(
    string Bootstrap,
    int Partitions,
    short Replication,
    bool MakesTopics,
    IReadOnlyDictionary<string, string> Client
)
{
    // Six consumers of a group can share a topic. More is a matter of configuration: it can be raised later, but then keys change their
    // partition.
    private const int PartitionsDefault = 6;
    private const int PartitionsMax = 1_000;
    private const int ReplicationMax = 10;

    // What the promises of IEventBus rest on is not for the configuration to change.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "bootstrap.servers",
        "metadata.broker.list",
        "group.id",
        "enable.auto.commit",
        "enable.auto.offset.store",
        "auto.offset.reset",
        "enable.idempotence",
        "acks",
        "request.required.acks",
        "partitioner",
        "message.timeout.ms",
        "delivery.timeout.ms",
        "partition.assignment.strategy",
        "transactional.id",
        "enable.partition.eof",
        "message.max.bytes",
    };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Kafka:Bootstrap", "Kafka:Partitions", "Kafka:Replication", "Kafka:CreateTopics", "Kafka:Client:{property}"];

    /// <summary>
    /// Reads Kafka:Bootstrap, Kafka:Partitions, Kafka:Replication, Kafka:CreateTopics and Kafka:Client:*. Throws
    /// <see cref="ConfigurationRefused"/>.
    /// </summary>
    public static KafkaSettings Read(IConfiguration configuration)
    {
        var settings = new KafkaSettings(
            Addresses(configuration["Kafka:Bootstrap"]),
            configuration.Number("Kafka:Partitions", PartitionsDefault, 1, PartitionsMax),
            (short)configuration.Number("Kafka:Replication", -1, -1, ReplicationMax),
            configuration.Switch("Kafka:CreateTopics", otherwise: true),
            configuration
                .GetSection("Kafka:Client")
                .GetChildren()
                .ToDictionary(p => p.Key, p => p.Value ?? string.Empty, StringComparer.Ordinal)
        );
        if (settings.Replication == 0)
        {
            throw new ConfigurationRefused(
                "Kafka:Replication=0 would keep events nowhere. Use the number of brokers that shall hold each, or leave it out."
            );
        }

        if (settings.Client.Keys.FirstOrDefault(Ours.Contains) is { } ours)
        {
            throw new ConfigurationRefused(
                $"Kafka:Client:{ours} cannot be set: the delivery of events depends on it. Remove the line{(ours.Contains("servers", StringComparison.Ordinal) ? ", and set Kafka:Bootstrap" : string.Empty)}."
            );
        }

        return settings;
    }

    /// <summary>
    /// Asks the native library whether it understands the properties, the files they name included. Nothing is connected yet.
    /// </summary>
    public void Check()
    {
        try
        {
            new ProducerBuilder<Null, Null>(Producing())
                .SetLogHandler(
                    (
                        _,
                        _
                    ) => { /* The exception says the same. */
                    }
                )
                .Build()
                .Dispose();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            // Names of properties and files stand in it, values of secrets do not.
            throw new ConfigurationRefused(
                $"Kafka:Client is not understood: {e.Message.ReplaceLineEndings(" ")} The names are those of librdkafka, such as Kafka:Client:security.protocol=sasl_ssl."
            );
        }
        catch (DllNotFoundException e)
        {
            throw new ConfigurationRefused(
                $"Events=kafka needs the native library of its client, which does not load here: {e.Message.ReplaceLineEndings(" ")} "
                    + "It lies beside the program (librdkafka, for Linux, Windows and macOS); "
                    + "copy the whole published folder, or use Events=redis."
            );
        }
    }

    /// <summary>For a producer.</summary>
    internal Dictionary<string, string> Producing() =>
        With(
            new()
            {
                ["enable.idempotence"] = "true",
                ["acks"] = "all",

                // As Java's clients do it, so that a key is in one partition whoever sends it.
                ["partitioner"] = "murmur2_random",

                // No message gives up by itself, because one that did would let later ones of its key pass: the sender gives up, on all at
                // once.
                ["message.timeout.ms"] = "0",
                ["linger.ms"] = "1",
                ["message.max.bytes"] = (Limits.EventBytesMax + 4 * 1024).ToString(CultureInfo.InvariantCulture),
            }
        );

    /// <summary>For a member of a group.</summary>
    internal Dictionary<string, string> Consuming(string group) =>
        With(
            new()
            {
                ["group.id"] = group,
                ["enable.auto.commit"] = "false",
                ["enable.auto.offset.store"] = "false",
                ["auto.offset.reset"] = "earliest",
                ["partition.assignment.strategy"] = "cooperative-sticky",

                // A killed process is replaced after this time.
                ["session.timeout.ms"] = "10000",

                // Ahead of the inbox, in memory, a consumer: 64 MB would be the default.
                ["queued.max.messages.kbytes"] = "8192",
            }
        );

    /// <summary>For asking about brokers and topics.</summary>
    internal Dictionary<string, string> Asking() => With([]);

    private Dictionary<string, string> With(Dictionary<string, string> properties)
    {
        properties["bootstrap.servers"] = Bootstrap;
        properties["client.id"] = "cartwright";
        properties["reconnect.backoff.max.ms"] = "1000";
        properties["log.connection.close"] = "false";
        foreach (var (name, value) in Client)
        {
            properties[name] = value;
        }

        return properties;
    }

    private static string Addresses(string? text)
    {
        const string Line = "Set Kafka:Bootstrap=host:port,..., such as Kafka:Bootstrap=localhost:9092.";
        var addresses = (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (addresses.Length == 0)
        {
            throw new ConfigurationRefused($"Events=kafka needs the addresses of brokers. {Line}");
        }

        foreach (var address in addresses)
        {
            var colon = address.LastIndexOf(':');
            if (
                colon <= 0
                || Uri.CheckHostName(address[..colon].Trim('[', ']')) == UriHostNameType.Unknown
                || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                || port is < 1 or > 65535
            )
            {
                throw new ConfigurationRefused($"Kafka:Bootstrap names '{address}', which is no host:port. {Line}");
            }
        }

        return string.Join(',', addresses);
    }
}
