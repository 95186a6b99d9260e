// The HTTP routes about vendors' money: balances, reports and payouts, for a vendor its own and for admins all.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class PayoutRoutes
{
    /// <summary>Rows of a report as CSV, which has no pages: vendors times currencies, and few enough for memory.</summary>
    private const int CsvRowsMax = 10_000;

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);
    internal static readonly PayoutBody PayoutExample = new(
        "0199a1b2-0000-7000-8000-000000000077",
        "vendor-1",
        610.40m,
        "USD",
        "January, first half",
        Then
    );
    private static readonly LedgerSumsBody SumsExample = new("vendor-1", "USD", 12, 19, 678.30m, -67.83m, -20m, 2m, -500m, 92.47m);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var vendor = routes.MapGroup("/api/vendor").Area("Vendor");
        Mine(vendor.MapGet("/balance", Balance).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc(
                "What the shop owes you",
                "Sales less commission, refunds and payouts, by currency. Negative when a refund came after the payout."
            )
            .Example(response: new VendorBalanceBody("vendor-1", [new(610.40m, "USD")]));
        Mine(vendor.MapGet("/payouts", Own).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("Your payouts", "Newest first.")
            .Example(response: Examples.Page(PayoutExample));
        Mine(vendor.MapGet("/payouts/report", OwnReport).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc(
                "Your report",
                "The sums of your ledger by day and in all, from the day `from` to before the day `to` (UTC); without them the last thirty days. As CSV with format=csv."
            )
            .Refuses(
                RefusalKind.Invalid,
                "invalid_range",
                "from or to is no day, they are the wrong way round, or more than 366 days apart"
            )
            .Example(response: new VendorReportBody(Then, Then.AddDays(1), [SumsExample], [new(Then, SumsExample)]));

        var payouts = routes.MapGroup("/api/payouts").Area("Payouts");
        payouts
            .MapGet("/", All)
            .May(Permission.PayoutsView)
            .Doc("Payouts", "Newest first; of one vendor with vendor_id.")
            .Query("vendor_id", "Only this vendor's.")
            .Example(response: Examples.Page(PayoutExample));
        payouts
            .MapGet("/balances", Balances)
            .May(Permission.PayoutsView)
            .Doc("What the shop owes its vendors", "A row a vendor and currency, by vendor.")
            .Example(response: Examples.Page(new OwedBody("vendor-1", 610.40m, "USD")));
        payouts
            .MapGet("/report", Report)
            .May(Permission.PayoutsView)
            .Doc(
                "Report of all vendors",
                "The sums of each vendor's ledger by currency, from the day `from` to before the day `to` (UTC); without them the last thirty days. As CSV with format=csv, which has no pages."
            )
            .Refuses(
                RefusalKind.Invalid,
                "invalid_range",
                "from or to is no day, they are the wrong way round, or more than 366 days apart"
            )
            .Example(response: Examples.Page(SumsExample));
        payouts
            .MapPost("/", Pay)
            .May(Permission.PayoutsApprove)
            .Doc(
                "Record a payout",
                "Takes it off the vendor's balance; without an amount the whole balance. The money itself moves outside. Never more than the balance, also when two admins pay at once. The same Idempotency-Key and body answer the same payout."
            )
            .Header("Idempotency-Key", "Required: a UUID of the client's choice for this one payout.")
            .Example(new PayoutAskBody("vendor-1", "USD", 610.40m, "January, first half"), PayoutExample)
            .Produces<PayoutBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "idempotency_key_missing", "there is no Idempotency-Key")
            .Refuses(RefusalKind.Conflict, "nothing_to_pay", "the balance is not above zero")
            .Refuses(RefusalKind.Conflict, "payout_exceeds_balance", "balance says how much is owed")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
    }

    private static TBuilder Mine<TBuilder>(TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");

    private static async Task<Results<Ok<VendorBalanceBody>, ProblemResult>> Balance(Caller caller, PayoutStore store) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? TypedResults.Ok(VendorBalanceBody.Of(vendorId, await store.Balances(vendorId)))
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<PayoutBody>>, ProblemResult>> Own(Caller caller, PageRequest page, PayoutStore store) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused) ? await Listed(vendorId, page, store) : Answer.Problem(refused);

    private static Task<Results<Ok<Page<PayoutBody>>, ProblemResult>> All(
        PageRequest page,
        PayoutStore store,
        [FromQuery(Name = "vendor_id")] string? vendorId
    ) => Listed(vendorId, page, store);

    private static async Task<Results<Ok<Page<PayoutBody>>, ProblemResult>> Listed(string? vendorId, PageRequest page, PayoutStore store)
    {
        const string Purpose = "payouts";
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.List(
            vendorId,
            after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]),
            page.Limit + 1
        );
        return TypedResults.Ok(
            page.Page(Purpose, rows, PayoutBody.Of, row => [row.CreatedMs.ToString(CultureInfo.InvariantCulture), row.Id])
        );
    }

    private static async Task<Results<Ok<Page<OwedBody>>, ProblemResult>> Balances(PageRequest page, PayoutStore store)
    {
        const string Purpose = "vendor balances";
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.Balances(after?[0] ?? string.Empty, after?[1] ?? string.Empty, page.Limit + 1);
        return TypedResults.Ok(page.Page(Purpose, rows, OwedBody.Of, row => [row.VendorId, row.Currency]));
    }

    private static async Task<Results<Ok<VendorReportBody>, FileContentHttpResult, ProblemResult>> OwnReport(
        Caller caller,
        PayoutStore store,
        TimeProvider clock,
        string? from,
        string? to,
        [OneOf("json", "csv")] string? format
    )
    {
        if (
            !VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            || !Days(from, to, format, clock).Is(out var range, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var days = (await store.Days(vendorId, range.FromMs, range.ToMs)).ConvertAll(day => new DaySumsBody(
            OrderBody.Time(day.DayMs),
            LedgerSumsBody.Of(day.Sums)
        ));
        if (format == "csv")
        {
            return Table(
                "payout-report",
                ["day", .. LedgerSumsBody.Head],
                days.Select(day =>
                    new object?[] { day.Day }
                        .Concat(day.Sums.Cells())
                        .ToArray()
                )
            );
        }

        var totals = days.GroupBy(day => day.Sums.Currency)
            .Select(currency => new LedgerSumsBody(
                vendorId,
                currency.Key,
                currency.Sum(day => day.Sums.Orders),
                currency.Sum(day => day.Sums.Units),
                currency.Sum(day => day.Sums.Sales),
                currency.Sum(day => day.Sums.Commission),
                currency.Sum(day => day.Sums.Refunds),
                currency.Sum(day => day.Sums.CommissionRefunds),
                currency.Sum(day => day.Sums.Payouts),
                currency.Sum(day => day.Sums.Net)
            ));
        return TypedResults.Ok(new VendorReportBody(OrderBody.Time(range.FromMs), OrderBody.Time(range.ToMs), [.. totals], days));
    }

    private static async Task<Results<Ok<Page<LedgerSumsBody>>, FileContentHttpResult, ProblemResult>> Report(
        PageRequest page,
        PayoutStore store,
        TimeProvider clock,
        string? from,
        string? to,
        [OneOf("json", "csv")] string? format
    )
    {
        if (!Days(from, to, format, clock).Is(out var range, out var refused))
        {
            return Answer.Problem(refused);
        }

        if (format == "csv")
        {
            return Table(
                "payout-report",
                LedgerSumsBody.Head,
                (await store.Report(range.FromMs, range.ToMs, string.Empty, string.Empty, CsvRowsMax)).Select(row =>
                    LedgerSumsBody.Of(row).Cells()
                )
            );
        }

        // A page of another range would skip vendors.
        var purpose = string.Create(CultureInfo.InvariantCulture, $"payout report {range.FromMs} {range.ToMs}");
        if (!page.After(purpose, 2).Is(out var after, out refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.Report(range.FromMs, range.ToMs, after?[0] ?? string.Empty, after?[1] ?? string.Empty, page.Limit + 1);
        return TypedResults.Ok(page.Page(purpose, rows, LedgerSumsBody.Of, row => [row.VendorId, row.Currency]));
    }

    private static async Task<Results<Created<PayoutBody>, ProblemResult>> Pay(
        Body<PayoutAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        PayoutStore store,
        IIds ids,
        TimeProvider clock
    )
    {
        var asked = body.Value;
        if (string.IsNullOrEmpty(key))
        {
            return Answer.Problem(
                Refusal.Invalid("idempotency_key_missing", "Send an Idempotency-Key, so that a repeated request cannot pay twice.")
            );
        }

        var check = new Check()
            .Key(key)
            .Text("vendor_id", asked.VendorId)
            .Words("note", asked.Note)
            .That(Currencies.IsKnown(asked.Currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD");
        var amount = asked.Amount is null ? 0 : check.Money("amount", asked.Amount, asked.Currency, min: 1, max: long.MaxValue);
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        var hash = RequestRules.Hash([
            asked.VendorId,
            asked.Currency,
            asked.Amount is null ? "all" : RequestRules.Number(amount),
            asked.Note ?? string.Empty,
        ]);
        var paid = await store.Pay(
            new(
                ids.Next(),
                asked.VendorId,
                asked.Currency,
                asked.Amount is null ? null : amount,
                asked.Note,
                caller.UserId,
                $"{caller.UserId}:{key}",
                hash,
                clock.GetUtcNow().ToUnixTimeMilliseconds()
            )
        );
        return Answer.Created(paid.Then(payout => PayoutBody.Of(payout)), payout => "/api/payouts/" + payout.PayoutId);
    }

    private static Outcome<(long FromMs, long ToMs)> Days(string? from, string? to, string? format, TimeProvider clock) =>
        new Check().OneOf("format", format, "json", "csv").Refused is { } faulty ? faulty : ReportDays.Of(from, to, clock.GetUtcNow());

    private static FileContentHttpResult Table(string name, string[] head, IEnumerable<object?[]> rows) =>
        TypedResults.File(Csv.Write(head, rows), "text/csv; charset=utf-8", $"{name}.csv");
}
