// Which sessions and users are signed out before their tokens expire. Every process holds the whole list in memory.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>Revocations, as far as they have been heard.</summary>
public sealed class RevocationList(TimeProvider clock)
{
    /// <summary>
    /// Longer than this without word and no token is trusted: a stolen one must not outlive its sign-out because a wire is cut.
    /// </summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Known known = new();
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What is added while the whole list is being read: what was read may not have it yet.
    private List<Revocation>? meanwhile;

    // Begins where no other process of Identity is likely to be: who waits is told at once when another one answers him.
    private long version = clock.GetUtcNow().UtcTicks;
    private long heardAt = long.MinValue;

    /// <summary>Whether the list was heard lately.</summary>
    public bool IsFresh => Volatile.Read(ref heardAt) is var at && at != long.MinValue && clock.GetElapsedTime(at) < SilenceMax;

    /// <summary>Changes whenever something was taken in.</summary>
    public long State => Interlocked.Read(ref version);

    /// <summary>Takes in revocations; taking one in again changes nothing.</summary>
    public void Add(params IReadOnlyCollection<Revocation> revocations)
    {
        if (revocations.Count > 0)
        {
            lock (gate)
            {
                meanwhile?.AddRange(revocations);
                if (known.Note(revocations))
                {
                    Tell();
                }
            }
        }
    }

    /// <summary>Call it before the whole list is read for <see cref="Replace"/>.</summary>
    public void BeginAnew()
    {
        lock (gate)
        {
            meanwhile = [];
        }
    }

    /// <summary>
    /// Takes the whole list anew, so that what has expired is forgotten. What was added since <see cref="BeginAnew"/> stays.
    /// </summary>
    public void Replace(IReadOnlyCollection<Revocation> all)
    {
        var anew = new Known();
        anew.Note(all);
        lock (gate)
        {
            anew.Note(meanwhile ?? []);
            (known, meanwhile) = (anew, null);
            Tell();
        }
    }

    /// <summary>
    /// Waits until the state is another than <paramref name="heard"/>, at most <paramref name="atMost"/>, and not at all once the process
    /// stops.
    /// </summary>
    public async Task Next(long heard, TimeSpan atMost, CancellationToken cancel)
    {
        Task next;
        lock (gate)
        {
            next = version == heard ? news.Task : Task.CompletedTask;
        }

        Task either = Task.WhenAny(next, closed.Task);
        await either.WaitAsync(atMost, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The process stops: it would wait for whoever waits here.</summary>
    public void Close() => closed.TrySetResult();

    /// <summary>Notes that the source was heard, with or without news.</summary>
    public void Heard() => Volatile.Write(ref heardAt, clock.GetTimestamp());

    // Under the gate.
    private void Tell()
    {
        Interlocked.Increment(ref version);
        news.TrySetResult();
        news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal bool Ends(HeldToken token)
    {
        // Read before the look-up: a revocation that comes in between raises it, and the next request looks again.
        var present = Interlocked.Read(ref version);
        if (token.GoodAtVersion == present)
        {
            return false;
        }

        if (Volatile.Read(ref known).Ends(token))
        {
            return true;
        }

        token.GoodAtVersion = present;
        return false;
    }

    private sealed class Known
    {
        private readonly ConcurrentDictionary<string, long> sessions = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, long> users = new(StringComparer.Ordinal);

        /// <summary>Answers whether anything was new.</summary>
        public bool Note(IEnumerable<Revocation> revocations)
        {
            var news = false;
            foreach (var revocation in revocations)
            {
                var (list, key) = revocation.SessionId.Length > 0 ? (sessions, revocation.SessionId) : (users, revocation.UserId);
                if (!list.TryGetValue(key, out var before) || before < revocation.BeforeUnixSeconds)
                {
                    list[key] = revocation.BeforeUnixSeconds;
                    news = true;
                }
            }

            return news;
        }

        public bool Ends(HeldToken token) =>
            (sessions.TryGetValue(token.Caller.SessionId, out var before) && token.IssuedAt < before)
            || (users.TryGetValue(token.Caller.UserId, out before) && token.IssuedAt < before);
    }
}
