// Where a shopper sees the challenge of a payment, and answers that of the simulator; a real provider asks on its own page.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>A challenge as its shopper sees it.</summary>
/// <param name="Status">The payment's: action_required while the answer is missing.</param>
/// <param name="ExpiresAt">Until when it can be answered; null when it is over.</param>
public sealed record ChallengeReply(
    string PaymentId,
    string OrderId,
    string Status,
    string? Reason,
    decimal Amount,
    string Currency,
    DateTimeOffset? ExpiresAt
)
{
    internal static ChallengeReply Of(Payment p) =>
        new(
            p.PaymentId,
            p.OrderId,
            p.Shown,
            p.Reason,
            Currencies.ToMajor(p.AmountMinor, p.Currency),
            p.Currency,
            p.Wait is { } wait ? DateTimeOffset.FromUnixTimeMilliseconds(wait.UntilMs) : null
        );
}

/// <summary>The shopper's word.</summary>
public sealed record ChallengeAnswer(bool Approved);

internal static class ChallengeRoutes
{
    private static readonly ChallengeReply Example = new(
        "01987a4e-0000-7000-8000-000000000001",
        "01987a4e-0000-7000-8000-000000000001",
        "captured",
        null,
        79.97m,
        "USD",
        null
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/payments/challenges").Area("Payments").WithToken();
        group
            .MapGet("/{payment_id}", Show)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "See what a payment asks of its shopper",
                "Only for whom the payment is; to anybody else there is no such payment. While it waits the provider is asked again: to be read when the shopper comes back from "
                    + "the provider's own page."
            )
            .Example(
                response: Example with
                {
                    Status = "action_required",
                    ExpiresAt = new DateTimeOffset(2026, 1, 15, 10, 45, 0, TimeSpan.Zero),
                }
            )
            .Refuses(RefusalKind.NotFound, "payment_not_found", "there is no such payment of the caller's that was ever challenged");
        group
            .MapPost("/{payment_id}", Answered)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Approve or refuse a payment",
                "Of the simulated cards alone; other providers ask on their own page, where next_action.url leads. The first answer stands; the same call again answers how the payment is now. Only for whom the payment is."
            )
            .Example(new ChallengeAnswer(true), Example)
            .Refuses(RefusalKind.NotFound, "payment_not_found", "there is no such payment of the caller's that was ever challenged")
            .Refuses(RefusalKind.Gone, "challenge_expired", "the time to answer is over; nothing was taken")
            .Refuses(RefusalKind.Unavailable, "payment_unknown", "the provider's answer is not known yet; repeat");
    }

    private static async Task<Results<Ok<ChallengeReply>, ProblemResult>> Show(
        [FromRoute(Name = "payment_id")] string paymentId,
        Caller caller,
        PaymentBook book,
        Gateways gateways,
        CancellationToken cancel
    )
    {
        if (await Own(book, paymentId, caller) is not { } payment)
        {
            return Answer.Problem(PaymentRefusals.NotFound(paymentId));
        }

        // Whoever comes back from the provider's own page need not wait for its webhook.
        return payment.IsWaiting && (await gateways.Of(payment).LookUp(paymentId, cancel)).Is(out var said, out _)
            ? TypedResults.Ok(ChallengeReply.Of(await book.Learn(said, tell: true)))
            : TypedResults.Ok(ChallengeReply.Of(payment));
    }

    private static async Task<Results<Ok<ChallengeReply>, ProblemResult>> Answered(
        [FromRoute(Name = "payment_id")] string paymentId,
        Body<ChallengeAnswer> body,
        Caller caller,
        PaymentBook book,
        LateOutcomes provider,
        CancellationToken cancel
    )
    {
        if (await Own(book, paymentId, caller) is not { Provider: SimulatedGateway.ProviderName })
        {
            return Answer.Problem(PaymentRefusals.NotFound(paymentId));
        }

        // The provider's webhook tells the same; the shopper need not wait for it.
        return (await provider.AnswerChallenge(paymentId, body.Value.Approved, cancel)).Is(out var said, out var refused)
            ? TypedResults.Ok(ChallengeReply.Of(await book.Learn(said, tell: true)))
            : Answer.Problem(refused);
    }

    private static async ValueTask<Payment?> Own(PaymentBook book, string paymentId, Caller caller) =>
        await book.Find(paymentId) is { } payment
        && payment.UserId == caller.UserId
        && (
            payment.Provider == SimulatedGateway.ProviderName
                ? payment.Method is SimulatorToken.Challenge or SimulatorToken.ChallengeDeclined
                : payment.Provider != SimulatedBank.ProviderName
        )
            ? payment
            : null;
}
