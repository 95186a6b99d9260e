// The shop as a shopper uses it, in a real browser.
using System.Globalization;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class BrowserTests(Browser browser)
{
    [Fact]
    public async Task A_customer_buys_with_a_coupon_and_sees_the_discount_kept()
    {
        await using var customer = await browser.Visit();
        await customer.SignIn("customer@example.com");
        await customer.AddToCart("2");
        await customer.Page.GotoAsync("/cart");
        await customer.By("coupon-input").FillAsync("WELCOME10");
        await customer.By("coupon-apply").ClickAsync();
        await Assertions.Expect(customer.By("coupon-state")).ToContainTextAsync("WELCOME10");
        await customer.Page.GotoAsync("/checkout");
        var id = await customer.Pay();
        await customer.Status("confirmed");
        var order = (await (await browser.Api.Admin()).Get($"/api/orders/{id}")).Expect(200).Json;
        Assert.Equal("WELCOME10", (string?)order["coupon_code"]);
        Assert.Equal(decimal.Round((decimal)order["subtotal"]! / 10, 2, MidpointRounding.AwayFromZero), (decimal)order["discount"]!);
        await Assertions
            .Expect(customer.By("order-total"))
            .ToContainTextAsync(((decimal)order["total_price"]!).ToString("N2", CultureInfo.InvariantCulture));
        await customer.Page.GotoAsync("/orders");
        await Assertions.Expect(customer.By("order-row").First).ToBeVisibleAsync();
        Assert.Empty(customer.Complaints);
    }

    [Fact]
    public async Task A_declined_card_charges_nothing_and_gives_the_cart_back()
    {
        var before = await browser.Api.Stock("11");
        await using var guest = await browser.Visit();
        await guest.AddToCart("11");
        await guest.FillAddress("declined@example.com");
        await guest.Pay("tok_declined");
        await guest.Status("payment_failed");
        await guest.Page.GotoAsync("/cart");
        await Assertions.Expect(guest.By("cart-line")).ToHaveCountAsync(1);
        Assert.Equal(before, await browser.Api.Stock("11"));
        await guest.FillAddress("declined@example.com");
        await guest.Pay();
        await guest.Status("confirmed");
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task What_is_sold_out_cannot_be_added_and_what_sells_out_meanwhile_stops_the_order()
    {
        await using var guest = await browser.Visit();
        await guest.Page.GotoAsync("/products/60");
        await Assertions.Expect(guest.By("add-to-cart")).ToBeDisabledAsync();

        await guest.AddToCart("12");
        await guest.FillAddress("late@example.com");
        await Assertions.Expect(guest.By("place-order")).ToContainTextAsync("Order with obligation to pay");
        var admin = await browser.Api.Admin();
        var (_, _, available) = await admin.Stock("12");
        (await admin.Post("/api/inventory/12/adjustments", $$"""{"delta":{{-available}},"reason":"broken"}""")).Expect(200);
        await guest.By("place-order").ClickAsync();
        await Assertions.Expect(guest.By("error-banner").Or(guest.By("quote-problems")).First).ToBeVisibleAsync();
        Assert.Contains("/checkout", guest.Page.Url, StringComparison.Ordinal);
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task Cancelling_gives_the_stock_back()
    {
        var before = await browser.Api.Stock("13");
        await using var guest = await browser.Visit();
        await guest.AddToCart("13");
        await guest.FillAddress("cancel@example.com");
        await guest.Pay();
        await guest.Status("confirmed");
        await guest.By("cancel-order").ClickAsync();
        await guest.By("cancel-confirm").ClickAsync();
        await guest.Status("cancelled");
        var deadline = DateTime.UtcNow + Api.Patience;
        while (await browser.Api.Stock("13") != before)
        {
            Assert.True(DateTime.UtcNow < deadline, "The stock did not come back.");
            await Api.Pause();
        }

        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task A_guests_cart_comes_along_at_sign_in_on_a_phone()
    {
        await using var shopper = await browser.Visit(width: 390, height: 844);
        await shopper.AddToCart("14");
        await shopper.SignIn("vendor@example.com");

        // A sign-in waits a second for the carts; where they are slower, the lines follow.
        await shopper.OpenUntil("/cart", shopper.By("cart-line"));
        await Assertions.Expect(shopper.By("cart-line")).ToHaveCountAsync(1);
        Assert.Equal(390, await shopper.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(shopper.Complaints);
    }

    /// <summary>The answers come once what stands in their place has been drawn, as they do on a slow line.</summary>
    [Theory]
    [InlineData(390, 844)]
    [InlineData(1280, 900)]
    public async Task Nothing_on_the_main_pages_moves_when_the_answers_come(int width, int height)
    {
        await using var visitor = await browser.Visit(width, height);
        await visitor.AddToCart("2");
        await visitor.Page.AddInitScriptAsync(
            "window.moved = []; new PerformanceObserver(list => list.getEntries().forEach(entry => entry.hadRecentInput || window.moved.push(entry))).observe({ type: 'layout-shift', buffered: true });"
        );
        foreach (
            var (path, there, isWritten) in new[]
            {
                // The host writes what these begin with; whatever else they ask for comes behind it.
                ("/", "product-card", true),
                ("/?category=Kitchen", "product-card", true),
                ("/products/2", "add-to-cart", true),
                ("/cart", "cart-line", false),
                ("/checkout", "place-order", false),
            }
        )
        {
            await Opens(visitor, path, there, isWritten);
        }

        await visitor.SignIn("admin@example.com");
        await Opens(visitor, "/admin", "sales-chart", isWritten: false);

        static async Task Opens(Visitor visitor, string path, string there, bool isWritten)
        {
            const string Drawn = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";
            var page = visitor.Page;
            var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await page.RouteAsync(
                "**/api/**",
                async route =>
                {
                    await shown.Task;
                    await route.ContinueAsync();
                }
            );
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await Assertions.Expect(page.Locator("main")).ToBeVisibleAsync();
            await page.EvaluateAsync(Drawn);
            if (!isWritten)
            {
                Assert.Equal(0, await visitor.By(there).CountAsync());
            }

            shown.SetResult();
            await Assertions.Expect(visitor.By(there).First).ToBeVisibleAsync();
            await page.EvaluateAsync(Drawn);
            var moved = await page.EvaluateAsync<double>("() => window.moved.reduce((sum, entry) => sum + entry.value, 0)");
            Assert.True(
                moved <= 0.05,
                $"{path} moves by {moved} ({await page.EvaluateAsync<string>("() => window.moved.flatMap(entry => entry.sources.map(one => one.node?.className ?? one.node?.nodeName)).join(', ')")})."
            );
            await page.UnrouteAllAsync();
        }
    }

    [Fact]
    public async Task An_admin_makes_codes_for_one_use_and_a_shopper_uses_one_beside_a_sale_that_needs_none()
    {
        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/coupons");
        await admin.By("new-promotion").ClickAsync();
        await admin.Page.GetByLabel("Asked for").SelectOptionAsync("own_code");
        await admin.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Journey thanks");
        await admin.Page.GetByLabel("Percent").FillAsync("10");
        await admin.By("save-promotion").ClickAsync();
        var row = admin.By("coupon-row").Filter(new() { HasText = "Journey thanks" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Codes of Journey thanks" }).ClickAsync();
        await admin.Page.GetByLabel("How many new codes").FillAsync("2");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Make codes" }).ClickAsync();

        // The dialog grows with the list of batches, and its buttons move.
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        var saved = await admin.Page.RunAndWaitForDownloadAsync(() => admin.By("save-codes").ClickAsync());
        var codes = (await File.ReadAllTextAsync(await saved.PathAsync())).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((3, "code", 2), (codes.Length, codes[0], codes.Skip(1).Distinct().Count()));

        // For one product alone, so that no other journey's sums change.
        (
            await (await browser.Api.Admin()).Post(
                "/api/promotions",
                """{"type":"amount","name":"Journey sale","value":1,"currency":"USD","products":["3"]}"""
            )
        ).Expect(201);
        await using var shopper = await browser.Visit();
        await shopper.AddToCart("3");
        await shopper.Page.GotoAsync("/cart");
        await Assertions.Expect(shopper.By("promotion").Filter(new() { HasText = "Journey sale" })).ToBeVisibleAsync();
        await shopper.By("coupon-input").FillAsync(codes[1]);
        await shopper.By("coupon-apply").ClickAsync();
        await Assertions.Expect(shopper.By("promotion").Filter(new() { HasText = "Journey thanks" })).ToBeVisibleAsync();
        await shopper.FillAddress("journey@example.com");
        await shopper.Pay();
        await shopper.Status("confirmed");

        // The same code again opens nothing: the field says so in words, and the cart stays without a coupon.
        await shopper.AddToCart("3");
        await shopper.Page.GotoAsync("/cart");
        await shopper.By("coupon-input").FillAsync(codes[1]);
        await shopper.By("coupon-apply").ClickAsync();
        await Assertions
            .Expect(shopper.By("coupon-input"))
            .ToHaveAccessibleDescriptionAsync("There is no coupon with this code, or it has been used. Check the spelling.");
        await Assertions.Expect(shopper.By("coupon-input")).ToBeFocusedAsync();
        await Assertions.Expect(shopper.By("coupon-state")).ToHaveCountAsync(0);
        Assert.Empty(admin.Complaints.Concat(shopper.Complaints));
    }

    [Fact]
    public async Task A_new_customer_registers_and_the_admin_sees_sales_orders_stock_and_coupons()
    {
        await using var person = await browser.Visit();
        await person.Page.GotoAsync("/register");
        await person.Page.Locator("main input[name=name]").FillAsync("Nora New");
        await person.Page.Locator("main input[name=email]").FillAsync("nora@example.com");
        await person.Page.Locator("main input[name=password]").FillAsync("correct horse battery");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin");
        await Assertions.Expect(admin.By("sales-chart")).ToBeVisibleAsync();
        await admin.Page.GotoAsync("/admin/stock");
        await Assertions.Expect(admin.By("stock-row").First).ToBeVisibleAsync();
        await admin.Page.GotoAsync("/admin/coupons");
        await Assertions.Expect(admin.By("coupon-row").First).ToBeVisibleAsync();
        await admin.Page.GotoAsync("/admin/users");
        await Assertions.Expect(admin.By("user-row").Filter(new() { HasText = "nora@example.com" })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints.Concat(admin.Complaints));
    }

    [Fact]
    public async Task The_api_page_signs_in_and_calls()
    {
        await using var reader = await browser.Visit();
        var filter = reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Filter by tag or path" });
        for (var until = DateTime.UtcNow + Api.Patience; ; )
        {
            // Drawn once the document of every process is there: one that is late is asked for again with the page.
            await reader.Page.GotoAsync("/api/doc/");
            try
            {
                await filter.WaitForAsync();
                break;
            }
            catch (TimeoutException) when (DateTime.UtcNow < until) { }
        }

        // Of as many operations as the shop has the page draws only those in view; the filter brings the rest there.
        await filter.FillAsync("/api/orders");
        await Assertions.Expect(reader.Page.GetByText("/api/orders", new() { Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(reader.Page.GetByText("/api/auth/login", new() { Exact = true })).ToHaveCountAsync(0);
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).First.ClickAsync();
        await Assertions.Expect(reader.Page.Locator(".auth-container").First).ToBeVisibleAsync();
        Assert.Empty(reader.Complaints);
    }
}
