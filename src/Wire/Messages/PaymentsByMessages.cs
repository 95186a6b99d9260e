// Payments asked by messages: payment.requested and what follows it.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>
/// <see cref="IPayments"/> over signed questions. Each call is a question of its own, because the answer to a call is what is true then;
/// that money moves once is
/// the payment id's doing.
/// </summary>
public sealed class PaymentsByMessages(MessageExchange exchange, AskedModule module) : IPayments
{
    /// <summary>Where answers are heard.</summary>
    public static IReadOnlyList<string> Answers { get; } =
    [
        Topics.PaymentSucceeded,
        Topics.PaymentFailed,
        Topics.PaymentPending,
        Topics.PaymentRefunded,
        Topics.PaymentCaptured,
        Topics.PaymentVoided,
        Topics.PaymentMethods,
    ];

    /// <inheritdoc/>
    public ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel)
    {
        var (orderId, attempt) = AskedPayment.Of(request.PaymentId);
        var asked = new AskedPayment(
            AskedPayment.Payment,
            request.OrderId.Length == 0 ? orderId : request.OrderId,
            attempt,
            request.AmountMinor,
            request.Currency
        );
        return Ask(
            asked,
            Topics.PaymentRequested,
            _ => new PaymentRequest(
                asked.OrderId,
                asked.Amount,
                asked.Currency,
                request.MethodToken,
                asked.Attempt,
                request.PaymentId,
                request.Capture,
                request.UserId.Length == 0 ? null : request.UserId
            ),
            Authorized,
            cancel
        );
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel)
    {
        var (orderId, attempt) = AskedPayment.Of(request.PaymentId);
        var asked = new AskedPayment(AskedPayment.Capture, orderId, attempt, request.AmountMinor, request.Currency);
        return Ask(
            asked,
            Topics.PaymentCaptureRequested,
            _ => new CaptureWish(orderId, asked.Amount, asked.Currency, attempt, request.PaymentId),
            (topic, outcome) =>
                topic == Topics.PaymentCaptured ? new CaptureReply { TransactionId = outcome.TransactionId ?? string.Empty } : null,
            cancel
        );
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel)
    {
        var (orderId, attempt) = AskedPayment.Of(request.PaymentId);
        return Ask(
            new AskedPayment(AskedPayment.Void, orderId, attempt, 0, string.Empty),
            Topics.PaymentVoidRequested,
            _ => new VoidWish(orderId, attempt, request.PaymentId),
            (topic, _) => topic == Topics.PaymentVoided ? new VoidReply() : null,
            cancel
        );
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel)
    {
        var (orderId, attempt) = AskedPayment.Of(request.PaymentId);
        var asked = new AskedPayment(AskedPayment.Refund, orderId, attempt, request.AmountMinor, request.Currency);
        return Ask(
            asked,
            Topics.PaymentRefundRequested,
            _ => new RefundWish(orderId, asked.Amount, asked.Currency, attempt, request.Reason, request.PaymentId, request.RefundId),
            (topic, outcome) =>
                topic == Topics.PaymentRefunded ? new RefundReply { TransactionId = outcome.TransactionId ?? string.Empty } : null,
            cancel
        );
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel) =>
        exchange.Ask<ListMethodsReply>(
            module,
            new Question(Topics.PaymentMethodsRequested, null, Signed: true, _ => new MethodsWish()),
            e =>
                e.Topic == Topics.PaymentMethods && e.Read<MethodsTold>() is { Methods: { } methods }
                    ? Listed(methods)
                    : (Outcome<ListMethodsReply>?)null,
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<WantReply>>(NotByMessage);

    /// <inheritdoc/>
    public ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<AskReply>>(NotByMessage);

    /// <inheritdoc/>
    public ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<AuthorizeReply>>(NotByMessage);

    /// <inheritdoc/>
    public ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<KeepAnchorReply>>(NotByMessage);

    private static Refusal NotByMessage =>
        Refusal.Conflict("not_by_message", "Payments is asked by messages here, and those carry money alone.");

    private static ListMethodsReply Listed(IReadOnlyList<MethodFacts> methods) =>
        new()
        {
            Methods =
            {
                methods.Select(one => new AcceptedMethod
                {
                    Method = one.Method,
                    Provider = one.Provider,
                    Test = one.Test,
                    Tokens =
                    {
                        (one.Tokens ?? []).Select(token => new AcceptedToken
                        {
                            Token = token.Token,
                            Title = token.Title ?? string.Empty,
                            Note = token.Note ?? string.Empty,
                            Waits = token.Waits,
                        }),
                    },
                    TokenPrefixes = { one.TokenPrefixes ?? [] },
                }),
            },
        };

    private static AuthorizeReply? Authorized(string topic, PaymentOutcome outcome) =>
        topic switch
        {
            Topics.PaymentSucceeded => new AuthorizeReply
            {
                TransactionId = outcome.TransactionId ?? string.Empty,
                Captured = true,
                State = "captured",
            },
            Topics.PaymentPending when outcome.State is "authorized" or PaymentWaits.ActionRequired or PaymentWaits.Awaiting =>
                new AuthorizeReply
                {
                    TransactionId = outcome.TransactionId ?? string.Empty,
                    State = outcome.State,
                    Action = outcome.Action is { } action ? Action(action) : null,
                    ExpiresUnixMs = outcome.ExpiresUnixMs ?? 0,
                },
            _ => null,
        };

    private static PaymentAction Action(PaymentActionFacts action) =>
        new()
        {
            Kind = action.Kind,
            Url = action.Url ?? string.Empty,
            Account = action.Account ?? string.Empty,
            AccountHolder = action.AccountHolder ?? string.Empty,
            Reference = action.Reference ?? string.Empty,
            AmountMinor = action.Amount,
            ReceivedMinor = action.Received,
            Currency = action.Currency ?? string.Empty,
            Instructions = action.Instructions ?? string.Empty,
        };

    private ValueTask<Outcome<TReply>> Ask<TReply>(
        AskedPayment asked,
        string topic,
        Func<string, object> data,
        Func<string, PaymentOutcome, TReply?> reads,
        CancellationToken cancel
    )
        where TReply : class =>
        exchange.Ask<TReply>(module, new Question(topic, asked.OrderId, Signed: true, data), e => Read(e, asked, reads), cancel);

    private static Outcome<TReply>? Read<TReply>(Event e, AskedPayment asked, Func<string, PaymentOutcome, TReply?> reads)
        where TReply : class
    {
        var outcome = e.Read<PaymentOutcome>();
        if (!asked.IsOf(outcome))
        {
            return null;
        }

        if (AskedPayment.Refused(e.Topic, outcome) is { } refused)
        {
            return refused;
        }

        return reads(e.Topic, outcome) is { } reply ? (Outcome<TReply>?)reply : null;
    }
}
