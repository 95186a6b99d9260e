// How many guesses an account bears: five at once, then ever longer waits up to a minute, so that fewer than 100 an hour reach the hash
// (ASVS 6.3.1).
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Identity;

/// <summary>Sign-ins tried on one account from unknown devices, or from one known device.</summary>
/// <param name="Count">Tries since the last success or the last quiet hour.</param>
/// <param name="LastMs">When the last was.</param>
/// <param name="LockedUntilMs">Before this no further try reaches the hash.</param>
internal readonly record struct Tries(int Count, long LastMs, long LockedUntilMs);

/// <summary>Pure: the tries so far in, the tries after or the refusal out.</summary>
internal static class LockOut
{
    private const int FreeTries = 5;
    private const int WaitSecondsMax = 60;
    private const long ForgottenAfterMs = 3_600_000;

    /// <summary>Counts a try before the password is looked at, so that many at once cannot slip in together.</summary>
    public static Outcome<Tries> Try(Tries before, long nowMs)
    {
        if (nowMs < before.LockedUntilMs)
        {
            var seconds = (int)((before.LockedUntilMs - nowMs + 999) / 1000);
            return new Refusal(
                RefusalKind.TooMany,
                "too_many_attempts",
                string.Create(CultureInfo.InvariantCulture, $"Too many attempts to sign in. Try again in {seconds} s.")
            )
            {
                RetryAfterSeconds = seconds,
            };
        }

        var count = (nowMs - before.LastMs >= ForgottenAfterMs ? 0 : before.Count) + 1;
        var wait = count < FreeTries ? 0 : Math.Min(WaitSecondsMax, 1L << Math.Min(count - FreeTries, 10));
        return new Tries(count, nowMs, nowMs + (wait * 1000));
    }
}
