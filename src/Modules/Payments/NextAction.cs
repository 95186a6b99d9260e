// What a payment that waits asks of the customer, in the words of the contract.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Payments;

/// <summary>The action of an <see cref="AuthorizeReply"/>.</summary>
public static class NextAction
{
    /// <summary>Null for a payment that waits for nothing.</summary>
    public static PaymentAction? Of(Payment payment) =>
        payment is not { IsWaiting: true, Wait: { } wait }
            ? null
            : new()
            {
                Kind = wait.Kind,
                Url =
                    wait.Kind != PaymentWait.Challenge ? string.Empty
                    : wait.Url.Length > 0 ? wait.Url
                    : ChallengePath(payment.PaymentId),
                Account = wait.Account,
                AccountHolder = wait.AccountHolder,
                Reference = wait.Reference,
                AmountMinor = wait.MissingMinor,
                ReceivedMinor = wait.ReceivedMinor,
                Currency = payment.Currency,
                Instructions = Words(payment, wait),
            };

    internal static string ChallengePath(string paymentId) => "/api/payments/challenges/" + Uri.EscapeDataString(paymentId);

    private static string Words(Payment payment, PaymentWait wait) =>
        wait.Kind switch
        {
            PaymentWait.Challenge => "Your bank asks whether you want to make this payment.",
            PaymentWait.Transfer when wait.ReceivedMinor > 0 =>
                $"{new Money(wait.ReceivedMinor, payment.Currency)} has arrived. Transfer the missing {new Money(wait.MissingMinor, payment.Currency)} with the same reference.",
            PaymentWait.Transfer =>
                $"Transfer {new Money(wait.MissingMinor, payment.Currency)} to the account{(wait.Bic.Length == 0 ? string.Empty : $" (BIC {wait.Bic})")} and name the reference. Your order goes on when the money has arrived.",
            _ => "The payment provider needs a moment. There is nothing you have to do.",
        };
}
