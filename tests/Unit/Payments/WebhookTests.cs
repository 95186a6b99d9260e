// The door of webhooks: who may speak, that nothing is lost, and that neither order nor repetition can hurt.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class WebhookTests
{
    [Fact]
    public async Task A_signed_webhook_is_written_down_once_however_often_it_comes()
    {
        await using var till = await Till.Open();
        await Waiting(till, "o1");
        await Arrived(till, "o1");
        Assert.True((await Send(till, "w1", "o1")).Value);
        for (var i = 0; i < 9; i++)
        {
            Assert.False((await Send(till, "w1", "o1")).Value);
        }

        Assert.Equal(1, (await till.Looking.Round(default)).Done);
        Assert.Equal(0, (await till.Looking.Round(default)).Done);
        Assert.Equal([("o1", "captured")], (await till.Told()).Select(e => (e.OrderId, e.Status)));
    }

    [Theory]
    [InlineData("body")]
    [InlineData("spaces")]
    [InlineData("id")]
    [InlineData("time")]
    [InlineData("secret")]
    [InlineData("version")]
    [InlineData("provider")]
    [InlineData("other provider")]
    [InlineData("none")]
    [InlineData("dotted id")]
    public async Task A_forged_webhook_is_refused_with_one_and_the_same_answer(string forged)
    {
        await using var till = await Till.Open();
        var body = Encoding.UTF8.GetBytes(Body("o1"));
        var now = till.Clock.GetUtcNow();
        var honest = new WebhookSignature(Till.BankSecret).Sign("w1", now, body);
        var (provider, headers, sent) = forged switch
        {
            "body" => (SimulatedBank.ProviderName, honest, Encoding.UTF8.GetBytes(Body("o2"))),
            "spaces" => (SimulatedBank.ProviderName, honest, Encoding.UTF8.GetBytes(Body("o1") + " ")),
            "id" => (SimulatedBank.ProviderName, honest with { Id = "w2" }, body),
            "time" => (
                SimulatedBank.ProviderName,
                honest with
                {
                    Timestamp = (now.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture),
                },
                body
            ),
            "secret" => (
                SimulatedBank.ProviderName,
                new WebhookSignature("a secret that nobody has given"u8.ToArray()).Sign("w1", now, body),
                body
            ),
            "version" => (
                SimulatedBank.ProviderName,
                honest with
                {
                    Signatures = honest.Signatures.Replace("v1,", "v0,", StringComparison.Ordinal),
                },
                body
            ),
            "provider" => ("nobody", honest, body),
            "other provider" => (SimulatedGateway.ProviderName, honest, body),
            "dotted id" => (SimulatedBank.ProviderName, new WebhookSignature(Till.BankSecret).Sign("w.1", now, body), body),
            _ => (SimulatedBank.ProviderName, new WebhookHeaders(string.Empty, string.Empty, string.Empty), body),
        };
        var refused = (await till.Door.Run(provider, headers.Of, sent, default)).Refused;
        Assert.Equal(
            (RefusalKind.Unauthenticated, "webhook_not_accepted", "The webhook's signature or time does not hold."),
            (refused!.Kind, refused.Code, refused.Detail)
        );
        Assert.Empty(await Taken(till));
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task A_webhook_counts_for_five_minutes_to_either_side(int seconds, bool accepted)
    {
        await using var till = await Till.Open();
        Assert.Equal(accepted, (await Send(till, "w1", "o1", at: till.Clock.GetUtcNow().AddSeconds(seconds))).Refused is null);
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("-5")]
    [InlineData("9223372036854775807")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task A_time_that_is_none_is_refused_and_breaks_nothing(string time)
    {
        await using var till = await Till.Open();
        var body = Encoding.UTF8.GetBytes(Body("o1"));
        var headers = new WebhookSignature(Till.BankSecret).Sign("w1", till.Clock.GetUtcNow(), body) with { Timestamp = time };
        Assert.Equal("webhook_not_accepted", (await till.Door.Run(SimulatedBank.ProviderName, headers.Of, body, default)).Refused?.Code);
    }

    [Fact]
    public async Task Both_secrets_hold_while_they_are_changed_and_one_good_signature_among_many_is_enough()
    {
        await using var till = await Till.Open();
        Assert.True((await Send(till, "w1", "o1", Till.BankSecret)).Value);
        Assert.True((await Send(till, "w2", "o1", Till.OtherBankSecret)).Value);
        var body = Encoding.UTF8.GetBytes(Body("o1"));
        var good = new WebhookSignature(Till.OtherBankSecret).Sign("w3", till.Clock.GetUtcNow(), body);
        var among = good with { Signatures = $"v1a,ignored v1,!!! v1,{Convert.ToBase64String(new byte[32])} {good.Signatures}" };
        Assert.True((await till.Door.Run(SimulatedBank.ProviderName, among.Of, body, default)).Value);
        var tooMany = good with { Id = "w3", Signatures = string.Concat(Enumerable.Repeat("v1,x ", 8)) + good.Signatures };
        Assert.NotNull((await till.Door.Run(SimulatedBank.ProviderName, tooMany.Of, body, default)).Refused);
    }

    [Fact]
    public async Task The_signature_is_that_of_the_standard()
    {
        // Computed with OpenSSL: printf 'msg_1.1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'twenty-four bytes secret' -binary | base64
        await using var till = await Till.Open();
        var signed = new WebhookSignature("twenty-four bytes secret"u8.ToArray()).Sign(
            "msg_1",
            DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            "{\"a\":1}"u8
        );
        Assert.Equal(new WebhookHeaders("msg_1", "1700000000", "v1,FXQBIfjOScuIoIDeKFKvzs3tYrau8YjC7g3lNtx8qo4="), signed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short-secret")]
    [InlineData("whsec_c2hvcnQ=")]
    public void A_secret_that_can_be_guessed_stops_the_start(string text) =>
        Assert.Contains(
            "Payments:Webhooks",
            Assert.Throws<ConfigurationRefused>(() => WebhookSignature.Secret(text, "Payments:Webhooks:x:Secret")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Three_days_late_and_freshly_signed_it_still_counts_and_its_repetition_does_not()
    {
        await using var till = await Till.Open();
        await Waiting(till, "o1");
        await Arrived(till, "o1");
        var first = till.Clock.GetUtcNow();
        till.Clock.Advance(TimeSpan.FromHours(72));
        Assert.NotNull((await Send(till, "w1", "o1", at: first)).Refused);
        Assert.True((await Send(till, "w1", "o1")).Value);
        Assert.False((await Send(till, "w1", "o1")).Value);
        await till.Looking.Round(default);
        Assert.Equal(PaymentState.Captured, (await till.Find("o1"))!.State);
    }

    [Fact]
    public async Task Out_of_order_and_doubled_they_never_move_a_payment_back()
    {
        await using var till = await Till.Open();
        await Waiting(till, "o1");
        await Send(till, "old", "o1");
        await Arrived(till, "o1");
        await Send(till, "new", "o1");
        await till.Refund("o1", "r1", 400);
        foreach (var id in new[] { "late", "new", "old", "later" })
        {
            await Send(till, id, "o1");
            await till.Looking.Round(default);
            Assert.Equal((PaymentState.Captured, 1_000L, 400L), await State(till, "o1"));
        }

        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task What_it_says_of_money_is_not_believed()
    {
        await using var till = await Till.Open();
        await Waiting(till, "o1");
        await Send(till, "w1", "o1", body: """{"type":"payment.captured","data":{"payment_id":"o1","amount":1000,"state":"captured"}}""");
        Assert.Equal(1, (await till.Looking.Round(default)).Done);
        Assert.Equal(PaymentState.Awaiting, (await till.Find("o1"))!.State);
    }

    [Fact]
    public async Task One_for_a_payment_that_nobody_knows_is_kept_and_given_up_after_hours()
    {
        await using var till = await Till.Open();
        Assert.True((await Send(till, "w1", "no-such-payment")).Value);
        for (var hour = 0; hour < 8; hour++)
        {
            await till.Looking.Round(default);
            till.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Null((await Taken(till))[0].Outcome);
        for (var hour = 0; hour < 12; hour++)
        {
            await till.Looking.Round(default);
            till.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal("unknown_payment", (await Taken(till))[0].Outcome);
        Assert.Null(await till.Find("no-such-payment"));
    }

    [Fact]
    public async Task One_for_a_payment_that_only_the_provider_knows_makes_it_known()
    {
        await using var till = await Till.Open();
        await till.Bank.Authorize(new("lost", "order-9", 700, "USD", SimulatedBank.Token, true), default);
        await till.Bank.Receive(new("t1", (await till.Bank.ReferenceOf("lost"))!, 700, "USD"), default);
        await till.Tell();
        Assert.Equal((PaymentState.Captured, 700L, 0L), await State(till, "lost"));
        Assert.Equal("order-9", (await till.Find("lost"))!.OrderId);
        Assert.Equal("adopted", (await Taken(till))[0].Outcome);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_provider_speaks_for_its_own_payments_only()
    {
        await using var till = await Till.Open();
        await till.Pay("card", SimulatorToken.Late);
        await Send(till, "w1", "card");
        await till.Looking.Round(default);
        Assert.Equal("not_theirs", (await Taken(till))[0].Outcome);
        Assert.Equal(PaymentState.Awaiting, (await till.Find("card"))!.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"type":7,"data":"x"}""")]
    [InlineData("""{"data":{"payment_id":""}}""")]
    public async Task One_that_verifies_and_names_nothing_is_kept_all_the_same(string body)
    {
        await using var till = await Till.Open();
        Assert.True((await Send(till, "w1", "x", body: body)).Value);
        Assert.Equal("names_nothing", (await Taken(till))[0].Outcome);
        Assert.Equal(0, (await till.Looking.Round(default)).Done);
    }

    [Fact]
    public async Task A_provider_that_cannot_answer_is_asked_again()
    {
        await using var till = await Till.Open();
        await Waiting(till, "o1");
        await Arrived(till, "o1");
        await Send(till, "w1", "o1");
        till.BankRoad.Next = () => Fault.LostOnTheWayThere;
        Assert.Equal(0, (await till.Looking.Round(default)).Done);
        till.BankRoad.Next = () => Fault.None;
        till.Clock.Advance(TimeSpan.FromMinutes(1));
        await till.Reopen();
        Assert.Equal(1, (await till.Looking.Round(default)).Done);
        Assert.Equal(PaymentState.Captured, (await till.Find("o1"))!.State);
    }

    private static string Body(string paymentId) => "{\"type\":\"payment.updated\",\"data\":{\"payment_id\":\"" + paymentId + "\"}}";

    private static async Task<Outcome<bool>> Send(
        Till till,
        string id,
        string paymentId,
        byte[]? secret = null,
        DateTimeOffset? at = null,
        string? body = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? Body(paymentId));
        return await till.Door.Run(
            SimulatedBank.ProviderName,
            new WebhookSignature(secret ?? Till.BankSecret).Sign(id, at ?? till.Clock.GetUtcNow(), bytes).Of,
            bytes,
            default
        );
    }

    private static async Task Waiting(Till till, string id) =>
        Assert.Equal("awaiting", (await till.Pay(id, SimulatedBank.Token)).Value.State);

    private static async Task Arrived(Till till, string id) =>
        Assert.Null((await till.Bank.Receive(new("t-" + id, (await till.Bank.ReferenceOf(id))!, 1_000, "USD"), default)).Refused);

    private static async Task<(PaymentState State, long Captured, long Refunded)> State(Till till, string id) =>
        await till.Find(id) is { } p ? (p.State, p.CapturedMinor, p.RefundedMinor) : default;

    private static async Task<List<TakenWebhook>> Taken(Till till) =>
        await till.Database.Read(sql => WebhookStore.List(sql, long.MaxValue, string.Empty, string.Empty, 100));
}
