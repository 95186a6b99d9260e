// What people do with an order after it is paid, over HTTP: doubled presses, two at once, what is not theirs, and input that nobody should
// send.
namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class OrderLifeTests(DemoShop shop)
{
    private const string Mine = "1";
    private const string Other = "2";

    [Fact]
    public async Task A_doubled_press_makes_one_return_one_refund_and_one_edit()
    {
        var (guest, admin, id) = await Ordered();

        // An answer waits two seconds for units and money; whoever presses again hears what came of an edit that took longer.
        await Eventually.Holds(async () =>
        {
            var edit = await Ten(() =>
                admin.Patch($"/api/orders/{id}/lines", Items(Mine, 2, "\"reason\":\"by phone\""), ("Idempotency-Key", "edit"))
            );
            Assert.All(edit, reply => Assert.Equal(2, (long)reply.Expect(200).Json["items"]![0]!["quantity"]!));
        });
        Assert.Single(await Entries(admin, id), type => type == "order.edited");
        Assert.Equal(
            "idempotency_key_reused",
            (await admin.Patch($"/api/orders/{id}/lines", Items(Mine, 3), ("Idempotency-Key", "edit"))).Expect(422).Code
        );

        var refund = await Ten(() =>
            admin.Post($"/api/orders/{id}/refunds", """{"reason":"late","amount":1.50}""", ("Idempotency-Key", "refund"))
        );
        Assert.Single(refund.Select(reply => (string)reply.Expect(201).Json["refund_id"]!).Distinct());

        // What was asked is the same, however its number is written.
        (await admin.Post($"/api/orders/{id}/refunds", """{"amount":1.5,"reason":"late"}""", ("Idempotency-Key", "refund"))).Expect(201);
        Assert.Equal(
            "idempotency_key_reused",
            (await admin.Post($"/api/orders/{id}/refunds", """{"reason":"late","amount":2}""", ("Idempotency-Key", "refund")))
                .Expect(422)
                .Code
        );

        await Deliver(admin, id);
        var returns = await Ten(() => guest.Post($"/api/orders/{id}/returns", Items(Mine, 1), ("Idempotency-Key", "return")));
        Assert.Single(returns.Select(reply => (string)reply.Expect(201).Json["return_id"]!).Distinct());
        Assert.Equal(
            "idempotency_key_reused",
            (await guest.Post($"/api/orders/{id}/returns", Items(Mine, 2), ("Idempotency-Key", "return"))).Expect(422).Code
        );

        var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
        Assert.Equal((1, 2), (order["returns"]!.AsArray().Count, order["refunds"]!.AsArray().Count));
        Assert.Equal(["edit", "goodwill"], order["refunds"]!.AsArray().Select(one => (string)one!["kind"]!));
        await BooksHold(admin, id);
    }

    [Fact]
    public async Task Of_two_staff_members_at_once_one_is_shown_the_conflict_and_nothing_is_overwritten()
    {
        var (_, admin, id) = await Ordered();
        var seen = ("If-Match", $"\"{(await admin.Get($"/api/orders/{id}")).Json["version"]}\"");
        var edits = await Task.WhenAll(
            Enumerable.Range(4, 8).Select(units => admin.Patch($"/api/orders/{id}/lines", Items(Mine, units), seen))
        );
        var made = Assert.Single(edits, reply => reply.Status == 200);
        Assert.All(
            edits.Where(reply => reply != made),
            reply => Assert.Contains(reply.Code, new[] { "version_mismatch", "edit_in_progress" })
        );
        var asked = 4 + Array.IndexOf(edits, made);
        await Eventually.Holds(async () =>
            Assert.Equal(asked, (long)(await admin.Get($"/api/orders/{id}")).Expect(200).Json["items"]![0]!["quantity"]!)
        );

        seen = ("If-Match", $"\"{(await admin.Get($"/api/orders/{id}")).Json["version"]}\"");
        var moves = await Task.WhenAll(
            new[] { "processing", "cancelled", "processing", "cancelled" }.Select(status =>
                admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""", seen)
            )
        );
        var moved = Assert.Single(moves, reply => reply.Status == 200);
        Assert.All(moves.Where(reply => reply != moved), reply => Assert.Equal("version_mismatch", reply.Expect(412).Code));
        Assert.Equal((string)moved.Json["status"]!, (string)(await admin.Get($"/api/orders/{id}")).Json["status"]!);
        await BooksHold(admin, id);
    }

    [Fact]
    public async Task What_a_refund_is_said_to_pay_is_what_it_pays_and_a_note_stays_with_staff()
    {
        var (guest, admin, id) = await Ordered();
        var version = (long)(await admin.Get($"/api/orders/{id}")).Expect(200).Json["version"]!;
        var quote = (await admin.Post($"/api/orders/{id}/refunds/quote", Items(Mine, 1))).Expect(200).Json;
        Assert.Equal(version, (long)(await admin.Get($"/api/orders/{id}")).Json["version"]!);
        var refund = (await admin.Post($"/api/orders/{id}/refunds", Items(Mine, 1, "\"reason\":\"broken\""))).Expect(201).Json;
        Assert.Equal((decimal)quote["amount"]!, (decimal)refund["amount"]!);
        Assert.Equal((decimal)quote["items"]![0]!["amount"]!, (decimal)refund["items"]![0]!["amount"]!);
        var left = (await admin.Post($"/api/orders/{id}/refunds/quote", """{"amount":1000000}""")).Expect(409);
        Assert.Equal("refund_exceeds_captured", left.Code);
        (await admin.Post($"/api/orders/{id}/refunds/quote", "{}")).Expect(400);
        (await admin.Post($"/api/orders/{id}/refunds/quote", """{"amount":1,"return_id":"r"}""")).Expect(400);
        (await admin.Post("/api/orders/none/refunds/quote", """{"amount":1}""")).Expect(404);

        var note = (await admin.Post($"/api/orders/{id}/notes", """{"text":"Rang her: zebrafinch"}""")).Expect(201).Json;
        Assert.Equal("admin@example.com", (string)note["author"]!);
        Assert.Contains("zebrafinch", (await admin.Get($"/api/orders/{id}/notes")).Expect(200).Text, StringComparison.Ordinal);
        (await admin.Get("/api/orders/none/notes")).Expect(404);
        (await admin.Post($"/api/orders/{id}/notes", """{"text":" "}""")).Expect(400);
        foreach (var path in new[] { $"/api/orders/{id}", $"/api/orders/{id}/events", "/api/orders" })
        {
            Assert.DoesNotContain("zebrafinch", (await guest.Get(path)).Expect(200).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_asks_anything_of_an_order_that_is_not_theirs()
    {
        var (guest, admin, id) = await Ordered();
        await Deliver(admin, id);
        var returnId = (string)(await guest.Post($"/api/orders/{id}/returns", Items(Mine, 1))).Expect(201).Json["return_id"]!;
        var other = await shop.Api.Guest();
        Assert.Equal("order_not_found", (await other.Post($"/api/orders/{id}/returns", Items(Mine, 1))).Expect(404).Code);
        Assert.Equal("order_not_found", (await other.Get($"/api/orders/{id}/returns")).Expect(404).Code);
        Assert.Equal("return_not_found", (await other.Get($"/api/returns/{returnId}")).Expect(404).Code);
        (await other.Get("/api/returns")).Expect(403);
        foreach (var caller in new[] { guest, other, await shop.Api.SignIn("vendor@example.com") })
        {
            (await caller.Post($"/api/orders/{id}/refunds", """{"reason":"mine","amount":1}""")).Expect(403);
            (await caller.Patch($"/api/orders/{id}/lines", Items(Mine, 1))).Expect(403);
            (await caller.Patch($"/api/returns/{returnId}", """{"status":"approved"}""")).Expect(403);
            (await caller.Get($"/api/orders/{id}/verify")).Expect(403);
            (await caller.Post($"/api/orders/{id}/refunds/quote", """{"amount":1}""")).Expect(403);
            (await caller.Get($"/api/orders/{id}/notes")).Expect(403);
            (await caller.Post($"/api/orders/{id}/notes", """{"text":"mine"}""")).Expect(403);
        }

        // What is to be done is told to whoever works or sells here, and a vendor of its own parts alone.
        Assert.Equal("permission_missing", (await guest.Get("/api/orders/today")).Expect(403).Code);
        (await shop.Api.Get("/api/orders/today")).Expect(401);
        var vendor = (await (await shop.Api.SignIn("vendor@example.com")).Get("/api/orders/today")).Expect(200).Json;
        Assert.NotNull(vendor["to_pack"]);
        foreach (
            var others in new[]
            {
                "payments_waiting",
                "returns_requested",
                "withdrawals",
                "holds_ending",
                "applications",
                "payout_files",
                "vendor_accounts",
            }
        )
        {
            Assert.Null(vendor[others]);
        }

        Assert.NotNull((await admin.Get("/api/orders/today")).Expect(200).Json["returns_requested"]);

        (await shop.Api.Post($"/api/orders/{id}/returns", Items(Mine, 1))).Expect(401);
        Assert.Equal("delivered", (string)(await admin.Get($"/api/orders/{id}")).Json["status"]!);
    }

    [Theory]
    [InlineData("POST", "returns", """{"items":[null]}""", "validation_failed")]
    [InlineData("POST", "returns", """{"items":[]}""", "invalid_quantity")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"1","quantity":0}]}""", "invalid_quantity")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"1","quantity":1.5}]}""", "validation_failed")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"1","quantity":9223372036854775807}]}""", "return_exceeds_delivered")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"1","quantity":1},{"product_id":"1","quantity":1}]}""", "invalid_quantity")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"9","quantity":1}]}""", "unknown_line")]
    [InlineData("POST", "returns", """{"items":[{"product_id":"1","quantity":1}],"reason":"a\u202Eb"}""", "validation_failed")]
    [InlineData("POST", "returns", "{", "malformed_json")]
    [InlineData("POST", "returns", "", "body_missing")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":0}""", "invalid_amount")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":-1}""", "invalid_amount")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":0.001}""", "amount_too_precise")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":92233720368547758.07}""", "amount_out_of_range")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":1e28}""", "amount_out_of_range")]
    [InlineData(
        "POST",
        "refunds",
        """{"reason":"x","shipping":900000000000,"items":[{"product_id":"1","quantity":1}]}""",
        "refund_exceeds_captured"
    )]
    [InlineData("POST", "refunds", """{"reason":"x","items":[null]}""", "validation_failed")]
    [InlineData("POST", "refunds", """{"reason":"x","items":[],"shipping":0}""", "invalid_amount")]
    [InlineData("POST", "refunds", """{"reason":"a\u0000b","amount":1}""", "validation_failed")]
    [InlineData("POST", "refunds", """{"reason":"x","amount":1,"vendor_id":"nobody"}""", "unknown_vendor")]
    [InlineData("PATCH", "lines", """{"items":[null]}""", "validation_failed")]
    [InlineData("PATCH", "lines", """{"items":[]}""", "illegal_transition")]
    [InlineData("PATCH", "", """{"status":"confirmed"}""", "illegal_transition")]
    [InlineData("PATCH", "", """{"status":"lost"}""", "illegal_transition")]
    [InlineData("POST", "cancel", """{"reason":"late"}""", "illegal_transition")]
    public async Task What_nobody_should_send_is_refused_by_name_and_changes_nothing(string method, string path, string body, string code)
    {
        var (id, admin) = await Delivered();
        var before = (await admin.Get($"/api/orders/{id}")).Text;
        var reply = await admin.Send(new HttpMethod(method), $"/api/orders/{id}{(path.Length == 0 ? string.Empty : "/" + path)}", body);
        Assert.Equal((code, true), (reply.Code, reply.Status is >= 400 and < 500));
        Assert.Equal(before, (await admin.Get($"/api/orders/{id}")).Text);
    }

    [Theory]
    [InlineData("""{"lines":[null]}""")]
    [InlineData("""{"lines":[{"product_id":"1","quantity":1}],"tracking_number":"12\u202E34"}""")]
    [InlineData("""{"lines":[{"product_id":"1","quantity":1}],"carrier":"a\nb"}""")]
    public async Task A_parcel_that_cannot_be_is_refused(string body)
    {
        var (id, _) = await Delivered();
        Assert.Equal(
            "validation_failed",
            (await (await shop.Api.SignIn("vendor@example.com")).Post($"/api/vendor/orders/{id}/shipments", body)).Expect(400).Code
        );
    }

    [Fact]
    public async Task Whatever_is_asked_of_one_order_at_once_its_books_hold()
    {
        var random = new Random(7);
        var admin = await shop.Api.Admin();
        var vendor = await shop.Api.SignIn("vendor@example.com");
        for (var round = 0; round < 6; round++)
        {
            var (guest, _, id) = await Ordered();
            if (round % 2 == 1)
            {
                await Deliver(admin, id);
            }

            Func<Task<Reply>>[] asks =
            [
                () => guest.Post($"/api/orders/{id}/cancel", "{}"),
                () => admin.Patch($"/api/orders/{id}", """{"status":"processing"}"""),
                () => admin.Patch($"/api/orders/{id}", """{"status":"returned"}"""),
                () => admin.Post($"/api/orders/{id}/refunds", """{"reason":"late","amount":20}"""),
                () => admin.Post($"/api/orders/{id}/refunds", Items(Mine, 1, "\"reason\":\"broken\"")),
                () => admin.Patch($"/api/orders/{id}/lines", Items(Mine, 5)),
                () => admin.Patch($"/api/orders/{id}/lines", Items(Other, 1)),
                () => guest.Post($"/api/orders/{id}/returns", Items(Mine, 2)),
                () => vendor.Patch($"/api/vendor/orders/{id}", """{"status":"processing"}"""),
                () => vendor.Post($"/api/vendor/orders/{id}/shipments", $$"""{"lines":[{"product_id":"{{Mine}}","quantity":1}]}"""),
            ];
            var all = asks.Concat(asks).ToArray();
            random.Shuffle(all);
            Assert.All(await Task.WhenAll(all.Select(ask => ask())), reply => Assert.True(reply.Status < 500, reply.Text));
            await BooksHold(admin, id);
        }
    }

    private static Task<Reply[]> Ten(Func<Task<Reply>> press) => Task.WhenAll(Enumerable.Range(0, 10).Select(_ => press()));

    private static string Items(string product, long units, string? more = null) =>
        $$"""{"items":[{"product_id":"{{product}}","quantity":{{units}}}]{{(more is null ? string.Empty : "," + more)}}}""";

    private static async Task<IEnumerable<string>> Entries(Api admin, string id) =>
        (await admin.All($"/api/orders/{id}/events")).Select(entry => (string)entry["type"]!);

    private static async Task Deliver(Api admin, string id)
    {
        foreach (var status in new[] { "processing", "shipped", "delivered" })
        {
            (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Expect(200);
        }
    }

    /// <summary>The timeline makes the order, and the payments' book has kept what the order says.</summary>
    private static async Task BooksHold(Api admin, string id)
    {
        // What was asked may go on behind its answer: edits, then the money that they and others give back.
        await Eventually.Holds(async () =>
        {
            var entries = (await Entries(admin, id)).ToList();
            var ended = entries.Count(type => type is "order.edited" or "order.edit_refused");
            Assert.Equal(entries.Count(type => type == "order.edit_started"), ended);
        });
        await admin.GivenBack(id);
        var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
        var verdict = (await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json;
        Assert.True((bool)verdict["holds"]!, verdict.ToJsonString());
        var payments = (await admin.All("/api/payments/ledger")).Where(entry => (string?)entry["order_id"] == id).ToList();
        decimal Sum(string kind) => payments.Where(entry => (string)entry["kind"]! == kind).Sum(entry => (decimal)entry["amount"]!);
        Assert.Equal((decimal)order["payment"]!["captured"]! - (decimal)order["payment"]!["refunded"]!, Sum("captured") - Sum("refunded"));

        // A payment stands in its provider's book a moment earlier than in the shop's, also one of an order that a test before has left.
        await Eventually.Holds(async () =>
            Assert.Empty((await admin.Get("/api/payments/reconciliation")).Expect(200).Json["items"]!.AsArray())
        );
    }

    private async Task<(Api Guest, Api Admin, string Id)> Ordered()
    {
        var (guest, admin) = (await shop.Api.Guest(), await shop.Api.Admin());
        (await admin.Post($"/api/inventory/{Mine}/adjustments", """{"delta":10,"reason":"for the test"}""")).Expect(200);
        await guest.Add(Mine, 3);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await guest.Settled(id))["status"]!);
        return (guest, admin, id);
    }

    private async Task<(string Id, Api Admin)> Delivered()
    {
        var (_, admin, id) = await Ordered();
        await Deliver(admin, id);
        return (id, admin);
    }
}
