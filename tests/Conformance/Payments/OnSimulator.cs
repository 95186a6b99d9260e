// The simulated cards pass the suite of the payment port.
using System.Text;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Unit;

namespace Cartwright.Conformance.Payments;

public sealed class OnSimulator : ProviderInShopSuite
{
    private protected override async Task<ProviderWorld> World() =>
        new Simulated(await TestDatabase.OnSqlite("payments", Migration.From(typeof(PaymentsModule).Assembly), new TestClock()));

    private sealed class Simulated : ProviderWorld
    {
        private static readonly byte[] Secret = "a secret of the card provider only"u8.ToArray();
        private TroubledGateway road = null!;
        private LateOutcomes outcomes = null!;

        public Simulated(TestDatabase test)
            : base(test) => Wire();

        public override string Paying => SimulatorToken.Succeeds;

        public override string? Declining => SimulatorToken.Declined;

        public override string? Asking => SimulatorToken.Challenge;

        public override async Task Answer(string paymentId, bool approved) => await outcomes.AnswerChallenge(paymentId, approved, default);

        public override void Fail(Road trouble) => road.Fail(trouble);

        public override Task Held => road.Held;

        public override void Release() => road.Release();

        public override void Away(bool isAway) => road.IsAway = isAway;

        public override void Falsify(string paymentId, string? currency) => Sayings.Set(road, paymentId, currency);

        public override (Dictionary<string, string> Headers, byte[] Body) Webhook(string id, string paymentId, DateTimeOffset at) =>
            Sayings.Signed(Secret, id, paymentId, at);

        protected override (IGateway Gateway, IWebhookReader Webhooks) Open()
        {
            outcomes = new LateOutcomes(Database, Clock, Ids, new Signal());
            road = new TroubledGateway(
                new SimulatedGateway(Database, Clock, Ids, new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15)))
            );
            return (road, new StandardWebhooks(road.Name, new WebhookSignature(Secret)));
        }
    }
}

/// <summary>What both providers that are built in say, and how they sign it.</summary>
internal static class Sayings
{
    public static void Set(TroubledGateway road, string paymentId, string? currency)
    {
        if (currency is null)
        {
            road.Said.Remove(paymentId);
        }
        else
        {
            road.Said[paymentId] = currency;
        }
    }

    public static (Dictionary<string, string> Headers, byte[] Body) Signed(byte[] secret, string id, string paymentId, DateTimeOffset at)
    {
        var body = Encoding.UTF8.GetBytes("{\"type\":\"payment.updated\",\"data\":{\"payment_id\":\"" + paymentId + "\"}}");
        var headers = new WebhookSignature(secret).Sign(id, at, body);
        return (
            new()
            {
                [WebhookHeaders.IdName] = headers.Id,
                [WebhookHeaders.TimeName] = headers.Timestamp,
                [WebhookHeaders.SignatureName] = headers.Signatures,
            },
            body
        );
    }
}
