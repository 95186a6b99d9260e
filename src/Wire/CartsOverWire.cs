// Carts as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="ICarts"/> over a channel.</summary>
public sealed class CartsOverWire(IWireChannel<ICarts> channel) : ICarts
{
    private static readonly WireMethod<ICarts, GetCartRequest, Cart> GetCartMethod = new(
        "GetCart",
        (on, request, cancel) => on.GetCart(request, cancel)
    );

    private static readonly WireMethod<ICarts, TakeForCheckoutRequest, TakeForCheckoutReply> TakeForCheckoutMethod = new(
        "TakeForCheckout",
        (on, request, cancel) => on.TakeForCheckout(request, cancel)
    );

    private static readonly WireMethod<ICarts, RestoreRequest, RestoreReply> RestoreMethod = new(
        "Restore",
        (on, request, cancel) => on.Restore(request, cancel)
    );

    private static readonly WireMethod<ICarts, MergeRequest, MergeReply> MergeMethod = new(
        "Merge",
        (on, request, cancel) => on.Merge(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<ICarts> Service { get; } =
        new("cartwright.v1.Carts", [GetCartMethod, TakeForCheckoutMethod, RestoreMethod, MergeMethod]);

    public ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel) =>
        channel.Call(GetCartMethod, request, cancel);

    public ValueTask<Outcome<TakeForCheckoutReply>> TakeForCheckout(TakeForCheckoutRequest request, CancellationToken cancel) =>
        channel.Call(TakeForCheckoutMethod, request, cancel);

    public ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel) =>
        channel.Call(RestoreMethod, request, cancel);

    public ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel) =>
        channel.Call(MergeMethod, request, cancel);
}
