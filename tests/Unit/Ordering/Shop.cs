// The other modules by hand: small, exact, idempotent as their contracts say, and failing where a test asks them to.
// Their state outlives a crash of Ordering, as it would in their own databases.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Unit.Ordering;

/// <summary>What a planted fault does to one call.</summary>
public enum Fault
{
    /// <summary>Nothing happens and the answer is no.</summary>
    Refused,

    /// <summary>Nothing happens and nobody says so.</summary>
    LostRequest,

    /// <summary>It happens and nobody says so.</summary>
    LostReply,

    /// <summary>It happens and the connection breaks.</summary>
    Throws,

    /// <summary>Ordering dies before the call takes effect.</summary>
    CrashBefore,

    /// <summary>Ordering dies after the call took effect.</summary>
    CrashAfter,
}

/// <summary>A shop of three products, a coupon and a card for everybody.</summary>
public sealed class Shop : ICarts, ICatalog, IInventory, IPromotions, IPayments, IIdentity
{
    private static readonly Refusal Unknown = Refusal.Unavailable("unknown", "Nobody knows.");

    private readonly Lock gate = new();

    // In the memory of a process, which a restart ends.
    private readonly ConcurrentDictionary<string, Outcome<AuthorizeReply>> heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Fault>> faults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Call, Fault Fault)> sequels = new(StringComparer.Ordinal);

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

    /// <summary>Plants faults for the next calls of a kind.</summary>
    public void Plant(string call, params Fault[] next)
    {
        lock (gate)
        {
            foreach (var fault in next)
            {
                (faults.TryGetValue(call, out var queue) ? queue : faults[call] = new()).Enqueue(fault);
            }
        }
    }

    /// <summary>
    /// Plants a fault that waits for another call: it is there the moment that call has come, so no later call can be quicker.
    /// </summary>
    public void PlantAfter(string call, string next, Fault fault)
    {
        lock (gate)
        {
            sequels.Add(call, (next, fault));
        }
    }

    /// <summary>Takes away what was planted and not met.</summary>
    public void Uproot()
    {
        lock (gate)
        {
            faults.Clear();
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

    /// <summary>What payments were wanted for, whoever is asked for them later.</summary>
    public ConcurrentDictionary<string, AuthorizeRequest> Wanted { get; } = new(StringComparer.Ordinal);

    public ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel) =>
        Call<WantReply>(
            "want",
            () =>
            {
                if (Ledger.GetValueOrDefault(request.PaymentId).Voided)
                {
                    return Refusal.Conflict("payment_voided", "Voided.");
                }

                Wanted[request.PaymentId] = request.Clone();
                return new WantReply();
            }
        );

    public async ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel)
    {
        var said = await Authorize(request, cancel);
        if (said.Refused is { Kind: RefusalKind.Unavailable } unknown)
        {
            return unknown;
        }

        heard[request.PaymentId] = said;
        return new AskReply();
    }

    public ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel) =>
        Call<AuthorizeReply>("learn", () => heard.TryGetValue(request.PaymentId, out var said) ? said : Unknown);

    public async ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel)
    {
        var outcome = await Call<AuthorizeReply>(
            "pay",
            () =>
            {
                var entry = Ledger.GetValueOrDefault(request.PaymentId);
                if (entry.Voided)
                {
                    return Refusal.Conflict("payment_voided", "Voided.");
                }

                if (request.MethodToken == "tok_declined")
                {
                    return Refusal.Conflict("card_declined", "The card was declined.");
                }

                if (request.MethodToken == "tok_waits" && entry.Captured == 0)
                {
                    if (!Waits.TryGetValue(request.PaymentId, out var waits) && !Ledger.ContainsKey(request.PaymentId))
                    {
                        waits = Waits[request.PaymentId] = new AuthorizeReply
                        {
                            State = PaymentWaits.ActionRequired,
                            ExpiresUnixMs = WaitsUntilMs,
                            Action = new()
                            {
                                Kind = "challenge",
                                Url = "/api/payments/" + request.PaymentId + "/challenge",
                                AmountMinor = request.AmountMinor,
                                Currency = request.Currency,
                                Instructions = "Approve it.",
                            },
                        };
                        Ledger[request.PaymentId] = entry;
                    }

                    if (waits is not null)
                    {
                        return waits;
                    }
                }

                Ledger[request.PaymentId] = entry with { Captured = request.AmountMinor };
                return new AuthorizeReply
                {
                    TransactionId = "mock",
                    Captured = true,
                    State = "captured",
                };
            }
        );
        if (SlowPayment is { } slow)
        {
            await slow.Task;
        }

        if (HungPayment is { } hung)
        {
            using var ended = cancel.Register(() => hung.TrySetResult());
            await hung.Task;
            cancel.ThrowIfCancellationRequested();
        }

        return outcome;
    }

    /// <summary>What the shop takes, by token.</summary>
    public IReadOnlyList<string> Tokens { get; set; } = ["tok_visa", "tok_declined", "tok_waits"];

    public ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel) =>
        Call<ListMethodsReply>(
            "methods",
            () =>
                new ListMethodsReply
                {
                    Methods =
                    {
                        Tokens.Select(token => new AcceptedMethod
                        {
                            Method = "card",
                            Provider = "simulator",
                            Test = true,
                            Tokens =
                            {
                                new AcceptedToken { Token = token, Waits = TellsThatItWaits && token == "tok_waits" },
                            },
                        }),
                    },
                }
        );

    /// <summary>How far Payments knows the chain of orders.</summary>
    public KeepAnchorReply Anchor { get; set; } = new();

    public ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel)
    {
        lock (gate)
        {
            Anchor = request.Number > Anchor.Number ? new() { Number = request.Number, Head = request.Head } : Anchor;
            return ValueTask.FromResult<Outcome<KeepAnchorReply>>(Anchor);
        }
    }

    public ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("The card takes at once.");

    public ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel) =>
        Call<VoidReply>(
            "void",
            () =>
            {
                var entry = Ledger.GetValueOrDefault(request.PaymentId);
                Ledger[request.PaymentId] = entry with { Refunded = entry.Captured, Voided = true };
                return new VoidReply();
            }
        );

    public ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel) =>
        Call<RefundReply>(
            "refund",
            () =>
            {
                var entry = Ledger.GetValueOrDefault(request.PaymentId);
                if (!Refunds.ContainsKey(request.RefundId))
                {
                    if (entry.Refunded + request.AmountMinor > entry.Captured)
                    {
                        return Refusal.Conflict("refund_exceeds_captured", "Too much.");
                    }

                    Refunds[request.RefundId] = request;
                    Ledger[request.PaymentId] = entry with { Refunded = entry.Refunded + request.AmountMinor };
                }

                return new RefundReply { TransactionId = "mock" };
            }
        );

    public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel) =>
        Call<User>(
            "user",
            () =>
                new User
                {
                    UserId = request.UserId,
                    Email = request.UserId.StartsWith("guest", StringComparison.Ordinal) ? string.Empty : request.UserId + "@example.com",
                    Name = "Ada",
                    Address = request.UserId.StartsWith("guest", StringComparison.Ordinal)
                        ? null
                        : new Address
                        {
                            Name = "Ada",
                            Line1 = "1 Way",
                            City = "Paris",
                            PostalCode = "75001",
                            Country = "FR",
                        },
                }
        );

    public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked by Ordering.");

    /// <summary>Who has an account, by address.</summary>
    public ConcurrentDictionary<string, string> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>What Identity says to an erasure, instead of doing it.</summary>
    public Refusal? AccountStays { get; set; }

    public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
        Call<EraseAccountReply>(
            request.DryRun ? "may-erase" : "erase",
            () =>
            {
                var found = Accounts.FirstOrDefault(one => one.Key == request.Email || one.Value == request.UserId);
                if (AccountStays is { } refused)
                {
                    return refused;
                }

                if (!request.DryRun && found.Key is not null)
                {
                    Accounts.TryRemove(found.Key, out _);
                }

                return new EraseAccountReply { UserId = found.Value ?? string.Empty };
            }
        );

    public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked by Ordering.");

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

    private async ValueTask<Outcome<T>> Call<T>(string name, Func<Outcome<T>> effect)
    {
        Fault? fault;
        Outcome<T> outcome = Unknown;
        lock (gate)
        {
            Calls.Enqueue(name);
            fault = faults.TryGetValue(name, out var queue) && queue.TryDequeue(out var planted) ? planted : null;
            if (fault is null or Fault.LostReply or Fault.Throws or Fault.CrashAfter)
            {
                outcome = effect();
            }

            if (sequels.Remove(name, out var sequel))
            {
                Plant(sequel.Call, sequel.Fault);
            }
        }

        switch (fault)
        {
            case Fault.Refused:
                return Refusal.Conflict("planted", "Planted.");
            case Fault.LostRequest or Fault.LostReply:
                return Unknown;
            case Fault.Throws:
                throw new IOException("planted");
            case Fault.CrashBefore or Fault.CrashAfter:
                Crashed.TrySetResult();
                await new TaskCompletionSource().Task;
                break;
        }

        return outcome;
    }
}
