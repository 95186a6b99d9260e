// What a process had in hand when it died goes on in another at once: on PostgreSQL, where there can be others.
using Cartwright.Kernel;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TakeOverTests
{
    [Fact]
    public async Task What_a_process_had_in_hand_is_taken_over_when_it_lives_no_more_and_not_before()
    {
        await using var world = await OrderingWorld.Open();
        var ids = new Ids(world.Clock, System.Security.Cryptography.RandomNumberGenerator.Fill);
        await using var other = world.Database.Appear(ids, world.Clock);
        await using var own = world.Database.Appear(ids, world.Clock);
        if (other is null || own is null)
        {
            // One process owns the file: whatever is unfinished at its start was left by the last one.
            Assert.True(world.Database.Dialect.OneProcess);
            return;
        }

        await other.Show();
        await own.Show();
        world.Shop.Fill("ada", ("p1", 1));
        world.Shop.Plant("take", Fault.CrashBefore);
        var order = await world.Place(OrderingWorld.Wish());
        await world.Shop.Crashed.Task;
        await HadBy(other.Number);
        world.Store.Runner = own.Number;
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(0, await world.Store.TakeOverGone(now));
        Assert.Equal((other.Number, true), await InHand());

        // However a process ends, its session does, and the server notices by itself.
        await other.DisposeAsync();
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (await world.Store.TakeOverGone(now) == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "The session has ended and nobody took over.");
            await Task.Yield();
        }

        Assert.Equal((0, false), await InHand());

        // What this process has in hand itself is its own business, seen or not.
        await HadBy(own.Number);
        await own.DisposeAsync();
        Assert.Equal(0, await world.Store.TakeOverGone(now));

        Task<int> HadBy(long runner) =>
            world.Database.Write(tx => tx.Execute("UPDATE orders SET runner = $2 WHERE order_id = $1", order.Id, runner));

        ValueTask<(long Runner, bool Leased)> InHand() =>
            world.Database.Read(sql =>
                sql.First(
                    "SELECT COALESCE(runner, 0), due_ms FROM orders WHERE order_id = $1",
                    row => (row.GetInt64(0), row.GetInt64(1) > now),
                    order.Id
                )
            );
    }
}
