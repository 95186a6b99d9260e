// A limit is what it says, for every number, in every minute.
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class MinuteLimitTests
{
    private const int Caller = 7;

    [Fact]
    public void So_many_are_taken_in_a_minute_and_as_many_in_the_next_whatever_the_number()
    {
        foreach (var perMinute in Enumerable.Range(1, 130).Concat([240, 359, 3_000, 12_000]))
        {
            var clock = new TestClock();
            var limit = new MinuteLimit(perMinute, clock);
            for (var minute = 0; minute < 3; minute++)
            {
                // All at once, spread over the minute, and in its last moment.
                var pause = TimeSpan.FromSeconds(minute == 1 ? 59.0 / (perMinute + 5) : 0);
                var (taken, spent) = (0, TimeSpan.Zero);
                for (var i = 0; i < perMinute + 5; i++)
                {
                    taken += limit.Take(Caller).Taken ? 1 : 0;
                    clock.Advance(pause);
                    spent += pause;
                }

                clock.Advance(TimeSpan.FromSeconds(60) - spent - TimeSpan.FromMilliseconds(1));
                Assert.False(limit.Take(Caller).Taken);
                Assert.Equal(perMinute, taken);
                clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        }
    }

    [Fact]
    public void It_says_how_many_are_left_and_when_the_minute_is_over()
    {
        var clock = new TestClock();
        var limit = new MinuteLimit(2, clock);
        Assert.Equal((true, 1, 60), limit.Take(Caller));
        clock.Advance(TimeSpan.FromSeconds(10.5));
        Assert.Equal((true, 0, 50), limit.Take(Caller));
        Assert.Equal((false, 0, 50), limit.Take(Caller));
        Assert.Equal((true, 1, 60), limit.Take(Caller + 1));
        clock.Advance(TimeSpan.FromSeconds(49.4));
        Assert.Equal((false, 0, 1), limit.Take(Caller));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((true, 1, 60), limit.Take(Caller));
    }

    [Fact]
    public async Task Many_at_once_are_counted_exactly()
    {
        var limit = new MinuteLimit(1_000, new TestClock());
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => limit.Take(Caller).Taken)))
        );
        Assert.Equal(1_000, taken.Sum());
    }
}
