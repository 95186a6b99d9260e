// What a command may do inside the writer's transaction: read, write, publish, and say what shall happen once it is durable.
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.Kernel;

/// <summary>The writer's open transaction. It is durable when the command's task completes, and not before.</summary>
public sealed class Transaction : Sql
{
    private const int EventColumns = 7;

    private static readonly RowsInsert Events = new("INSERT INTO outbox(event_id, topic, subject, source, time_ms, trace_parent, data) VALUES ", EventColumns);

    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly string module;
    private readonly List<Action> afterCommit = [];
    private readonly List<object?> events = [];

    internal Transaction(Dialect dialect, Connection connection, string module, IIds ids, TimeProvider clock)
        : base(dialect, connection)
    {
        this.module = module;
        this.ids = ids;
        this.clock = clock;
    }

    /// <summary>Whether there was a connection to begin on.</summary>
    internal bool Begun { get; private set; }

    internal bool Published => events.Count > 0;

    /// <summary>How often this transaction has written; two equal counts mean that nothing was written in between.</summary>
    internal int Writes { get; private set; }

    /// <summary>Inserts, updates or deletes; answers the number of rows.</summary>
    public ValueTask<int> Execute(string sql, params object?[] args)
    {
        Writes++;
        return Run(sql, args);
    }

    /// <summary>
    /// Inserts, updates or deletes, for a change that does not ask how many rows: it may travel with the next statement, which saves a round trip.
    /// A failure may show only there, or at the commit; it fails this change all the same. The statement must not return rows.
    /// </summary>
    public ValueTask Send(string sql, params object?[] args)
    {
        Writes++;
        return Dispatch(sql, args);
    }

    /// <summary>Inserts, updates or deletes once for each list of arguments, in order, in one round trip; answers the numbers of rows.</summary>
    public ValueTask<int[]> ExecuteEach(string sql, IReadOnlyList<object?[]> each)
    {
        Writes += each.Count;
        return RunEach(sql, each);
    }

    /// <summary>Writes an event to the outbox: it exists if and only if this transaction commits, and is then delivered at least once.</summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="subject">The aggregate's id; events of one subject keep their order.</param>
    /// <param name="data">A record of Events.cs.</param>
    /// <param name="id">For an answer whose id follows from its question's; otherwise a new one is made.</param>
    public ValueTask Publish<T>(string topic, string subject, T data, string? id = null)
    {
        // The events of all changes are written together, before the commit.
        events.Add(id ?? ids.Next());
        events.Add(topic);
        events.Add(subject);
        events.Add(module);
        events.Add(clock.GetUtcNow().ToUnixTimeMilliseconds());
        events.Add(Activity.Current?.Id);
        events.Add(JsonSerializer.Serialize(data, Event.Json));
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs after the commit and before the answer, in order: for memory that mirrors what was written. Must not throw or block.</summary>
    public void OnCommitted(Action action) => afterCommit.Add(action);

    internal TransactionMark Mark() => new(afterCommit.Count, events.Count);

    /// <summary>Forgets what was to happen at or after the commit since the mark.</summary>
    internal void ForgetFrom(TransactionMark mark)
    {
        afterCommit.RemoveRange(mark.Actions, afterCommit.Count - mark.Actions);
        events.RemoveRange(mark.EventValues, events.Count - mark.EventValues);
    }

    internal async ValueTask Begin()
    {
        afterCommit.Clear();
        events.Clear();
        Begun = false;
        if (!Usable)
        {
            await GoOnWith(await Dialect.OpenWriter(module));
        }

        await Dispatch(Dialect.Begin);
        Begun = true;
    }

    internal async ValueTask Commit()
    {
        await Events.Run(this, events);
        await Run("COMMIT");
        foreach (var action in afterCommit)
        {
            action();
        }

        afterCommit.Clear();
    }

    /// <summary>Takes back what was written since the savepoint, which is gone then; what was sent and has not been run is forgotten with it.</summary>
    internal async ValueTask GoBackTo(string savepoint)
    {
        var text = "ROLLBACK TO " + savepoint;
        try
        {
            await Run(text);
        }
        catch (DbException) when (Usable)
        {
            // What travelled with it failed first; now it goes alone.
            await Run(text);
        }

        await Dispatch("RELEASE " + savepoint);
    }

    internal async ValueTask Rollback()
    {
        afterCommit.Clear();
        events.Clear();
        await TakeBack();
    }
}

/// <summary>How much was to happen at and after the commit when a change began.</summary>
internal readonly record struct TransactionMark(int Actions, int EventValues);
