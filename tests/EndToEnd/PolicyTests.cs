// The shop's texts over HTTP: samples in a demo, kept with the order that agreed to them; and reminders that end by their link.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class PolicyTests(DemoShop shop)
{
    [Fact]
    public async Task An_order_names_the_texts_that_were_agreed_to_and_they_can_be_read()
    {
        var items = (await shop.Api.Get("/api/policies")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(["terms", "withdrawal", "privacy", "shipping", "imprint"], items.Select(one => (string)one!["name"]!));
        Assert.All(items, one => Assert.True((bool)one!["sample"]!));
        var version = (string)items[0]!["version"]!;
        Assert.Equal("policy_not_found", (await shop.Api.Get("/api/policies/terms?version=0")).Expect(404).Code);
        Assert.Equal("policy_not_found", (await shop.Api.Get("/api/policies/none")).Expect(404).Code);

        var guest = await shop.Api.Guest();
        await guest.Add("4");
        string Body(string agreed) => Api.OrderBody().Replace("\"shipping_method\"", $"\"agreed_policies\":[{agreed}],\"shipping_method\"");
        Assert.Equal("policy_changed", (await guest.Post("/api/orders", Body("""{"name":"terms","version":"0"}"""))).Expect(409).Code);
        var body = Body($$"""{"name":"terms","version":"{{version}}"}""");
        var order = (await guest.Post("/api/orders", body, ("Idempotency-Key", "agreed"))).Expect(201);
        Assert.Equal(order.Text, (await guest.Post("/api/orders", body, ("Idempotency-Key", "agreed"))).Expect(201).Text);
        var agreed = Assert.Single(order.Json["agreed_policies"]!.AsArray())!;
        Assert.Equal(("terms", version), ((string)agreed["name"]!, (string)agreed["version"]!));
        Assert.Equal((string)order.Json["created_at"]!, (string)agreed["agreed_at"]!);
        var text = (await shop.Api.Get($"/api/policies/terms?version={version}")).Expect(200).Json;
        Assert.True((bool)text["current"]!);
        Assert.Contains("obligation to pay", (string)text["text"]!, StringComparison.Ordinal);
        var id = (string)order.Json["order_id"]!;
        await guest.Settled(id);
        Assert.True((bool)(await (await shop.Api.Admin()).Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
    }

    [Fact]
    public async Task Only_the_shops_own_link_ends_reminders_and_nobody_has_to_sign_in_for_it()
    {
        foreach (var token in new[] { string.Empty, "?token=", "?token=x.y", "?token=" + new string('a', 5_000) })
        {
            Assert.Equal("unsubscribe_token_unknown", (await shop.Api.Post("/api/mail/unsubscribe" + token)).Expect(404).Code);
        }
    }
}
