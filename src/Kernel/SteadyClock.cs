// The clock by which holds and waits end: it goes with the time that passes, and does not jump when somebody sets the machine's clock.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cartwright.Kernel;

/// <summary>
/// The time of day at its start plus what has passed since, drawn to the machine's clock by at most a tenth of that. So a clock that is set
/// forward by an hour leaves a hold of 15 minutes at least 13 of them, one that is set back keeps it for at most 17, and ten hours later
/// both say the same again, which is why a process that starts anew then, or another one, judges alike. It never goes back.
/// </summary>
/// <remarks>
/// For what ends by itself: holds, waits for payments, carts, and the times of orders that these are counted from. What is compared with
/// the world outside, tokens, signatures and certificates, goes by the machine's clock, which is right again at once when it is put right.
/// At a start there is only that: what ended while the process was away has ended.
/// </remarks>
public sealed class SteadyClock : TimeProvider
{
    /// <summary>Key of the registration; take it with <see cref="SteadyAttribute"/>.</summary>
    public const string Key = "steady";

    /// <summary>
    /// Of the time that passes, by how much the clock may be drawn: one part in so many. Drift and leap seconds are followed at once.
    /// </summary>
    private const int DrawnPart = 10;

    private readonly TimeProvider machine;
    private readonly Lock gate = new();
    private DateTimeOffset now;
    private long readAt;

    public SteadyClock(TimeProvider machine)
    {
        this.machine = machine;
        now = machine.GetUtcNow();
        readAt = machine.GetTimestamp();
    }

    /// <summary>Registers the one of the process over its clock. Whoever needs it says so; it is made once.</summary>
    public static void Add(IServiceCollection services) =>
        services.TryAddKeyedSingleton<TimeProvider>(Key, (provider, _) => new SteadyClock(provider.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        if (Planted.ExpiresByTheWallClock)
        {
            return machine.GetUtcNow();
        }

        lock (gate)
        {
            var at = machine.GetTimestamp();
            var passed = machine.GetElapsedTime(readAt, at);
            var off = machine.GetUtcNow() - (now + passed);
            var drawn = passed / DrawnPart;
            readAt = at;
            return now +=
                passed
                + (
                    off > drawn ? drawn
                    : off < -drawn ? -drawn
                    : off
                );
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}

/// <summary>Asks for the <see cref="SteadyClock"/> in place of the machine's.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SteadyAttribute() : FromKeyedServicesAttribute(SteadyClock.Key);
