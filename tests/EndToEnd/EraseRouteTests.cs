// An admin erases a person over HTTP, also where account and orders are in two processes.
namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
[Trait(Shape.Runs, Shape.InTwo)]
public sealed class EraseRouteTests(DemoShop shop)
{
    [Fact]
    public async Task An_admin_erases_a_person_whole_or_is_told_which_order_is_under_way()
    {
        var api = shop.Api;
        var admin = await api.Admin();
        var email = $"wil.{Guid.NewGuid():N}@example.com";
        var userId = (string)
            (await api.Post("/api/auth/register", $$"""{"email":"{{email}}","password":"correct horse battery","name":"Wil Quill"}"""))
                .Expect(201)
                .Json["user_id"]!;
        var wil = await api.SignIn(email, "correct horse battery");
        await wil.Add("1");
        var order = (string)(await wil.Post("/api/orders", Api.OrderBody(email: null))).Expect(201).Json["order_id"]!;
        await wil.Settled(order);
        var body = $$"""{"email":"{{email.ToUpperInvariant()}}"}""";
        Assert.Equal(403, (await wil.Post("/api/persons/erase", body)).Status);
        (await admin.Post("/api/persons/erase", "{}")).Expect(400);
        (await admin.Post("/api/persons/erase", $$"""{"email":"{{email}}","user_id":"{{userId}}"}""")).Expect(400);
        Assert.Equal("vendor_account", (await admin.Post("/api/persons/erase", """{"user_id":"demo-vendor"}""")).Expect(409).Code);
        var refused = (await admin.Post("/api/persons/erase", body)).Expect(409);
        Assert.Equal(("order_under_way", order), (refused.Code, (string)refused.Json["orders"]![0]!));
        (await wil.Get("/api/users/me")).Expect(200);

        (await wil.Post($"/api/orders/{order}/cancel")).Expect(200);
        await wil.GivenBack(order);
        var would = (await admin.Post("/api/persons/erase", $$"""{"user_id":"{{userId}}","dry_run":true}""")).Expect(200).Json;
        Assert.Equal((true, userId, 1), ((bool)would["dry_run"]!, (string)would["user_id"]!, (int)would["orders"]!));
        var done = (await admin.Post("/api/persons/erase", body)).Expect(200).Json;
        Assert.Equal((false, userId, 1), ((bool)done["dry_run"]!, (string)done["user_id"]!, (int)done["orders"]!));
        var again = (await admin.Post("/api/persons/erase", $$"""{"user_id":"{{userId}}"}""")).Expect(200).Json;
        Assert.Equal((null, 0), ((string?)again["user_id"], (int)again["orders"]!));

        Assert.True((bool)(await admin.Get($"/api/users/{userId}")).Expect(200).Json["erased"]!);
        Assert.Equal("account_erased", (await admin.Patch($"/api/users/{userId}", """{"disabled":false}""")).Expect(409).Code);
        Assert.True((bool)(await admin.Get($"/api/orders/{order}/verify")).Expect(200).Json["holds"]!);
        var last = (await admin.All($"/api/orders/{order}/events"))[^1];
        Assert.Equal(("person.erased", "admin"), ((string)last["type"]!, (string)last["actor"]!));
        Assert.Equal(string.Empty, (string)(await admin.Get($"/api/orders/{order}")).Expect(200).Json["shipping_address"]!["name"]!);
    }

    [Fact]
    public async Task A_person_takes_all_her_data_along_and_erases_herself()
    {
        var api = shop.Api;
        var admin = await api.Admin();
        var email = $"ida.{Guid.NewGuid():N}@example.com";
        const string Password = "correct horse battery";
        var userId = (string)
            (await api.Post("/api/auth/register", $$"""{"email":"{{email}}","password":"{{Password}}","name":"Ida Quill"}"""))
                .Expect(201)
                .Json["user_id"]!;
        var ida = await api.SignIn(email, Password);
        await ida.Add("1");
        var order = (string)(await ida.Post("/api/orders", Api.OrderBody(email: null))).Expect(201).Json["order_id"]!;
        await ida.Settled(order);
        await ida.Add("2");

        // From every module what it keeps, and nothing of others.
        string[] hers = ["account", "session", "cart", "cart_change", "order", "payment", "mail", "order_figures", "order_counted"];
        await Eventually.Holds(async () => Assert.Empty(hers.Except(Kinds((await Export(ida)).Json))));
        var file = await Export(ida);
        var records = file.Json["records"]!.AsObject();
        Assert.Equal(
            [
                "analytics",
                "carts",
                "catalog",
                "identity",
                "inventory",
                "notifications",
                "ordering",
                "payments",
                "promotions",
                "recommendations",
            ],
            records.Select(one => one.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(email, (string)records["identity"]![0]!["data"]!["email"]!);
        Assert.Equal(order, (string)Assert.Single(records["ordering"]!.AsArray())!["data"]!["order"]!["order_id"]!);
        Assert.NotEmpty(records["ordering"]![0]!["data"]!["timeline"]!.AsArray());
        Assert.DoesNotContain("casey@example.com", file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("argon", file.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(403, (await ida.Get($"/api/persons/export?user_id={userId}")).Status);
        Assert.Equal(404, (await admin.Get("/api/persons/export?email=nobody.at.all@example.com")).Status);
        (await admin.Get("/api/persons/export")).Expect(400);
        Assert.Contains(
            order,
            (await admin.Get($"/api/persons/export?email={email.ToUpperInvariant()}")).Expect(200).Text,
            StringComparison.Ordinal
        );

        // A wrong password erases nothing; neither does an order under way.
        Assert.Equal("password_wrong", (await ida.Delete("/api/users/me", """{"password":"not this one"}""")).Expect(403).Code);
        var refused = (await ida.Delete("/api/users/me", $$"""{"password":"{{Password}}"}""")).Expect(409);
        Assert.Equal(("order_under_way", order), (refused.Code, (string)refused.Json["orders"]![0]!));
        (await ida.Post($"/api/orders/{order}/cancel")).Expect(200);
        await ida.GivenBack(order);

        // Whoever is told to come again finds the session ended where an earlier press was answered late.
        var done = await ida.Delete("/api/users/me", $$"""{"password":"{{Password}}"}""");
        Assert.True(done.Status == 401 || (int)done.Expect(202).Json["orders"]! == 1, done.Text);

        // Sessions have ended, the order holds, and the log has what every module erased, and no word of her.
        await Eventually.Holds(async () => (await ida.Get("/api/users/me")).Expect(401));
        Assert.Equal(401, (await api.Post("/api/auth/login", $$"""{"email":"{{email}}","password":"{{Password}}"}""")).Status);
        Assert.True((bool)(await admin.Get($"/api/orders/{order}/verify")).Expect(200).Json["holds"]!);
        System.Text.Json.Nodes.JsonNode? entry = null;
        await Eventually.Holds(async () =>
        {
            var log = (await admin.Get("/api/persons/erasures")).Expect(200);
            Assert.DoesNotContain("quill", log.Text, StringComparison.OrdinalIgnoreCase);
            entry = log.Json["items"]!.AsArray().FirstOrDefault(one => (string?)one!["user_id"] == userId);
            var modules = entry?["erased"]!.AsArray().Select(one => (string)one!["module"]!).ToHashSet() ?? [];
            Assert.Empty(new[] { "carts", "identity", "notifications", "ordering", "recommendations" }.Except(modules));
        });
        Assert.Equal(("customer", userId, 1), ((string)entry!["actor"]!, (string)entry["user_id"]!, (int)entry["orders"]!));
        Assert.NotNull(entry["ended_at"]);
        await Eventually.Holds(async () =>
        {
            var last = (await admin.Get($"/api/mail?to={email}")).Expect(200).Json["items"]!.AsArray();
            Assert.Equal("account_erased", (string)Assert.Single(last)!["template"]!);
        });
    }

    // A file of which a module went away in the middle is cut off on purpose.
    private static async Task<Reply> Export(Api person)
    {
        for (var until = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            try
            {
                return (await person.Get("/api/users/me/export")).Expect(200);
            }
            catch (HttpRequestException) when (DateTime.UtcNow < until) { }
        }
    }

    private static HashSet<string> Kinds(System.Text.Json.Nodes.JsonNode file) =>
        [.. file["records"]!.AsObject().SelectMany(module => module.Value!.AsArray()).Select(one => (string)one!["kind"]!)];
}
