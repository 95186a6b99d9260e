// A client of Redis that knows nothing of the shop: redis-cli.
using Cartwright.Servers;

namespace Cartwright.Conformance.Events;

internal sealed class PlainRedis(string address) : IPlainClient
{
    public Task Send(string topic, string key, string value) => RedisServer.Cli(address, "XADD", "events:" + topic, "*", "event", value);

    public async Task<List<string>> Read(string topic, Func<string, bool> wanted, int count)
    {
        var found = new List<string>();
        await KafkaWorld.Until(
            async () =>
            {
                var printed = await RedisServer.Cli(address, "XRANGE", "events:" + topic, "-", "+");

                // Told again by a relay that did not hear in time that it was told, it is the same entry.
                found = [.. printed.Split('\n').Where(line => line.StartsWith('{')).Where(wanted).Distinct(StringComparer.Ordinal)];
                return found.Count >= count;
            },
            $"{count} entries in {topic}"
        );
        return found;
    }

    public void Dispose() { }
}
