// Invoices over HTTP: before the payment a refusal in words, then a PDF and EN 16931 for the buyer, for whoever has the mail's key, for
// staff, and for nobody else.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed partial class PaperTests(DemoShop shop)
{
    [Fact]
    public async Task An_invoice_opens_to_its_buyer_to_the_key_of_its_mail_and_to_staff()
    {
        var (guest, admin, other) = (await shop.Api.Guest(), await shop.Api.Admin(), await shop.Api.Guest());
        await guest.Add("6");
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: "papers@example.com"))).Expect(201).Json["order_id"]!;
        var order = await guest.Settled(id);
        Assert.Equal("confirmed", (string)order["status"]!);
        var paper = Assert.Single((await guest.Get($"/api/orders/{id}/papers")).Expect(200).Json["items"]!.AsArray())!;
        Assert.Equal(
            ("invoice", (decimal)order["total_price"]!, "Ada Buyer"),
            ((string)paper["kind"]!, (decimal)paper["total"]!, (string)paper["buyer_name"]!)
        );
        Assert.Equal((decimal)paper["tax"]!, paper["taxes"]!.AsArray().Sum(tax => (decimal)tax!["amount"]!));
        Assert.StartsWith("%PDF-1.7", (await guest.Get($"/api/orders/{id}/invoice")).Expect(200).Text, StringComparison.Ordinal);
        var xml = (await guest.Get($"/api/orders/{id}/invoice", ("Accept", "application/xml"))).Expect(200).Text;
        Assert.Contains($"<cbc:ID>{(string)paper["number"]!}</cbc:ID>", xml, StringComparison.Ordinal);
        Assert.Equal(xml, (await admin.Get((string)paper["url"]! + "?format=xml")).Expect(200).Text);

        var key = Key().Match(await Mail(admin, id)).Groups[1].Value;
        var anyone = shop.Api;
        Assert.StartsWith(
            "%PDF",
            (await anyone.Get($"/api/orders/{id}/invoice", ("Order-Key", key))).Expect(200).Text,
            StringComparison.Ordinal
        );
        foreach (var path in new[] { "papers", "invoice", "invoices/" + (string)paper["number"]!, "credit-notes/CN-2026-000001" })
        {
            Assert.Equal(
                "order_not_found",
                (await anyone.Get($"/api/orders/{id}/{path}", ("Order-Key", key[..^1] + "x"))).Expect(404).Code
            );
            Assert.Equal("order_not_found", (await other.Get($"/api/orders/{id}/{path}")).Expect(404).Code);
            (await anyone.Get($"/api/orders/{id}/{path}")).Expect(401);
        }

        (await guest.Post($"/api/orders/{id}/papers")).Expect(403);
        (await guest.Get("/api/papers")).Expect(403);
        (await guest.Get("/api/papers/journal?month=2026-11")).Expect(403);
        (await guest.Get($"/api/orders/{id}/invoice?format=doc")).Expect(400);
        Assert.Equal("paper_not_found", (await guest.Get($"/api/orders/{id}/credit-notes/{(string)paper["number"]!}")).Expect(404).Code);

        (await guest.Post($"/api/orders/{id}/cancel")).Expect(200);
        await guest.Settled(id);
        var papers = (await guest.Get($"/api/orders/{id}/papers")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(["invoice", "credit_note"], papers.Select(one => (string)one!["kind"]!));
        Assert.Equal((string)paper["number"]!, (string)papers[1]!["corrects"]!);
        Assert.Equal((decimal)paper["total"]!, (decimal)papers[1]!["total"]!);
        Assert.StartsWith("%PDF", (await guest.Get((string)papers[1]!["url"]!)).Expect(200).Text, StringComparison.Ordinal);
        var found = Assert.Single(await admin.All("/api/papers?number=" + (string)papers[1]!["number"]!));
        Assert.Equal(id, (string)found["order_id"]!);
        var month = ((string)found["date"]!)[..7];
        Assert.Contains(
            (string)papers[1]!["number"]!,
            (await admin.Get("/api/papers/journal?month=" + month)).Expect(200).Text,
            StringComparison.Ordinal
        );
        Assert.Equal("invalid_month", (await admin.Get("/api/papers/journal?month=13")).Expect(400).Code);
        Assert.Equal("invalid_range", (await admin.Get("/api/papers?from=2026-12-01&to=2026-11-01")).Expect(400).Code);
    }

    [Fact]
    public async Task Before_the_payment_an_invoice_is_refused_in_words()
    {
        var guest = await shop.Api.Guest();
        await guest.Add("6");
        var placed = await guest.Post("/api/orders", Api.OrderBody("bank_transfer"));
        var id = (string)placed.Expect(201).Json["order_id"]!;
        var refused = (await guest.Get($"/api/orders/{id}/invoice")).Expect(409);
        Assert.Equal("invoice_not_yet", refused.Code);
        Assert.Contains("not paid yet", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        Assert.Empty((await guest.Get($"/api/orders/{id}/papers")).Expect(200).Json["items"]!.AsArray());
        (await guest.Post($"/api/orders/{id}/cancel")).Expect(200);
        Assert.Equal("invoice_not_yet", (await guest.Get($"/api/orders/{id}/invoice")).Expect(409).Code);
    }

    private static async Task<string> Mail(Api admin, string id)
    {
        for (var deadline = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            if (await admin.All($"/api/mail?order_id={id}&template=confirmed") is [var mail, ..])
            {
                return (string)(await admin.Get($"/api/mail/{(string)mail["mail_id"]!}")).Expect(200).Json["text"]!;
            }

            Assert.True(DateTime.UtcNow < deadline, $"There is no mail about {id}.");
        }
    }

    [GeneratedRegex(@"/orders/[^?\s]+\?key=([A-Za-z0-9_-]+)")]
    private static partial Regex Key();
}
