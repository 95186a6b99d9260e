// A member of a Kafka group that dies, stops or cannot take events in: what it had not committed comes again, what it had does not.
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

public sealed class KafkaMemberTests
{
    [Fact]
    public async Task What_a_killed_member_had_taken_and_not_committed_is_heard_by_the_next()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Rounds(0, 5);

        // Another program's member of our group: it takes messages, prints them, commits nothing, and dies without a word.
        using var doomed = KafkaWorld.Kcat(
            "-b",
            cluster.Bootstrap,
            "-G",
            "one",
            "-q",
            "-u",
            "-X",
            "enable.auto.commit=false",
            "-X",
            "auto.offset.reset=earliest",
            "-X",
            "fetch.wait.max.ms=10",
            "-X",
            "partition.assignment.strategy=cooperative-sticky",
            "-X",
            "session.timeout.ms=1500",
            "-X",
            "heartbeat.interval.ms=300",
            "count"
        );
        Assert.NotNull(await doomed.StandardOutput.ReadLineAsync().WaitAsync(KafkaWorld.Patience));
        doomed.Kill();
        await doomed.WaitForExitAsync();

        await using var next = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects * 5, "the next member hears all");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), KafkaWorld.Subjects, 5);
    }

    [Fact]
    public async Task A_member_that_starts_again_goes_on_where_it_was_committed()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Rounds(0, 3);
        await using (var before = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen())
        {
            await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == KafkaWorld.Subjects * 3, "all are heard");
            await teller.Rounds(3, 4);
            await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == KafkaWorld.Subjects * 4, "all are heard");
        }

        // A subscriber without memory would count again what is not committed.
        await test.Database.Write(async tx =>
        {
            await tx.Execute("DELETE FROM inbox");
            return await tx.Execute("DELETE FROM heard");
        });
        await using var after = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await teller.Rounds(4, 5);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects, "the new ones are heard");
        Assert.All(await KafkaWorld.All(test), heard => Assert.Equal(4, heard.N));
    }

    [Fact]
    public async Task An_inbox_that_cannot_take_events_in_now_gets_them_again_and_nothing_is_committed_before()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Rounds(0, 3);
        var outages = 3;
        await using var world = new KafkaWorld(cluster.Bootstrap)
            .Hears(
                KafkaWorld.Inbox(
                    test,
                    first: () => Interlocked.Decrement(ref outages) >= 0 ? throw new StorageUnavailable("planted") : Task.CompletedTask
                )
            )
            .Listen();
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects * 3, "all are heard after the outage");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), KafkaWorld.Subjects, 3);
        Assert.Contains(world.Log.Warnings, line => line.Contains("could not take in", StringComparison.Ordinal));
    }
}
