// The names of everything this project keeps in Redis.
using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// The keys of one cart. User ids may hold any characters: a cart's key is the only one that begins with <c>cart:</c>, so that no id can make it another key,
/// and the name of a record says how long the user id in it is, so that no two pairs of ids make the same name.
/// </summary>
internal static class RedisKeys
{
    /// <summary>Sorted set: user id, Unix ms of the last change.</summary>
    public static readonly RedisKey Activity = "carts:activity";

    /// <summary>Stream of <c>CartWrite</c>s that the database does not have yet.</summary>
    public static readonly RedisKey Journal = "carts:journal";

    /// <summary>The field of a cart that is not a line.</summary>
    public static readonly RedisValue Meta = "#meta"u8.ToArray();

    // An id that is no text in UTF-8 would share its key with others of the kind.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Hash: a field a line, and <see cref="Meta"/>.</summary>
    public static RedisKey Cart(string userId) => Strict.GetBytes("cart:" + userId);

    /// <summary>String: what <see cref="Meta"/> was; outlives the cart, so that its version never falls.</summary>
    public static RedisKey Past(string userId) => Strict.GetBytes("carts:past:" + userId);

    /// <summary>String: what makes a command happen once.</summary>
    public static RedisKey Record(string userId, string recordId) =>
        Strict.GetBytes(string.Create(CultureInfo.InvariantCulture, $"carts:record:{userId.Length}:{userId}:{recordId}"));

    /// <summary>The field of a line: its product id, with one more # in front when it begins with one.</summary>
    public static RedisValue Field(string productId) => productId.StartsWith('#') ? "#" + productId : productId;

    /// <summary>The product of a field, or null when the field is not a line.</summary>
    public static string? Product(ReadOnlySpan<byte> field) => field switch
    {
        [(byte)'#', (byte)'#', ..] => Encoding.UTF8.GetString(field[1..]),
        [(byte)'#', ..] => null,
        _ => Encoding.UTF8.GetString(field),
    };
}
