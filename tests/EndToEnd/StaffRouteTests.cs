// Staff over HTTP, also where accounts and orders are in two processes: what was given opens, and what was taken is shut at once.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
[Trait(Shape.Runs, Shape.InTwo)]
public sealed partial class StaffRouteTests(DemoShop shop)
{
    private const string Password = "correct horse battery";
    private const string Orders = """{"permissions":["orders.view"]}""";

    [Fact]
    public async Task What_is_given_opens_and_what_is_taken_is_shut_at_once()
    {
        var api = shop.Api;
        var admin = await api.Admin();
        var (userId, email) = await Someone(api);
        var guest = await api.Guest();
        await guest.Add("1");
        var order = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        var customer = await SignedIn(api, email);
        Assert.Equal("role_missing", (await customer.Get("/api/payments")).Expect(403).Code);
        (await customer.Get($"/api/orders/{order}")).Expect(404);

        var given = (await admin.Put($"/api/users/{userId}/permissions", """{"permissions":["orders.view"]}""")).Expect(200);
        Assert.Equal("\"1\"", given.Headers.ETag!.Tag);
        (await admin.Put($"/api/users/{userId}/permissions", """{"permissions":[]}""", ("If-Match", "\"0\""))).Expect(412);
        var staff = await SignedIn(api, email);
        (await staff.Get($"/api/orders/{order}")).Expect(200);
        var refused = (await staff.Get("/api/payments")).Expect(403);
        Assert.Equal(("permission_missing", "payments.view"), (refused.Code, (string)refused.Json["permission"]!));

        // Who may see an order of another and not change it is told what is missing; who may not see it, that there is none.
        var cancel = (await staff.Post($"/api/orders/{order}/cancel")).Expect(403);
        Assert.Equal("orders.edit", (string)cancel.Json["permission"]!);
        (await admin.Put($"/api/users/{userId}/permissions", """{"permissions":["payments.view"]}""")).Expect(200);
        await Eventually.Holds(async () => (await staff.Get($"/api/orders/{order}")).Expect(401));
        staff = await SignedIn(api, email);
        (await staff.Get($"/api/orders/{order}")).Expect(404);
        (await staff.Get("/api/payments")).Expect(200);
        var changes = (await admin.Get($"/api/users/{userId}/permissions/changes")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(["orders.view"], changes[0]!["taken"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task With_one_permission_alone_staff_read_all_that_it_is_said_to_open()
    {
        var api = shop.Api;
        var admin = await api.Admin();
        var document = (await api.Get("/api/openapi.json")).Expect(200).Json;
        var reads = document["paths"]!
            .AsObject()
            .Where(path => path.Value!["get"] is not null)
            .Select(path => (Path: path.Key, Needs: Needed().Match((string?)path.Value!["get"]!["description"] ?? string.Empty)))
            .Where(path => path.Needs.Success)
            .GroupBy(path => path.Needs.Groups[1].Value, path => Parameters().Replace(path.Path, "none"))
            .ToList();
        Assert.True(reads.Count >= 15, $"Only {reads.Count} permissions open a page.");
        var (userId, email) = (string.Empty, string.Empty);
        var shut = new List<string>();
        for (var turn = 0; turn < reads.Count; turn++)
        {
            // Tokens of one account are dated apart by a second a change, and none is let in from far ahead.
            if (turn % 4 == 0)
            {
                (userId, email) = await Someone(api);
            }

            var permission = reads[turn];
            (await admin.Put($"/api/users/{userId}/permissions", $$"""{"permissions":["{{permission.Key}}"]}""")).Expect(200);
            var staff = await SignedIn(api, email);
            foreach (var path in permission)
            {
                var reply = await staff.Get(path);
                if (reply.Status is 401 or 403)
                {
                    shut.Add($"{path} answers {reply.Status} to staff with {permission.Key}: {reply.Text}");
                }
            }
        }

        Assert.Empty(shut);
    }

    // Where the answer was late and the request came again, the address is taken by then: another one will do.
    private static async Task<(string UserId, string Email)> Someone(Api api)
    {
        while (true)
        {
            var email = $"staff.{Guid.NewGuid():N}@example.com";
            var reply = await api.Post("/api/auth/register", $$"""{"email":"{{email}}","password":"{{Password}}","name":"Sam Staff"}""");
            if (reply.Status != 409)
            {
                var userId = (string)reply.Expect(201).Json["user_id"]!;
                Assert.Equal(
                    "email_unconfirmed",
                    (await (await api.Admin()).Put($"/api/users/{userId}/permissions", Orders)).Expect(409).Code
                );
                await (await SignedIn(api, email)).ConfirmEmail(email);
                return (userId, email);
            }
        }
    }

    // Not by the refresh token, which is good once: a sign-in may come again when its answer is late.
    private static async Task<Api> SignedIn(Api api, string email)
    {
        var tokens = (await api.Post("/api/auth/login", $$"""{"email":"{{email}}","password":"{{Password}}"}""")).Expect(200).Json;
        return api.With((string)tokens["access_token"]!);
    }

    [GeneratedRegex(@"staff with the permission `([a-z.]+)`, which owners have")]
    private static partial Regex Needed();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameters();
}
