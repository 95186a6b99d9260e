// The bank account that shoppers transfer to passes the suite of the payment port.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Unit;

namespace Cartwright.Conformance.Payments;

public sealed class OnBankTransfer : ProviderInShopSuite
{
    private protected override async Task<ProviderWorld> World() =>
        new Bank(await TestDatabase.OnSqlite("payments", Migration.From(typeof(PaymentsModule).Assembly), new TestClock()));

    // A transfer comes or does not: a bank that is transferred to declines nothing, and has no token that could be declined.
    public override async Task A_decline_is_final_and_moves_nothing()
    {
        await using var world = await World();
        Assert.Null(world.Declining);
        Assert.Equal([world.Paying], world.Gateway.Method.Tokens.Select(one => one.Token));
    }

    // Nobody is asked by us: the shopper gives the order at a bank of his own, and the payment waits for what comes of it.
    public override async Task A_challenge_waits_for_the_shopper_and_ends_as_he_says(bool approved)
    {
        await using var world = await World();
        Assert.Equal(("awaiting", PaymentWait.Transfer), await Wait(world));
        if (approved)
        {
            await world.Bring("o1");
            Assert.True((await world.Pay("o1")).Value.Captured);
        }
        else
        {
            Assert.Equal(("awaiting", PaymentWait.Transfer), await Wait(world));
        }

        static async Task<(string, string)> Wait(ProviderWorld world) =>
            await world.Pay("o1") is { Value: var said } ? (said.State, said.Action.Kind) : default;
    }

    private sealed class Bank : ProviderWorld
    {
        private static readonly byte[] Secret = "the first secret of the bank's webhooks"u8.ToArray();
        private static readonly BankAccount Account = new("DE89370400440532013000", "Cartwright", string.Empty, TimeSpan.FromDays(7));
        private TroubledGateway road = null!;
        private SimulatedBank bank = null!;

        public Bank(TestDatabase test)
            : base(test) => Wire();

        public override string Paying => SimulatedBank.Token;

        public override async Task Bring(string paymentId)
        {
            if ((await bank.LookUp(paymentId, default)).Value is { Wait: { } wait } said)
            {
                var currency = (await Database.Read(sql => BankStore.Find(sql, said.PaymentId)))!.Currency;
                await bank.Receive(new("transfer-" + paymentId, wait.Reference, wait.MissingMinor, currency), default);
            }
        }

        public override void Fail(Road trouble) => road.Fail(trouble);

        public override Task Held => road.Held;

        public override void Release() => road.Release();

        public override void Away(bool isAway) => road.IsAway = isAway;

        public override void Falsify(string paymentId, string? currency) => Sayings.Set(road, paymentId, currency);

        public override (Dictionary<string, string> Headers, byte[] Body) Webhook(string id, string paymentId, DateTimeOffset at) =>
            Sayings.Signed(Secret, id, paymentId, at);

        protected override (IGateway Gateway, IWebhookReader Webhooks) Open()
        {
            bank = new SimulatedBank(Database, Clock, Ids, Account, new Signal());
            road = new TroubledGateway(bank);
            return (road, new StandardWebhooks(road.Name, new WebhookSignature(Secret)));
        }
    }
}
