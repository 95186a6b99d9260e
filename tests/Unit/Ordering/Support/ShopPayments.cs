// What the shop by hand does as Payments.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Unit.Ordering;

public sealed partial class Shop : IPayments
{
    // In the memory of a process, which a restart ends.
    private readonly ConcurrentDictionary<string, Outcome<AuthorizeReply>> heard = new(StringComparer.Ordinal);

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

                if (!request.Capture)
                {
                    var hold = Held.GetOrAdd(
                        request.PaymentId,
                        _ => new(request.AmountMinor, 0, true, HoldsUntilMs, InParts: request.MethodToken != "tok_once")
                    );
                    Ledger[request.PaymentId] = entry;
                    return new AuthorizeReply
                    {
                        TransactionId = "mock",
                        State = "authorized",
                        Hold = new()
                        {
                            LeftMinor = hold.Amount - hold.Taken,
                            UntilUnixMs = hold.UntilMs,
                            InParts = hold.InParts,
                            Renewable = RenewsHolds,
                        },
                    };
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
    public IReadOnlyList<string> Tokens { get; set; } = ["tok_visa", "tok_declined", "tok_waits", "tok_once"];

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

    /// <summary>What is held, by payment.</summary>
    public ConcurrentDictionary<string, HeldMoney> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>When new holds end.</summary>
    public long HoldsUntilMs { get; set; } = long.MaxValue / 2;

    /// <summary>Whether a hold can be made anew without the shopper.</summary>
    public bool RenewsHolds { get; set; }

    /// <summary>Why the bank takes nothing of what it holds; null while it does.</summary>
    public Refusal? TakesNothing { get; set; }

    public ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel) =>
        Call<CaptureReply>(
            "capture",
            () =>
            {
                var hold = Held[request.PaymentId];
                if (request.AmountMinor > hold.Taken && TakesNothing is { } refused)
                {
                    return refused;
                }

                if (
                    request.AmountMinor < hold.Taken
                    || request.AmountMinor > hold.Amount
                    || (request.AmountMinor > hold.Taken && !hold.IsOpen)
                )
                {
                    throw new InvalidOperationException($"{request} of {hold}");
                }

                Held[request.PaymentId] = hold with { Taken = request.AmountMinor, IsOpen = request.More && hold.InParts };
                Ledger[request.PaymentId] = Ledger[request.PaymentId] with { Captured = request.AmountMinor };
                return new CaptureReply { TransactionId = "mock" };
            }
        );

    /// <summary>An amount that the bank holds.</summary>
    public sealed record HeldMoney(long Amount, long Taken, bool IsOpen, long UntilMs, bool InParts);

    public ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel) =>
        Call<VoidReply>(
            "void",
            () =>
            {
                var entry = Ledger.GetValueOrDefault(request.PaymentId);
                Ledger[request.PaymentId] = entry with { Refunded = entry.Captured, Voided = true };
                if (Held.TryGetValue(request.PaymentId, out var hold))
                {
                    Held[request.PaymentId] = hold with { IsOpen = false };
                }

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
}
