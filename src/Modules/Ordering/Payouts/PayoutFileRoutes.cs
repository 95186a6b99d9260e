// The HTTP routes of files of payouts for the shop's bank.
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

internal static class PayoutFileRoutes
{
    private const string Purpose = "payout files";

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly FiledPayoutBody PayoutExample = new(
        "0199a1b2-0000-7000-8000-000000000077",
        "vendor-1",
        610.40m,
        "Ada Lovelace",
        "DE** **** 3000",
        "0199a1b200007000800000000000077",
        FiledPayout.InFile,
        null
    );
    private static readonly PayoutFileBody FileExample = new(
        "0199a1b2-0000-7000-8000-000000000078",
        PayoutFile.Made,
        1,
        610.40m,
        SepaFile.Currency,
        Then,
        Then,
        [PayoutExample],
        []
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/api/payouts").Area("Payouts");
        files
            .MapPost("/files", Make)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Make a file of payouts for the bank",
                "ISO 20022 pain.001.001.09 with all vendors who are owed euros and have an account, each with the whole of what it is owed. What is in a file is reserved until the file is executed or discarded, so that it is in no other. Nothing is paid by making it."
            )
            .Header("Idempotency-Key", "Required: a UUID of the client's choice for this one file.")
            .Example(new PayoutFileAskBody(), FileExample)
            .Produces<PayoutFileBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "idempotency_key_missing", "there is no Idempotency-Key")
            .Refuses(RefusalKind.Conflict, "payouts_by_hand", "Payouts:Provider is not sepa_file: files are not made here")
            .Refuses(RefusalKind.Conflict, "nothing_to_pay", "nobody is owed euros and has an account")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "somebody else used the key before");
        files
            .MapGet("/files", List)
            .May(Permission.PayoutsView)
            .Doc("Files of payouts", "Newest first, without their transfers.")
            .Example(response: Examples.Page(FileExample with { Payouts = null, LeftOut = null }));
        files
            .MapGet("/files/{file_id}", Get)
            .May(Permission.PayoutsView)
            .Doc("A file of payouts", "With its transfers. As XML, for the bank, with format=xml: account numbers are whole there alone.")
            .Example(response: FileExample)
            .Refuses(RefusalKind.NotFound, "payout_file_not_found", "there is no such file");
        files
            .MapPatch("/files/{file_id}", End)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Say what the bank did with a file",
                "executed: its transfers were made, and each is taken off its vendor's balance. discarded: none was, and all is owed as before. What the bank refused alone is to be said first."
            )
            .Example(new PayoutFileEndBody(PayoutFile.Executed), FileExample with { Status = PayoutFile.Executed })
            .Refuses(RefusalKind.NotFound, "payout_file_not_found", "there is no such file")
            .Refuses(RefusalKind.Conflict, "payout_file_ended", "it came to another end before");
        files
            .MapPost("/files/{file_id}/payouts/{payout_id}/refuse", Refuse)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Say that the bank refused one transfer", "Its amount is owed as before, and goes into the next file.")
            .Example(
                new PayoutRefusedBody("account closed"),
                PayoutExample with
                {
                    Status = FiledPayout.Refused,
                    Reason = "account closed",
                }
            )
            .Refuses(RefusalKind.NotFound, "payout_not_found", "there is no such payout in the file")
            .Refuses(RefusalKind.Conflict, "payout_file_ended", "the file came to its end before");
        files
            .MapGet("/differences", Differences)
            .May(Permission.PayoutsView)
            .Doc(
                "What differs between payouts and books",
                "Compared now: each transfer of the newest files, and what the provider says of the payouts that it was asked for, with the vendors' ledger."
            )
            .Example(response: new PayoutDifferencesBody([]));
    }

    private static async Task<Results<Created<PayoutFileBody>, ProblemResult>> Make(
        Body<PayoutFileAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        PayoutSettings settings,
        PayoutFileStore store,
        ShopZone zone,
        IIds ids,
        TimeProvider clock
    )
    {
        if (string.IsNullOrEmpty(key))
        {
            return Answer.Problem(
                Refusal.Invalid("idempotency_key_missing", "Send an Idempotency-Key, so that a repeated request cannot make two files.")
            );
        }

        if ((body.Refused ?? new Check().Key(key).Refused) is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (settings.Account is not { } from)
        {
            return Answer.Problem(
                Refusal.Conflict(
                    "payouts_by_hand",
                    "This shop pays its vendors by other ways. Set Payouts:Provider=sepa_file and the account, Payouts:Sepa:Iban and Payouts:Sepa:Name."
                )
            );
        }

        var now = clock.GetUtcNow();
        var made = await store.Make(from, key, caller.UserId, now, SepaPayouts.DayOf(now, zone.Now), ids.Next);
        if (!made.Is(out var file, out var refused))
        {
            return Answer.Problem(refused);
        }

        var payouts = (await store.Get(file.File.Id))?.Payouts;
        return Answer.Created(
            (Outcome<PayoutFileBody>)PayoutFileBody.Of(file.File, payouts, file.LeftOut),
            shown => "/api/payouts/files/" + shown.FileId
        );
    }

    private static async Task<Results<Ok<Page<PayoutFileBody>>, ProblemResult>> List(PageRequest page, PayoutFileStore store)
    {
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.Files(after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]), page.Limit + 1);
        return TypedResults.Ok(
            page.Page(Purpose, rows, file => PayoutFileBody.Of(file), row => [row.CreatedMs.ToString(CultureInfo.InvariantCulture), row.Id])
        );
    }

    private static async Task<Results<Ok<PayoutFileBody>, FileContentHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "file_id")] string fileId,
        PayoutFileStore store,
        [OneOf("json", "xml")] string? format
    )
    {
        if (new Check().OneOf("format", format, "json", "xml").Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (await store.Get(fileId) is not var (file, payouts) || await store.Content(fileId) is not { } content)
        {
            return Answer.Problem(Refusal.NotFound("payout_file_not_found", "There is no such file."));
        }

        return format == "xml"
            ? TypedResults.File(content, "application/xml", $"payouts-{SepaFile.Id(file.Id)}.xml")
            : TypedResults.Ok(PayoutFileBody.Of(file, payouts));
    }

    private static async Task<Results<Ok<PayoutFileBody>, ProblemResult>> End(
        [FromRoute(Name = "file_id")] string fileId,
        Body<PayoutFileEndBody> body,
        Caller caller,
        PayoutFileStore store,
        TimeProvider clock
    ) =>
        new Check().OneOf("status", body.Value.Status, PayoutFile.Executed, PayoutFile.Discarded).Refused is { } faulty
            ? Answer.Problem(faulty)
            : Answer.Ok(
                await store.End(fileId, body.Value.Status, caller.UserId, clock.GetUtcNow().ToUnixTimeMilliseconds()),
                file => PayoutFileBody.Of(file)
            );

    private static async Task<Results<Ok<FiledPayoutBody>, ProblemResult>> Refuse(
        [FromRoute(Name = "file_id")] string fileId,
        [FromRoute(Name = "payout_id")] string payoutId,
        Body<PayoutRefusedBody> body,
        PayoutFileStore store,
        TimeProvider clock
    ) =>
        new Check().Text("reason", body.Value.Reason).Words("reason", body.Value.Reason).Refused is { } faulty
            ? Answer.Problem(faulty)
            : Answer.Ok(
                await store.Refuse(fileId, payoutId, body.Value.Reason, clock.GetUtcNow().ToUnixTimeMilliseconds()),
                FiledPayoutBody.Of
            );

    private static async Task<Ok<PayoutDifferencesBody>> Differences(ComparePayouts comparing, CancellationToken cancel) =>
        TypedResults.Ok(
            new PayoutDifferencesBody([
                .. (await comparing.Run(cancel)).Select(one => new PayoutDifferenceBody(one.FileId, one.PayoutId, one.What)),
            ])
        );
}
