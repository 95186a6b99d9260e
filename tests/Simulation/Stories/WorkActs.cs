// What vendors and staff do.
namespace Cartwright.Simulation;

internal static partial class Acts
{
    private static IEnumerable<Act> Work() =>
        [
            new(
                "move part",
                "Vendor",
                "PATCH",
                "/api/vendor/orders/{of}",
                "says that their part of {of} is {with}",
                """{"status":"{with}"}"""
            )
            {
                Documented = "/api/vendor/orders/{order_id}",
                Of = "order",
                Whose = Whose.Any,
                With = Moves,
                Weight = 5,
            },
            new(
                "send parcel",
                "Vendor",
                "POST",
                "/api/vendor/orders/{of}/shipments",
                "sends {quantity} {product} of {of}",
                """{"lines":[{"product_id":"{product}","quantity":{quantity}}],"carrier":"UPS"}"""
            )
            {
                Documented = "/api/vendor/orders/{order_id}/shipments",
                Of = "order",
                Whose = Whose.Any,
            },
            new(
                "move many",
                "Vendor",
                "POST",
                "/api/vendor/orders/bulk",
                "moves {of} with a list to {with}",
                """{"order_ids":["{of}"],"status":"{with}"}"""
            )
            {
                Of = "order",
                Whose = Whose.Any,
                With = Moves,
            },
            new(
                "correct stock",
                "Staff Vendor",
                "POST",
                "/api/inventory/{product}/adjustments",
                "puts {quantity} {product} on the shelf",
                """{"delta":{quantity},"reason":"found"}"""
            )
            {
                Documented = "/api/inventory/{product_id}/adjustments",
                Weight = 1,
            },
            new(
                "write off",
                "Staff",
                "POST",
                "/api/inventory/{product}/adjustments",
                "writes {quantity} {product} off",
                """{"delta":-{quantity},"reason":"broken"}"""
            )
            {
                Documented = "/api/inventory/{product_id}/adjustments",
                Weight = 1,
            },
            new(
                "deliver many",
                "Staff",
                "POST",
                "/api/inventory/adjustments",
                "books a delivery of {quantity} {product}",
                """{"lines":[{"product_id":"{product}","delta":{quantity},"reason":"delivery"}]}"""
            )
            {
                Keyed = true,
                Weight = 1,
            },
            new(
                "warn low",
                "Staff Vendor",
                "PUT",
                "/api/inventory/{product}/low",
                "wants to hear when {product} falls to {quantity}",
                """{"low_at":{quantity}}"""
            )
            {
                Documented = "/api/inventory/{product_id}/low",
                Weight = 1,
            },
            new("reprice", "Staff", "PATCH", "/api/products/{product}", "asks {with} for {product}", """{"price":{with}}""")
            {
                Documented = "/api/products/{product_id}",
                With = ["19.99", "29.50", "7"],
            },
            new(
                "make coupon",
                "Staff",
                "POST",
                "/api/coupons",
                "makes a code that can be used {with} times",
                """{"code":"{key}","type":"percent","value":10,"total_limit":{with}}"""
            )
            {
                Makes = "coupon",
                IdAt = "code",
                With = ["1", "2"],
                Weight = 3,
            },
            new("end coupon", "Staff", "DELETE", "/api/coupons/{of}", "ends {of}")
            {
                Documented = "/api/coupons/{code}",
                Of = "coupon",
                Weight = 1,
            },
            new("move order", "Staff", "PATCH", "/api/orders/{of}", "says that {of} is {with}", """{"status":"{with}"}""")
            {
                Documented = "/api/orders/{order_id}",
                Of = "order",
                Whose = Whose.Any,
                With = [.. Moves, "cancelled"],
            },
            new("edit order", "Staff", "PATCH", "/api/orders/{of}/lines", "makes {of} one of {quantity} {product}", Lines)
            {
                Documented = "/api/orders/{order_id}/lines",
                Of = "order",
                Whose = Whose.Any,
                Keyed = true,
            },
            new(
                "refund",
                "Staff",
                "POST",
                "/api/orders/{of}/refunds",
                "gives {quantity} back for {of}",
                """{"reason":"a scratch","amount":{quantity}}"""
            )
            {
                Documented = "/api/orders/{order_id}/refunds",
                Of = "order",
                Whose = Whose.Any,
                Keyed = true,
            },
            new("quote refund", "Staff", "POST", "/api/orders/{of}/refunds/quote", "asks what {of} is worth", """{"amount":{quantity}}""")
            {
                Documented = "/api/orders/{order_id}/refunds/quote",
                Of = "order",
                Whose = Whose.Any,
                Weight = 1,
            },
            new("answer return", "Staff", "PATCH", "/api/returns/{of}", "says that {of} is {with}", """{"status":"{with}"}""")
            {
                Documented = "/api/returns/{return_id}",
                Of = "return",
                Whose = Whose.Any,
                With = ["approved", "rejected", "received", "refunded"],
                Weight = 4,
            },
            new(
                "send for vendor",
                "Staff",
                "POST",
                "/api/orders/{of}/shipments",
                "sends {quantity} {product} of {of}",
                """{"lines":[{"product_id":"{product}","quantity":{quantity}}]}"""
            )
            {
                Documented = "/api/orders/{order_id}/shipments",
                Of = "order",
                Whose = Whose.Any,
                Weight = 1,
            },
            new("note", "Staff", "POST", "/api/orders/{of}/notes", "writes a note to {of}", """{"text":"has called"}""")
            {
                Documented = "/api/orders/{order_id}/notes",
                Of = "order",
                Whose = Whose.Any,
                Weight = 1,
            },
            new("capture", "Staff", "POST", "/api/orders/{of}/capture", "takes the money of {of}", "{}")
            {
                Documented = "/api/orders/{order_id}/capture",
                Of = "order",
                Whose = Whose.Any,
                Keyed = true,
                Weight = 1,
            },
            new("void", "Staff", "POST", "/api/orders/{of}/void", "lets the money of {of} go", "{}")
            {
                Documented = "/api/orders/{order_id}/void",
                Of = "order",
                Whose = Whose.Any,
                Weight = 1,
            },
            new("hold ends", "Staff", "GET", "/api/inventory/{product}", "counts what is held of {product}")
            {
                Documented = "/api/inventory/{product_id}",
            },
            new("reconcile", "Staff", "POST", "/api/payments/reconciliation", "compares the books with the provider's") { Weight = 1 },
            new(
                "pay out",
                "Staff",
                "POST",
                "/api/payouts",
                "pays the first vendor {quantity}",
                """{"vendor_id":"vendor-1","currency":"USD","amount":{quantity}}"""
            )
            {
                Keyed = true,
                Weight = 1,
            },
        ];
}
