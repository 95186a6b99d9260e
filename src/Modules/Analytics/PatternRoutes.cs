// The HTTP routes about how customers buy: cohorts, baskets, pairs, hours. A vendor sees its own lines only.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Analytics;

internal static class PatternRoutes
{
    // A table of cohorts wider than this nobody reads; the work grows with its square.
    private const int CohortMonthsMax = 36;

    private static readonly DateOnly Day = new(2026, 1, 1);

    public static void Map(RouteGroupBuilder analytics)
    {
        var from = AnalyticsRoutes.ExampleFrom;
        var month = new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, TimeSpan.Zero);
        AnalyticsRoutes
            .Ranged(analytics.MapGet("/cohorts", Cohorts).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc(
                "Cohorts",
                "Customers by the month of their first confirmed order, and how many of them bought again in each month after it. Without `from` the last twelve months; at most 36."
            )
            .Example(
                response: new CohortsBody(
                    month,
                    month.AddMonths(2),
                    "UTC",
                    [new(month, Day, 80, [new(month, Day, 80, 1m, 92), new(month.AddMonths(1), Day.AddMonths(1), 24, 0.3m, 31)])]
                )
            );
        AnalyticsRoutes
            .Ranged(analytics.MapGet("/baskets", Baskets).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc("Baskets", "How many units an order holds and what it is worth, on average and by size, in one currency.")
            .Example(
                response: new BasketsBody(
                    from,
                    from.AddDays(30),
                    "USD",
                    ["USD"],
                    160,
                    2.35m,
                    1.8m,
                    64.20m,
                    [new(1, 1, 60, 0.375m, 1_800m), new(5, 9, 12, 0.075m, 1_440m)]
                )
            );
        AnalyticsRoutes
            .Ranged(analytics.MapGet("/pairs", Pairs).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc(
                "Bought together",
                "The pairs of products that are most often in one order, among the newest 50,000 orders of the range. The list is one page."
            )
            .Example(response: new PairsBody(from, from.AddDays(30), [new("1", "Wireless Mouse", "2", "Keyboard", 17, 0.42m, 0.31m)]));
        AnalyticsRoutes
            .Ranged(analytics.MapGet("/hours", Hours).May(Permission.AnalyticsView, Role.Vendor), vendor: true)
            .Doc("When customers buy", "Confirmed orders by weekday and hour, as the clocks of the shop or of `tz` show them.")
            .Example(response: new HoursBody(from, from.AddDays(30), "UTC", [new(1, 20, 14)]));
    }

    private static async Task<Results<Ok<CohortsBody>, FileContentHttpResult, ProblemResult>> Cohorts(
        [AsParameters] Question question,
        Caller caller,
        [FromKeyedServices("analytics")] Database database,
        ShopZone shop,
        TimeProvider clock
    )
    {
        question.Interval ??= "month";
        if (!question.Slice(caller, clock.GetUtcNow(), shop).Is(out var asked, out var refused))
        {
            return Answer.Problem(refused);
        }

        var starts = Stretches.Months(asked.FromMs, asked.ToMs, asked.Zone);
        if (starts.Count > CohortMonthsMax)
        {
            return Answer.Problem(
                Refusal.Invalid(
                    "invalid_range",
                    $"The range reaches over {starts.Count} months; cohorts are shown for at most {CohortMonthsMax}."
                )
            );
        }

        // A cohort is a whole month: the range begins with the month that `from` is in.
        var slice = asked with
        {
            FromMs = starts[0],
        };
        var body = CohortsBody.Of(slice, starts, await database.Read(sql => PatternFigures.Cohorts(sql, slice, starts)));
        return question.WantsCsv
            ? AnalyticsRoutes.Table(
                "cohorts",
                ["cohort", "cohort_customers", "month", "customers", "share", "orders", "cohort_day", "month_day"],
                body.Items.SelectMany(c =>
                    c.Months.Select(m => new object?[] { c.Month, c.Customers, m.Month, m.Customers, m.Share, m.Orders, c.Day, m.Day })
                )
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<BasketsBody>, FileContentHttpResult, ProblemResult>> Baskets(
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

        var body = await database.Snapshot(async sql =>
        {
            var currencies = await Figures.CurrenciesOf(sql, slice);
            var currency = question.Currency ?? currencies.FirstOrDefault(AnalyticsRoutes.CurrencyDefault);
            return BasketsBody.Of(slice, currency, currencies, await PatternFigures.Baskets(sql, slice, currency));
        });
        return question.WantsCsv
            ? AnalyticsRoutes.Table(
                "baskets",
                ["units", "units_max", "currency", "orders", "share", "revenue"],
                body.Items.Select(i => new object?[] { i.Units, i.UnitsMax, body.Currency, i.Orders, i.Share, i.Revenue })
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<PairsBody>, FileContentHttpResult, ProblemResult>> Pairs(
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

        var body = PairsBody.Of(slice, await database.Read(sql => PatternFigures.Pairs(sql, slice, page.Limit)));
        return question.WantsCsv
            ? AnalyticsRoutes.Table(
                "pairs",
                [
                    "first_product_id",
                    "first_product_name",
                    "second_product_id",
                    "second_product_name",
                    "orders",
                    "first_share",
                    "second_share",
                ],
                body.Items.Select(i =>
                    new object?[]
                    {
                        i.FirstProductId,
                        i.FirstProductName,
                        i.SecondProductId,
                        i.SecondProductName,
                        i.Orders,
                        i.FirstShare,
                        i.SecondShare,
                    }
                )
            )
            : TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<HoursBody>, FileContentHttpResult, ProblemResult>> Hours(
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

        var figures = await database.Read(sql => PatternFigures.Hours(sql, slice));
        var body = new HoursBody(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            slice.Clocks.Id,
            [.. figures.Select(f => new HourItem(f.Weekday, f.Hour, f.Orders)).OrderBy(i => i.Weekday).ThenBy(i => i.Hour)]
        );
        return question.WantsCsv
            ? AnalyticsRoutes.Table(
                "hours",
                ["weekday", "hour", "orders"],
                body.Items.Select(i => new object?[] { i.Weekday, i.Hour, i.Orders })
            )
            : TypedResults.Ok(body);
    }
}
