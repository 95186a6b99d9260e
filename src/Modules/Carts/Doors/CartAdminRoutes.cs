// The HTTP routes of carts for the shop's people: lists and figures.
using System.Globalization;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Carts;

/// <summary>A cart in a list.</summary>
/// <param name="Email">Where a guest wants to be reminded.</param>
/// <param name="Lines">Different products, saved ones included.</param>
/// <param name="Units">Units to buy, and <paramref name="Value"/> what they cost at the prices in the cart.</param>
/// <param name="AbandonedAt">Since when it counts as abandoned.</param>
internal sealed record ListedCartBody(
    string UserId,
    bool Guest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email,
    long Version,
    long Lines,
    long Units,
    decimal Value,
    string? Currency,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Coupon,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? AbandonedAt
);

/// <summary>A product in somebody's cart.</summary>
/// <param name="Saved">Saved for later.</param>
internal sealed record ListedLineBody(
    string UserId,
    bool Guest,
    long Quantity,
    bool Saved,
    decimal Price,
    string Currency,
    DateTimeOffset AddedAt,
    DateTimeOffset UpdatedAt
);

internal static class CartAdminRoutes
{
    private static readonly ListedCartBody Listed = new(
        "user123",
        false,
        null,
        7,
        1,
        2,
        59.98m,
        "USD",
        null,
        CartRoutes.Then,
        CartRoutes.Then,
        CartRoutes.Then.AddDays(30),
        CartRoutes.Then.AddDays(1)
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var carts = routes.MapGroup("/api/carts").Area("Cart").May(Permission.CartsView);
        carts
            .MapGet("", All)
            .Query("guest", "true for carts of guests, false for those of customers.")
            .Doc("All carts", "Carts with lines, last changed first.")
            .Example(response: new Page<ListedCartBody>([Listed with { AbandonedAt = null }], null));
        carts
            .MapGet("/abandoned", Abandoned)
            .Doc("Abandoned carts", "Carts that were idle for `Carts:AbandonedAfter` and have not been touched since, last flagged first.")
            .Example(response: new Page<ListedCartBody>([Listed], null));
        carts
            .MapGet("/containing/{product_id}", Containing)
            .Doc("Carts that contain a product", "To buy or saved for later, by owner; from an index, whatever the number of carts.")
            .Example(
                response: new Page<ListedLineBody>([new("user123", false, 2, false, 29.99m, "USD", CartRoutes.Then, CartRoutes.Then)], null)
            );
        carts
            .MapGet("/analytics", Analytics)
            .May(Permission.AnalyticsView)
            .Query("from", "The first day of the shop, or of `tz`, such as 2026-01-01; 30 days before `to` when absent.")
            .Query("to", "The last day; today when absent. At most 366 days.")
            .Doc("Cart analytics", "Carts that began, were abandoned, came back and were bought, and the value of what was bought, by day.")
            .Example(
                response: new CartFiguresBody(
                    new(2026, 1, 15),
                    new(2026, 1, 15),
                    "UTC",
                    new(12, 5, 2, 4, [new("USD", 239.92m)]),
                    [new(new(2026, 1, 15), 12, 5, 2, 4, [new("USD", 239.92m)])],
                    8,
                    3
                )
            )
            .Refuses(RefusalKind.Invalid, "validation_failed", "a day is malformed, the range too long, or there is no such time zone");
    }

    private static async Task<Results<Ok<Page<ListedCartBody>>, ProblemResult>> All(
        CartLists lists,
        PageRequest page,
        [FromQuery(Name = "guest")] bool? guest,
        CancellationToken cancel
    )
    {
        var purpose = "carts-" + guest;
        if (!page.After(purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var carts = await lists.All(guest, after is null ? null : (Number(after[0]), after[1]), page.Limit + 1, cancel);
        return TypedResults.Ok(page.Page(purpose, carts, Body, cart => [Text(cart.UpdatedMs), cart.UserId]));
    }

    private static async Task<Results<Ok<Page<ListedCartBody>>, ProblemResult>> Abandoned(
        CartLists lists,
        PageRequest page,
        CancellationToken cancel
    )
    {
        const string Purpose = "carts-abandoned";
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var carts = await lists.Abandoned(after is null ? null : (Number(after[0]), Number(after[1])), page.Limit + 1, cancel);
        return TypedResults.Ok(page.Page(Purpose, carts, Body, cart => [Text(cart.AbandonedMs!.Value), Text(cart.Number)]));
    }

    private static async Task<Results<Ok<Page<ListedLineBody>>, ProblemResult>> Containing(
        [FromRoute(Name = "product_id")] string productId,
        CartLists lists,
        PageRequest page,
        CancellationToken cancel
    )
    {
        var purpose = "carts-containing-" + productId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var lines = await lists.Containing(productId, after?[0], page.Limit + 1, cancel);
        return TypedResults.Ok(
            page.Page(
                purpose,
                lines,
                line => new ListedLineBody(
                    line.UserId,
                    line.Guest,
                    line.Quantity,
                    line.Saved,
                    Currencies.ToMajor(line.PriceMinor, line.Currency),
                    line.Currency,
                    At(line.AddedMs),
                    At(line.UpdatedMs)
                ),
                line => [line.UserId]
            )
        );
    }

    private static async Task<Results<Ok<CartFiguresBody>, ProblemResult>> Analytics(
        CartLists lists,
        TimeProvider clock,
        ShopZone shop,
        [FromQuery(Name = "from")] string? from,
        [FromQuery(Name = "to")] string? to,
        [FromQuery(Name = "tz")] string? tz,
        CancellationToken cancel
    )
    {
        var zone = shop.Now;
        if (tz is not null && !ShopTime.TryFind(tz, out zone!))
        {
            return Answer.Problem(new Check().That(false, "tz", ShopTime.NameRule).Refused!);
        }

        return CartFigures.Range(from, to, clock.GetUtcNow(), zone).Is(out var range, out var refused)
            ? TypedResults.Ok(await lists.Figures(range.From, range.To, cancel, zone))
            : Answer.Problem(refused);
    }

    private static ListedCartBody Body(ListedCart cart) =>
        new(
            cart.UserId,
            cart.Guest,
            cart.Email,
            cart.Version,
            cart.Lines,
            cart.Units,
            cart.Currency is null ? 0 : Currencies.ToMajor(cart.ValueMinor, cart.Currency),
            cart.Currency,
            cart.Coupon,
            At(cart.CreatedMs),
            At(cart.UpdatedMs),
            At(cart.ExpiresMs),
            cart.AbandonedMs is { } since ? At(since) : null
        );

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
