// A character of code 0, which PostgreSQL cannot store: whoever sends one is told so, and nobody else notices.
// On SQLite, which could, it is the same, so that a shop can move.
namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class NulTests(DemoShop shop)
{
    [Theory]
    [InlineData("/api/products?category=a%00b")]
    [InlineData("/api/products?q=a%00b")]
    [InlineData("/api/users?q=a%00b")]
    [InlineData("/api/payments?order_id=a%00b")]
    [InlineData("/api/coupons?q=a%00b")]
    [InlineData("/api/recommendations?product_id=a%00b")]
    [InlineData("/api/products/a%00b")]
    public async Task In_an_address_it_is_a_bad_request(string path) => (await (await shop.Api.Admin()).Get(path)).Expect(400);

    [Theory]
    [InlineData("/api/auth/register", """{"email":"x@example.com","password":"Passw0rd!demo","name":"a\u0000b"}""")]
    [InlineData("/api/cart/me/items", """{"product_id":"a\u0000b","quantity":1}""")]
    [InlineData("/api/coupons", """{"code":"A\u0000","type":"percent","value":10}""")]
    [InlineData("/api/inventory/1/adjustments", """{"delta":1,"reason":"a\u0000b"}""")]
    [InlineData("/api/payments", """{"order_id":"a\u0000b","amount":1.00,"currency":"USD","payment_method":{"token":"tok_visa"}}""")]
    public async Task In_a_body_it_is_a_bad_request(string path, string body) =>
        (await (await shop.Api.Admin()).Post(path, body)).Expect(400);

    [Fact]
    public async Task Nobody_signs_in_with_it()
    {
        var reply = await shop.Api.Post("/api/auth/login", """{"email":"x\u0000@example.com","password":"Passw0rd!demo"}""");

        // SQLite can look for such an address, and finds nobody.
        reply.Expect(Shape.Wanted.IsOnPostgres ? 400 : 401);
    }

    [Fact]
    public async Task What_only_looks_like_it_is_a_text_like_any_other() =>
        (await shop.Api.Get("/api/products?category=%2500")).Expect(200);
}
