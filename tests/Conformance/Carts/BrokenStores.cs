// Stores with a planted fault: the suite must catch each, else it proves nothing about the sound ones.
using Cartwright.Carts;
using Cartwright.Contracts;
using Xunit.Sdk;

namespace Cartwright.Conformance.Carts;

public class BrokenStores
{
    [Fact]
    public Task A_lost_update_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.LostUpdate).Case_1_two_hundred_parallel_adds_of_twenty_products_give_twenty_exact_lines()
        );

    [Fact]
    public Task A_forgotten_record_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() => new Suite(Fault.NoRecords).Case_4_an_order_takes_once_however_often_it_asks());

    [Fact]
    public Task An_expiry_that_waits_for_the_sweep_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.LateExpiry).Case_5_a_cart_is_empty_the_moment_it_expires_though_nobody_swept()
        );

    [Fact]
    public Task A_version_lost_by_a_restart_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() => new Suite(Fault.Forgetful).Case_2_the_version_rises_by_one_a_change_and_never_falls());

    [Fact]
    public async Task Without_a_fault_the_same_store_passes()
    {
        await new Suite(Fault.None).Case_1_two_hundred_parallel_adds_of_twenty_products_give_twenty_exact_lines();
        await new Suite(Fault.None).Case_4_an_order_takes_once_however_often_it_asks();
        await new Suite(Fault.None).Case_5_a_cart_is_empty_the_moment_it_expires_though_nobody_swept();
        await new Suite(Fault.None).Case_2_the_version_rises_by_one_a_change_and_never_falls();
    }

    private enum Fault
    {
        None,
        LostUpdate,
        NoRecords,
        LateExpiry,
        Forgetful,
    }

    private sealed class Suite(Fault fault) : CartStoreSuite
    {
        protected override Task<IOpenStore> Open(TimeProvider clock) => Task.FromResult<IOpenStore>(new Memory(fault, clock, Ttl));
    }

    private sealed class Memory(Fault fault, TimeProvider clock, TimeSpan ttl) : IOpenStore, ICartStore
    {
        private readonly SemaphoreSlim gate = new(1);
        private readonly Dictionary<string, CartState> carts = [];
        private readonly Dictionary<(string, string), string> records = [];

        public ICartStore Store => this;

        private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

        public Task Reopen()
        {
            if (fault == Fault.Forgetful)
            {
                carts.Clear();
            }

            return Task.CompletedTask;
        }

        public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel)
        {
            lock (carts)
            {
                var cart = carts.GetValueOrDefault(userId) ?? CartState.None(userId);
                return ValueTask.FromResult(fault == Fault.LateExpiry ? cart : cart.At(NowMs));
            }
        }

        public async ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel)
        {
            if (fault != Fault.LostUpdate)
            {
                await gate.WaitAsync(cancel);
            }

            try
            {
                var cart = await Load(command.UserId, null, cancel);
                await Task.Yield();
                var key = (command.UserId, command.RecordId ?? string.Empty);
                var outcome = CartRules.Decide(
                    cart,
                    fault == Fault.NoRecords ? null : records.GetValueOrDefault(key),
                    command,
                    NowMs,
                    (long)ttl.TotalMilliseconds
                );
                if (!outcome.Is(out var decision, out var refused))
                {
                    return refused;
                }

                lock (carts)
                {
                    carts[command.UserId] = decision.Next;
                    if (decision.Record is not null)
                    {
                        records[key] = decision.Record;
                    }
                }

                return new CartChanged(decision.Next, decision.Record ?? records.GetValueOrDefault(key));
            }
            finally
            {
                if (fault != Fault.LostUpdate)
                {
                    gate.Release();
                }
            }
        }

        public Task<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit) =>
            Task.FromResult<IReadOnlyList<CartEntry>>([]);

        public Task Expire() => Task.CompletedTask;

        public Task<IReadOnlyList<CartFacts>> Told() => Task.FromResult<IReadOnlyList<CartFacts>>([]);

        public ValueTask DisposeAsync()
        {
            gate.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
