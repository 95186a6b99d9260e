// Commands on one cart wait for each other here, so that within one process they do not contradict each other in Redis.
using Cartwright.Kernel;

namespace Cartwright.Redis;

/// <summary>
/// A fixed number of lanes; a cart always takes the same. Without them, of 200 parallel adds to a cart 199 would be decided in vain, then
/// 198, and so on. Carts that share a lane by chance wait for each other, which costs a moment and never correctness.
/// </summary>
/// <param name="patience">How long a command waits for those before it.</param>
internal sealed class RedisLanes(TimeSpan patience) : IDisposable
{
    /// <summary>With 64 commands on their way about one in thirty meets another cart in its lane; the lanes take about 100 KB.</summary>
    private const int LanesMax = 1_024;

    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, LanesMax).Select(_ => new SemaphoreSlim(1, 1))];

    public void Dispose() => Array.ForEach(lanes, lane => lane.Dispose());

    /// <summary>
    /// Takes the lane of a cart, to be given back by Release. Throws <see cref="StorageUnavailable"/> when those before it take too long.
    /// </summary>
    public async ValueTask<SemaphoreSlim> Enter(string userId, CancellationToken cancel)
    {
        var lane = lanes[unchecked((uint)string.GetHashCode(userId, StringComparison.Ordinal)) % LanesMax];
        if (!lane.Wait(0, cancel) && !await lane.WaitAsync(patience, cancel))
        {
            throw new StorageUnavailable("The commands before this one on the same cart take too long.");
        }

        return lane;
    }
}
