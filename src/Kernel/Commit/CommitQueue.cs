// Group commit: commands that arrive while one transaction is on its way to the disk share the next one, which is decided beside the sync.
// No timer: light load gives batches of one. Nothing is answered before the fsync.
using System.Diagnostics;
using System.Threading.Channels;

namespace Cartwright.Kernel;

/// <summary>The one writer of a place.</summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<Pending> channel = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(Limits.CommitQueueCommandsMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    private readonly SyncThread syncs;
    private readonly BatchDecision decision;
    private readonly Transaction transaction;
    private readonly string place;
    private readonly Action published;
    private readonly Action<Exception> broken;
    private readonly Task loop;
    private Exception? failure;
    private volatile Exception? unwritten;

    // Completes once all is durable that can be seen.
    private volatile Task durable = Task.CompletedTask;
    private TaskCompletionSource? seen;

    /// <param name="place">Its name: the only module's, or the file's.</param>
    /// <param name="published">Told after each commit, while the parts still hold what it told.</param>
    /// <param name="broken">Told why nothing more is taken.</param>
    public CommitQueue(string place, Transaction transaction, Action published, Action<Exception> broken)
    {
        this.place = place;
        this.transaction = transaction;
        decision = new BatchDecision(this, transaction);
        syncs = new SyncThread(transaction.Dialect.Syncs);
        this.published = published;
        this.broken = broken;
        loop = Drain();
    }

    /// <summary>Commands that wait for their transaction.</summary>
    public int Waiting => channel.Reader.Count;

    /// <summary>How long a plan's steps may wait for others than the writer.</summary>
    public TimeSpan PlanWait
    {
        set => decision.PlanWait = value;
    }

    /// <summary>Commits so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Why a commit could not be written, until <see cref="Written"/>; null while the store takes changes.</summary>
    public Exception? Unwritten => failure ?? unwritten;

    /// <summary>
    /// Completes once all is durable that can be seen by now: what is read may belong to a commit whose sync is under way. Throws
    /// <see cref="StorageUnavailable"/>.
    /// </summary>
    public ValueTask WhenDurable() => durable is { IsCompletedSuccessfully: false } sync ? new(sync) : ValueTask.CompletedTask;

    /// <summary>A row was written since. A commit alone does not show that: one of refused commands writes nothing.</summary>
    public void Written() => unwritten = null;

    public void Enqueue(Pending pending)
    {
        if (PlanRun.Joins(this, pending))
        {
            return;
        }

        if (failure is { } cause)
        {
            throw new StorageUnavailable($"The store of {place} failed and takes no more changes until the process is restarted.", cause);
        }

        if (!channel.Writer.TryWrite(pending))
        {
            throw new Overloaded($"{Limits.CommitQueueCommandsMax} changes already wait for the store of {place}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await loop;
        syncs.Dispose();
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
    /// <param name="careful">Whether each change stands between a savepoint and its release. Savepoints cost copies of pages, and hardly
    /// any change is refused after it has written; so the first pass goes without, and a batch that needs them is decided again.</param>
    /// <param name="tries">
    /// How often the batch has been decided already, and lost against another transaction or with its connection.
    /// </param>
    private async Task Commit(List<Pending> batch, bool careful = false, int tries = 0)
    {
        var started = Stopwatch.GetTimestamp();
        if (Telemetry.Traces.HasListeners())
        {
            // Statements, where somebody wants to see them, show in the first trace that is recorded.
            Activity.Current = batch.Find(one => one.Cause.Activity is { Recorded: true, IsStopped: false })?.Cause.Activity;
        }

        var committing = false;
        Connection? sync;
        try
        {
            if (failure is { } cause)
            {
                throw new StorageUnavailable($"The store of {place} has failed.", cause);
            }

            await transaction.Begin();
            await decision.Decide(batch, careful);
            committing = true;
            sync = await transaction.Commit(BeforeItIsSeen);
        }
        catch (RefusedAfterWriting)
        {
            await transaction.Rollback();
            await Commit(batch, careful: true, tries);
            return;
        }
        catch (EffectFailed)
        {
            // Who only hears of it fails nobody. Its inbox is careful from here on, so that this comes to an end.
            await transaction.Rollback();
            await Commit(batch, careful, tries);
            return;
        }
        catch (Exception e)
        {
            // Nothing of it can be seen, or the server has it already.
            seen?.TrySetResult();
            seen = null;

            // A commit whose answer was lost is never tried again before it is known that it has not taken place.
            var unanswered = committing && !transaction.Dialect.IsTakenBack(e);
            var outcome = unanswered ? await LookUp() : CommitOutcome.DidNot;
            if (outcome == CommitOutcome.TookPlace)
            {
                Take(batch, started, null);
                return;
            }

            await TakeBack(e);
            if (outcome == CommitOutcome.Unknown)
            {
                Fail(
                    batch,
                    transaction.Dialect.LosesAnswers
                        ? new StorageUnavailable(
                            $"The store of {place} was lost while it committed, and whether the change took place could not be found out. "
                                + "Repeat it with the same ids.",
                            e
                        )
                        : e
                );
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

        Take(batch, started, sync);
    }

    /// <summary>One sync at a time: the last one has had all the time that it took to decide this.</summary>
    private async ValueTask BeforeItIsSeen()
    {
        await durable;
        if (transaction.SyncsBeside)
        {
            seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            durable = seen.Task;
        }
    }

    /// <summary>It has taken place: remembered at once, and answered once it is durable.</summary>
    /// <param name="sync">Where a sync is left to be made; null when it is durable.</param>
    private void Take(List<Pending> batch, long started, Connection? sync)
    {
        Commits++;
        if (transaction.Committed() is { } forgotten)
        {
            // Memory no longer shows what is stored, and what is decided by it would be wrong: the next process reads it anew.
            Break(forgotten);
        }

        published();
        var (all, actions, completes) = (batch.ToArray(), transaction.TakeOnceDurable(), seen);
        seen = null;
        if (sync is null || channel.Reader.Count == 0)
        {
            // Nobody waits for the writer meanwhile, and another thread would only come later.
            Answer();
        }
        else
        {
            syncs.Do(Answer);
        }

        void Answer()
        {
            try
            {
                if (Planted.AnswersBeforeTheSync)
                {
                    this.Answer(all, started);
                }

                sync?.Sync();
            }
            catch (Exception e)
            {
                Break(e);
                completes!.TrySetException(new StorageUnavailable($"The store of {place} has failed: {e.Message}", e));
                _ = completes.Task.Exception;
                Fail(all, e);
                return;
            }

            // In the order of the commits: the next one cannot be seen before.
            if (Transaction.DoAll(actions) is { } failed)
            {
                Break(failed);
            }

            completes?.TrySetResult();
            if (!Planted.AnswersBeforeTheSync)
            {
                this.Answer(all, started);
            }
        }
    }

    /// <summary>It is durable, so it is answered, whatever becomes of those who only look on.</summary>
    private void Answer(Pending[] batch, long started)
    {
        try
        {
            Telemetry.Commits.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("module", place));
            Telemetry.CommitBatch.Record(batch.Length, new KeyValuePair<string, object?>("module", place));
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
    private static void WriteDown(Pending[] batch)
    {
        foreach (var pending in batch)
        {
            if (pending.Cause.Recorded(out var trace))
            {
                Cause.WriteDown(
                    "commit " + pending.Part.Module,
                    ActivityKind.Internal,
                    trace,
                    pending.Queued,
                    "cartwright.commit.commands",
                    batch.Length
                );
            }
        }
    }

    // A connection is lost between batches when the server was started again: a new one is tried once. A server that hangs is not asked
    // twice.
    private bool MayPass(Exception e, int tries) =>
        transaction.Dialect.IsPassing(e)
            ? tries < Limits.CommitTriesMax
            : tries == 0 && !transaction.Usable && transaction.Begun && e is not { InnerException: TimeoutException };

    private ValueTask<CommitOutcome> LookUp() =>
        transaction.Dialect.LosesAnswers ? transaction.LookUp.Outcome() : ValueTask.FromResult(CommitOutcome.Unknown);

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

    private void Fail(IEnumerable<Pending> batch, Exception e)
    {
        var answer =
            transaction.Dialect.IsUnavailable(e) && e is not StorageUnavailable
                ? new StorageUnavailable($"The store of {place} cannot take changes now: {e.Message}", e)
                : e;
        unwritten = answer is StorageUnavailable ? answer : unwritten;
        foreach (var pending in batch)
        {
            pending.Fail(answer);
        }
    }
}
