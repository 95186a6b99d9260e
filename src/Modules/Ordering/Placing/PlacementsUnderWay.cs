// Placements under way in this process, by key, or by user where there is none.
namespace Cartwright.Ordering;

/// <summary>Keeps two identical presses from racing. Across processes the store's unique indexes do.</summary>
public sealed class PlacementsUnderWay
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string UserId, string? Key), TaskCompletionSource> running = [];

    /// <summary>Enters under a key, or null when one is running.</summary>
    public Press? TryEnter(string userId, string key)
    {
        lock (gate)
        {
            return running.TryAdd((userId, key), Source()) ? new(this, (userId, key)) : null;
        }
    }

    /// <summary>Enters without a key, after those of the same user that came before.</summary>
    public async ValueTask<Press> Enter(string userId, CancellationToken cancel)
    {
        while (true)
        {
            Task before;
            lock (gate)
            {
                if (!running.TryGetValue((userId, null), out var source))
                {
                    running.Add((userId, null), Source());
                    return new(this, (userId, null));
                }

                before = source.Task;
            }

            await before.WaitAsync(cancel);
        }
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One placement; over when disposed.</summary>
    public sealed class Press(PlacementsUnderWay underWay, (string UserId, string? Key) name) : IDisposable
    {
        public void Dispose()
        {
            lock (underWay.gate)
            {
                if (underWay.running.Remove(name, out var source))
                {
                    source.SetResult();
                }
            }
        }
    }
}
