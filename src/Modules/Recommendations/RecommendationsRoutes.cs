// The HTTP route of Recommendations.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Recommendations;

/// <summary>Units of a recommended product.</summary>
public sealed record RecommendedStock(long Available);

/// <summary>A recommended product, as much of it as a card shows. Price in major units.</summary>
/// <param name="Stock">Left out while Inventory cannot be asked.</param>
public sealed record RecommendedProduct(
    string ProductId,
    string Name,
    decimal Price,
    string Currency,
    string Category,
    string VendorId,
    IReadOnlyList<string> Images,
    RecommendedStock? Stock,
    DateTimeOffset UpdatedAt
);

/// <summary>One recommendation.</summary>
/// <param name="Score">Falls with the rank, sold-out products aside; comparable within one reply only.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="ReasonCode">bought_together, because_you_bought, same_category or popular.</param>
public sealed record RecommendationBody(string ProductId, RecommendedProduct Product, double Score, string Reason, string ReasonCode)
{
    internal static RecommendationBody Of(Shown shown) =>
        new(
            shown.Product.ProductId,
            new(
                shown.Product.ProductId,
                shown.Product.Name,
                Currencies.ToMajor(shown.Product.PriceMinor, shown.Product.Currency),
                shown.Product.Currency,
                shown.Product.Category,
                shown.Product.VendorId,
                shown.Product.Image.Length > 0 ? [shown.Product.Image] : [],
                shown.Available is { } available ? new(available) : null,
                DateTimeOffset.FromUnixTimeMilliseconds(shown.Product.UpdatedUnixMs)
            ),
            shown.Score,
            shown.Reason switch
            {
                Reasons.Together => "Often bought together",
                Reasons.Bought => shown.Because is null ? "Because of what you bought" : $"Because you bought {shown.Because}",
                Reasons.Category => $"Popular in {shown.Product.Category}",
                _ => "Popular right now",
            },
            shown.Reason
        );
}

internal static class RecommendationsRoutes
{
    private static readonly Refusal NoToken = new(
        RefusalKind.Unauthenticated,
        "token_missing",
        "What suits a user is told to that user only: send 'Authorization: Bearer <access token>', or ask with product_id."
    );
    private static readonly Refusal TwoSubjects = Refusal.Invalid("invalid_query", "Ask with product_id or with user_id, not with both.");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/recommendations", Get)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Area("Recommendations")
            .Doc(
                "What to show next",
                "With `product_id`: what is often bought together with it, then what is popular in its category, then what is popular. With `user_id` (`me`, or any for an admin): what goes "
                    + "with that user's purchases. With neither: what is popular now. Never the product itself or another variant of it, of one family a single product, nothing twice, nothing that is no longer sold; sold-out products come last. The list is one page."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Produces<Page<RecommendationBody>>()
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(RefusalKind.Unauthenticated, "token_missing", "user_id without a token")
            .Refuses(RefusalKind.NotFound, "user_not_found", "someone else's user_id")
            .Refuses(RefusalKind.Invalid, "invalid_query", "both product_id and user_id")
            .Example(
                response: new Page<RecommendationBody>(
                    [
                        new(
                            "42",
                            new(
                                "42",
                                "Desk lamp",
                                39.90m,
                                "USD",
                                "Lighting",
                                "vendor-3",
                                ["/api/products/42/image.svg"],
                                new(17),
                                new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
                            ),
                            2.41,
                            "Often bought together",
                            Reasons.Together
                        ),
                    ],
                    null
                )
            );

    /// <param name="context">What suits a user is for no cache.</param>
    /// <param name="page">limit; there is no second page.</param>
    /// <param name="caller">Needed for user_id only.</param>
    /// <param name="recommend">The rules.</param>
    /// <param name="productId">The product beside which they stand.</param>
    /// <param name="userId">me, or a user's id.</param>
    private static async Task<IResult> Get(
        PageRequest page,
        HttpContext context,
        Caller? caller,
        Recommend recommend,
        [FromQuery(Name = "product_id")] string? productId,
        [FromQuery(Name = "user_id")] string? userId,
        CancellationToken cancel
    )
    {
        if (!string.IsNullOrEmpty(productId) && !string.IsNullOrEmpty(userId))
        {
            return Answer.Problem(TwoSubjects);
        }

        string? owner = null;
        if (!string.IsNullOrEmpty(userId))
        {
            if (caller is null)
            {
                return Answer.Problem(NoToken);
            }

            if (!caller.Owner(userId, "user_not_found", Permission.CustomersView).Is(out owner, out var refused))
            {
                return Answer.Problem(refused);
            }
        }

        var shown = await recommend.For(string.IsNullOrEmpty(productId) ? null : productId, owner, page.Limit, cancel);
        var body = new Page<RecommendationBody>([.. shown.Select(RecommendationBody.Of)], null);

        // What suits a person is for no cache, their own browser's neither.
        return owner is null ? context.ForAll(body) : TypedResults.Ok(body);
    }
}
