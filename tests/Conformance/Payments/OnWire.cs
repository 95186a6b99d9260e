// A provider that is another program, asked over gRPC, passes the suite of the payment port; and what the shop makes of one that is away,
// late or wrong.
using Cartwright.Conformance.Ports;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Unit;
using Cartwright.Wire;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Conformance.Payments;

public sealed class OnWire : ProviderInShopSuite
{
    private const string Name = "acme";

    // What the shop's tokens have that those of the simulator behind the wire have not.
    private const string Prefix = Name + "_";

    public static TheoryData<string> Lies => [.. Told.Keys];

    private static readonly Dictionary<string, Action<V1.SaidPayment>> Told = new(StringComparer.Ordinal)
    {
        ["another payment"] = said => said.PaymentId = "p2",
        ["another payment's entry"] = said => said.Entries[0].PaymentId = "p2",
        ["another order"] = said => said.Entries[0].OrderId = "o2",
        ["another currency"] = said => said.Entries[0].Currency = "JPY",
        ["no currency"] = said => said.Entries[0].Currency = "XXX1",
        ["less than the charge"] = said => said.Entries[0].AmountMinor = 1,
        ["more than the charge"] = said => said.Entries[0].AmountMinor = 1_001,
        ["nothing"] = said => said.Entries.Clear(),
        ["below nothing"] = said => said.Entries[0].AmountMinor = -1_000,
        ["another kind"] = said => said.Entries[0].Kind = "promised",
        ["an entry twice"] = said => said.Entries.Add(said.Entries[0].Clone()),
        ["more back than taken"] = said =>
            said.Entries.Add(
                new V1.SaidEntry(said.Entries[0])
                {
                    Kind = LedgerKind.Refunded,
                    Reference = "r1",
                    AmountMinor = 1_001,
                }
            ),
        ["voided and kept"] = said => said.Voided = true,
        ["declined and taken"] = said => said.DeclineCode = "card_declined",
        ["a decline of no word"] = said =>
        {
            said.Entries.Clear();
            said.DeclineCode = "Card declined!";
        },
        ["held and taken"] = said => said.Hold = new() { LeftMinor = 1_000, UntilMs = 9_000_000_000_000 },
        ["waiting and taken"] = said => said.Wait = Waiting(PaymentWait.Provider),
        ["waiting for no reason"] = said =>
        {
            said.Entries.Clear();
            said.Wait = Waiting("patience");
        },
        ["a page without https"] = said =>
        {
            said.Entries.Clear();
            said.Wait = Waiting(PaymentWait.Challenge);
            said.Wait.Url = "http://bank.example/approve";
        },
        ["a script as a page"] = said =>
        {
            said.Entries.Clear();
            said.Wait = Waiting(PaymentWait.Challenge);
            said.Wait.Url = "javascript:alert(1)";
        },
        ["unseen"] = said => said.Seen = false,
        ["unseen and empty"] = said =>
        {
            said.Entries.Clear();
            (said.Seen, said.TransactionId) = (false, string.Empty);
        },
        ["a time before time"] = said => said.Entries[0].AtMs = -1,
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_pays_for_nothing_and_the_truth_is_asked_for_again(string lie)
    {
        await using var world = (Served)await World();
        world.Server.Lie = said =>
        {
            Told[lie](said);
            return said;
        };
        Assert.Equal(("payment_unknown", RefusalKind.Unavailable), Said((await world.Pay("p1")).Refused));
        Assert.Equal((PaymentState.Authorizing, 0L), ((await world.Book.Find("p1"))!.State, (await world.Book.Find("p1"))!.CapturedMinor));
        world.Server.Lie = null;
        Assert.True((await world.Pay("p1")).Value.Captured);
        await world.Settle();
        Assert.Equal(1_000, ProviderWorld.Kept((await world.Gateway.LookUp("p1", default)).Value));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_400)]
    public async Task Half_of_a_charge_that_is_looked_up_pays_for_nothing_either(long amount)
    {
        await using var world = (Served)await World();
        world.Fail(Road.LosesAnswer);
        Assert.Equal("payment_unknown", (await world.Pay("o1")).Refused!.Code);
        world.Server.Lie = said =>
        {
            said.Entries[0].AmountMinor = amount;
            return said;
        };
        await world.Settle();
        Assert.Equal((PaymentState.Authorizing, 0L), ((await world.Book.Find("o1"))!.State, (await world.Book.Find("o1"))!.CapturedMinor));
        world.Server.Lie = null;
        Assert.True((await world.Pay("o1")).Value.Captured);
    }

    [Fact]
    public async Task Entries_that_are_not_in_their_order_or_too_many_compare_no_book()
    {
        await using var world = (Served)await World();
        await world.Paid("p1");
        await world.Paid("p2");
        world.Server.Inner = new Unordered(world.Server.Inner);
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Gateway.Entries(LedgerPlace.Start, 10, default));
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await world.Gateway.Entries(LedgerPlace.Start, 1, default));
    }

    [Fact]
    public async Task Away_late_or_without_the_token_nothing_is_known_and_nothing_given_away()
    {
        await using var world = (Served)await World();
        world.Fail(Road.IsSlow);
        using (var impatient = world.Client(TimeSpan.FromMilliseconds(300)))
        {
            Assert.Equal("payment_unknown", (await impatient.Authorize(world.Charge("p1"), default)).Refused!.Code);
        }

        world.Release();
        using (var stranger = world.Client(TimeSpan.FromMinutes(1), "a token of somebody else altogether"))
        {
            Assert.Equal("payment_unknown", (await stranger.LookUp("p1", default)).Refused!.Code);
        }

        var nobody = new PortAddress("Ports:Payments:acme", Name, new("http://127.0.0.1:9"), string.Empty, TimeSpan.FromSeconds(30));
        using var away = new PaymentsByOthers(nobody, Served.Method, string.Empty, TimeProvider.System, ServedPort.Log);
        Assert.Equal("payment_unknown", (await away.Void("p1", default)).Refused!.Code);
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await away.Ask(default));
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await away.Entries(LedgerPlace.Start, 1, default));
    }

    [Theory]
    [InlineData("acme", true)]
    [InlineData("acme_later", true)]
    [InlineData("acme_", false)]
    [InlineData("acmes", false)]
    [InlineData("tok_visa", false)]
    public async Task Its_tokens_are_its_name_and_what_begins_with_it(string token, bool known)
    {
        await using var world = await World();
        Assert.Equal(known, world.Gateway.Knows(token));
    }

    private protected override async Task<ProviderWorld> World()
    {
        var server = new ServedGateway(Prefix);
        return new Served(
            await TestDatabase.OnSqlite("payments", Migration.From(typeof(PaymentsModule).Assembly), new TestClock()),
            server,
            await ServedPort.Open(ServedGateway.Service, server)
        );
    }

    private static V1.SaidWait Waiting(string kind) =>
        new()
        {
            Kind = kind,
            UntilMs = 9_000_000_000_000,
            MissingMinor = 1_000,
        };

    private sealed class Unordered(IGateway inner) : IGateway
    {
        public string Name => inner.Name;

        public AcceptedMethod Method => inner.Method;

        public bool Knows(string methodToken) => inner.Knows(methodToken);

        public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) => inner.Authorize(charge, cancel);

        public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
            inner.Capture(paymentId, totalMinor, more, cancel);

        public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) => inner.Void(paymentId, cancel);

        public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
            inner.Refund(paymentId, refundId, amountMinor, cancel);

        public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) => inner.LookUp(paymentId, cancel);

        public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
            [.. (await inner.Entries(after, limit + 1, cancel)).Reverse()];
    }

    private sealed class Served : ProviderWorld
    {
        private static readonly byte[] Secret = "a secret of the provider outside"u8.ToArray();
        private readonly ServedPort port;
        private readonly List<PaymentsByOthers> clients = [];
        private TroubledGateway road = null!;
        private LateOutcomes outcomes = null!;

        public Served(TestDatabase test, ServedGateway server, ServedPort port)
            : base(test)
        {
            (Server, this.port) = (server, port);
            Wire();
        }

        public static AcceptedMethod Method => PaymentsByOthers.Offered(Name, "Acme", "Pays later", isTest: true);

        public ServedGateway Server { get; }

        public override string Paying => Prefix + SimulatorToken.Succeeds;

        public override string? Declining => Prefix + SimulatorToken.Declined;

        public override string? Asking => Prefix + SimulatorToken.Challenge;

        public override async Task Answer(string paymentId, bool approved) => await outcomes.AnswerChallenge(paymentId, approved, default);

        public override void Fail(Road trouble) => road.Fail(trouble);

        public override Task Held => road.Held;

        public override void Release() => road.Release();

        public override void Away(bool isAway) => road.IsAway = isAway;

        public override void Falsify(string paymentId, string? currency) => Sayings.Set(road, paymentId, currency);

        public override (Dictionary<string, string> Headers, byte[] Body) Webhook(string id, string paymentId, DateTimeOffset at) =>
            Sayings.Signed(Secret, id, paymentId, at);

        public PaymentsByOthers Client(TimeSpan within, string? token = null) =>
            new(
                token is null ? port.As(Name, within) : port.As(Name, within, token),
                Method,
                "https://shop.example",
                TimeProvider.System,
                ServedPort.Log
            );

        public override async ValueTask DisposeAsync()
        {
            clients.ForEach(client => client.Dispose());
            await port.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override (IGateway Gateway, IWebhookReader Webhooks) Open()
        {
            outcomes = new LateOutcomes(Database, Clock, Ids, new Signal());
            road = new TroubledGateway(
                new SimulatedGateway(Database, Clock, Ids, new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15)))
            );
            Server.Inner = road;
            var client = Client(TimeSpan.FromMinutes(5));
            clients.Add(client);
            return (client, new StandardWebhooks(Name, new WebhookSignature(Secret)));
        }
    }
}
