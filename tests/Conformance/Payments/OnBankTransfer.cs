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

    // The money is here, and holding it back would be keeping it: what is not taken goes back at once.
    public override async Task What_is_held_is_taken_in_parts_each_once_until_nothing_is_left()
    {
        await using var world = await World();
        Assert.Null((await world.Paid("p1", atOnce: false)).Hold);
        var after = (await world.Gateway.Capture("p1", 300, more: true, default)).Value;
        Assert.Equal((300L, null), (ProviderWorld.Kept(after), after.Hold));
        Assert.Equal(300, ProviderWorld.Kept((await world.Gateway.Capture("p1", 1_000, more: true, default)).Value));
    }

    // Likewise: the first capture has let go of the rest.
    public override async Task The_rest_of_what_is_held_is_let_go_when_no_more_will_be_taken()
    {
        await using var world = await World();
        await world.Paid("p1", atOnce: false);
        var first = (await world.Gateway.Capture("p1", 300, more: true, default)).Value;
        Assert.Equal(700, first.Entries.Where(e => e.Kind == LedgerKind.Released).Sum(e => e.AmountMinor));
        Assert.Equal(first.Entries, (await world.Gateway.Capture("p1", 300, more: false, default)).Value.Entries);
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
