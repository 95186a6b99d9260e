// Promotions as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire;

/// <summary><see cref="IPromotions"/> over a channel.</summary>
public sealed class PromotionsOverWire(IWireChannel<IPromotions> channel) : IPromotions
{
    private static readonly WireMethod<IPromotions, PriceRequest, PriceReply> PriceMethod = new(
        "Price",
        (on, request, cancel) => on.Price(request, cancel)
    )
    {
        Within = Limits.FactForPagesWithin,
    };

    private static readonly WireMethod<IPromotions, RedeemRequest, RedeemReply> RedeemMethod = new(
        "Redeem",
        (on, request, cancel) => on.Redeem(request, cancel)
    );

    private static readonly WireMethod<IPromotions, GiveBackRequest, GiveBackReply> GiveBackMethod = new(
        "GiveBack",
        (on, request, cancel) => on.GiveBack(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IPromotions> Service { get; } = new("cartwright.v1.Promotions", [PriceMethod, RedeemMethod, GiveBackMethod]);

    public ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel) =>
        channel.Call(PriceMethod, request, cancel);

    public ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel) =>
        channel.Call(RedeemMethod, request, cancel);

    public ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel) =>
        channel.Call(GiveBackMethod, request, cancel);
}
