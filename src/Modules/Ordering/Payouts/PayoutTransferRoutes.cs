// The HTTP routes of payouts by a provider, of what banks answer, and of payouts that came back.
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class PayoutTransferRoutes
{
    private const string Purpose = "payout transfers";

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly PayoutTransferBody Example = new(
        "0199a1b2-0000-7000-8000-000000000077",
        PayoutSettings.Stripe,
        "vendor-1",
        610.40m,
        "USD",
        "acct_****9x0Y",
        PayoutTransfer.Paid,
        null,
        "tr_1NzQf2LkdIwHu7ix",
        0m,
        null,
        Then,
        Then
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var payouts = routes.MapGroup("/api/payouts").Area("Payouts");
        payouts
            .MapGet("/provider", Provider)
            .May(Permission.PayoutsView, Role.Vendor)
            .Doc(
                "How vendors are paid",
                "By hand, by files for the bank, or by the shop itself; and what an account of a vendor is therefore."
            )
            .Example(response: new PayoutProviderBody(PayoutSettings.SepaFiles, false, "iban", ["EUR"], 259_200));
        payouts
            .MapPost("/transfers", Send)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Pay a vendor",
                "Asks the provider to send the money, once whatever is repeated; without an amount the whole balance. The answer says whether it was paid or refused; while nobody knows "
                    + "it is `asked`, its amount is reserved, and the shop asks again. The same Idempotency-Key and body answer the same payout."
            )
            .Header("Idempotency-Key", "Required: a UUID of the client's choice for this one payout.")
            .Example(new PayoutTransferAskBody("vendor-1", "USD", 610.40m), Example)
            .Produces<PayoutTransferBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "idempotency_key_missing", "there is no Idempotency-Key")
            .Refuses(RefusalKind.Conflict, "payouts_by_hand", "Payouts:Provider is manual: nobody can be asked")
            .Refuses(RefusalKind.Conflict, "payouts_by_file", "Payouts:Provider is sepa_file: make a file")
            .Refuses(RefusalKind.Conflict, "nothing_to_pay", "the balance, less what is on its way, is not above zero")
            .Refuses(RefusalKind.Conflict, "payout_exceeds_balance", "balance says how much is owed")
            .Refuses(RefusalKind.Conflict, "account_missing", "the vendor has no account that the provider pays to")
            .Refuses(RefusalKind.Conflict, "account_held", "the vendor changed its account itself, and it waits")
            .Refuses(RefusalKind.Conflict, "currency_not_paid", "the provider does not pay this currency")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
        payouts
            .MapGet("/transfers", List)
            .May(Permission.PayoutsView)
            .Doc("Payouts by the provider", "Newest first.")
            .Example(response: Examples.Page(Example));
        payouts
            .MapGet("/transfers/{payout_id}", Get)
            .May(Permission.PayoutsView)
            .Doc("A payout by the provider", "As it stands.")
            .Example(response: Example)
            .Refuses(RefusalKind.NotFound, "payout_not_found", "the provider was asked for no such payout");
        payouts
            .MapPost("/{payout_id}/returned", Returned)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "A payout came back",
                "The vendor is owed it again, by an entry of its ledger (payout_returned). For payouts by hand, and for what no bank's answer told; without an amount all that had not "
                    + "come back."
            )
            .Example(new PayoutReturnedBody("AC04: the account is closed"), PayoutRoutes.PayoutExample with { Returned = 610.40m })
            .Refuses(RefusalKind.NotFound, "payout_not_found", "there is no such payout, or it was not paid yet")
            .Refuses(RefusalKind.Conflict, "nothing_to_return", "all of it came back before")
            .Refuses(RefusalKind.Conflict, "return_exceeds_payout", "left says how much can still come back");
        payouts
            .MapPost("/answers", Answered)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .TakesBodyOf(Limits.BankAnswerBytesMax)
            .Doc(
                "Upload what the bank answers",
                "The bank's XML as it gave it, up to 8 MiB: pain.002 (states of a file), camt.053 or camt.054 (what was booked), in any version with the same elements. Each transfer "
                    + "that is one of the shop's payouts, by its end-to-end id, is marked as executed, refused with the bank's reason, or returned after it was executed, which gives the "
                    + "vendor its money back. Others are listed and left alone. All of an answer is taken, or nothing of it; the same answer twice changes nothing."
            )
            .Accepts<string>("application/xml", "text/xml")
            .Example(
                response: new BankAnswerBody("camt.053.001.08", ["0199a1b2-0000-7000-8000-000000000077"], [], [], 0, 0, ["RENT-2026-01"])
            )
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is no XML")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the body is larger than 8 MiB")
            .Refuses(RefusalKind.Invalid, "answer_not_read", "it is no answer of a bank that the shop reads")
            .Refuses(RefusalKind.Conflict, "answer_differs", "differences says what; nothing was changed");
    }

    private static Ok<PayoutProviderBody> Provider(PayoutDesk desk, PayoutSettings settings) =>
        TypedResults.Ok(
            new PayoutProviderBody(
                desk.Chosen.Name,
                desk.Chosen.Can.IsOnline,
                desk.Chosen.Can.Destination,
                desk.Chosen.Can.Currencies,
                (long)settings.AccountHold.TotalSeconds
            )
        );

    private static async Task<Results<Created<PayoutTransferBody>, ProblemResult>> Send(
        Body<PayoutTransferAskBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        SendPayout sending,
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
        var sent = await sending.Send(
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
        return Answer.Created(sent.Then(PayoutTransferBody.Of), transfer => "/api/payouts/transfers/" + transfer.PayoutId);
    }

    private static async Task<Results<Ok<Page<PayoutTransferBody>>, ProblemResult>> List(PageRequest page, PayoutTransferStore store)
    {
        if (!page.After(Purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.List(after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]), page.Limit + 1);
        return TypedResults.Ok(
            page.Page(Purpose, rows, PayoutTransferBody.Of, row => [row.CreatedMs.ToString(CultureInfo.InvariantCulture), row.Id])
        );
    }

    private static async Task<Results<Ok<PayoutTransferBody>, ProblemResult>> Get(
        [FromRoute(Name = "payout_id")] string payoutId,
        PayoutTransferStore store
    ) =>
        await store.Get(payoutId) is { } transfer
            ? TypedResults.Ok(PayoutTransferBody.Of(transfer))
            : Answer.Problem(Refusal.NotFound("payout_not_found", "The provider was asked for no such payout."));

    private static async Task<Results<Ok<PayoutBody>, ProblemResult>> Returned(
        [FromRoute(Name = "payout_id")] string payoutId,
        Body<PayoutReturnedBody> body,
        Caller caller,
        PayoutStore store,
        TimeProvider clock
    )
    {
        var asked = body.Value;
        var check = new Check().Text("reason", asked.Reason).Words("reason", asked.Reason);
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (await store.Get(payoutId) is not { } paid)
        {
            return Answer.Problem(Refusal.NotFound("payout_not_found", "There is no such payout, or it was not paid yet."));
        }

        var amount = asked.Amount is null ? 0 : check.Money("amount", asked.Amount, paid.Currency, min: 1, max: long.MaxValue);
        return check.Refused is { } wrong
            ? Answer.Problem(wrong)
            : Answer.Ok(
                await store.Return(
                    payoutId,
                    asked.Amount is null ? null : amount,
                    asked.Reason,
                    caller.UserId,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                ),
                PayoutBody.Of
            );
    }

    private static async Task<Results<Ok<BankAnswerBody>, ProblemResult>> Answered(
        Caller caller,
        TakeBankAnswer taking,
        TimeProvider clock,
        HttpContext context
    )
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("application/xml" or "text/xml"))
        {
            return Answer.Problem(
                new Refusal(RefusalKind.UnsupportedMedia, "unsupported_media_type", "Send 'Content-Type: application/xml'.")
            );
        }

        if (
            !(await Whole(context.Request.BodyReader, context.RequestAborted)).Is(out var file, out var refused)
            || !BankAnswer.Read(file).Is(out var answer, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return Answer.Ok(await taking.Take(answer, caller.UserId, clock.GetUtcNow().ToUnixTimeMilliseconds()), BankAnswerBody.Of);
    }

    private static async ValueTask<Outcome<byte[]>> Whole(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            if (read.Buffer.Length > Limits.BankAnswerBytesMax)
            {
                body.AdvanceTo(read.Buffer.End);
                return new Refusal(
                    RefusalKind.TooLarge,
                    "body_too_large",
                    $"The file is larger than {Limits.BankAnswerBytesMax} bytes. Ask the bank for one of fewer days."
                );
            }

            if (read.IsCompleted)
            {
                var whole = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return whole;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
