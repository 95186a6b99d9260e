// The key that opens one order to whoever has its mail: on any device, without an account.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// Keys of orders. Each follows from the order's id and a secret of the shop, so that none is stored and older orders have theirs.
/// </summary>
/// <param name="secrets">The shop's; what the first makes is given out, what any makes is taken.</param>
/// <param name="seals">Seals keys on their way to a mail.</param>
public sealed class OrderKeys(IReadOnlyList<byte[]> secrets, SealedText seals)
{
    /// <summary>The header that carries one.</summary>
    public const string Header = "Order-Key";

    private const string KeyFile = "orders.key";
    private const int SecretBytes = 32;

    private readonly KeyedHash[] hashes = [.. secrets.Select(secret => new KeyedHash(secret))];

    /// <summary>
    /// The secrets: derived from Service:Token where processes share one (and from Service:OtherToken while it is changed), else kept
    /// beside the other keys.
    /// </summary>
    public static OrderKeys Of(IConfiguration configuration, SealedText seals)
    {
        var folder = KeyFolder.Of(configuration);
        return new(
            configuration["Service:OtherToken"] is { Length: > 0 } other && folder.Shared is not null
                ? [folder.Secret(KeyFile, SecretBytes), (folder with { Shared = other }).Secret(KeyFile, SecretBytes)]
                : [folder.Secret(KeyFile, SecretBytes)],
            seals
        );
    }

    /// <summary>The order's key: 256 bits in base64url.</summary>
    public string KeyOf(string orderId) => KeyOf(hashes[0], orderId);

    /// <summary>
    /// Whether the key opens this order. It takes as long for a wrong one, and says nothing of whether there is such an order.
    /// </summary>
    public bool Opens(string orderId, string? key)
    {
        var opens = false;
        foreach (var hash in key is null ? [] : hashes)
        {
            opens |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(KeyOf(hash, orderId)), Encoding.UTF8.GetBytes(key!));
        }

        return opens;
    }

    /// <summary>The notification with the order's key, which only its mail to its recipient will show.</summary>
    public OrderNotification Sealed(OrderNotification notification) =>
        notification with
        {
            SealedKey = seals.Seal(notification.Purpose, KeyOf(notification.OrderId)),
        };

    /// <summary>A hash under the shop's secret, in base64url: equal for equal texts, and nobody else can tell of what.</summary>
    public string Hidden(string text) => Hash(hashes[0], "hidden\n" + text);

    private static string KeyOf(KeyedHash hash, string orderId) =>
        Hash(hash, "order\n" + (Planted.OneKeyForAllOrders ? string.Empty : orderId));

    private static string Hash(KeyedHash hash, string text)
    {
        Span<byte> of = stackalloc byte[KeyedHash.Bytes];
        hash.Of(Encoding.UTF8.GetBytes(text), of);
        return Base64Url.EncodeToString(of);
    }
}
