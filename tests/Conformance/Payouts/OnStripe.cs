// Transfers by Stripe pass the suite of the port of payouts, against the stand-in of Stripe's HTTP surface.
using Cartwright.Contracts.Ports;
using Cartwright.Servers;
using Cartwright.Stripe;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Payouts;

public sealed class OnStripe : PayoutSuite
{
    [Fact]
    public async Task Amounts_are_counted_as_Stripe_counts_them()
    {
        await using var world = await StripePayoutWorld.New();
        foreach (
            var (currency, minor, there) in new[] { ("JPY", 500L, 500L), ("USD", 500L, 500L), ("KWD", 1_230L, 1_230L), ("ISK", 7L, 700L) }
        )
        {
            world.Server.Fund(currency.ToLowerInvariant(), 1_000_000);
            var truth = (await world.Provider.Send(world.Order(currency, minor, currency), default)).Value;
            Assert.Equal((minor, currency), (truth.AmountMinor, truth.Currency));
            Assert.Equal([there], await world.Left(PayoutWorld.Id(currency)));
        }

        Assert.Equal("amount_not_paid", (await world.Provider.Send(world.Order("odd", 1_234, "KWD"), default)).Refused?.Code);

        // Stripe itself does not pay it.
        Assert.Equal("currency_not_paid", (await world.Provider.Send(world.Order("far", 100, "AFN"), default)).Refused?.Code);
    }

    [Fact]
    public async Task Without_the_shops_own_money_nothing_is_sent_and_the_id_is_given_up()
    {
        await using var world = await StripePayoutWorld.New();
        world.Server.Fund("usd", 999);
        for (var i = 0; i < 2; i++)
        {
            var refused = (await world.Provider.Send(world.Order("p1"), default)).Refused!;
            Assert.Equal(("balance_insufficient", true), (refused.Code, PayoutRefusals.IsFinal(refused)));
            world.Server.Fund("usd", 1_000_000);
        }

        Assert.Equal(PayoutState.None, (await world.LookUp("p1")).State);
        await world.Paid("p2");
    }

    [Fact]
    public async Task An_account_that_may_not_take_transfers_is_told_from_one_that_is_none()
    {
        await using var world = await StripePayoutWorld.New();
        world.Server.Connect("acct_unready00001", canTransfer: false);
        var unready = (await world.Provider.Send(world.Order("p1", destination: "acct_unready00001"), default)).Refused!;
        var none = (await world.Provider.Send(world.Order("p2", destination: "acct_nobody000001"), default)).Refused!;
        Assert.Equal(("destination_not_paid", "destination_not_paid"), (unready.Code, none.Code));
        Assert.Contains("capability transfers", unready.Detail, StringComparison.Ordinal);
        Assert.Contains("no such account", none.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_moves_nothing_and_is_no_word_on_the_payout()
    {
        await using var world = await StripePayoutWorld.New("sk_test_another00000001");
        Assert.Equal("payouts_away", (await world.Provider.Send(world.Order("p1"), default)).Refused?.Code);
        Assert.Equal("payouts_away", (await world.Provider.LookUp(PayoutWorld.Id("p1"), default)).Refused?.Code);
        Assert.Empty(await world.Left(PayoutWorld.Id("p1")));
    }

    private protected override async Task<PayoutWorld> World() => await StripePayoutWorld.New();
}

internal sealed class StripePayoutWorld : PayoutWorld
{
    public const string Account = "acct_vendor0000001";

    private StripePayoutWorld(TestDatabase test, string secretKey)
        : base(test)
    {
        Server = StripeServer.Start(Clock);
        Server.Connect(Account);
        Server.Fund("usd", 10_000_000);
        var settings = new StripeSettings(
            secretKey,
            StripeServer.PublishableKey,
            StripeServer.WebhookSecret,
            IsLive: false,
            new Uri(Server.Url),
            "https://shop.example.com",
            TimeSpan.FromMinutes(15)
        );
        Provider = new StripePayouts(new StripeCalls(settings), settings, NullLogger<StripePayouts>.Instance);
    }

    public StripeServer Server { get; }

    public override IPayouts Provider { get; }

    public override string Destination => Account;

    public override string Nowhere => "acct_nobody000001";

    public override string Currency => "USD";

    public override Task Held => Server.Held;

    public static async Task<StripePayoutWorld> New(string secretKey = StripeServer.SecretKey) => new(await Sqlite(), secretKey);

    public static async Task<StripePayoutWorld> OnPostgres() => new(await Postgres(), StripeServer.SecretKey);

    public override void Fail(Road road) =>
        Server.Meet(
            road switch
            {
                Road.LosesRequest => StripeTrouble.RequestLost,
                Road.LosesAnswer => StripeTrouble.AnswerLost,
                Road.SaysHtml => StripeTrouble.Html,
                Road.SaysHtmlAsOk => StripeTrouble.HtmlAsOk,
                Road.Fails => StripeTrouble.Failure,
                Road.IsBusy => StripeTrouble.TooMany,
                _ => StripeTrouble.Late,
            }
        );

    public override void Release() => Server.Release();

    public override void Away(bool isAway) => Server.IsAway = isAway;

    public override Task<IReadOnlyList<long>> Left(string payoutId) =>
        Task.FromResult<IReadOnlyList<long>>([.. Server.TransfersOf(payoutId).Select(one => (long)one["amount"]!)]);

    public override Task Return(string payoutId, long? amount)
    {
        Server.Reverse(payoutId, amount);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await base.DisposeAsync();
    }
}
