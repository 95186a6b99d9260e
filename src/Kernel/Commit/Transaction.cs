// What a command may do inside the writer's transaction: read, write, publish, and say what shall happen once it is durable.
using System.Data.Common;
using System.Text.Json;

namespace Cartwright.Kernel;

/// <summary>
/// The open transaction of a place's writer, of one module at a time. It is durable when the command's task completes, and not before.
/// </summary>
public sealed class Transaction : Sql
{
    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly IReadOnlyList<PlacePart> parts;
    private readonly List<Action> afterCommit = [];
    private readonly List<Action> onceDurable = [];
    private readonly List<Gathered> gathered = [];
    private readonly List<(Inbox Hearer, Event Event)> effects = [];
    private Cause cause;
    private Cause[] causes = [];
    private PlacePart part;
    private string? alone;
    private HashSet<string>? whereSomeWait;
    private int writesBefore;

    internal Transaction(Dialect dialect, Connection connection, IReadOnlyList<PlacePart> parts, IIds ids, TimeProvider clock)
        : base(dialect, connection, parts[0].Module)
    {
        this.parts = parts;
        part = parts[0];
        this.ids = ids;
        this.clock = clock;
        LookUp = new(this, part, clock);
    }

    /// <summary>Tells how a commit ended whose answer was lost.</summary>
    internal CommitLookUp LookUp { get; }

    /// <summary>The effect that is carried out, so that a failure of what it leaves to be done together is known for its own.</summary>
    internal (Inbox Hearer, string Topic)? EffectOf { get; set; }

    /// <summary>Whether there was a connection to begin on.</summary>
    internal bool Begun { get; private set; }

    /// <summary>Inserts, updates or deletes; answers the number of rows.</summary>
    public ValueTask<int> Execute(string sql, params object?[] args)
    {
        Writes++;
        return Run(sql, args);
    }

    /// <summary>
    /// Inserts, updates or deletes, for a change that does not ask how many rows: it may travel with the next statement, which saves a
    /// round trip. A failure may show only there, or at the commit; it fails this change all the same. The statement must not return rows.
    /// </summary>
    public ValueTask Send(string sql, params object?[] args)
    {
        Writes++;
        return Dispatch(sql, args);
    }

    /// <summary>
    /// Inserts, updates or deletes once for each list of arguments, in order, in one round trip; answers the numbers of rows.
    /// </summary>
    public ValueTask<int[]> ExecuteEach(string sql, IReadOnlyList<object?[]> each)
    {
        Writes += each.Count;
        return RunEach(sql, each);
    }

    /// <summary>
    /// Tells an event, if and only if this transaction commits. Where all who hear it share this writer, it takes effect in this
    /// transaction; otherwise it goes to the outbox and is delivered at least once. One that nobody hears is no row.
    /// </summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="subject">The aggregate's id; events of one subject keep their order.</param>
    /// <param name="data">A record of Events.cs.</param>
    /// <param name="id">For an answer whose id follows from its question's; otherwise a new one is made.</param>
    public ValueTask Publish<T>(string topic, string subject, T data, string? id = null)
    {
        if (data is not null && !part.Hears(topic, data))
        {
            return ValueTask.CompletedTask;
        }

        id ??= ids.Next();
        if (data is not null && part.OutboxIsDone && part.HeardHere(topic, data) is { } hearers)
        {
            var told = Event.Here(id, topic, subject, part.Module, clock.GetUtcNow(), cause.TraceParent ?? Cause.New(id), data);
            foreach (var hearer in hearers)
            {
                effects.Add((hearer, told));
            }

            return ValueTask.CompletedTask;
        }

        // The events of all changes are written together, before the commit.
        var events = part.Events;
        events.Add(id);
        events.Add(topic);
        events.Add(subject);
        events.Add(part.Module);
        events.Add(clock.GetUtcNow().ToUnixTimeMilliseconds());
        events.Add(cause.TraceParent ?? Cause.New(id));
        events.Add(JsonSerializer.Serialize(data, Event.Json));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// What follows is of this command, of those that are decided together: its events belong to its trace.
    /// Otherwise they belong to the first one's.
    /// </summary>
    /// <param name="command">Its place among the commands of the decision.</param>
    public void BehalfOf(int command) => cause = causes[command];

    /// <summary>What follows belongs to this trace.</summary>
    public void CausedBy(Cause of) => cause = of;

    /// <summary>What follows is this module's, of those that share the writer.</summary>
    internal void TurnTo(PlacePart next)
    {
        part = next;
        TurnTo(next.Module);
    }

    /// <summary>What follows is of several commands.</summary>
    internal void CausedBy(Cause[] of)
    {
        causes = of;
        cause = Array.Find(of, one => one.TraceParent is not null);
    }

    /// <summary>
    /// Leaves something to be done later in this transaction, together with what other changes leave to the same hands, so that statements
    /// are shared. A failure fails this change all the same. Until then this transaction does not see its effect.
    /// </summary>
    /// <param name="hands">Carries out all that was left, in order. Must be the same object each time.</param>
    public void Together<T>(Func<Transaction, IReadOnlyList<T>, ValueTask> hands, T item) =>
        gathered.Add(new(hands, item, part, EffectOf, cause, items => hands(this, [.. items.Cast<T>()])));

    /// <summary>
    /// Runs after the commit, before the next transaction and the answer, in order: for memory that mirrors what was written, and to wake
    /// those who then look it up. What it shows may not be durable yet. Must not throw or block.
    /// </summary>
    public void OnCommitted(Action action) => afterCommit.Add(action);

    /// <summary>
    /// Runs once the commit is durable, before the answer: for those who act on it outside of the store without reading it there, as who
    /// asks a payment provider. Must not throw or block.
    /// </summary>
    public void OnDurable(Action action) => onceDurable.Add(action);

    internal TransactionMark Mark() => new(afterCommit.Count, onceDurable.Count, part.Events.Count, gathered.Count, effects.Count);

    /// <summary>The same, of all modules.</summary>
    internal PlaceMark MarkAll() => new(Mark(), [.. parts.Select(one => one.Events.Count)]);

    /// <summary>Forgets what was to happen at or after the commit since the mark, of all modules.</summary>
    internal void ForgetFrom(PlaceMark mark)
    {
        ForgetFrom(mark.Own);
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].Events.RemoveRange(mark.EventValues[i], parts[i].Events.Count - mark.EventValues[i]);
        }
    }

    /// <summary>
    /// Whether events may wait in a module's inbox, behind which others must wait: of all modules in one look a transaction, for no other
    /// process puts one there meanwhile.
    /// </summary>
    internal async ValueTask<bool> SomeMayWait(string module)
    {
        whereSomeWait ??=
        [
            .. await Query(
                string.Join(
                    " UNION ALL ",
                    parts.Select(one =>
                        $"SELECT '{one.Module}' WHERE EXISTS (SELECT 1 FROM {Dialect.Named(one.Module, "inbox_waiting")} WHERE dead = 0)"
                    )
                ),
                row => row.GetString(0)
            ),
        ];
        return whereSomeWait.Contains(module);
    }

    /// <summary>From here on some do.</summary>
    internal void SomeWait(string module) => whereSomeWait?.Add(module);

    /// <summary>
    /// Carries out what was left to be done together, and then the effects of what was told, until nothing more comes of them.
    /// </summary>
    internal async ValueTask CarryOut()
    {
        await CarryOutGathered();
        while (effects.Count > 0)
        {
            var told = effects.ToArray();
            effects.Clear();
            foreach (var its in told.GroupBy(one => one.Hearer, one => one.Event))
            {
                await its.Key.TakeHere(this, [.. its]);
            }

            await CarryOutGathered();
        }
    }

    /// <summary>Carries out what was left to be done together.</summary>
    internal async ValueTask CarryOutGathered()
    {
        while (gathered.Count > 0)
        {
            var first = gathered[0];
            var mine = gathered.FindAll(one => ReferenceEquals(one.Hands, first.Hands));
            gathered.RemoveAll(one => ReferenceEquals(one.Hands, first.Hands));
            TurnTo(first.Part);
            cause = first.Cause;
            try
            {
                await first.Run(mine.Select(one => one.Item));
            }
            catch (Exception failure) when (mine.Exists(one => one.EffectOf is not null) && !Dialect.IsUnavailable(failure))
            {
                // One of the effects may be at fault: each is tried on its own from here on, and the transaction is decided again.
                foreach (var (hearer, topic) in mine.Select(one => one.EffectOf).OfType<(Inbox Hearer, string Topic)>())
                {
                    hearer.TakeCare(topic);
                }

                throw new EffectFailed(failure);
            }
        }
    }

    /// <summary>Forgets what was to happen at or after the commit since the mark.</summary>
    internal void ForgetFrom(TransactionMark mark)
    {
        afterCommit.RemoveRange(mark.Actions, afterCommit.Count - mark.Actions);
        onceDurable.RemoveRange(mark.Durable, onceDurable.Count - mark.Durable);
        part.Events.RemoveRange(mark.EventValues, part.Events.Count - mark.EventValues);
        if (gathered.Count > mark.Gathered)
        {
            gathered.RemoveRange(mark.Gathered, gathered.Count - mark.Gathered);
        }

        if (effects.Count > mark.Effects)
        {
            effects.RemoveRange(mark.Effects, effects.Count - mark.Effects);
        }
    }

    internal async ValueTask Begin()
    {
        ForgetAll();
        whereSomeWait = null;
        cause = default;
        Begun = false;
        LookUp.Forget();
        if (!Usable)
        {
            await LookUp.Reconnect();
        }

        writesBefore = Writes;
        await Dispatch(Dialect.Begin);
        Begun = true;
        if (alone is not null)
        {
            await Dispatch(alone);
        }
    }

    /// <summary>From here on each commit can be looked up.</summary>
    internal async ValueTask MarkCommits(CommitMark marks)
    {
        await LookUp.Begin(marks);
        alone = Dialect.Alone([.. parts.Select(one => one.Module)]);
    }

    /// <summary>Of the waits for others than the writer.</summary>
    internal TimeProvider Clock => clock;

    /// <summary>Whether what it commits may be seen before it is durable (<see cref="Connection.SyncsBeside"/>).</summary>
    internal bool SyncsBeside => Connection.SyncsBeside;

    /// <summary>
    /// Commits; where it <see cref="SyncsBeside"/>, without the sync. Answers the connection on which the caller has to make that; null
    /// where all is durable.
    /// </summary>
    /// <param name="before">Completed before the commit can be seen.</param>
    internal async ValueTask<Connection?> Commit(Func<ValueTask> before)
    {
        foreach (var teller in parts)
        {
            if (teller.Events.Count > 0)
            {
                TurnTo(teller);
                await teller.Outbox.Run(this, teller.Events);
            }
        }

        if (LookUp.IsOn && Writes != writesBefore)
        {
            // What has written nothing needs no row, and no sync of the disk for it.
            await LookUp.Mark();
        }

        await before();
        var under = Connection;
        under.LeaveSync(true);
        try
        {
            await Run("COMMIT");
        }
        finally
        {
            under.LeaveSync(false);
        }

        return under.TakeSync() ? under : null;
    }

    /// <summary>
    /// The transaction has committed: does what was to happen then, all of it; answers the first failure, which is a fault of the program.
    /// </summary>
    internal Exception? Committed()
    {
        var failure = DoAll(afterCommit);
        afterCommit.Clear();
        return failure;
    }

    /// <summary>What is to happen once it is durable, which may be while the next one is under way.</summary>
    internal Action[] TakeOnceDurable()
    {
        Action[] all = [.. onceDurable];
        onceDurable.Clear();
        return all;
    }

    /// <summary>Does all of it; answers the first failure.</summary>
    internal static Exception? DoAll(IEnumerable<Action> actions)
    {
        Exception? failure = null;
        foreach (var action in actions)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure ??= e;
            }
        }

        return failure;
    }

    /// <summary>
    /// Takes back what was written since the savepoint, which is gone then; what was sent and has not been run is forgotten with it.
    /// </summary>
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
        ForgetAll();
        await TakeBack();
    }

    private void ForgetAll()
    {
        afterCommit.Clear();
        onceDurable.Clear();
        gathered.Clear();
        effects.Clear();
        EffectOf = null;
        foreach (var teller in parts)
        {
            teller.Events.Clear();
        }
    }
}
