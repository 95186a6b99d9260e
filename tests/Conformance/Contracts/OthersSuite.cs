// The promises of the smaller contracts: promotions, identity, ordering, recommendations; local, serialised and over the wire.
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance.Contracts;

public abstract class OthersSuite(ShopUnderTest shop, Shape shape)
{
    [Fact]
    public async Task Promotions_say_why_a_coupon_does_not_apply_and_what_it_gives_when_it_does()
    {
        var promotions = shop.PromotionsOver(shape);
        PriceRequest Ask(string code) =>
            new()
            {
                UserId = "u",
                Currency = "USD",
                CouponCode = code,
                Lines =
                {
                    new PriceLine
                    {
                        ProductId = "1",
                        Category = "Electronics",
                        Quantity = 3,
                        UnitPriceMinor = 3333,
                    },
                },
            };
        var priced = (await promotions.Price(Ask("welcome10"), default)).Value;
        Assert.Equal((1000L, "WELCOME10", string.Empty), (priced.DiscountMinor, priced.AppliedCode, priced.RefusalCode));
        Assert.Equal(priced.DiscountMinor, priced.LineDiscountsMinor.Sum());
        Assert.Equal("coupon_unknown", (await promotions.Price(Ask("nope"), default)).Value.RefusalCode);
        Assert.Equal("coupon_expired", (await promotions.Price(Ask("EXPIRED"), default)).Value.RefusalCode);
    }

    [Fact]
    public async Task A_use_is_counted_once_given_back_once_and_not_taken_after_its_give_back()
    {
        var promotions = shop.PromotionsOver(shape);
        var user = Guid.NewGuid().ToString();
        RedeemRequest Use(string order) =>
            new()
            {
                RequestId = order,
                OrderId = order,
                UserId = user,
                CouponCode = "WELCOME10",
                DiscountMinor = 100,
                Currency = "USD",
                HoldSeconds = 600,
            };
        var first = Guid.NewGuid().ToString();
        Assert.Null((await promotions.Redeem(Use(first), default)).Refused);
        Assert.Equal("coupon_already_used", (await promotions.Redeem(Use(Guid.NewGuid().ToString()), default)).Refused?.Code);
        Assert.Null((await promotions.GiveBack(new() { RequestId = first, OrderId = first }, default)).Refused);
        Assert.Equal("redemption_given_back", (await promotions.Redeem(Use(first), default)).Refused?.Code);
        Assert.Null((await promotions.Redeem(Use(Guid.NewGuid().ToString()), default)).Refused);
    }

    [Fact]
    public async Task Promotions_are_named_with_their_parts_and_all_uses_of_an_order_are_taken_or_none()
    {
        var promotions = shop.PromotionsOver(shape);
        var user = Guid.NewGuid().ToString();
        async Task<AppliedPromotion> Applied(string code)
        {
            var reply = (
                await promotions.Price(
                    new()
                    {
                        UserId = user,
                        Currency = "USD",
                        CouponCode = code,
                        Lines =
                        {
                            new PriceLine
                            {
                                ProductId = "1",
                                Category = "Electronics",
                                Quantity = 3,
                                UnitPriceMinor = 3333,
                            },
                        },
                    },
                    default
                )
            ).Value;
            var one = Assert.Single(reply.Applied);
            Assert.Equal((code, reply.DiscountMinor, reply.DiscountMinor), (one.Code, one.DiscountMinor, one.LineDiscountsMinor.Sum()));
            Assert.True(one is { Counted: true, PromotionId.Length: > 0, Name.Length: > 0 });
            return one;
        }

        var (ten, five, ship) = (await Applied("WELCOME10"), await Applied("SAVE5"), await Applied("FREESHIP"));
        async Task<string?> Redeem(string order, params AppliedPromotion[] applied) => (
                await promotions.Redeem(
                    new()
                    {
                        RequestId = order,
                        OrderId = order,
                        UserId = user,
                        Currency = "USD",
                        HoldSeconds = 600,
                        Applied = { applied },
                    },
                    default
                )
            ).Refused?.Code;
        var (first, second) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        Assert.Null(await Redeem(first, ten, ship));
        Assert.Null(await Redeem(first, ten, ship));
        Assert.Equal("redemption_differs", await Redeem(first, ten));

        // Had the second order kept anything of what it was refused, it could not use something else now.
        Assert.Equal("coupon_already_used", await Redeem(second, ship, ten));
        Assert.Null(await Redeem(second, five));
        Assert.Null((await promotions.GiveBack(new() { RequestId = first, OrderId = first }, default)).Refused);
        Assert.Equal("redemption_given_back", await Redeem(first, ten, ship));

        // An order that is priced anew keeps what it was given.
        var anew = (
            await promotions.Price(
                new()
                {
                    UserId = user,
                    Currency = "USD",
                    OrderId = second,
                    Lines =
                    {
                        new PriceLine
                        {
                            ProductId = "1",
                            Quantity = 1,
                            UnitPriceMinor = 2600,
                        },
                    },
                },
                default
            )
        ).Value;
        Assert.Equal((500L, "SAVE5"), (anew.DiscountMinor, anew.AppliedCode));
    }

    [Fact]
    public async Task Identity_and_ordering_answer_not_found_with_their_codes()
    {
        Assert.Equal("user_not_found", (await shop.IdentityOver(shape).GetUser(new() { UserId = "no-such" }, default)).Refused?.Code);
        Assert.Equal("order_not_found", (await shop.OrderingOver(shape).GetOrder(new() { OrderId = "no-such" }, default)).Refused?.Code);
        Assert.Null((await shop.IdentityOver(shape).GetRevocations(new(), default)).Refused);
    }

    [Fact]
    public async Task Identity_erases_an_account_once_says_whose_it_was_and_refuses_before_it_changes_anything()
    {
        using var http = shop.Http();
        var email = $"e{Guid.NewGuid():N}@example.com";
        using var body = new StringContent(
            $$"""{"email":"{{email}}","password":"correct horse battery","name":"Wil"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        var made = await http.PostAsync(new Uri("/api/auth/register", UriKind.Relative), body);
        made.EnsureSuccessStatusCode();
        var userId = (string)System.Text.Json.Nodes.JsonNode.Parse(await made.Content.ReadAsStringAsync())!["user_id"]!;
        var identity = shop.IdentityOver(shape);
        Assert.Equal("vendor_account", (await identity.EraseAccount(new() { UserId = "demo-vendor", By = "root" }, default)).Refused?.Code);
        Assert.Equal("last_admin", (
                await identity.EraseAccount(
                    new()
                    {
                        Email = "admin@example.com",
                        By = "root",
                        DryRun = true,
                    },
                    default
                )
            ).Refused?.Code);
        Assert.Equal("invalid_person", (
                await identity.EraseAccount(
                    new()
                    {
                        UserId = userId,
                        Email = email,
                        By = "root",
                    },
                    default
                )
            ).Refused?.Code);
        Assert.Equal("invalid_person", (await identity.EraseAccount(new() { By = "root" }, default)).Refused?.Code);
        Assert.Equal(userId, (
                await identity.EraseAccount(
                    new()
                    {
                        Email = email.ToUpperInvariant(),
                        By = "root",
                        DryRun = true,
                    },
                    default
                )
            ).Value.UserId);
        Assert.Equal(email, (await identity.GetUser(new() { UserId = userId }, default)).Value.Email);

        // Over the wire the call may arrive twice, and the second time there is nobody left.
        Assert.Contains(
            (await identity.EraseAccount(new() { UserId = userId, By = "root" }, default)).Value.UserId,
            new[] { userId, string.Empty }
        );
        Assert.Equal(string.Empty, (await identity.GetUser(new() { UserId = userId }, default)).Value.Email);
        Assert.Equal(string.Empty, (await identity.EraseAccount(new() { Email = email, By = "root" }, default)).Value.UserId);
    }

    [Fact]
    public async Task Identity_tells_the_keys_under_which_its_tokens_hold()
    {
        using var http = shop.Http();
        var guest = System.Text.Json.Nodes.JsonNode.Parse(
            await (await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null)).Content.ReadAsStringAsync()
        )!;
        var token = ((string)guest["access_token"]!).Split('.');
        var keys = (await shop.IdentityOver(shape).GetSigningKeys(new(), default)).Value.Keys;
        var kid = (string)System.Text.Json.Nodes.JsonNode.Parse(Base64Url.DecodeFromChars(token[0]))!["kid"]!;
        var key = Assert.Single(keys, key => key.KeyId == kid);
        using var ecdsa = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = key.X.ToByteArray(), Y = key.Y.ToByteArray() },
            }
        );
        var signed = System.Text.Encoding.ASCII.GetBytes(token[0] + "." + token[1]);
        Assert.True(ecdsa.VerifyData(signed, Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task Ordering_places_one_order_a_request_id()
    {
        using var http = shop.Http();
        var guest = System.Text.Json.Nodes.JsonNode.Parse(
            await (await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null)).Content.ReadAsStringAsync()
        )!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)guest["access_token"]!);
        using var line = new StringContent(
            $$"""{"product_id":"{{shop.FreshProduct()}}","quantity":1}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        (await http.PostAsync(new Uri("/api/cart/me/items", UriKind.Relative), line)).EnsureSuccessStatusCode();
        var ordering = shop.OrderingOver(shape);
        var request = new PlaceOrderRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            UserId = (string)guest["user"]!["user_id"]!,
            Email = "g@example.com",
            ShippingMethod = "standard",
            PaymentToken = "tok_visa",
            ShippingAddress = new Address
            {
                Name = "G",
                Line1 = "1 Road",
                City = "Austin",
                PostalCode = "73301",
                Country = "US",
            },
        };
        var first = (await ordering.PlaceOrder(request, default)).Value;
        Assert.Equal(first.OrderId, (await ordering.PlaceOrder(request, default)).Value.OrderId);
        var order = (await ordering.GetOrder(new() { OrderId = first.OrderId }, default)).Value;
        Assert.Equal(order.TotalMinor, order.SubtotalMinor - order.DiscountMinor + order.ShippingMinor + order.TaxMinor);
    }

    [Fact]
    public async Task Of_eight_presses_at_one_cart_one_is_an_order_and_the_others_hold_nothing()
    {
        using var http = shop.Http();
        var guest = System.Text.Json.Nodes.JsonNode.Parse(
            await (await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null)).Content.ReadAsStringAsync()
        )!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)guest["access_token"]!);
        var (userId, product) = ((string)guest["user"]!["user_id"]!, shop.FreshProduct());
        using var line = new StringContent(
            $$"""{"product_id":"{{product}}","quantity":3}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        (await http.PostAsync(new Uri("/api/cart/me/items", UriKind.Relative), line)).EnsureSuccessStatusCode();
        var ordering = shop.OrderingOver(shape);

        // Each under a key of its own, as from eight devices: what memory lets through is decided at the commit.
        var presses = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    ordering
                        .PlaceOrder(
                            new()
                            {
                                RequestId = Guid.NewGuid().ToString(),
                                UserId = userId,
                                Email = "g@example.com",
                                ShippingMethod = "standard",
                                PaymentToken = "tok_visa",
                                ShippingAddress = new Address
                                {
                                    Name = "G",
                                    Line1 = "1 Road",
                                    City = "Austin",
                                    PostalCode = "73301",
                                    Country = "US",
                                },
                            },
                            default
                        )
                        .AsTask()
                )
        );
        var orderId = Assert.Single(presses, press => press.Refused is null).Value.OrderId;
        Assert.All(
            presses.Where(press => press.Refused is not null),
            press => Assert.Contains(press.Refused!.Code, new[] { "cart_already_ordered", "cart_empty" })
        );

        var inventory = shop.Services.GetRequiredKeyedService<Database>("inventory");
        var moved = await inventory.Read(sql =>
            sql.Query(
                "SELECT reference, delta_reserved FROM ledger WHERE product_id = $1 AND reason = 'reserved'",
                row => (Reference: row.GetString(0), Units: row.GetInt64(1)),
                product
            )
        );
        Assert.Contains((orderId, 3L), moved);
        var released = await inventory.Read(sql =>
            sql.Number("SELECT -COALESCE(SUM(delta_reserved), 0) FROM ledger WHERE product_id = $1 AND reason = 'released'", product)
        );
        Assert.Equal(moved.Sum(row => row.Units) - 3, released);
        if (inventory.Dialect.OneProcess)
        {
            // Ordering and Inventory share a commit: who is refused has left no row.
            Assert.Equal((orderId, 3L), Assert.Single(moved));
        }
    }

    [Fact]
    public async Task Ordering_tells_all_its_orders_again_page_by_page()
    {
        await Ordering_places_one_order_a_request_id();
        var ordering = shop.OrderingOver(shape);
        var (after, told) = (string.Empty, 0L);
        while ((await ordering.ListOrderEvents(new() { AfterOrderId = after, Limit = 2 }, default)).Value is { Orders.Count: > 0 } page)
        {
            Assert.All(page.Orders, order => Assert.Equal(Topics.OrderPlaced, order.Events[0].Topic));
            Assert.All(page.Orders, order => Assert.Contains(order.OrderId, order.Events[0].Data, StringComparison.Ordinal));
            Assert.Equal(
                page.Orders.Select(order => order.OrderId).Order(StringComparer.Ordinal),
                page.Orders.Select(order => order.OrderId)
            );
            Assert.True(string.CompareOrdinal(page.Orders[0].OrderId, after) > 0);
            (after, told) = (page.Orders[^1].OrderId, told + page.Orders.Count);
        }

        Assert.True(told > 0);
        Assert.Empty((await ordering.ListOrderEvents(new() { Limit = 1, VersionsOnly = true }, default)).Value.Orders[0].Events);
        Assert.Equal("invalid_limit", (await ordering.ListOrderEvents(new() { Limit = 201 }, default)).Refused?.Code);
    }

    [Fact]
    public async Task Recommendations_are_never_refused_never_the_product_itself_and_say_why()
    {
        RecommendReply reply;
        var deadline = DateTime.UtcNow.AddMinutes(2);
        do
        {
            // The demo shop plants what is popular beside the first requests.
            reply = (await shop.RecommendationsOver(shape).Recommend(new() { ProductId = "1", Limit = 5 }, default)).Value;
        } while (reply.Recommendations.Count == 0 && DateTime.UtcNow < deadline);
        Assert.NotEmpty(reply.Recommendations);
        Assert.DoesNotContain(reply.Recommendations, r => r.ProductId == "1");
        Assert.All(reply.Recommendations, r => Assert.NotEmpty(r.Reason));
    }
}

public sealed class OthersOnLocal(ShopUnderTest shop) : OthersSuite(shop, Shape.Local), IClassFixture<ShopUnderTest>;

public sealed class OthersSerialised(ShopUnderTest shop) : OthersSuite(shop, Shape.Serialised), IClassFixture<ShopUnderTest>;

public sealed class OthersOnWire(ShopUnderTest shop) : OthersSuite(shop, Shape.Wire), IClassFixture<ShopUnderTest>;

public sealed class OthersOnPostgres(ShopOnPostgres shop) : OthersSuite(shop, Shape.Local), IClassFixture<ShopOnPostgres>;
