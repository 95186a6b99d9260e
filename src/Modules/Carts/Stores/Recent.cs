// Recently used things in memory, bounded.
using System.Collections.Concurrent;

namespace Cartwright.Carts;

/// <summary>
/// Two generations: what is read moves to the young one, and when that is full the old one is dropped whole. A look costs no lock.
/// </summary>
/// <param name="entriesAGeneration">Entries of one generation; twice as many are kept at most.</param>
public sealed class Recent<T>(int entriesAGeneration)
    where T : class
{
    private readonly Lock gate = new();
    private ConcurrentDictionary<string, T> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, T> old = new(StringComparer.Ordinal);
    private long turns;

    // Of the young generation, which is only added to under the gate: its own Count takes every one of its locks, a fortieth of an order's
    // time.
    private int count;

    /// <summary>How often a generation was dropped.</summary>
    public long Turns => Volatile.Read(ref turns);

    public T? Find(string key)
    {
        if (young.TryGetValue(key, out var entry))
        {
            return entry;
        }

        if (!old.TryGetValue(key, out entry))
        {
            return null;
        }

        lock (gate)
        {
            // Another may have put a newer one there meanwhile.
            return young.TryGetValue(key, out var newer) ? newer : Put(key, entry);
        }
    }

    /// <summary>Puts an entry in place of one that <paramref name="yields"/> to it, and answers which of them is there.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="yields">Whether the one that is there is older.</param>
    /// <param name="turnsBefore">Only if no generation was dropped since <see cref="Turns"/> was this.</param>
    public T Keep(string key, T entry, Func<T, bool> yields, long? turnsBefore = null)
    {
        lock (gate)
        {
            if (turnsBefore is { } before && before != turns)
            {
                return entry;
            }

            return (young.TryGetValue(key, out var there) || old.TryGetValue(key, out there)) && !yields(there)
                ? Put(key, there)
                : Put(key, entry);
        }
    }

    private T Put(string key, T entry)
    {
        if (!young.ContainsKey(key))
        {
            if (count == entriesAGeneration)
            {
                old = young;
                young = new(StringComparer.Ordinal);
                count = 0;
                Volatile.Write(ref turns, turns + 1);
            }

            count++;
        }

        young[key] = entry;
        return entry;
    }
}
