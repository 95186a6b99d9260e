// A vendor's day in a real browser: it sends its part of orders in parcels, and is paid.
using System.Globalization;
using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
public sealed class VendorTests(Browser browser) : IClassFixture<Browser>
{
    private const string Mail = "buyer.of.a.vendor@example.com";

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

        // What it prints has its own lines and nothing of who else sold in the order.
        await Expect(vendor.By("order-line")).ToHaveCountAsync(1);
        await Expect(vendor.By("customer-card")).ToHaveCountAsync(0);
        await Expect(vendor.By("order-notes")).ToHaveCountAsync(0);
        await vendor.By("packing-slip").ClickAsync();
        await Expect(vendor.By("slip-line")).ToHaveCountAsync(1);

        await using var admin = await browser.Visit(width: 390, height: 844);
        await admin.SignIn("admin@example.com");
        await admin.OpenUntil("/admin/payouts", admin.By("owed").Filter(new() { HasText = "vendor-1" }).First);
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

        await vendor.OpenUntil("/admin/payouts", vendor.By("payout").First);
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
}
