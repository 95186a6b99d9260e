// The other modules by hand: small, exact, idempotent as their contracts say, and failing where a test asks them to.
// Their state outlives a crash of Ordering, as it would in their own databases.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Unit.Ordering;

/// <summary>A shop of three products, a coupon and a card for everybody.</summary>
public sealed partial class Shop : ICarts, ICatalog, IInventory, IPromotions
{
    private static readonly Refusal Unknown = Refusal.Unavailable("unknown", "Nobody knows.");

    private readonly Lock gate = new();

    public ConcurrentDictionary<string, Cart> Carts { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines taken by an order; null once put back.</summary>
    public ConcurrentDictionary<string, List<CartLine>?> Taken { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Product> Products { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, long> OnHand { get; } = new(StringComparer.Ordinal);

    /// <summary>Units held or sold by an order; null once released.</summary>
    public ConcurrentDictionary<string, List<StockLine>?> Holds { get; } = new(StringComparer.Ordinal);

    /// <summary>Units that came back on hand, by request.</summary>
    public ConcurrentDictionary<string, RestockRequest> Restocked { get; } = new(StringComparer.Ordinal);

    /// <summary>Refunds done, by their ids.</summary>
    public ConcurrentDictionary<string, RefundRequest> Refunds { get; } = new(StringComparer.Ordinal);

    /// <summary>What payments by id still wait for; they are taken once the test takes it away.</summary>
    public ConcurrentDictionary<string, AuthorizeReply> Waits { get; } = new(StringComparer.Ordinal);

    /// <summary>Until when a payment with tok_waits can be made.</summary>
    public long WaitsUntilMs { get; set; }

    /// <summary>Uses of the coupon by order; null once given back.</summary>
    public ConcurrentDictionary<string, string?> Uses { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, (long Captured, long Refunded, bool Voided)> Ledger { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Every reservation that was asked for.</summary>
    public ConcurrentQueue<ReserveRequest> Reserved { get; } = new();

    /// <summary>Every use that was asked for.</summary>
    public ConcurrentQueue<RedeemRequest> Redeemed { get; } = new();

    /// <summary>Every price that was asked for.</summary>
    public ConcurrentQueue<PriceRequest> PricesAsked { get; } = new();

    /// <summary>Whether units that wait for a payment are refused.</summary>
    public bool NoMoreUnpaid { get; set; }

    /// <summary>Whether the shop says beforehand that tok_waits waits.</summary>
    public bool TellsThatItWaits { get; set; }

    public int CouponUsesMax { get; set; } = 1_000;

    /// <summary>Promotions that apply to every cart without a coupon, all off the first line.</summary>
    public IReadOnlyList<AppliedPromotion> Automatic { get; set; } = [];

    /// <summary>The same for a customer's first order; it asks whether it is one.</summary>
    public AppliedPromotion? FirstOrder { get; set; }

    /// <summary>Whether the coupon ALL takes nothing off any more.</summary>
    public bool AllIsOver { get; set; }

    /// <summary>What happens right before a price is asked for.</summary>
    public Func<Task> BeforePrice { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens right after a use was asked for.</summary>
    public Action AfterRedeem { get; set; } = () => { };

    /// <summary>Completes when a planted crash is reached.</summary>
    public TaskCompletionSource Crashed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>While set, payments wait for it after they took the money.</summary>
    public TaskCompletionSource? SlowPayment { get; set; }

    /// <summary>While set, payments never answer; it completes once one was told to stop.</summary>
    public TaskCompletionSource? HungPayment { get; set; }

    public Shop()
    {
        foreach (var (id, price, vendor) in new[] { ("p1", 2999L, "v1"), ("p2", 1000L, "v1"), ("p3", 550L, "v2") })
        {
            Products[id] = new Product
            {
                ProductId = id,
                Name = "Product " + id,
                PriceMinor = price,
                Currency = "USD",
                Category = "things",
                VendorId = vendor,
            };
            OnHand[id] = 1_000;
        }
    }

    public void Restarted()
    {
        Crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        heard.Clear();
    }

    /// <summary>Gives a user a cart of these units.</summary>
    public void Fill(string userId, params (string ProductId, long Quantity)[] lines)
    {
        // An order that has just been placed may take its lines at this moment.
        lock (gate)
        {
            var cart = new Cart { UserId = userId, Version = Carts.TryGetValue(userId, out var before) ? before.Version + 1 : 1 };
            cart.Lines.AddRange(
                lines.Select(line => new CartLine
                {
                    ProductId = line.ProductId,
                    ProductName = "Product " + line.ProductId,
                    Quantity = line.Quantity,
                    Currency = "USD",
                })
            );
            Carts[userId] = cart;
        }
    }

    public long Available(string productId)
    {
        lock (gate)
        {
            return Free(productId);
        }
    }

    public ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel) =>
        Call(
            "cart",
            () => (Outcome<Cart>)(Carts.TryGetValue(request.UserId, out var cart) ? cart.Clone() : new Cart { UserId = request.UserId })
        );

    public ValueTask<Outcome<TakeForCheckoutReply>> TakeForCheckout(TakeForCheckoutRequest request, CancellationToken cancel) =>
        Call<TakeForCheckoutReply>(
            "take",
            () =>
            {
                if (Taken.TryAdd(request.OrderId, [.. request.Lines]))
                {
                    var cart = Carts[request.UserId].Clone();
                    foreach (var bought in request.Lines)
                    {
                        var line = cart.Lines.FirstOrDefault(line => line.ProductId == bought.ProductId);
                        if (line is not null && (line.Quantity -= Math.Min(line.Quantity, bought.Quantity)) == 0)
                        {
                            cart.Lines.Remove(line);
                        }
                    }

                    cart.Version++;
                    Carts[request.UserId] = cart;
                }

                return new TakeForCheckoutReply { Version = Carts[request.UserId].Version };
            }
        );

    public ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel) =>
        Call<RestoreReply>(
            "restore",
            () =>
            {
                if (Taken.TryGetValue(request.OrderId, out var lines) && lines is not null)
                {
                    var cart = Carts[request.UserId].Clone();
                    cart.Lines.AddRange(lines);
                    cart.Version++;
                    Carts[request.UserId] = cart;
                }

                Taken[request.OrderId] = null;
                return new RestoreReply();
            }
        );

    public ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Ordering does not merge carts.");

    public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel) =>
        Call<GetProductsReply>(
            "products",
            () => new GetProductsReply { Products = { request.ProductIds.Where(Products.ContainsKey).Select(id => Products[id]) } }
        );

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel) =>
        Call<CheckAvailabilityReply>(
            "available",
            () =>
                new CheckAvailabilityReply
                {
                    Products = { request.ProductIds.Select(id => new Availability { ProductId = id, Available = Free(id) }) },
                }
        );

    public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) =>
        Call<ReserveReply>(
            "reserve",
            () =>
            {
                Reserved.Enqueue(request.Clone());
                if (request.Unpaid && NoMoreUnpaid)
                {
                    return Refusal.Conflict("too_many_unpaid_orders", "Too many wait.");
                }

                if (Holds.TryGetValue(request.ReservationId, out var held))
                {
                    return held is null ? Refusal.Conflict("reservation_released", "Released.") : new ReserveReply();
                }

                if (request.Lines.Where(line => Free(line.ProductId) < line.Quantity).ToList() is { Count: > 0 } missing)
                {
                    return Refusal.OutOfStock([.. missing.Select(line => (line.ProductId, line.Quantity, Free(line.ProductId)))]);
                }

                Holds[request.ReservationId] = [.. request.Lines];
                return new ReserveReply();
            }
        );

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Ordering settles by an event.");

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
        Call<ReleaseReply>(
            "release",
            () =>
            {
                Holds[request.ReservationId] = null;
                return new ReleaseReply();
            }
        );

    public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
        Call<RestockReply>(
            "restock",
            () =>
            {
                if (Restocked.ContainsKey(request.RequestId))
                {
                    return new RestockReply();
                }

                if (Holds.GetValueOrDefault(request.ReservationId) is not { } held)
                {
                    return Refusal.Conflict("reservation_released", "Released.");
                }

                var back = Restocked
                    .Values.Where(one => one.ReservationId == request.ReservationId)
                    .SelectMany(one => one.Lines)
                    .Concat(request.Lines)
                    .ToList();
                if (
                    request.Lines.Any(line =>
                        back.Where(one => one.ProductId == line.ProductId).Sum(one => one.Quantity)
                        > held.Where(one => one.ProductId == line.ProductId).Sum(one => one.Quantity)
                    )
                )
                {
                    return Refusal.Conflict("restock_exceeds_reservation", "Too many.");
                }

                Restocked[request.RequestId] = request;
                return new RestockReply();
            }
        );

    public async ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel)
    {
        PricesAsked.Enqueue(request.Clone());
        await BeforePrice();
        return await Priced(request);
    }

    private ValueTask<Outcome<PriceReply>> Priced(PriceRequest request) =>
        Call<PriceReply>(
            "price",
            () =>
            {
                var reply = new PriceReply();
                if (request.CouponCode == "GUESS")
                {
                    return new Refusal(RefusalKind.TooMany, "coupon_tries_exhausted", "Too many codes.");
                }

                if (request.CouponCode == "TEN")
                {
                    reply.AppliedCode = "TEN";
                    reply.LineDiscountsMinor.AddRange(request.Lines.Select(line => line.Quantity * line.UnitPriceMinor / 10));
                }
                else if (request.CouponCode == "ALL" && !AllIsOver)
                {
                    reply.AppliedCode = "ALL";
                    reply.FreeShipping = true;
                    reply.LineDiscountsMinor.AddRange(request.Lines.Select(line => line.Quantity * line.UnitPriceMinor));
                }
                else
                {
                    (reply.RefusalCode, reply.RefusalDetail) =
                        request.CouponCode.Length == 0 ? (string.Empty, string.Empty)
                        : request.CouponCode == "ENDED" ? ("coupon_expired", "It has ended.")
                        : ("coupon_unknown", "There is no such coupon.");
                    reply.LineDiscountsMinor.AddRange(request.Lines.Select(_ => 0L));
                }

                if (request.CouponCode.Length == 0)
                {
                    reply.Applied.Add(Automatic);
                    reply.AsksFirstOrder = FirstOrder is not null && !request.HasFirstOrder;
                    if (FirstOrder is { } first && request is { HasFirstOrder: true, FirstOrder: true })
                    {
                        reply.Applied.Add(first);
                    }

                    reply.LineDiscountsMinor[0] += reply.Applied.Sum(one => one.DiscountMinor);
                }

                reply.DiscountMinor = reply.LineDiscountsMinor.Sum();
                if (reply.AppliedCode.Length > 0)
                {
                    reply.Applied.Add(
                        new AppliedPromotion
                        {
                            PromotionId = "p-" + reply.AppliedCode,
                            Code = reply.AppliedCode,
                            Name = $"Coupon {reply.AppliedCode}",
                            DiscountMinor = reply.DiscountMinor,
                            FreeShipping = reply.FreeShipping,
                            Counted = true,
                            LineDiscountsMinor = { reply.LineDiscountsMinor },
                        }
                    );
                }

                return reply;
            }
        );

    public ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel) =>
        Call<RedeemReply>(
            "redeem",
            () =>
            {
                Redeemed.Enqueue(request.Clone());
                if (Uses.TryGetValue(request.OrderId, out var use))
                {
                    return use is null ? Refusal.Conflict("redemption_given_back", "Given back.") : new RedeemReply();
                }

                AfterRedeem();
                if (Uses.Values.Count(one => one is not null) >= CouponUsesMax && request.Applied.Any(one => one.Counted))
                {
                    return Refusal.Conflict("coupon_exhausted", "Used up.", new() { ["promotion_id"] = "p-" + request.CouponCode });
                }

                Uses[request.OrderId] = request.CouponCode;
                return new RedeemReply();
            }
        );

    public ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel) =>
        Call<GiveBackReply>(
            "give back",
            () =>
            {
                Uses[request.OrderId] = null;
                return new GiveBackReply();
            }
        );

    private long Free(string productId) =>
        OnHand[productId]
        - Holds
            .Values.Where(lines => lines is not null)
            .SelectMany(lines => lines!)
            .Where(line => line.ProductId == productId)
            .Sum(line => line.Quantity)
        + Restocked
            .Values.Where(one => Holds.GetValueOrDefault(one.ReservationId) is not null)
            .SelectMany(one => one.Lines)
            .Where(line => line.ProductId == productId)
            .Sum(line => line.Quantity);
}
