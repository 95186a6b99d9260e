// Drives every checkout to its end: those just placed at once, those that wait for another try when they are due, those a crash left at the start.
using System.Threading.Channels;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>The one runner of a process. Two processes at one checkout do no harm, because every step may be repeated and every commit is guarded by the order's version.</summary>
public sealed partial class CheckoutRunner : BackgroundService
{
    /// <summary>Checkouts under way at once: so many that a thousand slow payments delay no other order, and few enough for memory.</summary>
    public const int UnderWayMax = 1_024;

    /// <summary>Checkouts that wait in memory for a place; those beyond it are found in the table.</summary>
    private const int WaitingMax = 4_096;

    /// <summary>How long one call may take before its outcome counts as unknown: longer than a slow payment, so that repeating stays rare.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>How long others leave a checkout alone that a process has taken. Longer than all deadlines of one pass.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(30);

    private readonly OrderStore store;
    private readonly Neighbours neighbours;
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

    public CheckoutRunner(OrderStore store, Neighbours neighbours, TimeProvider clock, ILogger<CheckoutRunner> log)
    {
        this.store = store;
        this.neighbours = neighbours;
        this.clock = clock;
        this.log = log;
        store.CheckoutWaits = order => Take(order.Id, order);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>When an order placed now should be looked at again, should this process die.</summary>
    public static long LeaseFrom(long nowMs) => nowMs + (long)Lease.TotalMilliseconds;

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
            // What is under way ends before its next step, so that nothing uses the store once it is closed; the next start finds it in the table.
            for (var place = 0; place < UnderWayMax; place++)
            {
                await places.WaitAsync(CancellationToken.None);
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
                await Carry(order ?? await store.Get(waiting.OrderId), stop);
                order = null;
            }
            while (HappenedMeanwhile(waiting.OrderId));
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
        while (order is not null && order.Checkout.State != CheckoutState.Done)
        {
            var next = order.Checkout.State == CheckoutState.Paying ? await GoForward(order, stop) : await GoBack(order, stop);
            if (next is null && await store.Postpone(order, Now + Backoff(order.Checkout.Tries)))
            {
                due.Raise();
                return;
            }

            // Whoever changed the order meanwhile, a cancellation above all, has the word: look again and go where it points.
            order = next is not null && await store.Save(next) ? next : await store.Get(order.Id);
        }
    }

    private async ValueTask<Order?> GoForward(Order order, CancellationToken stop)
    {
        foreach (var step in Checkout.Steps)
        {
            var (outcome, refusal) = await Try(step.Name, step.Do, order, stop);
            if (outcome == StepOutcome.Unknown)
            {
                return null;
            }

            if (outcome == StepOutcome.Refused)
            {
                return order.TurnBack(step, refusal!, Now);
            }
        }

        return order.Confirm(Now);
    }

    private async ValueTask<Order?> GoBack(Order order, CancellationToken stop)
    {
        foreach (var step in order.Checkout.ToUndo())
        {
            // An undo that is refused is repeated like one whose outcome is unknown: giving up would keep a shopper's money.
            var (outcome, _) = await Try("undo " + step.Name, step.Undo, order, stop);
            if (outcome != StepOutcome.Done)
            {
                return null;
            }
        }

        return order.Undone(Now);
    }

    private async ValueTask<(StepOutcome Outcome, Refusal? Refusal)> Try(string name, Step.Act act, Order order, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var asked = act(neighbours, order, stop);
            var refusal = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(Deadline, clock, stop);
            if (refusal is null)
            {
                return (StepOutcome.Done, null);
            }

            LogRefused(log, name, order.Id, refusal.Code);
            return (IsAnswer(refusal.Kind) ? StepOutcome.Refused : StepOutcome.Unknown, refusal);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            LogUnknown(log, name, order.Id, failure);
            return (StepOutcome.Unknown, null);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of the step '{Step}' of the order {OrderId} is unknown; it will be repeated.")]
    private static partial void LogUnknown(ILogger log, string step, string orderId, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The checkout of {OrderId} could not be carried on; it stays in the table and will be taken up again.")]
    private static partial void LogFailed(ILogger log, string orderId, Exception failure);

    private enum StepOutcome
    {
        Done,
        Refused,
        Unknown,
    }

    private readonly record struct Waiting(string OrderId, Order? Order);
}
