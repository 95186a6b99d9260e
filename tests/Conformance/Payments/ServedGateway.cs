// A gateway as another program would serve it: from the messages of payment_provider.proto to the calls of the port, and back.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Wire;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Conformance.Payments;

/// <summary>Serves what stands in <see cref="Inner"/>; a refusal of it is one that the port does not have, and so no answer.</summary>
/// <param name="prefix">What the shop's tokens begin with, which the gateway behind knows nothing of.</param>
internal sealed class ServedGateway(string prefix)
{
    /// <summary>Whoever moves the money; another one after a restart.</summary>
    public IGateway Inner { get; set; } = null!;

    /// <summary>What becomes of an answer on its way: a lie, for the tests that tell one.</summary>
    public Func<V1.SaidPayment, V1.SaidPayment>? Lie { get; set; }

    public static WireService<ServedGateway> Service { get; } =
        new(
            "cartwright.ports.v1.Payments",
            [
                new WireMethod<ServedGateway, V1.AskedCharge, V1.SaidPayment>(
                    "Authorize",
                    (on, asked, cancel) => on.Authorize(asked, cancel)
                ),
                new WireMethod<ServedGateway, V1.AskedCapture, V1.SaidPayment>(
                    "Capture",
                    (on, asked, cancel) => on.Said(on.Inner.Capture(asked.PaymentId, asked.TotalMinor, asked.More, cancel))
                ),
                new WireMethod<ServedGateway, V1.AskedVoid, V1.SaidPayment>(
                    "Void",
                    (on, asked, cancel) => on.Said(on.Inner.Void(asked.PaymentId, cancel))
                ),
                new WireMethod<ServedGateway, V1.AskedRefund, V1.SaidPayment>(
                    "Refund",
                    (on, asked, cancel) => on.Said(on.Inner.Refund(asked.PaymentId, asked.RefundId, asked.AmountMinor, cancel))
                ),
                new WireMethod<ServedGateway, V1.AskedLook, V1.SaidPayment>(
                    "LookUp",
                    (on, asked, cancel) => on.Said(on.Inner.LookUp(asked.PaymentId, cancel))
                ),
                new WireMethod<ServedGateway, V1.AskedEntries, V1.SaidEntries>(
                    "ListEntries",
                    (on, asked, cancel) => on.List(asked, cancel)
                ),
            ]
        );

    private ValueTask<Outcome<V1.SaidPayment>> Authorize(V1.AskedCharge asked, CancellationToken cancel)
    {
        var token = asked.MethodToken.StartsWith(prefix, StringComparison.Ordinal) ? asked.MethodToken[prefix.Length..] : asked.MethodToken;
        return Said(
            Inner.Authorize(new(asked.PaymentId, asked.OrderId, asked.AmountMinor, asked.Currency, token, asked.TakesAtOnce), cancel)
        );
    }

    private async ValueTask<Outcome<V1.SaidEntries>> List(V1.AskedEntries asked, CancellationToken cancel)
    {
        var entries = await Inner.Entries(new(asked.AfterPaymentId, asked.AfterKind, asked.AfterReference), asked.Limit, cancel);
        return new V1.SaidEntries { Entries = { entries.Select(Entry) } };
    }

    private async ValueTask<Outcome<V1.SaidPayment>> Said(ValueTask<Outcome<GatewayPayment>> answer) =>
        (await answer).Then(truth => Lie?.Invoke(Payment(truth)) ?? Payment(truth));

    private static V1.SaidPayment Payment(GatewayPayment truth)
    {
        var said = new V1.SaidPayment
        {
            PaymentId = truth.PaymentId,
            Seen = truth.Seen,
            TransactionId = truth.TransactionId,
            DeclineCode = truth.DeclineCode ?? string.Empty,
            Voided = truth.Voided,
            Entries = { truth.Entries.Select(Entry) },
            Disputes =
            {
                truth.Disputes.Select(one => new V1.SaidDispute
                {
                    DisputeId = one.DisputeId,
                    AmountMinor = one.AmountMinor,
                    Currency = one.Currency,
                    State = one.State,
                    Reason = one.Reason,
                    AnswerByMs = one.AnswerByMs ?? 0,
                }),
            },
        };
        if (truth.Hold is { } hold)
        {
            said.Hold = new()
            {
                LeftMinor = hold.LeftMinor,
                UntilMs = hold.UntilMs,
                InParts = hold.InParts,
                Renewable = hold.Renewable,
            };
        }

        if (truth.Wait is { } wait)
        {
            said.Wait = new()
            {
                Kind = wait.Kind,
                UntilMs = wait.UntilMs,
                MissingMinor = wait.MissingMinor,
                ReceivedMinor = wait.ReceivedMinor,
                // The simulator asks on the shop's page; a provider outside has one of its own.
                Url = wait.Kind == PaymentWait.Challenge ? "https://bank.example/approve/" + truth.PaymentId : string.Empty,
                Account = wait.Account,
                AccountHolder = wait.AccountHolder,
                Reference = wait.Reference,
                Bic = wait.Bic,
            };
        }

        return said;
    }

    private static V1.SaidEntry Entry(LedgerEntry entry) =>
        new()
        {
            PaymentId = entry.PaymentId,
            OrderId = entry.OrderId,
            Kind = entry.Kind,
            Reference = entry.Reference,
            AmountMinor = entry.AmountMinor,
            Currency = entry.Currency,
            TransactionId = entry.TransactionId,
            AtMs = entry.AtMs,
        };
}
