// The hashing lane: one at a time, a bounded line, and a fault that does not stop it. And how passwords are kept.
using Cartwright.Identity;
using Cartwright.Kernel;

namespace Cartwright.Unit.Identity;

public sealed class PasswordLaneTests
{
    [Fact]
    public async Task The_line_is_bounded_and_whoever_is_too_many_is_told_at_once()
    {
        using var lane = new PasswordLane(3);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = lane.Enter(() =>
        {
            begun.Set();
            gate.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        begun.Wait(TestContext.Current.CancellationToken);
        var waiting = Enumerable.Range(1, 3).Select(i => lane.Enter(() => i)).ToList();
        Assert.True(lane.IsFull);
        var turnedAway = lane.Enter(() => 4);
        Assert.True(turnedAway.IsCompleted);
        Assert.Equal(("sign_in_busy", true), ((await turnedAway).Refused!.Code, (await turnedAway).Refused!.RetryAfterSeconds > 0));
        gate.Set();
        Assert.Equal([0, 1, 2, 3], (await Task.WhenAll([first, .. waiting])).Select(o => o.Value));
        Assert.False(lane.IsFull);
    }

    [Fact]
    public async Task Never_two_at_once()
    {
        using var lane = new PasswordLane();
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => lane.Enter(() =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Yield();
            return Interlocked.Decrement(ref inside);
        })));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_fault_is_the_askers_and_the_lane_goes_on()
    {
        using var lane = new PasswordLane();
        await Assert.ThrowsAsync<InvalidOperationException>(() => lane.Enter<int>(() => throw new InvalidOperationException()));
        Assert.Equal(1, (await lane.Enter(() => 1).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public void A_password_is_kept_at_the_cost_of_the_standard_and_matches_only_itself()
    {
        var kept = Passwords.Hash("correct horse", "AAAAAAAAAAAAAAAAAAAAAA");
        Assert.StartsWith("pbkdf2-sha512$210000$", kept, StringComparison.Ordinal);
        Assert.Equal(210_000, Limits.PasswordIterations);
        Assert.True(Passwords.Match("correct horse", kept));
        Assert.False(Passwords.Match("correct horsE", kept));
        Assert.False(Passwords.Match(string.Empty, Passwords.Nobody));
        Assert.NotEqual(kept, Passwords.Hash("correct horse", "BAAAAAAAAAAAAAAAAAAAAA"));
    }

    [Fact]
    public void The_demo_hash_is_the_demo_passwords() => Assert.True(Passwords.Match("Passw0rd!demo", FirstAccounts.DemoPassword));
}
