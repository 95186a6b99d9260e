// The contract, carried out in this process.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Payments;

/// <inheritdoc/>
public sealed class LocalPayments(
    AuthorizePayment authorize,
    CapturePayment capture,
    VoidPayment voiding,
    RefundPayment refund,
    Gateways gateways,
    AnchorStore anchors
) : IPayments
{
    /// <inheritdoc/>
    public async ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel) =>
        Reply(await authorize.Run(Wanted(request), Payer(request), cancel));

    /// <inheritdoc/>
    public async ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel) =>
        !(await authorize.Want(Wanted(request), Payer(request), cancel)).Is(out var payment, out var refused) ? refused
        : AuthorizePayment.NotPaid(payment) is { } notPaid ? notPaid
        : new WantReply();

    /// <inheritdoc/>
    public async ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel) =>
        (await authorize.Ask(Wanted(request), Payer(request), cancel)).Then(_ => new AskReply());

    /// <inheritdoc/>
    public async ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel) =>
        Reply(await authorize.Learn(request.PaymentId));

    /// <inheritdoc/>
    public async ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel) =>
        (await capture.Run(request.PaymentId, request.AmountMinor, request.More, cancel)).Then(payment => new CaptureReply
        {
            TransactionId = payment.TransactionId ?? string.Empty,
        });

    /// <inheritdoc/>
    public async ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel) =>
        (await voiding.Run(request.PaymentId, cancel)).Then(_ => new VoidReply());

    /// <inheritdoc/>
    public async ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel) =>
        (await refund.Run(request.PaymentId, request.RefundId, request.AmountMinor, request.Reason, cancel)).Then(
            transactionId => new RefundReply { TransactionId = transactionId }
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<ListMethodsReply>>(new ListMethodsReply { Methods = { gateways.Accepted } });

    /// <inheritdoc/>
    public async ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel) =>
        await anchors.Keep(request.Name, request.Number, request.Head, cancel);

    private static Charge Wanted(AuthorizeRequest request) =>
        new(
            request.PaymentId,
            request.OrderId.Length == 0 ? request.PaymentId : request.OrderId,
            request.AmountMinor,
            request.Currency,
            request.MethodToken,
            request.Capture
        );

    private static string? Payer(AuthorizeRequest request) => request.UserId.Length == 0 ? null : request.UserId;

    private static Outcome<AuthorizeReply> Reply(Outcome<Payment> outcome) =>
        !outcome.Is(out var payment, out var refused) ? refused
        : AuthorizePayment.NotPaid(payment) is { } notPaid ? notPaid
        : new AuthorizeReply
        {
            TransactionId = payment.TransactionId ?? string.Empty,
            Captured = payment.CapturedMinor > 0,
            State =
                payment.CapturedMinor > 0 ? PaymentState.Captured.Text()
                : payment.IsWaiting ? payment.State.Text()
                : PaymentState.Authorized.Text(),
            Action = NextAction.Of(payment),
            ExpiresUnixMs = payment.Wait?.UntilMs ?? 0,
            Hold = payment.Hold is not { } hold
                ? null
                : new PaymentHeld
                {
                    LeftMinor = hold.LeftMinor,
                    UntilUnixMs = hold.UntilMs,
                    InParts = hold.InParts,
                    Renewable = hold.Renewable,
                },
        };
}
