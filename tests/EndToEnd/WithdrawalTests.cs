// The withdrawal function over HTTP: with the key of the mail's link alone, in two steps, once under doubled presses, with its receipt.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed partial class WithdrawalTests(DemoShop shop)
{
    private const string Product = "3";
    private const string Statement = """{"name":"Ada Buyer","email":"withdrawal@example.com"}""";

    [Fact]
    public async Task A_guest_withdraws_from_a_delivered_order_by_the_link_of_its_mail()
    {
        var (_, admin, id, key) = await Ordered();
        foreach (var status in new[] { "processing", "shipped", "delivered" })
        {
            (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Expect(200);
        }

        var anyone = shop.Api;
        Assert.Equal(
            "order_not_found",
            (await anyone.Get($"/api/orders/{id}/withdrawal", ("Order-Key", key[..^1] + "x"))).Expect(404).Code
        );
        (await anyone.Post($"/api/orders/{id}/withdrawal", Statement)).Expect(401);
        var right = (await anyone.Get($"/api/orders/{id}/withdrawal", ("Order-Key", key))).Expect(200).Json;
        Assert.True((bool)right["can_withdraw"]!);
        Assert.InRange(
            DateTimeOffset.Parse((string)right["until"]!, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow,
            TimeSpan.FromDays(14),
            TimeSpan.FromDays(18)
        );

        // Step one binds nothing.
        var draft = (await anyone.Post($"/api/orders/{id}/withdrawal", Statement, ("Order-Key", key))).Expect(200).Json;
        Assert.Equal(("draft", null), ((string)draft["status"]!, (string?)draft["withdrawal_id"]));
        var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
        Assert.Equal((decimal)order["total_price"]!, (decimal)draft["paid_back_later"]!);
        Assert.Empty(order["returns"]!.AsArray());

        var presses = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ =>
                    anyone.Post($"/api/orders/{id}/withdrawal/confirm", Statement, ("Order-Key", key), ("Idempotency-Key", "once"))
                )
        );
        var done = Assert.Single(presses.Select(reply => reply.Expect(200).Text).Distinct());
        var returnId = (string)JsonNode.Parse(done)!["return_ids"]![0]!;
        Assert.Equal(
            "idempotency_key_reused",
            (
                await anyone.Post(
                    $"/api/orders/{id}/withdrawal/confirm",
                    Statement.Replace("Ada", "Eve", StringComparison.Ordinal),
                    ("Order-Key", key),
                    ("Idempotency-Key", "once")
                )
            )
                .Expect(422)
                .Code
        );

        // Staff have nothing to approve and nothing to reject; proof of sending lets them pay before the goods are here.
        Assert.Equal("illegal_transition", (await admin.Patch($"/api/returns/{returnId}", """{"status":"rejected"}""")).Expect(409).Code);
        Assert.Equal("illegal_transition", (await admin.Patch($"/api/returns/{returnId}", """{"status":"refunded"}""")).Expect(409).Code);
        var sent = await anyone.Post(
            $"/api/orders/{id}/withdrawal/returns/{returnId}/sent",
            """{"carrier":"DHL","tracking_number":"00340434161094000000"}""",
            ("Order-Key", key)
        );
        Assert.Equal("DHL", (string)sent.Expect(200).Json["sent"]!["carrier"]!);
        (await admin.Patch($"/api/returns/{returnId}", """{"status":"refunded"}""")).Expect(200);
        order = await PaidBack(admin, id);
        Assert.Equal(("returned", (decimal)order["total_price"]!), ((string)order["status"]!, (decimal)order["payment"]!["refunded"]!));
        Assert.True((bool)(await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
        Assert.Equal(
            "nothing_to_withdraw",
            (await anyone.Post($"/api/orders/{id}/withdrawal", Statement, ("Order-Key", key))).Expect(409).Code
        );

        var receipt = await Receipt(admin, id);
        Assert.Contains("Declared by: Ada Buyer", receipt, StringComparison.Ordinal);
        Assert.Contains(" UTC", receipt, StringComparison.Ordinal);
        Assert.Contains((await admin.All("/api/withdrawals")).Select(one => (string)one["order_id"]!), one => one == id);
        (await anyone.Get("/api/withdrawals")).Expect(401);
    }

    [Fact]
    public async Task A_part_that_has_not_left_is_paid_back_at_once_and_a_vendor_sees_its_own()
    {
        var (guest, admin, id, _) = await Ordered();
        var part = $$"""{"name":"Ada Buyer","email":"withdrawal@example.com","items":[{"product_id":"{{Product}}","quantity":1}]}""";
        Assert.Equal(
            "withdrawal_exceeds_order",
            (await guest.Post($"/api/orders/{id}/withdrawal", part.Replace(":1}", ":9}", StringComparison.Ordinal))).Expect(409).Code
        );
        var before = (await guest.Get($"/api/orders/{id}")).Expect(200).Json;
        var done = (await guest.Post($"/api/orders/{id}/withdrawal/confirm", part)).Expect(200).Json;
        Assert.Equal((string)done["at"]!, (string)(await guest.Post($"/api/orders/{id}/withdrawal/confirm", part)).Expect(200).Json["at"]!);
        var after = await PaidBack(admin, id);
        var back = (decimal)before["total_price"]! - (decimal)after["total_price"]!;
        Assert.Equal((back, back), ((decimal)done["paid_back_now"]!, (decimal)after["payment"]!["refunded"]!));
        Assert.Equal(("confirmed", 1L), ((string)after["status"]!, (long)after["items"]![0]!["quantity"]!));
        Assert.True((bool)(await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
        Assert.Empty((await admin.Get("/api/payments/reconciliation")).Expect(200).Json["items"]!.AsArray());

        // A vendor sees neither who it was nor anybody else's money.
        foreach (var one in await (await shop.Api.SignIn("vendor@example.com")).All("/api/withdrawals"))
        {
            Assert.Null(one["name"]);
            Assert.Null(one["paid_back_now"]);
        }

        Assert.Equal(
            "validation_failed",
            (await guest.Post($"/api/orders/{id}/withdrawal", """{"name":"","email":"x"}""")).Expect(400).Code
        );
        Assert.Equal(
            "unknown_member",
            (await guest.Post($"/api/orders/{id}/withdrawal", Statement.Replace("}", ",\"total\":1}", StringComparison.Ordinal)))
                .Expect(400)
                .Code
        );
    }

    [Fact]
    public async Task A_mark_is_said_before_the_sale_and_holds_for_what_was_sold_with_it()
    {
        var (guest, admin) = (await shop.Api.Guest(), await shop.Api.Admin());
        const string Cake =
            """{"name":"A cake for the test of marks","description":"Fresh.","price":20.00,"currency":"USD","category":"Cakes","attributes":{"withdrawal":"MARK"}}""";
        var wrong = (await admin.Post("/api/products", Cake.Replace("MARK", "no", StringComparison.Ordinal))).Expect(400);
        Assert.NotNull(wrong.Json["errors"]!["attributes.withdrawal"]);
        var made = (await admin.Post("/api/products", Cake.Replace("MARK", "perishable", StringComparison.Ordinal))).Expect(201).Json;
        var cake = (string)made["product_id"]!;
        (await admin.Post($"/api/inventory/{cake}/adjustments", """{"delta":5,"reason":"for the test"}""")).Expect(200);
        await guest.Add(cake);
        var quote = await guest.Post("/api/checkout/quote", $$"""{"shipping_method":"standard","shipping_address":{{Api.Address}}}""");
        Assert.Equal("perishable", (string)quote.Expect(200).Json["lines"]![0]!["no_withdrawal"]!);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        await guest.Settled(id);
        (await admin.Patch($"/api/products/{cake}", """{"attributes":{"withdrawal":null}}""")).Expect(200);
        var right = (await guest.Get($"/api/orders/{id}/withdrawal")).Expect(200).Json;
        Assert.Equal((false, "withdrawal_excluded"), ((bool)right["can_withdraw"]!, (string)right["why_not"]!));
        Assert.Equal("perishable", (string)right["excluded"]![0]!["reason"]!);
        Assert.Equal("withdrawal_excluded", (await guest.Post($"/api/orders/{id}/withdrawal/confirm", Statement)).Expect(409).Code);
        (await admin.Delete($"/api/products/{cake}")).Expect(204);
    }

    private async Task<(Api Guest, Api Admin, string Id, string Key)> Ordered()
    {
        var (guest, admin) = (await shop.Api.Guest(), await shop.Api.Admin());
        (await admin.Post($"/api/inventory/{Product}/adjustments", """{"delta":10,"reason":"for the test"}""")).Expect(200);
        await guest.Add(Product, 2);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: "withdrawal@example.com"))).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await guest.Settled(id))["status"]!);
        return (guest, admin, id, Key().Match(await Mail(admin, id, "confirmed")).Groups[1].Value);
    }

    private static Task<string> Receipt(Api admin, string id) => Mail(admin, id, "withdrawal");

    private static async Task<string> Mail(Api admin, string id, string template)
    {
        for (var deadline = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            if (await admin.All($"/api/mail?order_id={id}&template={template}") is [var mail, ..])
            {
                return (string)(await admin.Get($"/api/mail/{(string)mail["mail_id"]!}")).Expect(200).Json["text"]!;
            }

            Assert.True(DateTime.UtcNow < deadline, $"There is no mail {template} about {id}.");
        }
    }

    private static async Task<JsonNode> PaidBack(Api admin, string id)
    {
        for (var deadline = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
            if (order["refunds"]!.AsArray().All(refund => (string)refund!["status"]! == "done"))
            {
                return order;
            }

            Assert.True(DateTime.UtcNow < deadline, $"The money of {id} does not go back.");
        }
    }

    [GeneratedRegex(@"/orders/[^?\s]+\?key=([A-Za-z0-9_-]+)")]
    private static partial Regex Key();
}
