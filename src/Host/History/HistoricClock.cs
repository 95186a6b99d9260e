// The clock of a past that is made before the shop opens: it stands still until whoever makes it moves on.
namespace Cartwright.Host;

/// <summary>
/// Says a time of the past, and goes only by <see cref="MoveTo"/>. How long something takes, and short waits (deadlines of calls, pauses
/// between tries), go by the machine's clock, or a past that is made in seconds would run out of them; what looks around every so often
/// (upkeep of carts, closing months) does it when the past gets there.
/// </summary>
internal sealed class HistoricClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>What waits for less waits by the machine's clock.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Nobody is woken oftener: what looks around each minute finds as much in one look, and a past has more minutes than a start may take.
    /// </summary>
    private static readonly TimeSpan WakeEvery = TimeSpan.FromHours(4);

    private readonly Lock gate = new();
    private readonly HashSet<HistoricTimer> waiting = [];
    private DateTimeOffset now = start;
    private DateTimeOffset woken = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <summary>
    /// Moves on to a time, and now and then wakes who waits for it: each once, however often it would have looked meanwhile. Never goes
    /// back.
    /// </summary>
    public void MoveTo(DateTimeOffset time)
    {
        List<HistoricTimer> due;
        lock (gate)
        {
            now = time > now ? time : now;
            if (now - woken < WakeEvery)
            {
                return;
            }

            woken = now;
            due = [.. waiting.Where(timer => timer.Due <= now)];
            foreach (var timer in due.Where(timer => !timer.Next(now)))
            {
                waiting.Remove(timer);
            }
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HistoricTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HistoricTimer : ITimer
    {
        private readonly HistoricClock clock;
        private readonly TimerCallback callback;
        private readonly object? state;
        private readonly ITimer machine;
        private TimeSpan period;

        public HistoricTimer(HistoricClock clock, TimerCallback callback, object? state)
        {
            (this.clock, this.callback, this.state) = (clock, callback, state);
            machine = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public DateTimeOffset Due { get; private set; }

        /// <summary>Whether there is a next time.</summary>
        public bool Next(DateTimeOffset now)
        {
            Due = now + period;
            return period > TimeSpan.Zero;
        }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isLong = dueTime >= LongWait;
            lock (clock.gate)
            {
                this.period = period;
                Due = isLong ? clock.now + dueTime : DateTimeOffset.MaxValue;
                _ = isLong ? clock.waiting.Add(this) : clock.waiting.Remove(this);
            }

            return machine.Change(isLong ? Timeout.InfiniteTimeSpan : dueTime, isLong ? Timeout.InfiniteTimeSpan : period);
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.waiting.Remove(this);
            }

            machine.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
