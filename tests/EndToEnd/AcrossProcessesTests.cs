// What one module's word brings about in others, asked of the API: the same in one process and where each module is one of its own.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneShop.Name)]
public sealed partial class AcrossProcessesTests(DemoShop shop)
{
    private const string Password = "correct horse battery";

    /// <summary>A path of each process that asks who calls.</summary>
    private static readonly string[] Asking = ["/api/users/me", "/api/cart/me", "/api/orders", "/api/mail/mine"];

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_mail_and_every_session_ends_in_every_process()
    {
        const string Other = "a quite different one";
        var (email, _) = await Registered();
        var elsewhere = await shop.Api.SignIn(email, Password);
        await Answered(elsewhere);
        (await shop.Api.Post("/api/auth/password/forgot", $$"""{"email":"{{email}}"}""")).Expect(202);
        var token = Token().Match(await Mail(email, "password_reset")).Groups[1].Value;
        (await shop.Api.Post("/api/auth/password/reset", $$"""{"token":"{{token}}","password":"{{Other}}"}""")).Expect(204);
        await Ended(elsewhere);
        Assert.Equal("credentials_invalid", (await shop.Api.Post("/api/auth/login", Login(email, Password))).Expect(401).Code);
        await Answered(await shop.Api.SignIn(email, Other));

        // The link is used up, and the owner is told.
        var again = await shop.Api.Post("/api/auth/password/reset", $$"""{"token":"{{token}}","password":"a third password"}""");
        Assert.Equal("link_invalid", again.Expect(400).Code);
        Assert.NotEmpty(await Mail(email, "password_changed"));
    }

    [Fact]
    public async Task An_account_that_an_admin_disables_is_out_in_every_process()
    {
        var (email, userId) = await Registered();
        var dan = await shop.Api.SignIn(email, Password);
        await Answered(dan);
        (await (await shop.Api.Admin()).Patch($"/api/users/{userId}", """{"disabled":true}""")).Expect(200);
        await Ended(dan);
        Assert.Equal("credentials_invalid", (await shop.Api.Post("/api/auth/login", Login(email, Password))).Expect(401).Code);
    }

    [Fact]
    public async Task A_guests_cart_comes_along_at_sign_in()
    {
        var (email, _) = await Registered();
        var customer = await shop.Api.SignIn(email, Password);
        await customer.Add("1");
        var guest = await shop.Api.Guest();
        await guest.Add("1");
        await guest.Add("2");
        var body = $$"""{"email":"{{email}}","password":"{{Password}}","guest_token":"{{guest.Token}}"}""";
        var merge = (await Api.Pressed(() => shop.Api.Post("/api/auth/login", body))).Expect(200).Json["merge"]!;

        // Carts that are late say nothing of the lines, which come along all the same.
        Assert.Contains((string)merge["status"]!, new[] { "merged", "later" });
        await Eventually.Holds(async () =>
            Assert.Equal(
                ["1: 2", "2: 1"],
                (await customer.Get("/api/cart/me")).Expect(200).Json["items"]!
                    .AsArray()
                    .Select(line => $"{(string)line!["product_id"]!}: {(int)line["quantity"]!}")
                    .Order(StringComparer.Ordinal)
            )
        );
    }

    [Fact]
    public async Task A_transfer_that_staff_have_seen_confirms_its_order_once_all_of_it_is_there()
    {
        var (guest, admin) = (await shop.Api.Guest(), await shop.Api.Admin());
        await guest.Add("2");
        var order = await Waiting(guest, "bank_transfer");
        var id = (string)order["order_id"]!;
        var received = $"/api/payments/{(string)Assert.Single(await admin.All("/api/payments?order_id=" + id))["payment_id"]!}/received";
        (await Api.Pressed(() => admin.Post(received, """{"amount":10.00}""", ("Idempotency-Key", "a part")))).Expect(200);
        await Eventually.Holds(async () =>
        {
            order = (await guest.Get("/api/orders/" + id)).Expect(200).Json;
            Assert.Equal(("pending", 10m), ((string)order["status"]!, (decimal)order["payment"]!["next_action"]!["received"]!));
        });
        var rest = ((decimal)order["payment"]!["next_action"]!["amount"]!).ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await Api.Pressed(() => admin.Post(received, $$"""{"amount":{{rest}}}""", ("Idempotency-Key", "the rest")))).Expect(200);
        order = await guest.Settled(id);
        Assert.Equal("confirmed", (string)order["status"]!);
        Assert.Equal((decimal)order["total_price"]!, (decimal)order["payment"]!["captured"]!);
    }

    [Theory]
    [InlineData("true", "confirmed")]
    [InlineData("false", "payment_failed")]
    public async Task What_a_shopper_answers_the_bank_decides_about_the_order(string approved, string status)
    {
        var guest = await shop.Api.Guest();
        await guest.Add("9");
        var id = (string)(await Waiting(guest, "tok_challenge"))["order_id"]!;
        var payment = Assert.Single(await (await shop.Api.Admin()).All("/api/payments?order_id=" + id));
        var challenge = "/api/payments/challenges/" + (string)payment["payment_id"]!;
        (await guest.Post(challenge, $$"""{"approved":{{approved}}}""")).Expect(200);
        Assert.Equal(status, (string)(await guest.Settled(id))["status"]!);
    }

    /// <summary>An order of what is in the cart, once it says what its payment waits for.</summary>
    private static async Task<JsonNode> Waiting(Api guest, string token)
    {
        var placed = (await Api.Pressed(() => guest.Post("/api/orders", Api.OrderBody(token), ("Idempotency-Key", "waits")))).Expect(201);
        var order = placed.Json;
        await Eventually.Holds(async () =>
        {
            order = (await guest.Get("/api/orders/" + (string)placed.Json["order_id"]!)).Expect(200).Json;
            Assert.NotNull(order["payment"]!["next_action"]);
        });
        return order;
    }

    private async Task<(string Email, string UserId)> Registered()
    {
        var email = $"somebody.{Guid.NewGuid():N}@example.com";
        var body = $$"""{"email":"{{email}}","password":"{{Password}}","name":"Somebody New"}""";
        return (email, (string)(await Api.Pressed(() => shop.Api.Post("/api/auth/register", body))).Expect(201).Json["user_id"]!);
    }

    private static string Login(string email, string password) => $$"""{"email":"{{email}}","password":"{{password}}"}""";

    private static async Task Answered(Api caller)
    {
        foreach (var path in Asking)
        {
            (await caller.Get(path)).Expect(200);
        }
    }

    // Each process hears of it by itself; one that did not would go on for a quarter of an hour.
    private static async Task Ended(Api caller)
    {
        foreach (var path in Asking)
        {
            await Eventually.Holds(async () => (await caller.Get(path)).Expect(401));
        }
    }

    // The mock mailbox of a demo shows the link to whoever plays the recipient.
    private async Task<string> Mail(string email, string template)
    {
        var admin = await shop.Api.Admin();
        var found = new List<JsonNode>();
        await Eventually.Holds(async () => Assert.Single(found = await admin.All($"/api/mail?to={email}&template={template}")));
        return (string)(await admin.Get($"/api/mail/{(string)found[0]["mail_id"]!}")).Expect(200).Json["text"]!;
    }

    [GeneratedRegex(@"/reset-password\?token=([\w-]+)")]
    private static partial Regex Token();
}
