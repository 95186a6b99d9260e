// Looking for something and putting it into the cart, in a real browser: what is left is found again, and what is added is seen everywhere.
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class ListBrowserTests(Browser browser)
{
    [Fact]
    public async Task Back_from_a_product_brings_the_list_as_it_was_left_and_chips_take_filters_away_one_by_one()
    {
        await using var guest = await browser.Visit();
        var page = guest.Page;
        var list = page.Locator("section[aria-labelledby=catalog-title]");
        var cards = list.GetByTestId("product-card");

        // Filters by attribute need the search index, which a shop that has just started may still be filling.
        await guest.OpenUntil("/?category=Clothing", page.GetByRole(AriaRole.Checkbox, new() { Name = "Blue" }));
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Blue" }).ClickAsync();
        await Expect(guest.By("chips")).ToContainTextAsync("Blue");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Black" }).ClickAsync();
        await Expect(guest.By("chips").GetByRole(AriaRole.Button)).ToHaveCountAsync(4);
        await page.WaitForFunctionAsync("() => location.search.includes('attr.colour=Blue&attr.colour=Black')");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: Colour: Blue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Blue" })).Not.ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Black" })).ToBeCheckedAsync();
        await Expect(page.Locator("#catalog-title")).ToBeFocusedAsync();
        await guest.By("clear-filters").ClickAsync();
        await Expect(guest.By("chips")).ToHaveCountAsync(0);

        await page.GotoAsync("/");
        await Expect(cards).ToHaveCountAsync(24);
        await list.GetByRole(AriaRole.Button, new() { Name = "Load more" }).ClickAsync();
        await Expect(cards).ToHaveCountAsync(48);
        var card = cards.Nth(40);
        await card.GetByRole(AriaRole.Link).ScrollIntoViewIfNeededAsync();
        var id = await card.GetAttributeAsync("data-product-id");
        var left = (await card.BoundingBoxAsync())!.Y;
        Assert.True(await page.EvaluateAsync<double>("() => window.scrollY") > 1_000);
        await card.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(guest.By("add-to-cart")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(cards).ToHaveCountAsync(48);
        await Expect(cards.Nth(40)).ToHaveAttributeAsync("data-product-id", id!);
        var top = $"section[aria-labelledby=catalog-title] [data-product-id='{id}']";
        await Eventually.Holds(async () => Assert.InRange((await page.Locator(top).BoundingBoxAsync())!.Y, left - 1, left + 1));
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task What_is_added_is_shown_over_the_page_is_seen_in_another_tab_and_a_coupon_that_has_ended_stays_out()
    {
        var admin = await browser.Api.Admin();
        (await admin.Post("/api/coupons", """{"code":"OVER9","type":"percent","value":9,"ends_at":"2024-01-01T00:00:00Z"}""")).Expect(201);
        await using var guest = await browser.Visit(390, 844);
        await guest.AddToCart("2");
        var drawer = guest.By("cart-drawer");
        await Expect(drawer).ToContainTextAsync("Onda Wireless Mouse");
        await Expect(drawer.GetByRole(AriaRole.Link, new() { Name = "Go to checkout" })).ToBeVisibleAsync();

        // Closed, it gives the keyboard back to what opened it.
        await guest.Page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToHaveCountAsync(0);
        await Expect(guest.By("add-to-cart")).ToBeFocusedAsync();
        await guest.Press(guest.By("add-to-cart"), "/api/cart/me/items");
        await drawer.GetByRole(AriaRole.Link, new() { Name = "View cart" }).ClickAsync();
        await Expect(guest.By("cart-line")).ToHaveCountAsync(1);
        await Expect(drawer).ToHaveCountAsync(0);

        await guest.By("coupon-input").FillAsync("OVER9");
        await guest.By("coupon-apply").ClickAsync();
        await Expect(guest.By("coupon-input")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(guest.By("coupon-state")).ToHaveCountAsync(0);

        var other = await guest.Page.Context.NewPageAsync();
        await other.GotoAsync("/cart");
        var quantity = other.GetByRole(AriaRole.Spinbutton, new() { Name = "Quantity of" });
        await Expect(quantity).ToHaveValueAsync("2");
        await other.GetByRole(AriaRole.Button, new() { Name = "One more" }).ClickAsync();
        await Expect(quantity).ToHaveValueAsync("3");
        await Expect(guest.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Quantity of" })).ToHaveValueAsync("3");
        await Expect(guest.By("cart-badge").First).ToContainTextAsync("3");
        Assert.Empty(guest.Complaints);
    }
}
