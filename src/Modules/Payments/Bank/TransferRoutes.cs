// Bank transfers by hand: what staff have seen on the account, and what the simulated bank shall receive.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>What has arrived on the account.</summary>
/// <param name="Currency">The payment's when left out.</param>
/// <param name="Reference">As the transfer names it; checked when given.</param>
public sealed record ReceivedBody(decimal Amount, string? Currency = null, string? Reference = null);

/// <summary>A transfer that somebody makes at the simulated bank.</summary>
public sealed record TransferBody(string Reference, decimal Amount, string Currency);

/// <summary>What the bank has done with it, before the shop has heard.</summary>
public sealed record TransferReply(string PaymentId, string TransferId);

/// <summary>Marks a payment as paid by a transfer that people have seen.</summary>
internal sealed class ReceiveTransfer(PaymentBook book, SimulatedBank bank)
{
    internal static readonly Refusal BadReference = Refusal.Invalid(
        "invalid_reference",
        "The reference's check digits do not hold. Read it again from the transfer."
    );

    public async ValueTask<Outcome<Payment>> Run(string paymentId, Transfer seen, CancellationToken cancel)
    {
        if (await book.Find(paymentId) is not { } payment)
        {
            return PaymentRefusals.NotFound(paymentId);
        }

        if (payment.Provider != bank.Name || await bank.ReferenceOf(paymentId) is not { } reference)
        {
            return Refusal.Conflict("not_a_transfer", $"Payment {paymentId} is not paid by bank transfer.");
        }

        if (seen.Reference.Length > 0 && seen.Reference != reference)
        {
            return Refusal.Conflict(
                "reference_differs",
                $"The transfer names {seen.Reference}, and payment {paymentId} has another reference. Find the payment that it belongs to."
            );
        }

        var received = await bank.Receive(
            seen with
            {
                Reference = reference,
                Currency = seen.Currency.Length == 0 ? payment.Currency : seen.Currency,
            },
            cancel
        );
        return received.Is(out var said, out var refused) ? await book.Learn(said, tell: true) : refused;
    }
}

internal static class TransferRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/payments").Area("Payments").May(Permission.PaymentsEdit);
        group
            .MapPost("/{payment_id}/received", Received)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Mark a transfer as received",
                "For money that staff see on the account before the bank has told. Too little stays, and the payment waits for the rest; of too much the surplus is sent back; "
                    + "in another currency, or for a payment that is paid or voided, all is sent back. Both books show each step."
            )
            .Header("Idempotency-Key", "Required: the same key again receives nothing more.")
            .Example(new ReceivedBody(79.97m, "USD", null))
            .Refuses(RefusalKind.Invalid, "idempotency_key_required", "there is no Idempotency-Key")
            .Refuses(RefusalKind.Invalid, "invalid_reference", "the reference's check digits do not hold")
            .Refuses(RefusalKind.NotFound, "payment_not_found", "there is no such payment")
            .Refuses(RefusalKind.Conflict, "not_a_transfer", "the payment is not paid by bank transfer")
            .Refuses(RefusalKind.Conflict, "reference_differs", "the reference is another payment's")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used with another amount");
        group
            .MapPost("/bank/transfers", Transfer)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Let money arrive at the simulated bank",
                "As if somebody had made a transfer. The bank enters it in its own books and tells the shop by webhook, as a real one would."
            )
            .Example(
                new TransferBody("RF68 2J9K 4MXW 7QZP 3RTA", 79.97m, "USD"),
                new TransferReply("01987a4e-0000-7000-8000-000000000001", "01987a4e-0000-7000-8000-000000000009")
            )
            .Refuses(RefusalKind.Invalid, "invalid_reference", "the reference's check digits do not hold")
            .Refuses(RefusalKind.NotFound, "unknown_reference", "no payment has the reference: the bank sends the money back");
    }

    private static async Task<Results<Ok<PaymentReply>, ProblemResult>> Received(
        [FromRoute(Name = "payment_id")] string paymentId,
        Body<ReceivedBody> body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        PaymentBook book,
        ReceiveTransfer receive,
        CancellationToken cancel
    )
    {
        var b = body.Value;
        if (string.IsNullOrWhiteSpace(idempotencyKey))
        {
            return Answer.Problem(
                Refusal.Invalid(
                    "idempotency_key_required",
                    "Send an Idempotency-Key, so that a repeated call does not count the money twice."
                )
            );
        }

        if (await book.Find(paymentId) is not { } payment)
        {
            return Answer.Problem(PaymentRefusals.NotFound(paymentId));
        }

        var check = new Check().Text("Idempotency-Key", idempotencyKey, Limits.IdempotencyKeyCharsMax);
        var currency = b.Currency ?? payment.Currency;
        var amount = check.Money("amount", b.Amount, currency, min: 1, max: Limits.OrderTotalMinorMax);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        var reference = b.Reference is null ? string.Empty : CreditorReference.Read(b.Reference);
        if (reference is null)
        {
            return Answer.Problem(ReceiveTransfer.BadReference);
        }

        // A key is hashed: it may hold anything, and the transfer's id is shown and stored for good.
        var transferId = "staff-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)).AsSpan(0, 16));
        return (await receive.Run(paymentId, new(transferId, reference, amount, currency), cancel)).Is(out var received, out var refused)
            ? TypedResults.Ok(PaymentReply.Of(received))
            : Answer.Problem(
                refused.Code == "transfer_differs"
                    ? new Refusal(
                        RefusalKind.Unprocessable,
                        "idempotency_key_reused",
                        "The Idempotency-Key was used before with another amount. Use a new one for another transfer."
                    )
                    : refused
            );
    }

    private static async Task<Results<Ok<TransferReply>, ProblemResult>> Transfer(
        Body<TransferBody> body,
        SimulatedBank bank,
        IIds ids,
        CancellationToken cancel
    )
    {
        var b = body.Value;
        var check = new Check();
        var amount = check.Money("amount", b.Amount, b.Currency, min: 1, max: Limits.OrderTotalMinorMax);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        if (CreditorReference.Read(b.Reference) is not { } reference)
        {
            return Answer.Problem(ReceiveTransfer.BadReference);
        }

        var transferId = ids.Next();
        return (await bank.Receive(new(transferId, reference, amount, b.Currency), cancel)).Is(out var said, out var refused)
            ? TypedResults.Ok(new TransferReply(said.PaymentId, transferId))
            : Answer.Problem(refused);
    }
}
