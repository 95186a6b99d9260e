// What a command may do inside the writer's transaction: read, write, publish, and say what shall happen once it is durable.
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.Kernel;

/// <summary>The writer's open transaction. It is durable when the command's task completes, and not before.</summary>
public sealed class Transaction : Sql
{
    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly string module;
    private readonly List<Action> afterCommit = [];

    internal Transaction(Dialect dialect, DbConnection connection, string module, IIds ids, TimeProvider clock)
        : base(dialect, connection)
    {
        this.module = module;
        this.ids = ids;
        this.clock = clock;
    }

    internal bool Published { get; private set; }

    /// <summary>How often this transaction has written; two equal counts mean that nothing was written in between.</summary>
    internal int Writes { get; private set; }

    /// <summary>Inserts, updates or deletes; answers the number of rows.</summary>
    public ValueTask<int> Execute(string sql, params object?[] args)
    {
        Writes++;
        return Run(sql, args);
    }

    /// <summary>Writes an event to the outbox: it exists if and only if this transaction commits, and is then delivered at least once.</summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="subject">The aggregate's id; events of one subject keep their order.</param>
    /// <param name="data">A record of Events.cs.</param>
    public async ValueTask Publish<T>(string topic, string subject, T data)
    {
        Published = true;
        await Execute(
            "INSERT INTO outbox(event_id, topic, subject, source, time_ms, trace_parent, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            ids.Next(),
            topic,
            subject,
            module,
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Activity.Current?.Id,
            JsonSerializer.Serialize(data, Event.Json));
    }

    /// <summary>Runs after the commit and before the answer, in order: for memory that mirrors what was written. Must not throw or block.</summary>
    public void OnCommitted(Action action) => afterCommit.Add(action);

    internal int Mark() => afterCommit.Count;

    internal void ForgetFrom(int mark) => afterCommit.RemoveRange(mark, afterCommit.Count - mark);

    internal async ValueTask Begin()
    {
        Published = false;
        afterCommit.Clear();
        await Run(Dialect.Begin);
    }

    internal async ValueTask Commit()
    {
        await Run("COMMIT");
        foreach (var action in afterCommit)
        {
            action();
        }

        afterCommit.Clear();
    }

    internal async ValueTask Rollback()
    {
        afterCommit.Clear();
        await Run("ROLLBACK");
    }
}
