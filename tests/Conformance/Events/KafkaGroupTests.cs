// Kafka under trouble: members that come, go and die, brokers that are absent, hang or come back, messages that come twice or are none.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

public sealed class KafkaGroupTests
{
    private const int Subjects = 20;

    [Fact]
    public async Task A_second_member_that_joins_and_leaves_in_the_middle_loses_nothing_and_keeps_the_order_of_keys()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);

        // Two processes of one module share its database, and so its memory of ids.
        await using var first = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await Rounds(teller, 0, 40);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) > 0, "the first member hears");

        var taken = 0;
        await using (var second = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test, first: () => Task.FromResult(Interlocked.Increment(ref taken)))).Listen())
        {
            var from = 40;
            await KafkaWorld.Until(
                async () =>
                {
                    await Rounds(teller, from, from + 5);
                    from += 5;
                    return Volatile.Read(ref taken) > 0;
                },
                "the second member gets a share");
            await Rounds(teller, from, from + 40);
            Last = from + 40;
        }

        await Rounds(teller, Last, Last + 20);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects * (Last + 20), "all are heard");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), Subjects, Last + 20);
        Assert.True(taken > 0);
    }

    [Fact]
    public async Task What_a_killed_member_had_taken_and_not_committed_is_heard_by_the_next()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await Rounds(teller, 0, 5);

        // Another program's member of our group: it takes messages, prints them, commits nothing, and dies without a word.
        using var doomed = Process.Start(new ProcessStartInfo(
            "kcat",
            [
                "-b", cluster.Bootstrap, "-G", "one", "-q", "-u", "-X", "enable.auto.commit=false", "-X", "auto.offset.reset=earliest",
                "-X", "partition.assignment.strategy=cooperative-sticky", "-X", "session.timeout.ms=6000", "-X", "fetch.wait.max.ms=10", "count",
            ]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.NotNull(await doomed.StandardOutput.ReadLineAsync().WaitAsync(KafkaWorld.Patience));
        doomed.Kill();
        await doomed.WaitForExitAsync();

        await using var next = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects * 5, "the next member hears all");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), Subjects, 5);
    }

    [Fact]
    public async Task A_member_that_starts_again_goes_on_where_it_was_committed()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await Rounds(teller, 0, 3);
        await using (var before = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen())
        {
            await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == Subjects * 3, "all are heard");
            await Rounds(teller, 3, 4);
            await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == Subjects * 4, "all are heard");
        }

        // A subscriber without memory would count again what is not committed.
        await test.Database.Write(async tx =>
        {
            await tx.Execute("DELETE FROM inbox");
            return await tx.Execute("DELETE FROM heard");
        });
        await using var after = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await Rounds(teller, 4, 5);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects, "the new ones are heard");
        Assert.All(await KafkaWorld.All(test), heard => Assert.Equal(4, heard.N));
    }

    [Fact]
    public async Task An_inbox_that_cannot_take_events_in_now_gets_them_again_and_nothing_is_committed_before()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await Rounds(teller, 0, 3);
        var outages = 3;
        await using var world = new KafkaWorld(cluster.Bootstrap)
            .Hears(KafkaWorld.Inbox(test, first: () => Interlocked.Decrement(ref outages) >= 0 ? throw new StorageUnavailable("planted") : Task.CompletedTask))
            .Listen();
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects * 3, "all are heard after the outage");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), Subjects, 3);
        Assert.Contains(world.Log.Warnings, line => line.Contains("could not take in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brokers_that_hang_make_publish_throw_and_the_repeated_batch_is_heard_once_and_in_order()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var world = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await Rounds(world, 0, 2);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == Subjects * 2, "all are heard before");
        cluster.Freeze();
        try
        {
            await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Bus.Publish(Round(2), default));
            await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Dependency.Ask(default));
        }
        finally
        {
            cluster.Thaw();
        }

        await Rounds(world, 2, 6);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects * 6, "all are heard after");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), Subjects, 6);
        await world.Dependency.Ask(default);
        Assert.Single(world.Log.Warnings, line => line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains(world.Log.Warnings, line => line.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brokers_that_are_absent_at_the_start_are_waited_for_with_one_line()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        var port = ServerProcess.FreePort();
        await using var world = new KafkaWorld("127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture)).Hears(KafkaWorld.Inbox(test)).Listen();
        var publishing = Rounds(world, 0, 2);
        await KafkaWorld.Until(() => Task.FromResult(world.Refused > 0), "publish is refused");
        Assert.Single(world.Log.Warnings, line => line.Contains("cannot be reached", StringComparison.Ordinal));

        using var road = new Road(port, cluster.Bootstrap.Split(',')[0]);
        await publishing;
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= Subjects * 2, "all are heard once the brokers are there");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), Subjects, 2);
    }

    [Fact]
    public async Task Doubled_and_late_messages_have_their_effect_once()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var world = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        for (var n = 0; n < 10; n++)
        {
            await world.Bus.Publish([KafkaWorld.Event("a", n), KafkaWorld.Event("a", n)], default);
            await world.Bus.Publish([.. Enumerable.Range(0, n).Select(old => KafkaWorld.Event("a", old))], default);
        }

        await world.Bus.Publish([KafkaWorld.Event("a", 10)], default);
        await KafkaWorld.Until(async () => (await KafkaWorld.All(test)).Contains(("a", 10)), "the last is heard");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), 1, 11);
    }

    [Fact]
    public async Task Another_process_reads_what_was_published_with_its_key_and_content_type()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Bus.Publish([KafkaWorld.Event("the-key", 7)], default);
        using var reader = Process.Start(new ProcessStartInfo(
            "kcat", ["-b", cluster.Bootstrap, "-C", "-q", "-t", "count", "-o", "beginning", "-e", "-X", "fetch.wait.max.ms=10", "-f", "%k|%h|%s\n"]) { RedirectStandardOutput = true })!;
        var line = await reader.StandardOutput.ReadToEndAsync().WaitAsync(KafkaWorld.Patience);
        await reader.WaitForExitAsync();
        Assert.StartsWith("the-key|content-type=application/cloudevents+json", line, StringComparison.Ordinal);
        Assert.Contains("\"subject\":\"the-key\"", line, StringComparison.Ordinal);
    }

    private int Last { get; set; }

    private static Event[] Round(int n) => [.. Enumerable.Range(0, Subjects).Select(s => KafkaWorld.Event("s" + s.ToString(CultureInfo.InvariantCulture), n))];

    private static async Task Rounds(KafkaWorld world, int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            await world.Relay(Round(n));
        }
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
