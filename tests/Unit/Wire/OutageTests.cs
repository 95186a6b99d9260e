// What an outage costs the module that has it: the budget of repeats, the pauses between them, the breaker.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class OutageTests : IAsyncLifetime
{
    private readonly StubInventory inventory = new();
    private readonly KeptLog<ElsewhereModule> log = new();
    private InnerServer server = null!;
    private InnerConnections? connections;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(inventory);

    public async ValueTask DisposeAsync()
    {
        connections?.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public void A_budget_allows_repeats_until_half_of_it_is_gone_and_again_when_calls_succeed()
    {
        var budget = new RetryBudget();
        var allowed = Enumerable.Range(0, 200).Count(_ => budget.Failed());
        Assert.Equal((RetryBudget.TokensMax / 2) - 1, allowed);

        // It is empty now. Ten successes put one token back, so this fills it to half and one; the failure takes the one.
        Succeed(10 * ((RetryBudget.TokensMax / 2) + 1));
        Assert.False(budget.Failed());
        Succeed(20);
        Assert.True(budget.Failed());

        Succeed(100_000);
        Assert.Equal((RetryBudget.TokensMax / 2) - 1, Enumerable.Range(0, 200).Count(_ => budget.Failed()));

        void Succeed(int times)
        {
            for (var time = 0; time < times; time++)
            {
                budget.Succeeded();
            }
        }
    }

    [Fact]
    public void A_budget_counts_right_under_many_threads()
    {
        var budget = new RetryBudget();
        var allowed = 0;
        Parallel.For(
            0,
            10_000,
            _ =>
            {
                if (budget.Failed())
                {
                    Interlocked.Increment(ref allowed);
                }
            }
        );
        Assert.Equal((RetryBudget.TokensMax / 2) - 1, allowed);
    }

    [Fact]
    public async Task Pauses_double_and_jitter_takes_up_to_half_of_them()
    {
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("Not now.");
        var clock = new HastyClock();
        var settings = InnerServer.Settings with { Backoff = TimeSpan.FromMilliseconds(40), TriesMax = 4 };
        var jitter = new Queue<double>([0, 0.5, 1]);
        await At(clock, settings, jitter.Dequeue).Reserve(new(), default);
        Assert.Equal([20, 60, 160], clock.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Fact]
    public async Task A_pause_that_would_outlast_the_deadline_is_not_taken()
    {
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("Not now.");
        var clock = new HastyClock();
        await At(clock, InnerServer.Settings with { Backoff = InnerServer.Settings.Timeout * 2 }, () => 0).Reserve(new(), default);
        Assert.Empty(clock.Pauses);
        Assert.Equal(1, inventory.Asked);
    }

    [Fact]
    public async Task After_repeated_outages_the_module_is_left_alone_for_a_second_and_then_asked_once()
    {
        var clock = new TestClock();
        var there = At(clock, InnerServer.Settings with { TriesMax = 1 }, () => 0);
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("Not now.");
        for (var call = 0; call < 3 * ElsewhereModule.BreakerTriesMin; call++)
        {
            Assert.Equal("module_unavailable", (await there.Reserve(new(), default)).Refused?.Code);
        }

        Assert.Equal(ElsewhereModule.BreakerTriesMin, inventory.Asked);
        Assert.Contains(log.Lines, line => line.Contains("left alone", StringComparison.Ordinal));

        // One call looks; it fails, so the others wait another second.
        clock.Advance(ElsewhereModule.BreakerOpen);
        Assert.NotNull((await there.Reserve(new(), default)).Refused);
        Assert.NotNull((await there.Reserve(new(), default)).Refused);
        Assert.Equal(ElsewhereModule.BreakerTriesMin + 1, inventory.Asked);

        clock.Advance(ElsewhereModule.BreakerOpen);
        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(new ReserveReply());
        Assert.Null((await there.Reserve(new(), default)).Refused);
        Assert.Null((await there.Reserve(new(), default)).Refused);
        Assert.Contains(log.Lines, line => line.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_module_that_was_away_is_reached_by_the_first_call_after_its_return()
    {
        // On a port that nobody else is given while the module is away.
        await server.DisposeAsync();
        server = await InnerServer.Of(inventory, port: ServerProcess.FreePort());

        // A second module over the same connections: whatever the library keeps by channel is kept for both.
        await using var other = await InnerServer.Of(new StubInventory());
        var there = At(TimeProvider.System, InnerServer.Settings with { TriesMax = 1 }, () => 0);
        var beside = To(other.Address, TimeProvider.System, () => 0);
        Assert.Null((await there.Reserve(new(), default)).Refused);
        Assert.Null((await beside.Reserve(new(), default)).Refused);
        for (var restart = 0; restart < 3; restart++)
        {
            var port = server.Address.Port;
            await server.DisposeAsync();
            Assert.Equal("module_unavailable", (await there.Reserve(new(), default)).Refused?.Code);
            Assert.Equal("module_unavailable", (await there.Reserve(new(), default)).Refused?.Code);
            Assert.Null((await beside.Reserve(new(), default)).Refused);
            server = await InnerServer.Of(inventory, port: port);
            Assert.Null((await there.Reserve(new(), default)).Refused);
        }
    }

    [Fact]
    public async Task Refusals_bugs_and_callers_that_give_up_open_no_breaker()
    {
        var there = At(new TestClock(), InnerServer.Settings, () => 0);
        for (var call = 0; call < 2 * ElsewhereModule.BreakerTriesMin; call++)
        {
            inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(Refusal.Unavailable("unknown_outcome", "Ask again."));
            Assert.Equal("unknown_outcome", (await there.Reserve(new(), default)).Refused?.Code);
            Assert.Equal("module_failed", (await there.Settle(new(), default)).Refused?.Code);
            using var patience = new CancellationTokenSource();
            inventory.OnReserve = async (_, cancel) =>
            {
                await patience.CancelAsync();
                return await new TaskCompletionSource<Outcome<ReserveReply>>().Task.WaitAsync(cancel);
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => there.Reserve(new(), patience.Token).AsTask());
        }

        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(new ReserveReply());
        Assert.Null((await there.Reserve(new(), default)).Refused);
    }

    [Fact]
    public async Task An_outage_is_not_multiplied_however_many_call()
    {
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("Not now.");
        var there = At(new TestClock(), InnerServer.Settings, () => 0);
        const int Calls = 200;
        for (var call = 0; call < Calls; call++)
        {
            await there.Reserve(new(), default);
        }

        Assert.InRange(inventory.Asked, 1, ElsewhereModule.BreakerTriesMin);
    }

    private InventoryOverWire At(TimeProvider clock, WireSettings settings, Func<double> jitter)
    {
        connections = new InnerConnections(settings);
        return To(server.Address, clock, jitter);
    }

    private InventoryOverWire To(Uri address, TimeProvider clock, Func<double> jitter) =>
        new(
            new ElsewhereChannel<IInventory>(
                new ElsewhereModule("inventory", address, connections!, clock, jitter, log),
                InventoryOverWire.Service
            )
        );

    /// <summary>Every pause is over at once and noted; deadlines never come.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= InnerServer.Settings.Timeout || dueTime <= TimeSpan.Zero)
            {
                return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            Pauses.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
