// Programs that are not ours, on each broker: what docs/messages.md promises them, with the very examples of that page, and what they must
// not be able to do.
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Payments;

namespace Cartwright.Conformance.Events;

/// <summary>A client of the broker that knows nothing of the shop.</summary>
internal interface IPlainClient : IDisposable
{
    Task Send(string topic, string key, string value);

    /// <summary>Reads a topic from its beginning until as many messages satisfy.</summary>
    Task<List<string>> Read(string topic, Func<string, bool> wanted, int count);
}

public abstract class OutsideSuite
{
    private protected abstract Task<(OutsideShop Shop, IPlainClient Client)> Open();

    [Fact]
    public async Task The_examples_of_the_page_are_understood_and_answered_as_it_says()
    {
        var (shop, client) = await Open();
        await using var _ = shop;
        using var __ = client;
        var stock = await shop.Stock("1");

        // Each twice: what is repeated has its effect and its answer once.
        foreach (var topic in (string[])["get_product_details", "inventory_deduction", "order_notification", "payment.requested"])
        {
            await Send(client, Page.Example(topic));
            await Send(client, Page.Example(topic));
        }

        await Answered(client, "get_product_details.reply");
        await Answered(client, "payment.succeeded");
        await Send(client, Page.Example("payment.refund_requested"));
        await Answered(client, "payment.refunded");
        var tooMuch = Page.Example("payment.refund_requested");
        tooMuch["id"] = "5b1f6d7e-0006";
        tooMuch["data"]!["amount"] = 99_999;
        await Send(client, tooMuch);
        await Answered(client, "payment.failed");

        await KafkaWorld.Until(async () => await shop.Stock("1") == stock - 2, "the units are deducted");
        await KafkaWorld.Until(async () => (await shop.Mails()).Count > 0, "the mail is written");
        var mail = Assert.Single(await shop.Mails());
        Assert.Equal(
            ("ada@example.com", "shipped", "1001", string.Empty),
            (mail.Row.To, mail.Row.Template, mail.Row.OrderId![^4..], mail.Row.UserId)
        );
        Assert.Contains("Oak desk", Written(mail).Html, StringComparison.Ordinal);
        Assert.Contains("TRACK-1", Written(mail).Text, StringComparison.Ordinal);
        Assert.Equal(1_500, await shop.Kept());
        Assert.Empty(await shop.Differences());
        await shop.AssertNothingParked();
    }

    [Fact]
    public async Task Malformed_negative_mixed_and_foreign_payment_requests_move_nothing_and_are_told_why()
    {
        var (shop, client) = await Open();
        await using var _ = shop;
        using var __ = client;

        // A payment that our own Ordering made; no request from outside may touch it.
        const string OurOrder = "01987a4e-0000-7000-8000-000000000001";
        var ours = await shop.Get<IPayments>()
            .Authorize(
                new AuthorizeRequest
                {
                    PaymentId = OurOrder,
                    OrderId = OurOrder,
                    AmountMinor = 700,
                    Currency = "USD",
                    MethodToken = "tok_visa",
                    Capture = true,
                },
                default
            );
        Assert.Null(ours.Refused);

        var wrong = new (string Id, string Topic, string Data, string Code)[]
        {
            (
                "negative",
                "payment.requested",
                """{"order_id":"a","amount":-5,"currency":"USD","method_token":"tok_visa"}""",
                "invalid_amount"
            ),
            (
                "nothing",
                "payment.requested",
                """{"order_id":"a","amount":0,"currency":"USD","method_token":"tok_visa"}""",
                "invalid_amount"
            ),
            (
                "enormous",
                "payment.requested",
                """{"order_id":"a","amount":9223372036854775807,"currency":"USD","method_token":"tok_visa"}""",
                "invalid_amount"
            ),
            (
                "currency",
                "payment.requested",
                """{"order_id":"a","amount":5,"currency":"Taler","method_token":"tok_visa"}""",
                "unknown_currency"
            ),
            ("no-currency", "payment.requested", """{"order_id":"a","amount":5,"method_token":"tok_visa"}""", "unknown_currency"),
            ("no-order", "payment.requested", """{"amount":5,"currency":"USD","method_token":"tok_visa"}""", "invalid_id"),
            (
                "card",
                "payment.requested",
                """{"order_id":"a","amount":5,"currency":"USD","method_token":"4111 1111 1111 1111"}""",
                "card_number_not_accepted"
            ),
            (
                "card in currency",
                "payment.requested",
                """{"order_id":"a","amount":5,"currency":"4111111111111111","method_token":"tok_visa"}""",
                "card_number_not_accepted"
            ),
            (
                "token",
                "payment.requested",
                """{"order_id":"b","amount":5,"currency":"USD","method_token":"tok_of_nobody"}""",
                "unknown_payment_method"
            ),
            (
                "declined",
                "payment.requested",
                """{"order_id":"c","amount":5,"currency":"USD","method_token":"tok_declined"}""",
                "card_declined"
            ),
            (
                "attempt",
                "payment.requested",
                """{"order_id":"a","amount":5,"currency":"USD","method_token":"tok_visa","attempt":0}""",
                "invalid_attempt"
            ),
            ("ours", "payment.refund_requested", $$"""{"order_id":"{{OurOrder}}","amount":5,"currency":"USD"}""", "payment_not_found"),
            ("nobody", "payment.refund_requested", """{"order_id":"zzz","amount":5,"currency":"USD"}""", "payment_not_found"),
            ("minus", "payment.refund_requested", """{"order_id":"zzz","amount":-5,"currency":"USD"}""", "invalid_amount"),
        };
        foreach (var (id, topic, data, _) in wrong)
        {
            await Send(client, Envelope(id, topic, id, data));
        }

        foreach (var broken in (string[])["[]", "{\"order_id\":[]}", "{\"order_id\":\"a\",\"amount\":\"5\"}", "7"])
        {
            await Send(client, Envelope("broken-" + broken, "payment.requested", broken, broken));
        }

        await client.Send("payment.requested", "broken", "no envelope at all");
        var answers = (await client.Read("payment.failed", _ => true, wrong.Length))
            .Select(text => JsonNode.Parse(text)!["data"]!)
            .ToDictionary(data => (string)data["request_id"]!, data => (string)data["code"]!);
        Assert.Equal(wrong.ToDictionary(w => w.Id, w => w.Code), answers);
        Assert.Equal(700, await shop.Kept());
        Assert.Empty(await shop.Differences());
        await KafkaWorld.Until(async () => await shop.Parked("payments") == 5, "what is malformed is parked");

        // Our own order can still be paid back by ourselves, and an outside program's order of the same name is another.
        await Send(
            client,
            Envelope(
                "same-name",
                "payment.requested",
                "same",
                $$"""{"order_id":"{{OurOrder}}","amount":300,"currency":"EUR","method_token":"tok_visa"}"""
            )
        );
        await client.Read("payment.succeeded", text => text.Contains("same-name", StringComparison.Ordinal), 1);
        Assert.Null(
            (
                await shop.Get<IPayments>()
                    .Refund(
                        new RefundRequest
                        {
                            PaymentId = OurOrder,
                            RefundId = "r",
                            AmountMinor = 700,
                            Reason = "test",
                        },
                        default
                    )
            ).Refused
        );
        Assert.Equal(300, await shop.Kept());
        Assert.Empty(await shop.Differences());
    }

    [Fact]
    public async Task Deductions_from_outside_cannot_touch_holds_of_ours_and_what_is_not_there_becomes_a_shortage()
    {
        var (shop, client) = await Open();
        await using var _ = shop;
        using var __ = client;
        const string OurOrder = "01987a4e-0000-7000-8000-000000000001";
        var inventory = shop.Get<IInventory>();
        var hold = new ReserveRequest
        {
            RequestId = "r",
            ReservationId = OurOrder,
            HoldSeconds = 600,
        };
        hold.Lines.Add(new StockLine { ProductId = "2", Quantity = 3 });
        Assert.Null((await inventory.Reserve(hold, default)).Refused);
        var before = (await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { "2" } }, default)).Value.Products[0];

        await Send(
            client,
            Envelope("steal", "inventory_deduction", "x", $$"""{"order_id":"{{OurOrder}}","lines":[{"product_id":"2","quantity":3}]}""")
        );
        await Send(
            client,
            Envelope("short", "inventory_deduction", "y", """{"order_id":"1002","lines":[{"product_id":"20","quantity":5}]}""")
        );
        foreach (
            var broken in (string[])
                [
                    "{}",
                    """{"order_id":"z","lines":[]}""",
                    """{"order_id":"z","lines":[{"product_id":"2","quantity":-4}]}""",
                    """{"order_id":"z","lines":[null]}""",
                ]
        )
        {
            await Send(client, Envelope("broken-" + broken, "inventory_deduction", broken, broken));
        }

        await KafkaWorld.Until(async () => await shop.Parked("inventory") == 4, "what is malformed is parked");
        await KafkaWorld.Until(async () => await shop.Shortages() == 1, "what is not there is a shortage");
        await KafkaWorld.Until(
            async () =>
                (await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { "2" } }, default)).Value.Products[0].OnHand
                == before.OnHand - 3,
            "the units are deducted"
        );

        // The hold is as it was: it can still be settled, and only then is it gone.
        var after = (await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { "2" } }, default)).Value.Products[0];
        Assert.Equal(before.Reserved, after.Reserved);
        Assert.Null((await inventory.Settle(new SettleRequest { RequestId = "s", ReservationId = OurOrder }, default)).Refused);
        Assert.Equal(
            before.Reserved - 3,
            (await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { "2" } }, default)).Value.Products[0].Reserved
        );
    }

    [Fact]
    public async Task Mail_from_outside_is_escaped_and_held_against_the_templates_and_questions_that_are_wrong_are_told_so()
    {
        var (shop, client) = await Open();
        await using var _ = shop;
        using var __ = client;
        await Send(
            client,
            Envelope("bare", "order_notification", "1", """{"order_id":"1","template":"confirmed","recipient":"bare@example.com"}""")
        );
        await Send(
            client,
            Envelope(
                "markup",
                "order_notification",
                "2",
                """{"order_id":"<script>","template":"cancelled","recipient":"markup@example.com","tracking_number":"<b>\r\nBcc: all@example.com","order":{"name":"<img src=x>","reason":"<i>","user_id":"user-1","currency":"EUR","lines":[{"product_name":"<script>alert(1)</script>","quantity":1,"unit_price":5}]}}"""
            )
        );
        await Send(
            client,
            Envelope(
                "recipient",
                "order_notification",
                "3",
                """{"order_id":"3","template":"confirmed","recipient":"a@example.com\r\nBcc: b@example.com"}"""
            )
        );
        foreach (
            var broken in (string[])
                [
                    """{"order_id":"4","template":"buy_now","recipient":"a@example.com"}""",
                    """{"template":"confirmed","recipient":"a@example.com"}""",
                    """{"order_id":"4","template":"confirmed"}""",
                    """{"order_id":"4","template":"confirmed","recipient":"a@example.com","order":{"lines":[{"product_name":"x","quantity":1,"unit_price":-5}],"currency":"USD"}}""",
                ]
        )
        {
            await Send(client, Envelope("broken-" + broken, "order_notification", broken, broken));
        }

        await Send(
            client,
            Envelope(
                "many",
                "get_product_details",
                "q",
                $$"""{"correlation_id":"many","product_ids":[{{string.Join(',', Enumerable.Range(0, Limits.ContractIdsMax + 1).Select(n => $"\"{n}\""))}}]}"""
            )
        );
        await Send(client, Envelope("none", "get_product_details", "q", """{"correlation_id":"none"}"""));
        var replies = (await client.Read("get_product_details.reply", _ => true, 2))
            .Select(text => JsonNode.Parse(text)!["data"]!)
            .ToDictionary(data => (string)data["correlation_id"]!, data => (string?)data["error"]);
        Assert.Equal(new Dictionary<string, string?> { ["many"] = "too_many_ids", ["none"] = "invalid_product_ids" }, replies);

        await KafkaWorld.Until(async () => await shop.Parked("notifications") == 4, "what is malformed is parked");
        await KafkaWorld.Until(async () => (await shop.Mails()).Count == 3, "three mails are written");
        var mails = (await shop.Mails()).ToDictionary(mail => mail.Row.To);
        Assert.Contains("Thank you for your order.", Written(mails["bare@example.com"]).Html, StringComparison.Ordinal);
        var markup = mails["markup@example.com"];
        Assert.DoesNotContain("<script", Written(markup).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", Written(markup).Html, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', markup.Row.Subject);
        Assert.Empty(markup.Row.UserId);
        Assert.Equal("failed", mails.Values.Single(mail => mail.Row.To.Contains("Bcc", StringComparison.Ordinal)).Row.Status);
    }

    [Fact]
    public async Task Doubled_and_reordered_payments_with_lost_answers_leave_both_books_equal_and_each_request_answered_once()
    {
        var (shop, client) = await Open();
        await using var _ = shop;
        using var __ = client;
        var dice = new Random(20260115);
        string[] tokens = ["tok_visa", "tok_visa", "tok_lost_reply", "tok_flaky", "tok_declined"];
        var messages = new List<JsonObject>();
        for (var order = 0; order < 20; order++)
        {
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                messages.Add(
                    Envelope(
                        $"pay-{order}-{attempt}",
                        "payment.requested",
                        $"o{order}",
                        $$"""{"order_id":"o{{order}}","amount":1000,"currency":"{{(dice.Next(4) == 0 ? "EUR" : "USD")}}","method_token":"{{tokens[dice.Next(tokens.Length)]}}","attempt":{{attempt}}}"""
                    )
                );
                messages.Add(
                    Envelope(
                        $"again-{order}-{attempt}",
                        "payment.requested",
                        $"o{order}",
                        $$"""{"order_id":"o{{order}}","amount":{{(dice.Next(4) == 0 ? 999 : 1000)}},"currency":"USD","method_token":"tok_visa","attempt":{{attempt}}}"""
                    )
                );
                messages.Add(
                    Envelope(
                        $"back-{order}-{attempt}",
                        "payment.refund_requested",
                        $"o{order}",
                        $$"""{"order_id":"o{{order}}","amount":{{dice.Next(1, 1_200)}},"currency":"USD","attempt":{{attempt}}}"""
                    )
                );
            }
        }

        var road = messages.Concat(messages).ToArray();
        dice.Shuffle(road);
        foreach (var message in road)
        {
            await Send(client, message);
        }

        await KafkaWorld.Until(async () => await shop.Answered() == messages.Count, "every request is answered");
        var answers = new List<string>();
        foreach (var topic in (string[])["payment.succeeded", "payment.failed", "payment.refunded"])
        {
            var expected = (int)await shop.Answered(topic);
            answers.AddRange(
                (await client.Read(topic, _ => true, expected))
                    .Select(text => JsonNode.Parse(text)!)
                    .GroupBy(e => (string)e["id"]!)
                    .Select(same => (string)same.First()["data"]!["request_id"]!)
            );
        }

        Assert.Equal(messages.Select(m => (string)m["id"]!).Order(StringComparer.Ordinal), answers.Order(StringComparer.Ordinal));
        Assert.Empty(await shop.Differences());
        Assert.Empty(await shop.OverCharged(1_000));
    }

    private static Letter Written(FullMail mail) => Letter.Of(mail.Row.Template, mail.Data);

    private static JsonObject Envelope(string id, string type, string subject, string data) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "till-7",
            ["type"] = type,
            ["subject"] = subject.Length > 50 ? subject[..50] : subject,
            ["time"] = "2026-01-15T10:30:00.000Z",
            ["data"] = JsonNode.Parse(data),
        };

    private static Task Send(IPlainClient client, JsonNode envelope) =>
        client.Send((string)envelope["type"]!, (string)envelope["subject"]!, envelope.ToJsonString());

    private static async Task Answered(IPlainClient client, string topic)
    {
        var expected = Page.Example(topic);
        var answer = JsonNode.Parse(Assert.Single(await client.Read(topic, _ => true, 1)))!;
        Page.AssertLike(expected, answer, topic);
    }

    /// <summary>docs/messages.md.</summary>
    private static class Page
    {
        private static readonly string Text = File.ReadAllText(Path.Combine(Root(), "docs", "messages.md"));

        public static JsonNode Example(string topic)
        {
            var section = Text[Text.IndexOf($"\n## {topic}\n", StringComparison.Ordinal)..];
            var from = section.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
            return JsonNode.Parse(section[from..section.IndexOf("\n```", from, StringComparison.Ordinal)])!;
        }

        // Every member of the one is in the other; where the page has an ellipsis, or a price or time, any value of the kind will do.
        public static void AssertLike(JsonNode expected, JsonNode? actual, string path)
        {
            switch (expected)
            {
                case JsonObject members:
                    Assert.Equal(
                        members.Select(m => m.Key).Order(StringComparer.Ordinal),
                        actual!
                            .AsObject()
                            .Select(m => m.Key)
                            .Where(key => key is not ("traceparent" or "datacontenttype"))
                            .Order(StringComparer.Ordinal)
                    );
                    foreach (var (name, member) in members)
                    {
                        AssertLike(member!, actual[name], $"{path}.{name}");
                    }

                    break;
                case JsonArray items:
                    Assert.Equal(items.Count, actual!.AsArray().Count);
                    for (var i = 0; i < items.Count; i++)
                    {
                        AssertLike(items[i]!, actual[i], $"{path}[{i}]");
                    }

                    break;
                case JsonValue value when value.GetValueKind() == JsonValueKind.String && ((string)value!).EndsWith('…'):
                    Assert.StartsWith(((string)value!)[..^1], (string)actual!, StringComparison.Ordinal);
                    break;
                case JsonValue
                    when path.EndsWith(".price", StringComparison.Ordinal) || path.EndsWith("_unix_ms", StringComparison.Ordinal):
                    Assert.True((long)actual! > 0, path);
                    break;
                default:
                    Assert.True(
                        JsonNode.DeepEquals(expected, actual),
                        $"{path}: {expected.ToJsonString()} is not {actual?.ToJsonString()}"
                    );
                    break;
            }
        }

        private static string Root()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }
}
