// Remembers tokens whose signature held, so that each is verified once.
using System.Collections.Concurrent;

namespace Cartwright.Web;

/// <summary>
/// Tokens by their full text. Two generations bound it: when the younger is full it becomes the older, and what was not used since is
/// dropped with the one before. The text is the key, compared in full; its hash is seeded a process, so that nobody can aim at a bucket.
/// </summary>
internal sealed class TokenCache(int entriesMax)
{
    private readonly Lock gate = new();
    private ConcurrentDictionary<string, HeldToken> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, HeldToken> old = new(StringComparer.Ordinal);
    private int count;

    public bool TryGet(ReadOnlySpan<char> token, out HeldToken? held)
    {
        if (young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out held))
        {
            return true;
        }

        if (!old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out held))
        {
            return false;
        }

        Add(token.ToString(), held);
        return true;
    }

    public void Add(string token, HeldToken held)
    {
        if (!young.TryAdd(token, held) || Interlocked.Increment(ref count) <= entriesMax / 2)
        {
            return;
        }

        lock (gate)
        {
            if (count > entriesMax / 2)
            {
                old = young;
                young = new(StringComparer.Ordinal);
                count = 0;
            }
        }
    }
}
