// Names that stand for people and places where only "the same again" must be known: keyed, so that nobody can try addresses until one fits.
using System.Buffers.Text;
using System.Text;

namespace Cartwright.Web;

/// <summary>Keyed hashes (HMAC-SHA-256, half of it kept) of what must not be stored itself.</summary>
/// <param name="key">32 bytes; the same in every process of the shop (<see cref="KeyFolder.Secret"/>).</param>
public sealed class Pseudonyms(byte[] key)
{
    /// <summary>The file of the key.</summary>
    public const string KeyFile = "pseudonyms.key";

    /// <summary>16 of 32 bytes: two of a thousand million people share a name with a chance of one in 10^20.</summary>
    private const int NameBytes = 16;

    private readonly KeyedHash hash = new(key);

    /// <summary>The name of something of a kind, in base64url; another kind gives it another name.</summary>
    public string Of(string kind, string text)
    {
        Span<byte> name = stackalloc byte[KeyedHash.Bytes];
        hash.Of(Encoding.UTF8.GetBytes(kind + "\n" + text), name);
        return Base64Url.EncodeToString(name[..NameBytes]);
    }
}
