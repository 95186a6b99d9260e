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
        Assert.True(lane.IsFull());
        var turnedAway = lane.Enter(() => 4);
        Assert.True(turnedAway.IsCompleted);
        Assert.Equal(("sign_in_busy", true), ((await turnedAway).Refused!.Code, (await turnedAway).Refused!.RetryAfterSeconds > 0));
        gate.Set();
        Assert.Equal([0, 1, 2, 3], (await Task.WhenAll([first, .. waiting])).Select(o => o.Value));
        Assert.False(lane.IsFull());
    }

    [Fact]
    public async Task Those_who_were_here_before_have_places_of_their_own_and_share_them_fairly()
    {
        using var lane = new PasswordLane(32);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var order = new List<string>();
        var first = lane.Enter(() =>
        {
            begun.Set();
            gate.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        begun.Wait(TestContext.Current.CancellationToken);
        var strangers = Enumerable.Range(0, 60).Select(i => lane.Enter(() => Note("stranger"), LanePlace.Open("net" + (i % 3)))).ToList();
        Assert.Equal(32, strangers.Count(ask => !ask.IsCompleted));

        // One network of strangers has at most half of the line.
        using var other = new PasswordLane(32);
        var full = other.Enter(() =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        var flood = Enumerable.Range(0, 60).Select(_ => other.Enter(() => 0, LanePlace.Open("net"))).ToList();
        Assert.InRange(flood.Count(ask => !ask.IsCompleted), 16, 17);
        Assert.False(other.IsFull(LanePlace.Open("another")));

        // An account takes two places, a network eight, and who has had his share finds the strangers' line full.
        Assert.Equal(
            [false, false, true],
            new[] { 0, 1, 2 }.Select(_ => lane.Enter(() => Note("casey"), LanePlace.Known("casey", "home")).IsCompleted)
        );
        Assert.Equal(
            6,
            Enumerable.Range(0, 9).Count(i => !lane.Enter(() => Note("home"), LanePlace.Known("user" + i, "home")).IsCompleted)
        );
        Assert.Equal(
            24,
            Enumerable.Range(0, 40).Count(i => !lane.Enter(() => Note("known"), LanePlace.Known("u" + i, "n" + i)).IsCompleted)
        );
        gate.Set();
        await Task.WhenAll([first, .. strangers]);

        // Three of them to one stranger, so that neither waits for the other to run dry.
        Assert.Equal(32 + 2 + 6 + 24, order.Count);
        Assert.Equal(["casey", "casey", "home", "stranger", "home", "home", "home", "stranger"], order.Take(8));
        await full;

        int Note(string who)
        {
            order.Add(who);
            return order.Count;
        }
    }

    [Fact]
    public async Task Never_two_at_once()
    {
        using var lane = new PasswordLane();
        var (inside, most) = (0, 0);
        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(_ =>
                    lane.Enter(() =>
                    {
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        Thread.Yield();
                        return Interlocked.Decrement(ref inside);
                    })
                )
        );
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_fault_is_the_askers_and_the_lane_goes_on()
    {
        using var lane = new PasswordLane();
        await Assert.ThrowsAsync<InvalidOperationException>(() => lane.Enter<int>(() => throw new InvalidOperationException()));
        Assert.Equal(1, (await lane.Enter(() => 1).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Value);
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
