// The official Node.js client against the inner port of a whole shop: every call of every service, refusals, deadlines, health, and what
// strangers must not do.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Servers;

namespace Cartwright.Conformance.Wire;

public sealed class NodeClientTests(ShopUnderTest shop) : IClassFixture<ShopUnderTest>
{
    private static readonly string Token = ShopUnderTest.WireSettings.Token;

    [Fact]
    public async Task Every_call_of_every_service_is_answered()
    {
        var product = shop.FreshProduct();
        var order = Guid.NewGuid().ToString();
        var sold = Guid.NewGuid().ToString();
        var user = Guid.NewGuid().ToString();
        JsonArray lines = [new JsonObject { ["product_id"] = product, ["quantity"] = 2 }];
        JsonObject[] questions =
        [
            Call("Catalog/GetProducts", new() { ["product_ids"] = new JsonArray("2", "no-such", "1") }),
            Call("Inventory/CheckAvailability", new() { ["product_ids"] = new JsonArray(product) }),
            Call(
                "Inventory/Reserve",
                new()
                {
                    ["request_id"] = order,
                    ["reservation_id"] = order,
                    ["hold_seconds"] = 60,
                    ["lines"] = lines.DeepClone(),
                }
            ),
            Call("Inventory/Release", new() { ["request_id"] = order, ["reservation_id"] = order }),
            Call(
                "Inventory/Settle",
                new()
                {
                    ["request_id"] = sold,
                    ["reservation_id"] = sold,
                    ["lines"] = lines.DeepClone(),
                }
            ),
            Call(
                "Inventory/Restock",
                new()
                {
                    ["request_id"] = sold + ":restock",
                    ["reservation_id"] = sold,
                    ["lines"] = lines.DeepClone(),
                }
            ),
            Call(
                "Inventory/Count",
                new()
                {
                    ["by"] = user,
                    ["note"] = "count",
                    ["lines"] = new JsonArray(new JsonObject { ["product_id"] = product, ["on_hand"] = 9 }),
                }
            ),
            Call("Carts/GetCart", new() { ["user_id"] = user }),
            Call(
                "Carts/TakeForCheckout",
                new()
                {
                    ["request_id"] = order,
                    ["order_id"] = order,
                    ["user_id"] = user,
                }
            ),
            Call(
                "Carts/Restore",
                new()
                {
                    ["request_id"] = order,
                    ["order_id"] = order,
                    ["user_id"] = user,
                }
            ),
            Call(
                "Carts/Merge",
                new()
                {
                    ["request_id"] = order,
                    ["guest_id"] = "guest-" + Guid.NewGuid(),
                    ["user_id"] = user,
                }
            ),
            Call(
                "Promotions/Price",
                new()
                {
                    ["user_id"] = user,
                    ["currency"] = "USD",
                    ["coupon_code"] = "WELCOME10",
                    ["lines"] = new JsonArray(
                        new JsonObject
                        {
                            ["product_id"] = "1",
                            ["category"] = "Electronics",
                            ["quantity"] = 3,
                            ["unit_price_minor"] = 3333,
                        }
                    ),
                }
            ),
            Call(
                "Promotions/Redeem",
                new()
                {
                    ["request_id"] = order,
                    ["order_id"] = order,
                    ["user_id"] = user,
                    ["coupon_code"] = "WELCOME10",
                    ["discount_minor"] = 100,
                    ["currency"] = "USD",
                    ["hold_seconds"] = 60,
                }
            ),
            Call("Promotions/GiveBack", new() { ["request_id"] = order, ["order_id"] = order }),
            Call(
                "Payments/Authorize",
                new()
                {
                    ["request_id"] = order,
                    ["payment_id"] = order,
                    ["order_id"] = order,
                    ["amount_minor"] = 1000,
                    ["currency"] = "USD",
                    ["method_token"] = "tok_visa",
                }
            ),
            Call(
                "Payments/Want",
                new()
                {
                    ["request_id"] = order,
                    ["payment_id"] = order,
                    ["order_id"] = order,
                    ["amount_minor"] = 1000,
                    ["currency"] = "USD",
                    ["method_token"] = "tok_visa",
                }
            ),
            Call(
                "Payments/Ask",
                new()
                {
                    ["request_id"] = order,
                    ["payment_id"] = order,
                    ["order_id"] = order,
                    ["amount_minor"] = 1000,
                    ["currency"] = "USD",
                    ["method_token"] = "tok_visa",
                }
            ),
            Call("Payments/Learn", new() { ["payment_id"] = order }),
            Call(
                "Payments/Capture",
                new()
                {
                    ["request_id"] = order,
                    ["payment_id"] = order,
                    ["amount_minor"] = 1000,
                }
            ),
            Call(
                "Payments/Refund",
                new()
                {
                    ["request_id"] = order,
                    ["payment_id"] = order,
                    ["refund_id"] = order,
                    ["amount_minor"] = 400,
                    ["reason"] = "test",
                }
            ),
            Call("Payments/Void", new() { ["request_id"] = sold, ["payment_id"] = sold }),
            Call("Payments/ListMethods", []),
            Call(
                "Payments/KeepAnchor",
                new()
                {
                    ["name"] = order,
                    ["number"] = 1,
                    ["head"] = "h",
                }
            ),
            Call("Recommendations/Recommend", new() { ["product_id"] = "1", ["limit"] = 3 }),
            Call("Identity/GetUser", new() { ["user_id"] = "no-such" }),
            Call("Identity/GetRevocations", []),
            Call("Identity/GetSigningKeys", []),
            Call("Identity/EraseAccount", new() { ["user_id"] = user, ["by"] = "root" }),
            Call("Ordering/PlaceOrder", new() { ["request_id"] = order, ["user_id"] = user }),
            Call("Ordering/GetOrder", new() { ["order_id"] = "no-such" }),
            Call("Ordering/ListOrderEvents", new() { ["limit"] = 1 }),
            Call("Ordering/ErasePerson", new() { ["user_id"] = string.Empty }),
            Call("Persons/GetRecords", new() { ["module"] = "identity", ["user_ids"] = new JsonArray(user) }),
            Call("Ordering/GetPaper", new() { ["order_id"] = "nobody's", ["kind"] = "invoice" }),
            Call("Ordering/GetShopSettings", new() { ["known"] = -1, ["wait_milliseconds"] = 10_000 }),
            new JsonObject
            {
                ["service"] = "grpc.health.v1.Health",
                ["method"] = "Check",
                ["request"] = new JsonObject(),
            },
        ];

        // What exists is listed by the client itself, from the protos.
        var existing = (await GrpcClient.Ask(shop.Inner.Address)).Select(name => (string)name!).Order();
        Assert.Equal(existing, questions.Select(question => $"{question["service"]}/{question["method"]}").Order());

        var asked = questions.Select(question => (string)question["method"]!).ToList();
        var answers = await GrpcClient.Ask(shop.Inner.Address, questions);
        JsonNode Of(string method) => answers[asked.IndexOf(method)]!;
        foreach (var method in asked.Except(["GetUser", "PlaceOrder", "GetOrder", "ErasePerson", "GetPaper"]))
        {
            Assert.True((string)Of(method)["code"]! == "OK", $"{method}: {Of(method).ToJsonString()}");
        }

        Assert.Equal(["2", "1"], Of("GetProducts")["reply"]!["products"]!.AsArray().Select(found => (string)found!["product_id"]!));
        Assert.True((long)Of("CheckAvailability")["reply"]!["products"]![0]!["available"]! >= 50);
        Assert.True((long)Of("Reserve")["reply"]!["expires_unix_ms"]! > 0);
        Assert.Equal(1000, (long)Of("Price")["reply"]!["discount_minor"]!);
        Assert.Equal("tok_visa", (string)Of("ListMethods")["reply"]!["methods"]![0]!["tokens"]![0]!["token"]!);
        Assert.NotEmpty((string)Of("Capture")["reply"]!["transaction_id"]!);
        Assert.NotEmpty(Of("GetSigningKeys")["reply"]!["keys"]!.AsArray());
        Assert.Equal("SERVING", (string)Of("Check")["reply"]!["status"]!);
        Assert.Equal("Cartwright", (string)JsonNode.Parse((string)Of("GetShopSettings")["reply"]!["settings"]!)!["name"]!);
        Refused("NOT_FOUND", "user_not_found", Of("GetUser"));
        Refused("NOT_FOUND", "order_not_found", Of("GetOrder"));
        Refused("NOT_FOUND", "order_not_found", Of("GetPaper"));
        Refused("INVALID_ARGUMENT", "invalid_person", Of("ErasePerson"));
        Assert.NotNull(Of("PlaceOrder")["refusal"]);
    }

    [Fact]
    public async Task Refusals_have_a_status_a_sentence_and_their_facts()
    {
        var product = shop.FreshProduct();
        var id = Guid.NewGuid().ToString();
        var answers = await GrpcClient.Ask(
            shop.Inner.Address,
            Call(
                "Inventory/Reserve",
                new()
                {
                    ["request_id"] = id,
                    ["reservation_id"] = id,
                    ["lines"] = new JsonArray(new JsonObject { ["product_id"] = product, ["quantity"] = 10_000 }),
                }
            ),
            Call(
                "Payments/Authorize",
                new()
                {
                    ["request_id"] = id,
                    ["payment_id"] = id,
                    ["order_id"] = id,
                    ["amount_minor"] = 1000,
                    ["currency"] = "USD",
                    ["method_token"] = "tok_declined",
                }
            )
        );
        Refused("FAILED_PRECONDITION", "out_of_stock", answers[0]!);
        Assert.Equal(10_000, (long)answers[0]!["refusal"]!["facts"]!["lines"]![0]!["requested"]!);
        Assert.Equal((string)answers[0]!["message"]!, (string)answers[0]!["refusal"]!["detail"]!);
        Refused("FAILED_PRECONDITION", "card_declined", answers[1]!);
    }

    [Fact]
    public async Task A_refusal_with_as_many_facts_as_an_order_may_have_lines_arrives_whole()
    {
        var id = Guid.NewGuid().ToString();
        var lines = new JsonArray([
            .. Enumerable
                .Range(0, Kernel.Limits.CartLinesMax)
                .Select(line => new JsonObject { ["product_id"] = $"{Guid.Empty.ToString()[..32]}{line:0000}", ["quantity"] = 1 }),
        ]);
        var answer = (
            await GrpcClient.Ask(
                shop.Inner.Address,
                Call(
                    "Inventory/Reserve",
                    new()
                    {
                        ["request_id"] = id,
                        ["reservation_id"] = id,
                        ["lines"] = lines.DeepClone(),
                    }
                )
            )
        )[0]!;
        Refused("FAILED_PRECONDITION", "out_of_stock", answer);
        Assert.Equal(lines.Count, answer["refusal"]!["facts"]!["lines"]!.AsArray().Count);

        // And for us.
        var request = new ReserveRequest { RequestId = id, ReservationId = id };
        request.Lines.AddRange(lines.Select(line => new StockLine { ProductId = (string)line!["product_id"]!, Quantity = 1 }));
        Assert.Equal(
            lines.Count,
            (await shop.InventoryOver(Shape.Wire).Reserve(request, default)).Refused!.Facts!["lines"]!.AsArray().Count
        );
    }

    [Fact]
    public async Task A_deadline_ends_a_slow_call_and_leaves_a_quick_one_alone()
    {
        JsonObject Pay(string token, int deadline)
        {
            var id = Guid.NewGuid().ToString();
            var question = Call(
                "Payments/Authorize",
                new()
                {
                    ["request_id"] = id,
                    ["payment_id"] = id,
                    ["order_id"] = id,
                    ["amount_minor"] = 1000,
                    ["currency"] = "USD",
                    ["method_token"] = token,
                }
            );
            question["deadline_ms"] = deadline;
            return question;
        }

        var answers = await GrpcClient.Ask(shop.Inner.Address, Pay("tok_timeout", 300), Pay("tok_visa", 60_000));
        Assert.Equal(["DEADLINE_EXCEEDED", "OK"], answers.Select(answer => (string)answer!["code"]!));
    }

    [Fact]
    public async Task Health_needs_no_token_and_tells_a_draining_service()
    {
        JsonObject Health(string service) =>
            new()
            {
                ["service"] = "grpc.health.v1.Health",
                ["method"] = "Check",
                ["request"] = new JsonObject { ["service"] = service },
            };
        shop.Inner.Draining.Add("cartwright.v1.Recommendations");
        var answers = await GrpcClient.Ask(
            shop.Inner.Address,
            Health("cartwright.v1.Inventory"),
            Health("cartwright.v1.Recommendations"),
            Health("cartwright.v1.Nothing")
        );
        shop.Inner.Draining.Clear();
        Assert.Equal(["SERVING", "NOT_SERVING"], answers.Take(2).Select(answer => (string)answer!["reply"]!["status"]!));
        Assert.Equal("NOT_FOUND", (string)answers[2]!["code"]!);
    }

    [Fact]
    public async Task Without_the_token_with_a_forged_one_or_with_an_administrators_own_nothing_opens()
    {
        using var http = shop.Http();
        using var body = new StringContent(
            """{"email":"admin@example.com","password":"Passw0rd!demo"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        var admin = JsonNode.Parse(
            await (await http.PostAsync(new Uri("/api/auth/login", UriKind.Relative), body)).Content.ReadAsStringAsync()
        )!;
        var questions = new[] { null, Token[..^1] + "x", (string)admin["access_token"]! }.Select(token =>
        {
            var question = Call("Identity/GetSigningKeys", []);
            question["token"] = token;
            return question;
        });
        foreach (var answer in await GrpcClient.Ask(shop.Inner.Address, [.. questions]))
        {
            Assert.Equal(("UNAUTHENTICATED", null), ((string)answer!["code"]!, answer["reply"]));
        }
    }

    [Fact]
    public async Task Compressed_and_oversized_messages_are_refused_and_the_connection_lives_on()
    {
        var compressed = Call("Catalog/GetProducts", new() { ["product_ids"] = new JsonArray("1") });
        compressed["gzip"] = true;
        var oversized = Call("Identity/GetUser", []);
        oversized["padding"] = new JsonObject { ["field"] = "user_id", ["bytes"] = Kernel.Limits.WireMessageBytesMax };
        var answers = await GrpcClient.Ask(shop.Inner.Address, compressed, oversized, Call("Identity/GetRevocations", []));
        Assert.Equal(["UNIMPLEMENTED", "RESOURCE_EXHAUSTED", "OK"], answers.Select(answer => (string)answer!["code"]!));
        Assert.Equal("identity", (string)answers[0]!["accepts"]!);
    }

    private static JsonObject Call(string name, JsonObject request) =>
        new()
        {
            ["service"] = "cartwright.v1." + name.Split('/')[0],
            ["method"] = name.Split('/')[1],
            ["request"] = request,
            ["token"] = Token,
        };

    private static void Refused(string status, string code, JsonNode answer)
    {
        Assert.Equal((status, code), ((string)answer["code"]!, (string?)answer["refusal"]?["code"]));
        Assert.NotEmpty((string)answer["message"]!);
    }
}
