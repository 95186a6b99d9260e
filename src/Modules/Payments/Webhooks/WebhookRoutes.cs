// The door through which payment providers tell of changes, and the list of what they have told.
using System.Buffers;
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>A webhook that was taken in.</summary>
/// <param name="Outcome">
/// learned, adopted (the shop did not know the payment), names_nothing, not_theirs, unknown_payment; null while it is looked into.
/// </param>
public sealed record WebhookReply(
    string Provider,
    string WebhookId,
    string Kind,
    string? PaymentId,
    DateTimeOffset ReceivedAt,
    [OneOf("learned", "adopted", "names_nothing", "not_theirs", "unknown_payment")] string? Outcome
);

internal static class WebhookRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/payments/webhooks/{provider}", Take)
            .Area("Payments")
            .Anyone()
            .TakesBodyOf(TakeWebhook.BodyBytesMax)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Hear from a payment provider",
                "For providers, signed as Standard Webhooks has it: HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw body}`, base64, the time at most five minutes off. "
                    + "It only says which payment to look at; what is true is then asked of the provider. 202 once it is written down, also for a repeated id and for a payment "
                    + "that nobody knows. Body: `{\"type\": \"payment.updated\", \"data\": {\"payment_id\": \"…\"}}`. "
                    + "Stripe's (`/stripe`) are signed and written as Stripe has it: header Stripe-Signature, an event object."
            )
            .Header("Stripe-Signature", "Of Stripe alone: `t={seconds},v1={hex}`.")
            .Header("webhook-id", "The provider's own id of the webhook; the same again changes nothing.")
            .Header("webhook-timestamp", "Seconds since 1970, when it was sent.")
            .Header("webhook-signature", "One or more of `v1,{base64}`, separated by blanks.")
            .Refuses(RefusalKind.Unauthenticated, "webhook_not_accepted", "the provider, signature or time does not hold")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the body is larger than 64 KiB");
        routes
            .MapGet("/api/payments/webhooks", List)
            .Area("Payments")
            .May(Permission.PaymentsView)
            .Doc("What providers have told", "The newest first, each with what came of looking into it.");
    }

    private static async Task<Results<Accepted, ProblemResult>> Take(
        [FromRoute(Name = "provider")] string provider,
        HttpContext context,
        TakeWebhook door
    )
    {
        var request = context.Request;
        if (
            !(await Read(request, context.RequestAborted)).Is(out var body, out var refused)
            || !(await door.Run(provider, name => request.Headers[name].ToString(), body, context.RequestAborted)).Is(out _, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return TypedResults.Accepted((string?)null);
    }

    // The signature is over these very bytes: nothing is parsed before it holds.
    private static async ValueTask<Outcome<byte[]>> Read(HttpRequest request, CancellationToken cancel)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.Buffer.Length > TakeWebhook.BodyBytesMax)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new Refusal(RefusalKind.TooLarge, "body_too_large", $"The body is larger than {TakeWebhook.BodyBytesMax} bytes.");
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<Results<Ok<Page<WebhookReply>>, ProblemResult>> List(PageRequest page, PaymentBook book)
    {
        const string Purpose = "payment-webhooks";
        if (!page.After(Purpose, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var belowMs = after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await book.Database.Read(sql =>
            WebhookStore.List(sql, belowMs, after?[1] ?? string.Empty, after?[2] ?? string.Empty, page.Limit + 1)
        );
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                w => new WebhookReply(
                    w.Provider,
                    w.WebhookId,
                    w.Kind,
                    w.PaymentId,
                    DateTimeOffset.FromUnixTimeMilliseconds(w.ReceivedMs),
                    w.Outcome
                ),
                w => [w.ReceivedMs.ToString(CultureInfo.InvariantCulture), w.Provider, w.WebhookId]
            )
        );
    }
}
