// What thieves try.
namespace Cartwright.Simulation;

internal static partial class Acts
{
    private static IEnumerable<Act> Thieves() =>
        [
            new("steal a look", "Thief", "GET", "/api/orders/{of}", "asks for {of}, which is another's")
            {
                Documented = "/api/orders/{order_id}",
                Of = "order",
                Whose = Whose.Others,
            },
            new("steal cancel", "Thief", "POST", "/api/orders/{of}/cancel", "cancels {of}, which is another's", "{}")
            {
                Documented = "/api/orders/{order_id}/cancel",
                Of = "order",
                Whose = Whose.Others,
            },
            new("steal return", "Thief", "POST", "/api/orders/{of}/returns", "sends another's {of} back", Lines)
            {
                Documented = "/api/orders/{order_id}/returns",
                Of = "order",
                Whose = Whose.Others,
            },
            new(
                "steal refund",
                "Thief",
                "POST",
                "/api/orders/{of}/refunds",
                "gives themselves money of {of}",
                """{"reason":"mine","amount":1}"""
            )
            {
                Documented = "/api/orders/{order_id}/refunds",
                Of = "order",
                Whose = Whose.Others,
                Keyed = true,
            },
            new("steal payment", "Thief", "GET", "/api/payments/{of}", "asks for the payment of {of}")
            {
                Documented = "/api/payments/{payment_id}",
                Of = "order",
                Whose = Whose.Others,
            },
            new("steal the key", "Thief", "POST", "/api/orders", "orders under the key of {of}", null)
            {
                Of = "order",
                Whose = Whose.Others,
                Keyed = true,
            },
            new("steal a cart", "Thief", "GET", "/api/cart/{victim}", "asks for the cart of Shopper 1")
            {
                Documented = "/api/cart/{user_id}",
            },
            new("steal into a cart", "Thief", "POST", "/api/cart/{victim}/items", "puts {product} into the cart of Shopper 1", Line)
            {
                Documented = "/api/cart/{user_id}/items",
            },
            new("forge", "Thief", "GET", "/api/orders/{key}", "makes up the id of an order") { Documented = "/api/orders/{order_id}" },
            new("guess coupon", "Thief", "PUT", "/api/cart/me/coupon", "guesses the code {with}", """{"code":"{with}"}""")
            {
                Documented = "/api/cart/{user_id}/coupon",
                With = ["FREE100", "STAFF50", "AAAAAAAA"],
            },
            new("forge price", "Thief", "PATCH", "/api/products/{product}", "makes {product} cost nothing", """{"price":0.01}""")
            {
                Documented = "/api/products/{product_id}",
            },
            new(
                "forge stock",
                "Thief",
                "POST",
                "/api/inventory/{product}/adjustments",
                "makes {product} up",
                """{"delta":99,"reason":"mine"}"""
            )
            {
                Documented = "/api/inventory/{product_id}/adjustments",
            },
            new("forge share", "Thief", "GET", "/api/shared-carts/{key}", "makes up the link of a cart")
            {
                Documented = "/api/shared-carts/{token}",
            },
        ];
}
