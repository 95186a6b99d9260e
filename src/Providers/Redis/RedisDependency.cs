// Redis in /readyz.
using Cartwright.Kernel;

namespace Cartwright.Redis;

/// <inheritdoc/>
/// <param name="connection">To Redis.</param>
/// <param name="name">The entry's name.</param>
internal sealed class RedisDependency(RedisConnection connection, string name) : IDependency
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async ValueTask Ask(CancellationToken cancel) =>
        await connection.Answer((await connection.Database(cancel)).PingAsync(), cancel);
}
