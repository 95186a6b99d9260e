// What customers have bought: one, and lists from the most on. Who they are beyond their orders, Identity knows.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What a customer has bought in one currency.</summary>
/// <param name="Spent">What was taken less what went back.</param>
/// <param name="Refunded">What went back.</param>
/// <param name="Average">Spent by order.</param>
internal sealed record SpentBody(string Currency, long Orders, decimal Spent, decimal Refunded, decimal Average);

/// <summary>A customer's figures.</summary>
/// <param name="CustomerId">The user's or guest's id.</param>
/// <param name="Guest">Whether the orders belong to no account.</param>
/// <param name="Email">Of the last order; null where whoever placed it was erased, or there is none.</param>
/// <param name="Name">The same.</param>
/// <param name="Orders">All that were not cancelled and whose payment did not fail.</param>
internal sealed record CustomerFiguresBody(
    string CustomerId,
    bool Guest,
    string? Email,
    string? Name,
    long Orders,
    DateTimeOffset? LastOrderAt,
    string? LastOrderId,
    IReadOnlyList<SpentBody> Spent
);

/// <param name="Currencies">Those that somebody has bought in.</param>
internal sealed record CustomersPageBody(IReadOnlyList<CustomerFiguresBody> Items, string? NextCursor, IReadOnlyList<string> Currencies);

internal static class CustomerRoutes
{
    private const int OrdersLookedAt = 200;

    private static readonly CustomerFiguresBody Casey = new(
        "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77",
        false,
        "casey@example.com",
        "Casey Customer",
        3,
        OrderBody.Time(1_780_000_000_000),
        "0199a1b2-0000-7000-8000-000000000001",
        [new("USD", 3, 239.92m, 29.99m, 79.97m)]
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/api/customers").Area("Customers").May(Permission.CustomersView);
        customers
            .MapGet(string.Empty, List)
            .RequireRateLimiting(RateLimits.Read)
            .Query("sort", "-spent (of a currency), -orders or -last_order, which it is when absent.")
            .Query("currency", "Whose amounts -spent sorts by; the first of `currencies` when absent.")
            .Query(
                "q",
                "Instead of a list: who placed orders with this e-mail address, or with these words in the order; at most some of the last."
            )
            .Query("customer_ids", "Instead of a list: these, separated by commas, at most 200; those without orders are left out.")
            .Doc(
                "Customers by what they bought",
                "Accounts and guests with orders. The figures follow the orders within some seconds, and no order is read for them."
            )
            .Example(response: new CustomersPageBody([Casey], null, ["USD"]))
            .Refuses(RefusalKind.Invalid, "validation_failed", "a sort, currency or list of ids that cannot be");
        customers
            .MapGet("/{customer_id}", Get)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("What a customer bought", "Also of one who has bought nothing, or who is not there: then all is zero.")
            .Example(response: Casey);
    }

    private static async Task<Results<Ok<CustomersPageBody>, ProblemResult>> List(
        PageRequest page,
        string? sort,
        string? currency,
        string? q,
        [FromQuery(Name = "customer_ids")] string? customerIds,
        OrderLists lists,
        [FromKeyedServices("ordering")] Database database
    )
    {
        var ids = customerIds?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        var check = new Check()
            .OneOf("sort", sort, [.. BuyerSql.Sorts.Keys])
            .That(currency is null || Currencies.IsKnown(currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .Text("q", q, Limits.SearchCharsMax)
            .Count("customer_ids", ids, Limits.PageItemsMax)
            .That(q is null || ids is null, "q", "must not stand beside customer_ids");
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        var currencies = await database.Read(BuyerSql.Currencies);
        if (ids is not null || q is not null)
        {
            var found = ids ?? await Placed(q!.Trim(), lists, database);
            var items = await Figures(database, found);
            return TypedResults.Ok(new CustomersPageBody([.. items.Where(one => one.LastOrderId is not null)], null, currencies));
        }

        var by = sort ?? "-last_order";
        var of = by == "-spent" ? currency ?? currencies.FirstOrDefault() ?? "USD" : string.Empty;
        var purpose = $"customers {by} {of}";
        if (!page.After(purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql =>
            BuyerSql.Page(
                sql,
                by,
                of,
                after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]),
                page.Limit + 1
            )
        );
        var figures = (await Figures(database, [.. rows.Select(row => row.Holder)])).ToDictionary(one => one.CustomerId);
        var shown = page.Page(
            purpose,
            rows,
            row => figures[row.Holder],
            row => [row.Value.ToString(CultureInfo.InvariantCulture), row.Holder]
        );
        return TypedResults.Ok(new CustomersPageBody(shown.Items, shown.NextCursor, currencies));
    }

    private static async Task<Ok<CustomerFiguresBody>> Get(
        [FromRoute(Name = "customer_id")] string customerId,
        [FromKeyedServices("ordering")] Database database
    ) => TypedResults.Ok((await Figures(database, [customerId]))[0]);

    // Guests have an id for each device; by an address all are found.
    private static async ValueTask<List<string>> Placed(string q, OrderLists lists, Database database)
    {
        var orders = EmailAddress.IsValid(q)
            ? await database.Read(sql => EraseSql.OfEmail(sql, q, rows: OrdersLookedAt))
            :
            [
                .. (await lists.Find(new(null, null, null, null, null, q, OrderLists.NewestFirst, null), OrdersLookedAt)).Rows.Select(row =>
                    row.Order.Id
                ),
            ];
        return orders.Count == 0
            ? []
            :
            [
                .. (await database.Read(sql => BuyerSql.Placers(sql, orders)))
                    .Select(one => one.Holder)
                    .Distinct()
                    .Take(Limits.PageItemsMax),
            ];
    }

    private static async ValueTask<List<CustomerFiguresBody>> Figures(Database database, List<string> ids)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var (rows, placers) = await database.Snapshot(async sql =>
        {
            var buyers = await BuyerSql.Of(sql, ids);
            var last = buyers.Where(one => one.Currency.Length == 0).Select(one => one.LastOrderId).ToList();
            return (buyers, last.Count == 0 ? [] : await BuyerSql.Placers(sql, last));
        });
        var of = rows.ToLookup(row => row.Holder);
        var by = placers.ToDictionary(one => one.OrderId, one => one.Terms);
        return ids.ConvertAll(id =>
        {
            var all = of[id].FirstOrDefault(row => row.Currency.Length == 0);
            var terms = all is null ? null : by.GetValueOrDefault(all.LastOrderId);
            return new CustomerFiguresBody(
                id,
                id.StartsWith("guest-", StringComparison.Ordinal),
                NullIfEmpty(terms?.Email),
                NullIfEmpty(terms?.Address.Name),
                all?.Orders ?? 0,
                all is null ? null : OrderBody.Time(all.LastMs),
                all?.LastOrderId,
                [.. of[id].Where(row => row.Currency.Length > 0).Select(Spent)]
            );
        });
    }

    private static SpentBody Spent(Buyer row) =>
        new(
            row.Currency,
            row.Orders,
            Currencies.ToMajor(row.Spent, row.Currency),
            Currencies.ToMajor(row.Refunded, row.Currency),
            Currencies.ToMajor(row.Orders == 0 ? 0 : row.Spent / row.Orders, row.Currency)
        );

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
