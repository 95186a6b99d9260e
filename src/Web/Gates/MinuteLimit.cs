// So many requests in a minute that begins with a caller's first: exactly as many as the key says, whatever the number.
using System.Globalization;

namespace Cartwright.Web;

/// <summary>Counts callers.</summary>
/// <param name="perMinute">How many requests of one caller are taken in a minute.</param>
/// <remarks>
/// A bucket that fills up while it is used takes almost twice as many in the first minute, and one that is filled once a second takes 60
/// where 100 is said. A minute that begins with the first request has neither fault, and says exactly when it is over.
/// </remarks>
public sealed class MinuteLimit(int perMinute, TimeProvider clock)
{
    // Callers are spread over so many counts, so that a million made-up addresses cost no more memory than these.
    private const int Counts = 8_192;

    private readonly Count[] counts = [.. Enumerable.Range(0, Counts).Select(_ => new Count())];

    /// <summary>The number, for a header.</summary>
    public string Text { get; } = perMinute.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes a request or refuses it.</summary>
    /// <param name="caller">Any number of the caller's; callers whose numbers agree in the lower bits share a count.</param>
    /// <returns>Whether it is taken, how many more are, and after how many seconds all are again: 1 to 60.</returns>
    public (bool Taken, int Remaining, int ResetSeconds) Take(int caller)
    {
        var now = clock.GetTimestamp();
        var count = counts[unchecked((uint)caller) % Counts];
        lock (count)
        {
            var since = clock.GetElapsedTime(count.From, now);
            if (count.Requests == 0 || since >= TimeSpan.FromMinutes(1))
            {
                (count.From, count.Requests, since) = (now, 0, TimeSpan.Zero);
            }

            var taken = count.Requests < perMinute;
            count.Requests += taken ? 1 : 0;
            return (taken, perMinute - count.Requests, Math.Max(1, (int)Math.Ceiling((TimeSpan.FromMinutes(1) - since).TotalSeconds)));
        }
    }

    private sealed class Count
    {
        public long From { get; set; }

        public int Requests { get; set; }
    }
}
