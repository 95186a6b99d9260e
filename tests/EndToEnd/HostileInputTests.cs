// Bad input of every kind: a clear problem with a stable code, and nothing half done.
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class HostileInputTests(DemoShop shop)
{
    [Theory]
    [InlineData("""{"product_id":"1","quantity":0}""", 400)]
    [InlineData("""{"product_id":"1","quantity":-1}""", 400)]
    [InlineData("""{"product_id":"1","quantity":1.5}""", 400)]
    [InlineData("""{"product_id":"1","quantity":"2"}""", 400)]
    [InlineData("""{"product_id":"1","quantity":99999999999999999999}""", 400)]
    [InlineData("""{"product_id":"1","quantity":10001}""", 400)]
    [InlineData("""{"product_id":"1","quantity":1e308}""", 400)]
    [InlineData("""{"product_id":"1"}""", 400)]
    [InlineData("""{"product_id":"1","quantity":1,"quantity":2}""", 400)]
    [InlineData("""{"product_id":"1","quantity":1,"discount":5}""", 400)]
    [InlineData("""{"product_id":"no-such","quantity":1}""", 404)]
    [InlineData("""{"product_id":"60","quantity":1}""", 409)]
    [InlineData("""{"product_id":"1","quantity":10000}""", 409)]
    [InlineData("[1]", 400)]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    public async Task A_bad_line_is_refused_with_a_code_and_the_cart_stays_as_it_was(string body, int status)
    {
        var guest = await shop.Api.Guest();
        var reply = await guest.Post("/api/cart/me/items", body);
        Problem(reply, status);
        Assert.Empty((await guest.Get("/api/cart/me")).Expect(200).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Every_unknown_member_is_named()
    {
        var guest = await shop.Api.Guest();
        var reply = await guest.Post("/api/cart/me/items", """{"product_id":"1","quantity":1,"total":1,"Role":"admin","user_id":"x"}""");
        Assert.Equal("unknown_member", Problem(reply, 400));
        Assert.Equal(["Role", "total", "user_id"], reply.Json["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Price_and_name_in_the_body_have_no_effect()
    {
        var guest = await shop.Api.Guest();
        var cart = (await guest.Post("/api/cart/me/items", """{"product_id":1,"product_name":"Free","quantity":2,"price":0.01}"""))
            .Expect(201)
            .Json;
        Assert.Equal(
            ("Wireless Mouse", 29.99m, 59.98m),
            ((string)cart["items"]![0]!["product_name"]!, (decimal)cart["items"]![0]!["price"]!, (decimal)cart["total_price"]!)
        );
        Assert.Equal("1", (string)cart["items"]![0]!["product_id"]!);
    }

    [Theory]
    [InlineData("total_price", "0.01")]
    [InlineData("status", "\"delivered\"")]
    [InlineData("user_id", "\"someone\"")]
    [InlineData("discount", "99")]
    [InlineData("items", "[]")]
    public async Task What_the_shop_decides_cannot_be_said_in_an_order(string member, string value)
    {
        var guest = await shop.Api.Guest();
        await guest.Add("1");
        Assert.Equal("unknown_member", Problem(await guest.Post("/api/orders", Api.OrderBody()[..^1] + $",\"{member}\":{value}}}"), 400));
        Assert.Empty(await guest.All("/api/orders"));
    }

    [Theory]
    [InlineData("roles", """["admin"]""")]
    [InlineData("role", "\"admin\"")]
    [InlineData("user_id", "\"me\"")]
    [InlineData("vendor_id", "\"vendor-1\"")]
    public async Task No_one_gives_himself_a_role(string member, string value)
    {
        Problem(
            await shop.Api.Post(
                "/api/auth/register",
                $$"""{"email":"mallory@example.com","password":"Passw0rd!long","name":"M","{{member}}":{{value}}}"""
            ),
            400
        );
        var customer = await shop.Api.SignIn("customer@example.com");
        Problem(await customer.Patch("/api/users/me", $$"""{"{{member}}":{{value}}}"""), 400);
        Assert.Equal(
            ["customer"],
            (await customer.Get("/api/users/me")).Expect(200).Json["roles"]!.AsArray().Select(role => (string)role!)
        );
    }

    [Theory]
    [InlineData("""{"name":"","line1":"1","city":"A","postal_code":"1","country":"US"}""", "name")]
    [InlineData("""{"name":"A","line1":"1","city":"A","postal_code":"1","country":"USA"}""", "country")]
    [InlineData("""{"name":"A","line1":"1","city":"A","postal_code":"1","country":"us"}""", null)]
    public async Task An_address_is_checked_field_by_field(string address, string? field)
    {
        var guest = await shop.Api.Guest();
        await guest.Add("1");
        var reply = await guest.Post("/api/orders", Api.OrderBody().Replace(Api.Address, address, StringComparison.Ordinal));
        if (field is not null)
        {
            Problem(reply, 400);
            Assert.Contains(reply.Json["errors"]!.AsObject(), e => e.Key.Contains(field, StringComparison.Ordinal));
        }
        else
        {
            Assert.Contains(reply.Status, new[] { 201, 400 });
        }
    }

    [Fact]
    public async Task Large_bodies_and_deep_ones_are_refused()
    {
        var guest = await shop.Api.Guest();
        var large = $$"""{"product_id":"{{new string('x', 400_000)}}","quantity":1}""";
        Assert.Equal("body_too_large", Problem(await guest.Post("/api/cart/me/items", large), 413));
        var deep = new StringBuilder()
            .Append("""{"product_id":""")
            .Append('[', 100_000)
            .Append(']', 100_000)
            .Append(",\"quantity\":1}")
            .ToString();
        Problem(await guest.Post("/api/cart/me/items", deep), 400);
        Problem(await shop.Api.With("x" + new string('y', 6_000)).Get("/api/cart/me"), 401);
    }

    [Theory]
    [InlineData("/api/products?limit=0")]
    [InlineData("/api/products?limit=201")]
    [InlineData("/api/products?limit=ten")]
    [InlineData("/api/products?cursor=abc")]
    [InlineData("/api/products?min_price=cheap")]
    [InlineData("/api/products?sort=password")]
    [InlineData("/api/orders?status=lost")]
    [InlineData("/api/orders?cursor=%27%20OR%201=1--")]
    [InlineData("/api/orders?from=yesterday")]
    public async Task Bad_queries_are_refused(string path) => Problem(await (await shop.Api.Guest()).Get(path), 400);

    [Theory]
    [InlineData("'; DROP TABLE products; --")]
    [InlineData("\" OR name:*")]
    [InlineData("NEAR(a b")]
    [InlineData("*")]
    [InlineData("%_\\")]
    [InlineData("💥")]
    public async Task Search_text_is_only_text(string q)
    {
        (await shop.Api.Get("/api/products?q=" + Uri.EscapeDataString(q))).Expect(200);
        Assert.NotEmpty((await shop.Api.Get("/api/products?q=mouse")).Expect(200).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")]
    public async Task Tokens_that_do_not_hold_open_nothing(string token)
    {
        Problem(await shop.Api.With(token).Get("/api/cart/me"), 401);
        Problem(await shop.Api.With(token).Get("/api/orders"), 401);
    }

    [Fact]
    public async Task Every_write_of_the_document_wants_a_token_and_every_admin_call_an_admin()
    {
        var document = (await shop.Api.Get("/api/openapi.json")).Expect(200).Json;
        var guest = await shop.Api.Guest();
        var looked = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in operations!.AsObject())
            {
                if (
                    verb is not ("get" or "post" or "put" or "patch" or "delete")
                    || path.StartsWith("/api/auth/", StringComparison.Ordinal)
                )
                {
                    continue;
                }

                looked++;
                var address = System.Text.RegularExpressions.Regex.Replace(path, "{[^}]*}", "no-such");
                var method = new HttpMethod(verb.ToUpperInvariant());
                var isPublic = operation!["security"] is null or JsonArray { Count: 0 };
                var anonymous = await shop.Api.Send(method, address, verb is "get" or "delete" ? null : "{}");
                if (!isPublic)
                {
                    // A route that takes another media type says so before it asks who is there.
                    Assert.True(anonymous.Status is 401 or 415, $"{verb} {path} without a token: {anonymous.Status}");
                }
                else
                {
                    // A provider has no token of the shop's: its webhook is signed, and one that is not is answered as if it had none. Who
                    // stops reminders has no account: the link is signed, and without one there is nothing. Who has lost an order's link
                    // gives number and address, and the answer goes by mail alone.
                    Assert.True(
                        verb == "get"
                            || (path == "/api/payments/webhooks/{provider}" && anonymous.Status == 401)
                            || (path == "/api/mail/unsubscribe" && anonymous.Status == 404)
                            || (path == "/api/orders/lookup" && anonymous.Status == 400),
                        $"{verb} {path} needs no token."
                    );
                }

                var text = (string?)operation["description"] ?? string.Empty;
                if (text.Contains("Only admin", StringComparison.Ordinal) || text.Contains("Only vendor", StringComparison.Ordinal))
                {
                    var asGuest = await guest.Send(method, address, verb is "get" or "delete" ? null : "{}");
                    Assert.True(asGuest.Status is 403 or 415, $"{verb} {path} as a guest: {asGuest.Status}");
                }

                Assert.True(
                    text.Length > 20 && operation["summary"] is not null && operation["responses"] is not null,
                    $"{verb} {path} is not documented."
                );
            }
        }

        Assert.True(looked > 50, $"Only {looked} operations in the document.");
    }

    [Fact]
    public async Task A_wrong_method_and_an_unknown_route_are_told_as_problems()
    {
        Problem(await shop.Api.Delete("/api/products"), 405);
        Problem(await shop.Api.Get("/api/nothing-here"), 404);
        Assert.Equal(405, (await shop.Api.Post("/cart", "{}")).Status);
        Assert.Contains("<div id=\"root\">", (await shop.Api.Get("/orders/some-order")).Expect(200).Text, StringComparison.Ordinal);
        (await shop.Api.Get("/assets/none.js")).Expect(404);
    }

    [Fact]
    public async Task Every_reply_carries_the_security_headers()
    {
        foreach (var path in new[] { "/", "/api/products", "/api/nothing-here", "/api/cart/me" })
        {
            var reply = await shop.Api.Get(path);
            Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("default-src 'self'", reply.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

            // Neither the shop nor its front door says what it is made of.
            Assert.Empty(reply.Headers.Server.ToString());
        }
    }

    private static string? Problem(Reply reply, int status)
    {
        reply.Expect(status);
        Assert.Equal(status, (int)reply.Json["status"]!);
        Assert.NotEmpty((string)reply.Json["title"]!);
        Assert.NotEmpty((string)reply.Json["detail"]!);
        Assert.Matches("^[a-z][a-z0-9_]*$", reply.Code!);
        Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
        return reply.Code;
    }
}
