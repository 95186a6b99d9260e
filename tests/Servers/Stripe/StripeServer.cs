// A stand-in of Stripe's HTTP surface, with its rules: keys, errors, idempotency, signatures, and the troubles of a road to it.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Servers;

/// <summary>A test account at Stripe, on a loopback port until disposed.</summary>
public sealed class StripeServer : IAsyncDisposable
{
    public const string SecretKey = "sk_test_standin00000001";
    public const string PublishableKey = "pk_test_standin00000001";
    public const string WebhookSecret = "whsec_standin0000000000000001";

    // https://docs.stripe.com/api/idempotent_requests
    private static readonly TimeSpan KeyKept = TimeSpan.FromHours(24);

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Asked, int Status, string Body, DateTimeOffset At)> kept = [];
    private readonly Queue<StripeTrouble> troubles = new();
    private readonly HttpClient hooks = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly TimeProvider clock;
    private readonly StripeBooks books;
    private readonly StripeTransfers transfers;
    private readonly StripeRoutes routes;
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan ahead;

    private StripeServer(TimeProvider clock)
    {
        this.clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(Answer);
        books = new StripeBooks(() => Now.ToUnixTimeSeconds(), () => Url, Tell);
        transfers = new StripeTransfers(books, () => Now.ToUnixTimeSeconds());
        routes = new StripeRoutes(books, transfers);
        app.Start();
        Url = app.Urls.Single();
    }

    /// <summary>For <c>Payments:Stripe:ApiBase</c>.</summary>
    public string Url { get; } = string.Empty;

    /// <summary>Where webhooks are sent by themselves; null: nowhere.</summary>
    public Uri? WebhookTo { get; set; }

    /// <summary>Whether it refuses connections' calls as if it were not there.</summary>
    public bool IsAway { get; set; }

    /// <summary>Every call that was carried out: method, path and key.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Every event that there was, the oldest first.</summary>
    public ConcurrentQueue<(string Type, string Body)> Events { get; } = [];

    /// <summary>What time it is there.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() + ahead;

    public static StripeServer Start(TimeProvider? clock = null) => new(clock ?? TimeProvider.System);

    /// <summary>Lets time pass there alone.</summary>
    public void Advance(TimeSpan by) => ahead += by;

    /// <summary>Ends when a call was carried out whose answer waits.</summary>
    public Task Held => held.Task;

    /// <summary>Lets the answer go that waits.</summary>
    public void Release() => release.TrySetResult();

    /// <summary>The next calls that change something meet these.</summary>
    public void Meet(params StripeTrouble[] next)
    {
        lock (gate)
        {
            foreach (var trouble in next)
            {
                troubles.Enqueue(trouble);
            }
        }
    }

    /// <summary>The intent that was made for a payment.</summary>
    public JsonObject IntentOf(string paymentId)
    {
        lock (gate)
        {
            var intent = books.Intents.Values.Single(one => (string?)one["metadata"]!["payment_id"] == paymentId);
            return (JsonObject)books.Intent((string)intent["id"]!).DeepClone();
        }
    }

    /// <summary>What was taken for a payment and not paid back, in Stripe's units.</summary>
    public long Kept(string paymentId)
    {
        lock (gate)
        {
            return books
                .Charges.Values.Where(one => (string?)one["metadata"]!["payment_id"] == paymentId && (bool)one["captured"]!)
                .Sum(one => (long)one["amount_captured"]! - (long)one["amount_refunded"]!);
        }
    }

    /// <summary>The shopper's word on the bank's page.</summary>
    public void Answer(string paymentId, bool approved)
    {
        lock (gate)
        {
            books.Answer((string)IntentOf(paymentId)["id"]!, approved);
        }
    }

    /// <summary>A refund that somebody makes in the dashboard; answers its id.</summary>
    public string RefundInDashboard(string paymentId, long amount)
    {
        lock (gate)
        {
            var form = new Dictionary<string, string>
            {
                ["payment_intent"] = (string)IntentOf(paymentId)["id"]!,
                ["amount"] = amount.ToString(CultureInfo.InvariantCulture),
            };
            return (string)books.Refund(form)["id"]!;
        }
    }

    /// <summary>The money of a refund comes back.</summary>
    public void FailRefund(string refundId)
    {
        lock (gate)
        {
            books.FailRefund(refundId);
        }
    }

    /// <summary>The cardholder objects.</summary>
    public void Dispute(string paymentId)
    {
        lock (gate)
        {
            books.Object(books.Charges[(string)IntentOf(paymentId)["latest_charge"]!]);
        }
    }

    /// <summary>Changes an intent and its charge as no rule would: what a provider says that cannot be.</summary>
    public void Falsify(string paymentId, string name, JsonNode value)
    {
        lock (gate)
        {
            var intent = books.Intents[(string)IntentOf(paymentId)["id"]!];
            intent[name] = value.DeepClone();
            if ((string?)intent["latest_charge"] is { } charge)
            {
                books.Charges[charge][name == "amount_received" ? "amount_captured" : name] = value.DeepClone();
            }
        }
    }

    /// <summary>A vendor's account, and what the platform can transfer, in Stripe's units.</summary>
    public void Connect(string account, bool canTransfer = true)
    {
        lock (gate)
        {
            transfers.Connect(account, canTransfer);
        }
    }

    /// <summary>What the platform has available, in Stripe's units.</summary>
    public void Fund(string currency, long amount)
    {
        lock (gate)
        {
            transfers.Fund(currency, amount);
        }
    }

    /// <summary>All transfers of a payout.</summary>
    public IReadOnlyList<JsonObject> TransfersOf(string payoutId)
    {
        lock (gate)
        {
            return
            [
                .. transfers
                    .All.Where(one => (string?)one["metadata"]!["payout_id"] == payoutId)
                    .Select(one => (JsonObject)one.DeepClone()),
            ];
        }
    }

    /// <summary>Somebody takes a transfer back in the dashboard, in whole or in part.</summary>
    public void Reverse(string payoutId, long? amount = null)
    {
        lock (gate)
        {
            var id = (string)transfers.All.Single(one => (string?)one["metadata"]!["payout_id"] == payoutId)["id"]!;
            transfers.Reverse(
                id,
                amount is { } some ? new Dictionary<string, string> { ["amount"] = some.ToString(CultureInfo.InvariantCulture) } : []
            );
        }
    }

    /// <summary>The header Stripe-Signature of a body.</summary>
    public string Sign(string body, string? secret = null, DateTimeOffset? at = null)
    {
        var time = (at ?? Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Mac(secret ?? WebhookSecret, time, body)}";
    }

    public static string Mac(string secret, string time, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));

    public async ValueTask DisposeAsync()
    {
        // Answers that nobody has let go would be waited for.
        Release();
        hooks.Dispose();
        await app.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var path = request.Path.Value!;
        if (StripePages.Is(path))
        {
            await StripePages.Answer(context, Form(body), this, Method);
            return;
        }

        var trouble = request.Method == "POST" ? Next() : StripeTrouble.None;
        if (IsAway || trouble == StripeTrouble.RequestLost)
        {
            context.Abort();
            return;
        }

        if (trouble is StripeTrouble.Html or StripeTrouble.HtmlAsOk)
        {
            await Write(context, trouble == StripeTrouble.Html ? 502 : 200, "text/html", "<html><body>Bad gateway</body></html>");
            return;
        }

        if (request.Headers["Authorization"] != "Bearer " + SecretKey)
        {
            var refused = new StripeRefused(401, "invalid_request_error", null, "Invalid API Key provided.").Body;
            await Write(context, 401, "application/json", refused.ToJsonString());
            return;
        }

        var (status, text, isReplay) = Carry(request, path, body, trouble);
        if (trouble == StripeTrouble.AnswerLost)
        {
            context.Abort();
            return;
        }

        if (trouble == StripeTrouble.Late)
        {
            held.TrySetResult();
            await release.Task;
        }

        if (isReplay)
        {
            context.Response.Headers["Idempotent-Replayed"] = "true";
        }

        await Write(context, status, "application/json", text);
    }

    // Under the lock from the key to what is kept under it, as one call of Stripe is.
    private (int Status, string Body, bool IsReplay) Carry(HttpRequest request, string path, string body, StripeTrouble trouble)
    {
        lock (gate)
        {
            var key = request.Method == "POST" ? (string?)request.Headers["Idempotency-Key"] : null;
            var asked = $"{path}\n{body}";
            if (key is not null && kept.TryGetValue(key, out var before) && Now - before.At < KeyKept)
            {
                return before.Asked == asked
                    ? (before.Status, before.Body, true)
                    : (
                        400,
                        new StripeRefused(
                            400,
                            "idempotency_error",
                            null,
                            "Keys for idempotent requests can only be used with the same parameters."
                        ).Body.ToJsonString(),
                        false
                    );
            }

            Asked.Enqueue($"{request.Method} {path} {key}".TrimEnd());
            int status;
            string text;
            var isKept = true;
            try
            {
                if (trouble is StripeTrouble.Failure or StripeTrouble.TooMany)
                {
                    throw trouble == StripeTrouble.Failure
                        ? new StripeRefused(500, "api_error", null, "Something went wrong on Stripe's end.")
                        : new StripeRefused(429, "invalid_request_error", "rate_limit", "Too many requests.");
                }

                (status, text) = (
                    200,
                    routes.Answer(request.Method, path, Form(request.QueryString.Value ?? string.Empty), Form(body)).ToJsonString()
                );
            }
            catch (StripeRefused refused)
            {
                (status, text, isKept) = (refused.Status, refused.Body.ToJsonString(), refused.IsKept);
            }

            // What was refused before it began (400, 404, 429) is not kept.
            if (key is not null && isKept)
            {
                kept[key!] = (asked, status, text, Now);
            }

            return (status, text, false);
        }
    }

    private JsonObject Method(string number)
    {
        lock (gate)
        {
            return books.Method(number);
        }
    }

    internal string Answered(string intentId, bool approved)
    {
        lock (gate)
        {
            return books.Answer(intentId, approved);
        }
    }

    private StripeTrouble Next()
    {
        lock (gate)
        {
            return troubles.TryDequeue(out var trouble) ? trouble : StripeTrouble.None;
        }
    }

    private void Tell(string type, JsonObject about)
    {
        var body = new JsonObject
        {
            ["id"] = books.Id("evt"),
            ["object"] = "event",
            ["api_version"] = "2026-10-28.endive",
            ["created"] = Now.ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
            ["livemode"] = false,
            ["type"] = type,
        }.ToJsonString();
        Events.Enqueue((type, body));
        if (WebhookTo is { } to)
        {
            _ = Send(to, body);
        }
    }

    private async Task Send(Uri to, string body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, to)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Stripe-Signature", Sign(body));
            using var answer = await hooks.SendAsync(request);
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // A webhook that does not arrive is a webhook that is lost: the shop must not need it.
            return;
        }
    }

    private static Dictionary<string, string> Form(string text)
    {
        var parsed = HttpUtility.ParseQueryString(text);
        return parsed.AllKeys.Where(key => key is not null).ToDictionary(key => key!, key => parsed[key] ?? string.Empty);
    }

    internal static Task Write(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers["Request-Id"] = "req_standin";
        return context.Response.WriteAsync(text);
    }
}
