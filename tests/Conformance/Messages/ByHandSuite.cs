// The checkout's questions answered by hand, and what must not count as an answer: on each broker, with its own command-line client.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Conformance.Events;
using Cartwright.Contracts;

namespace Cartwright.Conformance.Messages;

public abstract class ByHandSuite(ShopUnderTest shop)
{
    public const string Secret = "a-secret-that-the-shop-shares-with-acme-pay-0001";
    private readonly string id = Guid.NewGuid().ToString();

    private protected abstract IPlainClient Client();

    [Fact]
    public async Task An_order_is_confirmed_by_an_answer_from_the_program_that_has_the_secret()
    {
        using var program = new ByHand(Client(), Secret);
        var order = await Place();
        var status = await AnswerUntilDecided(
            order,
            program,
            (question, data) => program.Answer(Topics.PaymentSucceeded, With(data, ("transaction_id", "acme-1")))
        );
        Assert.Equal("confirmed", status);

        // The question has the layout that other programs know.
        var asked = (await program.Questions(Topics.PaymentRequested, order))[0];
        Assert.Equal(
            ("shop", order, "tok_visa", 1, order),
            (
                (string)asked["source"]!,
                (string)asked["subject"]!,
                (string)asked["data"]!["method_token"]!,
                (int)asked["data"]!["attempt"]!,
                (string)asked["data"]!["order_id"]!
            )
        );
        Assert.True((long)asked["data"]!["amount"]! > 0);
        Assert.Equal(ByHand.SignatureOf(asked, Secret), (string)asked["shopsignature"]!);
    }

    [Fact]
    public async Task A_forged_success_confirms_no_order_and_the_true_answer_decides()
    {
        using var program = new ByHand(Client(), Secret);
        var order = await Place();
        var status = await AnswerUntilDecided(
            order,
            program,
            async (question, data) =>
            {
                await program.Send(Topics.PaymentSucceeded, data, null);
                await program.Answer(Topics.PaymentSucceeded, data, "another-secret-that-nobody-gave-to-the-shop");
                await program.Answer(Topics.PaymentSucceeded, With(data, ("amount", 1)));
                await program.Answer(Topics.PaymentFailed, With(data, ("code", "card_declined"), ("detail", "no")));
            }
        );
        Assert.Equal("payment_failed", status);
    }

    // Answers each question about an order until the order is decided: on a slow machine the checkout may have asked again before it was
    // answered.
    private async Task<string> AnswerUntilDecided(string order, ByHand program, Func<JsonNode, JsonObject, Task> answer)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var status = "pending";
        await KafkaWorld.Until(
            async () =>
            {
                foreach (
                    var question in (await program.Questions(Topics.PaymentRequested, order)).Where(question =>
                        answered.Add((string)question["id"]!)
                    )
                )
                {
                    // Once one is answered, the order may be decided before the next is read.
                    if (answered.Count == 1)
                    {
                        Assert.Equal("pending", await Status(order));
                    }

                    await answer(question, ByHand.Outcome(question));
                }

                status = await Status(order);
                return status != "pending";
            },
            "the order is decided"
        );
        return status;
    }

    private static JsonObject With(JsonObject data, params (string Name, JsonNode Value)[] members)
    {
        var with = data.DeepClone().AsObject();
        foreach (var (name, value) in members)
        {
            with[name] = value;
        }

        return with;
    }

    private async Task<string> Status(string order) =>
        (await shop.Local<IOrdering>().GetOrder(new() { OrderId = order }, default)).Value.Status;

    private async Task<string> Place()
    {
        using var http = shop.Http();
        var guest = JsonNode.Parse(
            await (await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null)).Content.ReadAsStringAsync()
        )!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)guest["access_token"]!);
        using var line = new StringContent(
            $$"""{"product_id":"{{shop.FreshProduct()}}","quantity":1}""",
            Encoding.UTF8,
            "application/json"
        );
        (await http.PostAsync(new Uri("/api/cart/me/items", UriKind.Relative), line)).EnsureSuccessStatusCode();
        var placed = await shop.Local<IOrdering>()
            .PlaceOrder(
                new PlaceOrderRequest
                {
                    RequestId = id,
                    UserId = (string)guest["user"]!["user_id"]!,
                    Email = "g@example.com",
                    ShippingMethod = "standard",
                    PaymentToken = "tok_visa",
                    ShippingAddress = new Address
                    {
                        Name = "G",
                        Line1 = "1 Road",
                        City = "Austin",
                        PostalCode = "73301",
                        Country = "US",
                    },
                },
                default
            );
        Assert.Null(placed.Refused);
        return placed.Value.OrderId;
    }
}
