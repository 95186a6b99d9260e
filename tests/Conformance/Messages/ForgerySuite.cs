// What is no answer changes nothing, whatever it looks like: unsigned, foreign, about something else, late, or there before. And nobody
// asks in the shop's name.
using System.Text.Json.Nodes;
using Cartwright.Conformance.Events;
using Cartwright.Contracts;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Messages;

public abstract class ForgerySuite(ShopUnderTest shop)
{
    private const string Secret = "a-secret-that-the-shop-shares-with-acme-pay-0002";
    private const string Foreign = "a-secret-that-nobody-shares-with-the-shop-000003";
    private readonly string id = Guid.NewGuid().ToString();
    private readonly Lines log = new();

    private protected abstract IPlainClient Client();

    [Fact]
    public async Task Only_the_signed_answer_to_the_question_counts_and_only_once()
    {
        using var program = new ByHand(Client(), Secret);
        await using var asking = await Asking(TimeSpan.FromMinutes(2));
        var asked = asking.Payments.Authorize(Wanted(), default).AsTask();
        var question = Assert.Single(await program.Questions(Topics.PaymentRequested, id));
        JsonObject Right(Action<JsonObject>? wrong = null)
        {
            var data = ByHand.Outcome(question);
            data["transaction_id"] = "acme-1";
            wrong?.Invoke(data);
            return data;
        }

        // To a question of nobody: it is not even looked at.
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["request_id"] = Guid.NewGuid().ToString()));
        await program.Send(Topics.PaymentSucceeded, Right(), null);
        await program.Send(Topics.PaymentSucceeded, Right(), "ab");
        await program.Answer(Topics.PaymentSucceeded, Right(), Foreign);
        await program.Send(
            Topics.PaymentSucceeded,
            Right(data => data["transaction_id"] = "acme-2"),
            ByHand.Sign(Topics.PaymentSucceeded, Right(), Secret)
        );
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["order_id"] = "another"));
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["amount"] = 999));
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["currency"] = "EUR"));
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["attempt"] = 2));
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["operation"] = "refund"));
        await program.Answer(Topics.PaymentSucceeded, Right(data => data["amount"] = "1000"));
        await program.Answer(Topics.PaymentRefunded, Right());
        await program.Answer(Topics.PaymentFailed, Right());
        await KafkaWorld.Until(() => Task.FromResult(Refused == 12), "all forgeries are heard");
        Assert.False(asked.IsCompleted);

        await program.Answer(Topics.PaymentSucceeded, Right());
        Assert.Equal(("acme-1", true), (await asked).Value is var reply ? (reply.TransactionId, reply.Captured) : default);

        // The same once more, and its contrary: the answer has been given. A later question hears neither.
        await program.Answer(Topics.PaymentSucceeded, Right());
        await program.Answer(Topics.PaymentFailed, Right(data => data["code"] = "card_declined"));
        var later = asking.Payments.Authorize(Wanted(), default).AsTask();
        var second = Assert.Single(await program.Questions(Topics.PaymentRequested, id, but: question));
        Assert.False(later.IsCompleted);
        var declined = ByHand.Outcome(second);
        (declined["code"], declined["detail"], declined["status"]) = ("insufficient_funds", "There is not enough.", 409);
        await program.Answer(Topics.PaymentFailed, declined);
        Assert.Equal(
            (RefusalKind.Conflict, "insufficient_funds"),
            (await later).Refused is { } refused ? (refused.Kind, refused.Code) : default
        );
    }

    [Fact]
    public async Task An_answer_after_the_deadline_changes_nothing()
    {
        using var program = new ByHand(Client(), Secret);

        // Time enough for the broker to take the question.
        await using var asking = await Asking(TimeSpan.FromSeconds(3));
        Assert.Equal("module_timeout", (await asking.Payments.Authorize(Wanted(), default)).Refused?.Code);
        var question = Assert.Single(await program.Questions(Topics.PaymentRequested, id));
        await program.Answer(Topics.PaymentSucceeded, ByHand.Outcome(question));
        Assert.Equal(
            (RefusalKind.Unavailable, "module_timeout"),
            (await asking.Payments.Authorize(Wanted(), default)).Refused is { } refused ? (refused.Kind, refused.Code) : default
        );
    }

    [Fact]
    public async Task Products_are_answered_by_hand_and_an_answer_about_others_is_none()
    {
        using var program = new ByHand(Client(), Secret);
        await using var asking = await Asking(TimeSpan.FromMinutes(2));
        var asked = asking.Catalog.GetProducts(new() { ProductIds = { id, "no-such" } }, default).AsTask();
        var question = Assert.Single(await program.Questions(Topics.GetProductDetails, id));
        var correlation = (string)question["data"]!["correlation_id"]!;
        JsonObject Reply(long price, params string[] missing) =>
            new()
            {
                ["correlation_id"] = correlation,
                ["products"] = new JsonArray(
                    new JsonObject
                    {
                        ["product_id"] = id,
                        ["name"] = "Lamp",
                        ["price"] = price,
                        ["currency"] = "EUR",
                        ["available"] = true,
                    }
                ),
                ["missing"] = new JsonArray([.. missing.Select(one => (JsonNode)one)]),
            };
        await program.Send(Topics.GetProductDetailsReply, Reply(1, "no-such"), null);
        await program.Answer(Topics.GetProductDetailsReply, Reply(2, "no-such"), Foreign);
        await program.Answer(Topics.GetProductDetailsReply, Reply(3));
        await program.Answer(Topics.GetProductDetailsReply, Reply(4, "no-such", "another"));
        await program.Answer(Topics.GetProductDetailsReply, Reply(-5, "no-such"));
        await program.Answer(
            Topics.GetProductDetailsReply,
            new JsonObject
            {
                ["correlation_id"] = correlation,
                ["products"] = new JsonArray(),
                ["missing"] = new JsonArray(),
                ["error"] = "too_many_ids",
            }
        );
        await KafkaWorld.Until(() => Task.FromResult(Refused == 6), "all forgeries are heard");
        Assert.False(asked.IsCompleted);
        await program.Answer(Topics.GetProductDetailsReply, Reply(4_900, "no-such"));
        var product = Assert.Single((await asked).Value.Products);
        Assert.Equal((id, "Lamp", 4_900L, "EUR"), (product.ProductId, product.Name, product.PriceMinor, product.Currency));
    }

    [Fact]
    public async Task Nobody_ends_a_payment_of_the_shop_in_its_name()
    {
        using var outsider = new ByHand(Client(), Foreign);
        var payments = shop.PaymentsOver(Shape.Messages);
        Assert.True((await payments.Authorize(Wanted(), default)).Value.Captured);
        var parked = await shop.Parked("payments");
        var wish = new JsonObject
        {
            ["order_id"] = id,
            ["attempt"] = 1,
            ["payment_id"] = id,
            ["request_id"] = Guid.NewGuid().ToString(),
        };
        await outsider.Answer(Topics.PaymentVoidRequested, wish);
        await outsider.Send(Topics.PaymentVoidRequested, wish, null);

        // One subject keeps its order: where the unsigned one is parked, the forged one has been heard.
        await KafkaWorld.Until(async () => await shop.Parked("payments") == parked + 1, "the unsigned one is parked");
        var charge = new JsonObject
        {
            ["order_id"] = id,
            ["amount"] = 1000,
            ["currency"] = "USD",
            ["method_token"] = "tok_declined",
            ["attempt"] = 1,
            ["payment_id"] = id,
            ["request_id"] = id,
        };
        await outsider.Send(Topics.PaymentRequested, charge, null);
        using var client = Client();
        var failed = JsonNode.Parse(
            (await client.Read(Topics.PaymentFailed, text => text.Contains("by-hand-" + id, StringComparison.Ordinal), 1))[0]
        )!;
        Assert.Equal("card_declined", (string)failed["data"]!["code"]!);
        Assert.Null(failed["shopsignature"]);
        Assert.True((await payments.Authorize(Wanted(), default)).Value.Captured);
        Assert.Null(
            (
                await payments.Refund(
                    new()
                    {
                        RequestId = "r",
                        PaymentId = id,
                        RefundId = id + "r",
                        AmountMinor = 1000,
                        Currency = "USD",
                        Reason = "test",
                    },
                    default
                )
            ).Refused
        );
    }

    [Fact]
    public async Task A_slow_payment_holds_up_no_other()
    {
        var payments = shop.PaymentsOver(Shape.Messages);
        var slow = Wanted();
        (slow.PaymentId, slow.OrderId, slow.MethodToken) = (id + "-slow", id + "-slow", "tok_timeout");
        var asked = payments.Authorize(slow, default).AsTask();
        Assert.True((await payments.Authorize(Wanted(), default)).Value.Captured);
        Assert.False(asked.IsCompleted);
        await asked;
    }

    // Of acme-pay: our own Catalog answers the question about products as well, under another secret.
    private int Refused =>
        log.Warnings.Count(line =>
            line.Contains("acme-pay", StringComparison.Ordinal) && line.Contains("changes nothing", StringComparison.Ordinal)
        );

    private AuthorizeRequest Wanted() =>
        new()
        {
            RequestId = id,
            PaymentId = id,
            OrderId = id,
            AmountMinor = 1000,
            Currency = "USD",
            MethodToken = "tok_visa",
            Capture = true,
        };

    // Our Payments hears the questions too; they are not signed as the shop signs, so that it leaves them to the program.
    private Task<AskingByMessages> Asking(TimeSpan timeout) =>
        AskingByMessages.Open(shop.Services, MessageSeal.OfProgram([Secret]), timeout, new Logger<MessageExchange>(log));
}

public sealed class RedisForgeryTests(ShopOnRedis shop) : ForgerySuite(shop), IClassFixture<ShopOnRedis>
{
    private protected override IPlainClient Client() => new PlainRedis(shop.Redis);
}

public sealed class KafkaForgeryTests(ShopOnKafka shop) : ForgerySuite(shop), IClassFixture<ShopOnKafka>
{
    private protected override IPlainClient Client() => new PlainKafka(shop.Bootstrap);
}
