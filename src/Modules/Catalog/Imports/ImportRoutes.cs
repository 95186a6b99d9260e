// The HTTP routes of imports: the upload, how far it is, what a preview says, the answer to it, and the lines that were refused.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Catalog.Imports;

internal static class ImportRoutes
{
    private static readonly JobBody Example = new(
        "019a7c1e-0000-7000-8000-000000000001",
        "checked",
        1_200,
        1_200,
        1,
        [new(17, "validation_failed", "price must be from 0.01 to 10000000.00.")],
        DateTimeOffset.UnixEpoch,
        null
    )
    {
        Created = 1_000,
        Changed = 150,
        Unchanged = 49,
        Preview = true,
        Told = new(ImportLayouts.Shopify, ImportEncoding.Utf8, ",", "point", "EUR", ["Prices without a currency are taken as EUR."]),
    };

    private static readonly Refusal NoJob = Refusal.NotFound("job_not_found", "There is no import of yours under this id.");

    public static void Map(RouteGroupBuilder catalog)
    {
        catalog
            .MapPost("/products/import", Import)
            .May(Permission.ProductsEdit, Role.Vendor)
            .TakesBodyOf(Limits.ImportBytesMax)
            .Doc(
                "Import products",
                "A body of CSV with a header line (`text/csv`) or JSON Lines (`application/x-ndjson`), streamed, up to 256 MiB. Layout, delimiter (comma, semicolon, tab), encoding (UTF-8, UTF-16, Windows-1252) and decimal mark are told from the file; `told` of the job says what was told, and what was left out. "
                    + "Columns of the layout `cartwright`: product_id, name, description, price, currency, category, vendor_id, parent_id, attributes, options, tax_class, prices_include_tax (true or false), "
                    + "status, sku, barcode, brand, tags (between commas), seo.title, seo.description, slug, "
                    + "requires_shipping (true or false), weight_g (whole grams), compare_at_price, safety, images (addresses between blanks, http or https, which are fetched and kept), stock (units on hand, as counted), sale.price with sale.starts_at, sale.ends_at or both (a price for a time), attributes.<name>, options.<name>, safety.<name>. "
                    + "`category` is a path of names joined by slashes; a category that is not there yet is made. "
                    + "A line with a `product_id` changes your product of that id or makes it, so that an import may be repeated: what is as the file says is left alone. Variants may stand before their parents. "
                    + "The lines are carried out in the background; a restart goes on where it was."
            )
            .Query("layout", "Whose columns they are; told from the header when absent.", words: ImportLayouts.All)
            .Query("decimal", "What stands before fractions; told from the amounts when absent.", words: ["comma", "point"])
            .Query("currency", "Of prices that name none; the shop's when absent.")
            .Query("preview", "`true`: the job stops before anything changes; POST /api/jobs/{job_id}/apply lets it go on.", "boolean")
            .Query(
                "on_error",
                "`good` (when absent): the good lines are carried out. `none`: nothing is, where a line is wrong: all are looked through first, and what changes between is told by its line.",
                words: [ImportAsked.Good, ImportAsked.None]
            )
            .Query(
                "stock",
                "`set` (when absent): units on hand become what the file says; of staff it takes the permission `stock.edit`. `ignore` (when absent, of staff without it): they stay.",
                words: [ImportAsked.Set, ImportAsked.Ignore]
            )
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is neither CSV nor JSON Lines")
            .Refuses(RefusalKind.UnsupportedMedia, "charset_unknown", "the declared charset cannot be read")
            .Refuses(RefusalKind.Invalid, "body_missing", "the body has no line")
            .Refuses(RefusalKind.Invalid, "validation_failed", "a parameter has a value that it cannot have")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the body is larger than 256 MiB")
            .Refuses(RefusalKind.TooMany, "too_many_jobs", "too many imports of yours are unfinished")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Accepts<string>("text/csv", "application/x-ndjson")
            .Produces<JobAccepted>(StatusCodes.Status202Accepted)
            .Example(response: new JobAccepted(Example.JobId));
        catalog
            .MapGet("/jobs/{job_id}", Get)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc("See how far an import is", "Only who uploaded it and admins see it.")
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Produces<JobBody>()
            .Example(response: Example);
        catalog
            .MapGet("/jobs/{job_id}/lines", Lines)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc(
                "See what a preview says of each line",
                "Lines in the order in which they would be carried out: products first, then variants. Empty of imports without a preview."
            )
            .Query("outcome", "Only these.", words: [ImportRules.New, ImportRules.Changed, ImportRules.Unchanged, ImportRules.Refused])
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Produces<Page<JobLineBody>>()
            .Example(
                response: new Page<JobLineBody>(
                    [
                        new(
                            2,
                            "linen-apron",
                            ImportRules.Changed,
                            [
                                new(
                                    "price",
                                    System.Text.Json.JsonSerializer.SerializeToElement(39m),
                                    System.Text.Json.JsonSerializer.SerializeToElement(35m)
                                ),
                            ]
                        ),
                    ],
                    null
                )
            );
        catalog
            .MapGet("/jobs/{job_id}/refused", Refused)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc(
                "Save the lines that were refused",
                "CSV with the columns of the file and, before them, the line, a code and the reason; mended, it can be imported as it is. The first 1,000 lines. A line with what looks like a card number is not in it."
            )
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
        catalog
            .MapPost("/jobs/{job_id}/apply", Apply)
            .May(Permission.ProductsEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Carry a preview out",
                "All lines, or the good ones. Lines are decided once more when their turn comes: what changed since the preview is told by its line. Staff need `products.edit` still, "
                    + "and `stock.edit` where counts are set."
            )
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Refuses(RefusalKind.Conflict, "job_not_checked", "it does not wait for an answer")
            .Refuses(RefusalKind.Conflict, "lines_refused", "on_error is none, and a line is wrong")
            .Produces<JobAccepted>(StatusCodes.Status202Accepted)
            .Example(new ApplyJobBody(ImportAsked.Good), new JobAccepted(Example.JobId));
        catalog
            .MapDelete("/jobs/{job_id}", Discard)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc("Give a preview up", "Nothing was changed and nothing will be. One that nobody answers is given up after two days.")
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Refuses(RefusalKind.Conflict, "job_not_checked", "it does not wait for an answer")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Import(HttpContext context, Caller caller, ReceiveImport receive)
    {
        var isTyped = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type);
        var format = isTyped
            ? type!.MediaType.Value?.ToLowerInvariant() switch
            {
                "text/csv" or "application/csv" or "text/tab-separated-values" => "csv",
                "application/x-ndjson"
                or "application/ndjson"
                or "application/jsonl"
                or "application/x-jsonlines"
                or "application/json-lines"
                or "application/jsonlines" => "jsonl",
                _ => null,
            }
            : null;
        if (format is null)
        {
            return Answer.Problem(
                new Refusal(
                    RefusalKind.UnsupportedMedia,
                    "unsupported_media_type",
                    "Send 'Content-Type: text/csv' or 'application/x-ndjson'."
                )
            );
        }

        var query = context.Request.Query;
        string? Given(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        return
            CatalogRoutes.SellerOf(caller).Is(out var seller, out var refused)
            && ImportRights.Stock(caller, seller, Given("stock")).Is(out var stock, out refused)
            && ImportAsked
                .Of(Given("layout"), Given("decimal"), Given("currency"), type!.Charset.Value, Given("preview"), Given("on_error"), stock)
                .Is(out var asked, out refused)
            ? Answer.Accepted(
                (await receive.Receive(context.Request.BodyReader, format, seller, asked, context.RequestAborted)).Then(
                    id => new JobAccepted(id)
                ),
                job => "/api/jobs/" + job.JobId
            )
            : Answer.Problem(refused);
    }

    private static async Task<IResult> Get(string job_id, Caller caller, [FromKeyedServices("catalog")] Database database) =>
        (await Own(job_id, caller, database)).Is(out var job, out var refused)
            ? TypedResults.Ok(JobBody.Of(job, await database.Read(sql => ImportStore.Errors(sql, job_id))))
            : Answer.Problem(refused);

    private static async Task<IResult> Lines(
        string job_id,
        string? outcome,
        Caller caller,
        PageRequest page,
        [FromKeyedServices("catalog")] Database database
    )
    {
        var purpose = $"job lines\n{job_id}\n{outcome}";
        var check = new Check().OneOf(
            "outcome",
            outcome is "" ? null : outcome,
            ImportRules.New,
            ImportRules.Changed,
            ImportRules.Unchanged,
            ImportRules.Refused
        );
        if (
            !(await Own(job_id, caller, database)).Is(out _, out var refused)
            || (refused = check.Refused) is not null
            || !page.After(purpose, 1).Is(out var after, out refused)
        )
        {
            return Answer.Problem(refused!);
        }

        var behind = after is null ? 0 : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql =>
            ImportStore.Lines(sql, job_id, string.IsNullOrEmpty(outcome) ? null : outcome, behind, page.Limit + 1)
        );
        return TypedResults.Ok(page.Page(purpose, rows, JobLineBody.Of, row => [row.Number.ToString(CultureInfo.InvariantCulture)]));
    }

    private static async Task<IResult> Refused(string job_id, Caller caller, [FromKeyedServices("catalog")] Database database) =>
        (await Own(job_id, caller, database)).Is(out var job, out var refused) ? new RefusedLines(job, database) : Answer.Problem(refused);

    private static async Task<IResult> Apply(
        string job_id,
        Body<ApplyJobBody> body,
        Caller caller,
        RunImports run,
        [FromKeyedServices("catalog")] Database database,
        CancellationToken cancel
    )
    {
        var onError = body.Value.OnError ?? ImportAsked.Good;
        var check = new Check().OneOf("on_error", onError, ImportAsked.Good, ImportAsked.None);
        if (
            !(await Own(job_id, caller, database)).Is(out var job, out var refused)
            || (refused = check.Refused ?? ImportRights.Applies(job, caller)) is not null
        )
        {
            return Answer.Problem(refused!);
        }

        return Answer.Accepted(
            (await run.Apply(job, onError, cancel)).Then(after => new JobAccepted(after.JobId)),
            accepted => "/api/jobs/" + accepted.JobId
        );
    }

    private static async Task<IResult> Discard(
        string job_id,
        Caller caller,
        RunImports run,
        [FromKeyedServices("catalog")] Database database,
        CancellationToken cancel
    ) =>
        (await Own(job_id, caller, database)).Is(out var job, out var refused)
            ? Answer.NoContent(await run.Discard(job, cancel))
            : Answer.Problem(refused);

    private static async Task<Outcome<ImportJob>> Own(string jobId, Caller caller, Database database)
    {
        var job = await database.Read(sql => ImportStore.Find(sql, jobId));
        return job is null || (!caller.May(Permission.ProductsEdit) && job.Uploader.UserId != caller.UserId) ? NoJob : job;
    }
}
