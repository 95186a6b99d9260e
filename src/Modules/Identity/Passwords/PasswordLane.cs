// One thread for all password hashing, with two bounded lines before it: a flood of sign-ins takes one core at most, and the shop goes on;
// those who have been here before have places of their own, so that no flood of strangers keeps them out.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>
/// Hashes one password after the other, each line in the order of arrival. While both wait, three of the known to one of the others.
/// </summary>
internal sealed class PasswordLane : IDisposable
{
    /// <summary>The line is full.</summary>
    public static readonly Refusal Busy = new(
        RefusalKind.TooMany,
        "sign_in_busy",
        "Too many people sign in at the moment. Try again in a few seconds."
    )
    {
        RetryAfterSeconds = 3,
    };

    // An account waits once for itself, and perhaps in another tab: whoever has the right password of one account cannot fill the line with
    // it.
    private const int KnownOfAccountMax = 2;

    // A household or a small office; of strangers one network may have half of the line.
    private const int KnownOfNetworkMax = 8;
    private const int KnownInRowMax = 3;

    private readonly object gate = new();
    private readonly Queue<Ask> known = new();
    private readonly Queue<Ask> others = new();
    private readonly int waitersMax;
    private readonly int iterations;
    private readonly Action<Action>? runs;
    private int knownInRow;
    private bool closed;

    public PasswordLane()
        : this(Limits.PasswordLaneWaitersMax) { }

    /// <param name="runs">Runs the next that waits, in place of the lane's own thread; null for the thread.</param>
    internal PasswordLane(int waitersMax, int iterations = Limits.PasswordIterations, Action<Action>? runs = null)
    {
        this.waitersMax = waitersMax;
        this.iterations = iterations;
        this.runs = runs;
        if (runs is not null)
        {
            return;
        }

        new Thread(Work) { IsBackground = true, Name = "passwords" }.Start();
    }

    /// <summary>Whether one more would be turned away; tells it before anything is written for a sign-in that cannot be had.</summary>
    public bool IsFull(LanePlace place = default)
    {
        lock (gate)
        {
            return LineFor(place) is null;
        }
    }

    /// <summary>The form in which the password is kept, or <c>sign_in_busy</c>.</summary>
    public Task<Outcome<string>> Hash(string password, string salt, LanePlace place = default) =>
        Enter(() => Passwords.Hash(password, salt, iterations), place);

    /// <summary>Whether it is the password, or <c>sign_in_busy</c>.</summary>
    public Task<Outcome<bool>> Match(string password, string kept, LanePlace place = default) =>
        Enter(() => Passwords.Match(password, kept), place);

    /// <summary>Lets the thread finish what waits.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    internal Task<Outcome<T>> Enter<T>(Func<T> work, LanePlace place = default)
    {
        var done = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (closed || LineFor(place) is not { } line)
            {
                return Task.FromResult<Outcome<T>>(Busy);
            }

            line.Enqueue(new Ask(place, () => done.SetResult(work()), fault => done.SetException(fault)));
            Monitor.Pulse(gate);
        }

        runs?.Invoke(() => Carry(Next()!));
        return done.Task;
    }

    // The known ones who have had their share of the places of their own wait with the others. The lines are short, so counting them is
    // cheap.
    private Queue<Ask>? LineFor(LanePlace place) =>
        place.Account is not null
        && known.Count < waitersMax
        && known.Count(ask => ask.Place.Account == place.Account) < KnownOfAccountMax
        && Fits(known, place, KnownOfNetworkMax)
            ? known
        : others.Count < waitersMax && Fits(others, place, Math.Max(1, waitersMax / 2)) ? others
        : null;

    private static bool Fits(Queue<Ask> line, LanePlace place, int ofNetworkMax) =>
        string.IsNullOrEmpty(place.Network) || line.Count(ask => ask.Place.Network == place.Network) < ofNetworkMax;

    private void Work()
    {
        while (Next() is { } ask)
        {
            Carry(ask);
        }
    }

    private static void Carry(Ask ask)
    {
        try
        {
            ask.Do();
        }
        catch (Exception fault)
        {
            ask.Fail(fault);
        }
    }

    private Ask? Next()
    {
        lock (gate)
        {
            // The thread is the lane's own, so waiting on it holds up nobody.
            while (known.Count + others.Count == 0)
            {
                if (closed)
                {
                    return null;
                }

                Monitor.Wait(gate);
            }

            var first = known.Count > 0 && (others.Count == 0 || knownInRow < KnownInRowMax);
            knownInRow = first ? knownInRow + 1 : 0;
            return first ? known.Dequeue() : others.Dequeue();
        }
    }

    private sealed record Ask(LanePlace Place, Action Do, Action<Exception> Fail);
}
