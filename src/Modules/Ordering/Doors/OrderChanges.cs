// Tells those who watch an order in this process that it has changed. It carries no data: watchers read what is stored.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>Watchers of orders.</summary>
public sealed class OrderChanges
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Watch>> watches = new(StringComparer.Ordinal);

    /// <summary>How many watches are open.</summary>
    public int Count => watches.Sum(watched => watched.Value.Length);

    /// <summary>Wakes the watchers of an order.</summary>
    public void Raise(string orderId)
    {
        if (watches.TryGetValue(orderId, out var watching))
        {
            foreach (var watch in watching)
            {
                watch.Changed.Raise();
            }
        }
    }

    /// <summary>Watches an order until the watch is disposed.</summary>
    public Watch Open(string orderId)
    {
        var watch = new Watch(this, orderId);
        watches.AddOrUpdate(orderId, static (_, one) => [one], static (_, others, one) => others.Add(one), watch);
        return watch;
    }

    private void Close(Watch watch)
    {
        while (watches.TryGetValue(watch.OrderId, out var watching))
        {
            var rest = watching.Remove(watch);
            var closed = rest.IsEmpty
                ? watches.TryRemove(new KeyValuePair<string, ImmutableArray<Watch>>(watch.OrderId, watching))
                : watches.TryUpdate(watch.OrderId, rest, watching);
            if (closed)
            {
                return;
            }
        }
    }

    /// <summary>One watch.</summary>
    public sealed class Watch(OrderChanges changes, string orderId) : IDisposable
    {
        internal string OrderId => orderId;

        internal Signal Changed { get; } = new();

        /// <summary>Waits for a change, at most so long. A change since the last wait ends it at once.</summary>
        public Task Next(TimeSpan atMost, TimeProvider clock, CancellationToken cancel) => Changed.Wait(atMost, clock, cancel);

        public void Dispose() => changes.Close(this);
    }
}
