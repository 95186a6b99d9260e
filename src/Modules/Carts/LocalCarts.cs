// The contract of Carts, answered from whichever store is configured.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <inheritdoc/>
internal sealed class LocalCarts(ICartStore store, Offers offers, CartSettings settings) : ICarts
{
    private static readonly Refusal IdInvalid = Refusal.Invalid("id_invalid", $"User and order ids have 1 to {Limits.NameCharsMax} characters.");

    /// <inheritdoc/>
    public async ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel)
    {
        if (!IsId(request.UserId))
        {
            return IdInvalid;
        }

        var state = await store.Load(request.UserId, null, cancel);
        var cart = new Cart { UserId = request.UserId, Version = state.Version, CouponCode = state.Coupon ?? string.Empty };
        foreach (var item in state.Items)
        {
            if (!item.Saved)
            {
                cart.Lines.Add(new CartLine { ProductId = item.ProductId, ProductName = item.Name, Quantity = item.Quantity, PriceMinor = item.PriceMinor, Currency = item.Currency });
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
        return (await store.Change(new TakeItems(request.UserId, request.UserId, request.OrderId, lines), cancel))
            .Then(changed => new TakeForCheckoutReply { Version = changed.Cart.Version });
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel) =>
        !IsId(request.UserId) || !IsId(request.OrderId)
            ? IdInvalid
            : (await store.Change(new RestoreItems(request.UserId, "system", request.OrderId), cancel)).Then(changed => new RestoreReply { Version = changed.Cart.Version });

    /// <inheritdoc/>
    public async ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel)
    {
        if (!IsId(request.UserId) || !IsId(request.GuestId))
        {
            return IdInvalid;
        }

        if (request.UserId == request.GuestId)
        {
            return new MergeReply();
        }

        // Two carts, two commands: the first leaves in the guest's cart what the second needs, so that a crash between them loses nothing.
        if (!(await store.Change(new HandOver(request.GuestId, request.UserId, request.UserId), cancel)).Is(out var handed, out var refused))
        {
            return refused;
        }

        var rounds = CartRules.Read<HandedOver>(handed.Record)!;
        if (!(await offers.Many(rounds.Rounds.SelectMany(round => round.Items).Select(item => item.ProductId), cancel)).Is(out var offered, out refused))
        {
            return refused;
        }

        if (!(await store.Change(new Receive(request.UserId, request.UserId, request.GuestId, rounds, offered, settings.Merge), cancel)).Is(out var received, out refused))
        {
            return refused;
        }

        var reply = new MergeReply();
        reply.Lines.AddRange(CartRules.Read<Received>(received.Record)!.Lines.Select(line => new MergedLine
        {
            ProductId = line.ProductId, GuestQuantity = line.GuestQuantity, UserQuantity = line.UserQuantity, Quantity = line.Quantity, Fate = line.Fate, Reason = line.Reason,
        }));
        return reply;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= Limits.NameCharsMax;
}
