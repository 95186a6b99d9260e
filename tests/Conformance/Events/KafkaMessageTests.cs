// Messages on Kafka that come twice, are none, or are read by others.
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

public sealed class KafkaMessageTests
{
    [Fact]
    public async Task Doubled_and_late_messages_have_their_effect_once()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        await using var world = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test)).Listen();
        for (var n = 0; n < 10; n++)
        {
            await world.Relay([KafkaWorld.Event("a", n), KafkaWorld.Event("a", n)]);
            await world.Relay([.. Enumerable.Range(0, n).Select(old => KafkaWorld.Event("a", old))]);
        }

        await world.Relay([KafkaWorld.Event("a", 10)]);
        await KafkaWorld.Until(async () => (await KafkaWorld.All(test)).Contains(("a", 10)), "the last is heard");
        KafkaWorld.AssertComplete(await KafkaWorld.All(test), 1, 11);
    }

    [Fact]
    public async Task What_is_no_event_is_parked_once_under_its_place_and_its_partition_goes_on()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var test = await TestDatabase.Open("one", KafkaWorld.Heard);
        using var client = new PlainKafka(cluster.Bootstrap);
        await using var world = new KafkaWorld(cluster.Bootstrap).Hears(KafkaWorld.Inbox(test));
        await world.Relay([KafkaWorld.Event("a", 0)]);
        string[] broken =
        [
            "not json",
            "{}",
            "",
            """{"specversion":"1.0","id":"y","source":"s","type":"other","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        ];
        foreach (var message in broken)
        {
            await client.Send("count", "a", message);
        }

        await client.Send("count", "a", [0xFF, 0xFE, 0x00]);
        await world.Relay([KafkaWorld.Event("a", 1)]);
        world.Listen();
        await KafkaWorld.Until(async () => await KafkaWorld.Count(test) == 2, "what comes after is heard");
        Assert.Equal(broken.Length + 1, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 1")));
    }

    [Fact]
    public async Task Another_process_reads_what_was_published_with_its_key_and_content_type()
    {
        await using var cluster = await KafkaCluster.Start();
        await using var teller = new KafkaWorld(cluster.Bootstrap);
        await teller.Relay([KafkaWorld.Event("the-key", 7)]);
        using var reader = KafkaWorld.Kcat(
            "-b",
            cluster.Bootstrap,
            "-C",
            "-q",
            "-t",
            "count",
            "-o",
            "beginning",
            "-e",
            "-X",
            "fetch.wait.max.ms=10",
            "-f",
            "%k|%h|%s\n"
        );
        var line = await reader.StandardOutput.ReadToEndAsync().WaitAsync(KafkaWorld.Patience);
        await reader.WaitForExitAsync();
        Assert.StartsWith("the-key|content-type=application/cloudevents+json", line, StringComparison.Ordinal);
        Assert.Contains("\"subject\":\"the-key\"", line, StringComparison.Ordinal);
    }
}
