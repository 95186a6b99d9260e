// The desk's own: the search over everything, and a list that is walked through, chosen from and kept as a view.
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class DeskBrowserTests(Browser browser)
{
    [Fact]
    public async Task Everything_is_found_by_keyboard_from_any_page_and_only_what_one_may_see()
    {
        var guest = await browser.Api.Guest();
        await guest.Add("2", 1);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/synonyms");
        await Expect(admin.Page.Locator("main h1")).ToBeVisibleAsync();
        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.By("palette-input").FillAsync(id[^8..]);
        await Expect(admin.By("palette-entry").Filter(new() { HasText = id[^8..].ToUpperInvariant() })).ToBeVisibleAsync();
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.Page).ToHaveURLAsync($"/admin/orders/{id}");

        // It is offered again without a word; a room and an action are found by the beginnings of their names.
        await admin.By("open-palette").ClickAsync();
        await Expect(admin.By("palette-entry").First).ToContainTextAsync(id[^8..].ToUpperInvariant());
        await admin.By("palette-input").FillAsync("promo new");
        await Expect(admin.By("palette-entry").First).ToContainTextAsync("New promotion");
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("promotion");
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await using var vendor = await browser.Visit(390, 844);
        await vendor.SignIn("vendor@example.com");
        await vendor.Page.GotoAsync("/admin/orders");
        await vendor.By("open-palette").ClickAsync();
        await vendor.By("palette-input").FillAsync("sto");
        await Expect(vendor.By("palette-entry").First).ToContainTextAsync("Stock");
        await vendor.By("palette-input").FillAsync("custo");
        await Expect(vendor.By("palette").GetByText("Nothing is called so.")).ToBeVisibleAsync();
        Assert.Equal(390, await vendor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(admin.Complaints.Concat(vendor.Complaints));
    }

    [Fact]
    public async Task A_list_is_walked_through_by_keyboard_chosen_from_in_ranges_and_kept_as_a_view()
    {
        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/products?category=Kitchen");
        var rows = admin.By("product-row");
        await Expect(rows.Nth(3)).ToBeVisibleAsync();
        await rows.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync();
        await rows.Nth(2).GetByRole(AriaRole.Checkbox).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(admin.By("bulk")).ToContainTextAsync("3 products chosen");
        await admin.By("bulk").GetByRole(AriaRole.Button, new() { Name = "Choose none" }).ClickAsync();
        await Expect(admin.By("bulk")).ToHaveCountAsync(0);

        await admin.Page.Locator("main h1").ClickAsync();
        await admin.Page.Keyboard.PressAsync("j");
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        await admin.Page.Keyboard.PressAsync("j");
        await admin.Page.Keyboard.PressAsync("x");
        await Expect(rows.Nth(1).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();

        await admin.By("products-save-view").ClickAsync();
        await admin.Page.GetByLabel("Name of the view").FillAsync("Kitchen things");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.Page.GotoAsync("/admin/products");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Kitchen things" }).ClickAsync();
        await Expect(admin.Page.GetByLabel("Category")).ToHaveValueAsync("Kitchen");
        await Expect(rows.First).ToContainTextAsync("Kitchen");

        // The row that has the focus opens with Enter, and back is where it was.
        await admin.Page.Locator("main h1").ClickAsync();
        await admin.Page.Keyboard.PressAsync("/");
        await Expect(admin.Page.GetByLabel("Search", new() { Exact = true })).ToBeFocusedAsync();
        await rows.Nth(0).FocusAsync();
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.By("product-form")).ToBeVisibleAsync();
        Assert.Empty(admin.Complaints);
    }
}
