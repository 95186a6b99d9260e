// The HTTP routes of payments: for admins, and for checks that lay the books beside the orders.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

internal static class PaymentsRoutes
{
    private const int RefundsShownMax = 1_000;

    // An order has one payment and a few edits.
    private const int PaymentsOfOrderMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/payments").Area("Payments").May(Permission.PaymentsView);
        group
            .MapPost(string.Empty, Pay)
            .May(Permission.PaymentsEdit)
            .Doc(
                "Pay by hand",
                "Charges the token's provider at once, if the shop takes it (GET /api/payment-methods). Idempotent by Idempotency-Key, or without one by order_id: the same call again moves nothing and answers the same. "
                    + "A provider's refusal is a 200 with status FAILURE and its reason: card_declined, insufficient_funds, unknown_payment_method, payment_voided. "
                    + "PENDING waits for the customer or the provider and tells how in next_action; GET shows what became of it. "
                    + "Tokens of the simulated card provider, where it is on: tok_visa pays; tok_declined, tok_insufficient_funds are refused; tok_timeout answers late; tok_flaky fails once; "
                    + "tok_lost_reply charges and loses the answer; tok_challenge, tok_challenge_declined ask the shopper first; tok_late, tok_late_declined, tok_double_webhook "
                    + "tell the outcome later; tok_refund_fails_once loses the first refund; tok_capture_fails holds and cannot take. The simulated bank's: bank_transfer."
            )
            .Header("Idempotency-Key", "Makes the payment's id, so that one order can be paid again after a declined try.")
            .Example(
                new PaymentBody("01987a4e-0000-7000-8000-000000000001", 79.97m, "USD", new PaymentMethodBody("tok_visa")),
                new PaymentResult("mock_txn_01987a4e000070008000000000000002", "SUCCESS", null)
            )
            .Refuses(RefusalKind.Invalid, "card_number_not_accepted", "the token looks like a card number")
            .Refuses(RefusalKind.Conflict, "payment_method_not_accepted", "accepted says which methods the shop takes")
            .Refuses(RefusalKind.Conflict, "no_payment_methods", "the shop takes no payments yet")
            .Refuses(RefusalKind.Conflict, "order_already_paid", "another payment of the order stands")
            .Refuses(RefusalKind.Unprocessable, "payment_differs", "the order was to be paid otherwise before")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used with another body")
            .Refuses(RefusalKind.Unavailable, "payment_unknown", "the provider's answer is not known yet; repeat");
        group
            .MapGet(string.Empty, List)
            .Doc(
                "List payments",
                "The newest orders' payments first, or those of one order: its own, what it came to cost more, and those made by hand, with their sums in totals."
            )
            .Query("order_id", "Only payments of this order.");
        group
            .MapGet("/ledger", Ledger)
            .Doc(
                "The shop's ledger",
                "Every movement of money as the shop knows it, oldest first. Append-only; amounts are positive, the kind says which way."
            )
            .Query("payment_id", "Only entries of this payment.");
        group
            .MapGet("/simulator/ledger", SimulatorLedger)
            .Doc(
                "The simulated provider's ledger",
                "Every movement as the provider has it in its own books, oldest first: what a real provider's statement would say."
            )
            .Query("payment_id", "Only entries of this payment.");
        group
            .MapGet("/bank/ledger", BankLedger)
            .Doc(
                "The simulated bank's ledger",
                "Every movement as the bank has it in its own books, oldest first. A transfer is authorized when it arrives, and released when it is sent back."
            )
            .Query("payment_id", "Only entries of this payment.");
        group
            .MapGet("/{payment_id}", Get)
            .Doc("Get a payment", "The payment with its refunds. Payments of the checkout have the order's id.")
            .Refuses(RefusalKind.NotFound, "payment_not_found", "there is no such payment");
    }

    private static async Task<Results<Ok<PaymentResult>, ProblemResult>> Pay(
        Body<PaymentBody> body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        AuthorizePayment authorize,
        CancellationToken cancel
    )
    {
        var b = body.Value;
        var key = idempotencyKey ?? string.Empty;
        var check = new Check()
            .Text("order_id", b.OrderId, AuthorizePayment.IdCharsMax)
            .Text("user_id", b.UserId, AuthorizePayment.IdCharsMax)
            .That(
                key.Length <= Limits.IdempotencyKeyCharsMax,
                "Idempotency-Key",
                $"must have at most {Limits.IdempotencyKeyCharsMax} characters"
            );
        var amount = check.Money("amount", b.Amount, b.Currency, min: 1, max: AuthorizePayment.AmountMinorMax);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        var charge = new Charge(PaymentId(b.OrderId, key), b.OrderId, amount, b.Currency, b.PaymentMethod.Token, TakesAtOnce: true);
        if (!(await authorize.Run(charge, b.UserId, cancel)).Is(out var payment, out var refused))
        {
            return Answer.Problem(
                refused.Code == "payment_differs" && key.Length > 0
                    ? new Refusal(
                        RefusalKind.Unprocessable,
                        "idempotency_key_reused",
                        "The Idempotency-Key was used before with another body. Repeat that body, or use another key."
                    )
                    : refused
            );
        }

        var notPaid = AuthorizePayment.NotPaid(payment);
        var status =
            notPaid is not null ? "FAILURE"
            : payment.IsWaiting ? "PENDING"
            : "SUCCESS";
        return TypedResults.Ok(
            new PaymentResult(payment.TransactionId ?? string.Empty, status, notPaid?.Code, NextActionReply.Of(payment))
        );
    }

    // A key is hashed: it may hold anything, and the payment's id is shown and stored for good.
    private static string PaymentId(string orderId, string key) =>
        key.Length == 0 ? orderId : "hand-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    private static async Task<Results<Ok<PaymentsPage>, ProblemResult>> List(
        PageRequest page,
        [FromQuery(Name = "order_id")] string? orderId,
        PaymentBook book
    )
    {
        var purpose = "payments:" + orderId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await book.Database.Read(sql =>
            string.IsNullOrEmpty(orderId)
                ? PaymentStore.List(sql, after?[0], page.Limit + 1)
                : PaymentStore.OfOrder(sql, orderId, after?[0], page.Limit + 1)
        );
        var totals =
            string.IsNullOrEmpty(orderId) || after is not null
                ? null
                : PaymentTotals.Of(await book.Database.Read(sql => PaymentStore.OfOrder(sql, orderId, null, PaymentsOfOrderMax)));
        var shown = page.Page(purpose, rows, PaymentReply.Of, p => [p.PaymentId]);
        return TypedResults.Ok(new PaymentsPage(shown.Items, shown.NextCursor, totals));
    }

    private static async Task<Results<Ok<PaymentDetails>, ProblemResult>> Get(
        [FromRoute(Name = "payment_id")] string paymentId,
        PaymentBook book
    ) =>
        await book.Database.Snapshot(async sql =>
            await PaymentStore.Find(sql, paymentId) is { } payment
                ? (Payment: payment, Refunds: await PaymentStore.Refunds(sql, paymentId, RefundsShownMax))
                : default
        )
            is { Payment: { } found } read
            ? TypedResults.Ok(
                new PaymentDetails(
                    PaymentReply.Of(found),
                    [
                        .. read.Refunds.Select(r => new RefundReplyBody(
                            r.RefundId,
                            Currencies.ToMajor(r.AmountMinor, found.Currency),
                            r.TransactionId is null ? "refunding" : "refunded",
                            r.Reason,
                            DateTimeOffset.FromUnixTimeMilliseconds(r.CreatedMs)
                        )),
                    ]
                )
            )
            : Answer.Problem(PaymentRefusals.NotFound(paymentId));

    private static Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> Ledger(
        PageRequest page,
        [FromQuery(Name = "payment_id")] string? paymentId,
        PaymentBook book
    ) => Entries(book.Database, "ledger", page, paymentId, PaymentStore.Ledger);

    private static Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> SimulatorLedger(
        PageRequest page,
        [FromQuery(Name = "payment_id")] string? paymentId,
        PaymentBook book
    ) => Entries(book.Database, "simulator", page, paymentId, SimulatorStore.Ledger);

    private static Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> BankLedger(
        PageRequest page,
        [FromQuery(Name = "payment_id")] string? paymentId,
        PaymentBook book
    ) => Entries(book.Database, "bank", page, paymentId, BankStore.Ledger);

    private static async Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> Entries(
        Database database,
        string name,
        PageRequest page,
        string? paymentId,
        MoneyLedger ledger
    )
    {
        var purpose = $"{name}:{paymentId}";
        if (!page.After(purpose, 1).Is(out var parts, out var refused))
        {
            return Answer.Problem(refused);
        }

        var after = parts is null ? 0 : long.Parse(parts[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql =>
            string.IsNullOrEmpty(paymentId) ? ledger.Written(sql, after, page.Limit + 1) : ledger.Of(sql, paymentId, after, page.Limit + 1)
        );
        return TypedResults.Ok(page.Page(purpose, rows, LedgerReply.Of, e => [e.Number.ToString(CultureInfo.InvariantCulture)]));
    }
}
