// Cursors that clients can carry but not make: the parts of a key, bound to their purpose, under an HMAC.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>Makes and reads cursors.</summary>
/// <param name="key">Secret; at least 32 bytes. The same in every process that serves the same list.</param>
public sealed class Cursors(byte[] key)
{
    private const int CharsMax = 2_000;
    private const int MacBytes = 16;

    private readonly byte[] key =
        key.Length >= 32 ? key : throw new ArgumentException("The key of cursors needs at least 32 bytes.", nameof(key));

    internal static readonly Refusal Invalid = Refusal.Invalid(
        "invalid_cursor",
        "The cursor is not one that this list gave. Start again without one."
    );

    /// <summary>A cursor of these parts.</summary>
    public string Encode(string purpose, params string[] parts)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(parts);
        var bytes = new byte[MacBytes + text.Length];
        Mac(purpose, text).AsSpan(0, MacBytes).CopyTo(bytes);
        text.CopyTo(bytes, MacBytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The parts, or <c>invalid_cursor</c> when it was altered, made up, or made for another purpose.</summary>
    public Outcome<string[]> Decode(string purpose, string cursor)
    {
        if (cursor.Length > CharsMax || !Base64Url.IsValid(cursor))
        {
            return Invalid;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        return
            bytes.Length > MacBytes
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, MacBytes), Mac(purpose, bytes.AsSpan(MacBytes)).AsSpan(0, MacBytes))
            ? JsonSerializer.Deserialize<string[]>(bytes.AsSpan(MacBytes))!
            : Invalid;
    }

    /// <summary>
    /// What stands for a text that may not be kept: the same for the same text, and nobody can tell the text from it. 64 hexadecimal
    /// digits.
    /// </summary>
    internal string StandIn(string purpose, string text) => Convert.ToHexStringLower(Mac(purpose, Encoding.UTF8.GetBytes(text)));

    private byte[] Mac(string purpose, ReadOnlySpan<byte> text)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(purpose));
        hmac.AppendData([0]);
        hmac.AppendData(text);
        return hmac.GetHashAndReset();
    }
}
