// One cart as Redis has it, and how it is read from there.
using System.Text.Json;
using Cartwright.Carts;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>What was read of a cart.</summary>
/// <param name="Meta">The bytes of <c>#meta</c>, by which a change is recognised; empty when there is no cart.</param>
/// <param name="Past">The bytes of the past; read only when there is no cart, empty when there is none either.</param>
/// <param name="State">The cart, past its expiry or not; null when there never was one.</param>
internal sealed record StoredCart(byte[] Meta, byte[] Past, CartState? State)
{
    private static readonly IComparer<CartItem> ByTime = Comparer<CartItem>.Create(
        (left, right) =>
            left.AddedMs != right.AddedMs ? left.AddedMs.CompareTo(right.AddedMs) : string.CompareOrdinal(left.ProductId, right.ProductId)
    );

    /// <summary>Whether Redis has let the cart go: its lines are no longer known, only how many they were.</summary>
    public bool Gone => Meta.Length == 0 && State is { Items.Count: > 0 };

    /// <summary>
    /// Reads the fields of a cart's hash. Throws <see cref="InvalidDataException"/>, with key and field, when another program broke them.
    /// </summary>
    public static StoredCart Of(string userId, HashEntry[] fields)
    {
        byte[]? meta = null;
        var items = new List<CartItem>(fields.Length);
        foreach (var field in fields)
        {
            var name = (byte[])field.Name!;
            if (RedisKeys.Product(name) is { } productId)
            {
                items.Add(Read(userId, productId, (byte[])field.Value!, RedisCartJson.Line));
            }
            else if (name.AsSpan().SequenceEqual("#meta"u8))
            {
                meta = field.Value;
            }
        }

        if (meta is null)
        {
            throw new InvalidDataException(
                $"The hash cart:{userId} in Redis has no field #meta: another program wrote it. Move it away to give its owner a cart again."
            );
        }

        items.Sort(ByTime);
        return new StoredCart(meta, [], Cart(Head(userId, meta), items));
    }

    /// <summary>What is known of a cart that is not there.</summary>
    /// <param name="past">The bytes of its past, or null when there is none.</param>
    /// <param name="nowMs">Unix ms; what Redis let go has expired by now, however its clock and ours differ.</param>
    public static StoredCart WithoutLines(string userId, byte[]? past, long nowMs)
    {
        if (past is null)
        {
            return new StoredCart([], [], null);
        }

        var head = Read(userId, "of its past", past, static (userId, utf8) => RedisCartJson.Meta(userId, utf8));
        return new StoredCart([], past, Cart(head with { ExpiresMs = Math.Min(head.ExpiresMs, nowMs) }, Sums(head)));
    }

    public static CartHead Head(string userId, byte[] meta) => Read(userId, "#meta", meta, (_, utf8) => RedisCartJson.Meta(userId, utf8));

    private static CartState Cart(CartHead head, IReadOnlyList<CartItem> items) =>
        new(
            head.UserId,
            head.Version,
            head.Guest,
            head.Coupon,
            head.CreatedMs,
            head.UpdatedMs,
            head.ExpiresMs,
            items,
            head.Email,
            head.Language
        );

    // Lines that add up to the units and the value that the cart had; they are never shown, because the cart has expired.
    private static List<CartItem> Sums(CartHead head)
    {
        if (head.Lines == 0)
        {
            return [];
        }

        var currency = head.Currency ?? string.Empty;
        if (head.Units == 0)
        {
            return [new("#saved", string.Empty, 1, 0, currency, 0, Saved: true)];
        }

        var (price, dearer) = Math.DivRem(head.ValueMinor, head.Units);
        List<CartItem> sums = [new("#units", string.Empty, head.Units - dearer, price, currency, 0, Saved: false)];
        if (dearer > 0)
        {
            sums.Add(new("#dearer", string.Empty, dearer, price + 1, currency, 0, Saved: false));
        }

        return sums;
    }

    private delegate T Reading<T>(string name, ReadOnlySpan<byte> utf8);

    private static T Read<T>(string userId, string field, byte[] utf8, Reading<T> read)
    {
        try
        {
            return read(field, utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"The field {field} of cart:{userId} in Redis cannot be read: another program changed it. {e.Message}",
                e
            );
        }
    }
}
