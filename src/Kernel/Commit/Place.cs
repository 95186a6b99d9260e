// Where tables of modules lie together: one file, or one schema of a server, with one writer and so one transaction for all that change at
// once.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>
/// One writer, and the modules that share it. Each has its own tables, and none can reach another's (<see cref="Database"/>).
/// </summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly Transaction transaction;
    private readonly Dictionary<string, PlacePart> parts;
    private readonly TaskCompletionSource<Exception> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int users;

    private Place(Dialect dialect, IReadOnlyList<string> modules, Connection writer, IIds ids, TimeProvider clock)
    {
        Dialect = dialect;
        parts = modules.ToDictionary(module => module, module => new PlacePart(module, dialect.Own(module)), StringComparer.Ordinal);
        First = parts[modules[0]];
        users = modules.Count;
        transaction = new Transaction(dialect, writer, [.. modules.Select(module => parts[module])], ids, clock);
        Queue = new CommitQueue(modules.Count == 1 ? modules[0] : Dialect.SharedPlace, transaction, Tell, e => broken.TrySetResult(e));
    }

    public Dialect Dialect { get; }

    public CommitQueue Queue { get; }

    /// <summary>Completes with the cause when the disk failed under a commit.</summary>
    public Task<Exception> Broken => broken.Task;

    /// <summary>Statements that the writer has run so far.</summary>
    public long Statements => transaction.Statements;

    /// <summary>How often the writer has waited for a server so far; 0 where there is none.</summary>
    public long RoundTrips => transaction.RoundTrips;

    /// <summary>
    /// Opens a place and brings the tables of all its modules to the newest migration; answers their databases in order. The place is
    /// closed with the last of them. Refuses a migration that was edited or is unknown.
    /// </summary>
    public static async Task<IReadOnlyList<Database>> Open(
        Dialect dialect,
        IReadOnlyList<ModuleDatabase> modules,
        IIds ids,
        TimeProvider clock
    )
    {
        var place = await Writer(dialect, [.. modules.Select(module => module.Module)], ids, clock);
        List<Database> opened = [.. modules.Select(module => new Database(place, module.Module))];
        try
        {
            for (var i = 0; i < modules.Count; i++)
            {
                await Migrations.Apply(opened[i], modules[i].Migrations, clock);
            }

            await place.Renew();
            if (dialect.LosesAnswers)
            {
                // Nothing else uses the writer yet.
                var mark = new CommitMark(ids.Next(), clock);
                await place.transaction.MarkCommits(mark);
                await opened[0]
                    .Write(async tx =>
                    {
                        await mark.ForgetOthers(tx);
                        return true;
                    });
            }

            return opened;
        }
        catch
        {
            foreach (var database in opened)
            {
                await database.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Opens one module's tables beside a running shop; migrates nothing.</summary>
    public static async Task<Database> OpenBeside(Dialect dialect, string module, IIds ids, TimeProvider clock)
    {
        var place = await Writer(dialect, [module], ids, clock);
        if (dialect.LosesAnswers)
        {
            await place.transaction.MarkCommits(new CommitMark(ids.Next(), clock));
        }

        return new Database(place, module);
    }

    public PlacePart First { get; }

    public PlacePart Part(string module) => parts[module];

    /// <summary>Finishes what waits and closes, once the last of its modules lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            await Queue.DisposeAsync();
        }
    }

    private static async Task<Place> Writer(Dialect dialect, IReadOnlyList<string> modules, IIds ids, TimeProvider clock) =>
        new(dialect, modules, await dialect.OpenWriter(modules[0]), ids, clock);

    private void Tell()
    {
        foreach (var part in parts.Values)
        {
            if (part.Events.Count > 0)
            {
                part.EventsWaiting.Raise();
            }
        }
    }

    // After the migrations, so that a version before them leaves alone what it cannot keep up.
    private async Task Renew()
    {
        var module = parts.Keys.First();
        if (Dialect.Renewal(module) is { } renew)
        {
            await transaction.GoOnWith(Lost.Connection);
            await renew();
            await transaction.GoOnWith(await Dialect.OpenWriter(module));
        }
    }
}
