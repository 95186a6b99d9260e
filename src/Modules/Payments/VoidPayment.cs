// Gives back whatever a payment holds or has taken, and makes sure that nothing comes later.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>The slice behind <see cref="IPayments.Void"/>.</summary>
public sealed class VoidPayment(PaymentBook book, Gateways gateways)
{
    public async ValueTask<Outcome<Payment>> Run(string paymentId, CancellationToken cancel)
    {
        if (paymentId.Length is 0 or > AuthorizePayment.IdCharsMax)
        {
            return Refusal.Invalid("invalid_id", $"A payment needs an id of 1 to {AuthorizePayment.IdCharsMax} characters.");
        }

        return await Carry(await book.Database.Write(tx => Decide(tx, paymentId), cancel), tell: false, cancel);
    }

    /// <summary>Ends a payment whose wait is over, unless the money came at the last moment: the payment as it is then.</summary>
    public async ValueTask<Outcome<Payment>> EndWait(Payment waiting, CancellationToken cancel)
    {
        var decided = await book.Decide(waiting.PaymentId, (p, nowMs) => p.Expire(nowMs), cancel);
        return decided.Is(out var payment, out var refused) ? await Carry(payment, tell: true, cancel) : refused;
    }

    /// <summary>Ends a payment that its provider, which takes nothing new, was never asked for: the payment as it is then.</summary>
    public async ValueTask<Outcome<Payment>> Close(Payment wanted, CancellationToken cancel)
    {
        var decided = await book.Decide(wanted.PaymentId, (p, nowMs) => p.Close(nowMs), cancel);
        return decided.Is(out var payment, out var refused) ? await Carry(payment, tell: true, cancel) : refused;
    }

    private async ValueTask<Outcome<Payment>> Carry(Payment payment, bool tell, CancellationToken cancel)
    {
        if (payment.State == PaymentState.Voiding)
        {
            if (!(await gateways.Of(payment).Void(payment.PaymentId, cancel)).Is(out var said, out var refused))
            {
                return refused;
            }

            payment = await book.Learn(said, tell: tell);
        }

        return payment.State == PaymentState.Voiding ? PaymentRefusals.Unknown(payment.PaymentId) : payment;
    }

    private async ValueTask<Payment> Decide(Transaction tx, string paymentId)
    {
        // An authorization is always written before the gateway is asked. So nothing written means that nothing was asked, and from now on
        // nothing will be.
        var tombstone = Payment.Tombstone(paymentId, gateways.All[0].Name, book.NowMs);
        if (await PaymentStore.Find(tx, paymentId) is not { } payment)
        {
            await PaymentStore.Add(tx, tombstone);
            return tombstone;
        }

        if (payment.State is PaymentState.Declined or PaymentState.Voiding or PaymentState.Voided)
        {
            return payment;
        }

        var voiding = payment.Want(PaymentState.Voiding, book.NowMs);
        await PaymentStore.Save(tx, voiding);
        return voiding;
    }
}
