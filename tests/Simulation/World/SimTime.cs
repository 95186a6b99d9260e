// The time of a simulation: it stands still while anything is left to do, and then goes to the next timer.
namespace Cartwright.Simulation;

/// <summary>What has passed, and by how much the machine's clock is set off it.</summary>
internal sealed class SimTime
{
    /// <summary>When every simulation begins, so that a seed means the same on any day.</summary>
    public static readonly DateTimeOffset Begin = new(2030, 3, 4, 9, 0, 0, TimeSpan.Zero);

    private long number;

    /// <summary>Since the beginning; never goes back.</summary>
    public TimeSpan Passed { get; set; }

    /// <summary>By how much somebody has set the machine's clock.</summary>
    public TimeSpan Set { get; set; }

    /// <summary>What the machine's clock shows.</summary>
    public DateTimeOffset Now => Begin + Passed + Set;

    /// <summary>Timers that are due together fire in the order in which they were set.</summary>
    public long Next() => ++number;

    /// <summary>The same moment for a process that comes to its end apart from the others.</summary>
    public SimTime Apart() =>
        new()
        {
            Passed = Passed,
            Set = Set,
            number = number,
        };
}

/// <summary>The clock of one process, or of those outside: its timers fire only when the driver moves on.</summary>
internal sealed class SimClock(SimTime time) : TimeProvider
{
    private const long LooksMax = 300_000;

    private readonly PriorityQueue<(SimTimer Timer, long Setting), (long Due, long Number)> timers = new();
    private SimTime time = time;
    private bool asked;
    private long looks;

    /// <summary>When the next timer is due; null when none is set.</summary>
    public (long Due, long Number)? Next
    {
        get
        {
            while (timers.TryPeek(out var first, out var due))
            {
                if (first.Timer.Setting == first.Setting)
                {
                    return due;
                }

                timers.Dequeue();
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        if (++looks > LooksMax)
        {
            // A loop that never lets the driver have its turn cannot be ended from there.
            looks = 0;
            Console.Error.WriteLine("The work that needs no time has no end: " + Environment.StackTrace);
            Environment.Exit(1);
        }

        return time.Now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => time.Passed.Ticks;

    /// <summary>Where the next timer that is set comes from, for somebody who looks for a wait without an end.</summary>
    public string WhoWaits()
    {
        asked = true;
        var state = timers.TryDequeue(out var next, out _) ? next.Timer : null;
        try
        {
            state?.Fire();
        }
        catch (InvalidOperationException found)
        {
            return found.Message;
        }

        return state?.ToString() ?? string.Empty;
    }

    /// <summary>From here on it goes by itself, for a process that is dead to all others.</summary>
    public void GoApart() => time = time.Apart();

    /// <summary>Goes to the next timer and fires it. Only where <see cref="Next"/> is not null.</summary>
    public void Fire()
    {
        looks = 0;
        var due = Next!.Value.Due;
        var timer = timers.Dequeue().Timer;
        time.Passed = TimeSpan.FromTicks(Math.Max(time.Passed.Ticks, due));
        timer.Fire();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (asked)
        {
            Console.Error.WriteLine($"A timer of {dueTime}: {Environment.StackTrace}");
        }

        var timer = new SimTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        /// <summary>Which of its settings holds; what was queued by an earlier one is nothing.</summary>
        public long Setting { get; private set; }

        public void Fire()
        {
            Setting++;
            if (period > TimeSpan.Zero)
            {
                Queue(period);
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Setting++;
            this.period = period;
            if (dueTime >= TimeSpan.Zero)
            {
                Queue(dueTime);
            }

            return true;
        }

        public void Dispose() => Setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Queue(TimeSpan due) => clock.timers.Enqueue((this, Setting), (clock.time.Passed.Ticks + due.Ticks, clock.time.Next()));
    }
}
