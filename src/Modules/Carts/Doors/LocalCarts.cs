// The contract of Carts, answered from whichever store is configured.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <inheritdoc/>
internal sealed class LocalCarts(ICartStore store, MergeCarts merge) : ICarts
{
    private static readonly Refusal IdInvalid = Refusal.Invalid(
        "id_invalid",
        $"User and order ids have 1 to {Limits.NameCharsMax} characters."
    );

    /// <inheritdoc/>
    public async ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel)
    {
        if (!IsId(request.UserId))
        {
            return IdInvalid;
        }

        var state = await store.Load(request.UserId, null, cancel);
        var cart = new Cart
        {
            UserId = request.UserId,
            Version = state.Version,
            CouponCode = state.Coupon ?? string.Empty,
            BeganUnixMs = state.CreatedMs,
        };
        foreach (var item in state.Items)
        {
            if (!item.Saved)
            {
                cart.Lines.Add(
                    new CartLine
                    {
                        ProductId = item.ProductId,
                        ProductName = item.Name,
                        Quantity = item.Quantity,
                        PriceMinor = item.PriceMinor,
                        Currency = item.Currency,
                    }
                );
            }
        }

        return cart;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<TakeForCheckoutReply>> TakeForCheckout(TakeForCheckoutRequest request, CancellationToken cancel)
    {
        if (!IsId(request.UserId) || !IsId(request.OrderId))
        {
            return IdInvalid;
        }

        var lines = request.Lines.Select(line => new BoughtLine(line.ProductId, line.Quantity)).ToArray();
        return (await store.Change(new TakeItems(request.UserId, request.UserId, request.OrderId, lines), cancel)).Then(
            changed => new TakeForCheckoutReply { Version = changed.Cart.Version }
        );
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel) =>
        !IsId(request.UserId) || !IsId(request.OrderId)
            ? IdInvalid
            : (await store.Change(new RestoreItems(request.UserId, "system", request.OrderId), cancel)).Then(changed => new RestoreReply
            {
                Version = changed.Cart.Version,
            });

    /// <inheritdoc/>
    public async ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel)
    {
        if (!IsId(request.UserId) || !IsId(request.GuestId))
        {
            return IdInvalid;
        }

        return request.UserId == request.GuestId
            ? new MergeReply()
            : (await merge.Run(request.GuestId, request.UserId, intoGuest: false, cancel)).Then(Reply);
    }

    private static MergeReply Reply(Received received)
    {
        var reply = new MergeReply();
        reply.Lines.AddRange(
            received.Lines.Select(line => new MergedLine
            {
                ProductId = line.ProductId,
                GuestQuantity = line.GuestQuantity,
                UserQuantity = line.UserQuantity,
                Quantity = line.Quantity,
                Fate = line.Fate,
                Reason = line.Reason,
            })
        );
        return reply;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= Limits.NameCharsMax;
}
