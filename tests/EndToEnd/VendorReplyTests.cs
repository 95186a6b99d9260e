// What a vendor is shown of an order: its own part and nothing else of it.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneShop.Name)]
public sealed class VendorReplyTests(DemoShop shop)
{
    private const string Mail = "canary.of.the.customer@example.com";

    [Fact]
    public async Task No_reply_to_a_vendor_holds_anything_of_another_vendors_lines_or_of_the_customers_mail()
    {
        var (orderId, theirs, order) = await Ordered();
        var vendor = await shop.Api.SignIn("vendor@example.com");
        var others = order["items"]!.AsArray().Single(line => (string)line!["vendor_id"]! != "vendor-1")!;
        string[] canaries =
        [
            Mail,
            (string)others["vendor_id"]!,
            $"\"{(string)others["product_id"]!}\"",
            (string)others["product_name"]!,
            (string)order["user_id"]!,
            Number(order["total_price"]!),
            Number(order["subtotal"]!),
            Number(others["subtotal"]!),
            "tok_visa",
        ];
        List<Reply> replies =
        [
            await vendor.Get("/api/vendor/orders"),
            await vendor.Get($"/api/vendor/orders?q={orderId}"),
            await vendor.Get($"/api/vendor/orders?product_id={(string)others["product_id"]!}"),
            await vendor.Get($"/api/vendor/orders/{orderId}"),
            await vendor.Patch($"/api/vendor/orders/{orderId}", """{"status":"processing"}"""),
            await vendor.Post(
                $"/api/vendor/orders/{orderId}/shipments",
                $$"""{"lines":[{"product_id":"{{theirs}}","quantity":1}],"carrier":"DHL"}"""
            ),
            await vendor.Post(
                $"/api/vendor/orders/{orderId}/shipments",
                $$"""{"lines":[{"product_id":"{{(string)others["product_id"]!}}","quantity":1}]}"""
            ),
            await vendor.Patch($"/api/vendor/orders/{orderId}/shipments/1", """{"status":"delivered"}"""),
            await vendor.Post("/api/vendor/orders/bulk", $$"""{"order_ids":["{{orderId}}","nobody"],"status":"shipped"}"""),
            await vendor.Get("/api/vendor/summary"),
            await vendor.Get("/api/vendor/balance"),
            await vendor.Get("/api/vendor/payouts"),
            await vendor.Get("/api/vendor/payouts/report"),
            await vendor.Get("/api/vendor/payouts/report?format=csv"),
            await vendor.Get("/api/vendor/statements"),
            await vendor.Get("/api/vendor/trader"),
        ];
        Assert.Equal([.. replies.Select((_, at) => at == 6 ? 400 : 200)], replies.Select(reply => reply.Status));

        // The id that the vendor itself sent may come back in the refusal.
        foreach (var (reply, at) in replies.Select((reply, at) => (reply, at)).Where(one => one.at != 6))
        {
            Assert.All(
                canaries,
                canary => Assert.False(reply.Text.Contains(canary, StringComparison.Ordinal), $"reply {at} holds {canary}: {reply.Text}")
            );
        }

        Assert.Empty(replies[2].Json["items"]!.AsArray());
        var bulk = replies[8].Json["results"]!.AsArray();
        Assert.Equal("True, False order_not_found", $"{bulk[0]!["moved"]}, {bulk[1]!["moved"]} {bulk[1]!["code"]}", ignoreCase: true);

        // Its own figures add up, and the commission is what was agreed: a tenth of the goods.
        var own = (await vendor.Get($"/api/vendor/orders/{orderId}")).Expect(200).Json;
        Assert.Equal(
            (decimal)own["total_price"]!,
            (decimal)own["subtotal"]! - (decimal)own["discount"]! + (decimal)own["shipping"]! + (decimal)own["tax"]!
        );
        Assert.Equal(decimal.Round((decimal)own["subtotal"]! / 10, 2, MidpointRounding.AwayFromZero), (decimal)own["commission"]!);
        Assert.Equal((decimal)own["total_price"]! - (decimal)own["commission"]!, (decimal)own["payable"]!);
        (await vendor.Patch($"/api/vendor/orders/{orderId}", """{"status":"delivered"}""", ("If-Match", "\"1\""))).Expect(412);
    }

    /// <summary>
    /// A confirmed order of two of a product of the demo's vendor and one of another vendor's: both new, with names, ids and prices that
    /// nothing else in the shop has.
    /// </summary>
    private async Task<(string OrderId, string Product, JsonNode Order)> Ordered()
    {
        var admin = await shop.Api.Admin();
        var (mine, others) = (await Product("vendor-1", 41.37m), await Product("vendor-2", 13.91m));
        var guest = await shop.Api.Guest();
        await guest.Add(mine, 2);
        await guest.Add(others);
        var id = (string)
            (await Api.Pressed(() => guest.Post("/api/orders", Api.OrderBody(email: Mail), ("Idempotency-Key", "reply")))).Expect(201).Json[
                "order_id"
            ]!;
        return (id, mine, await guest.Settled(id));

        async Task<string> Product(string vendor, decimal price)
        {
            var (name, amount) = ($"Thing {Guid.NewGuid():N}", price.ToString(CultureInfo.InvariantCulture));
            var body = $$"""{"name":"{{name}}","price":{{amount}},"currency":"USD","category":"Canaries","vendor_id":"{{vendor}}"}""";
            var product = (string)(await admin.Post("/api/products", body)).Expect(201).Json["product_id"]!;
            (await admin.Post($"/api/inventory/{product}/adjustments", """{"delta":10,"reason":"bought"}""")).Expect(200);
            return product;
        }
    }

    private static string Number(JsonNode amount) => ":" + amount.ToJsonString() + ",";
}
