// Group commit: commands that arrive while one transaction is on its way to the disk share the next one.
// No timer: light load gives batches of one. Nothing is answered before the fsync.
using System.Diagnostics;
using System.Threading.Channels;

namespace Cartwright.Kernel;

/// <summary>The one writer of a module's database.</summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<Pending> channel = Channel.CreateBounded<Pending>(new BoundedChannelOptions(Limits.CommitQueueCommandsMax)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    private readonly Transaction transaction;
    private readonly string module;
    private readonly Action published;
    private readonly Action<Exception> broken;
    private readonly Task loop;
    private Exception? failure;
    private volatile Exception? unwritten;

    public CommitQueue(string module, Transaction transaction, Action published, Action<Exception> broken)
    {
        this.module = module;
        this.transaction = transaction;
        this.published = published;
        this.broken = broken;
        loop = Drain();
    }

    /// <summary>Commands that wait for their transaction.</summary>
    public int Waiting => channel.Reader.Count;

    /// <summary>Why a commit could not be written, until <see cref="Written"/>; null while the store takes changes.</summary>
    public Exception? Unwritten => failure ?? unwritten;

    /// <summary>A row was written since. A commit alone does not show that: one of refused commands writes nothing.</summary>
    public void Written() => unwritten = null;

    public void Enqueue(Pending pending)
    {
        if (failure is { } cause)
        {
            throw new StorageUnavailable($"The store of {module} failed and takes no more changes until the process is restarted.", cause);
        }

        if (!channel.Writer.TryWrite(pending))
        {
            throw new Overloaded($"{Limits.CommitQueueCommandsMax} changes already wait for the store of {module}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await loop;
        await transaction.DisposeAsync();
    }

    private async Task Drain()
    {
        var batch = new List<Pending>(Limits.CommitBatchCommandsMax);
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < Limits.CommitBatchCommandsMax && channel.Reader.TryRead(out var pending))
            {
                if (!pending.DropIfCancelled())
                {
                    batch.Add(pending);
                }
            }

            try
            {
                if (batch.Count > 0)
                {
                    await Commit(batch);
                }
            }
            catch (Exception e)
            {
                // Whatever this was, somebody waits: those of this batch are told, and those that come are refused.
                Break(e);
                Fail(batch, e);
            }
        }
    }

    /// <param name="batch">What waited together.</param>
    /// <param name="careful">Whether each change stands between a savepoint and its release. Savepoints cost copies of pages, and hardly any change
    /// is refused after it has written; so the first pass goes without, and a batch that needs them is decided again.</param>
    /// <param name="tries">How often the batch has been decided already, and lost against another transaction or with its connection.</param>
    private async Task Commit(List<Pending> batch, bool careful = false, int tries = 0)
    {
        var started = Stopwatch.GetTimestamp();
        if (Telemetry.Traces.HasListeners())
        {
            // Statements, where somebody wants to see them, show in the first trace that is recorded.
            Activity.Current = batch.Find(one => one.Cause.Activity is { Recorded: true, IsStopped: false })?.Cause.Activity;
        }

        var committing = false;
        var hasEvents = false;
        try
        {
            if (failure is { } cause)
            {
                throw new StorageUnavailable($"The store of {module} has failed.", cause);
            }

            await transaction.Begin();
            await Decide(batch, careful);
            hasEvents = transaction.Published;
            committing = true;
            await transaction.Commit();
        }
        catch (RefusedAfterWriting)
        {
            await transaction.Rollback();
            await Commit(batch, careful: true, tries);
            return;
        }
        catch (Exception e)
        {
            // A commit whose answer was lost is never tried again before it is known that it has not taken place.
            var unanswered = committing && !transaction.Dialect.IsTakenBack(e);
            var outcome = unanswered ? await LookUp() : CommitOutcome.DidNot;
            if (outcome == CommitOutcome.TookPlace)
            {
                Answer(batch, started, hasEvents);
                return;
            }

            await TakeBack(e);
            if (outcome == CommitOutcome.Unknown)
            {
                Fail(batch, transaction.Dialect.LosesAnswers
                    ? new StorageUnavailable($"The store of {module} was lost while it committed, and whether the change took place could not be found out. Repeat it with the same ids.", e)
                    : e);
            }
            else if (unanswered ? tries == 0 : MayPass(e, tries))
            {
                await Commit(batch, careful, tries + 1);
            }
            else if (batch.Count == 1 || transaction.Dialect.IsUnavailable(e) || e is StorageUnavailable)
            {
                Fail(batch, e);
            }
            else
            {
                // One command is at fault: alone, each shows which, and the others are carried out.
                foreach (var pending in batch)
                {
                    await Commit([pending], careful);
                }
            }

            return;
        }

        Answer(batch, started, hasEvents);
    }

    /// <summary>It is durable, so it is answered, whatever becomes of those who only look on or remember it.</summary>
    private void Answer(List<Pending> batch, long started, bool hasEvents)
    {
        if (transaction.Committed() is { } forgotten)
        {
            // Memory no longer shows what is stored, and what is decided by it would be wrong: the next process reads it anew.
            Break(forgotten);
        }

        if (hasEvents)
        {
            published();
        }

        try
        {
            Telemetry.Commits.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("module", module));
            Telemetry.CommitBatch.Record(batch.Count, new KeyValuePair<string, object?>("module", module));
            if (Telemetry.Traces.HasListeners())
            {
                WriteDown(batch);
            }
        }
        catch (Exception e)
        {
            Telemetry.NotSeen(e);
        }

        foreach (var pending in batch)
        {
            pending.Answer();
        }
    }

    /// <summary>No change is taken from here on, and the host is told to stop.</summary>
    private void Break(Exception cause)
    {
        failure ??= cause;
        broken(cause);
    }

    /// <summary>
    /// A span a command in its own trace, rather than one of the batch's that links to them all: a trace then shows what its commit took.
    /// </summary>
    private void WriteDown(List<Pending> batch)
    {
        foreach (var pending in batch)
        {
            if (pending.Cause.Recorded(out var trace))
            {
                Cause.WriteDown(
                    "commit " + module, ActivityKind.Internal, trace, pending.Queued, "cartwright.commit.commands", batch.Count);
            }
        }
    }

    // A connection is lost between batches when the server was started again: a new one is tried once. A server that hangs is not asked twice.
    private bool MayPass(Exception e, int tries) => transaction.Dialect.IsPassing(e)
        ? tries < Limits.CommitTriesMax
        : tries == 0 && !transaction.Usable && transaction.Begun && e is not { InnerException: TimeoutException };

    private ValueTask<CommitOutcome> LookUp() =>
        transaction.Dialect.LosesAnswers ? transaction.LookUp() : ValueTask.FromResult(CommitOutcome.Unknown);

    private async ValueTask Decide(List<Pending> batch, bool careful)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var pending = batch[i];
            if (pending.Kind is null)
            {
                transaction.CausedBy(pending.Cause);
                await pending.Decide(transaction, careful);
            }
            else if (FirstOfKind(batch, i))
            {
                await pending.Kind.Decide(transaction, batch);
            }
        }

        await transaction.CarryOut();
    }

    private static bool FirstOfKind(List<Pending> batch, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (ReferenceEquals(batch[i].Kind, batch[index].Kind))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask TakeBack(Exception e)
    {
        if (transaction.Dialect.IsFatal(e))
        {
            Break(e);
        }

        try
        {
            await transaction.Rollback();
        }
        catch (Exception rollback) when (rollback is System.Data.Common.DbException)
        {
            // The engine already rolled back by itself: there is nothing open to take back.
            Activity.Current?.AddEvent(new ActivityEvent("rollback: " + rollback.Message));
        }
    }

    private void Fail(List<Pending> batch, Exception e)
    {
        var answer = transaction.Dialect.IsUnavailable(e) && e is not StorageUnavailable
            ? new StorageUnavailable($"The store of {module} cannot take changes now: {e.Message}", e)
            : e;
        unwritten = answer is StorageUnavailable ? answer : unwritten;
        foreach (var pending in batch)
        {
            pending.Fail(answer);
        }
    }
}

/// <summary>A hot kind of command: all that wait are decided together, so that statements and rows can be shared.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
/// <typeparam name="TReply">Its answer, a refusal included.</typeparam>
public sealed class CommitKind<TCommand, TReply> : IKind
{
    private readonly CommitQueue queue;
    private readonly Decision decide;

    internal CommitKind(CommitQueue queue, Decision decide)
    {
        this.queue = queue;
        this.decide = decide;
    }

    /// <summary>
    /// Decides commands in arrival order and writes what was admitted; answers one reply a command, in order. It must write nothing for a refused
    /// command, and must not change memory outside <see cref="Transaction.OnCommitted"/>: after a failure it is called again for each command alone.
    /// </summary>
    public delegate ValueTask<TReply[]> Decision(Transaction transaction, IReadOnlyList<TCommand> commands);

    /// <summary>Answers when the command is durable or refused. Throws <see cref="Overloaded"/> or <see cref="StorageUnavailable"/>.</summary>
    public Task<TReply> Commit(TCommand command, CancellationToken cancel = default)
    {
        var pending = new Batched<TCommand, TReply>(this, command, cancel);
        queue.Enqueue(pending);
        return pending.Task;
    }

    async ValueTask IKind.Decide(Transaction transaction, List<Pending> batch)
    {
        var mine = new List<Batched<TCommand, TReply>>(batch.Count);
        var commands = new List<TCommand>(batch.Count);
        foreach (var pending in batch)
        {
            if (ReferenceEquals(pending.Kind, this))
            {
                var command = (Batched<TCommand, TReply>)pending;
                mine.Add(command);
                commands.Add(command.Command);
            }
        }

        transaction.CausedBy([.. mine.Select(one => one.Cause)]);
        var replies = await decide(transaction, commands);
        if (replies.Length != mine.Count)
        {
            throw new InvalidOperationException($"{mine.Count} commands got {replies.Length} replies.");
        }

        for (var i = 0; i < replies.Length; i++)
        {
            mine[i].Reply = replies[i];
        }
    }
}
