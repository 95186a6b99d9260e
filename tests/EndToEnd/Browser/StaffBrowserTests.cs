// Staff in the pages: invited by mail, shown the rooms that are theirs, and let into another as soon as somebody gives it.
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class StaffBrowserTests(Browser browser)
{
    [Fact]
    public async Task Somebody_is_invited_takes_care_of_a_customer_and_sees_what_the_permissions_open()
    {
        const string Email = "sam.support@example.com";
        const string Casey = "/admin/customers/demo-customer";
        await using var owner = await browser.Visit();
        await owner.SignIn("admin@example.com");
        await owner.Page.GotoAsync("/admin/users");
        await owner.By("invite").ClickAsync();
        var form = owner.By("permissions-form");
        await form.GetByLabel("E-mail").FillAsync(Email);
        await form.GetByLabel("Name").FillAsync("Sam Support");
        await form.GetByLabel("Usual set").SelectOptionAsync("warehouse");
        await form.Locator("button[type=submit]").ClickAsync();
        var row = owner.By("staff-row").Filter(new() { HasText = Email });
        await Assertions.Expect(row).ToContainTextAsync("Invited");
        await Assertions.Expect(row).ToContainTextAsync("Warehouse");

        await using var sam = await browser.Visit(390, 844);
        await sam.Page.GotoAsync(await Link(Email));
        await sam.Page.Locator("main input[name=password]").FillAsync("Passw0rd!demo");
        await sam.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(sam.Page.Locator("main")).ToContainTextAsync("sign in", new() { IgnoreCase = true });
        await sam.SignIn(Email);
        await sam.Page.GotoAsync("/admin");

        // On a phone all rooms are behind the menu, and those that are used most beneath the page.
        var rooms = sam.Page.GetByRole(AriaRole.Navigation, new() { Name = "Admin corner" });
        await sam.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await Assertions.Expect(rooms.GetByRole(AriaRole.Link, new() { Name = "Orders" })).ToBeVisibleAsync();
        await Assertions.Expect(rooms.GetByRole(AriaRole.Link, new() { Name = "Customers" })).ToHaveCountAsync(0);
        await sam.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(rooms).ToHaveCountAsync(0);
        var near = sam.Page.GetByRole(AriaRole.Navigation, new() { Name = "Most used" });
        await Assertions.Expect(near.GetByRole(AriaRole.Link, new() { Name = "Orders" })).ToBeVisibleAsync();
        await sam.Page.GotoAsync(Casey);
        await Assertions.Expect(sam.By("closed")).ToContainTextAsync("customers.view");

        // Given more, the open page is let in with its next step: the token of before has ended, and another is fetched.
        await row.GetByTestId("permissions").ClickAsync();
        await form.GetByText("customers.edit").ClickAsync();
        await form.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(owner.By("permissions-form")).ToHaveCountAsync(0);
        await sam.OpenUntil("/admin/orders", near.GetByRole(AriaRole.Link, new() { Name = "Customers" }));
        await sam.Page.GotoAsync(Casey);
        await Assertions.Expect(sam.By("customer")).ToContainTextAsync("customer@example.com");
        await sam.Page.GetByLabel("New note").FillAsync("Wants to be called before delivery.");
        await sam.By("write-note").ClickAsync();
        await Assertions.Expect(sam.By("note").First).ToContainTextAsync("Sam Support");
        await Assertions.Expect(sam.By("erase")).ToHaveCountAsync(0);
        Assert.Equal(390, await sam.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await owner.Page.GotoAsync(Casey);
        await Assertions.Expect(owner.By("note").First).ToContainTextAsync("Wants to be called before delivery.");
        await Assertions.Expect(owner.By("erase")).ToBeVisibleAsync();
        Assert.Empty(owner.Complaints);
    }

    private async Task<string> Link(string email)
    {
        var admin = await browser.Api.Admin();
        var text = string.Empty;
        await Eventually.Holds(async () =>
        {
            var mails = (await admin.Get($"/api/mail?to={Uri.EscapeDataString(email)}&template=staff_invitation")).Expect(200).Json[
                "items"
            ]!;
            var mail = Assert.Single(mails.AsArray());
            text = (string)(await admin.Get($"/api/mail/{mail!["mail_id"]}")).Expect(200).Json["text"]!;
        });
        return text[text.IndexOf("/reset-password?token=", StringComparison.Ordinal)..].Split('\n', ' ')[0].Trim();
    }
}
