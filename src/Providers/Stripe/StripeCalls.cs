// Every call to Stripe: bounded in time, never repeated by itself, each that moves money under a key of its own.
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts.Ports;
using Stripe;
using Charge = Cartwright.Contracts.Ports.Charge;

namespace Cartwright.Stripe;

/// <summary>
/// The calls that are made. Each throws <see cref="StripeException"/> for what Stripe refuses and <see cref="StripeLost"/> for what was
/// lost.
/// </summary>
internal sealed class StripeCalls
{
    // A caller is not left waiting longer than this for one answer; a slower one is as good as lost.
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeMax = TimeSpan.FromSeconds(5);

    // A page of a hundred transactions with what they are about; nothing else comes near.
    private const int AnswerBytesMax = 8 * 1024 * 1024;
    private const int PageMax = 100;

    // Refunds of one payment that are looked at: more than any return of 200 lines can ask for.
    private const int RefundPagesMax = 10;

    // How many keys one attempt may use up: see Once.
    private const int KeysMax = 3;

    private const string ReplayHeader = "Idempotent-Replayed";

    private readonly StripeClient client;
    private readonly StripeSettings settings;

    internal StripeClient Client => client;

    public StripeCalls(StripeSettings settings)
    {
        this.settings = settings;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeMax,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        var http = new HttpClient(handler) { Timeout = AnswerTimeMax, MaxResponseContentBufferSize = AnswerBytesMax };
        client = new StripeClient(
            settings.SecretKey,
            apiBase: settings.ApiBase?.AbsoluteUri.TrimEnd('/'),
            // Whoever asks repeats; a repetition in here would be one that nobody has bounded.
            httpClient: new SystemNetHttpClient(http, maxNetworkRetries: 0, enableTelemetry: false)
        );
    }

    /// <summary>A payment intent that is not confirmed: it moves no money, so that making it twice does no harm.</summary>
    public Task<PaymentIntent> Create(Charge charge, long amount, CancellationToken cancel) =>
        Once(
            [charge.PaymentId, "create"],
            key =>
                client.V1.PaymentIntents.CreateAsync(
                    new PaymentIntentCreateOptions
                    {
                        Amount = amount,
                        Currency = charge.Currency.ToLowerInvariant(),
                        CaptureMethod = charge.TakesAtOnce ? "automatic" : "manual",

                        // Asked for in every case of a hold: an account or a card that cannot is answered with "unavailable".
                        // Source: https://docs.stripe.com/payments/multicapture
                        PaymentMethodOptions = charge.TakesAtOnce ? null : new() { Card = new() { RequestMulticapture = "if_available" } },
                        AllowedPaymentMethodTypes = ["card"],
                        Metadata = new() { ["payment_id"] = charge.PaymentId, ["order_id"] = charge.OrderId },
                    },
                    key,
                    cancel
                ),
            cancel
        );

    /// <summary>Confirms with what the shopper's form gave. Stripe takes money with an intent once, whatever is repeated.</summary>
    public Task<PaymentIntent> Confirm(string intentId, Charge charge, CancellationToken cancel)
    {
        var isConfirmationToken = StripeToken.IsConfirmation(charge.MethodToken);
        var options = new PaymentIntentConfirmOptions
        {
            PaymentMethod = isConfirmationToken ? null : charge.MethodToken,
            ConfirmationToken = isConfirmationToken ? charge.MethodToken : null,
            ReturnUrl =
                $"{settings.ReturnTo}/orders/{Uri.EscapeDataString(charge.OrderId)}?payment={Uri.EscapeDataString(charge.PaymentId)}",
            UseStripeSdk = false,
        };
        options.AddExpand("latest_charge");
        return Once([charge.PaymentId, "confirm"], key => client.V1.PaymentIntents.ConfirmAsync(intentId, options, key, cancel), cancel);
    }

    /// <summary>The intent with its latest charge.</summary>
    public Task<PaymentIntent> Get(string intentId, CancellationToken cancel)
    {
        var options = new PaymentIntentGetOptions();
        options.AddExpand("latest_charge");
        return Asked(() => client.V1.PaymentIntents.GetAsync(intentId, options, null, cancel), cancel);
    }

    /// <summary>Takes what is missing to a total, and notes on the intent that there was a capture up to it.</summary>
    /// <param name="intent">With its latest charge.</param>
    /// <param name="more">Whether the rest stays held.</param>
    public Task<PaymentIntent> Capture(string paymentId, PaymentIntent intent, long total, bool more, CancellationToken cancel)
    {
        var before = intent.LatestCharge.AmountCaptured;
        var inParts = StripeTruth.InParts(intent.LatestCharge);
        var options = new PaymentIntentCaptureOptions
        {
            AmountToCapture = total - before,
            FinalCapture = inParts ? !more : null,
            Metadata = inParts ? new() { [StripeTruth.CapturesKey] = StripeTruth.CapturesWith(intent, total) } : null,
        };
        options.AddExpand("latest_charge");
        string[] what = [paymentId, "capture", .. inParts ? [Text(before), Text(total), more ? "more" : "last"] : Array.Empty<string>()];
        return Once(what, key => client.V1.PaymentIntents.CaptureAsync(intent.Id, options, key, cancel), cancel);
    }

    public Task<PaymentIntent> Cancel(string paymentId, string intentId, CancellationToken cancel)
    {
        var options = new PaymentIntentCancelOptions();
        options.AddExpand("latest_charge");
        return Once([paymentId, "cancel"], key => client.V1.PaymentIntents.CancelAsync(intentId, options, key, cancel), cancel);
    }

    public Task<Refund> Refund(ProviderPayment payment, string refundId, long amount, CancellationToken cancel) =>
        Once(
            [payment.PaymentId, "refund", refundId, Text(amount)],
            key =>
                client.V1.Refunds.CreateAsync(
                    new RefundCreateOptions
                    {
                        PaymentIntent = payment.Reference,
                        Amount = amount,
                        Metadata = new() { ["payment_id"] = payment.PaymentId, ["refund_id"] = refundId },
                    },
                    key,
                    cancel
                ),
            cancel
        );

    /// <summary>All refunds of an intent, the newest first.</summary>
    public async Task<IReadOnlyList<Refund>> Refunds(string intentId, CancellationToken cancel)
    {
        var refunds = new List<Refund>();
        for (var page = 0; page < RefundPagesMax; page++)
        {
            var options = new RefundListOptions
            {
                PaymentIntent = intentId,
                Limit = PageMax,
                StartingAfter = Last(refunds)?.Id,
            };
            var read = await Asked(() => client.V1.Refunds.ListAsync(options, null, cancel), cancel);
            refunds.AddRange(read.Data);
            if (!read.HasMore)
            {
                return refunds;
            }
        }

        throw new InvalidOperationException($"{intentId} has more than {RefundPagesMax * PageMax} refunds.");
    }

    /// <summary>The disputes of an intent.</summary>
    public async Task<IReadOnlyList<global::Stripe.Dispute>> Disputes(string intentId, CancellationToken cancel) =>
        (
            await Asked(
                () => client.V1.Disputes.ListAsync(new DisputeListOptions { PaymentIntent = intentId, Limit = PageMax }, null, cancel),
                cancel
            )
        ).Data;

    /// <summary>A page of balance transactions since a time, the newest first, each with what it is about.</summary>
    /// <param name="after">The id of the one that the page before ended with; null for the first page.</param>
    public Task<StripeList<BalanceTransaction>> Transactions(DateTime since, string? after, CancellationToken cancel)
    {
        var options = new BalanceTransactionListOptions
        {
            Created = new DateRangeOptions { GreaterThanOrEqual = since },
            Limit = PageMax,
            StartingAfter = after,
        };
        options.AddExpand("data.source");
        return Asked(() => client.V1.BalanceTransactions.ListAsync(options, null, cancel), cancel);
    }

    /// <summary>Whether Stripe has refused for good: it moved nothing, and would not if it were asked again.</summary>
    public static bool IsFinal(StripeException refused) =>
        refused.HttpStatusCode is HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound
        && refused.StripeError is { Type: not "idempotency_error" };

    // A failure of Stripe's own (5xx) is kept under its key for a day and answered again, whatever has become of it since. Whoever comes
    // here has just seen that nothing has moved, so the next key is as good; two callers come to the same one.
    internal static async Task<T> Once<T>(string[] what, Func<RequestOptions, Task<T>> send, CancellationToken cancel)
        where T : IStripeEntity
    {
        for (var n = 1; ; n++)
        {
            try
            {
                return await Asked(() => send(new RequestOptions { IdempotencyKey = Key(what, n) }), cancel);
            }
            catch (StripeException failed) when (n < KeysMax && IsReplayedFailure(failed))
            {
                continue;
            }
        }
    }

    // The library throws what it likes at an answer that is not Stripe's: a page in HTML, half a body, another object.
    internal static async Task<T> Asked<T>(Func<Task<T>> send, CancellationToken cancel)
        where T : IStripeEntity
    {
        T answer;
        try
        {
            answer = await send();
        }
        catch (Exception lost) when (lost is not StripeException && !cancel.IsCancellationRequested)
        {
            throw new StripeLost(lost.GetType().Name, lost);
        }

        return answer switch
        {
            PaymentIntent { Id: null or "" } or PaymentIntent { Status: null } or PaymentIntent { Currency: null } => throw new StripeLost(
                "no payment intent"
            ),
            Refund { Id: null or "" } => throw new StripeLost("no refund"),
            Transfer { Id: null or "" } or Transfer { Currency: null } => throw new StripeLost("no transfer"),
            StripeList<Transfer> { Data: null } => throw new StripeLost("no list of transfers"),
            _ => answer,
        };
    }

    // Hashed: ids of other systems may be longer than the 255 characters that Stripe takes.
    private static string Key(string[] what, int n) =>
        "cartwright-"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', what))).AsSpan(0, 20))
        + (n == 1 ? string.Empty : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{n}"));

    private static bool IsReplayedFailure(StripeException failed) =>
        (int)failed.HttpStatusCode >= 500
        && failed.StripeResponse?.Headers is { } headers
        && headers.TryGetValues(ReplayHeader, out var values)
        && values.Contains("true");

    private static string Text(long amount) => amount.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static T? Last<T>(List<T> list)
        where T : class => list.Count == 0 ? null : list[^1];
}
