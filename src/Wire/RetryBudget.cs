// How many repeats a module may be sent: an outage must not be answered with three times the load.
namespace Cartwright.Wire;

/// <summary>
/// A bucket of tokens: a failed try takes one out, a good one puts a tenth back, and there are repeats only while it is more than half
/// full. So after fifty failures in a row nothing is repeated, and with one failure in ten it goes on for ever. The rule is gRPC's retry
/// throttling: https://github.com/grpc/proposal/blob/master/A6-client-retries.md
/// </summary>
internal sealed class RetryBudget
{
    public const int TokensMax = 100;

    // Counted in tenths, so that whole numbers do.
    private const int Tenths = 10;

    private int tenths = TokensMax * Tenths;

    /// <summary>Notes a failed try; true when it may be repeated.</summary>
    public bool Failed() => Change(-Tenths) > TokensMax * Tenths / 2;

    /// <summary>Notes a good try.</summary>
    public void Succeeded()
    {
        // Full nearly always: nothing is written then.
        if (Volatile.Read(ref tenths) < TokensMax * Tenths)
        {
            Change(1);
        }
    }

    private int Change(int by)
    {
        while (true)
        {
            var before = Volatile.Read(ref tenths);
            var after = Math.Clamp(before + by, 0, TokensMax * Tenths);
            if (Interlocked.CompareExchange(ref tenths, after, before) == before)
            {
                return after;
            }
        }
    }
}
