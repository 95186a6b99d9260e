// The HTTP routes of vendors' statements and their papers: a vendor has its own, admins have all.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class StatementRoutes
{
    private const string Pdf = "application/pdf";
    private const string Xml = "application/xml";
    private const string Csv = "text/csv";

    /// <summary>Entries of a file: a vendor with a hundred thousand orders a month, and few enough for memory.</summary>
    private const int EntriesMax = 200_000;

    private static readonly DateOnly First = new(2026, 1, 1);

    private static readonly VendorPaperBody PaperExample = new(
        "SB-vendor-1-2026-000001",
        VendorPaperKind.SelfBilledInvoice,
        new DateOnly(2026, 2, 1),
        1_000m,
        190m,
        1_190m,
        "EUR",
        [new(19m, TaxReason.Taxed, 1_000m, 190m)],
        null
    );

    private static readonly StatementBody Example = new(
        "ST-vendor-1-2026-000001",
        "vendor-1",
        "2026-01",
        First,
        new DateOnly(2026, 1, 31),
        new DateOnly(2026, 2, 1),
        [new("EUR", 0m, 1_190m, 0m, -119m, 0m, 0m, -500m, 571m, 12, [new(10m, -119m)])],
        [PaperExample],
        [new(VendorPaperKind.Commission, [new("vat_number", TraderGaps.Commission, "Give the VAT number.")])]
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/api/vendor").Area("Vendor");
        Mine(mine.MapGet("/statements", Own).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("Your statements", "One a month of the shop, newest first, made once the month has ended and never changed.")
            .Example(response: Examples.Page(Example));
        One(Mine(mine.MapGet("/statements/{month}", OwnOne).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read)))
            .Doc("A statement of yours", "Its sums, its papers, and what papers wait for.")
            .Example(response: Example);
        File(One(Mine(mine.MapGet("/statements/{month}/file", OwnFile).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))))
            .Doc("A statement of yours as a file", "PDF, or as CSV every entry of your ledger that stands in it.");
        Paper(Mine(mine.MapGet("/papers/{number}", OwnPaper).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read)))
            .Doc("An invoice or a credit note of yours", "What you sold to the shop, written by it in your name, or its commission.");

        var all = routes.MapGroup("/api/payouts").Area("Payouts");
        all.MapGet("/statements", All)
            .May(Permission.PayoutsView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Statements of vendors", "The newest month first; of one vendor with vendor_id.")
            .Query("vendor_id", "Only this vendor's.")
            .Example(response: Examples.Page(Example));
        One(all.MapGet("/statements/{vendor_id}/{month}", OneOf).May(Permission.PayoutsView).RequireRateLimiting(RateLimits.Read))
            .Doc("A vendor's statement", "Its sums, its papers, and what papers wait for.")
            .Example(response: Example);
        File(
                One(
                    all.MapGet("/statements/{vendor_id}/{month}/file", FileOf)
                        .May(Permission.PayoutsView)
                        .RequireRateLimiting(RateLimits.Read)
                )
            )
            .Doc("A vendor's statement as a file", "PDF, or as CSV every entry of the ledger that stands in it.");
        Paper(all.MapGet("/papers/{vendor_id}/{number}", PaperOf).May(Permission.PayoutsView).RequireRateLimiting(RateLimits.Read))
            .Doc("An invoice or a credit note of a vendor", "What it sold to the shop, or the shop's commission.");
    }

    private static RouteHandlerBuilder Mine(RouteHandlerBuilder route) =>
        route.Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");

    private static RouteHandlerBuilder One(RouteHandlerBuilder route) =>
        route.Refuses(RefusalKind.NotFound, "statement_not_found", "the month is not closed, or is none of the vendor's");

    private static RouteHandlerBuilder Printed(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.Unavailable, "pdf_unavailable", "this process cannot print; the other format is there all the same")
            .Refuses(RefusalKind.Unavailable, "busy", "many papers are being printed; repeat in a second");

    private static RouteHandlerBuilder File(RouteHandlerBuilder route) =>
        Printed(route)
            .Query("format", "pdf, which is the usual, or csv.")
            .Produces(StatusCodes.Status200OK, contentType: Pdf, additionalContentTypes: Csv)
            .Refuses(RefusalKind.TooLarge, "too_many_rows", $"the month has more than {EntriesMax} entries");

    private static RouteHandlerBuilder Paper(RouteHandlerBuilder route) =>
        Printed(route)
            .Query("format", "pdf, which is the usual, or xml for EN 16931 in UBL 2.1.")
            .Produces(StatusCodes.Status200OK, contentType: Pdf, additionalContentTypes: Xml)
            .Refuses(RefusalKind.NotFound, "paper_not_found", "the vendor has no such paper");

    private static async Task<Results<Ok<Page<StatementBody>>, ProblemResult>> Own(
        Caller caller,
        PageRequest page,
        StatementBook book,
        StatementPapers papers
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await Listed(vendorId, page, book, papers)
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<StatementBody>>, ProblemResult>> All(
        PageRequest page,
        StatementBook book,
        StatementPapers papers,
        [FromQuery(Name = "vendor_id")] string? vendorId
    )
    {
        if (vendorId is not null)
        {
            return await Listed(vendorId, page, book, papers);
        }

        const string Purpose = "statements";
        return !page.After(Purpose, 2).Is(out var after, out var refused)
            ? Answer.Problem(refused)
            : TypedResults.Ok(
                await Page(
                    Purpose,
                    page,
                    await book.All(after is null ? null : (after[0], after[1]), page.Limit + 1),
                    papers,
                    one => [one.Content.Month, one.Content.VendorId]
                )
            );
    }

    private static async Task<Results<Ok<Page<StatementBody>>, ProblemResult>> Listed(
        string vendorId,
        PageRequest page,
        StatementBook book,
        StatementPapers papers
    )
    {
        const string Purpose = "statements of one";
        return !page.After(Purpose, 1).Is(out var after, out var refused)
            ? Answer.Problem(refused)
            : TypedResults.Ok(
                await Page(Purpose, page, await book.Of(vendorId, after?[0], page.Limit + 1), papers, one => [one.Content.Month])
            );
    }

    private static async Task<Page<StatementBody>> Page(
        string purpose,
        PageRequest page,
        List<Statement> rows,
        StatementPapers papers,
        Func<Statement, string[]> key
    )
    {
        var bodies = new Dictionary<string, StatementBody>(StringComparer.Ordinal);
        foreach (var row in rows.Take(page.Limit))
        {
            bodies[row.Number] = await Told(row, papers);
        }

        return page.Page(purpose, rows, row => bodies[row.Number], key);
    }

    private static async Task<Results<Ok<StatementBody>, ProblemResult>> OwnOne(
        string month,
        Caller caller,
        StatementBook book,
        StatementPapers papers
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await Told(vendorId, month, book, papers)
            : Answer.Problem(refused);

    private static Task<Results<Ok<StatementBody>, ProblemResult>> OneOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        string month,
        StatementBook book,
        StatementPapers papers
    ) => Told(vendorId, month, book, papers);

    private static async Task<Results<Ok<StatementBody>, ProblemResult>> Told(
        string vendorId,
        string month,
        StatementBook book,
        StatementPapers papers
    ) => await book.Find(vendorId, month) is { } statement ? TypedResults.Ok(await Told(statement, papers)) : Answer.Problem(NotFound);

    private static async ValueTask<StatementBody> Told(Statement statement, StatementPapers papers)
    {
        var (vendorId, month) = (statement.Content.VendorId, statement.Content.Month);
        var written = await papers.Of(vendorId, month, month);
        return StatementBody.Of(statement, written, await papers.Waiting(statement.Content, written));
    }

    private static async Task<Results<FileContentHttpResult, ProblemResult>> OwnFile(
        string month,
        string? format,
        Caller caller,
        StatementFiles files,
        CancellationToken cancel
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await files.Statement(vendorId, month, format, cancel)
            : Answer.Problem(refused);

    private static Task<Results<FileContentHttpResult, ProblemResult>> FileOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        string month,
        string? format,
        StatementFiles files,
        CancellationToken cancel
    ) => files.Statement(vendorId, month, format, cancel);

    private static async Task<Results<FileContentHttpResult, ProblemResult>> OwnPaper(
        string number,
        string? format,
        Caller caller,
        StatementFiles files,
        CancellationToken cancel
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await files.Paper(vendorId, number, format, cancel)
            : Answer.Problem(refused);

    private static Task<Results<FileContentHttpResult, ProblemResult>> PaperOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        string number,
        string? format,
        StatementFiles files,
        CancellationToken cancel
    ) => files.Paper(vendorId, number, format, cancel);

    private static Refusal NotFound { get; } =
        Refusal.NotFound(
            "statement_not_found",
            "There is no statement of this month. A month is closed within the hour after it has ended."
        );

    /// <summary>Makes the files that both doors send.</summary>
    internal sealed class StatementFiles(StatementBook book, StatementPapers papers, PaperSeries series, PrintPapers printing)
    {
        public async Task<Results<FileContentHttpResult, ProblemResult>> Statement(
            string vendorId,
            string month,
            string? format,
            CancellationToken cancel
        )
        {
            if (new Check().OneOf("format", format, "pdf", "csv").Refused is { } faulty)
            {
                return Answer.Problem(faulty);
            }

            if (await book.Find(vendorId, month) is not { } statement)
            {
                return Answer.Problem(NotFound);
            }

            var entries = await book.Entries(vendorId, month, EntriesMax + 1);
            if (entries.Count > EntriesMax)
            {
                return Answer.Problem(new Refusal(RefusalKind.TooLarge, "too_many_rows", $"The month has more than {EntriesMax} entries."));
            }

            return format == "csv"
                    ? TypedResults.File(
                        StatementCsv.Of(statement.Content, entries, series.DayOf),
                        Csv + "; charset=utf-8",
                        statement.Number + ".csv"
                    )
                : (await printing.Pdf(statement.Number, StatementSheets.Of(statement, entries, series.DayOf), cancel)).Is(
                    out var pdf,
                    out var refused
                )
                    ? TypedResults.File(pdf, Pdf, statement.Number + ".pdf")
                : Answer.Problem(refused);
        }

        public async Task<Results<FileContentHttpResult, ProblemResult>> Paper(
            string vendorId,
            string number,
            string? format,
            CancellationToken cancel
        )
        {
            if (new Check().OneOf("format", format, "pdf", "xml").Refused is { } faulty)
            {
                return Answer.Problem(faulty);
            }

            if (await papers.Find(vendorId, number) is not { } paper)
            {
                return Answer.Problem(Refusal.NotFound("paper_not_found", "This vendor has no such paper."));
            }

            return format == "xml"
                    ? TypedResults.File(
                        PaperXml.Of(new(paper.Number, paper.Kind, paper.Content.OrderId, 0, paper.AtMs, paper.Content)),
                        Xml,
                        paper.Number + ".xml"
                    )
                : (await printing.Pdf(paper.Number, StatementSheets.Of(paper), cancel)).Is(out var pdf, out var refused)
                    ? TypedResults.File(pdf, Pdf, paper.Number + ".pdf")
                : Answer.Problem(refused);
        }
    }
}
