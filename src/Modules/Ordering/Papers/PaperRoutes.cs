// The HTTP routes of papers: an order's own, with the key of its mail as well as with a token, and the book of all of them for staff.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class PaperRoutes
{
    private const string Pdf = "application/pdf";
    private const string Xml = "application/xml";
    private const string KeyWords = "The key of this order, from the link in its mail.";
    private const string Formats = "pdf, or xml for EN 16931 in UBL 2.1; without it the Accept header says which, and PDF is the usual.";

    /// <summary>Papers of a journal: a month of a shop with a thousand orders a day.</summary>
    private const int JournalRowsMax = 100_000;

    private static readonly PaperBody Example = new(
        "INV-2026-000042",
        PaperKind.Invoice,
        "0199a1b2-0000-7000-8000-000000000001",
        new DateOnly(2026, 1, 15),
        "Ada Lovelace",
        "DE",
        100m,
        19m,
        119m,
        "EUR",
        [new(19m, TaxReason.Taxed, 100m, 19m)],
        null,
        null,
        "/api/orders/0199a1b2-0000-7000-8000-000000000001/invoices/INV-2026-000042"
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        Own(orders.MapGet("/{order_id}/papers", OfOrder))
            .Doc(
                "Invoices and credit notes of an order",
                "Oldest first. They are written when the order is paid, when it is changed, and when money goes back."
            )
            .Example(response: new OrderPapersBody([Example], null));
        File(Own(orders.MapGet("/{order_id}/invoice", Invoice)))
            .Doc(
                "The invoice of an order",
                "The first one; `/papers` lists all. Written once, when the payment was taken, and the same for ever."
            )
            .Refuses(RefusalKind.Conflict, "invoice_not_yet", "the order is not paid, or never was")
            .Refuses(RefusalKind.Conflict, "seller_unknown", "the shop has not said who sells, and writes no invoices")
            .Refuses(RefusalKind.Conflict, "no_invoice", "the order was paid before the shop wrote invoices");
        File(Own(orders.MapGet("/{order_id}/invoices/{number}", InvoiceOf)))
            .Doc("An invoice of an order by its number", "An edit that makes an order dearer has an invoice of its own.")
            .Refuses(RefusalKind.NotFound, "paper_not_found", "the order has no such invoice");
        File(Own(orders.MapGet("/{order_id}/credit-notes/{number}", CreditNote)))
            .Doc("A credit note of an order", "What an invoice is less: a refund, a return, a cancellation, a withdrawal, or an edit.")
            .Refuses(RefusalKind.NotFound, "paper_not_found", "the order has no such credit note");
        orders
            .MapPost("/{order_id}/papers", WriteMissing)
            .May(Permission.OrdersEdit)
            .Doc(
                "Write what is missing of an order's papers",
                "For an order that was paid before the shop said who sells: its invoice and what followed, with numbers and dates of today. Repeating writes nothing twice."
            )
            .Example(response: new OrderPapersBody([Example], null))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(RefusalKind.Conflict, "invoice_not_yet", "the order is not paid, or never was")
            .Refuses(RefusalKind.Conflict, "seller_unknown", "the shop has not said who sells")
            .Refuses(
                RefusalKind.Conflict,
                "no_invoice",
                "the order does not say which tax each of its lines pays, so that no right invoice can be made of it"
            );

        var papers = routes.MapGroup("/api/papers").Area("Papers");
        papers
            .MapGet("/", List)
            .May(Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("All invoices and credit notes", "Newest first; `from` and `to` are days of the shop, both included.")
            .Query("kind", "Only invoices, or only credit notes.")
            .Query("number", "Only the paper with this whole number.")
            .Query("order_id", "Only those of this order.")
            .Refuses(RefusalKind.Invalid, "invalid_range", "from or to is no day, or they are the wrong way round")
            .Example(response: new PaperListBody([Example], null, true));
        papers
            .MapGet("/journal", Journal)
            .May(Permission.PaymentsView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "The journal of a month",
                "All papers of a month of the shop as CSV, a row a rate, oldest first; credit notes have minus signs."
            )
            .Query("month", "Such as 2026-11.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Refuses(RefusalKind.Invalid, "invalid_month", "it is no month")
            .Refuses(RefusalKind.TooLarge, "too_many_rows", $"the month has more than {JournalRowsMax} papers");
    }

    private static RouteHandlerBuilder Own(RouteHandlerBuilder route) =>
        route
            .WithTokenOr(OrderKeys.Header, Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Read)
            .Header(OrderKeys.Header, KeyWords)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");

    private static RouteHandlerBuilder File(RouteHandlerBuilder route) =>
        route
            .Query("format", Formats)
            .Produces(StatusCodes.Status200OK, contentType: Pdf, additionalContentTypes: Xml)
            .Refuses(RefusalKind.Unavailable, "pdf_unavailable", "this process cannot print; the XML is there all the same")
            .Refuses(RefusalKind.Unavailable, "busy", "many papers are being printed; repeat in a second");

    private static async Task<Results<Ok<OrderPapersBody>, ProblemResult>> OfOrder(
        [FromRoute(Name = "order_id")] string orderId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        PaperBook book
    )
    {
        if (await store.Own(orderId, caller, key, keys) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        var papers = await book.Of(order.Id);
        return TypedResults.Ok(
            new OrderPapersBody([.. papers.Select(PaperBody.Of)], papers.Count > 0 ? null : (await book.Invoice(order)).Refused?.Detail)
        );
    }

    private static async Task<Results<FileContentHttpResult, ProblemResult>> Invoice(
        [FromRoute(Name = "order_id")] string orderId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        string? format,
        OrderStore store,
        OrderKeys keys,
        PaperBook book,
        PrintPapers printing,
        HttpContext context
    ) =>
        await store.Own(orderId, caller, key, keys) is not { } order ? Answer.Problem(OrderStore.NotFound)
        : (await book.Invoice(order)).Is(out var paper, out var refused) ? await Sent(paper, format, printing, context)
        : Answer.Problem(refused);

    private static Task<Results<FileContentHttpResult, ProblemResult>> InvoiceOf(
        [FromRoute(Name = "order_id")] string orderId,
        string number,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        string? format,
        OrderStore store,
        OrderKeys keys,
        PaperBook book,
        PrintPapers printing,
        HttpContext context
    ) => One(PaperKind.Invoice, number, store.Own(orderId, caller, key, keys), format, book, printing, context);

    private static Task<Results<FileContentHttpResult, ProblemResult>> CreditNote(
        [FromRoute(Name = "order_id")] string orderId,
        string number,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        string? format,
        OrderStore store,
        OrderKeys keys,
        PaperBook book,
        PrintPapers printing,
        HttpContext context
    ) => One(PaperKind.CreditNote, number, store.Own(orderId, caller, key, keys), format, book, printing, context);

    private static async Task<Results<FileContentHttpResult, ProblemResult>> One(
        string kind,
        string number,
        ValueTask<Order?> owned,
        string? format,
        PaperBook book,
        PrintPapers printing,
        HttpContext context
    ) =>
        await owned is not { } order ? Answer.Problem(OrderStore.NotFound)
        : await book.Find(order.Id, kind, number) is { } paper ? await Sent(paper, format, printing, context)
        : Answer.Problem(PaperBook.NotFound);

    private static async Task<Results<Ok<OrderPapersBody>, ProblemResult>> WriteMissing(
        [FromRoute(Name = "order_id")] string orderId,
        OrderStore store,
        PaperBook book,
        TimeProvider clock
    )
    {
        if (await store.Take(orderId) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        var timeline = await store.Timeline(orderId, 0, int.MaxValue);
        return Answer.Ok(
            await book.WriteMissing(order, timeline, clock.GetUtcNow().ToUnixTimeMilliseconds()),
            papers => new OrderPapersBody([.. papers.Select(PaperBody.Of)], null)
        );
    }

    private static async Task<Results<Ok<PaperListBody>, ProblemResult>> List(
        PageRequest page,
        [OneOf(PaperKind.Invoice, PaperKind.CreditNote)] string? kind,
        string? from,
        string? to,
        string? number,
        [FromQuery(Name = "order_id")] string? orderId,
        PaperBook book,
        PaperSeries series
    )
    {
        const string Purpose = "papers";
        if (new Check().OneOf("kind", kind, PaperKind.Invoice, PaperKind.CreditNote).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (number is not null || orderId is not null)
        {
            var found =
                number is null ? await book.Of(orderId!)
                : await book.Find(number.Trim()) is { } one ? [one]
                : [];
            return TypedResults.Ok(
                new PaperListBody(
                    [.. found.Where(paper => orderId is null || paper.OrderId == orderId).Select(PaperBody.Of)],
                    null,
                    book.IsOpen
                )
            );
        }

        if (!page.After(Purpose, 3).Is(out var after, out var refused) || !Range(from, to, series).Is(out var range, out refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await book.List(
            kind,
            range.FromMs,
            range.ToMs,
            after is null
                ? null
                : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1], long.Parse(after[2], CultureInfo.InvariantCulture)),
            page.Limit + 1
        );
        var shown = page.Page(Purpose, rows, PaperBody.Of, KeyOf);
        return TypedResults.Ok(new PaperListBody(shown.Items, shown.NextCursor, book.IsOpen));
    }

    private static async Task<Results<FileContentHttpResult, ProblemResult>> Journal(string? month, PaperBook book, PaperSeries series)
    {
        if (
            !DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            || first.Year is <= 1970 or >= 9999
        )
        {
            return Answer.Problem(Refusal.Invalid("invalid_month", "Say a month such as month=2026-11."));
        }

        var papers = await book.List(null, series.StartOf(first), series.StartOf(first.AddMonths(1)), null, JournalRowsMax + 1);
        return papers.Count > JournalRowsMax
            ? Answer.Problem(new Refusal(RefusalKind.TooLarge, "too_many_rows", $"The month has more than {JournalRowsMax} papers."))
            : TypedResults.File(PaperJournal.Csv(papers), "text/csv; charset=utf-8", $"papers-{month}.csv");
    }

    private static string[] KeyOf(Paper paper)
    {
        var (series, number) = PaperSeries.Read(paper.Number)!.Value;
        return [paper.AtMs.ToString(CultureInfo.InvariantCulture), series, number.ToString(CultureInfo.InvariantCulture)];
    }

    private static Outcome<(long FromMs, long ToMs)> Range(string? from, string? to, PaperSeries series)
    {
        static bool IsDay(string? text, out DateOnly day) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            && day.Year is > 1970 and < 9999;
        var (first, last) = (default(DateOnly), default(DateOnly));
        return
            (from is not null && !IsDay(from, out first))
            || (to is not null && !IsDay(to, out last))
            || (from is not null && to is not null && last < first)
            ? Refusal.Invalid("invalid_range", "from and to are days such as 2026-11-30, the earlier one first.")
            : (from is null ? 0 : series.StartOf(first), to is null ? long.MaxValue : series.StartOf(last.AddDays(1)));
    }

    private static async Task<Results<FileContentHttpResult, ProblemResult>> Sent(
        Paper paper,
        string? format,
        PrintPapers printing,
        HttpContext context
    )
    {
        if (new Check().OneOf("format", format, "pdf", "xml").Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        var asked = context.Request.Headers.Accept.ToString();
        var isXml =
            format == "xml"
            || (
                format is null
                && asked.Contains(Xml, StringComparison.OrdinalIgnoreCase)
                && !asked.Contains(Pdf, StringComparison.OrdinalIgnoreCase)
                && !asked.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            );
        if (isXml)
        {
            return TypedResults.File(PaperXml.Of(paper), Xml, paper.Number + ".xml");
        }

        return (await printing.Pdf(paper.Number, PaperSheets.Of(paper), context.RequestAborted)).Is(out var pdf, out var refused)
            ? TypedResults.File(pdf, Pdf, paper.Number + ".pdf")
            : Answer.Problem(refused);
    }
}
