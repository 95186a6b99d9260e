// What waits together is decided together: each kind for all of its commands at once, plans beside each other, in one open transaction.
namespace Cartwright.Kernel;

/// <summary>Decides the batches of one writer.</summary>
internal sealed class BatchDecision(CommitQueue queue, Transaction transaction)
{
    /// <summary>How long a plan's steps may wait for others than the writer.</summary>
    public TimeSpan PlanWait { get; set; } = Limits.PlanWait;

    /// <summary>Decides all of them, and what comes of it.</summary>
    /// <param name="batch">Those that wait.</param>
    /// <param name="careful">Whether each change stands between a savepoint and its release.</param>
    public async ValueTask Decide(List<Pending> batch, bool careful)
    {
        var plans = batch.FindAll(pending => pending is IPlan);
        if (plans.Count == 0)
        {
            await DecideAll(batch, careful);
        }
        else if (!careful)
        {
            await Run(plans, batch.FindAll(pending => pending is not IPlan), careful);
            if (plans.Exists(plan => plan.Refused && ((IPlan)plan).Run!.Wrote))
            {
                throw new RefusedAfterWriting();
            }
        }
        else
        {
            await DecideAll(batch.FindAll(pending => pending is not IPlan), careful);
            foreach (var plan in plans)
            {
                await RunAlone(plan);
            }
        }

        await transaction.CarryOut();
    }

    /// <summary>Runs plans beside each other: what all of them queue next is decided together, with what others queued at first.</summary>
    private async ValueTask Run(List<Pending> plans, List<Pending> others, bool careful)
    {
        var runs = plans.ConvertAll(plan => ((IPlan)plan).Begin(queue));
        List<(PlanRun Run, Pending Pending)> round = [];
        try
        {
            while (true)
            {
                // Looked at before what they have queued: a run that has ended by then queues nothing more.
                var open = runs.FindAll(run => !run.Steps.IsCompleted);
                round = [.. runs.SelectMany(run => run.TakeJoined().Select(pending => (run, pending)))];
                if (round.Count + others.Count > 0)
                {
                    await DecideAll([.. others, .. round.Select(one => one.Pending)], careful);
                    others = [];
                    foreach (var (run, pending) in round)
                    {
                        run.Wrote |= !pending.Refused;
                        pending.Answer();
                    }
                }
                else if (open.Count == 0)
                {
                    break;
                }
                else
                {
                    // Everybody waits for the writer meanwhile: steps that wait for something else for long are a fault, and fail.
                    await Moves(open);
                }
            }

            foreach (var run in runs)
            {
                await run.Steps;
            }
        }
        catch
        {
            foreach (var run in runs)
            {
                await run.Close(round.Where(one => one.Run == run).Select(one => one.Pending), transaction.Clock);
            }

            throw;
        }
    }

    private async Task Moves(List<PlanRun> runs)
    {
        try
        {
            await Task.WhenAny(runs.Select(run => run.Moves)).WaitAsync(PlanWait, transaction.Clock);
        }
        catch (TimeoutException)
        {
            throw new PlanStuck(PlanWait);
        }
    }

    /// <summary>Runs one plan between a savepoint and its release: a refused one leaves nothing of what its steps have done.</summary>
    private async ValueTask RunAlone(Pending plan)
    {
        transaction.TurnTo(plan.Part);
        var mark = transaction.MarkAll();
        await transaction.Dispatch("SAVEPOINT plan");
        await Run([plan], [], careful: true);
        transaction.TurnTo(plan.Part);
        if (plan.Refused)
        {
            transaction.ForgetFrom(mark);
            await transaction.Dispatch("ROLLBACK TO plan");
        }

        await transaction.Dispatch("RELEASE plan");
    }

    private async ValueTask DecideAll(List<Pending> batch, bool careful)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var pending = batch[i];
            if (pending.Kind is null)
            {
                transaction.TurnTo(pending.Part);
                transaction.CausedBy(pending.Cause);
                await pending.Decide(transaction, careful);
            }
            else if (FirstOfKind(batch, i))
            {
                await pending.Kind.Decide(transaction, batch);
            }
        }
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
}
