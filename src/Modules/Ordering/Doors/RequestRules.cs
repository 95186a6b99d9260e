// What the routes with which people ask something of an order have in common: whose order, which units, in how many words, under which key.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class RequestRules
{
    /// <summary>Characters of a reason or a note.</summary>
    public const int WordsMax = 500;

    /// <summary>The order if the caller may see it: ownership is part of finding it.</summary>
    public static async ValueTask<Order?> Own(this OrderStore store, string orderId, Caller caller) =>
        caller.May(Permission.OrdersView) || Planted.ReadsForAnyOwner
            ? await store.Get(orderId)
            : await store.GetOf(caller.UserId, orderId);

    /// <summary>The same, or the order that the key opens, whoever asks. The links of an erased person open nothing any more.</summary>
    public static async ValueTask<Order?> Own(this OrderStore store, string orderId, Caller? caller, string? key, OrderKeys keys) =>
        caller is not null && await store.Own(orderId, caller) is { } own ? own
        : keys.Opens(orderId, key) && await store.Get(orderId) is { Seal: null or { ErasedTo: 0 } } named ? named
        : null;

    /// <summary>
    /// The order, for whoever does something to it: its customer, or staff with the permission. Refused as not there to whoever may not
    /// see it, and with <c>permission_missing</c> to staff who may only see it.
    /// </summary>
    public static async ValueTask<Outcome<Order>> Own(this OrderStore store, string orderId, Caller caller, Permission doing) =>
        await store.Own(orderId, caller) is not { } order ? OrderStore.NotFound
        : order.IsOf(caller.UserId) || caller.May(doing) ? order
        : Permissions.Missing(doing);

    /// <summary>The same, or the order that the key opens, whoever asks.</summary>
    public static async ValueTask<Outcome<Order>> Own(
        this OrderStore store,
        string orderId,
        Caller? caller,
        string? key,
        OrderKeys keys,
        Permission doing
    ) =>
        await store.Own(orderId, caller, key, keys) is not { } order ? OrderStore.NotFound
        : caller is null || order.IsOf(caller.UserId) || caller.May(doing) || keys.Opens(orderId, key) ? order
        : Permissions.Missing(doing);

    /// <summary>Who asks, as the order's timeline keeps it.</summary>
    public static Actor ActorOf(Caller caller, Order order) => new(order.IsOf(caller.UserId) ? "customer" : "admin", caller.UserId);

    /// <summary>A reason or a note.</summary>
    public static Check Words(this Check check, string field, string? words) => check.Text(field, words, WordsMax).Straight(field, words);

    /// <summary>What turns the direction of text makes a note or a parcel's number read otherwise than it is.</summary>
    public static Check Straight(this Check check, string field, string? text) =>
        check.That(
            text is null || !text.Any(c => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069'),
            field,
            "must not have characters that turn the direction of text"
        );

    /// <summary>With whom a parcel goes, and under which number.</summary>
    public static Check Parcel(this Check check, string? carrier, string? trackingNumber) =>
        check
            .Text("carrier", carrier)
            .Straight("carrier", carrier)
            .Text("tracking_number", trackingNumber)
            .Straight("tracking_number", trackingNumber);

    /// <summary>The same, or whose label is to be bought for it.</summary>
    public static Check Parcel(this Check check, SendBody asked) =>
        check
            .Parcel(asked.Carrier, asked.TrackingNumber)
            .Text("label_of", asked.LabelOf)
            .Text("service", asked.Service)
            .That(
                asked.LabelOf is null || (asked.Carrier ?? asked.TrackingNumber) is null,
                "label_of",
                "must be alone: the label names carrier and tracking_number"
            )
            .That(asked.Service is null || asked.LabelOf is not null, "service", "must be absent without label_of");

    /// <summary>The Idempotency-Key.</summary>
    public static Check Key(this Check check, string? key) => check.Text("Idempotency-Key", key, Limits.IdempotencyKeyCharsMax);

    /// <summary>
    /// Lines that somebody names: no more than an order can have. Whether they are the order's own is for the order to say.
    /// </summary>
    public static Check Lines(this Check check, string field, IReadOnlyList<UnitsBody>? lines) =>
        check.Count(field, lines, Limits.CartLinesMax);

    public static List<UnitsOf> Units(IReadOnlyList<UnitsBody>? lines) =>
        [.. (lines ?? []).Select(line => new UnitsOf(line.ProductId, line.Quantity))];

    /// <summary>The hash of what was asked, as parsed: white space, the order of members and 10.0 for 10.00 do not matter.</summary>
    public static string Hash(IEnumerable<string?> asked) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize([.. asked], OrderingJson.Default.StringArray)))
        );

    /// <summary>Units as <see cref="Hash"/> takes them.</summary>
    public static IEnumerable<string?> Of(IEnumerable<UnitsOf> lines) =>
        lines.SelectMany(line => new[] { line.ProductId, Number(line.Quantity) });

    /// <summary>A number as <see cref="Hash"/> takes it.</summary>
    public static string? Number(long? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
