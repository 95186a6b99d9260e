// The HTTP routes of tax rates, for admins: the shop's own rows, those beneath them, and what a row does to a sale.
using System.Globalization;
using System.Text.Json.Nodes;
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

internal static class TaxRateRoutes
{
    private const string Id = "0199a1b2-0000-7000-8000-000000000099";
    private const string IfMatch = "The ETag seen; the change is made only if the row is still at that version.";

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly TaxRateBody Written = new(
        "DE",
        7m,
        true,
        TaxClass: "books",
        ValidFrom: new DateOnly(2026, 1, 1),
        Source: "UStG § 12 (2)"
    );
    private static readonly TaxRateReply Shown = TaxRateReply.Of(
        new(Id, Written.Checked().Value, 1, Then.ToUnixTimeMilliseconds(), Then.ToUnixTimeMilliseconds())
    );
    private static readonly FixedRateBody Fixed = FixedRateBody.Of(TaxFile.BuiltIn("eu.csv").First(row => row.Place.Country == "DE"));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var rates = routes.MapGroup("/api/tax-rates").Area("Tax rates").May(Permission.TaxesEdit);
        rates
            .MapPost(string.Empty, Create)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Write a row of tax rates",
                "A rate of a class of goods at a place, from a day to a day. It holds before the configuration's row and the built-in one of its place and class; of several places the most "
                    + "specific holds: the longest beginning of the postal code, the region, the country. In force for orders placed from now on, everywhere within two seconds."
            )
            .Example(Written, Shown)
            .Refuses(RefusalKind.Conflict, "tax_rate_overlaps", "another row of the class and place holds on some of its days: tax_rate_id")
            .Refuses(RefusalKind.Conflict, "too_many_tax_rates", $"there are {TaxRateMemory.RowsMax} rows already");
        rates
            .MapGet(string.Empty, List)
            .Doc("List the shop's own rows", "The oldest first.")
            .Query("country", "Only rows of this country and places in it.")
            .Query("tax_class", "Only rows of this class.")
            .Example(response: Examples.Page(Shown));
        rates
            .MapGet("/fixed", ListFixed)
            .Doc(
                "List the rows beneath",
                "Those of the configuration and of the program, each with its source and when it was compared with it. A row of the shop's own for the place and class goes before."
            )
            .Query("country", "Only rows of this country and places in it.")
            .Example(response: Examples.Page(Fixed));
        rates
            .MapPost("/example", Work)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Work an example out",
                "What one unit costs at a place now, and with a row that is not written yet. Nothing is changed. Where nothing is sold, problem says why."
            )
            .Example(
                new TaxExampleBody("DE", 10.70m, "EUR", TaxClass: "books", Row: Written),
                new TaxExampleReply(
                    new(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "This shop does not sell to DE yet: it has not said what tax is due there on goods of the class books."
                    ),
                    new("DE", 7m, true, TaxReason.Taxed, 10m, 0.70m, 10.70m, null)
                )
            )
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "the VAT number has another form, or a check digit is wrong");
        rates
            .MapGet("/{tax_rate_id}", Get)
            .Doc("Get a row", "As it was written, with its version as ETag.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "tax_rate_not_found", "there is no such row");
        rates
            .MapPatch("/{tax_rate_id}", Change)
            .TakesPartOf<TaxRateBody>()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a row",
                "Members that are given replace the present ones, null takes one away, all others stay. Orders placed before keep their tax. A rate that changes on a day is better written as a second row, beside a valid_to of the first."
            )
            .Header("If-Match", IfMatch)
            .Example(new JsonObject { ["valid_to"] = "2026-12-31" }, Shown with { ValidTo = new DateOnly(2026, 12, 31), Version = 2 })
            .Refuses(RefusalKind.NotFound, "tax_rate_not_found", "there is no such row")
            .Refuses(RefusalKind.Conflict, "tax_rate_overlaps", "another row of the class and place holds on some of its days: tax_rate_id")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the row has changed meanwhile");
        rates
            .MapDelete("/{tax_rate_id}", Delete)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Delete a row",
                "204 also when it was not there. What is configured or built in for its place holds again, and if nothing is, nothing is sold there."
            )
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the row has changed meanwhile");
        rates
            .MapGet("/{tax_rate_id}/changes", Changes)
            .Doc("Who changed a row", "Every change with the row as it was written then, the oldest first; also of a row that was deleted.")
            .Example(response: Examples.Page(new RateChangeBody("created", Written, "u-1", Then)));
    }

    private static async Task<Results<Created<TaxRateReply>, ProblemResult>> Create(
        Body<TaxRateBody> body,
        Caller caller,
        EditTaxRates edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        Answer.Created(
            (await edit.Create(body.Value, caller.UserId, cancel)).Then(rate => Tagged(context, rate)),
            rate => "/api/tax-rates/" + rate.TaxRateId
        );

    private static async Task<Results<Ok<Page<TaxRateReply>>, ProblemResult>> List(
        PageRequest page,
        [FromQuery] string? country,
        [FromQuery(Name = "tax_class")] string? taxClass,
        [FromKeyedServices("ordering")] Database database
    )
    {
        var (of, check) = (country?.ToUpperInvariant(), new Check());
        check
            .That(of is null || Countries.IsKnown(of), "country", "must be the code of a country in two letters (ISO 3166-1), such as DE")
            .That(taxClass is null or TaxClasses.Any || TaxClasses.IsClass(taxClass), "tax_class", TaxClasses.Sentence);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        var purpose = $"tax rates:{of}:{taxClass}";
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => TaxRateSql.Page(sql, after?[0] ?? string.Empty, of, taxClass, page.Limit + 1));
        return TypedResults.Ok(page.Page(purpose, rows, TaxRateReply.Of, row => [row.Id]));
    }

    private static Results<Ok<Page<FixedRateBody>>, ProblemResult> ListFixed(PageRequest page, [FromQuery] string? country, TaxRows rows)
    {
        var of = country?.ToUpperInvariant();
        if (
            new Check()
                .That(
                    of is null || Countries.IsKnown(of),
                    "country",
                    "must be the code of a country in two letters (ISO 3166-1), such as DE"
                )
                .Refused is
            { } wrong
        )
        {
            return Answer.Problem(wrong);
        }

        var purpose = "fixed tax rates:" + of;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var first = after is null ? 0 : int.Parse(after[0], CultureInfo.InvariantCulture);
        var found = rows
            .All.Where(row => of is null || row.Place.Country == of)
            .OrderBy(row => row.Place.ToString(), StringComparer.Ordinal)
            .ToList();
        var shown = found.Select((row, i) => (Row: row, Next: i + 1)).Skip(first).Take(page.Limit + 1).ToList();
        return TypedResults.Ok(
            page.Page(purpose, shown, one => FixedRateBody.Of(one.Row), one => [one.Next.ToString(CultureInfo.InvariantCulture)])
        );
    }

    private static async Task<Results<Ok<TaxExampleReply>, ProblemResult>> Work(Body<TaxExampleBody> body, TaxExample example) =>
        Answer.Ok(await example.Of(body.Value));

    private static async Task<Results<Ok<TaxRateReply>, StatusCodeHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "tax_rate_id")] string id,
        [FromKeyedServices("ordering")] Database database,
        HttpContext context
    ) =>
        await database.Read(sql => TaxRateSql.Get(sql, id)) is not { } rate ? Answer.Problem(EditTaxRates.NotFound)
        : context.NotModified(Conditional.ETag(rate.Version)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
        : TypedResults.Ok(TaxRateReply.Of(rate));

    private static async Task<Results<Ok<TaxRateReply>, ProblemResult>> Change(
        [FromRoute(Name = "tax_rate_id")] string id,
        Body<JsonObject> body,
        Caller caller,
        EditTaxRates edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok((await edit.Change(id, body.Value, version, caller.UserId, cancel)).Then(rate => Tagged(context, rate)))
            : Answer.Problem(refused);

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        [FromRoute(Name = "tax_rate_id")] string id,
        Caller caller,
        EditTaxRates edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(await edit.Delete(id, version, caller.UserId, cancel))
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<RateChangeBody>>, ProblemResult>> Changes(
        [FromRoute(Name = "tax_rate_id")] string id,
        PageRequest page,
        [FromKeyedServices("ordering")] Database database
    )
    {
        var purpose = "changes of a tax rate:" + id;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var number = after is null ? 0 : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => TaxRateSql.Changes(sql, id, number, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                change => new RateChangeBody(change.Action, EditTaxRates.Read(change.Content), change.ActorId, OrderBody.Time(change.AtMs)),
                change => [change.Number.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static TaxRateReply Tagged(HttpContext context, ShopRate rate)
    {
        context.Response.Headers.ETag = Conditional.ETag(rate.Version);
        return TaxRateReply.Of(rate);
    }
}
