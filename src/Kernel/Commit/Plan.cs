// Calls of several modules in one transaction: what they queue while the plan runs is decided in it, all or nothing.
using Cartwright.Contracts;

namespace Cartwright.Kernel;

/// <summary>Thrown at a plan whose transaction is taken back: it ends, and runs once more in another.</summary>
internal sealed class PlanTakenBack() : Exception("The transaction of this plan was taken back.");

/// <summary>Steps of a plan waited too long for something that is not the writer, while all others waited for the writer.</summary>
public sealed class PlanStuck(TimeSpan waited)
    : Exception($"The steps of a plan waited for something else for {waited.TotalSeconds:0.#} s.");

/// <summary>A plan as the queue sees it.</summary>
internal interface IPlan
{
    /// <summary>Its last run.</summary>
    PlanRun? Run { get; }

    /// <summary>Begins its steps, in the trace and on behalf of whoever wanted it.</summary>
    PlanRun Begin(CommitQueue queue);
}

/// <summary>
/// One run of a plan's steps. It may run again in another transaction, so that the only effects of the steps are in what they queue.
/// </summary>
internal sealed class PlanRun
{
    private static readonly AsyncLocal<PlanRun?> Running = new();

    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(1);

    private readonly CommitQueue queue;
    private readonly Lock gate = new();
    private List<Pending> joined = [];
    private TaskCompletionSource comes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool closed;

    private PlanRun(CommitQueue queue) => this.queue = queue;

    /// <summary>Whether the caller runs within a plan: what it queues is then decided at once, and answered before it is durable.</summary>
    public static bool IsRunning => Running.Value is not null;

    /// <summary>The steps; ends with them.</summary>
    public Task Steps { get; private set; } = Task.CompletedTask;

    /// <summary>Completes when a step has queued something, or no step is left.</summary>
    public Task Moves => Task.WhenAny(Steps, comes.Task);

    /// <summary>Whether something of it was decided and not refused, so that a refusal of the whole must take it back.</summary>
    public bool Wrote { get; set; }

    /// <summary>Begins the steps in a context, up to their first wait.</summary>
    public static PlanRun Begin(CommitQueue queue, ExecutionContext? context, Func<Task> steps)
    {
        var run = new PlanRun(queue);
        if (context is null)
        {
            run.Start(steps);
        }
        else
        {
            ExecutionContext.Run(context, _ => run.Start(steps), null);
        }

        return run;
    }

    /// <summary>Takes a command of the plan that runs here; false when there is none, or it is for another writer.</summary>
    public static bool Joins(CommitQueue queue, Pending pending)
    {
        if (Running.Value is not { } run || !ReferenceEquals(run.queue, queue))
        {
            return false;
        }

        lock (run.gate)
        {
            if (run.closed)
            {
                throw new PlanTakenBack();
            }

            run.joined.Add(pending);
            run.comes.TrySetResult();
        }

        return true;
    }

    /// <summary>What the steps have queued since.</summary>
    public List<Pending> TakeJoined()
    {
        lock (gate)
        {
            var taken = joined;
            joined = [];
            comes = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    /// <summary>Ends it with its transaction: what waits is told so, and what is queued later, too.</summary>
    public async Task Close(IEnumerable<Pending> undecided, TimeProvider clock)
    {
        List<Pending> left;
        lock (gate)
        {
            closed = true;
            left = [.. undecided, .. joined];
            joined = [];
        }

        foreach (var pending in left)
        {
            pending.Fail(new PlanTakenBack());
        }

        // Steps that wait for something else are left behind: what they queue later is refused.
        await Task.WhenAny(Steps, Task.Delay(EndWait, clock));
    }

    private void Start(Func<Task> steps)
    {
        Running.Value = this;
        Steps = Run();
        Running.Value = null;

        // Whatever it throws at once is the steps' failure as well.
        async Task Run() => await steps();
    }
}

/// <summary>A plan that waits for its transaction.</summary>
internal sealed class Plan<T>(PlacePart part, Func<Task<T>> steps, CancellationToken cancel) : Pending(part, null, cancel), IPlan
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private T result = default!;

    public Task<T> Task => answer.Task;

    public override bool Refused => result is IOutcome { Refused: not null };

    public PlanRun? Run { get; private set; }

    public PlanRun Begin(CommitQueue queue) => Run = PlanRun.Begin(queue, context, async () => result = await steps());

    public override ValueTask Decide(Transaction transaction, bool careful) => throw new InvalidOperationException("Decided by its steps.");

    public override void Answer() => answer.SetResult(result);

    public override void Fail(Exception e) => answer.TrySetException(e);
}
