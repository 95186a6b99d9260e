// A shop from nothing to its first refund, in a browser, by the guide that its first administrator is led to.
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
public sealed partial class GuideBrowserTests
{
    private const string Name = "Bürsten-Müller";
    private const string Email = "owner@example.com";
    private const string Password = "a long and boring password";

    // As Shopify exports it; without pictures, since nothing outside of the machine is asked.
    private const string Shopify = """
        Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Status
        linen-apron,Linen Apron,"<p>Washed linen.</p>",Workshop,Aprons,"kitchen, linen",true,Colour,Oat,00-0417,320,12,39.00,49.00,active
        linen-apron,,,,,,,,Slate,00-0418,320,3,39.00,,
        broom,Broom,,Workshop,Brushes,,true,Title,Default Title,00-0500,800,5,not a price,,active

        """;

    [Fact]
    public async Task A_shop_is_set_up_by_the_guide_filled_by_hand_and_from_a_file_and_sells_ships_and_pays_back()
    {
        await using var host = await HostProcess.Start(
            "--no-demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            "Payments:Providers=bank_transfer",
            "--set",
            "Payments:BankTransfer:Iban=GB82 WEST 1234 5698 7654 32",
            "--set",
            "Payments:BankTransfer:Name=Müller OHG"
        );
        await using var browser = await Browser.Before(host);
        await using var owner = await browser.Visit(width: 390, height: 844);
        await SetUp(host, owner);
        var api = await Api.At(host).Patient().SignIn(Email, Password);
        await Import(owner);
        var broom = (string)(await api.All("/api/products?status=active&q=Handbesen"))[0]["product_id"]!;
        var apron = await api.All("/api/products?status=any&q=apron");
        Assert.Contains(apron, product => (string)product["name"]! == "Linen Apron");

        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart(broom);
        await Expect(guest.Page).ToHaveTitleAsync(Titled());
        var orderId = await Buy(guest);
        await Expect(guest.By("payment-transfer")).ToBeVisibleAsync();
        var reference = await guest.By("transfer-reference").InnerTextAsync();
        await owner.Page.GotoAsync($"/admin/payments?order_id={orderId}");
        await owner.By("mark-received").ClickAsync();
        await owner.Page.GetByRole(AriaRole.Dialog).GetByLabel("Amount in EUR").FillAsync("29.80");
        await owner.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reference").FillAsync(reference);
        await owner.By("received-confirm").ClickAsync();
        await guest.Status("confirmed");

        await owner.Page.GotoAsync("/admin/orders/" + orderId);
        await owner.By("move-processing").ClickAsync();
        await owner.Status("processing");
        await owner.By("pack").ClickAsync();
        await owner.Page.GetByLabel("Carrier").FillAsync("DHL");
        await owner.By("send-parcel").ClickAsync();
        await owner.Status("shipped");
        await owner.By("move-delivered").ClickAsync();
        await owner.Status("delivered");
        await owner.By("refund").ClickAsync();
        await owner.Page.GetByRole(AriaRole.Dialog).GetByLabel("Amount in EUR").FillAsync("4.90");
        await owner.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("It came late");
        await owner.By("refund-confirm").ClickAsync();
        await Expect(owner.By("order-refunds")).ToContainTextAsync("€4.90");
        Assert.Equal(390, await owner.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(owner.Complaints);
        Assert.Empty(guest.Complaints);
    }

    private static async Task SetUp(HostProcess host, Visitor owner)
    {
        var link = Link().Match(await host.Said("first-administrator?token=")).Value;
        await owner.Page.GotoAsync(new Uri(link).PathAndQuery);
        await owner.Page.Locator("input[name=name]").FillAsync("Ada Owner");
        await owner.Page.Locator("input[name=email]").FillAsync(Email);
        await owner.Page.Locator("input[type=password]").First.FillAsync(Password);
        await owner.Page.Locator("main form button[type=submit]").ClickAsync();

        // The payments are said where the shop was started; all else is open.
        await Expect(owner.By("guide-progress")).ToHaveTextAsync("2 of 8 done");
        await Expect(owner.By("step-payment")).ToHaveAttributeAsync("data-done", "true");

        await owner.Page.GetByLabel("Name of the shop").FillAsync(Name);
        await owner.Page.GetByLabel("Currency").SelectOptionAsync("EUR");
        await owner.Page.GetByLabel("Time zone").SelectOptionAsync("Europe/Berlin");
        await Saved(owner, "shop");

        await owner.Page.GetByLabel("Legal name").FillAsync("Müller OHG");
        await owner.Page.GetByLabel("Street and number").FillAsync("Hauptstraße 1");
        await owner.Page.GetByLabel("Postal code").FillAsync("10115");
        await owner.Page.GetByLabel("City").FillAsync("Berlin");
        await owner.Page.GetByLabel("Country").SelectOptionAsync("DE");

        // A number that cannot be is said at its field, and what was typed stays.
        await owner.Page.GetByLabel("VAT number").FillAsync("DE123456789");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(owner.Page.Locator(".field__error")).ToHaveCountAsync(1);
        await owner.Page.GetByLabel("VAT number").FillAsync("DE136695976");
        await Saved(owner, "seller");
        await Expect(owner.By("step-taxes")).ToHaveAttributeAsync("data-done", "true");
        await owner.Page.GotoAsync("/admin");
        await Expect(owner.By("guide-card")).ToBeVisibleAsync();
        await owner.By("guide-card").GetByRole(AriaRole.Link).ClickAsync();

        await owner.By("step-shipping").GetByRole(AriaRole.Button).First.ClickAsync();
        await owner.Page.GetByLabel("Price in EUR").FillAsync("4.90");
        await owner.Press(owner.Page.GetByRole(AriaRole.Button, new() { Name = "Ship to Germany" }), "/api/shipping-zones");
        await Expect(owner.By("step-shipping")).ToHaveAttributeAsync("data-done", "true");

        await Texts(host, owner);
        await owner.Page.GotoAsync("/admin/guide");
        await owner.Page.GetByLabel("Name of the product").FillAsync("Handbesen");
        await owner.Page.GetByLabel("Category").FillAsync("Besen");
        await owner.Page.GetByLabel("Price in EUR").FillAsync("24.90");
        await owner.Page.GetByLabel("In stock").FillAsync("7");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sell it" }).ClickAsync();
        await Expect(owner.By("guide-ready")).ToBeVisibleAsync();
        await Expect(owner.By("guide-progress")).ToHaveTextAsync("8 of 8 done");
        Assert.Equal(390, await owner.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await owner.Page.GotoAsync("/admin", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(owner.By("guide-card")).ToHaveCountAsync(0);
    }

    private static async Task Saved(Visitor owner, string step)
    {
        await owner.By("step-" + step).Locator("form button[type=submit]").ClickAsync();
        await Expect(owner.By("step-" + step)).ToHaveAttributeAsync("data-done", "true");
    }

    // One on its page, the others as the page sends them.
    private static async Task Texts(HostProcess host, Visitor owner)
    {
        await owner.Page.GotoAsync("/admin/settings/policies");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Write imprint" }).ClickAsync();
        await owner.By("text-editor").Locator("textarea").FillAsync("# Impressum\n\nMüller OHG, Hauptstraße 1, 10115 Berlin");
        await owner.Press(
            owner.By("text-editor").GetByRole(AriaRole.Button, new() { Name = "Save this text" }),
            "/api/policies/imprint",
            "PUT"
        );
        var api = await Api.At(host).Patient().SignIn(Email, Password);
        foreach (var name in new[] { "terms", "withdrawal", "privacy", "shipping" })
        {
            (await api.Put("/api/policies/" + name, $$"""{"text":"# {{name}}\n\nOurs."}""")).Expect(200);
        }
    }

    private static async Task Import(Visitor owner)
    {
        await owner.Page.GotoAsync("/admin/import");
        await owner
            .By("import-file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "products_export.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(Shopify),
                }
            );
        await Expect(owner.By("import-state")).ToHaveAttributeAsync("data-state", "checked");
        await Expect(owner.By("import-state")).ToContainTextAsync("Shopify");
        await owner.By("apply-good").ClickAsync();
        await Expect(owner.By("import-state")).ToHaveAttributeAsync("data-state", "done");
        await Expect(owner.By("refused-lines")).ToBeVisibleAsync();
        Assert.Equal(390, await owner.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private static async Task<string> Buy(Visitor guest)
    {
        await guest.FillAddress("guest@example.com");
        await guest.Page.Locator("#checkout input[name=postal_code]").FillAsync("10115");
        await guest.Page.Locator("#checkout input[name=city]").FillAsync("Berlin");
        await guest.Page.Locator("#checkout select[name=country]").SelectOptionAsync("DE");
        return await guest.Pay("bank_transfer");
    }

    [GeneratedRegex(@"http://[^\s]+/first-administrator\?token=[\w-]+")]
    private static partial Regex Link();

    [GeneratedRegex("Handbesen.*" + Name)]
    private static partial Regex Titled();
}
