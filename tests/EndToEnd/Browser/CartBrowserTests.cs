// What a cart tells, how it is shared, how it comes along and comes back, and what the shop's people see of it, in a real browser.
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

/// <summary>
/// A shop that calls a cart abandoned after a second, so that its reminder can be waited for; in one process it takes money when it ships.
/// </summary>
public sealed class HastyShop : IAsyncLifetime
{
    public Browser Browser { get; } =
        new([
            "--set",
            "Carts:AbandonedAfter=00:00:01",
            .. Shape.Wanted != Shape.Sqlite ? Array.Empty<string>() : ["--set", "Payments:Capture=when_shipped"],
        ]);

    public ValueTask InitializeAsync() => Browser.InitializeAsync();

    public ValueTask DisposeAsync() => Browser.DisposeAsync();
}

[Trait(Shape.Runs, Shape.InOne)]
public sealed partial class CartBrowserTests(HastyShop shop) : IClassFixture<HastyShop>
{
    private const string Password = "Passw0rd!demo";
    private readonly Browser browser = shop.Browser;

    [Fact]
    public async Task A_price_that_moved_is_shown_with_both_prices_until_it_was_seen()
    {
        var admin = await browser.Api.Admin();
        var was = await Price("1");
        await using var guest = await browser.Visit();
        await guest.AddToCart("1");
        await SetPrice(admin, "1", was + 5);
        await guest.Page.GotoAsync("/cart");
        await Expect(guest.By("price-notice")).ToContainTextAsync($"went up from {Dollars(was)} to {Dollars(was + 5)}");
        await guest.By("acknowledge-prices").ClickAsync();
        await Expect(guest.By("price-notice")).ToHaveCountAsync(0);
        await guest.Page.ReloadAsync();
        await Expect(guest.By("cart-line")).ToContainTextAsync(Dollars(was + 5));
        await Expect(guest.By("price-notice")).ToHaveCountAsync(0);

        await SetPrice(admin, "1", was);
        await guest.Page.ReloadAsync();
        await Expect(guest.By("price-notice")).ToContainTextAsync($"went down from {Dollars(was + 5)} to {Dollars(was)}");
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task A_line_that_is_short_is_lowered_with_one_press_and_one_that_is_gone_says_so()
    {
        var admin = await browser.Api.Admin();
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("11");
        await guest.Page.GotoAsync("/cart");
        await guest.By("cart-line").GetByLabel("One more").ClickAsync();
        await Expect(guest.By("cart-badge").First).ToContainTextAsync("2");
        await SetStock(admin, "11", 1);
        await guest.OpenUntil("/cart", guest.By("line-problem"));
        await Expect(guest.By("line-problem")).ToHaveAttributeAsync("data-problem", "less_available");
        await Expect(guest.By("cart-stuck")).ToBeVisibleAsync();
        await guest.By("take-left").ClickAsync();
        await Expect(guest.By("line-problem")).ToHaveCountAsync(0);
        await Expect(guest.By("cart-badge").First).ToContainTextAsync("1");

        await SetStock(admin, "11", 0);
        await guest.OpenUntil("/cart", guest.By("line-problem"));
        await Expect(guest.By("line-problem")).ToHaveAttributeAsync("data-problem", "out_of_stock");
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task A_line_is_saved_for_later_and_comes_back()
    {
        await using var guest = await browser.Visit();
        await guest.AddToCart("12");
        await guest.Page.GotoAsync("/cart");
        await guest.By("save-for-later").ClickAsync();
        await Expect(guest.By("saved-line")).ToHaveCountAsync(1);
        await Expect(guest.By("cart-line")).ToHaveCountAsync(0);
        await Expect(guest.By("cart-badge").First).ToContainTextAsync("0");
        await guest.Page.ReloadAsync();
        await guest.By("move-to-cart").ClickAsync();
        await Expect(guest.By("cart-line")).ToHaveCountAsync(1);
        await Expect(guest.By("saved-line")).ToHaveCountAsync(0);
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task Whoever_has_an_edit_link_changes_and_copies_the_cart_until_it_is_revoked()
    {
        await using var owner = await browser.Visit();
        await owner.AddToCart("13");
        await owner.Page.GotoAsync("/cart");
        var link = await MakeLink(owner, "edit");
        await Expect(owner.By("share-copied")).ToBeEmptyAsync();
        await owner.By("share-copy").ClickAsync();
        await Expect(owner.By("share-copied")).Not.ToBeEmptyAsync();

        await using var friend = await browser.Visit(width: 390, height: 844);
        await friend.AddToCart("2");
        await friend.Page.GotoAsync(link);
        await friend.By("shared-line").GetByLabel("One more").ClickAsync();
        await Expect(friend.By("shared-line").GetByRole(AriaRole.Spinbutton)).ToHaveValueAsync("2");
        await friend.By("offer-put").ClickAsync();
        await Expect(friend.By("shared-line")).ToHaveCountAsync(2);
        await owner.Page.ReloadAsync();
        await Expect(owner.By("cart-line")).ToHaveCountAsync(2);
        await Expect(owner.By("cart-badge").First).ToContainTextAsync("3");
        await friend.By("shared-line").Last.GetByTestId("shared-remove").ClickAsync();
        await Expect(friend.By("shared-line")).ToHaveCountAsync(1);
        await friend.By("copy-all").ClickAsync();
        await Expect(friend.By("cart-badge").First).ToContainTextAsync("3");

        await owner.By("share-cart").ClickAsync();
        await owner.By("revoke-share").ClickAsync();
        await Expect(owner.By("share-row")).ToHaveCountAsync(0);
        await friend.Page.ReloadAsync();
        await Expect(friend.By("dead-link")).ToBeVisibleAsync();
        Assert.Empty(owner.Complaints.Concat(friend.Complaints));
    }

    [Fact]
    public async Task Whoever_has_a_view_link_copies_and_cannot_change()
    {
        await using var owner = await browser.Visit();
        await owner.AddToCart("14");
        await owner.Page.GotoAsync("/cart");
        var link = await MakeLink(owner, "view");
        await using var friend = await browser.Visit();
        await friend.Page.GotoAsync(link);
        await Expect(friend.By("copy-line")).ToBeVisibleAsync();
        await Expect(friend.By("shared-remove")).ToHaveCountAsync(0);
        await Expect(friend.By("shared-line").GetByRole(AriaRole.Spinbutton)).ToHaveCountAsync(0);
        await friend.By("copy-line").ClickAsync();
        await Expect(friend.By("cart-badge").First).ToContainTextAsync("1");
        Assert.Empty(owner.Complaints.Concat(friend.Complaints));
    }

    [Fact]
    public async Task Signing_in_tells_what_became_of_every_line()
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (!await IsTold())
        {
            Assert.True(DateTime.UtcNow < deadline, "The carts were late at each sign-in.");
        }
    }

    /// <summary>False when the carts did not answer the sign-in within its second: then the shop says so, and tells of no line.</summary>
    private async Task<bool> IsTold()
    {
        var (email, customer) = await Customer();
        await customer.Add("1");
        await using var shopper = await browser.Visit();
        await shopper.AddToCart("1");
        await shopper.Page.GotoAsync("/products/2");
        await shopper.By("add-to-cart").ClickAsync();
        await Expect(shopper.By("cart-badge").First).ToContainTextAsync("2");
        await shopper.Page.GotoAsync("/sign-in?next=/cart");
        await FillSignIn(shopper, email);
        var late = shopper.Page.GetByText("We could not bring it over just now");
        await Expect(shopper.By("merge-line").Or(late).First).ToBeVisibleAsync();
        if (await late.CountAsync() > 0)
        {
            return false;
        }

        await Expect(shopper.By("merge-line")).ToHaveCountAsync(2);
        await Expect(shopper.By("merge-line").Filter(new() { HasText = "Wireless Mouse" }).And(shopper.Page.Locator("[data-fate=summed]")))
            .ToContainTextAsync("now 2");
        await Expect(shopper.Page.Locator("[data-testid=merge-line][data-fate=added]")).ToContainTextAsync("1 added");
        await Expect(shopper.By("cart-line")).ToHaveCountAsync(2);
        await shopper.By("merge-report-close").ClickAsync();
        await Expect(shopper.By("merge-report")).ToHaveCountAsync(0);
        await shopper.Page.ReloadAsync();
        await Expect(shopper.By("cart-line")).ToHaveCountAsync(2);
        await Expect(shopper.By("merge-report")).ToHaveCountAsync(0);
        Assert.Empty(shopper.Complaints);
        return true;
    }

    [Fact]
    public async Task A_guest_leaves_an_address_is_reminded_and_the_link_brings_the_cart_to_another_device()
    {
        const string Email = "left.behind@example.com";
        await using var guest = await browser.Visit();
        await guest.AddToCart("2");
        await guest.Page.GotoAsync("/cart");
        await guest.By("reminder").GetByText("Email me my cart").ClickAsync();
        await guest.By("reminder-input").FillAsync("taken.back@example.com");
        await guest.By("reminder-send").ClickAsync();
        await Expect(guest.By("reminder-email")).ToHaveTextAsync("taken.back@example.com");
        await guest.By("reminder-drop").ClickAsync();
        await guest.By("reminder-input").FillAsync(Email);
        await guest.By("reminder-send").ClickAsync();
        await Expect(guest.By("reminder-email")).ToHaveTextAsync(Email);
        var link = await ReminderLink(Email);

        await using var device = await browser.Visit(width: 390, height: 844);
        await device.AddToCart("14");
        await device.Page.GotoAsync(link);
        await Expect(device.Page).ToHaveURLAsync("/cart");
        await Expect(device.By("cart-line")).ToHaveCountAsync(2);
        await Expect(device.By("merge-line")).ToContainTextAsync("1 added");
        await device.Page.GotoAsync("/cart/restore/no-such-link");
        await Expect(device.By("dead-link")).ToBeVisibleAsync();
        Assert.Empty(guest.Complaints.Concat(device.Complaints));
    }

    [Fact]
    public async Task A_customers_reminder_asks_to_sign_in_and_comes_back_to_the_cart()
    {
        var (email, customer) = await Customer();
        await customer.Add("2", 3);
        var link = await ReminderLink(email);
        await using var device = await browser.Visit();
        await device.Page.GotoAsync(link);
        await device.By("sign-in-first").ClickAsync();
        await FillSignIn(device, email);
        await Expect(device.Page).ToHaveURLAsync("/cart");
        await Expect(device.By("cart-line").GetByRole(AriaRole.Spinbutton)).ToHaveValueAsync("3");
        Assert.Empty(device.Complaints);
    }

    [Fact]
    public async Task The_shops_people_see_all_carts_the_abandoned_ones_those_with_a_product_and_the_figures()
    {
        var guest = await browser.Api.Guest();
        await guest.Add("14", 2);
        var id = (string)(await guest.Get("/api/cart/me")).Expect(200).Json["user_id"]!;
        await Abandoned(await browser.Api.Admin(), cart => (string)cart["user_id"]! == id);

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        var row = admin.Page.Locator($"[data-testid=cart-row][data-user-id='{id}']");
        await admin.Page.GotoAsync("/admin/carts?guest=true");
        await Expect(row).ToContainTextAsync("2 items");
        await admin.Page.GotoAsync("/admin/carts?guest=false");
        await Expect(admin.By("carts-list")).ToBeVisibleAsync();
        await Expect(row).ToHaveCountAsync(0);
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Abandoned", Exact = true }).ClickAsync();
        await Expect(row).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(admin.By("cart-dialog-line")).ToHaveCountAsync(1);
        await admin.Page.Keyboard.PressAsync("Escape");

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "By product", Exact = true }).ClickAsync();
        await admin.By("carts-product").FillAsync("14");
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.By("carts-product-name")).ToBeVisibleAsync();
        await Expect(admin.Page.Locator($"[data-testid=product-cart-row][data-user-id='{id}']")).ToContainTextAsync("2");

        await admin
            .Page.GetByRole(AriaRole.Navigation, new() { Name = "Carts" })
            .GetByRole(AriaRole.Link, new() { Name = "Analytics" })
            .ClickAsync();
        await Expect(admin.By("cart-totals")).ToBeVisibleAsync();
        await Expect(admin.By("cart-chart-abandoned")).ToBeVisibleAsync();
        await admin.By("days-from").FillAsync("2024-01-01");
        await Expect(admin.Page.GetByText("At most 366 days at once.")).ToBeVisibleAsync();
        await admin.Page.SetViewportSizeAsync(390, 844);
        foreach (
            var page in new[] { "/admin/carts", "/admin/carts/abandoned", "/admin/carts/containing?product=14", "/admin/carts/analytics" }
        )
        {
            await admin.Page.GotoAsync(page);
            await Expect(admin.By("carts-list").Or(admin.By("cart-totals")).First).ToBeVisibleAsync();
            Assert.Equal(390, await admin.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }

        Assert.Empty(admin.Complaints);
    }

    [GeneratedRegex(@"/cart/restore/[^\s""<]+")]
    private static partial Regex RestoreLink();

    private static string Dollars(decimal amount) => "$" + amount.ToString("N2", CultureInfo.InvariantCulture);

    private static async Task SetPrice(Api admin, string product, decimal price) =>
        (await admin.Patch($"/api/products/{product}", $$"""{"price":{{price.ToString(CultureInfo.InvariantCulture)}}}""")).Expect(200);

    private static async Task SetStock(Api admin, string product, long units)
    {
        var (_, _, available) = await admin.Stock(product);
        (await admin.Post($"/api/inventory/{product}/adjustments", $$"""{"delta":{{units - available}},"reason":"counted"}""")).Expect(200);
    }

    /// <summary>Makes a link in the dialog and answers it; the dialog stays open.</summary>
    private static async Task<string> MakeLink(Visitor owner, string permission)
    {
        await owner.By("share-cart").ClickAsync();

        // The dialog grows with the list of links, and its fields move.
        await Expect(owner.Page.GetByText("Nobody has a link to your cart.")).ToBeVisibleAsync();
        await owner.Page.Locator($"input[name=permission][value={permission}]").CheckAsync();
        await owner.Page.Locator("select[name=expires_in]").SelectOptionAsync(new SelectOptionValue { Label = "1 day" });
        await owner.By("share-make").ClickAsync();
        await Expect(owner.By("share-row")).ToHaveAttributeAsync("data-permission", permission);
        return await owner.By("share-link").InputValueAsync();
    }

    private static async Task FillSignIn(Visitor visitor, string email)
    {
        await visitor.Page.Locator("main input[name=email]").FillAsync(email);
        await visitor.Page.Locator("main input[name=password]").FillAsync(Password);
        await visitor.Press(visitor.Page.Locator("main form button[type=submit]"), "/api/auth/login");
    }

    /// <summary>Waits until a cart of that kind is flagged.</summary>
    private static Task<JsonNode> Abandoned(Api admin, Func<JsonNode, bool> isIt) =>
        Until(async () => (await admin.All("/api/carts/abandoned")).FirstOrDefault(isIt), "The cart is not called abandoned.");

    private static async Task<JsonNode> Until(Func<Task<JsonNode?>> look, string otherwise)
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            Assert.True(DateTime.UtcNow < deadline, otherwise);
            await Api.Pause();
        }
    }

    private async Task<decimal> Price(string product) =>
        (decimal)(await browser.Api.Get($"/api/products/{product}")).Expect(200).Json["price"]!;

    /// <summary>A new customer, so that no other test changes the cart.</summary>
    private async Task<(string Email, Api Customer)> Customer()
    {
        var email = $"shopper-{Guid.NewGuid():N}@example.com";
        (await browser.Api.Post("/api/auth/register", $$"""{"email":"{{email}}","password":"{{Password}}","name":"Sam Shopper"}""")).Expect(
            201
        );
        return (email, await browser.Api.SignIn(email));
    }

    /// <summary>Waits for the reminder and answers the path of its link.</summary>
    private async Task<string> ReminderLink(string email)
    {
        var admin = await browser.Api.Admin();
        var mail = await Until(
            async () =>
                (await admin.All("/api/mail")).FirstOrDefault(mail =>
                    (string?)mail["to"] == email && (string?)mail["template"] == "cart_reminder"
                ),
            $"No reminder for {email} was written."
        );
        var whole = (await admin.Get($"/api/mail/{(string)mail["mail_id"]!}")).Expect(200).Json;
        return RestoreLink().Match((string)whole["text"]!).Value;
    }
}
