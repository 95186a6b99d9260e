// The names of everything this project keeps in Redis.
using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// The keys of one cart. User ids may hold any characters: a cart's key is the only one that begins with <c>cart:</c>, so that no id can
/// make it another key, and the name of a record says how long the user id in it is, so that no two pairs of ids make the same name.
/// </summary>
internal static class RedisKeys
{
    /// <summary>Sorted set: user id, Unix ms of the last change.</summary>
    public static readonly RedisKey Activity = "carts:activity";

    /// <summary>Stream of <c>CartWrite</c>s that the database does not have yet.</summary>
    public static readonly RedisKey Journal = "carts:journal";

    /// <summary>String: the name of the move that filled this Redis with the carts of a shop that had them elsewhere.</summary>
    public static readonly RedisKey Moved = "carts:moved";

    /// <summary>What <see cref="Cart"/> begins with.</summary>
    public const string CartPrefix = "cart:";

    /// <summary>What <see cref="Past"/> begins with.</summary>
    public const string PastPrefix = "carts:past:";

    /// <summary>What <see cref="Record"/> begins with.</summary>
    public const string RecordPrefix = "carts:record:";

    /// <summary>A pattern of SCAN that all three match.</summary>
    public const string AllCarts = "cart*";

    /// <summary>The field of a cart that is not a line.</summary>
    public static readonly RedisValue Meta = "#meta"u8.ToArray();

    // An id that is no text in UTF-8 would share its key with others of the kind.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Hash: a field a line, and <see cref="Meta"/>.</summary>
    public static RedisKey Cart(string userId) => Strict.GetBytes(CartPrefix + userId);

    /// <summary>String: what <see cref="Meta"/> was; outlives the cart, so that its version never falls.</summary>
    public static RedisKey Past(string userId) => Strict.GetBytes(PastPrefix + userId);

    /// <summary>String: what makes a command happen once.</summary>
    public static RedisKey Record(string userId, string recordId) =>
        Strict.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{RecordPrefix}{userId.Length}:{userId}:{recordId}"));

    /// <summary>The field of a line: its product id, with one more # in front when it begins with one.</summary>
    public static RedisValue Field(string productId) => productId.StartsWith('#') ? "#" + productId : productId;

    /// <summary>The product of a field, or null when the field is not a line.</summary>
    public static string? Product(ReadOnlySpan<byte> field) =>
        field switch
        {
            [(byte)'#', (byte)'#', ..] => Encoding.UTF8.GetString(field[1..]),
            [(byte)'#', ..] => null,
            _ => Encoding.UTF8.GetString(field),
        };

    /// <summary>Whether a key has this beginning.</summary>
    public static bool Begins(RedisKey key, string prefix) => ((byte[])key!).AsSpan().StartsWith(Encoding.UTF8.GetBytes(prefix));

    /// <summary>Whose cart, or whose past, a key is; null when it is neither.</summary>
    public static string? UserOf(RedisKey key) =>
        Text(key) is not { } text ? null
        : text.StartsWith(PastPrefix, StringComparison.Ordinal) ? text[PastPrefix.Length..]
        : text.StartsWith(CartPrefix, StringComparison.Ordinal) ? text[CartPrefix.Length..]
        : null;

    /// <summary>Whose record a key is, and its name; null when it is none.</summary>
    public static (string UserId, string RecordId)? RecordOf(RedisKey key)
    {
        if (Text(key) is not { } text || !text.StartsWith(RecordPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = text[RecordPrefix.Length..];
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && int.TryParse(rest.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length < rest.Length - colon - 1
            && rest[colon + 1 + length] == ':'
            ? (rest.Substring(colon + 1, length), rest[(colon + 2 + length)..])
            : null;
    }

    // Null for a key that is no text: another program's.
    private static string? Text(RedisKey key)
    {
        try
        {
            return Strict.GetString((byte[])key!);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
