// Stock in memory, for the one process that writes it: every cart read asks what is available.
using System.Collections.Concurrent;

namespace Cartwright.Inventory;

/// <summary>A reservation as its row stands.</summary>
internal sealed record StoredReservation(ReservationState State, long ExpiresMs, Units[] Lines, string? Holder, bool Unpaid);

/// <summary>
/// Mirrors committed rows. It answers only while no hold is past its expiry; from then until the sweep the tables are asked,
/// because only they know whose units are free.
/// </summary>
internal sealed class StockMirror
{
    /// <summary>About 20 MB; when more products than this are asked for, the mirror starts again empty.</summary>
    private const int ProductsMax = 100_000;

    /// <summary>
    /// About 300 bytes each. Two generations of them: an order makes its hold firm and settles it soon after, and one that is not here is
    /// read.
    /// </summary>
    private const int ReservationsAGeneration = 10_000;

    private readonly ConcurrentDictionary<string, StockLevel> levels = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Dictionary<string, StoredReservation> young = new(StringComparer.Ordinal);
    private Dictionary<string, StoredReservation> old = new(StringComparer.Ordinal);
    private long earliestExpiryMs;
    private long commits;

    /// <summary>No hold expires before this. Zero until the first sweep: nothing is known yet.</summary>
    public long EarliestExpiryMs => Volatile.Read(ref earliestExpiryMs);

    public long Commits => Volatile.Read(ref commits);

    public bool TryGet(string productId, out StockLevel level) => levels.TryGetValue(productId, out level);

    /// <summary>For the writer alone: a reservation that was changed lately.</summary>
    public StoredReservation? Find(string reservationId) => young.GetValueOrDefault(reservationId) ?? old.GetValueOrDefault(reservationId);

    /// <summary>Takes over what a commit changed. Called in commit order by the writer.</summary>
    public void Committed(
        IEnumerable<(string Id, StockLevel Level)> changed,
        IEnumerable<(string Id, StoredReservation Reservation)> reservations,
        long earliestNewExpiryMs
    )
    {
        lock (gate)
        {
            commits++;
            foreach (var (id, level) in changed)
            {
                Set(id, level);
            }

            foreach (var (id, reservation) in reservations)
            {
                if (young.Count >= ReservationsAGeneration)
                {
                    (old, young) = (young, new(StringComparer.Ordinal));
                }

                young[id] = reservation;
            }

            if (earliestNewExpiryMs < earliestExpiryMs)
            {
                Volatile.Write(ref earliestExpiryMs, earliestNewExpiryMs);
            }
        }
    }

    public void Swept(long earliestMs)
    {
        lock (gate)
        {
            Volatile.Write(ref earliestExpiryMs, earliestMs);
        }
    }

    /// <summary>Takes over what was read, unless a commit came between the reading and now: then it may be old.</summary>
    public void Read(long commitsBefore, IReadOnlyList<(string Id, StockLevel Level)> found)
    {
        lock (gate)
        {
            if (commits == commitsBefore)
            {
                foreach (var (id, level) in found)
                {
                    Set(id, level);
                }
            }
        }
    }

    private void Set(string id, StockLevel level)
    {
        // Counting takes all locks of the dictionary, so it comes second.
        if (!levels.ContainsKey(id) && levels.Count >= ProductsMax)
        {
            levels.Clear();
        }

        levels[id] = level;
    }
}
