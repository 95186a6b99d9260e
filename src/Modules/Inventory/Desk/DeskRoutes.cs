// The HTTP routes of those who look after stock.
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

namespace Cartwright.Inventory;

/// <summary>A movement of a product's stock.</summary>
/// <param name="Number">Rises with every movement of the shop.</param>
/// <param name="Reference">The order, or who adjusted it, by id.</param>
/// <param name="Note">What was written with an adjustment; absent of orders.</param>
public sealed record MovementBody(
    long Number,
    DateTimeOffset At,
    [property: OneOf("receipt", "write_off", "reserved", "sold", "released", "expired", "returned")] string Reason,
    long DeltaOnHand,
    long DeltaReserved,
    string Reference,
    string? Note
);

/// <summary>When a product runs low.</summary>
/// <param name="LowAt">When so many units or fewer can be bought, 0 to 1000.</param>
public sealed record LowAtBody(long LowAt);

internal static class DeskRoutes
{
    private const string Example = "1";

    public static void Map(RouteGroupBuilder inventory)
    {
        inventory
            .MapGet("/", List)
            .May(Permission.StockView, Role.Vendor)
            .Doc(
                "Stock, and what runs out",
                "Products that were stocked once, drafts included, in the order of their ids: those that run low, or with `low=any` all. A vendor sees its own; a page may be short and still have a next one, where few of many match."
            )
            .Query("low", "`any` for all, or units at most, 0 to 1000; when absent what each product says itself, 5 where it says nothing.")
            .Query("q", "An id, the beginning of a SKU, or a part of a name; case does not matter.")
            .Refuses(RefusalKind.Invalid, "validation_failed", "`low` is out of range")
            .Example(response: new Page<LowStockLine>([new(Example, "Wireless Mouse", "vendor-1", false, 5, 3, 2, 5, "WM-1")], null));

        inventory
            .MapPost("/adjustments", Adjust)
            .May(Permission.StockEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Adjust or count many products",
                $"Up to {AdjustMany.LinesMax} lines, each with `delta` (units that came in or are gone) or `counted` (units that are there; the difference goes into the ledger). A vendor adjusts its own products. "
                    + "In mode `good` what can be adjusted is, and `results` says of each line what became of it; in mode `all` all are or none."
            )
            .Header("Idempotency-Key", "Required: repeating with the same key answers the same and changes nothing.")
            .Example(
                new AdjustManyBody([new(Example, Counted: 118), new("2", Delta: 25, Reason: "delivery 4711")], AdjustMany.Good),
                new AdjustManyReply(
                    1,
                    1,
                    [
                        new(0, Example, -2, new(Example, 118, 3, 115), null, null),
                        new(1, "2", null, null, "product_not_found", "There is no product 2."),
                    ]
                )
            )
            .Refuses(RefusalKind.Conflict, "bulk_refused", "in mode `all` a line cannot be adjusted; `results` names it, and nothing was")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used for other adjustments");

        inventory
            .MapGet("/{product_id}/ledger", Ledger)
            .May(Permission.StockView, Role.Vendor)
            .Doc(
                "The books of a product's stock",
                "Every movement of its units, the newest first: what came in and went, was held for orders, sold, let go and came back, with whose doing it was."
            )
            .Example(
                response: new Page<MovementBody>(
                    [new(4_711, DateTimeOffset.UnixEpoch, "receipt", 25, 0, "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77", "delivery 4711")],
                    null
                )
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's");

        inventory
            .MapPut("/{product_id}/low", SetLow)
            .May(Permission.StockEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Say when a product runs low", "When so many units or fewer can be bought it is in the list of what runs out.")
            .Example(new LowAtBody(12), new LowAtBody(12))
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's");
    }

    private static async Task<Results<Ok<Page<LowStockLine>>, ProblemResult>> List(
        Caller caller,
        PageRequest page,
        [FromQuery(Name = "low")] string? low,
        [FromQuery(Name = "q")] string? q,
        LowStock list,
        CancellationToken cancel
    )
    {
        long units;
        switch (low)
        {
            case null or "":
                units = DeskSql.Own;
                break;
            case "any":
                units = DeskSql.Any;
                break;
            default:
                if (!long.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out units))
                {
                    return Answer.Problem(new Check().That(false, "low", "must be a whole number, or any").Refused!);
                }

                break;
        }

        return Answer.Ok(await list.Run(caller, units, page, cancel, q));
    }

    private static async Task<Results<Ok<AdjustManyReply>, ProblemResult>> Adjust(
        Body<AdjustManyBody> body,
        Caller caller,
        AdjustMany adjust,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        CancellationToken cancel
    ) => Answer.Ok(await adjust.Run(caller, body.Value, key, cancel));

    private static async Task<Results<Ok<Page<MovementBody>>, ProblemResult>> Ledger(
        [FromRoute(Name = "product_id")] string productId,
        Caller caller,
        PageRequest page,
        ICatalog catalog,
        [FromKeyedServices("inventory")] Database database,
        CancellationToken cancel
    )
    {
        var purpose = "ledger\n" + productId;
        if (
            !(await AdjustStock.Of(catalog, caller, productId, cancel, Permission.StockView)).Is(out _, out var refused)
            || !page.After(purpose, 1).Is(out var after, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var before = after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => DeskSql.Ledger(sql, productId, before, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                row => new MovementBody(
                    row.Number,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs),
                    row.Reason,
                    row.DeltaOnHand,
                    row.DeltaReserved,
                    row.Reference,
                    row.Note
                ),
                row => [row.Number.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static async Task<Results<Ok<LowAtBody>, ProblemResult>> SetLow(
        [FromRoute(Name = "product_id")] string productId,
        Body<LowAtBody> body,
        Caller caller,
        ICatalog catalog,
        [FromServices] StockWriter writer,
        [FromKeyedServices("inventory")] Database database,
        CancellationToken cancel
    )
    {
        if (
            new Check().Range("low_at", body.Value.LowAt, 0, LowStock.LowMax).Refused is { } wrong
            || !(await AdjustStock.Of(catalog, caller, productId, cancel)).Is(out _, out wrong)
        )
        {
            return Answer.Problem(wrong);
        }

        await database.Write(
            async tx =>
            {
                await DeskSql.SetLowAt(tx, productId, body.Value.LowAt);
                tx.OnCommitted(writer.Marked);
                return true;
            },
            cancel
        );
        return TypedResults.Ok(body.Value);
    }
}
