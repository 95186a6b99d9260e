// Commands on their way through the writer: each knows how it is decided, who waits for its answer, and which trace it belongs to.
using Cartwright.Contracts;

namespace Cartwright.Kernel;

/// <summary>Commands that are decided together.</summary>
internal interface IKind
{
    ValueTask Decide(Transaction transaction, List<Pending> batch);
}

/// <summary>A command that waits for its commit.</summary>
internal abstract class Pending(PlacePart part, IKind? kind, CancellationToken cancel)
{
    /// <summary>The module whose change it is.</summary>
    public PlacePart Part { get; } = part;

    public IKind? Kind { get; } = kind;

    /// <summary>Whether what was decided is a refusal.</summary>
    public abstract bool Refused { get; }

    /// <summary>How its answer is waited for: a plan goes on where it was decided, everybody else elsewhere.</summary>
    protected static TaskCreationOptions Waits =>
        PlanRun.IsRunning ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Taken here, where somebody asks: the writer's loop belongs to no trace.</summary>
    public Cause Cause { get; } = Cause.Current;

    /// <summary>When it was queued; asked of traces only, whose clock it is.</summary>
    public DateTimeOffset Queued { get; } = Telemetry.Traces.HasListeners() ? DateTimeOffset.UtcNow : default;

    /// <summary>A caller that has gone away costs no work; once decided, a command can no longer be dropped.</summary>
    public bool DropIfCancelled()
    {
        if (!cancel.IsCancellationRequested)
        {
            return false;
        }

        Fail(new OperationCanceledException(cancel));
        return true;
    }

    public abstract ValueTask Decide(Transaction transaction, bool careful);

    public abstract void Answer();

    public abstract void Fail(Exception e);
}

/// <summary>A change was refused after it had written: its batch is decided again, with savepoints.</summary>
internal sealed class RefusedAfterWriting : Exception;

/// <summary>A change of its own kind. A refusal leaves no trace of it.</summary>
internal sealed class Change<T>(PlacePart part, Func<Transaction, ValueTask<T>> change, CancellationToken cancel)
    : Pending(part, null, cancel)
{
    private readonly TaskCompletionSource<T> answer = new(Waits);
    private T result = default!;

    public Task<T> Task => answer.Task;

    public override bool Refused => result is IOutcome { Refused: not null };

    public override async ValueTask Decide(Transaction transaction, bool careful)
    {
        var mark = transaction.Mark();
        var writes = transaction.Writes;
        if (careful)
        {
            await transaction.Dispatch("SAVEPOINT change");
        }

        result = await change(transaction);
        var refused = Refused;
        if (refused)
        {
            transaction.ForgetFrom(mark);
        }

        if (careful)
        {
            if (refused && !Planted.RefusedLeavesWrites)
            {
                await transaction.Dispatch("ROLLBACK TO change");
            }

            await transaction.Dispatch("RELEASE change");
        }
        else if (refused && transaction.Writes != writes)
        {
            throw new RefusedAfterWriting();
        }
    }

    public override void Answer() => answer.SetResult(result);

    public override void Fail(Exception e) => answer.TrySetException(e);
}

/// <summary>A command of a <see cref="CommitKind{TCommand,TReply}"/>.</summary>
internal sealed class Batched<TCommand, TReply>(PlacePart part, IKind kind, TCommand command, CancellationToken cancel)
    : Pending(part, kind, cancel)
{
    private readonly TaskCompletionSource<TReply> answer = new(Waits);

    public TCommand Command { get; } = command;

    public TReply Reply { get; set; } = default!;

    public Task<TReply> Task => answer.Task;

    public override bool Refused => Reply is IOutcome { Refused: not null };

    public override ValueTask Decide(Transaction transaction, bool careful) =>
        throw new InvalidOperationException("Decided with its kind.");

    public override void Answer() => answer.SetResult(Reply);

    public override void Fail(Exception e) => answer.TrySetException(e);
}
