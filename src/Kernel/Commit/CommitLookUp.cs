// How a commit ended whose answer was lost on the way, asked on another connection.
namespace Cartwright.Kernel;

/// <summary>
/// Marks the commits of one writer's transaction, once it is given a <see cref="CommitMark"/>, and looks for the mark of the last one where
/// the server has not answered. Opens the writer's connection anew, since whoever lost one must look before it writes again.
/// </summary>
/// <param name="first">The module whose tables hold the marks.</param>
internal sealed class CommitLookUp(Transaction tx, PlacePart first, TimeProvider clock)
{
    /// <summary>Between two looks for a server that is starting: a start takes a second or two.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private CommitMark? mark;
    private bool marked;

    /// <summary>Whether commits are marked.</summary>
    public bool IsOn => mark is not null;

    /// <summary>From here on each commit can be looked up.</summary>
    public async ValueTask Begin(CommitMark marks)
    {
        tx.TurnTo(first);
        await marks.LookUp(tx);
        mark = marks;
    }

    /// <summary>A transaction begins, and has no mark yet.</summary>
    public void Forget() => marked = false;

    /// <summary>Marks the open transaction.</summary>
    public ValueTask Mark()
    {
        marked = true;
        tx.TurnTo(first);
        return mark!.Set(tx);
    }

    /// <summary>After a commit whose answer was lost: asks on another connection how it ended, for a while.</summary>
    public async ValueTask<CommitOutcome> Outcome()
    {
        tx.Unsend();
        if (!marked)
        {
            // It had written nothing, so that nothing can have taken place.
            return CommitOutcome.DidNot;
        }

        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await Reconnect() ? CommitOutcome.TookPlace : CommitOutcome.DidNot;
            }
            catch (Exception failure) when (tx.Dialect.IsUnavailable(failure))
            {
                if (clock.GetElapsedTime(started) > Limits.CommitLookUpTime)
                {
                    return CommitOutcome.Unknown;
                }

                await Task.Delay(Pause, clock);
            }
        }
    }

    /// <summary>
    /// Another connection in place of a lost one. Whatever the lost one still has on its way can change nothing any more; answers whether
    /// its last commit took place.
    /// </summary>
    public async ValueTask<bool> Reconnect()
    {
        await tx.GoOnWith(await tx.Dialect.OpenWriter(first.Module));
        if (mark is null)
        {
            return false;
        }

        try
        {
            tx.TurnTo(first);
            return await mark.LookUp(tx);
        }
        catch
        {
            // A writer that has not looked must not write.
            await tx.GoOnWith(Lost.Connection);
            throw;
        }
    }
}
