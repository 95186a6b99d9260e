// Shipping in the pages: a zone is tried on a parcel before it is saved; an e-book asks for no street, and what is fetched asks for none
// either.
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class ShippingBrowserTests(Browser browser)
{
    // Countries in which no other journey buys, one a width.
    [Theory]
    [InlineData(390, 844, "IS", "Iceland narrow")]
    [InlineData(1280, 900, "MT", "Malta wide")]
    public async Task An_admin_sees_what_a_zone_does_to_a_parcel_saves_it_and_takes_it_away(
        int width,
        int height,
        string country,
        string name
    )
    {
        await using var admin = await browser.Visit(width, height);
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/shipping");
        var page = admin.Page;
        await Assertions.Expect(admin.By("zone-row").Filter(new() { HasText = "Antarctica" })).ToContainTextAsync("Not shipped to");
        await Assertions.Expect(admin.By("point-row").Filter(new() { HasText = "Cartwright Workshop" })).ToBeVisibleAsync();
        await admin.By("new-zone").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").First.FillAsync(name);
        await dialog.GetByLabel("Places").FillAsync(country);
        await dialog.GetByLabel("Price", new() { Exact = true }).FillAsync("12.50");
        await Assertions.Expect(dialog.GetByTestId("parcel-example")).ToContainTextAsync("With this zone");
        await Assertions.Expect(dialog.GetByTestId("parcel-example")).ToContainTextAsync("12.50");
        await Assertions.Expect(dialog.GetByTestId("parcel-example")).ToContainTextAsync("4.99");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save zone" }).ClickAsync();
        var row = admin.By("zone-row").Filter(new() { HasText = name });
        await Assertions.Expect(row).ToContainTextAsync("12.50");

        // A second one for the same place is refused where it was asked for.
        await admin.By("new-zone").ClickAsync();
        await dialog.GetByLabel("Name").First.FillAsync("Again");
        await dialog.GetByLabel("Places").FillAsync(country);
        await dialog.GetByLabel("Nothing is shipped there").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save zone" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync($"'{name}' is for {country} already");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
    }

    [Fact]
    public async Task An_e_book_is_bought_with_a_country_alone_and_a_thing_is_fetched_without_a_street()
    {
        var owner = await browser.Api.Admin();
        var made = (
            await owner.Post(
                "/api/products",
                """{"name":"The quiet e-book","price":9,"currency":"USD","category":"Books","requires_shipping":false}"""
            )
        ).Expect(201);
        var id = (string)made.Json["product_id"]!;
        (await owner.Post($"/api/inventory/{id}/adjustments", """{"delta":10,"reason":"bought"}""")).Expect(200);
        await using var guest = await browser.Visit(390, 844);
        await guest.AddToCart(id);
        await guest.Page.GotoAsync("/checkout");
        await guest.Page.Locator("#checkout input[name=email]").FillAsync("reader@example.com");
        await Assertions.Expect(guest.Page.Locator("#checkout input[name=line1]")).ToHaveCountAsync(0);
        await guest.Page.Locator("#checkout select[name=country]").SelectOptionAsync("DE");
        await Assertions.Expect(guest.By("shipping-choice")).ToHaveCountAsync(0);
        await guest.Pay();
        await guest.Status("delivered");
        await Assertions.Expect(guest.By("order-delivery")).ToContainTextAsync("Nothing of it is sent");

        await guest.AddToCart("2");
        await guest.Page.GotoAsync("/checkout");
        await guest.Page.Locator("#checkout input[name=email]").FillAsync("reader@example.com");
        await guest.By("shipping-choice").GetByLabel("Pick up: Cartwright Workshop").CheckAsync();
        await Assertions.Expect(guest.Page.Locator("#checkout input[name=line1]")).ToHaveCountAsync(0);
        await guest.Page.Locator("#checkout input[name=name]").FillAsync("Rita Reader");
        await Assertions.Expect(guest.By("promised")).ToContainTextAsync("Ready at Cartwright Workshop");
        await guest.Pay();
        await Assertions.Expect(guest.By("order-delivery")).ToContainTextAsync("To be fetched at Cartwright Workshop");
    }
}
