// The promises of IEventBus on Kafka's protocol.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Conformance.Events;

public sealed class OnKafkaBus : BrokerSuite
{
    protected override async Task<IBroker> Open() => new KafkaBroker(await KafkaCluster.Start());
}

/// <summary>
/// A cluster of its own. The mock keeps everything in memory and would come back empty; so where a broker shall be killed it is frozen: it
/// answers nobody, and has what it had when it thaws.
/// </summary>
internal sealed class KafkaBroker(KafkaCluster cluster) : IKillableBroker
{
    public Task<IBusProcess> Start(params Inbox[] subscribers)
    {
        var world = new KafkaWorld(cluster.Bootstrap);
        foreach (var inbox in subscribers)
        {
            world.Bus.Subscribe(inbox);
        }

        return Task.FromResult<IBusProcess>(new Process(world.Listen()));
    }

    public void Kill() => cluster.Freeze();

    public Task Restart()
    {
        cluster.Thaw();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private sealed class Process(KafkaWorld world) : IBusProcess
    {
        public IEventBus Bus => world.Bus;

        // Nothing is committed any more. That a member which leaves no word is replaced too,
        // shows KafkaMemberTests with a process that is really killed.
        public async Task Kill() => await world.End();

        public ValueTask DisposeAsync() => world.DisposeAsync();
    }
}
