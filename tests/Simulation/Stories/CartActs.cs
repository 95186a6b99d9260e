// What people do with carts.
namespace Cartwright.Simulation;

internal static partial class Acts
{
    private static IEnumerable<Act> Carts() =>
        [
            new("add", Buyer, "POST", "/api/cart/me/items", "adds {quantity} {product} to their cart", Line)
            {
                Documented = "/api/cart/{user_id}/items",
                Weight = 40,
            },
            new(
                "set",
                Buyer,
                "PUT",
                "/api/cart/me/items/{product}",
                "wants {quantity} {product} in their cart",
                """{"quantity":{quantity}}"""
            )
            {
                Documented = "/api/cart/{user_id}/items/{product_id}",
                Weight = 4,
            },
            new("remove", Buyer, "DELETE", "/api/cart/me/items/{product}", "takes {product} out of their cart")
            {
                Documented = "/api/cart/{user_id}/items/{product_id}",
                Weight = 5,
            },
            new("clear", Buyer, "DELETE", "/api/cart/me", "empties their cart") { Documented = "/api/cart/{user_id}", Weight = 1 },
            new("look at cart", Buyer, "GET", "/api/cart/me", "looks into their cart") { Documented = "/api/cart/{user_id}", Weight = 8 },
            new("save", Buyer, "POST", "/api/cart/me/items/{product}/save-for-later", "saves {product} for later")
            {
                Documented = "/api/cart/{user_id}/items/{product_id}/save-for-later",
            },
            new("unsave", Buyer, "POST", "/api/cart/me/saved/{product}/move-to-cart", "takes up {product}, saved for later, again")
            {
                Documented = "/api/cart/{user_id}/saved/{product_id}/move-to-cart",
            },
            new("acknowledge", Buyer, "POST", "/api/cart/me/acknowledge", "has seen the new prices")
            {
                Documented = "/api/cart/{user_id}/acknowledge",
                Weight = 1,
            },
            new("remind", Buyer, "PUT", "/api/cart/me/email", "wants to be reminded of their cart", """{"email":"{email}"}""")
            {
                Documented = "/api/cart/{user_id}/email",
                Weight = 1,
            },
            new("do not remind", Buyer, "DELETE", "/api/cart/me/email", "wants no reminder")
            {
                Documented = "/api/cart/{user_id}/email",
                Weight = 1,
            },
            new("put coupon", Buyer, "PUT", "/api/cart/me/coupon", "puts the code {with} into their cart", """{"code":"{with}"}""")
            {
                Documented = "/api/cart/{user_id}/coupon",
                With = ["WELCOME10", "NOSUCHCODE"],
            },
            new("take coupon off", Buyer, "DELETE", "/api/cart/me/coupon", "takes the code off their cart")
            {
                Documented = "/api/cart/{user_id}/coupon",
                Weight = 1,
            },
            new("share", Buyer, "POST", "/api/cart/me/share", "shares their cart", """{"permission":"edit"}""")
            {
                Documented = "/api/cart/{user_id}/share",
                Makes = "share",
                IdAt = "token",
            },
            new("end sharing", Buyer, "DELETE", "/api/cart/me/share", "shares their cart no more")
            {
                Documented = "/api/cart/{user_id}/share",
                Weight = 1,
            },
            new("look at share", Buyer, "GET", "/api/shared-carts/{of}", "looks into the cart of {of}")
            {
                Documented = "/api/shared-carts/{token}",
                Of = "share",
                Whose = Whose.Any,
            },
            new("add to share", Buyer, "POST", "/api/shared-carts/{of}/items", "adds {quantity} {product} to the cart of {of}", Line)
            {
                Documented = "/api/shared-carts/{token}/items",
                Of = "share",
                Whose = Whose.Any,
                Weight = 4,
            },
            new(
                "set in share",
                Buyer,
                "PUT",
                "/api/shared-carts/{of}/items/{product}",
                "wants {quantity} {product} in the cart of {of}",
                """{"quantity":{quantity}}"""
            )
            {
                Documented = "/api/shared-carts/{token}/items/{product_id}",
                Of = "share",
                Whose = Whose.Any,
            },
            new("remove from share", Buyer, "DELETE", "/api/shared-carts/{of}/items/{product}", "takes {product} out of the cart of {of}")
            {
                Documented = "/api/shared-carts/{token}/items/{product_id}",
                Of = "share",
                Whose = Whose.Any,
            },
            new(
                "merge",
                "Shopper",
                "POST",
                "/api/auth/login",
                "signs in on the browser of Guest {quantity}, and takes their cart over",
                """{"email":"{email}","password":"{password}","guest_token":"{guest}"}"""
            )
            {
                Weight = 1,
            },
        ];
}
