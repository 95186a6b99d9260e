// Hot kinds of commands, which are decided for all that wait at once.
namespace Cartwright.Kernel;

/// <summary>A hot kind of command: all that wait are decided together, so that statements and rows can be shared.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
/// <typeparam name="TReply">Its answer, a refusal included.</typeparam>
public sealed class CommitKind<TCommand, TReply> : IKind
{
    private readonly CommitQueue queue;
    private readonly PlacePart part;
    private readonly Decision decide;

    internal CommitKind(CommitQueue queue, PlacePart part, Decision decide)
    {
        this.queue = queue;
        this.part = part;
        this.decide = decide;
    }

    /// <summary>
    /// Decides commands in arrival order and writes what was admitted; answers one reply a command, in order. It must write nothing for a
    /// refused command, and must not change memory outside <see cref="Transaction.OnCommitted"/>: after a failure it is called again for
    /// each command alone.
    /// </summary>
    public delegate ValueTask<TReply[]> Decision(Transaction transaction, IReadOnlyList<TCommand> commands);

    /// <summary>
    /// Answers when the command is durable or refused. Throws <see cref="Overloaded"/> or <see cref="StorageUnavailable"/>.
    /// </summary>
    public Task<TReply> Commit(TCommand command, CancellationToken cancel = default)
    {
        var pending = new Batched<TCommand, TReply>(part, this, command, cancel);
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

        transaction.TurnTo(part);
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
