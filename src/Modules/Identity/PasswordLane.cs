// One thread for all password hashing, with a bounded line before it: a flood of sign-ins takes one core at most, and the shop goes on.
using System.Threading.Channels;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>Hashes one password after the other, in the order of arrival.</summary>
internal sealed class PasswordLane : IDisposable
{
    /// <summary>The line is full.</summary>
    public static readonly Refusal Busy = new(RefusalKind.TooMany, "sign_in_busy", "Too many people sign in at the moment. Try again in a few seconds.") { RetryAfterSeconds = 3 };

    private readonly Channel<Ask> line;
    private readonly int waitersMax;
    private readonly int iterations;

    public PasswordLane()
        : this(Limits.PasswordLaneWaitersMax)
    {
    }

    internal PasswordLane(int waitersMax, int iterations = Limits.PasswordIterations)
    {
        this.waitersMax = waitersMax;
        this.iterations = iterations;
        line = Channel.CreateBounded<Ask>(new BoundedChannelOptions(waitersMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        new Thread(Work) { IsBackground = true, Name = "passwords" }.Start();
    }

    /// <summary>Whether one more would be turned away; tells it before anything is written for a sign-in that cannot be had.</summary>
    public bool IsFull => line.Reader.Count >= waitersMax;

    /// <summary>The form in which the password is kept, or <c>sign_in_busy</c>.</summary>
    public Task<Outcome<string>> Hash(string password, string salt) => Enter(() => Passwords.Hash(password, salt, iterations));

    /// <summary>Whether it is the password, or <c>sign_in_busy</c>.</summary>
    public Task<Outcome<bool>> Match(string password, string kept) => Enter(() => Passwords.Match(password, kept));

    /// <summary>Lets the thread finish what waits.</summary>
    public void Dispose() => line.Writer.TryComplete();

    internal Task<Outcome<T>> Enter<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return line.Writer.TryWrite(new Ask(() => done.SetResult(work()), fault => done.SetException(fault))) ? done.Task : Task.FromResult<Outcome<T>>(Busy);
    }

    private void Work()
    {
        // The thread is the lane's own, so waiting on it holds up nobody.
        while (line.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (line.Reader.TryRead(out var ask))
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
        }
    }

    private sealed record Ask(Action Do, Action<Exception> Fail);
}
