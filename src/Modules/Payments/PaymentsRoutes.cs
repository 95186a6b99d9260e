// The HTTP routes of payments: for admins, and for checks that lay the books beside the orders.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>A payment made by hand.</summary>
public sealed record PaymentBody(string OrderId, decimal Amount, string Currency, PaymentMethodBody PaymentMethod, string? UserId = null);

/// <summary>How to pay: the token that the provider gave, never a card number.</summary>
public sealed record PaymentMethodBody(string Token);

/// <summary>How it went.</summary>
/// <param name="Status">SUCCESS or FAILURE.</param>
/// <param name="Reason">The code of the failure.</param>
public sealed record PaymentResult(string TransactionId, [OneOf("SUCCESS", "FAILURE")] string Status, string? Reason);

/// <summary>A payment.</summary>
public sealed record PaymentReply(
    string PaymentId, string OrderId, string? UserId, string Status, string? Reason, string? TransactionId, decimal? Amount, string? Currency, string Method,
    decimal? Captured, decimal? Refunded, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static PaymentReply Of(Payment p)
    {
        // The memory of a void that came first has no amount and no currency.
        decimal? Major(long minor) => p.Currency.Length == 0 ? null : Currencies.ToMajor(minor, p.Currency);
        return new(
            p.PaymentId, p.OrderId, p.UserId, p.State.Text(), p.Reason, p.TransactionId, Major(p.AmountMinor), p.Currency.Length == 0 ? null : p.Currency, p.Method,
            Major(p.CapturedMinor), Major(p.RefundedMinor), DateTimeOffset.FromUnixTimeMilliseconds(p.CreatedMs), DateTimeOffset.FromUnixTimeMilliseconds(p.UpdatedMs));
    }
}

/// <summary>A payment with its refunds.</summary>
public sealed record PaymentDetails(PaymentReply Payment, IReadOnlyList<RefundReplyBody> Refunds);

/// <summary>A refund that was asked for.</summary>
/// <param name="Status">refunding until the provider has answered, then refunded.</param>
public sealed record RefundReplyBody(string RefundId, decimal Amount, [OneOf("refunding", "refunded")] string Status, string Reason, DateTimeOffset CreatedAt);

/// <summary>A movement of money in one of the two books.</summary>
/// <param name="Kind">authorized, captured, released or refunded.</param>
/// <param name="Reference">The refund id of a refund; <c>void</c> for one that a void made.</param>
public sealed record LedgerReply(
    string EntryId, string PaymentId, string OrderId, [OneOf("authorized", "captured", "released", "refunded")] string Kind, string? Reference, decimal Amount, string Currency, string TransactionId, DateTimeOffset At)
{
    public static LedgerReply Of(LedgerEntry e) => new(
        e.Number.ToString(CultureInfo.InvariantCulture), e.PaymentId, e.OrderId, e.Kind, e.Reference.Length == 0 ? null : e.Reference,
        Currencies.ToMajor(e.AmountMinor, e.Currency), e.Currency, e.TransactionId, DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs));
}

/// <summary>A movement on which the books disagree.</summary>
/// <param name="Ours">As the shop has it, or null.</param>
/// <param name="Theirs">As the provider has it, or null.</param>
public sealed record DifferenceReply(string PaymentId, string Kind, LedgerReply? Ours, LedgerReply? Theirs);

internal static class PaymentsRoutes
{
    private const int RefundsShownMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/payments").Area("Payments").Only(Role.Admin);
        group.MapPost(string.Empty, Pay)
            .Doc(
                "Pay by hand",
                "Charges the simulated provider at once. Idempotent by Idempotency-Key, or without one by order_id: the same call again moves nothing and answers the same. "
                + "A provider's refusal is a 200 with status FAILURE and its reason: card_declined, insufficient_funds, unknown_payment_method, payment_voided.")
            .Header("Idempotency-Key", "Makes the payment's id, so that one order can be paid again after a declined try.")
            .Example(
                new PaymentBody("01987a4e-0000-7000-8000-000000000001", 79.97m, "USD", new PaymentMethodBody("tok_visa")),
                new PaymentResult("mock_txn_01987a4e000070008000000000000002", "SUCCESS", null))
            .Refuses(RefusalKind.Invalid, "card_number_not_accepted", "the token looks like a card number")
            .Refuses(RefusalKind.Conflict, "order_already_paid", "another payment of the order stands")
            .Refuses(RefusalKind.Unprocessable, "payment_differs", "the order was to be paid otherwise before")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used with another body")
            .Refuses(RefusalKind.Unavailable, "payment_unknown", "the provider's answer is not known yet; repeat");
        group.MapGet(string.Empty, List)
            .Doc("List payments", "The newest orders' payments first, or those of one order.")
            .Query("order_id", "Only payments of this order.");
        group.MapGet("/ledger", Ledger)
            .Doc("The shop's ledger", "Every movement of money as the shop knows it, oldest first. Append-only; amounts are positive, the kind says which way.")
            .Query("payment_id", "Only entries of this payment.");
        group.MapGet("/simulator/ledger", SimulatorLedger)
            .Doc("The simulated provider's ledger", "Every movement as the provider has it in its own books, oldest first: what a real provider's statement would say.")
            .Query("payment_id", "Only entries of this payment.");
        group.MapGet("/reconciliation", Reconcile)
            .Doc(
                "Compare the two ledgers",
                "Movements that stand in one ledger only, or differently. Empty when they agree. A payment whose answer was lost shows here until the reconciliation has asked the provider.");
        group.MapGet("/{payment_id}", Get)
            .Doc("Get a payment", "The payment with its refunds. Payments of the checkout have the order's id.")
            .Refuses(RefusalKind.NotFound, "payment_not_found", "there is no such payment");
    }

    private static async Task<Results<Ok<PaymentResult>, ProblemResult>> Pay(
        Body<PaymentBody> body, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, AuthorizePayment authorize, CancellationToken cancel)
    {
        var b = body.Value;
        var key = idempotencyKey ?? string.Empty;
        var check = new Check()
            .Text("order_id", b.OrderId, AuthorizePayment.IdCharsMax)
            .Text("user_id", b.UserId, AuthorizePayment.IdCharsMax)
            .That(key.Length <= Limits.IdempotencyKeyCharsMax, "Idempotency-Key", $"must have at most {Limits.IdempotencyKeyCharsMax} characters");
        var amount = check.Money("amount", b.Amount, b.Currency, min: 1);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        var charge = new Charge(PaymentId(b.OrderId, key), b.OrderId, amount, b.Currency, b.PaymentMethod.Token, TakesAtOnce: true);
        if (!(await authorize.Run(charge, b.UserId, cancel)).Is(out var payment, out var refused))
        {
            return Answer.Problem(refused.Code == "payment_differs" && key.Length > 0
                ? new Refusal(RefusalKind.Unprocessable, "idempotency_key_reused", "The Idempotency-Key was used before with another body. Repeat that body, or use another key.")
                : refused);
        }

        var notPaid = AuthorizePayment.NotPaid(payment);
        return TypedResults.Ok(new PaymentResult(payment.TransactionId ?? string.Empty, notPaid is null ? "SUCCESS" : "FAILURE", notPaid?.Code));
    }

    // A key is hashed: it may hold anything, and the payment's id is shown and stored for good.
    private static string PaymentId(string orderId, string key) => key.Length == 0
        ? orderId
        : "hand-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    private static async Task<Results<Ok<Page<PaymentReply>>, ProblemResult>> List(
        PageRequest page, [FromQuery(Name = "order_id")] string? orderId, PaymentBook book)
    {
        var purpose = "payments:" + orderId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await book.Database.Read(sql => string.IsNullOrEmpty(orderId)
            ? PaymentStore.List(sql, after?[0], page.Limit + 1)
            : PaymentStore.OfOrder(sql, orderId, after?[0], page.Limit + 1));
        return TypedResults.Ok(page.Page(purpose, rows, PaymentReply.Of, p => [p.PaymentId]));
    }

    private static async Task<Results<Ok<PaymentDetails>, ProblemResult>> Get([FromRoute(Name = "payment_id")] string paymentId, PaymentBook book) =>
        await book.Database.Snapshot(async sql => await PaymentStore.Find(sql, paymentId) is { } payment
            ? (Payment: payment, Refunds: await PaymentStore.Refunds(sql, paymentId, RefundsShownMax))
            : default) is { Payment: { } found } read
            ? TypedResults.Ok(new PaymentDetails(PaymentReply.Of(found), [.. read.Refunds.Select(r => new RefundReplyBody(
                r.RefundId,
                Currencies.ToMajor(r.AmountMinor, found.Currency),
                r.TransactionId is null ? "refunding" : "refunded",
                r.Reason,
                DateTimeOffset.FromUnixTimeMilliseconds(r.CreatedMs)))]))
            : Answer.Problem(PaymentRefusals.NotFound(paymentId));

    private static Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> Ledger(PageRequest page, [FromQuery(Name = "payment_id")] string? paymentId, PaymentBook book) =>
        Entries(book.Database, "ledger", page, paymentId, PaymentStore.Ledger, PaymentStore.LedgerOf);

    private static Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> SimulatorLedger(
        PageRequest page, [FromQuery(Name = "payment_id")] string? paymentId, PaymentBook book) =>
        Entries(book.Database, "simulator", page, paymentId, SimulatorStore.Ledger, SimulatorStore.LedgerOf);

    private static async Task<Results<Ok<Page<LedgerReply>>, ProblemResult>> Entries(
        Database database,
        string name,
        PageRequest page,
        string? paymentId,
        Func<Sql, long, int, ValueTask<List<LedgerEntry>>> all,
        Func<Sql, string, long, int, ValueTask<List<LedgerEntry>>> ofOne)
    {
        var purpose = $"{name}:{paymentId}";
        if (!page.After(purpose, 1).Is(out var parts, out var refused))
        {
            return Answer.Problem(refused);
        }

        var after = parts is null ? 0 : long.Parse(parts[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => string.IsNullOrEmpty(paymentId) ? all(sql, after, page.Limit + 1) : ofOne(sql, paymentId, after, page.Limit + 1));
        return TypedResults.Ok(page.Page(purpose, rows, LedgerReply.Of, e => [e.Number.ToString(CultureInfo.InvariantCulture)]));
    }

    private static async Task<Results<Ok<Page<DifferenceReply>>, ProblemResult>> Reconcile(
        PageRequest page, CompareBooks compare, Cursors cursors, CancellationToken cancel)
    {
        const string Purpose = "reconciliation";
        if (!page.After(Purpose, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var (differences, goOn) = await compare.Run(after is null ? LedgerPlace.Start : new LedgerPlace(after[0], after[1], after[2]), page.Limit, cancel);
        return TypedResults.Ok(new Page<DifferenceReply>(
            [.. differences.Select(d => new DifferenceReply(
                d.Place.PaymentId,
                d.Place.Kind,
                d.Ours is null ? null : LedgerReply.Of(d.Ours),
                d.Theirs is null ? null : LedgerReply.Of(d.Theirs)))],
            goOn is { } place ? cursors.Encode(Purpose, place.PaymentId, place.Kind, place.Reference) : null));
    }
}
