// Slows guessing down: wrong codes are counted for each customer and each address. A customer who guesses is not heard for a while; who
// shares an address with one is, and a right code is always honoured.
using System.Diagnostics.Metrics;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>
/// What a guesser can do: ten codes an account or guest, and from an address as many as its requests are let through, 3,000 a minute
/// (RateLimits:write) or 180,000 an hour. Of codes made here (80 random bits) with a million of them live, an hour of that finds one with a
/// chance of 1.5 in 10^13. A code that a shop makes up is found like a password: one of 8 random letters and digits with a chance of 2 in
/// 10^7 an hour; a word of everybody's is no secret. A memory of two halves: the older one is thrown away when the younger is full, so that
/// it never grows, and whoever tries a code stays in it. It is this process's own: with several processes a guesser has so many times as
/// many tries, which 80 random bits do not mind.
/// </summary>
public sealed class WrongCodes([Steady] TimeProvider clock)
{
    /// <summary>Wrong codes of one customer an hour. A person who mistypes a code from paper needs three.</summary>
    public const int OfUserMax = 10;

    /// <summary>
    /// Wrong codes of one address an hour, after which further ones are answered with 429. Behind one there may be a school, or a whole
    /// shop whose proxy is not trusted, so right codes are honoured all the same: who types one has guessed nothing.
    /// </summary>
    public const int OfAddressMax = 50;

    /// <summary>Callers in each half: about 20 MB in all when every one of them guesses.</summary>
    public const int CallersMax = 20_000;

    private static readonly long WindowMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private static readonly Counter<long> Wrong = Telemetry.Meter.CreateCounter<long>(
        "cartwright.promotions.wrong_codes",
        "{code}",
        "Coupon codes that open nothing. Alarm: more than a few a second means that somebody guesses."
    );

    private static readonly Counter<long> Refused = Telemetry.Meter.CreateCounter<long>(
        "cartwright.promotions.tries_refused",
        "{try}",
        "Coupon codes refused because their customer, or for a wrong one their address, had tried too many."
    );

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

    /// <summary>
    /// Why no code of this customer is looked at now, or null. A code that was right for this customer before stays so: it is in the cart
    /// of an honest one.
    /// </summary>
    public Refusal? Exhausted(string userId, string code)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            var user = Find("u:" + userId);
            return user is null || user.WaitMs(OfUserMax, nowMs) is not (> 0 and var waitMs) || user.WasRight(code)
                ? null
                : TooMany(waitMs, "Too many codes that do not exist were tried. Take the coupon off, or");
        }
    }

    /// <summary>
    /// Counts a try. The same wrong code again counts once: a cart shows its coupon each time it is looked at. Answers what a wrong code of
    /// an address that has tried too many is refused with, or null.
    /// </summary>
    public Refusal? Tried(string userId, string address, string code, bool right)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (right)
            {
                // Only who has guessed wrong needs to be remembered for having guessed right.
                Find("u:" + userId)?.Right(code);
                return null;
            }

            var placeWaitMs = address.Length == 0 ? 0 : Find("a:" + address)?.WaitMs(OfAddressMax, nowMs) ?? 0;
            var isNew = Keep("u:" + userId).Add(code, OfUserMax, nowMs);
            if (address.Length > 0)
            {
                isNew &= Keep("a:" + address).Add(code, OfAddressMax, nowMs);
            }

            if (isNew)
            {
                Wrong.Add(1);
            }

            return placeWaitMs > 0
                ? TooMany(
                    placeWaitMs,
                    "There is no such code, and too many that do not exist were tried from your network. Check it, take it off, or"
                )
                : null;
        }
    }

    private static Refusal TooMany(long waitMs, string words)
    {
        Refused.Add(1);
        var seconds = (int)((waitMs + 999) / 1_000);
        return new Refusal(RefusalKind.TooMany, "coupon_tries_exhausted", $"{words} try again in {(seconds + 59) / 60} minutes.")
        {
            RetryAfterSeconds = seconds,
        };
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
