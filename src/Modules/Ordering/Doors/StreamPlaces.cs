// Places for open streams: so many in all, of one user and of one network, so that nobody takes all of them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>
/// Counts open streams of this process, over all orders. What is counted is forgotten when the last stream of a user or network ends.
/// </summary>
public sealed class StreamPlaces
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> open = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Open streams.</summary>
    public int Open
    {
        get
        {
            lock (gate)
            {
                return all;
            }
        }
    }

    /// <summary>Takes a place, which <see cref="Leave"/> gives back, or says why there is none.</summary>
    /// <param name="network">Empty when there is none.</param>
    public Refusal? Enter(string userId, string network)
    {
        var (user, place) = ("user/" + userId, "network/" + network);
        lock (gate)
        {
            if (all >= Limits.OrderStreamsMax)
            {
                return Refusal.Unavailable(
                    "too_many_streams",
                    $"{Limits.OrderStreamsMax} streams are open. Ask GET /api/orders/{{order_id}} instead, or come back later.",
                    retryAfterSeconds: 5
                );
            }

            if (open.GetValueOrDefault(user) >= Limits.OrderStreamsOfUserMax)
            {
                return TooMany($"You have {Limits.OrderStreamsOfUserMax} streams open, as many as one user can.");
            }

            if (network.Length > 0 && open.GetValueOrDefault(place) >= Limits.OrderStreamsOfNetworkMax)
            {
                return TooMany($"{Limits.OrderStreamsOfNetworkMax} streams are open from your network, as many as one can have.");
            }

            all++;
            open[user] = open.GetValueOrDefault(user) + 1;
            open[place] = open.GetValueOrDefault(place) + 1;
            return null;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string userId, string network)
    {
        lock (gate)
        {
            all--;
            Less("user/" + userId);
            Less("network/" + network);
        }
    }

    private static Refusal TooMany(string words) =>
        new(RefusalKind.TooMany, "too_many_streams_of_yours", words + " Close one, or ask GET /api/orders/{order_id} instead.")
        {
            RetryAfterSeconds = 5,
        };

    private void Less(string whose)
    {
        if (--open[whose] == 0)
        {
            open.Remove(whose);
        }
    }
}
