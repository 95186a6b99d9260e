// A vendor's day: it sees its own part of an order and nothing else of it, sends it in parcels, and is paid.
using System.Globalization;
using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
public sealed class VendorTests(Browser browser) : IClassFixture<Browser>
{
    private const string Mail = "canary.of.the.customer@example.com";

    [Fact]
    public async Task No_reply_to_a_vendor_holds_anything_of_another_vendors_lines_or_of_the_customers_mail()
    {
        var (orderId, theirs, order) = await Ordered();
        var vendor = await browser.Api.Patient().SignIn("vendor@example.com");
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

    [Fact]
    public async Task Who_a_vendor_is_and_its_statements_are_for_itself_and_the_shop_alone()
    {
        const string Own = "/api/vendor/trader";
        const string Of = "/api/payouts/traders/vendor-1";
        const string Details = """{"legal_name":"Ada Lovelace OHG","country":"DE","vat_status":"registered","vat_number":"DE129273398"}""";
        var (vendor, admin) = (await browser.Api.SignIn("vendor@example.com"), await browser.Api.SignIn("admin@example.com"));
        var before = (await vendor.Get(Own)).Expect(200).Json;
        var first = $"\"{before["version"]}\"";
        var saved = (await vendor.Put(Own, Details, ("If-Match", first))).Expect(200).Json;
        Assert.Equal("DE129273398", (string)saved["details"]!["vat_number"]!);
        Assert.Contains(saved["missing"]!.AsArray(), gap => (string)gap!["field"]! == "street");

        // Who has not seen that is told, and what the other wrote stands.
        (await admin.Put(Of, Details, ("If-Match", first))).Expect(412);
        (await vendor.Put(Own, Details.Replace("129273398", "129273399", StringComparison.Ordinal))).Expect(400);
        var seen = (await admin.Get(Of)).Expect(200).Json;
        Assert.Equal((long)saved["version"]!, (long)seen["version"]!);
        var agreed = (await vendor.Put(Own + "/self-billing", """{"agrees":true,"text":"1"}""", ("If-Match", $"\"{seen["version"]}\"")))
            .Expect(200)
            .Json;
        Assert.Equal("vendor", (string)agreed["self_billing_by"]!);
        (await vendor.Put(Own + "/self-billing", """{"agrees":true,"text":"0"}""")).Expect(409);
        Assert.True((await admin.Get(Of + "/changes")).Expect(200).Json["items"]!.AsArray().Count >= 2);

        // Nobody else: neither another vendor's number in the path, nor a shopper, nor somebody without a token.
        var customer = await browser.Api.SignIn("customer@example.com");
        foreach (
            var path in new[]
            {
                Of,
                Of + "/changes",
                "/api/payouts/statements",
                "/api/payouts/statements/vendor-1/2026-01",
                "/api/payouts/statements/vendor-1/2026-01/file",
                "/api/payouts/papers/vendor-1/SB-vendor-1-2026-000001",
            }
        )
        {
            (await vendor.Get(path)).Expect(403);
            (await customer.Get(path)).Expect(403);
            (await browser.Api.Get(path)).Expect(401);
        }

        foreach (
            var path in new[] { Own, "/api/vendor/statements", "/api/vendor/statements/2026-01", "/api/vendor/papers/SB-v2-2026-000001" }
        )
        {
            (await customer.Get(path)).Expect(403);
        }

        (await vendor.Get("/api/vendor/papers/SB-v2-2026-000001")).Expect(404);
        (await vendor.Get("/api/vendor/statements/1999-01/file?format=csv")).Expect(404);
        (await vendor.Get("/api/vendor/statements/1999-01/file?format=doc")).Expect(400);
        Assert.NotNull((await admin.Get("/api/payouts/statements?vendor_id=vendor-1")).Expect(200).Json["items"]);
    }

    [Fact]
    public async Task A_vendor_packs_many_sends_a_part_and_is_paid_by_the_shop()
    {
        var first = (await Ordered()).OrderId;
        var second = (await Ordered()).OrderId;
        await using var vendor = await browser.Visit();
        await vendor.SignIn("vendor@example.com");
        await vendor.Page.GotoAsync("/admin/orders?status=confirmed");
        foreach (var id in new[] { first, second })
        {
            await vendor
                .By("vendor-order-row")
                .Filter(new() { HasText = id[^8..].ToUpperInvariant() })
                .GetByRole(Microsoft.Playwright.AriaRole.Checkbox)
                .CheckAsync();
        }

        await Expect(vendor.By("bulk")).ToContainTextAsync("2 orders chosen");
        await vendor.By("bulk-move").ClickAsync();
        await Expect(vendor.By("bulk")).ToHaveCountAsync(0);
        await vendor.By("stage-processing").ClickAsync();
        var row = vendor.By("vendor-order-row").Filter(new() { HasText = first[^8..].ToUpperInvariant() });
        await row.GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();

        // Two were bought; one leaves now.
        await vendor.By("pack").ClickAsync();
        await vendor.By("parcel-units").FillAsync("1");
        await vendor.Page.GetByLabel("Carrier").FillAsync("DHL");
        await vendor.By("send-parcel").ClickAsync();
        await vendor.Status("partially_shipped");
        await vendor.By("pack").ClickAsync();
        await vendor.By("send-parcel").ClickAsync();
        await vendor.Status("shipped");
        await Expect(vendor.By("parcel")).ToHaveCountAsync(2);

        await using var admin = await browser.Visit(width: 390, height: 844);
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/payouts");
        var owed = admin.By("owed").Filter(new() { HasText = "vendor-1" }).First;
        await owed.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Pay out" }).ClickAsync();
        var amount = decimal.Parse(await admin.By("payout-amount").InputValueAsync(), CultureInfo.InvariantCulture);
        Assert.True(amount > 0);
        await admin.By("payout-amount").FillAsync((amount + 1).ToString(CultureInfo.InvariantCulture));
        await admin.By("pay-out").ClickAsync();
        await Expect(admin.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog)).ToContainTextAsync("is owed");
        await admin.By("payout-amount").FillAsync(amount.ToString(CultureInfo.InvariantCulture));
        await admin.By("pay-out").ClickAsync();
        await Expect(admin.By("payout").First).ToContainTextAsync("vendor-1");

        await vendor.Page.GotoAsync("/admin/payouts");
        await Expect(vendor.By("payout").First).ToBeVisibleAsync();
        await Expect(vendor.By("balance")).ToContainTextAsync("0.00");
        Assert.Empty(vendor.Complaints.Concat(admin.Complaints));
    }

    /// <summary>A confirmed order of two of a product of the demo's vendor and one of another vendor's.</summary>
    private async Task<(string OrderId, string Product, JsonNode Order)> Ordered()
    {
        var (api, products) = (browser.Api.Patient(), new JsonArray());

        // Without a stock while Inventory does not answer in time.
        await Eventually.Holds(async () =>
        {
            products = (await api.Get("/api/products?in_stock=true&limit=200")).Expect(200).Json["items"]!.AsArray();
            Assert.DoesNotContain(products, product => product!["stock"] is null);
        });
        string One(bool own) =>
            (string)
                products.First(product =>
                    ((string)product!["vendor_id"]! == "vendor-1") == own
                    && product["has_variants"]?.GetValue<bool>() != true
                    && (long)product["stock"]!["available"]! > 20
                )!["product_id"]!;
        var (mine, others) = (One(own: true), One(own: false));
        var guest = await api.Guest();
        await guest.Add(mine, 2);
        await guest.Add(others);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: Mail))).Expect(201).Json["order_id"]!;
        return (id, mine, await guest.Settled(id));
    }

    private static string Number(JsonNode amount) => ":" + amount.ToJsonString() + ",";
}
