// At start: has Recommendations:Store changed? Nothing is lost by it, but a copy that nobody keeps any more should not be believed.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <summary>
/// Remembers the store of the last start and says, once, what a change means. No change is refused: the module's tables are the truth.
/// </summary>
/// <param name="database">The module's own.</param>
/// <param name="store">The value of Recommendations:Store.</param>
/// <param name="log">Told of a change.</param>
public sealed partial class CopyHome(Database database, string store, ILogger<CopyHome> log) : IHostedService
{
    /// <summary>The value of Recommendations:Store without a copy.</summary>
    public const string Sql = "sql";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var before = await database.Write(tx => CopyStore.Remember(tx, store), cancellationToken);
        if (before is null || before == store)
        {
            return;
        }

        if (store == Sql)
        {
            LogLeft(log, before);
        }
        else
        {
            LogMade(log, before, store);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Recommendations:Store was {Before} and is sql: nothing is lost, the database answers. Nobody keeps the keys rec:* and recommendations:whole there any more: "
            + "delete them, or set Recommendations:Store={Before} again, which makes them anew at its start."
    )]
    private static partial void LogLeft(ILogger log, string before);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Recommendations:Store was {Before} and is {Store}: what is there is made anew from the database now, which takes a few minutes in a large shop. Nothing need be done."
    )]
    private static partial void LogMade(ILogger log, string before, string store);
}
