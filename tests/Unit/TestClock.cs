// A clock that stands still until a test moves it; timers fire when it passes them.
namespace Cartwright.Unit;

/// <summary>A TimeProvider under the test's hand.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<TestTimer> timers = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        List<TestTimer> due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(t => t.Due <= now)];
            due.ForEach(timer => timer.Next(now));
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Completes when so many timers are due within this time: whoever was to wait does, and the clock may move.</summary>
    public async Task Waits(int timers, TimeSpan within)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (this.timers.Count(timer => timer.Due <= now + within) >= timers)
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(TimeSpan.FromMinutes(5));
        }
    }

    /// <summary>
    /// Moves on, a step at a time, until the task is done: each time only when something waits for as much. However slow the machine is, no
    /// more time goes by than is waited for.
    /// </summary>
    public async Task<T> Until<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            var waits = Waits(1, step);
            if (await Task.WhenAny(task, waits) == task)
            {
                break;
            }

            await waits;
            Advance(step);
            await Task.Yield();
        }

        return await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        lock (gate)
        {
            // In one step: a move of the clock in between would pass it unseen.
            timers.Add(timer);
            timer.Change(dueTime, period);
        }

        return timer;
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public void Next(DateTimeOffset now) => Due = period > TimeSpan.Zero ? now + period : DateTimeOffset.MaxValue;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.now + dueTime;
                clock.changed.TrySetResult();
                clock.changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
