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
    /// How long others leave a checkout alone that a process has taken, should they not see that it lives no more. Longer than all
    /// deadlines of one pass.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(30);

    private readonly OrderStore store;
    private readonly Presence? presence;
    private readonly CheckoutSteps steps;
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
        steps = new(store, neighbours, payWithin, shared?.Takes(Neighbours.Contracts) == true, clock, log);
        this.presence = presence;
        store.Runner = presence?.Number;
        this.store = store;
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
            var went = await steps.Go(order, stop);
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
            order = went.Next is { } next && await steps.Save(next) is { } stored ? stored : await store.Take(order.Id);
        }
    }

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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The checkout of {OrderId} could not be carried on; it stays in the table and will be taken up again."
    )]
    private static partial void LogFailed(ILogger log, string orderId, Exception failure);

    private readonly record struct Waiting(string OrderId, Order? Order);
}
