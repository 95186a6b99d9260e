// A passkey from the account page to the sign-in that it opens, with the authenticator that Chromium has in software.
using System.Text.Json;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class PasskeyBrowserTests(Browser browser)
{
    // Chromium's authenticator answers at once, also to what a page offers quietly: only where the test says so.
    private const string QuietlyWhenNamed =
        "if (window.name !== 'quietly' && window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);";

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_alone_behind_the_password_and_as_the_browser_fills_in()
    {
        const string Email = "pia@example.com";
        (await browser.Api.Post("/api/auth/register", $$"""{"email":"{{Email}}","password":"Passw0rd!demo","name":"Pia"}""")).Expect(201);
        await using var person = await browser.Visit(390, 844);
        await person.Page.AddInitScriptAsync(QuietlyWhenNamed);
        await Authenticator(person);
        await person.SignIn(Email);

        await person.Page.GotoAsync("/account/security");
        var section = person.By("passkeys");
        await section.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await section.Locator("input[name=passkey-name]").FillAsync("My phone");
        await section.Locator("input[name=password]").FillAsync("not my password");
        await section.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(section).ToContainTextAsync("is not your password");
        await section.Locator("input[name=password]").FillAsync("Passw0rd!demo");
        await section.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(section.GetByTestId("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        Assert.Equal(390, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await section.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(person.By("passkey-list")).ToContainTextAsync("My phone");
        await SignOut(person);

        await person.Page.GotoAsync("/sign-in");
        await person.By("sign-in-passkey").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
        await SignOut(person);

        await person.Page.GotoAsync("/sign-in");
        await person.Page.Locator("main input[name=email]").FillAsync(Email);
        await person.Page.Locator("main input[name=password]").FillAsync("Passw0rd!demo");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await person.By("step-passkey").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
        await SignOut(person);

        await person.Page.EvaluateAsync("window.name = 'quietly'");
        await person.Page.GotoAsync("/sign-in");
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
        await person.Page.EvaluateAsync("window.name = ''");

        await person.Page.GotoAsync("/account/security");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Rename My phone" }).ClickAsync();
        await section.Locator("input[name=passkey-name]").FillAsync("Old phone");
        await section.Locator("button[type=submit]").ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Old phone" }).ClickAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
        await Assertions.Expect(person.By("passkey-list")).ToHaveCountAsync(0);
        Assert.Empty(person.Complaints);
    }

    private static async Task Authenticator(Visitor person)
    {
        var chromium = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await chromium.SendAsync("WebAuthn.enable");
        var made = await chromium.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        Assert.Equal(JsonValueKind.String, made!.Value.GetProperty("authenticatorId").ValueKind);
    }

    private static async Task SignOut(Visitor person)
    {
        await person.Page.GotoAsync("/account");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
    }
}
