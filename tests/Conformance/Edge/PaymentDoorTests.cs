// The doors of payments over HTTP: webhooks for providers, challenges for their own shopper, transfers for staff.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Payments;

namespace Cartwright.Conformance.Edge;

public sealed class PaymentDoorTests(ShopUnderTest shop) : IClassFixture<ShopUnderTest>
{
    private readonly string id = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_webhook_is_taken_signed_and_refused_forged_or_too_large()
    {
        using var http = shop.Http();
        var body = Encoding.UTF8.GetBytes($$"""{ "type": "payment.updated",  "data": {"payment_id": "{{id}}"} }""");
        var signature = shop.Local<IReadOnlyDictionary<string, WebhookSignature>>()["bank_transfer"];
        var headers = signature.Sign("w-" + id, DateTimeOffset.UtcNow, body);
        Assert.Equal((HttpStatusCode.Accepted, string.Empty), await Send(http, "bank_transfer", headers, body));
        Assert.Equal((HttpStatusCode.Accepted, string.Empty), await Send(http, "bank_transfer", headers, body));
        var refusals = new[]
        {
            await Send(http, "bank_transfer", headers, body[..^1]),
            await Send(http, "simulator", headers, body),
            await Send(http, "no-such-provider", headers, body),
            await Send(http, "bank_transfer", headers with { Timestamp = "0" }, body),
            await Send(http, "bank_transfer", new(string.Empty, string.Empty, string.Empty), body),
        };
        Assert.All(
            refusals,
            refused =>
                Assert.Equal((HttpStatusCode.Unauthorized, WithoutTrace(refusals[0].Text)), (refused.Status, WithoutTrace(refused.Text)))
        );
        Assert.Contains("webhook_not_accepted", refusals[0].Text, StringComparison.Ordinal);
        var large = new byte[TakeWebhook.BodyBytesMax + 1];
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await Send(http, "bank_transfer", signature.Sign("large", DateTimeOffset.UtcNow, large), large)).Status
        );
    }

    [Fact]
    public async Task A_challenge_is_shown_to_and_answered_by_its_own_shopper_alone()
    {
        var (owner, ownerId) = await Guest();
        var (stranger, _) = await Guest();
        using var admin = await Admin();
        var payments = shop.Local<IPayments>();
        var asked = (
            await payments.Authorize(
                new()
                {
                    PaymentId = id,
                    OrderId = id,
                    AmountMinor = 1_000,
                    Currency = "USD",
                    MethodToken = "tok_challenge",
                    Capture = true,
                    UserId = ownerId,
                },
                default
            )
        ).Value;
        foreach (var other in new[] { stranger, admin })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(asked.Action.Url)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsJsonAsync(asked.Action.Url, new { approved = true })).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Http().GetAsync(asked.Action.Url)).StatusCode);
        Assert.Equal("action_required", (string?)(await Json(await owner.GetAsync(asked.Action.Url)))["status"]);
        Assert.Equal("captured", (string?)(await Json(await owner.PostAsJsonAsync(asked.Action.Url, new { approved = true })))["status"]);
        Assert.Equal("captured", (string?)(await Json(await owner.PostAsJsonAsync(asked.Action.Url, new { approved = false })))["status"]);
    }

    [Fact]
    public async Task Staff_book_a_transfer_with_a_key_and_see_the_sums_of_the_order()
    {
        using var admin = await Admin();
        var made = await Json(
            await admin.PostAsJsonAsync(
                "/api/payments",
                new
                {
                    order_id = id,
                    amount = 10.00m,
                    currency = "USD",
                    payment_method = new { token = "bank_transfer" },
                }
            )
        );
        Assert.Equal("PENDING", (string?)made["status"]);
        var reference = (string)made["next_action"]!["reference"]!;
        Assert.Contains("idempotency_key_required", await Text(await Received(admin, null, new { amount = 4 })), StringComparison.Ordinal);
        Assert.Contains(
            "invalid_reference",
            await Text(await Received(admin, "k", new { amount = 4, reference = "RF00" + reference[4..] })),
            StringComparison.Ordinal
        );
        Assert.Equal(
            6.00m,
            (decimal)(await Json(await Received(admin, "k" + id, new { amount = 4, reference })))["next_action"]!["amount"]!
        );
        Assert.Equal(
            6.00m,
            (decimal)(await Json(await Received(admin, "k" + id, new { amount = 4, reference })))["next_action"]!["amount"]!
        );
        Assert.Contains(
            "idempotency_key_reused",
            await Text(await Received(admin, "k" + id, new { amount = 5 })),
            StringComparison.Ordinal
        );
        var waiting = await Json(await admin.GetAsync($"/api/payments?order_id={id}"));
        Assert.Equal((0m, 6.00m), ((decimal)waiting["totals"]!["captured"]!, (decimal)waiting["totals"]!["waiting"]!));
        await Json(
            await admin.PostAsJsonAsync(
                "/api/payments/bank/transfers",
                new
                {
                    reference,
                    amount = 7.50m,
                    currency = "USD",
                }
            )
        );
        JsonNode totals;
        do
        {
            totals = (await Json(await admin.GetAsync($"/api/payments?order_id={id}")))["totals"]!;
        } while ((decimal)totals["captured"]! == 0);
        Assert.Equal((10.00m, 10.00m, 0m), ((decimal)totals["captured"]!, (decimal)totals["kept"]!, (decimal)totals["waiting"]!));
        Assert.Equal(0, (int)(await Json(await admin.PostAsync("/api/payments/reconciliation", null)))["open"]!);
        Assert.Empty((await Json(await admin.GetAsync("/api/payments/differences")))["items"]!.AsArray());
    }

    private Task<HttpResponseMessage> Received(HttpClient admin, string? key, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/payments/{id}/received") { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return admin.SendAsync(request);
    }

    /// <summary>A problem document without what is each request's own.</summary>
    private static string WithoutTrace(string problem)
    {
        var members = JsonNode.Parse(problem)!.AsObject();
        Assert.True(members.Remove("trace_id"));
        return members.ToJsonString();
    }

    private static async Task<(HttpStatusCode Status, string Text)> Send(
        HttpClient http,
        string provider,
        WebhookHeaders headers,
        byte[] body
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/webhooks/" + provider)
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.TryAddWithoutValidation("webhook-id", headers.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", headers.Timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", headers.Signatures);
        using var reply = await http.SendAsync(request);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }

    private async Task<(HttpClient Client, string UserId)> Guest()
    {
        var guest = await Json(await shop.Http().PostAsync("/api/auth/guest", null));
        return (With((string)guest["access_token"]!), (string)guest["user"]!["user_id"]!);
    }

    private async Task<HttpClient> Admin() =>
        With(
            (string)
                (
                    await Json(
                        await shop.Http()
                            .PostAsJsonAsync("/api/auth/login", new { email = "admin@example.com", password = "Passw0rd!demo" })
                    )
                )["access_token"]!
        );

    private HttpClient With(string token)
    {
        var client = shop.Http();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Task<string> Text(HttpResponseMessage reply) => reply.Content.ReadAsStringAsync();

    private static async Task<JsonNode> Json(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
