// HMAC-SHA-256 under a key that stays: its state is made once a thread and kept, because making it costs as much as the hash of a short
// text.
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Cartwright.Web;

/// <summary>
/// Keyed hashes. An order is hashed ten times on its way, and each call of the library's one-shot looks up the algorithm and takes the key
/// in anew.
/// </summary>
/// <param name="key">The same from call to call.</param>
public sealed class KeyedHash(byte[] key)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    // As many as threads have hashed at once. One that failed amid a text is not put back, so that none goes on with a part of another's
    // text.
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    /// <summary>Writes the hash of the text to the first <see cref="Bytes"/> of <paramref name="hash"/>.</summary>
    public void Of(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        var hashing = idle.TryTake(out var one) ? one : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hashing.AppendData(text);
        hashing.GetHashAndReset(hash);
        idle.Add(hashing);
    }
}
