// The suite of programs outside, on Kafka.
using Cartwright.Kafka;
using Cartwright.Servers;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Conformance.Events;

public sealed class KafkaOutsideTests : OutsideSuite
{
    private protected override async Task<(OutsideShop Shop, IPlainClient Client)> Open()
    {
        // A cluster for each case: topics are global.
        var cluster = await KafkaCluster.Start();
        var shop = await OutsideShop.Open(KafkaEvents.Add, KafkaWorld.Configuration(cluster.Bootstrap).AsEnumerable());
        return (shop, new PlainKafka(cluster.Bootstrap, cluster));
    }
}
