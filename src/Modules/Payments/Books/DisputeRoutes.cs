// Disputes for staff. They are answered where the provider takes evidence: in its dashboard.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>A cardholder's objection to a payment.</summary>
/// <param name="State">The provider's word: needs_response, under_review, won, lost and others.</param>
/// <param name="Reason">The provider's word: fraudulent, product_not_received and others.</param>
/// <param name="AnswerBy">Until when evidence counts; null when none is taken.</param>
/// <param name="FoundAt">When the shop heard of it.</param>
/// <param name="SeenAt">When the provider was last asked.</param>
public sealed record DisputeReply(
    string DisputeId,
    string Provider,
    string PaymentId,
    decimal Amount,
    string Currency,
    string State,
    string Reason,
    DateTimeOffset? AnswerBy,
    DateTimeOffset FoundAt,
    DateTimeOffset SeenAt
)
{
    internal static DisputeReply Of(NotedDispute noted) =>
        new(
            noted.Dispute.DisputeId,
            noted.Provider,
            noted.PaymentId,
            Currencies.ToMajor(noted.Dispute.AmountMinor, noted.Dispute.Currency),
            noted.Dispute.Currency,
            noted.Dispute.State,
            noted.Dispute.Reason,
            noted.Dispute.AnswerByMs is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            DateTimeOffset.FromUnixTimeMilliseconds(noted.FoundMs),
            DateTimeOffset.FromUnixTimeMilliseconds(noted.SeenMs)
        );
}

internal static class DisputeRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/payments/disputes", List)
            .Area("Payments")
            .May(Permission.PaymentsView)
            .Doc(
                "Disputes of payments",
                "Objections of cardholders as providers have told of them, the newest first. Evidence is given in the provider's dashboard, before answer_by."
            );

    private static async Task<Results<Ok<Page<DisputeReply>>, ProblemResult>> List(PageRequest page, PaymentBook book)
    {
        const string Purpose = "payment-disputes";
        if (!page.After(Purpose, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var belowMs = after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await book.Database.Read(sql =>
            DisputeStore.List(sql, belowMs, after?[1] ?? string.Empty, after?[2] ?? string.Empty, page.Limit + 1)
        );
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                DisputeReply.Of,
                d => [d.FoundMs.ToString(CultureInfo.InvariantCulture), d.Provider, d.Dispute.DisputeId]
            )
        );
    }
}
