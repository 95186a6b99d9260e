// Text that travels through events and tables and can be read by the shop's own processes alone: links that open an account, on their way
// to a mail.
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Web;

/// <summary>
/// Seals and opens (AES-256-GCM). A sealed text is bound to what it is for, so that it opens nowhere else and nobody else can make one.
/// </summary>
/// <param name="key">32 bytes; the same in every process of the shop (<see cref="KeyFolder.Secret"/>).</param>
public sealed class SealedText(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The file of the key.</summary>
    public const string KeyFile = "sealed.key";

    // A cipher serves one thread at once; making one costs more than sealing a text. One that found a text altered is not put back.
    private readonly ConcurrentBag<AesGcm> idle = [];

    /// <summary>The text under the key, in base64url.</summary>
    /// <param name="purpose">All that must be the same when it is opened.</param>
    public string Seal(string purpose, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        var cipher = Cipher();
        cipher.Encrypt(
            bytes.AsSpan(0, NonceBytes),
            plain,
            bytes.AsSpan(NonceBytes, plain.Length),
            bytes.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(purpose)
        );
        idle.Add(cipher);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What was sealed for this purpose, or null: altered, sealed for another purpose, or under another key.</summary>
    public string? Open(string purpose, string? sealedText)
    {
        if (
            sealedText is null
            || !Base64Url.IsValid(sealedText)
            || Base64Url.DecodeFromChars(sealedText) is not { Length: >= NonceBytes + TagBytes } bytes
        )
        {
            return null;
        }

        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        try
        {
            var cipher = Cipher();
            cipher.Decrypt(
                bytes.AsSpan(0, NonceBytes),
                bytes.AsSpan(NonceBytes, plain.Length),
                bytes.AsSpan(NonceBytes + plain.Length),
                plain,
                Encoding.UTF8.GetBytes(purpose)
            );
            idle.Add(cipher);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private AesGcm Cipher() => idle.TryTake(out var one) ? one : new(key, TagBytes);
}
