// Whether the brokers can be reached, for people: one line when they cannot, one when they can again.
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kafka;

/// <summary>Hears from all clients of the process.</summary>
internal sealed partial class KafkaReach(KafkaSettings settings, ILogger<KafkaReach> log)
{
    private int lost;

    /// <summary>What a client's error tells. That one broker of several is gone is no news: the client goes on with the others.</summary>
    public void Hear(Error error)
    {
        if (
            error.Code
                is ErrorCode.Local_AllBrokersDown
                    or ErrorCode.Local_Authentication
                    or ErrorCode.Local_Ssl
                    or ErrorCode.SaslAuthenticationFailed
            || error.IsFatal
        )
        {
            Lost(error.Reason);
        }
        else
        {
            LogTold(log, error.Reason);
        }
    }

    /// <summary>The native library's own lines: for those who look for a fault.</summary>
    public void Hear(LogMessage line) => LogTold(log, line.Message);

    /// <summary>Nothing gets through.</summary>
    public void Lost(string reason)
    {
        if (Interlocked.Exchange(ref lost, 1) == 0)
        {
            LogLost(log, settings.Bootstrap, reason);
        }
    }

    /// <summary>Something got through.</summary>
    public void Back()
    {
        if (Volatile.Read(ref lost) == 1 && Interlocked.Exchange(ref lost, 0) == 1)
        {
            LogBack(log, settings.Bootstrap);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Kafka at {Brokers} cannot be reached ({Reason}). Events wait where they are, and it is tried again until it answers."
    )]
    private static partial void LogLost(ILogger log, string brokers, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka at {Brokers} answers again; events go on.")]
    private static partial void LogBack(ILogger log, string brokers);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka: {Line}")]
    private static partial void LogTold(ILogger log, string line);
}
