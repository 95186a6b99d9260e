// Goods made and changed in the pages: an admin makes a product with variants and sells it; a vendor edits its own beside somebody else.
using System.Globalization;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class ProductBrowserTests(Browser browser)
{
    [Fact]
    public async Task An_admin_makes_a_product_with_variants_and_sells_it()
    {
        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        var page = admin.Page;
        await page.GotoAsync("/admin/products");
        await Assertions.Expect(admin.By("product-row").First).ToBeVisibleAsync();
        await admin.By("new-product").ClickAsync();

        // What is wrong is said under its field, and nothing typed is lost.
        var form = admin.By("product-form");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("Heath Parka");
        await form.GetByLabel("Price", new() { Exact = true }).FillAsync("129.00");
        await form.GetByLabel("Barcode").FillAsync("4006381333932");
        await admin.By("save-product").ClickAsync();
        await Assertions.Expect(form.GetByLabel("Barcode")).ToHaveAttributeAsync("aria-invalid", "true");
        await form.GetByLabel("Barcode").FillAsync("4006381333931");
        await form.GetByLabel("Category").FillAsync("Clothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add an option" }).ClickAsync();
        await form.GetByLabel("Option", new() { Exact = true }).FillAsync("Size");
        await form.GetByLabel("Values", new() { Exact = true }).FillAsync("S, M");
        await admin.Press(admin.By("save-product"), "/api/products");
        await Assertions.Expect(admin.By("variants")).ToBeVisibleAsync();
        var id = (await page.EvaluateAsync<string>("location.pathname")).Split('/')[^1];

        await admin.By("make-variants").ClickAsync();
        await Assertions.Expect(admin.By("variant-row")).ToHaveCountAsync(2);
        await page.GetByLabel("SKU of S").FillAsync("HP-S");
        await page.GetByLabel("SKU of M").FillAsync("HP-M");
        await page.GetByLabel("Change of stock of S").FillAsync("5");
        await admin.By("save-variants").ClickAsync();
        await Assertions.Expect(admin.By("variant-row").First.Locator("[data-label='In stock']")).ToHaveTextAsync("5");

        // Nobody else sees a draft.
        await using var guest = await browser.Visit();
        await guest.Page.GotoAsync($"/products/{id}");
        await Assertions.Expect(guest.Page.GetByText("is not here any more")).ToBeVisibleAsync();
        await form.GetByLabel("Status").SelectOptionAsync("active");

        // That there is stock may be noted meanwhile, as a change of somebody else: then the editor saves once more by itself.
        await admin.By("save-product").ClickAsync();
        await Assertions.Expect(admin.By("history")).ToContainTextAsync("draft → active");

        var small = guest.Page.GetByRole(AriaRole.Radio, new() { Name = "S", Exact = true });
        await guest.OpenUntil($"/products/{id}", small);
        await small.CheckAsync();
        await guest.Press(guest.By("add-to-cart"), "/api/cart/me/items");
        await guest.FillAddress("parka@example.com");
        await Assertions.Expect(guest.By("quote-total")).ToBeVisibleAsync();
        await guest.Pay();
        await guest.Status("confirmed");

        // A whole number finds the parent of the variant that has it; many are changed at once, on a phone too.
        await page.SetViewportSizeAsync(390, 844);
        await admin.OpenUntil("/admin/products?q=HP-M", page.GetByLabel("Choose Heath Parka"));
        await page.GetByLabel("Choose Heath Parka").CheckAsync();
        await admin.By("bulk").GetByLabel("Change").SelectOptionAsync("price_percent");
        await admin.By("bulk").GetByLabel("Percent").FillAsync("-10");
        await admin.Press(admin.By("bulk-apply"), "/api/products/bulk");
        await Assertions.Expect(admin.By("product-row").First).ToContainTextAsync("116.10");
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        Assert.Empty(admin.Complaints.Concat(guest.Complaints));
    }

    [Fact]
    public async Task A_vendor_edits_its_own_beside_somebody_else_and_sees_nobody_elses()
    {
        var api = await Api.At(browser.Host).SignIn("vendor@example.com");
        var made = await api.Post(
            "/api/products",
            """{"name":"Moor Lantern","price":40,"currency":"USD","category":"Outdoor","status":"draft"}"""
        );
        var id = (string)made.Expect(201).Json["product_id"]!;
        var own = (string)made.Json["vendor_id"]!;

        await using var vendor = await browser.Visit();
        await vendor.SignIn("vendor@example.com");
        var page = vendor.Page;
        var form = vendor.By("product-form");
        await vendor.OpenUntil($"/admin/products/{id}", form);
        await form.GetByLabel("Price", new() { Exact = true }).FillAsync("42.50");

        // Somebody changes another member meanwhile: both count. Then the same one: both are shown, and one is chosen.
        (await api.Patch($"/api/products/{id}", """{"brand":"Moor"}""")).Expect(200);
        await vendor.By("save-product").ClickAsync();
        await Assertions.Expect(form.GetByLabel("Brand")).ToHaveValueAsync("Moor");
        await Assertions.Expect(vendor.By("history")).ToContainTextAsync("40 → 42.5");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("Moor Lantern, brass");
        (await api.Patch($"/api/products/{id}", """{"name":"Moor Lamp"}""")).Expect(200);
        await vendor.By("save-product").ClickAsync();
        await Assertions.Expect(vendor.By("conflict")).ToContainTextAsync("Moor Lamp");
        await Assertions.Expect(vendor.By("conflict")).ToContainTextAsync("Moor Lantern, brass");
        await vendor.By("settle").ClickAsync();

        // What is typed and not saved is asked for before it is left.
        await page.GetByRole(AriaRole.Link, new() { Name = "Stock", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Leave without saving?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await vendor.Press(vendor.By("save-product"), $"/api/products/{id}", "PATCH");
        var kept = (await api.Get($"/api/products/{id}")).Expect(200).Json;
        Assert.Equal(("Moor Lantern, brass", "Moor", "42.5"), ((string)kept["name"]!, (string)kept["brand"]!, Figure(kept["price"]!)));

        await page.GotoAsync("/admin/products?status=draft");
        await Assertions.Expect(vendor.By("product-row").Filter(new() { HasText = "Moor Lantern, brass" })).ToBeVisibleAsync();
        var listed = (await api.Get("/api/products?status=any&limit=200")).Expect(200).Json["items"]!.AsArray();
        Assert.All(listed, product => Assert.Equal(own, (string)product!["vendor_id"]!));

        var others = (await api.Get("/api/products?limit=200")).Expect(200).Json["items"]!.AsArray();
        var other = (string)others.First(product => (string)product!["vendor_id"]! != own)!["product_id"]!;
        await page.GotoAsync($"/admin/products/{other}");
        await Assertions.Expect(page.GetByText("There is no such product of yours")).ToBeVisibleAsync();
        Assert.Equal(404, (await api.Get($"/api/products/{other}/history")).Status);
        await page.GotoAsync($"/products/{other}");
        await Assertions.Expect(vendor.By("add-to-cart")).ToBeVisibleAsync();
        await Assertions.Expect(vendor.By("edit-product")).ToHaveCountAsync(0);
        Assert.Empty(vendor.Complaints);
    }

    private static string Figure(System.Text.Json.Nodes.JsonNode price) =>
        price.GetValue<decimal>().ToString("0.##", CultureInfo.InvariantCulture);
}
