// Kafka's brokers absent, hanging, and back.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

public sealed class KafkaOutageTests
{
    [Fact]
    public async Task Brokers_that_hang_make_publish_throw_and_the_repeated_batch_is_heard_once_and_in_order()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var world = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await world.Rounds(0, 2);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == KafkaWorld.Subjects * 2, "all are heard before");
        var before = Lost();
        cluster.Freeze();
        try
        {
            await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Bus.Publish(KafkaWorld.Round(2), default));
            await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Dependency.Ask(default));
        }
        finally
        {
            cluster.Thaw();
        }

        await world.Rounds(2, 6);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects * 6, "all are heard after");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), KafkaWorld.Subjects, 6);
        await world.Dependency.Ask(default);
        Assert.Equal(before + 1, Lost());
        Assert.Contains(world.Log.Warnings, line => line.Contains("answers again", StringComparison.Ordinal));

        // A slow machine may have lost them for a moment before.
        int Lost() => world.Log.Warnings.Count(line => line.Contains("cannot be reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brokers_that_are_absent_at_the_start_are_waited_for_with_one_line()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        var port = ServerProcess.FreePort();
        await using var world = new KafkaWorld("127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture))
            .Hears(KafkaWorld.Inbox(test))
            .Listen();
        var publishing = world.Rounds(0, 2);
        await KafkaWorld.Until(() => Task.FromResult(world.Refused > 0), "publish is refused");
        Assert.Single(world.Log.Warnings, line => line.Contains("cannot be reached", StringComparison.Ordinal));

        using var road = new Road(port, cluster.Bootstrap.Split(',')[0]);
        await publishing;
        await KafkaWorld.Until(
            async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects * 2,
            "all are heard once the brokers are there"
        );
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), KafkaWorld.Subjects, 2);
    }

    // A road from a port to a broker, opened when the test says so.
    private sealed class Road : IDisposable
    {
        private readonly TcpListener listener;
        private readonly DnsEndPoint to;

        public Road(int port, string broker)
        {
            var parts = broker.Split(':');
            to = new DnsEndPoint(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
            listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            _ = Accept();
        }

        public void Dispose() => listener.Dispose();

        private async Task Accept()
        {
            while (true)
            {
                _ = Carry(await listener.AcceptTcpClientAsync());
            }
        }

        private async Task Carry(TcpClient from)
        {
            using var near = from;
            using var far = new TcpClient();
            await far.ConnectAsync(to.Host, to.Port);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
    }
}
