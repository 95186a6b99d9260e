// Payments as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="IPayments"/> over a channel.</summary>
public sealed class PaymentsOverWire(IWireChannel<IPayments> channel) : IPayments
{
    private static readonly WireMethod<IPayments, AuthorizeRequest, AuthorizeReply> AuthorizeMethod = new(
        "Authorize",
        (on, request, cancel) => on.Authorize(request, cancel)
    );

    private static readonly WireMethod<IPayments, AuthorizeRequest, WantReply> WantMethod = new(
        "Want",
        (on, request, cancel) => on.Want(request, cancel)
    );

    private static readonly WireMethod<IPayments, AuthorizeRequest, AskReply> AskMethod = new(
        "Ask",
        (on, request, cancel) => on.Ask(request, cancel)
    );

    private static readonly WireMethod<IPayments, LearnRequest, AuthorizeReply> LearnMethod = new(
        "Learn",
        (on, request, cancel) => on.Learn(request, cancel)
    );

    private static readonly WireMethod<IPayments, CaptureRequest, CaptureReply> CaptureMethod = new(
        "Capture",
        (on, request, cancel) => on.Capture(request, cancel)
    );

    private static readonly WireMethod<IPayments, VoidRequest, VoidReply> VoidMethod = new(
        "Void",
        (on, request, cancel) => on.Void(request, cancel)
    );

    private static readonly WireMethod<IPayments, RefundRequest, RefundReply> RefundMethod = new(
        "Refund",
        (on, request, cancel) => on.Refund(request, cancel)
    );

    private static readonly WireMethod<IPayments, ListMethodsRequest, ListMethodsReply> ListMethodsMethod = new(
        "ListMethods",
        (on, request, cancel) => on.ListMethods(request, cancel)
    );

    private static readonly WireMethod<IPayments, KeepAnchorRequest, KeepAnchorReply> KeepAnchorMethod = new(
        "KeepAnchor",
        (on, request, cancel) => on.KeepAnchor(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IPayments> Service { get; } =
        new(
            "cartwright.v1.Payments",
            [
                AuthorizeMethod,
                WantMethod,
                AskMethod,
                LearnMethod,
                CaptureMethod,
                VoidMethod,
                RefundMethod,
                ListMethodsMethod,
                KeepAnchorMethod,
            ]
        );

    public ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel) =>
        channel.Call(AuthorizeMethod, request, cancel);

    public ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel) =>
        channel.Call(WantMethod, request, cancel);

    public ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel) => channel.Call(AskMethod, request, cancel);

    public ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel) =>
        channel.Call(LearnMethod, request, cancel);

    public ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel) =>
        channel.Call(CaptureMethod, request, cancel);

    public ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel) => channel.Call(VoidMethod, request, cancel);

    public ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel) =>
        channel.Call(RefundMethod, request, cancel);

    public ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel) =>
        channel.Call(ListMethodsMethod, request, cancel);

    public ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel) =>
        channel.Call(KeepAnchorMethod, request, cancel);
}
