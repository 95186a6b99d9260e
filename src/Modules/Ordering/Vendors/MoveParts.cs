// Vendors fulfil: they move their part of an order, send parcels, and move many orders at once. The shop sends parcels too.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>
/// The slices behind the writes of /api/vendor, and behind the shop's own parcels. An order without a part of the vendor, or not yet paid,
/// is answered as not there.
/// </summary>
public sealed class MoveParts(OrderStore store, SendPaid sending, [Steady] TimeProvider clock)
{
    /// <summary>Orders of one bulk move: two pages of a list, and few enough to wait for.</summary>
    public const int BulkOrdersMax = 100;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Moves the vendor's part one step, at a version if one is given.</summary>
    public ValueTask<Outcome<Order>> Move(
        string orderId,
        string vendorId,
        string to,
        string? carrier,
        string? trackingNumber,
        long? version,
        Actor actor,
        CancellationToken cancel = default
    ) => Seen(orderId, vendorId, version, order => order.MovePart(vendorId, to, carrier, trackingNumber, actor, Now), actor, cancel);

    /// <summary>Sends some units in a parcel.</summary>
    public ValueTask<Outcome<Order>> Ship(
        string orderId,
        string vendorId,
        IReadOnlyList<UnitsOf> lines,
        string? carrier,
        string? trackingNumber,
        long? version,
        Actor actor,
        string? label = null,
        CancellationToken cancel = default
    ) => Seen(orderId, vendorId, version, order => order.Ship(vendorId, lines, carrier, trackingNumber, actor, Now, label), actor, cancel);

    /// <summary>A parcel has arrived.</summary>
    public ValueTask<Outcome<Order>> Deliver(string orderId, string vendorId, int number, long? version, Actor actor) =>
        store.Change(
            orderId,
            order => Unseen(order, vendorId, version) is { } refused ? refused : order.Deliver(vendorId, number, actor, Now)
        );

    /// <summary>The shop sends some units itself, whoever's they are.</summary>
    /// <param name="unpaid">Whether they leave although their money could not be taken.</param>
    public ValueTask<Outcome<Order>> Send(
        string orderId,
        IReadOnlyList<UnitsOf> lines,
        string? carrier,
        string? trackingNumber,
        long? version,
        Actor actor,
        string? label = null,
        bool unpaid = false,
        CancellationToken cancel = default
    ) => sending.Send(orderId, version, order => order.Send(lines, carrier, trackingNumber, actor, Now, label), actor, unpaid, cancel);

    /// <summary>The shop knows that a parcel has arrived.</summary>
    public ValueTask<Outcome<Order>> Arrive(string orderId, int number, long? version, Actor actor) =>
        store.Change(
            orderId,
            order =>
                MoveOrder.At(
                    order,
                    version,
                    seen =>
                        seen.Deliver(
                            seen.AfterSaleSoFar.Shipments.FirstOrDefault(parcel => parcel.Number == number)?.VendorId ?? string.Empty,
                            number,
                            actor,
                            Now
                        )
                )
        );

    /// <summary>Moves the vendor's parts of many orders, each by itself: one that is refused stops no other. They share commits.</summary>
    public async ValueTask<BulkReply> MoveAll(
        IReadOnlyList<string> orderIds,
        string vendorId,
        string to,
        string? carrier,
        Actor actor,
        CancellationToken cancel = default
    )
    {
        var results = await Task.WhenAll(
            orderIds.Select(async orderId =>
                (await Move(orderId, vendorId, to, carrier, null, null, actor, cancel)).Is(out var order, out var refused)
                    ? new BulkResult(
                        orderId,
                        true,
                        VendorOrderBody.StageOf(order, order.Parts.First(part => part.VendorId == vendorId)),
                        null,
                        null
                    )
                    : new BulkResult(orderId, false, null, refused.Code, refused.Detail)
            )
        );
        var moved = results.Count(result => result.Moved);
        return new(moved, results.Length - moved, results);
    }

    private ValueTask<Outcome<Order>> Seen(
        string orderId,
        string vendorId,
        long? version,
        Func<Order, Outcome<Order>> move,
        Actor actor,
        CancellationToken cancel
    ) =>
        sending.Send(
            orderId,
            version,
            order => Unseen(order, vendorId, null) is { } refused ? refused : move(order),
            actor,
            unpaid: false,
            cancel
        );

    private static Refusal? Unseen(Order order, string vendorId, long? version) =>
        !VendorOrderBody.Sees(order, vendorId) ? OrderStore.NotFound
        : version is { } given && given != order.Version ? Conditional.VersionMismatch(order.Version)
        : null;
}
