// The provider for Stripe before the stand-in of Stripe.
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Servers;
using Cartwright.Stripe;
using Cartwright.Unit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Payments;

internal sealed class StripeWorld : ProviderWorld
{
    private readonly ILoggerFactory logs;

    private StripeWorld(TestDatabase test, ILoggerFactory logs, string secretKey)
        : base(test)
    {
        this.logs = logs;
        Server = StripeServer.Start(Clock);
        Settings = new(
            secretKey,
            StripeServer.PublishableKey,
            StripeServer.WebhookSecret,
            IsLive: false,
            new Uri(Server.Url),
            "https://shop.example.com",
            TimeSpan.FromMinutes(15)
        );
        Wire();
    }

    public StripeServer Server { get; }

    public StripeSettings Settings { get; }

    public IProviderBook Notes => new ProviderBookStore(Database, StripeSettings.Provider, Clock);

    public override string Paying => "pm_card_visa";

    public override string? Declining => "pm_card_chargeDeclined";

    public override string? Asking => "pm_card_authenticationRequired";

    public static async Task<StripeWorld> New(ILoggerFactory? logs = null, string secretKey = StripeServer.SecretKey) =>
        new(
            await TestDatabase.OnSqlite("payments", Migration.From(typeof(PaymentsModule).Assembly), new TestClock()),
            logs ?? NullLoggerFactory.Instance,
            secretKey
        );

    public static async Task<StripeWorld> OnPostgres() =>
        new(
            await TestDatabase.OnPostgres("payments", Migration.From(typeof(PaymentsModule).Assembly), new TestClock()),
            NullLoggerFactory.Instance,
            StripeServer.SecretKey
        );

    public override Task Answer(string paymentId, bool approved)
    {
        Server.Answer(paymentId, approved);
        return Task.CompletedTask;
    }

    public override Task Held => Server.Held;

    public override void Fail(Road road) =>
        Server.Meet(
            road switch
            {
                Road.LosesRequest => StripeTrouble.RequestLost,
                Road.LosesAnswer => StripeTrouble.AnswerLost,
                _ => StripeTrouble.Late,
            }
        );

    public override void Release() => Server.Release();

    public override void Away(bool isAway) => Server.IsAway = isAway;

    public override void Falsify(string paymentId, string? currency) =>
        Server.Falsify(paymentId, "currency", (currency ?? "usd").ToLowerInvariant());

    public override (Dictionary<string, string> Headers, byte[] Body) Webhook(string id, string paymentId, DateTimeOffset at)
    {
        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["type"] = "payment_intent.succeeded",
            ["livemode"] = false,
            ["data"] = new JsonObject { ["object"] = Server.IntentOf(paymentId) },
        }.ToJsonString();
        return (new() { ["Stripe-Signature"] = Server.Sign(body, at: at) }, Encoding.UTF8.GetBytes(body));
    }

    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override (IGateway Gateway, IWebhookReader Webhooks) Open() =>
        (StripePayments.Open(Settings, Notes, Clock, logs), new StripeWebhooks(Settings, Notes));
}
