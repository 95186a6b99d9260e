// At start: says when Redis is not there, and when it is set up so that carts could be lost.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>Looks for Redis until it answers. The shop does not wait for it: what needs Redis answers 503 until then.</summary>
/// <param name="connection">To Redis.</param>
/// <param name="carts">Whether carts are kept there, so that its durability matters.</param>
internal sealed partial class RedisWatch(RedisConnection connection, bool carts, TimeProvider clock, ILogger<RedisWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the server's settings; empty when nothing is, or when it does not tell.</summary>
    internal static async ValueTask<IReadOnlyList<string>> Dangers(
        RedisConnection connection,
        CancellationToken cancel,
        string what = "carts"
    )
    {
        var dangers = new List<string>();
        if (await Setting(connection, "appendonly", cancel) == "no")
        {
            dangers.Add($"appendonly is no: {what} are lost when it stops. Start it with --appendonly yes.");
        }

        if (
            await Setting(connection, "maxmemory", cancel) is { } max and not "0"
            && await Setting(connection, "maxmemory-policy", cancel) is { } policy
            && policy != "noeviction"
        )
        {
            dangers.Add(
                $"maxmemory is {max} and maxmemory-policy {policy}: it drops {what} when memory is short. Set maxmemory-policy noeviction."
            );
        }

        return dangers;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var said = false; ; said = true)
        {
            try
            {
                var database = await connection.Database(stoppingToken);
                await connection.Answer(database.PingAsync(), stoppingToken);
                if (said)
                {
                    LogThere(log, connection.Address);
                }

                foreach (var danger in carts ? await Dangers(connection, stoppingToken) : [])
                {
                    LogDanger(log, connection.Address, danger);
                }

                return;
            }
            catch (StorageUnavailable away)
            {
                if (!said)
                {
                    LogAbsent(
                        log,
                        connection.Address,
                        carts ? "carts answer 503 until it does" : "carts that are left are found without it",
                        away.Message
                    );
                }
            }

            await Task.Delay(LookEvery, clock, stoppingToken);
        }
    }

    private static async ValueTask<string?> Setting(RedisConnection connection, string name, CancellationToken cancel)
    {
        try
        {
            var database = await connection.Database(cancel);
            var reply = await connection.Answer(database.Multiplexer.GetServers()[0].ConfigGetAsync(name), cancel);
            return reply is [var setting] ? setting.Value : null;
        }
        catch (Exception e) when (e is RedisServerException or StorageUnavailable)
        {
            // A hosted Redis may not tell its settings; whoever runs it answers for them.
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Redis at {Address} does not answer; {Meanwhile}. Start it, or change Redis=host:port. ({Reason})"
    )]
    private static partial void LogAbsent(ILogger log, string address, string meanwhile, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Address} answers now.")]
    private static partial void LogThere(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Address} does not keep carts safely: {Danger}")]
    private static partial void LogDanger(ILogger log, string address, string danger);
}
