// Forgets what a module's tables need no longer: once an hour, in slices between other commands, so that nothing ever waits for it.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kernel;

/// <summary>The forgetting of one module. Several processes of a module may forget beside each other.</summary>
public sealed partial class Forgetting
{
    /// <summary>Rows a slice: some milliseconds of the writer.</summary>
    public const int RowsAtOnce = 500;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private readonly Database database;
    private readonly List<(Retention Of, TimeSpan Kept)> tables;
    private readonly TimeProvider clock;
    private readonly ILogger<Forgetting> log;

    /// <summary>Throws <see cref="ConfigurationRefused"/> for a time that cannot be kept.</summary>
    /// <param name="database">The module's.</param>
    /// <param name="tables">The module's own tables; the kernel's come on top.</param>
    public Forgetting(
        Database database,
        IReadOnlyList<Retention> tables,
        IConfiguration configuration,
        TimeProvider clock,
        ILogger<Forgetting> log
    )
    {
        this.database = database;
        this.tables =
        [
            .. Retention.OfKernel.Concat(tables).Where(table => table.Sql is not null).Select(table => (table, table.Kept(configuration))),
        ];
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Runs until stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await Once(stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogFailed(log, database.Module, failure);
            }
        }
    }

    /// <summary>Forgets all that may be forgotten now.</summary>
    public async Task Once(CancellationToken stop)
    {
        foreach (var (of, kept) in tables)
        {
            var before = clock.GetUtcNow() - kept;
            object?[] args = of.Sql!.Contains("$3", StringComparison.Ordinal)
                ? [before.ToUnixTimeMilliseconds(), RowsAtOnce, Ids.First(before)]
                : [before.ToUnixTimeMilliseconds(), RowsAtOnce];
            while (await database.Write(tx => tx.Execute(of.SqlOf(tx.Own)!, args), stop) == RowsAtOnce)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of {Module} could not be forgotten; the next hour tries again.")]
    private static partial void LogFailed(ILogger log, string module, Exception failure);
}
