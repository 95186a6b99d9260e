// Drives every checkout to its end, and what orders want of other modules later: what is new at once, what waits when it is due, what a
// crash left at the start.
using System.Diagnostics;
using System.Threading.Channels;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// The one runner of a process. Two processes at one checkout do no harm, because every step may be repeated and every commit is guarded by
/// the order's version.
/// </summary>
public sealed partial class CheckoutRunner : BackgroundService
{
    /// <summary>
    /// Checkouts under way at once: so many that a thousand slow payments delay no other order, and few enough for memory.
    /// </summary>
    public const int UnderWayMax = 1_024;

    /// <summary>Checkouts that wait in memory for a place; those beyond it are found in the table.</summary>
    private const int WaitingMax = 4_096;

    /// <summary>
    /// How long one call may take before its outcome counts as unknown: longer than a slow payment, so that repeating stays rare.
    /// </summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long others leave a checkout alone that a process has taken, should they not see that it lives no more. Longer than all
    /// deadlines of one pass.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often a payment that waits is asked for though nobody mentioned it: a mention can be lost with the process that got it.
    /// </summary>
    private static readonly TimeSpan AskAgainEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(30);

    /// <summary>What units that wait for their payment are asked for by.</summary>
    private const string Held = "hold unpaid";

    private readonly OrderStore store;
    private readonly Presence? presence;
    private readonly Neighbours neighbours;
    private readonly PayWithin payWithin;
    private readonly bool inOneCommit;
    private readonly TimeProvider clock;
    private readonly ILogger<CheckoutRunner> log;
    private readonly Channel<Waiting> ready = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly SemaphoreSlim places = new(UnderWayMax, UnderWayMax);
    private readonly Signal due = new();
    private readonly Lock gate = new();

    // Orders taken by this process; true when something happened to one while it was under way, so that it must be looked at again.
    private readonly Dictionary<string, bool> taken = new(StringComparer.Ordinal);

    // Orders of this process that the store dropped on the way: taken up again once it answers, long before their lease ends.
    private readonly List<string> dropped = [];

    /// <param name="presence">This process as others see it; null where it is the only one.</param>
    /// <param name="shared">Whose commands can be decided in one transaction with the order's.</param>
    public CheckoutRunner(
        OrderStore store,
        Neighbours neighbours,
        PayWithin payWithin,
        [Steady] TimeProvider clock,
        ILogger<CheckoutRunner> log,
        Presence? presence = null,
        SharedCommit? shared = null
    )
    {
        inOneCommit = shared?.Takes(Neighbours.Contracts) == true;
        this.presence = presence;
        store.Runner = presence?.Number;
        this.payWithin = payWithin;
        this.store = store;
        this.neighbours = neighbours;
        this.clock = clock;
        this.log = log;
        store.CheckoutWaits = order => Take(order.Id, order);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>When an order placed now should be looked at again, should this process die.</summary>
    public static long LeaseFrom(long nowMs) => nowMs + (long)Lease.TotalMilliseconds;

    /// <summary>Something was said about an order's payment: it is looked at soon. Never blocks.</summary>
    public void Look(string orderId) => Take(orderId, null);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll(LookForDue(stoppingToken), CarryReady(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way ends before its next step, so that nothing uses the store once it is closed; the next start finds it in the
            // table.
            for (var place = 0; place < UnderWayMax; place++)
            {
                await places.WaitAsync(CancellationToken.None);
            }
        }
        finally
        {
            // Others take over what is left.
            if (presence is not null)
            {
                await presence.DisposeAsync();
            }
        }
    }

    /// <summary>Never blocks, because the writer calls it after a commit.</summary>
    private void Take(string orderId, Order? order)
    {
        lock (gate)
        {
            if (!taken.TryAdd(orderId, false))
            {
                taken[orderId] = true;
                return;
            }

            if (!ready.Writer.TryWrite(new(orderId, order)))
            {
                taken.Remove(orderId);
            }
        }
    }

    private async Task CarryReady(CancellationToken stop)
    {
        await foreach (var waiting in ready.Reader.ReadAllAsync(stop))
        {
            await places.WaitAsync(stop);
            _ = CarryTaken(waiting, stop);
        }
    }

    private async Task CarryTaken(Waiting waiting, CancellationToken stop)
    {
        try
        {
            var order = waiting.Order;
            do
            {
                await Carry(order ?? await store.Take(waiting.OrderId), stop);
                order = null;
            } while (HappenedMeanwhile(waiting.OrderId));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The next start finds the order where its last commit left it.
        }
        catch (Exception failure)
        {
            LogFailed(log, waiting.OrderId, failure);
            lock (gate)
            {
                taken.Remove(waiting.OrderId);
                if (dropped.Count < WaitingMax)
                {
                    dropped.Add(waiting.OrderId);
                }
            }
        }
        finally
        {
            places.Release();
        }
    }

    private bool HappenedMeanwhile(string orderId)
    {
        lock (gate)
        {
            if (taken[orderId])
            {
                taken[orderId] = false;
                return true;
            }

            taken.Remove(orderId);
            return false;
        }
    }

    /// <summary>Carries an order as far as it goes now: to its end, or to the next try.</summary>
    private async Task Carry(Order? order, CancellationToken stop)
    {
        // The trace of who placed or changed the order goes on here, and in whatever the steps ask of others.
        using var span = order is { HasWork: true } ? Cause.Continue("checkout", ActivityKind.Internal, order.TraceParent) : null;
        while (order is { HasWork: true })
        {
            var went = await Go(order, stop);
            if (went.IsStored)
            {
                order = went.Next ?? await store.Take(order.Id);
                continue;
            }

            if (went.Next is null && await store.Postpone(order, went.DueMs ?? Now + Backoff(order.Checkout.Tries)))
            {
                due.Raise();
                return;
            }

            // Whoever changed the order meanwhile, a cancellation above all, has the word: look again and go where it points.
            order = went.Next is { } next && await Save(next) is { } stored ? stored : await store.Take(order.Id);
        }
    }

    /// <summary>The order as it is stored, or null when somebody has changed it meanwhile.</summary>
    private async Task<Order?> Save(Order next) =>
        // An answer ends the waiting for it: what is asked next begins with short waits again.
        await store.Save(next with { Checkout = next.Checkout with { Tries = 0 } }) is { } stored
            ? stored with
            {
                Added = [],
            }
            : null;

    private async ValueTask<Went> Go(Order order, CancellationToken stop)
    {
        if (order.Checkout.State == CheckoutState.Paying)
        {
            return await GoForward(order, stop);
        }

        // Before everything is given back, what was wanted before must be: afterwards a part of it could not be any more.
        return order.AfterSale is { HasWork: true } ? new(await GoOn(order, stop))
            : inOneCommit ? await GoBackTogether(order, stop)
            : new(await GoBack(order, order.Checkout.ToUndo(), stop) ? order.Undone(Now) : null);
    }

    private async ValueTask<Went> GoForward(Order order, CancellationToken stop)
    {
        foreach (var step in Checkout.Steps)
        {
            if (inOneCommit && step.Provider is { } parts)
            {
                var (heard, said) = await Try(step.Name, parts.Ask, order, stop);
                if ((await Decide(order, step, heard, said, HoldUnpaid) ?? await DecideTogether(order, step, parts)) is { } went)
                {
                    return went;
                }
            }

            var (outcome, answer) = await Try(step.Name, step.Do, order, stop);
            if (await Decide(order, step, outcome, answer, HoldUnpaid) is { } decided)
            {
                return decided;
            }
        }

        return new(order.Confirm(Now));

        ValueTask<(StepOutcome Outcome, StepAnswer Answer)> HoldUnpaid(Step.Act act) => Try(Held, act, order, stop);
    }

    /// <summary>Asks another module for something, and reads its answer.</summary>
    private delegate ValueTask<(StepOutcome Outcome, StepAnswer Answer)> Ask(Step.Act act);

    /// <summary>Where a step's answer leads; null when the next step has the word.</summary>
    /// <param name="ask">Asks what an order that waits needs of another module.</param>
    private async ValueTask<Went?> Decide(Order order, Step step, StepOutcome outcome, StepAnswer answer, Ask ask) =>
        outcome switch
        {
            StepOutcome.Unknown => new Went(null),
            StepOutcome.Refused => new Went(order.TurnBack(step, answer.Refused!, Now)),
            StepOutcome.Waits => await Wait(order, answer.Waits!, ask),
            _ => null,
        };

    /// <summary>
    /// Writes down what the provider has said together with what follows from it for the order; null when the amount is held, and the step
    /// must go on.
    /// </summary>
    private Task<Went?> DecideTogether(Order order, Step step, StepParts parts) =>
        store.InOneCommit<Went?>(async () =>
        {
            var answer = await parts.Learn(neighbours, order, CancellationToken.None);
            if (answer.IsHeld)
            {
                return null;
            }

            var (outcome, _) = Read(step.Name, order, answer);
            var went =
                await Decide(
                    order,
                    step,
                    outcome,
                    answer,
                    async act => Read(Held, order, await act(neighbours, order, CancellationToken.None))
                ) ?? new Went(order.Confirm(Now));
            return went.Next is null ? went : new Went(await Save(went.Next), IsStored: true);
        });

    private async ValueTask<Went> Wait(Order order, AuthorizeReply waits, Ask ask)
    {
        var action = NextAction.Of(waits, payWithin.From(order.CreatedMs));
        if (action.ExpiresMs <= Now)
        {
            return new(order.Expire(Now));
        }

        var waiting = order.Await(action, Now);
        if (order.AfterSaleSoFar.Action is null && waiting.Added.Count > 0)
        {
            // A payment that was to be made at once waits, as a bank that asks its customer makes it: its units count as unpaid from here
            // on. Nothing is written where the placement has said so. Refused, the order is turned back with whatever its payment has
            // begun.
            var (outcome, answer) = await ask(Checkout.HoldUnpaid);
            if (outcome != StepOutcome.Done)
            {
                return new(outcome == StepOutcome.Refused ? order.TurnBack(Checkout.Steps[1], answer.Refused!, Now) : null);
            }
        }

        return waiting.Added.Count > 0 ? new(waiting) : new(null, Math.Min(action.ExpiresMs, Now + (long)AskAgainEvery.TotalMilliseconds));
    }

    /// <summary>The first of the things wanted that gets an answer.</summary>
    private async ValueTask<Order?> GoOn(Order order, CancellationToken stop)
    {
        foreach (var work in OutstandingWork.Of(order))
        {
            var (outcome, answer) = await Try(work.Name, work.Ask, order, stop);
            if (outcome == StepOutcome.Done)
            {
                return work.Done(order, Now);
            }

            if (outcome == StepOutcome.Refused && work.Refused is { } refused)
            {
                return refused(order, answer.Refused!, Now);
            }
        }

        return null;
    }

    /// <summary>Undoes steps one by one; false when one of them has no answer yet.</summary>
    private async ValueTask<bool> GoBack(Order order, IEnumerable<Step> steps, CancellationToken stop)
    {
        foreach (var step in steps)
        {
            // An undo that is refused is repeated like one whose outcome is unknown: giving up would keep a shopper's money.
            var (outcome, _) = await Try("undo " + step.Name, step.Undo, order, stop);
            if (outcome != StepOutcome.Done)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Undoes what a provider is asked for, and then all the rest in the commit that says so.</summary>
    private async ValueTask<Went> GoBackTogether(Order order, CancellationToken stop)
    {
        if (!await GoBack(order, order.Checkout.ToUndo().Where(step => step.Provider is not null), stop))
        {
            return new(null);
        }

        Order? stored = null;
        var undone = await store.InOneCommit<Outcome<bool>>(async () =>
        {
            foreach (var step in order.Checkout.ToUndo().Where(step => step.Provider is null))
            {
                if ((await step.Undo(neighbours, order, CancellationToken.None)).Refused is { } refused)
                {
                    LogRefused(log, "undo " + step.Name, order.Id, refused.Code);
                    return refused;
                }
            }

            stored = await Save(order.Undone(Now));
            return true;
        });
        return undone.Refused is null ? new(stored, IsStored: true) : new(null);
    }

    private async ValueTask<(StepOutcome Outcome, StepAnswer Answer)> Try(string name, Step.Act act, Order order, CancellationToken stop)
    {
        using var span = Activity.Current is null ? null : Telemetry.Traces.StartActivity("step " + name);
        try
        {
            stop.ThrowIfCancellationRequested();

            // The deadline ends the call too: left behind, each try at a hung provider would leave one more waiting.
            using var deadline = new CancellationTokenSource(Deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            var asked = act(neighbours, order, either.Token);
            var answer = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(Deadline, clock, stop);
            if (answer.Refused is { } refusal)
            {
                span?.SetStatus(ActivityStatusCode.Error, refusal.Code);
            }

            return Read(name, order, answer);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            LogUnknown(log, name, order.Id, failure);
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            return (StepOutcome.Unknown, default);
        }
    }

    private (StepOutcome Outcome, StepAnswer Answer) Read(string name, Order order, StepAnswer answer)
    {
        if (answer.Refused is not { } refusal)
        {
            return (answer.Waits is null ? StepOutcome.Done : StepOutcome.Waits, answer);
        }

        LogRefused(log, name, order.Id, refusal.Code);
        return (IsAnswer(refusal.Kind) ? StepOutcome.Refused : StepOutcome.Unknown, answer);
    }

    /// <summary>Only these are the other module's word on the matter; the rest says that it could not be asked properly.</summary>
    private static bool IsAnswer(RefusalKind kind) =>
        kind is RefusalKind.Invalid or RefusalKind.NotFound or RefusalKind.Conflict or RefusalKind.Gone or RefusalKind.Unprocessable;

    private async Task LookForDue(CancellationToken stop)
    {
        var takenOver = false;
        while (true)
        {
            var wait = LookEvery;
            try
            {
                if (!takenOver)
                {
                    await store.TakeOverUnfinished(Now);
                    takenOver = true;
                }

                if (presence is not null)
                {
                    await presence.Show();
                    await store.TakeOverGone(Now);
                }

                var unfinished = await store.Unfinished(UnderWayMax * 2);
                foreach (var orderId in Dropped())
                {
                    Take(orderId, null);
                }

                foreach (var (orderId, dueMs) in unfinished)
                {
                    if (dueMs > Now)
                    {
                        wait = TimeSpan.FromMilliseconds(Math.Clamp(dueMs - Now, 1, LookEvery.TotalMilliseconds));
                        break;
                    }

                    if (!IsTaken(orderId))
                    {
                        Take(orderId, null);
                    }
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogFailed(log, "any", failure);
            }

            await due.Wait(wait, clock, stop);
        }
    }

    private string[] Dropped()
    {
        lock (gate)
        {
            string[] orderIds = [.. dropped];
            dropped.Clear();
            return orderIds;
        }
    }

    private bool IsTaken(string orderId)
    {
        lock (gate)
        {
            return taken.ContainsKey(orderId);
        }
    }

    /// <summary>0.1 s, 0.2 s, 0.4 s … 30 s.</summary>
    private static long Backoff(int tries) => (long)Math.Min(100 * Math.Pow(2, Math.Min(tries, 20)), BackoffMax.TotalMilliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The step '{Step}' of the order {OrderId} was refused with {Code}.")]
    private static partial void LogRefused(ILogger log, string step, string orderId, string code);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The outcome of the step '{Step}' of the order {OrderId} is unknown; it will be repeated."
    )]
    private static partial void LogUnknown(ILogger log, string step, string orderId, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The checkout of {OrderId} could not be carried on; it stays in the table and will be taken up again."
    )]
    private static partial void LogFailed(ILogger log, string orderId, Exception failure);

    private enum StepOutcome
    {
        Done,
        Refused,
        Unknown,
        Waits,
    }

    /// <summary>How far an order got.</summary>
    /// <param name="Next">One step on; null when it waits, or when somebody else has changed what was to be stored.</param>
    /// <param name="DueMs">When to try again, Unix ms; null for the usual pauses.</param>
    /// <param name="IsStored">Whether that is committed already.</param>
    private readonly record struct Went(Order? Next, long? DueMs = null, bool IsStored = false);

    private readonly record struct Waiting(string OrderId, Order? Order);
}
