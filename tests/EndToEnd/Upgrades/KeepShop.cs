// Makes the data of tests/Servers/kept: a shop of a version lives through every state that it knows, over HTTP, and is put away.
// scripts/keep-shop.sh runs this; ./test.sh does not.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed partial class KeepShop
{
    private const string Currency = "EUR";
    private const long Stock = 60;

    [Fact(Explicit = true)]
    public async Task The_shop_of_this_version_is_kept()
    {
        var version =
            Environment.GetEnvironmentVariable("CARTWRIGHT_KEEP") ?? throw new InvalidOperationException("Run scripts/keep-shop.sh.");
        var program = Environment.GetEnvironmentVariable("CARTWRIGHT_KEEP_PROGRAM") is { Length: > 0 } other ? other : ShopProcess.Program;
        var kept = new KeptShop(version);
        var folder = Directory.CreateTempSubdirectory("cartwright-keep-").FullName;
        var seen = await Live(program, ["--data", folder]);
        kept.Keep(folder, seen);
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_KEEP_POSTGRES") != "no")
        {
            var database = await (await PostgresServer.Shared).CreateDatabase();
            var keys = Directory.CreateTempSubdirectory("cartwright-keep-").FullName;
            seen = await Live(program, ["--data", "postgres:" + database, "--set", "DataFolder=" + keys]);
            await kept.KeepPostgres(database, keys, seen);
            Directory.Delete(keys, recursive: true);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> Live(string program, string[] data)
    {
        // What is answered late stays unanswered until the shop is stopped.
        string[] payments =
        [
            "--set",
            "Payments:Providers=simulator,bank_transfer",
            "--set",
            "Payments:BankTransfer:Iban=DE02120300000000202051",
            "--set",
            "Payments:BankTransfer:Name=Kept shop",
            "--set",
            "Payments:LateAnswer=00:30:00",
        ];
        using var shop = new ShopProcess(["--no-demo", .. KeptShop.Options, .. payments, .. data], program);
        shop.Launch();
        await shop.Ready(whole: false);
        var seen = await new Days(Api.At(shop.Port), data).Live();
        Assert.Equal(0, await shop.Terminate());
        return seen.ToJsonString(new() { WriteIndented = true });
    }

    private sealed partial class Days(Api api, string[] data)
    {
        private readonly List<string> orders = [];
        private readonly JsonObject stock = [];
        private Api admin = null!;

        /// <summary>Whether the version knows returns, refunds, edits, parcels, payouts and payments that wait.</summary>
        private bool hasAfterSale;

        public async Task<JsonObject> Live()
        {
            admin = await api.SignIn(KeptShop.Admin, KeptShop.Password);
            hasAfterSale = (await admin.Get("/api/returns")).Status == 200;
            var ada = await Account(KeptShop.Customer, null);
            var vera = await Account("vera@kept.example", "vendor-1");
            await Account("vito@kept.example", "vendor-2");
            string[] products =
            [
                await Product("Oak table", 189.90m, "Tables", "vendor-1"),
                await Product("Pine shelf", 64.50m, "Shelves", "vendor-2"),
                await Product("Brass lamp", 39.99m, "Lamps", "vendor-1"),
                await Product("Wool rug", 120.00m, "Rugs", "vendor-2"),
                await Product("Ash stool", 45.05m, "Chairs", "vendor-1"),
                await Product("Glass vase", 19.95m, "Vases", "vendor-2"),
            ];
            await Variants();
            await Coupons();
            await Sell(ada, vera, products);
            if (hasAfterSale)
            {
                await SellFurther(ada, vera, products);
            }

            await LeaveCarts(ada, products);
            return await Seen(ada);
        }

        /// <summary>What every version knows: each status, coupons, guests, a payment that fails once.</summary>
        private async Task Sell(Api ada, Api vera, string[] products)
        {
            foreach (var upTo in new[] { 0, 1, 2, 3, 4 })
            {
                var id = await Order(
                    upTo % 2 == 0 ? ada : await api.Guest(),
                    "tok_visa",
                    upTo == 0 ? "TEN"
                        : upTo == 2 ? "FIVE"
                        : null,
                    (products[0], 1),
                    (products[1], 2 + upTo)
                );
                foreach (var status in new[] { "processing", "shipped", "delivered", "returned" }.Take(upTo))
                {
                    (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Done();
                }
            }

            var cancelled = await Order(ada, "tok_visa", "TEN", (products[2], 2));
            (await ada.Post($"/api/orders/{cancelled}/cancel", """{"reason":"ordered twice"}""")).Done();
            await Order(await api.Guest(), "tok_declined", null, (products[3], 1));
            await Order(ada, "tok_flaky", null, (products[3], 1), (products[4], 1));
            var byVendor = await Order(await api.Guest(), "tok_visa", null, (products[2], 1), (products[3], 1));
            (await vera.Patch($"/api/vendor/orders/{byVendor}", """{"status":"processing"}""")).Done();

            // Nobody has answered when the shop stops.
            await Order(await api.Guest(), "tok_timeout", null, (products[5], 2));
        }

        /// <summary>Parcels, returns, refunds, edits, payouts, payments that wait.</summary>
        private async Task SellFurther(Api ada, Api vera, string[] products)
        {
            var promotion = (
                await admin.Post("/api/promotions", """{"type":"percent","value":5,"name":"Lamps cost less","categories":["Lamps"]}""")
            )
                .Done()
                .Json;
            Assert.NotNull(promotion);
            var parcel = await Order(ada, "tok_visa", null, (products[0], 1), (products[2], 3));
            (await vera.Patch($"/api/vendor/orders/{parcel}", """{"status":"processing"}""")).Done();
            (
                await vera.Post(
                    $"/api/vendor/orders/{parcel}/shipments",
                    $$"""{"lines":[{"product_id":"{{products[2]}}","quantity":1}],"carrier":"DHL","tracking_number":"JD01"}"""
                )
            ).Done();

            var goodwill = await Order(await api.Guest(), "tok_visa", null, (products[1], 1), (products[4], 2));
            (await admin.Post($"/api/orders/{goodwill}/refunds", """{"reason":"late","amount":3.50}""")).Done();
            (
                await admin.Post(
                    $"/api/orders/{goodwill}/refunds",
                    $$"""{"reason":"broken","items":[{"product_id":"{{products[4]}}","quantity":1}]}"""
                )
            ).Done();
            var edited = await Order(ada, "tok_visa", null, (products[1], 3), (products[3], 1));
            (
                await admin.Patch(
                    $"/api/orders/{edited}/lines",
                    $$"""{"items":[{"product_id":"{{products[1]}}","quantity":1}],"reason":"by phone"}"""
                )
            ).Done();

            foreach (var upTo in new[] { 0, 1, 2, 3 })
            {
                var id = await Order(ada, "tok_visa", null, (products[0], 2), (products[5], 1));
                foreach (var status in new[] { "processing", "shipped", "delivered" })
                {
                    (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Done();
                }

                var asked = (string)
                    (
                        await ada.Post(
                            $"/api/orders/{id}/returns",
                            $$"""{"items":[{"product_id":"{{products[0]}}","quantity":1}],"reason":"too large"}"""
                        )
                    )
                        .Done()
                        .Json["return_id"]!;
                foreach (var status in new[] { "approved", "received", "refunded" }.Take(upTo))
                {
                    (await admin.Patch($"/api/returns/{asked}", $$"""{"status":"{{status}}"}""")).Done();
                }
            }

            var transfer = await Order(ada, "bank_transfer", null, (products[3], 1));
            await Order(await api.Guest(), "tok_challenge", null, (products[4], 1));
            Assert.NotNull(transfer);
            (
                await admin.Post(
                    "/api/payouts",
                    $$"""{"vendor_id":"vendor-1","currency":"{{Currency}}","amount":100,"note":"the first"}""",
                    ("Idempotency-Key", "payout-1")
                )
            ).Done();
        }

        private async Task LeaveCarts(Api ada, string[] products)
        {
            await ada.Add(products[1], 2);
            await ada.Add(products[4]);
            (await ada.Post($"/api/cart/me/items/{products[4]}/save-for-later")).Done();
            (await ada.Put("/api/cart/me/coupon", """{"code":"TEN"}""")).Done();
            var guest = await api.Guest();
            await guest.Add(products[2]);
            await guest.Post("/api/cart/me/share", """{"access":"view"}""");
        }

        private async Task<JsonObject> Seen(Api ada)
        {
            var listed = new JsonArray();
            foreach (var id in orders)
            {
                var order = (await admin.Get($"/api/orders/{id}")).Done().Json;
                listed.Add(
                    new JsonObject
                    {
                        ["order_id"] = id,
                        ["status"] = order["status"]!.DeepClone(),
                        ["total_price"] = order["total_price"]!.DeepClone(),
                    }
                );
            }

            foreach (var (product, left) in stock.ToList())
            {
                left!["on_hand"] = (await api.Stock(product)).OnHand;
            }

            var seen = new JsonObject
            {
                ["orders"] = listed,
                ["stock"] = stock,
                ["cart"] = (await ada.Get("/api/cart/me")).Done().Json["items"]!.DeepClone(),
            };
            if (hasAfterSale)
            {
                seen["balances"] = new JsonArray([.. (await admin.All("/api/payouts/balances")).Select(row => row.DeepClone())]);
            }

            return seen;
        }

        [GeneratedRegex(@"/reset-password\?token=([\w-]+)")]
        private static partial Regex Link();

        private async Task<Api> Account(string email, string? vendor)
        {
            var made = (
                await api.Post(
                    "/api/auth/register",
                    $$"""{"email":"{{email}}","password":"{{KeptShop.Password}}","name":"{{email[..4]}}"}"""
                )
            )
                .Done()
                .Json;
            if (vendor is not null)
            {
                var id = (await admin.All("/api/users")).Single(user => (string?)user["email"] == email)["user_id"]!;
                Task<Reply> Sells() => admin.Put($"/api/users/{id}/roles", $$"""{"roles":["vendor"],"vendor_id":"{{vendor}}"}""");
                var sells = await Sells();
                if (sells.Status == 409)
                {
                    // Nobody reads mails here, so that the command line gives the link that shows whose the address is.
                    var (code, output) = await ShopProcess.Run([], ["admin", "reset", "--email", email, .. data]);
                    Assert.True(code == 0, output);
                    var token = Link().Match(output).Groups[1].Value;
                    (await api.Post("/api/auth/password/reset", $$"""{"token":"{{token}}","password":"{{KeptShop.Password}}"}""")).Done();
                    sells = await Sells();
                }

                sells.Done();
            }

            Assert.NotNull(made);
            return await api.SignIn(email, KeptShop.Password);
        }

        private async Task<string> Product(string name, decimal price, string category, string vendor, string? more = null)
        {
            var id = (string)
                (
                    await admin.Post(
                        "/api/products",
                        FormattableString.Invariant(
                            $$"""{"name":"{{name}}","price":{{price}},"currency":"{{Currency}}","category":"{{category}}","vendor_id":"{{vendor}}"{{more}}}"""
                        )
                    )
                )
                    .Done()
                    .Json["product_id"]!;
            if (more?.Contains("parent_id", StringComparison.Ordinal) != false)
            {
                (await admin.Post($"/api/inventory/{id}/adjustments", $$"""{"delta":{{Stock}},"reason":"received"}""")).Done();
                stock[id] = new JsonObject { ["received"] = Stock };
            }

            return id;
        }

        private async Task Variants()
        {
            var parent = await Product("Linen shirt", 59m, "Shirts", "vendor-1", ""","options":{"size":["S","M"]}""");
            await Product("Linen shirt, S", 59m, "Shirts", "vendor-1", $$""","parent_id":"{{parent}}","options":{"size":"S"}""");
        }

        private async Task Coupons()
        {
            (await admin.Post("/api/coupons", """{"code":"TEN","type":"percent","value":10}""")).Done();
            (
                await admin.Post(
                    "/api/coupons",
                    $$"""{"code":"FIVE","type":"amount","value":5,"currency":"{{Currency}}","total_limit":3}"""
                )
            ).Done();
        }

        private async Task<string> Order(Api buyer, string token, string? coupon, params (string Product, int Units)[] lines)
        {
            foreach (var (product, units) in lines)
            {
                await buyer.Add(product, units);
            }

            var id = (string)
                (await buyer.Post("/api/orders", KeptShop.Order(token, coupon), ("Idempotency-Key", Guid.NewGuid().ToString())))
                    .Done()
                    .Json["order_id"]!;
            orders.Add(id);
            if (token is "tok_visa" or "tok_declined" or "tok_flaky")
            {
                await buyer.Settled(id);
            }

            return id;
        }
    }
}

file static class Answers
{
    /// <summary>The reply when the shop did it: versions differ in which 2xx says so.</summary>
    public static Reply Done(this Reply reply) =>
        reply.Status is >= 200 and < 300 ? reply : throw new Xunit.Sdk.XunitException($"Got {reply.Status}: {reply.Text}");
}
