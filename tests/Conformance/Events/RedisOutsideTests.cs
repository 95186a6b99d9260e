// The suite of programs outside, on Redis: plain XADD and XRANGE.
using Cartwright.Redis;
using Cartwright.Servers;

namespace Cartwright.Conformance.Events;

public sealed class RedisOutsideTests : OutsideSuite
{
    private protected override async Task<(OutsideShop Shop, IPlainClient Client)> Open()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        return (await OutsideShop.Open(RedisEvents.Add, [new("Redis", address)]), new PlainRedis(address));
    }
}
