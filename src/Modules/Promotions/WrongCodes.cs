// Slows guessing down: wrong codes are counted for each customer and each address, and after a few of them an hour every code is refused unseen.
using System.Diagnostics.Metrics;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>
/// A memory of two halves: the older one is thrown away when the younger is full, so that it never grows, and whoever tries a code stays in it. It is this
/// process's own: with several processes a guesser has so many times as many tries, which 80 random bits do not mind.
/// </summary>
public sealed class WrongCodes(TimeProvider clock)
{
    /// <summary>Wrong codes of one customer an hour. A person who mistypes a code from paper needs three.</summary>
    public const int OfUserMax = 10;

    /// <summary>Wrong codes of one address an hour: behind one there may be a school, but an account is free.</summary>
    public const int OfAddressMax = 50;

    /// <summary>Callers in each half: about 20 MB in all when every one of them guesses.</summary>
    public const int CallersMax = 20_000;

    private static readonly long WindowMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private static readonly Counter<long> Wrong = Telemetry.Meter.CreateCounter<long>(
        "cartwright.promotions.wrong_codes", "{code}", "Coupon codes that open nothing. Alarm: more than a few a second means that somebody guesses.");

    private static readonly Counter<long> Refused = Telemetry.Meter.CreateCounter<long>(
        "cartwright.promotions.tries_refused", "{try}", "Coupon codes that were not looked at, because their customer or address had tried too many.");

    private readonly Lock gate = new();
    private Dictionary<string, Tries> younger = new(StringComparer.Ordinal);
    private Dictionary<string, Tries> older = new(StringComparer.Ordinal);

    /// <summary>Callers in memory.</summary>
    public int Callers
    {
        get
        {
            lock (gate)
            {
                return younger.Count + older.Count;
            }
        }
    }

    /// <summary>Why no code of this caller is looked at now, or null. A code that was right for this customer before stays so: it is in the cart of an honest one.</summary>
    public Refusal? Exhausted(string userId, string address, string code)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            var (user, place) = (Find("u:" + userId), address.Length == 0 ? null : Find("a:" + address));
            var waitMs = Math.Max(user?.WaitMs(OfUserMax, nowMs) ?? 0, place?.WaitMs(OfAddressMax, nowMs) ?? 0);
            if (waitMs == 0 || user?.WasRight(code) == true)
            {
                return null;
            }

            Refused.Add(1);
            var seconds = (int)((waitMs + 999) / 1_000);
            return new Refusal(RefusalKind.TooMany, "coupon_tries_exhausted", $"Too many codes that do not exist were tried. Take the coupon off, or try again in {(seconds + 59) / 60} minutes.")
            {
                RetryAfterSeconds = seconds,
            };
        }
    }

    /// <summary>Counts a try. The same wrong code again counts once: a cart shows its coupon each time it is looked at.</summary>
    public void Tried(string userId, string address, string code, bool right)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (right)
            {
                // Only who has guessed wrong needs to be remembered for having guessed right.
                Find("u:" + userId)?.Right(code);
                return;
            }

            var isNew = Keep("u:" + userId).Add(code, OfUserMax, nowMs);
            if (address.Length > 0)
            {
                isNew &= Keep("a:" + address).Add(code, OfAddressMax, nowMs);
            }

            if (isNew)
            {
                Wrong.Add(1);
            }
        }
    }

    private Tries? Find(string caller) => younger.GetValueOrDefault(caller) ?? older.GetValueOrDefault(caller);

    private Tries Keep(string caller)
    {
        if (younger.TryGetValue(caller, out var tries))
        {
            return tries;
        }

        tries = older.GetValueOrDefault(caller) ?? new Tries();
        if (younger.Count >= CallersMax)
        {
            (older, younger) = (younger, new(StringComparer.Ordinal));
        }

        return younger[caller] = tries;
    }

    /// <summary>The wrong codes of one caller within the hour, as hashes.</summary>
    private sealed class Tries
    {
        private readonly List<(long AtMs, int Code)> wrong = [];
        private int? right;

        public bool Add(string code, int most, long nowMs)
        {
            wrong.RemoveAll(one => one.AtMs + WindowMs <= nowMs);
            var hash = HashOf(code);
            if (wrong.Count >= most || wrong.Exists(one => one.Code == hash))
            {
                return false;
            }

            wrong.Add((nowMs, hash));
            return true;
        }

        public void Right(string code) => right = HashOf(code);

        public bool WasRight(string code) => right == HashOf(code);

        /// <summary>Until the oldest of so many wrong codes is an hour old.</summary>
        public long WaitMs(int most, long nowMs)
        {
            wrong.RemoveAll(one => one.AtMs + WindowMs <= nowMs);
            return wrong.Count < most ? 0 : wrong[0].AtMs + WindowMs - nowMs;
        }

        // Seeded a process, so nobody can look for two codes of one hash.
        private static int HashOf(string code) => StringComparer.OrdinalIgnoreCase.GetHashCode(code.Trim());
    }
}
