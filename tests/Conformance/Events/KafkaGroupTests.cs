// Members of a Kafka group that come and go while events flow.
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

public sealed class KafkaGroupTests
{
    [Fact]
    public async Task A_second_member_that_joins_and_leaves_in_the_middle_loses_nothing_and_keeps_the_order_of_keys()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);

        // Two processes of one module share its database, and so its memory of ids.
        await using var first = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Rounds(0, 40);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) > 0, "the first member hears");

        var (taken, told) = (0, 0);
        await using (
            var second = new KafkaWorld(cluster.Bootstrap)
                .Hears(KafkaWorld.Inbox(test, first: () => Task.FromResult(Interlocked.Increment(ref taken))))
                .Listen()
        )
        {
            var from = 40;
            await KafkaWorld.Until(
                async () =>
                {
                    await teller.Rounds(from, from + 5);
                    from += 5;
                    return Volatile.Read(ref taken) > 0;
                },
                "the second member gets a share"
            );
            await teller.Rounds(from, from + 40);
            told = from + 40;
        }

        await teller.Rounds(told, told + 20);
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) >= KafkaWorld.Subjects * (told + 20), "all are heard");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), KafkaWorld.Subjects, told + 20);
        Assert.True(taken > 0);
    }
}
