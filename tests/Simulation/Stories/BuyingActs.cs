// What people do with orders of their own.
namespace Cartwright.Simulation;

internal static partial class Acts
{
    private static IEnumerable<Act> Buying() =>
        [
            new(
                "quote",
                Buyer,
                "POST",
                "/api/checkout/quote",
                "asks what it comes to",
                """{"shipping_method":"standard","shipping_address":{address}}"""
            ),
            new("place", Buyer, "POST", "/api/orders", "orders, and pays with {with}", Placement)
            {
                Makes = "order",
                IdAt = "order_id",
                Keyed = true,
                With = Tokens,
                Weight = 14,
            },
            new(
                "place with coupon",
                Buyer,
                "POST",
                "/api/orders",
                "orders with the code WELCOME10",
                WithCoupon.Replace("{code}", "WELCOME10", StringComparison.Ordinal)
            )
            {
                Makes = "order",
                IdAt = "order_id",
                Keyed = true,
                Weight = 3,
            },
            new(
                "place with staff's coupon",
                Buyer,
                "POST",
                "/api/orders",
                "orders with the code of {of}",
                WithCoupon.Replace("{code}", "{of}", StringComparison.Ordinal)
            )
            {
                Of = "coupon",
                Whose = Whose.Any,
                Makes = "order",
                IdAt = "order_id",
                Keyed = true,
                Weight = 6,
            },
            new("press again", Buyer, "POST", "/api/orders", "presses again for {of}", null)
            {
                Of = "order",
                Keyed = true,
                Weight = 5,
            },
            new("press again with another body", Buyer, "POST", "/api/orders", "sends something else under the key of {of}", null)
            {
                Of = "order",
                Keyed = true,
            },
            new("look at order", Buyer, "GET", "/api/orders/{of}", "looks at {of}")
            {
                Documented = "/api/orders/{order_id}",
                Of = "order",
                Weight = 4,
            },
            new("list orders", Buyer, "GET", "/api/orders", "looks at their orders"),
            new("cancel", Buyer, "POST", "/api/orders/{of}/cancel", "cancels {of}", """{"reason":"a mistake"}""")
            {
                Documented = "/api/orders/{order_id}/cancel",
                Of = "order",
                Weight = 4,
            },
            new("return", Buyer, "POST", "/api/orders/{of}/returns", "wants to send {quantity} {product} of {of} back", Lines)
            {
                Documented = "/api/orders/{order_id}/returns",
                Of = "order",
                Makes = "return",
                IdAt = "return_id",
                Keyed = true,
            },
            new("look up", "Guest", "POST", "/api/orders/lookup", "has lost the mail of {of}", """{"order_id":"{of}","email":"{email}"}""")
            {
                Of = "order",
                Weight = 1,
            },
            new(
                "withdraw",
                Buyer,
                "POST",
                "/api/orders/{of}/withdrawal",
                "withdraws from {of}",
                """{"name":"Robin Buyer","email":"{email}"}"""
            )
            {
                Documented = "/api/orders/{order_id}/withdrawal",
                Of = "order",
                Weight = 1,
            },
            new(
                "new address",
                "Shopper",
                "POST",
                "/api/users/me/addresses",
                "keeps a new address",
                """{"address":{address},"label":"home"}"""
            )
            {
                Makes = "address",
                IdAt = "address_id",
                Weight = 1,
            },
            new(
                "change address",
                "Shopper",
                "PATCH",
                "/api/users/me/addresses/{of}",
                "calls {of} otherwise",
                """{"label":"the house by the sea"}"""
            )
            {
                Documented = "/api/users/me/addresses/{address_id}",
                Of = "address",
            },
            new("forget address", "Shopper", "DELETE", "/api/users/me/addresses/{of}", "forgets {of}")
            {
                Documented = "/api/users/me/addresses/{address_id}",
                Of = "address",
                Weight = 1,
            },
            new("rename", "Shopper", "PATCH", "/api/users/me", "writes their name otherwise", """{"name":"Robin B. Buyer"}""")
            {
                Weight = 1,
            },
        ];
}
