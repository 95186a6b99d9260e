// The HTTP routes of imports of products.
using Cartwright.Catalog.Imports;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Catalog.CatalogRoutes;

namespace Cartwright.Catalog;

internal static class ImportRoutes
{
    public static void Map(RouteGroupBuilder catalog)
    {
        catalog
            .MapPost("/products/import", Import)
            .Only(Role.Vendor, Role.Admin)
            .TakesBodyOf(Limits.ImportBytesMax)
            .Doc(
                "Import products",
                "A body of CSV (RFC 4180 with a header line; `text/csv`) or JSON Lines (`application/x-ndjson`), streamed, up to 256 MiB, UTF-8. "
                    + "Columns: product_id, name, description, price, currency, category, vendor_id, parent_id, attributes, options, tax_class, prices_include_tax (true or false), "
                    + "status, sku, barcode, brand, tags (between commas), seo.title, seo.description, slug, "
                    + "requires_shipping (true or false), weight_g (whole grams), compare_at_price, safety, images (addresses between blanks, http or https, which are fetched and kept), attributes.<name>, options.<name>, safety.<name>. "
                    + "`category` is a path of names joined by slashes; a category that is not there yet is made. "
                    + "A line with a `product_id` changes your product of that id or makes it, so that an import may be repeated; one without makes a new product. "
                    + "The lines are carried out in the background; a restart goes on where it was."
            )
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is neither CSV nor JSON Lines")
            .Refuses(RefusalKind.Invalid, "body_missing", "the body has no line")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the body is larger than 256 MiB")
            .Refuses(RefusalKind.TooMany, "too_many_jobs", "too many imports of yours are unfinished")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Accepts<string>("text/csv", "application/x-ndjson")
            .Produces<JobAccepted>(StatusCodes.Status202Accepted)
            .Example(response: new JobAccepted("019a7c1e-0000-7000-8000-000000000001"));
        catalog
            .MapGet("/jobs/{job_id}", GetJob)
            .Only(Role.Vendor, Role.Admin)
            .Doc("See how far an import is", "Only who uploaded it and admins see it.")
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Produces<JobBody>()
            .Example(
                response: new JobBody(
                    "019a7c1e-0000-7000-8000-000000000001",
                    "running",
                    300,
                    1_200,
                    1,
                    [new(17, "validation_failed", "price must be from 0.01 to 10000000.00.")],
                    DateTimeOffset.UnixEpoch,
                    null
                )
            );
    }

    private static async Task<IResult> Import(HttpContext context, Caller caller, ReceiveImport receive)
    {
        var format = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "text/csv" or "application/csv" => "csv",
            "application/x-ndjson"
            or "application/ndjson"
            or "application/jsonl"
            or "application/x-jsonlines"
            or "application/json-lines"
            or "application/jsonlines" => "jsonl",
            _ => null,
        };
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

        return SellerOf(caller).Is(out var seller, out var refused)
            ? Answer.Accepted(
                (await receive.Receive(context.Request.BodyReader, format, seller, context.RequestAborted)).Then(id => new JobAccepted(id)),
                job => "/api/jobs/" + job.JobId
            )
            : Answer.Problem(refused);
    }

    private static async Task<IResult> GetJob(string job_id, Caller caller, [FromKeyedServices("catalog")] Database database)
    {
        var job = await database.Read(sql => ImportStore.Find(sql, job_id));
        return job is null || (!caller.IsAdmin && job.Uploader.UserId != caller.UserId)
            ? Answer.Problem(Refusal.NotFound("job_not_found", "There is no import of yours under this id."))
            : TypedResults.Ok(
                new JobBody(
                    job.JobId,
                    job.State,
                    job.Done,
                    job.Total,
                    job.Failed,
                    await database.Read(sql => ImportStore.Errors(sql, job_id)),
                    DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedMs),
                    job.FinishedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null
                )
            );
    }
}
