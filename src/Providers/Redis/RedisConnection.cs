// The one connection to Redis: opened when first needed, short in its patience, and back by itself when Redis is back.
using System.Net;
using Cartwright.Carts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>A connection that all calls share; they are pipelined on it.</summary>
public sealed partial class RedisConnection : IAsyncDisposable
{
    /// <summary>The keys of everything that is kept in Redis.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Redis"];

    /// <summary>
    /// A round trip that takes longer has failed. A command waits for its lane, reads, waits for a batch and writes: together they stay
    /// within <see cref="ICartStore.PatienceMax"/>.
    /// </summary>
    internal static readonly TimeSpan RoundTripMax = TimeSpan.FromSeconds(1.2);

    private const int ConnectMsMax = 1_000;

    /// <summary>A connection whose other end vanished without a word is found out after about twice this.</summary>
    private const int KeepAliveSeconds = 5;

    private const int ReconnectMs = 500;

    /// <summary>
    /// How often the client looks for calls whose time is up: an answer is given up at most this much after its time is up.
    /// </summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.2);

    // What a server says that is there but cannot serve now. Everything else it refuses is a fault of ours, or of whoever wrote into our
    // keys.
    private static readonly string[] NotNow =
    [
        "LOADING",
        "READONLY",
        "OOM",
        "MISCONF",
        "BUSY",
        "NOREPLICAS",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "TRYAGAIN",
        "NOAUTH",
        "NOPERM",
        "WRONGPASS",
        "ERR max number of clients",
    ];

    private readonly ConfigurationOptions options;
    private readonly ILogger<RedisConnection> log;
    private readonly Lock gate = new();
    private Task<ConnectionMultiplexer>? opening;
    private IDatabase? open;

    /// <param name="text"><c>host:port[,option=…]</c>; throws <see cref="ConfigurationRefused"/> when it is not.</param>
    /// <param name="log">Hears of outages, a line each.</param>
    /// <param name="roundTrip">
    /// How long a round trip may take, where it is not <see cref="RoundTripMax"/>: for what must not depend on how fast a machine is.
    /// </param>
    public RedisConnection(string text, ILogger<RedisConnection> log, TimeSpan? roundTrip = null)
    {
        RoundTrip = roundTrip ?? RoundTripMax;
        options = Read(text, roundTrip);
        this.log = log;
        Address = Name(options.EndPoints[0]);
    }

    /// <summary>A round trip on this connection that takes longer has failed.</summary>
    internal TimeSpan RoundTrip { get; }

    /// <summary><c>host:port</c>, without what is secret.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (opening is { IsCompletedSuccessfully: true } opened)
        {
            await opened.Result.CloseAsync();
            opened.Result.Dispose();
        }
    }

    /// <summary>Reads the configuration key <c>Redis</c>.</summary>
    internal static ConfigurationOptions Read(string text, TimeSpan? roundTrip = null)
    {
        var answerMs = (int)((roundTrip ?? RoundTripMax) - LookEvery).TotalMilliseconds;
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Not the text itself: a password may stand in it.
            throw new ConfigurationRefused(
                $"Redis must be host:port[,option=...], such as Redis=localhost:6379. {e.Message.ReplaceLineEndings(" ")}"
            );
        }

        options.SetDefaultPorts();
        if (options.EndPoints.Count != 1)
        {
            throw new ConfigurationRefused(
                "Redis must be the address of one server, host:port[,option=...], such as Redis=localhost:6379."
            );
        }

        // What is no port is taken for a part of the name.
        if (options.EndPoints[0] is DnsEndPoint { Host: var host } && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new ConfigurationRefused(
                $"Redis must be host:port[,option=...], such as Redis=localhost:6379, but {host} is no name of a host."
            );
        }

        options.AbortOnConnectFail = false;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, ConnectMsMax);
        options.SyncTimeout = roundTrip is null ? Math.Min(options.SyncTimeout, answerMs) : answerMs;
        options.AsyncTimeout = roundTrip is null ? Math.Min(options.AsyncTimeout, answerMs) : answerMs;
        options.HeartbeatInterval = LookEvery;

        // Without a connection a command fails at once. One that waited for it could still change a cart after its owner was told that it
        // had failed.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.IncludeDetailInExceptions = false;

        // The client's guard against commands like FLUSHALL, of which we send none,
        // would also keep us from asking for the server's settings.
        options.AllowAdmin = true;
        options.KeepAlive = KeepAliveSeconds;
        options.ReconnectRetryPolicy = new LinearRetry(ReconnectMs);
        options.ClientName ??= "cartwright";

        // Both are for groups of servers, and would read and listen where we have nothing to find.
        options.TieBreaker = string.Empty;
        options.ConfigurationChannel = string.Empty;
        return options;
    }

    /// <summary>To send commands on. Throws <see cref="StorageUnavailable"/>.</summary>
    internal ValueTask<IDatabase> Database(CancellationToken cancel) => open is { } there ? ValueTask.FromResult(there) : Open(cancel);

    /// <summary>
    /// The answer to a command. Throws <see cref="StorageUnavailable"/> when there is none in time or the server cannot serve now; what it
    /// refuses for other reasons stays a <see cref="RedisServerException"/>.
    /// </summary>
    internal async ValueTask<T> Answer<T>(Task<T> asked, CancellationToken cancel)
    {
        try
        {
            return await asked.WaitAsync(cancel);
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new StorageUnavailable($"Redis at {Address} cannot be used now: {e.Message}", e);
        }
    }

    /// <summary>
    /// The exception for what a script reported: <see cref="StorageUnavailable"/> when the server cannot serve now, else a fault.
    /// </summary>
    internal Exception Refused(string message, string error) =>
        IsNotNow(error) ? new StorageUnavailable($"Redis at {Address} cannot be used now. {message}") : new InvalidDataException(message);

    private static bool IsNotNow(string error) => NotNow.Any(word => error.StartsWith(word, StringComparison.Ordinal));

    private static bool IsOutage(Exception e) =>
        e switch
        {
            RedisServerException refused => IsNotNow(refused.Message),
            RedisConnectionException or TimeoutException or ObjectDisposedException => true,
            _ => false,
        };

    private static string Name(EndPoint endPoint) =>
        endPoint switch
        {
            DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
            _ => endPoint.ToString() ?? string.Empty,
        };

    private async ValueTask<IDatabase> Open(CancellationToken cancel)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (gate)
        {
            // A name that could not be resolved is asked for again.
            connecting = opening is { IsFaulted: false, IsCanceled: false } there ? there : opening = Connect();
        }

        // The client's own patience is for each of several tries.
        var connection = await Answer(connecting.WaitAsync(RoundTrip, cancel), cancel);
        return open = connection.GetDatabase();
    }

    private async Task<ConnectionMultiplexer> Connect()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        connection.ConnectionFailed += (_, failed) => Log(failed, LogGone);
        connection.ConnectionRestored += (_, restored) => Log(restored, LogBack);
        return connection;
    }

    private void Log(ConnectionFailedEventArgs happened, Action<ILogger, string> line)
    {
        if (happened.ConnectionType == ConnectionType.Interactive)
        {
            line(log, Address);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to Redis at {Address} is lost; it is tried again until it is back.")]
    private static partial void LogGone(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection to Redis at {Address} is back.")]
    private static partial void LogBack(ILogger log, string address);
}
