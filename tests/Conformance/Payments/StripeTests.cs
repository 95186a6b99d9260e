// What is Stripe's alone: its keys of a day, its refusals, its dashboard, its holds, its disputes and its signatures.
using System.Globalization;
using System.Text;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;
using Cartwright.Servers;
using Cartwright.Stripe;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Payments;

public sealed class StripeTests
{
    [Fact]
    public async Task A_day_after_a_lost_answer_the_money_is_still_taken_once()
    {
        await using var world = await StripeWorld.New();

        // The intent is made, and its answer is lost; then the confirmation's.
        world.Server.Meet(StripeTrouble.AnswerLost);
        Assert.NotNull((await world.Gateway.Authorize(world.Charge("p1"), default)).Refused);
        Later(world);
        world.Server.Meet(StripeTrouble.None, StripeTrouble.AnswerLost);
        Assert.NotNull((await world.Gateway.Authorize(world.Charge("p1"), default)).Refused);
        Later(world);
        Assert.Equal(1_000, ProviderWorld.Kept((await world.Gateway.Authorize(world.Charge("p1"), default)).Value));
        world.Server.Meet(StripeTrouble.AnswerLost);
        Assert.NotNull((await world.Gateway.Refund("p1", "r1", 300, default)).Refused);
        Later(world);
        Assert.Equal(700, ProviderWorld.Kept((await world.Gateway.Refund("p1", "r1", 300, default)).Value));
        Assert.Equal(700, world.Server.Kept("p1"));
    }

    [Theory]
    [InlineData(StripeTrouble.Html)]
    [InlineData(StripeTrouble.HtmlAsOk)]
    [InlineData(StripeTrouble.Failure)]
    [InlineData(StripeTrouble.TooMany)]
    public async Task What_is_no_answer_moves_nothing_and_the_next_try_does(StripeTrouble trouble)
    {
        await using var world = await StripeWorld.New();
        world.Server.Meet(trouble);
        Assert.Equal("payment_unknown", (await world.Gateway.Authorize(world.Charge("p1"), default)).Refused?.Code);
        world.Server.Meet(StripeTrouble.None, trouble);
        Assert.Equal("payment_unknown", (await world.Gateway.Authorize(world.Charge("p1"), default)).Refused?.Code);
        Assert.Equal(0, world.Server.Kept("p1"));

        // A failure is answered again under its key for a day: nobody waits for that.
        Assert.Equal(1_000, ProviderWorld.Kept((await world.Gateway.Authorize(world.Charge("p1"), default)).Value));
        world.Server.Meet(trouble);
        Assert.Equal("payment_unknown", (await world.Gateway.Refund("p1", "r1", 300, default)).Refused?.Code);
        Assert.Equal(700, ProviderWorld.Kept((await world.Gateway.Refund("p1", "r1", 300, default)).Value));
        Assert.Equal(700, world.Server.Kept("p1"));
    }

    [Fact]
    public async Task A_payment_takes_two_calls_and_one_that_is_voided_while_it_is_confirmed_gives_its_money_back()
    {
        await using var world = await StripeWorld.New();
        await world.Gateway.Authorize(world.Charge("p1"), default);
        Assert.Equal(2, world.Server.Asked.Count);

        world.Server.Meet(StripeTrouble.None, StripeTrouble.Late);
        var slow = world.Gateway.Authorize(world.Charge("p2"), default).AsTask();
        await world.Server.Held.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(1_000, world.Server.Kept("p2"));
        Assert.True((await world.Gateway.Void("p2", default)).Value.Voided);
        world.Server.Release();
        Assert.Null((await slow).Refused);
        Assert.Equal(0, world.Server.Kept("p2"));
        Assert.True((await world.Gateway.LookUp("p2", default)).Value.Voided);
    }

    [Fact]
    public async Task What_was_to_be_voided_while_stripe_was_away_is_never_confirmed()
    {
        await using var world = await StripeWorld.New();
        world.Server.Meet(StripeTrouble.None, StripeTrouble.RequestLost, StripeTrouble.RequestLost);
        Assert.NotNull((await world.Gateway.Authorize(world.Charge("p1"), default)).Refused);
        Assert.NotNull((await world.Gateway.Void("p1", default)).Refused);
        await world.Gateway.Authorize(world.Charge("p1"), default);
        Assert.Equal(0, world.Server.Kept("p1"));
        Assert.True((await world.Gateway.Void("p1", default)).Value.Voided);
        Assert.DoesNotContain(world.Server.Events, e => e.Type == "payment_intent.succeeded");
    }

    [Theory]
    [InlineData("USD", 49, "amount_not_accepted")]
    [InlineData("JPY", 49, "amount_not_accepted")]
    [InlineData("USD", 100_000_000, "amount_not_accepted")]
    [InlineData("KWD", 12_345, "amount_not_accepted")]
    public async Task An_amount_that_cannot_be_charged_is_refused_for_good(string currency, long amount, string code)
    {
        await using var world = await StripeWorld.New();
        var refused = (await world.Gateway.Authorize(world.Charge("p1", amount, currency: currency), default)).Value;
        Assert.Equal((code, true, 0), (refused.DeclineCode, refused.Seen, refused.Entries.Count));
    }

    [Theory]
    [InlineData("pm_of_nobody", "unknown_payment_method")]
    [InlineData("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds")]
    public async Task What_the_shopper_gave_is_refused_in_the_words_of_the_contract(string token, string code)
    {
        await using var world = await StripeWorld.New();
        Assert.Equal(code, (await world.Pay("o1", token)).Refused?.Code);
        Assert.Equal(PaymentState.Declined, (await world.Book.Find("o1"))!.State);
        Assert.Equal(code, (await world.Pay("o1", token)).Refused?.Code);
    }

    [Theory]
    [InlineData("USD", 1_000, 1_000)]
    [InlineData("JPY", 500, 500)]
    [InlineData("ISK", 500, 50_000)]
    [InlineData("KWD", 12_340, 12_340)]
    public async Task Stripe_is_asked_in_its_own_units(string currency, long amount, long asked)
    {
        await using var world = await StripeWorld.New();
        await world.Paid("p1", amount, currency: currency);
        Assert.Equal(asked, world.Server.Kept("p1"));
    }

    [Fact]
    public async Task A_hold_that_the_bank_lets_go_is_told_with_its_reason()
    {
        await using var world = await StripeWorld.New();
        Assert.Equal("authorized", (await world.Pay("o1", atOnce: false)).Value.State);
        world.Server.Advance(TimeSpan.FromDays(7));
        await world.Send("w1", "o1");
        await world.Looking.Round(default);
        var payment = (await world.Book.Find("o1"))!;
        Assert.Equal((PaymentState.Voided, "authorization_expired"), (payment.State, payment.Reason));
        var late = await world.Payments.Capture(new() { PaymentId = "o1", AmountMinor = 1_000 }, default);
        Assert.Equal("authorization_expired", late.Refused?.Code);
        Assert.Empty(await world.Differences());
    }

    [Fact]
    public async Task A_refund_of_the_dashboard_is_learned_and_one_that_comes_back_is_left_to_people()
    {
        await using var world = await StripeWorld.New();
        Assert.True((await world.Pay("o1")).Value.Captured);
        Assert.Empty(await world.Differences());
        var refund = world.Server.RefundInDashboard("o1", 250);
        world.Server.RefundInDashboard("o1", 100);
        Assert.Equal((2, 0), await Pass(world));
        Assert.Equal(350, (await world.Book.Find("o1"))!.RefundedMinor);
        Assert.Equal((0, 0), await Pass(world));
        world.Server.FailRefund(refund);
        Assert.Equal((0, 1), await Pass(world));
        var left = Assert.Single(await world.Differences());
        Assert.Equal((LedgerKind.Refunded, refund, true), (left.Place.Kind, left.Place.Reference, left.Theirs is null));
    }

    [Fact]
    public async Task The_statement_is_read_once_and_then_only_what_is_new()
    {
        await using var world = await StripeWorld.New();
        for (var i = 0; i < 5; i++)
        {
            Assert.True((await world.Pay("o" + i.ToString(CultureInfo.InvariantCulture))).Value.Captured);
        }

        Assert.Empty(await world.Differences());
        var before = world.Server.Asked.Count;
        Assert.Empty(await world.Differences());
        Assert.Equal(before + 1, world.Server.Asked.Count);
    }

    [Fact]
    public async Task A_dispute_is_told_to_staff_once_and_followed()
    {
        await using var world = await StripeWorld.New();
        Assert.True((await world.Pay("o1")).Value.Captured);
        world.Server.Dispute("o1");
        var (type, body) = world.Server.Events.Last();
        Assert.Equal("charge.dispute.created", type);
        foreach (var _ in new[] { 1, 2 })
        {
            await world.Door.Run(
                "stripe",
                name => name == "Stripe-Signature" ? world.Server.Sign(body) : string.Empty,
                Bytes(body),
                default
            );
            await world.Looking.Round(default);
        }

        var noted = Assert.Single(await world.Database.Read(sql => DisputeStore.List(sql, long.MaxValue, string.Empty, string.Empty, 10)));
        Assert.Equal(
            ("o1", 1_000L, "fraudulent", "needs_response"),
            (noted.PaymentId, noted.Dispute.AmountMinor, noted.Dispute.Reason, noted.Dispute.State)
        );
        Assert.Equal((PaymentState.Captured, 0L), ((await world.Book.Find("o1"))!.State, (await world.Book.Find("o1"))!.RefundedMinor));
    }

    [Fact]
    public async Task A_webhook_signed_while_the_secret_is_rolled_holds_and_one_of_the_other_mode_names_nothing()
    {
        await using var world = await StripeWorld.New();
        await world.Pay("o1", world.Asking);
        var reader = new StripeWebhooks(world.Settings, world.Notes);
        var now = world.Clock.GetUtcNow();
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = world.Server.Events.First().Body;
        var good = StripeServer.Mac(StripeServer.WebhookSecret, time, body);
        var other = StripeServer.Mac("whsec_another00000000000000000001", time, body);
        foreach (
            var (header, holds) in new[]
            {
                ($"t={time},v1={other},v1={good}", true),
                ($"t={time},v0={good},v1={good}", true),
                ($"t={time},v1={other}", false),
                ($"t={time},v0={good}", false),
                ($"v1={good}", false),
                ($"t={time},t={time},v1={good}", false),
                ($"t=-1,v1={good}", false),
                ($"t={time},v1={good.ToUpperInvariant()}", false),
                (string.Concat(Enumerable.Repeat($"v1={other},", 20)) + $"t={time},v1={good}", false),
            }
        )
        {
            Assert.Equal(holds, reader.Holds(header, Bytes(body), now));
        }

        var live = body.Replace("\"livemode\":false,\"type\"", "\"livemode\":true,\"type\"", StringComparison.Ordinal);
        Assert.NotEqual(body, live);
        Assert.Equal("o1", (await reader.Read(_ => world.Server.Sign(body), Bytes(body), now))!.PaymentId);
        Assert.Null((await reader.Read(_ => world.Server.Sign(live), Bytes(live), now))!.PaymentId);
        Assert.Equal("unread", (await reader.Read(_ => world.Server.Sign("{"), Bytes("{"), now))!.Kind);
    }

    [Fact]
    public async Task A_key_that_stripe_does_not_accept_is_said_in_words_and_never_repeated()
    {
        const string Wrong = "sk_test_of_somebody_else";
        using var log = new Lines();
        using var logs = LoggerFactory.Create(to => to.AddProvider(log));
        await using var world = await StripeWorld.New(logs, Wrong);
        Assert.Equal("payment_unknown", (await world.Gateway.Authorize(world.Charge("p1"), default)).Refused?.Code);
        world.Server.IsAway = true;
        await world.Gateway.Authorize(world.Charge("p1"), default);
        Assert.Contains(log.All, line => line.Contains("Payments:Stripe:SecretKey", StringComparison.Ordinal));
        Assert.DoesNotContain(log.All, line => line.Contains(Wrong, StringComparison.Ordinal));
        Assert.DoesNotContain(Wrong, world.Settings.ToString(), StringComparison.Ordinal);
    }

    private static void Later(StripeWorld world)
    {
        world.Clock.Advance(TimeSpan.FromHours(25));
    }

    private static async Task<(int, int)> Pass(StripeWorld world) =>
        await world.Reconcile.Pass(default) is { } done ? (done.Repaired, done.Open) : default;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Keeps what is logged.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Add(formatter(state, exception) + exception);

        public void Dispose() { }
    }
}
