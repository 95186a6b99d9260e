// The life of an order after it was paid, in a real browser: returns, money back, edits, two people at once, and how orders are found
// again.
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class OrderBrowserTests(Browser browser)
{
    private const string Customer = "customer@example.com";

    [Fact]
    public async Task A_customer_returns_a_unit_and_the_shop_approves_takes_it_in_and_pays_it_back()
    {
        var orderId = await Ordered(("1", 3), ("2", 1));
        await Move(orderId, "processing", "shipped", "delivered");
        var before = await browser.Api.Stock("1");
        await using var customer = await browser.Visit(width: 390, height: 844);
        await customer.SignIn(Customer);
        await customer.Page.GotoAsync($"/orders/{orderId}");
        await customer.By("ask-return").ClickAsync();
        await customer.By("units-1").FillAsync("2");
        await customer.Page.GetByLabel("Reason").FillAsync("Two too many");
        await PressTwice(customer, "return-confirm", "**/returns");
        await Expect(customer.By("order-return")).ToHaveAttributeAsync("data-status", "requested");

        // Staff find it among the returns that wait; of the two units only one comes.
        await using var staff = await Staff("/admin/returns?status=requested");
        await staff.By("return-row").Filter(new() { HasText = Short(orderId) }).GetByRole(AriaRole.Link).ClickAsync();
        await staff.By("return-approved").ClickAsync();
        await Expect(customer.By("order-return")).ToHaveAttributeAsync("data-status", "approved");
        await staff.By("return-received").ClickAsync();
        await staff.By("units-1").FillAsync("1");
        await staff.By("receive-confirm").ClickAsync();
        await Expect(staff.By("order-timeline")).ToContainTextAsync("Back on the shelf");
        var after = await browser.Api.Stock("1");
        Assert.Equal((before.OnHand + 1, before.Available + 1), (after.OnHand, after.Available));
        await staff.By("return-refunded").ClickAsync();

        await Expect(customer.By("order-return")).ToHaveAttributeAsync("data-status", "refunded");
        await Expect(customer.By("order-return")).ToContainTextAsync("(1 arrived)");
        await Expect(customer.By("order-timeline")).ToContainTextAsync("Money paid back");
        var order = await Order(orderId);
        Assert.True((decimal)order["payment"]!["refunded"]! > 0);
        await Expect(customer.By("order-refunded")).ToContainTextAsync(Dollars(order["payment"]!["refunded"]!));
        Assert.Equal(390, await customer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(customer.Complaints.Concat(staff.Complaints));
    }

    [Fact]
    public async Task Staff_pay_back_what_a_unit_was_worth_then_a_goodwill_and_never_more_than_was_taken()
    {
        var orderId = await Ordered(("2", 2));
        var total = (decimal)(await Order(orderId))["total_price"]!;
        await using var staff = await Staff($"/admin/orders/{orderId}");
        await staff.By("refund").PressAsync("Enter");
        await staff.Page.Keyboard.PressAsync("Escape");
        await Expect(staff.By("refund")).ToBeFocusedAsync();
        await staff.By("refund").PressAsync("Enter");
        await staff.By("units-2").FillAsync("1");
        await staff.Page.GetByLabel("Reason").FillAsync("One was broken");
        await Expect(staff.By("refund-total")).ToContainTextAsync("$");
        var said = await staff.By("refund-total").InnerTextAsync();
        await Expect(staff.By("refund-confirm")).ToContainTextAsync(said);
        await staff.By("refund-confirm").ClickAsync();
        await Expect(staff.By("order-refunds")).ToContainTextAsync("One was broken");
        await Expect(staff.By("order-refunds")).ToContainTextAsync(said);
        Assert.Equal(said, Dollars((await Order(orderId))["refunds"]![0]!["amount"]!));

        await staff.By("refund").ClickAsync();
        await staff.Page.GetByLabel("Amount in USD").FillAsync((total + 1).ToString(CultureInfo.InvariantCulture));
        await staff.Page.GetByLabel("Reason").FillAsync("It came late");
        await staff.By("refund-confirm").ClickAsync();
        await Expect(staff.Page.GetByRole(AriaRole.Dialog).GetByTestId("error-banner")).ToBeVisibleAsync();
        await staff.Page.GetByLabel("Amount in USD").FillAsync("2.50");
        await PressTwice(staff, "refund-confirm", "**/refunds");
        await Expect(staff.By("order-refunds").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(staff.By("order-refunds")).ToContainTextAsync("$2.50");
        await Expect(staff.By("order-refunds").GetByText("Done")).ToHaveCountAsync(2);

        await using var customer = await browser.Visit();
        await customer.SignIn(Customer);
        await customer.Page.GotoAsync($"/orders/{orderId}");
        var refunds = (await Order(orderId))["refunds"]!.AsArray();
        Assert.Equal(2.50m, (decimal)refunds[1]!["amount"]!);
        await Expect(customer.By("order-refunded")).ToContainTextAsync(Dollars((decimal)refunds[0]!["amount"]! + 2.50m));
        Assert.Empty(customer.Complaints.Concat(staff.Complaints));
    }

    [Fact]
    public async Task Staff_begin_with_what_waits_keep_a_note_add_a_product_and_print_what_goes_into_the_parcel()
    {
        var orderId = await Ordered(("2", 2));
        await using var staff = await Staff("/admin");
        await Expect(staff.By("today-to-pack")).ToBeVisibleAsync();
        await staff.By("today-to-pack").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(staff.Page).ToHaveURLAsync(Packable());
        await staff.Page.GotoAsync($"/admin/orders/{orderId}");
        await Expect(staff.By("customer-card")).ToContainTextAsync(Customer);
        await staff.By("order-notes").GetByLabel("New note").FillAsync("Leave it with the neighbour");
        await staff.By("write-order-note").ClickAsync();
        await Expect(staff.By("order-note")).ToContainTextAsync("Leave it with the neighbour");
        await Expect(staff.By("order-note")).ToContainTextAsync("admin@example.com");

        await staff.By("edit-lines").ClickAsync();
        await staff.Page.GetByLabel("Add a product").FillAsync("wireless mouse");
        await staff.By("picker").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(staff.Page.GetByRole(AriaRole.Dialog).GetByText("new", new() { Exact = true })).ToBeVisibleAsync();
        await staff.Page.Keyboard.PressAsync("Escape");

        // On paper there is the slip and nothing else: no price, no room of the desk.
        await staff.By("packing-slip").ClickAsync();
        await Expect(staff.By("slip-line")).ToHaveCountAsync(1);
        await Expect(staff.By("slip")).ToContainTextAsync(Short(orderId));
        Assert.DoesNotContain("$", await staff.By("slip").InnerTextAsync(), StringComparison.Ordinal);
        await staff.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(staff.By("slip")).ToBeVisibleAsync();
        await Expect(staff.By("print")).ToBeHiddenAsync();
        await Expect(staff.Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        Assert.NotEmpty(await staff.Page.PdfAsync());
        await staff.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await staff.Page.GotoAsync($"/admin/orders/{orderId}/label");
        await Expect(staff.By("label")).ToContainTextAsync(Short(orderId));
        Assert.Empty(staff.Complaints);
    }

    [Fact]
    public async Task An_order_that_staff_edit_is_paid_back_or_charged_the_difference()
    {
        var orderId = await Ordered(("2", 2));
        var total = (decimal)(await Order(orderId))["total_price"]!;
        await using var staff = await Staff($"/admin/orders/{orderId}");
        await Edit(staff, 1);
        await Expect(staff.By("order-timeline")).ToContainTextAsync("Order changed");
        await Expect(staff.By("order-refunds").GetByText("Done")).ToBeVisibleAsync();
        var less = await Order(orderId);
        Assert.True((decimal)less["total_price"]! < total);

        // Only then nothing is under way that would change the order once more, beneath the second edit.
        await Expect(staff.By("order-timeline")).ToContainTextAsync("Back on the shelf");
        Assert.Equal(total - (decimal)less["total_price"]!, (decimal)less["payment"]!["refunded"]!);
        await Expect(staff.By("order-total")).ToContainTextAsync(Dollars(less["total_price"]!));

        await Edit(staff, 4);
        await Expect(staff.By("order-line")).ToContainTextAsync("4 ×");
        var more = await Order(orderId);
        Assert.True((decimal)more["total_price"]! > total);
        Assert.Equal((decimal)more["total_price"]!, (decimal)more["payment"]!["captured"]! - (decimal)more["payment"]!["refunded"]!);
        await Expect(staff.By("order-total")).ToContainTextAsync(Dollars(more["total_price"]!));
        Assert.Empty(staff.Complaints);

        static async Task Edit(Visitor staff, int units)
        {
            await staff.By("edit-lines").ClickAsync();
            await staff.By("units-2").FillAsync(units.ToString(CultureInfo.InvariantCulture));
            await PressTwice(staff, "edit-confirm", "**/lines");
        }
    }

    [Fact]
    public async Task Of_two_people_with_the_same_order_open_the_second_is_told_and_overwrites_nothing()
    {
        var orderId = await Ordered(("2", 2));
        await using var first = await Staff($"/admin/orders/{orderId}");
        await using var second = await Staff($"/admin/orders/{orderId}");

        // The second is in the middle of other lines while the first takes one away; the page behind the dialog has learned of it.
        await second.By("edit-lines").ClickAsync();
        await second.By("units-2").FillAsync("5");
        await first.By("edit-lines").ClickAsync();
        await first.By("units-2").FillAsync("1");
        await first.By("edit-confirm").ClickAsync();
        await Expect(second.By("order-line")).ToContainTextAsync("1 ×");
        await second.By("edit-confirm").ClickAsync();
        await Expect(second.By("conflict")).ToContainTextAsync("Somebody else has changed this order");
        await Expect(second.By("edit-confirm")).ToBeDisabledAsync();

        // The button that opened it goes away while the order is being changed; the keyboard goes on in the page all the same.
        await Expect(second.By("order-refunds").GetByText("Done")).ToBeVisibleAsync();
        await second.Page.Keyboard.PressAsync("Escape");
        await Expect(second.Page.Locator("main:focus, main :focus")).ToHaveCountAsync(1);
        await Expect(second.By("order-line")).ToContainTextAsync("1 ×");
        Assert.Equal(1, (long)(await Order(orderId))["items"]![0]!["quantity"]!);

        // A page that is cut off from the shop still shows the old state, and its move is refused.
        await second.Page.RouteAsync(
            "**/api/orders/**",
            route => route.Request.Method == "GET" ? route.AbortAsync() : route.ContinueAsync()
        );
        await second.Page.ReloadAsync();
        await Expect(second.By("error-banner")).ToBeVisibleAsync();
        await second.Page.UnrouteAllAsync();
        await second.Page.RouteAsync("**/stream", route => route.AbortAsync());
        await second.Page.ReloadAsync();
        await second.Status("confirmed");
        await second.Page.RouteAsync(
            "**/api/orders/**",
            route => route.Request.Method == "GET" ? route.AbortAsync() : route.ContinueAsync()
        );
        await Expect(first.By("order-timeline")).ToContainTextAsync("Back on the shelf");
        await first.By("move-processing").ClickAsync();
        await first.Status("processing");
        await second.Status("confirmed");
        await second.By("move-cancelled").ClickAsync();
        await second.By("cancel-confirm").ClickAsync();
        await Expect(second.By("conflict")).ToBeVisibleAsync();
        await second.Page.UnrouteAllAsync();
        await second.Page.Keyboard.PressAsync("Escape");
        await second.Status("processing");
        Assert.Equal("processing", (string)(await Order(orderId))["status"]!);
        Assert.Empty(first.Complaints.Concat(second.Complaints));
    }

    [Fact]
    public async Task The_shop_sends_an_order_in_two_parcels_and_two_presses_at_once_are_one()
    {
        var orderId = await Ordered(("2", 2), ("3", 1));
        await Move(orderId, "processing");
        await using var staff = await Staff($"/admin/orders/{orderId}");
        await using var other = await Staff($"/admin/orders/{orderId}");
        foreach (var one in new[] { staff, other })
        {
            await one.By("pack").ClickAsync();
            await one.By("parcel-units").Nth(0).FillAsync("1");
            await one.By("parcel-units").Nth(1).FillAsync("0");
            await one.Page.GetByLabel("Carrier").FillAsync("DHL");
            await one.Page.GetByLabel("Tracking number").FillAsync("00340434161094000000");
        }

        await staff.By("send-parcel").ClickAsync();
        await staff.Status("partially_shipped");
        await other.By("send-parcel").ClickAsync();
        await Expect(other.By("send-parcel")).ToBeDisabledAsync();
        await Expect(staff.By("order-parcels")).ToContainTextAsync("00340434161094000000");
        await staff.By("pack").ClickAsync();
        await staff.By("send-parcel").ClickAsync();
        await staff.Status("shipped");
        var order = await Order(orderId);
        Assert.Equal(
            (3L, 2L),
            (
                order["fulfilment"]!["shipments"]!
                    .AsArray()
                    .SelectMany(one => one!["items"]!.AsArray())
                    .Sum(item => (long)item!["quantity"]!),
                order["fulfilment"]!["shipments"]!.AsArray().Select(one => (string?)one!["tracking_number"]).Distinct().LongCount()
            )
        );

        // The one who ordered sees each parcel, and what is in it.
        await using var customer = await browser.Visit(width: 390, height: 844);
        await customer.SignIn(Customer);
        await customer.Page.GotoAsync($"/orders/{orderId}");
        await Expect(customer.By("order-parcels")).ToContainTextAsync("00340434161094000000");
        var parcels = order["fulfilment"]!["shipments"]!.AsArray().Count;
        for (var left = parcels; left > 0; left--)
        {
            await Expect(staff.By("parcel-arrived")).ToHaveCountAsync(left);
            await staff.By("parcel-arrived").First.ClickAsync();
        }

        await customer.Status("delivered");
        Assert.Empty(staff.Complaints.Concat(other.Complaints).Concat(customer.Complaints));
    }

    [Fact]
    public async Task A_coupon_that_ended_since_it_was_entered_stops_nobody_the_page_says_what_it_costs_without_and_one_press_orders()
    {
        var admin = await browser.Api.Admin();
        (await admin.Post("/api/coupons", """{"code":"ENDING9","type":"percent","value":9}""")).Expect(201);
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("2");
        await guest.Page.GotoAsync("/cart");
        await guest.By("coupon-input").FillAsync("ENDING9");
        await guest.By("coupon-apply").ClickAsync();
        await Expect(guest.By("coupon-state")).ToContainTextAsync("takes");
        (await admin.Patch("/api/coupons/ENDING9", """{"ends_at":"2024-01-01T00:00:00Z"}""")).Expect(200);
        await guest.FillAddress("ending.nine@example.com");
        await Expect(guest.By("coupon-state")).ToContainTextAsync("ended at");
        var total = await guest.By("quote-total").InnerTextAsync();
        await Expect(guest.By("coupon-state")).ToContainTextAsync($"Without it your order costs {total}");
        await Expect(guest.By("place-order")).ToHaveTextAsync("Order with obligation to pay");
        var order = await Order(await guest.Pay());
        await guest.Status("confirmed");
        Assert.Equal(
            (null, 0m, total),
            ((string?)order["coupon_code"], (decimal)order["discount"]!, Dollars((decimal)order["total_price"]!))
        );
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task A_coupon_that_an_admin_makes_is_used_at_checkout_and_named_on_the_order()
    {
        await using var admin = await Staff("/admin/coupons");
        await admin.By("new-promotion").ClickAsync();
        await admin.Page.GetByLabel("Code", new() { Exact = true }).FillAsync("JOURNEY7");
        await admin.Page.GetByLabel("Percent").FillAsync("7");
        await admin.By("save-promotion").ClickAsync();
        await Expect(admin.By("coupon-row").Filter(new() { HasText = "JOURNEY7" })).ToBeVisibleAsync();

        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("2");
        await guest.Page.GotoAsync("/cart");
        await guest.By("coupon-input").FillAsync("JOURNEY7");
        await guest.By("coupon-apply").ClickAsync();
        await Expect(guest.By("coupon-state")).ToContainTextAsync("JOURNEY7");
        await guest.FillAddress("journey.seven@example.com");
        var orderId = await guest.Pay();
        await guest.Status("confirmed");
        var discount = (decimal)(await Order(orderId))["discounts"]!.AsArray().Single()!["amount"]!;
        await Expect(guest.By("order-promotion")).ToContainTextAsync("JOURNEY7");
        await Expect(guest.Page.Locator("dd", new() { HasText = Dollars(discount) })).ToBeVisibleAsync();
        await admin.Page.GotoAsync($"/admin/orders/{orderId}");
        await Expect(admin.By("order-promotion")).ToContainTextAsync("JOURNEY7");
        Assert.Empty(guest.Complaints.Concat(admin.Complaints));
    }

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task Staff_narrow_the_orders_by_all_there_is_and_the_address_keeps_it(int width, int height)
    {
        var orderId = await Ordered(("2", 7));
        var total = (decimal)(await Order(orderId))["total_price"]!;
        await using var staff = await browser.Visit(width, height);
        await staff.SignIn("admin@example.com");
        await staff.Page.GotoAsync("/admin/orders");
        var mine = staff.By("admin-order-row").Filter(new() { HasText = Short(orderId) });
        await Expect(mine).ToBeVisibleAsync();
        await staff.By("order-filter").GetByLabel("Search").FillAsync(Customer);
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "More filters" }).ClickAsync();
        await staff.Page.GetByLabel("Product’s id").FillAsync("2");

        // Nothing has to be pressed, and a range of totals, which means nothing without a currency, takes the shop's by itself.
        await staff.Page.GetByLabel("Total from").FillAsync(total.ToString(CultureInfo.InvariantCulture));
        await Expect(staff.Page).ToHaveURLAsync(Narrowed());
        await Expect(staff.Page.GetByLabel("Currency")).ToHaveValueAsync("USD");
        await Expect(staff.By("orders-found")).ToContainTextAsync("match");
        await Expect(mine).ToBeVisibleAsync();
        await staff.Page.GetByLabel("Status").SelectOptionAsync("confirmed");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "How the table of orders looks" }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sort by total" }).ClickAsync();
        await Expect(staff.Page).ToHaveURLAsync(Sorted());
        await Expect(mine).ToBeVisibleAsync();
        await staff.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2020-01-01");
        await Expect(staff.Page.GetByText("No orders match")).ToBeVisibleAsync();
        var address = staff.Page.Url;
        Assert.Contains("to=2020-01-01", address, StringComparison.Ordinal);
        Assert.Contains("status=confirmed", address, StringComparison.Ordinal);

        // Back brings the list and its form as they were; the link shows another person the same.
        await staff.Page.GoBackAsync();
        await Expect(mine).ToBeVisibleAsync();
        await Expect(staff.Page.GetByLabel("To", new() { Exact = true })).ToHaveValueAsync(string.Empty);
        await using var other = await Staff(new Uri(address).PathAndQuery);
        await Expect(other.Page.GetByLabel("To", new() { Exact = true })).ToHaveValueAsync("2020-01-01");
        await Expect(other.Page.GetByLabel("Total from")).ToHaveValueAsync(total.ToString(CultureInfo.InvariantCulture));
        await other.By("clear-filters").ClickAsync();
        await Expect(other.By("admin-order-row").First).ToBeVisibleAsync();
        Assert.DoesNotContain("to=", other.Page.Url, StringComparison.Ordinal);
        Assert.Equal(width, await staff.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(staff.Complaints.Concat(other.Complaints));
    }

    [Fact]
    public async Task A_customer_finds_an_old_order_by_word_status_and_day_on_a_phone()
    {
        var orderId = await Ordered(("11", 1));
        await using var customer = await browser.Visit(width: 390, height: 844);
        await customer.SignIn(Customer);
        await customer.Page.GotoAsync("/orders");
        var name = (string)(await Order(orderId))["items"]![0]!["product_name"]!;
        await customer.By("order-filter").GetByLabel("Search").FillAsync(name[..(name.Length - 1)]);
        await customer.Page.Keyboard.PressAsync("Enter");
        var row = customer.By("order-row").Filter(new() { HasText = Short(orderId) });
        await Expect(row).ToBeVisibleAsync();
        await Expect(customer.By("order-filter").GetByLabel("Search")).ToBeFocusedAsync();
        await customer.Page.GetByLabel("Status").SelectOptionAsync("cancelled");
        await Expect(customer.Page.GetByText("No orders match").Last).ToBeVisibleAsync();
        await customer.Page.GetByLabel("Status").SelectOptionAsync("confirmed");
        await Expect(row).ToBeVisibleAsync();
        await customer.Page.GetByLabel("From").FillAsync("2020-01-01");
        await customer.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2020-01-02");
        await customer.By("filter-orders").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await customer.By("clear-filters").ClickAsync();
        await Expect(row).ToBeVisibleAsync();
        Assert.Equal(390, await customer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(customer.Complaints);
    }

    [Fact]
    public async Task Every_page_of_an_orders_life_can_be_read_and_reached_by_everybody_on_a_screen_and_on_a_phone()
    {
        var returned = await Ordered(("1", 2), ("2", 1));
        await Move(returned, "processing", "shipped", "delivered");
        (
            await (await browser.Api.SignIn(Customer)).Post(
                $"/api/orders/{returned}/returns",
                """{"items":[{"product_id":"1","quantity":1}],"reason":"too small"}"""
            )
        ).Expect(201);
        var open = await Ordered(("1", 1));
        var packed = await Ordered(("1", 2));
        await Move(packed, "processing");
        var waiting = await Placed("bank_transfer", ("2", 1));

        // A path alone, or with the button whose dialog is meant too.
        (string Email, string[] Paths)[] visits =
        [
            (
                Customer,
                [
                    "/orders",
                    "/orders?q=nothing",
                    $"/orders/{returned} ask-return",
                    $"/orders/{open} cancel-order",
                    $"/orders/{waiting}",
                    "/account",
                    "/account/addresses",
                    "/account/security",
                    "/account/privacy",
                ]
            ),
            (
                "vendor@example.com",
                [
                    "/admin",
                    "/admin/orders",
                    "/admin/orders?status=cancelled",
                    $"/admin/orders/{packed} pack",
                    "/admin/returns",
                    "/admin/payouts",
                    "/admin/analytics",
                ]
            ),
            (
                "admin@example.com",
                [
                    "/admin",
                    "/admin/orders",
                    "/admin/orders?q=nothing",
                    "/admin/orders?min_total=1&currency=USD",
                    $"/admin/orders/{returned} refund",
                    $"/admin/orders/{open} edit-lines",
                    $"/admin/orders/{open}/packing-slip",
                    $"/admin/orders/{open}/label",
                    "/admin/returns",
                    "/admin/payments",
                    $"/admin/payments?order_id={waiting} mark-received",
                    "/admin/payouts",
                    "/admin/coupons new-promotion",
                    "/admin/coupons/groups",
                    "/admin/analytics",
                    "/admin/analytics/products",
                    "/admin/analytics/customers",
                    "/admin/analytics/patterns",
                    "/admin/users",
                    "/admin/users disable",
                    "/forgot-password",
                    "/reset-password?token=x",
                    "/reset-password",
                    "/first-administrator?token=x",
                ]
            ),
        ];
        var faults = new List<string>();
        foreach (var (email, paths) in visits)
        {
            await using var reader = await browser.Visit();
            await reader.SignIn(email);
            foreach (var path in paths.Select(path => path.Split(' ')))
            {
                faults.AddRange(await PageAudit.FaultsOnBoth(reader.Page, path[0], path.ElementAtOrDefault(1)));
            }

            faults.AddRange(reader.Complaints);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [GeneratedRegex(@"/admin/orders\?.*product_id=2.*currency=USD")]
    private static partial Regex Narrowed();

    [GeneratedRegex("[?&]sort=-total_price")]
    private static partial Regex Sorted();

    [GeneratedRegex(@"/admin/orders\?status=confirmed")]
    private static partial Regex Packable();

    private static string Short(string orderId) => orderId[^8..].ToUpperInvariant();

    private static string Dollars(JsonNode amount) => Dollars((decimal)amount);

    private static string Dollars(decimal amount) => "$" + amount.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>The shop does what is asked and its answer is lost; asked again, it does it no second time.</summary>
    private static async Task PressTwice(Visitor visitor, string button, string path)
    {
        await visitor.Page.RouteAsync(
            path,
            async route =>
            {
                await route.FetchAsync();
                await route.AbortAsync();
            },
            new() { Times = 1 }
        );
        await visitor.By(button).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog).GetByText("We could not reach the shop")).ToBeVisibleAsync();
        await visitor.By(button).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private async Task<Visitor> Staff(string path)
    {
        var staff = await browser.Visit();
        await staff.SignIn("admin@example.com");
        await staff.Page.GotoAsync(path);
        return staff;
    }

    private async Task<JsonNode> Order(string orderId) =>
        (await (await browser.Api.Admin()).Get($"/api/orders/{orderId}")).Expect(200).Json;

    /// <summary>A confirmed order of the demo's customer.</summary>
    private async Task<string> Ordered(params (string Product, int Quantity)[] lines)
    {
        var id = await Placed("tok_visa", lines);
        Assert.Equal("confirmed", (string)(await (await browser.Api.Admin()).Settled(id))["status"]!);
        return id;
    }

    private async Task<string> Placed(string payment, params (string Product, int Quantity)[] lines)
    {
        var customer = await browser.Api.SignIn(Customer);
        (await customer.Delete("/api/cart/me")).Expect(204);
        foreach (var (product, quantity) in lines)
        {
            await customer.Add(product, quantity);
        }

        return (string)(await customer.Post("/api/orders", Api.OrderBody(payment, email: null))).Expect(201).Json["order_id"]!;
    }

    private async Task Move(string orderId, params string[] statuses)
    {
        var admin = await browser.Api.Admin();
        foreach (var status in statuses)
        {
            (await admin.Patch($"/api/orders/{orderId}", $$"""{"status":"{{status}}"}""")).Expect(200);
        }
    }
}
