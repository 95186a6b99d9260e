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
}
