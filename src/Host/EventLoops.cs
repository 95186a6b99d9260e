// Starts each module's relay, inbox and forgetting, and ends the process when a disk failed under a commit.
using Cartwright.Kernel;
using Cartwright.Wire.Messages;

namespace Cartwright.Host;

/// <param name="end">Who is told in place of the process, which would end; null for the process.</param>
internal sealed class EventLoops(
    IEnumerable<ModuleDatabase> databases,
    IEventBus bus,
    IReadOnlyList<Inbox> inboxes,
    IConfiguration configuration,
    TimeProvider clock,
    ILoggerFactory logs,
    SealedEvents? signed = null,
    EventSeal? seal = null,
    ProcessEnd? end = null
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = new List<Task>();
        var told = seal is null ? signed ?? bus : new SealedBus(signed ?? bus, seal);
        foreach (var database in databases)
        {
            loops.Add(new OutboxRelay(database.Opened, told, clock, logs.CreateLogger<OutboxRelay>()).Run(stoppingToken));
            loops.Add(
                new Forgetting(database.Opened, database.Tables, configuration, clock, logs.CreateLogger<Forgetting>()).Run(stoppingToken)
            );
            _ = EndWhenBroken(database.Opened, end);
        }

        loops.AddRange(inboxes.Select(inbox => inbox.Retry(stoppingToken)));
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is still in outboxes is carried after the next start.
        }
    }

    private static async Task EndWhenBroken(Database database, ProcessEnd? end)
    {
        var cause = await database.Broken;
        var why = database.Dialect.Explain(database.Module, cause)?.Message ?? "Check the disk, then start again.";
        var told = $"The disk failed under a commit of {database.Module}. Nothing after it was acknowledged. {why}";
        if (end is null)
        {
            Environment.FailFast(told, cause);
        }

        end.Now(told, cause);
    }
}

/// <summary>Where a process is simulated: what it says at its end, and why.</summary>
internal sealed record ProcessEnd(Action<string, Exception> Now);
