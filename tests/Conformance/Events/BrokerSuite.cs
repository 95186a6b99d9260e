// What a bus with a broker between the processes must stand besides: processes and the broker itself die in the middle.
using Cartwright.Kernel;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Events;

/// <summary>A broker that can be killed. Its processes go on and find it again.</summary>
public interface IKillableBroker : IBroker
{
    /// <summary>kill -9, and whatever it had promised to keep is still there after <see cref="Restart"/>.</summary>
    void Kill();

    Task Restart();
}

public abstract class BrokerSuite : EventBusSuite
{
    [Fact]
    public async Task A_consumer_killed_in_the_middle_of_a_batch_is_followed_by_another_that_repeats_and_goes_on_in_order()
    {
        await using var broker = await Open();
        await using var hearer = await Hearer.Open("one");
        var reached = new TaskCompletionSource();
        var killed = new TaskCompletionSource();
        await using var first = await broker.Start(
            hearer.Inbox(
                async (_, count) =>
                {
                    if (count.N == 70)
                    {
                        reached.TrySetResult();
                        await killed.Task;
                        throw new OperationCanceledException("The process is dead.");
                    }
                }
            )
        );
        foreach (var some in Enumerable.Range(0, 100).Select(n => Hearer.Event("a", n)).Chunk(10))
        {
            await Publish(first, some);
        }

        await reached.Task.WaitAsync(Patience);
        await first.Kill();
        killed.SetResult();
        await using var second = await broker.Start(hearer.Inbox());
        Assert.Equal(Enumerable.Range(0, 100).Select(n => (long)n), (await hearer.Until(100, Patience)).Select(e => e.N));
    }

    [Fact]
    public async Task Two_processes_of_a_module_share_the_work_without_breaking_the_order()
    {
        await using var broker = await Open();
        await using var hearer = await Hearer.Open("one");
        await using var first = await broker.Start(hearer.Inbox());
        var second = await broker.Start(hearer.Inbox());
        for (var start = 0; start < 1_000; start += 100)
        {
            await Publish(first, [.. Enumerable.Range(start, 100).Select(n => Hearer.Event($"s{n % 7}", n))]);
            if (start == 500)
            {
                await second.DisposeAsync();
            }
        }

        var heard = await hearer.Until(1_000, Patience);
        Assert.Equal(1_000, heard.Count);
        foreach (var subject in heard.GroupBy(e => e.Subject))
        {
            Assert.Equal(subject.Select(e => e.N).Order(), subject.Select(e => e.N));
        }
    }

    [Fact]
    public async Task A_broker_killed_in_the_middle_loses_nothing_that_an_outbox_gave_it()
    {
        await using var broker = await Open();
        if (broker is not IKillableBroker server)
        {
            Assert.Fail("This broker cannot be killed; override the test and say why.");
            return;
        }

        await using var teller = await TestDatabase.Open("teller", []);
        await using var hearer = await Hearer.Open("one");
        await using var process = await broker.Start(hearer.Inbox());
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(teller.Database, process.Bus, TimeProvider.System, NullLogger<OutboxRelay>.Instance).Run(stop.Token);
        for (var n = 0; n < 400; n++)
        {
            var count = new Hearer.Count(n);
            await teller.Database.Write(async tx =>
            {
                await tx.Publish("count", $"s{count.N % 5}", count);
                return true;
            });
            if (n == 150)
            {
                await hearer.Until(1, Patience);
                server.Kill();
            }
            else if (n == 250)
            {
                await server.Restart();
            }
        }

        var heard = await hearer.Until(400, Patience);
        Assert.Equal(400, heard.Count);
        foreach (var subject in heard.GroupBy(e => e.Subject))
        {
            Assert.Equal(subject.Select(e => e.N).Order(), subject.Select(e => e.N));
        }

        await stop.CancelAsync();
        await Hearer.Ended(relay);
    }

    [Fact]
    public async Task A_broker_that_is_away_makes_publish_throw()
    {
        await using var broker = await Open();
        if (broker is not IKillableBroker server)
        {
            Assert.Fail("This broker cannot be killed; override the test and say why.");
            return;
        }

        await using var process = await broker.Start();
        server.Kill();
        await Assert.ThrowsAnyAsync<Exception>(async () => await process.Bus.Publish([Hearer.Event("a", 1)], default));
        await server.Restart();
    }
}
