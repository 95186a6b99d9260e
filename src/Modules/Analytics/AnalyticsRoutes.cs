// The HTTP routes of Analytics. A vendor sees the figures of its own lines only.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Analytics;

internal static class AnalyticsRoutes
{
    // What a list without any sales is shown in.
    internal const string CurrencyDefault = "USD";

    internal static readonly DateTimeOffset ExampleFrom = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var analytics = routes.MapGroup("/api/analytics").Area("Analytics").RequireRateLimiting(RateLimits.Read);

        Ranged(analytics.MapGet("/sales", Sales).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc(
                "Sales over time",
                "Confirmed orders by hour, day, week (from Monday) or month of the shop's time zone or of `tz`, at the moment of their confirmation. `revenue` is price times quantity less discount, without shipping and "
                    + "tax; `refunds` are the same sums of goods that were cancelled after confirmation, returned or edited out, at the moment that happened; `goodwill` is what was given back for no goods, taken out again when the order then comes back whole. One currency an answer: `currency`, or that of the most orders. `from` of an item is its first moment, `day` the day it begins on; a day on which clocks change has 23 or 25 hours."
            )
            .Example(
                response: new SalesBody(
                    "day",
                    ExampleFrom,
                    ExampleFrom.AddDays(1),
                    "UTC",
                    "USD",
                    ["USD"],
                    new(3, 5, 120.50m, 4m, 0m, 0m),
                    [new(ExampleFrom, new DateOnly(2026, 1, 15), 3, 5, 120.50m, 4m, 0m, 0m)]
                )
            );

        Ranged(analytics.MapGet("/products", Products).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc("Top products", "The products that sold best in the range, by revenue in one currency. The list is one page.")
            .Example(
                response: new ProductsBody(
                    ExampleFrom,
                    ExampleFrom.AddDays(30),
                    "USD",
                    ["USD"],
                    [new("42", "Desk lamp", 17, 15, 678.30m, 1, 39.90m)]
                )
            );

        Ranged(analytics.MapGet("/customers", Customers).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc(
                "Customers",
                "How many customers bought in the range, how many of them for the first time ever, and how many more than once."
            )
            .Example(response: new CustomersBody(ExampleFrom, ExampleFrom.AddDays(30), 120, 80, 40, 22, 160, 95));

        PatternRoutes.Map(analytics);
        RebuildRoutes.Map(analytics);

        Ranged(analytics.MapGet("/carts", Carts).May(Permission.AnalyticsView), vendor: false)
            .Doc(
                "Cart funnel",
                "Of the carts begun in the range: how many got items, were checked out, became an order, and a confirmed one; in all and by the day they were begun."
            )
            .Example(
                response: CartsBody.Of(
                    new(ExampleFrom.ToUnixTimeMilliseconds(), ExampleFrom.AddDays(1).ToUnixTimeMilliseconds()),
                    [new(ExampleFrom.ToUnixTimeMilliseconds(), 100, 80, 31, 30, 28, 12)]
                )
            );
    }

    internal static RouteHandlerBuilder Ranged(RouteHandlerBuilder route, bool vendor)
    {
        route
            .Refuses(RefusalKind.Invalid, "invalid_range", "from or to is no time, they are the wrong way round, or too far apart")
            .Refuses(RefusalKind.Invalid, "validation_failed", "an interval, format, currency or time zone (`tz`) that does not exist");
        return vendor
            ? route
                .Refuses(RefusalKind.NotFound, "vendor_not_found", "a vendor asks for another vendor")
                .Refuses(RefusalKind.Forbidden, "vendor_missing", "a vendor without a vendor_id")
            : route;
    }

    private static async Task<Results<Ok<SalesBody>, FileContentHttpResult, ProblemResult>> Sales(
        [AsParameters] Question question,
        Caller caller,
        [FromKeyedServices("analytics")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (!question.Slice(caller, clock.GetUtcNow(), shop).Is(out var slice, out var refused))
        {
            return Answer.Problem(refused);
        }

        var (figures, currencies) = await database.Snapshot(async sql =>
            (await Figures.Sales(sql, slice, question.Every), await Figures.CurrenciesOf(sql, slice))
        );
        var currency = question.Currency ?? currencies.FirstOrDefault(CurrencyDefault);
        var body = SalesBody.Of(
            question.Every,
            slice,
            currency,
            currencies,
            [.. figures.Where(f => f.Currency == currency)],
            question.Empty == true
        );
        return question.WantsCsv
            ? Table(
                "sales",
                ["from", "currency", "orders", "units", "revenue", "discount", "refunds", "goodwill", "local"],
                body.Items.Select(i =>
                    new object?[]
                    {
                        i.From,
                        currency,
                        i.Orders,
                        i.Units,
                        i.Revenue,
                        i.Discount,
                        i.Refunds,
                        i.Goodwill,
                        ShopMoment.Shown(i.From, slice.Clocks),
                    }
                )
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<ProductsBody>, FileContentHttpResult, ProblemResult>> Products(
        [AsParameters] Question question,
        PageRequest page,
        Caller caller,
        [FromKeyedServices("analytics")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (!question.Slice(caller, clock.GetUtcNow(), shop).Is(out var slice, out var refused))
        {
            return Answer.Problem(refused);
        }

        var body = await database.Snapshot(async sql =>
        {
            var currencies = await Figures.CurrenciesOf(sql, slice);
            var currency = question.Currency ?? currencies.FirstOrDefault(CurrencyDefault);
            return ProductsBody.Of(slice, currency, currencies, await Figures.Products(sql, slice, currency, page.Limit));
        });
        return question.WantsCsv
            ? Table(
                "products",
                ["product_id", "product_name", "currency", "units", "orders", "revenue", "refunded_units", "refunds"],
                body.Items.Select(i =>
                    new object?[] { i.ProductId, i.ProductName, body.Currency, i.Units, i.Orders, i.Revenue, i.RefundedUnits, i.Refunds }
                )
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<CustomersBody>, FileContentHttpResult, ProblemResult>> Customers(
        [AsParameters] Question question,
        Caller caller,
        [FromKeyedServices("analytics")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (!question.Slice(caller, clock.GetUtcNow(), shop).Is(out var slice, out var refused))
        {
            return Answer.Problem(refused);
        }

        var body = CustomersBody.Of(slice, await database.Read(sql => Figures.Customers(sql, slice)));
        return question.WantsCsv
            ? Table(
                "customers",
                ["from", "to", "customers", "new_customers", "returning_customers", "repeat_customers", "orders", "registered"],
                [
                    [
                        body.From,
                        body.To,
                        body.Customers,
                        body.NewCustomers,
                        body.ReturningCustomers,
                        body.RepeatCustomers,
                        body.Orders,
                        body.Registered,
                    ],
                ]
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<CartsBody>, FileContentHttpResult, ProblemResult>> Carts(
        [AsParameters] Question question,
        Caller caller,
        [FromKeyedServices("analytics")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        if (!question.Slice(caller, clock.GetUtcNow(), shop).Is(out var slice, out var refused))
        {
            return Answer.Problem(refused);
        }

        var body = CartsBody.Of(slice, await database.Read(sql => Figures.Carts(sql, slice.FromMs, slice.ToMs, slice.Zone)));
        return question.WantsCsv
            ? Table(
                "carts",
                ["from", "carts_created", "carts_with_items", "checkouts_started", "orders_placed", "orders_confirmed", "abandoned", "day"],
                body.Items.Select(i =>
                    new object?[]
                    {
                        i.From,
                        i.CartsCreated,
                        i.CartsWithItems,
                        i.CheckoutsStarted,
                        i.OrdersPlaced,
                        i.OrdersConfirmed,
                        i.Abandoned,
                        i.Day,
                    }
                )
            )
            : TypedResults.Ok(body);
    }

    internal static FileContentHttpResult Table(string name, string[] head, IEnumerable<object?[]> rows) =>
        TypedResults.File(Csv.Write(head, rows), "text/csv; charset=utf-8", $"{name}.csv");
}
