// The shop's face in the admin: looked at before it is saved, saved beside somebody else, and seen by a shopper.
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class SettingsBrowserTests(Browser browser)
{
    private const string Name = "Müller & Söhne <b>";

    [Fact]
    public async Task An_owner_names_the_shop_beside_somebody_else_and_a_shopper_sees_it()
    {
        var owner = await browser.Api.Admin();
        var before = (await owner.Get("/api/settings")).Expect(200).Json["settings"]!.ToJsonString();
        try
        {
            await using var admin = await browser.Visit(390, 844);
            await admin.SignIn("admin@example.com");
            await admin.OpenUntil("/admin/settings", admin.By("settings-form"));
            var page = admin.Page;
            var form = admin.By("settings-form");
            await form.GetByLabel("Name of the shop").FillAsync(Name);

            // A colour that cannot be read is refused where it was typed; the draft goes from room to room.
            await page.GetByRole(AriaRole.Link, new() { Name = "Look", Exact = true }).ClickAsync();
            await Assertions.Expect(admin.By("preview")).ToContainTextAsync(Name);
            var accent = form.GetByLabel("Buttons and links", new() { Exact = false }).Nth(1);
            await accent.FillAsync("#ffcc00");
            await admin.By("save-settings").ClickAsync();
            await Assertions.Expect(form).ToContainTextAsync("needs 4.5 : 1");
            await accent.FillAsync("#7a1f5c");

            // Somebody sets the name meanwhile: both are shown, and one is chosen. Then all is saved.
            (await owner.Put("/api/settings", """{"name":"Quicker","tagline":"Theirs, too"}""")).Expect(200);
            await admin.By("save-settings").ClickAsync();
            await Assertions.Expect(admin.By("conflict")).ToContainTextAsync("Quicker");
            await Assertions.Expect(admin.By("conflict")).ToContainTextAsync(Name);
            await admin.By("settle").ClickAsync();
            await admin.By("save-settings").ClickAsync();
            await Assertions.Expect(page).ToHaveTitleAsync($"Settings · {Name}");
            await Assertions.Expect(page.GetByRole(AriaRole.Banner)).ToContainTextAsync(Name);
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));

            // What is typed is not left by mistake.
            await page.GetByRole(AriaRole.Link, new() { Name = "General", Exact = true }).ClickAsync();
            await form.GetByLabel("Line beneath the name").FillAsync("Not saved");
            await page.GetByRole(AriaRole.Link, new() { Name = "Taxes", Exact = true }).ClickAsync();
            await admin.By("leave").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).Not.ToContainTextAsync("Settings");

            await using var shopper = await browser.Visit();
            await shopper.Page.GotoAsync("/");
            await Assertions.Expect(shopper.Page).ToHaveTitleAsync(Name);
            await Assertions.Expect(shopper.Page.GetByRole(AriaRole.Contentinfo)).ToContainTextAsync("Theirs, too");
            Assert.Equal(
                "rgb(122, 31, 92)",
                await shopper.Page.EvaluateAsync<string>(
                    """
                    () => {
                      const probe = document.body.appendChild(document.createElement('i'));
                      probe.style.color = 'var(--accent)';
                      const colour = getComputedStyle(probe).color;
                      probe.remove();
                      return colour;
                    }
                    """
                )
            );
            await Assertions.Expect(shopper.By("product-card").First).ToBeVisibleAsync();
            Assert.DoesNotContain("Cartwright", await shopper.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Empty(shopper.Complaints);
        }
        finally
        {
            (await owner.Put("/api/settings", before)).Expect(200);
        }
    }
}
