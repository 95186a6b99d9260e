// A forgotten password, and an account that is shut: what its owner sees, on the device in hand and on the others.
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class AccountBrowserTests(Browser browser)
{
    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_mail_and_every_other_device_is_signed_out()
    {
        await Register("fay@example.com");
        await using var elsewhere = await browser.Visit();
        await elsewhere.SignIn("fay@example.com");

        await using var person = await browser.Visit(width: 390);
        await person.Page.GotoAsync("/sign-in");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await person.Page.Locator("main input[name=email]").FillAsync("fay@example.com");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(person.By("forgot-sent")).ToContainTextAsync("a mail with a link is on its way");

        var link = await Link("fay@example.com");
        await person.Page.GotoAsync(link.PathAndQuery);
        await Assertions.Expect(person.Page).ToHaveURLAsync("/reset-password");
        await person.Page.Locator("main input[name=password]").FillAsync("a quite different one");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/sign-in");
        await person.Page.Locator("main input[name=email]").FillAsync("fay@example.com");
        await person.Page.Locator("main input[name=password]").FillAsync("a quite different one");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");

        await elsewhere.Page.GotoAsync("/account");
        await Assertions.Expect(elsewhere.Page).ToHaveURLAsync(SignInPage());

        // The link is used up; and the page says so rather than asking for a password.
        await person.Page.GotoAsync(link.PathAndQuery);
        await person.Page.Locator("main input[name=password]").FillAsync("a third password");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(person.By("link-invalid")).ToBeVisibleAsync();
        Assert.Empty(person.Complaints.Concat(elsewhere.Complaints));
    }

    [Fact]
    public async Task A_password_is_changed_on_the_account_page_and_this_device_goes_on()
    {
        await Register("chuck@example.com");
        await using var person = await browser.Visit();
        await person.SignIn("chuck@example.com");
        await person.Page.GotoAsync("/account/security");
        var form = person.By("password-form");
        await form.Locator("input[name=current_password]").FillAsync("not my password");
        await form.Locator("input[name=password]").FillAsync("a quite different one");
        await form.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(form).ToContainTextAsync("is not your password");
        await form.Locator("input[name=current_password]").FillAsync("Passw0rd!demo");
        await form.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page.GetByText("Your password is changed.")).ToBeVisibleAsync();
        await person.Page.GotoAsync("/account");
        await Assertions.Expect(person.Page.GetByLabel("E-mail", new() { Exact = true })).ToHaveValueAsync("chuck@example.com");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_account_that_an_admin_disables_is_out_everywhere_within_moments()
    {
        await Register("dan@example.com");
        var dan = await browser.Api.SignIn("dan@example.com");
        (await dan.Get("/api/cart/me")).Expect(200);
        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/users?q=dan@example.com");
        await admin.By("user-row").Filter(new() { HasText = "dan@example.com" }).GetByTestId("disable").ClickAsync();
        await admin.By("disable-dialog").Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(admin.By("user-row").First).ToContainTextAsync("Disabled");

        // Each process hears of it by itself; one that did not would go on for a quarter of an hour.
        foreach (var path in new[] { "/api/users/me", "/api/cart/me", "/api/orders", "/api/mail/mine" })
        {
            using var patience = new CancellationTokenSource(Api.Patience);
            while ((await dan.Get(path)).Status != 401)
            {
                patience.Token.ThrowIfCancellationRequested();
                await Api.Pause();
            }
        }

        var refused = await browser.Api.Post("/api/auth/login", """{"email":"dan@example.com","password":"Passw0rd!demo"}""");
        Assert.Equal((401, "credentials_invalid"), (refused.Status, refused.Code));
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task An_admin_erases_an_account_only_once_its_address_is_typed()
    {
        await Register("eve@example.com");
        await using var admin = await browser.Visit(390, 844);
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/users?q=eve@example.com");
        await admin.By("user-row").Filter(new() { HasText = "eve@example.com" }).GetByTestId("erase").ClickAsync();
        var dialog = admin.By("erase-dialog");
        var erase = dialog.Locator("button[type=submit]");
        await Assertions.Expect(erase).ToBeDisabledAsync();
        await dialog.Locator("input").FillAsync("dan@example.com");
        await Assertions.Expect(erase).ToBeDisabledAsync();
        await dialog.Locator("input").FillAsync("Eve@example.com");
        await admin.Press(erase, "/api/persons/erase");
        await Assertions.Expect(admin.Page.GetByText("The account and 0 orders are erased.")).ToBeVisibleAsync();
        await Assertions.Expect(admin.Page.GetByText("Nobody matches.")).ToBeVisibleAsync();
        Assert.Equal(401, (await browser.Api.Post("/api/auth/login", """{"email":"eve@example.com","password":"Passw0rd!demo"}""")).Status);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_customer_takes_the_data_along_and_deletes_the_account()
    {
        await Register("gil@example.com");
        await using var person = await browser.Visit(390, 844);
        await person.SignIn("gil@example.com");
        await person.Page.GotoAsync("/account/privacy");
        var saving = person.Page.WaitForDownloadAsync();
        await person.Press(person.By("download-data"), "/api/users/me/export", "GET");
        var file = await saving;
        Assert.Equal("my-data.json", file.SuggestedFilename);
        using var saved = new StreamReader(await file.CreateReadStreamAsync());
        Assert.Contains("\"email\": \"gil@example.com\"", await saved.ReadToEndAsync(), StringComparison.Ordinal);

        await person.By("delete-account").ClickAsync();
        var dialog = person.By("delete-dialog");
        Assert.Equal(390, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await dialog.Locator("input[type=password]").FillAsync("not my password");
        await dialog.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("is not your password");
        await dialog.Locator("input[type=password]").FillAsync("Passw0rd!demo");
        await person.Press(dialog.Locator("button[type=submit]"), "/api/users/me", "DELETE");
        await Assertions.Expect(person.Page.GetByText("Your account is deleted.")).ToBeVisibleAsync();
        await person.Page.GotoAsync("/account");
        await Assertions.Expect(person.Page).ToHaveURLAsync(SignInPage());
        Assert.Empty(person.Complaints);

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");

        // The log is written behind the answer, and the page reads it once.
        await admin.OpenUntil("/admin/users/erasures", admin.By("erasure-row").Filter(new() { HasText = "The person" }));
        Assert.Empty(admin.Complaints);
    }

    private async Task Register(string email) =>
        (
            await browser.Api.Post("/api/auth/register", $$"""{"email":"{{email}}","password":"Passw0rd!demo","name":"Somebody New"}""")
        ).Expect(201);

    // The mock mailbox of a demo shows the link to whoever plays the recipient.
    private async Task<Uri> Link(string email)
    {
        var admin = await browser.Api.Admin();
        using var patience = new CancellationTokenSource(Api.Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            if ((await admin.All($"/api/mail?to={email}&template=password_reset")) is [var mail, ..])
            {
                return new Uri(
                    ResetLink().Match((string)(await admin.Get($"/api/mail/{mail["mail_id"]}")).Expect(200).Json["text"]!).Value
                );
            }

            await Api.Pause();
        }
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInPage();

    [GeneratedRegex(@"https?://[^\s]+/reset-password\?token=[\w-]+")]
    private static partial Regex ResetLink();
}
