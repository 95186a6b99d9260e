// Which of the shop's write routes stories use, and why not the others.
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>The routes of the API document beside the acts.</summary>
internal static class Covered
{
    private static readonly string[] Writes = ["post", "put", "patch", "delete"];

    /// <summary>Beginnings of routes that no act uses, with the reason. The first that fits says it.</summary>
    private static readonly (string Route, string Why)[] LeftOut =
    [
        ("POST /api/auth/register", "everybody comes in by it"),
        ("POST /api/auth/guest", "everybody comes in by it"),
        ("POST /api/auth/", "sessions, second factors and passkeys move neither money nor stock; Identity's suites try them"),
        ("POST /api/users/", "accounts and their second factors move neither money nor stock"),
        ("PUT /api/users/", "rights and passwords: the matrix of permissions is tried route by route in HostileInputTests"),
        ("PATCH /api/users/", "accounts of others: the matrix of permissions"),
        ("DELETE /api/users/", "ends the account that the rest of a story needs"),
        ("POST /api/persons/erase", "ends the account that the rest of a story needs"),
        ("POST /api/products", "new goods are in no story's cart"),
        ("DELETE /api/products", "takes goods away under the whole story; archived goods are tried by the carts' suites"),
        ("PATCH /api/products/{product_id}/images", "pictures"),
        ("DELETE /api/jobs", "imports have suites of their own"),
        ("POST /api/jobs", "imports have suites of their own"),
        ("POST /api/categories", "the catalog's tree moves no money"),
        ("PATCH /api/categories", "the catalog's tree moves no money"),
        ("DELETE /api/categories", "the catalog's tree moves no money"),
        ("POST /api/search", "search"),
        ("DELETE /api/search", "search"),
        ("POST /api/pictures", "pictures"),
        ("DELETE /api/pictures", "pictures"),
        ("DELETE /api/cart/{user_id}/share/{share_id}", "ending all links is an act"),
        ("POST /api/shared-carts/{token}/restore", "its link comes by mail, days later"),
        ("PATCH /api/coupons", "limits that move have no limit to look for"),
        ("POST /api/promotions", "codes are made by /api/coupons, which is the same slice"),
        ("PATCH /api/promotions", "codes are made by /api/coupons, which is the same slice"),
        ("DELETE /api/promotions", "codes are made by /api/coupons, which is the same slice"),
        ("PUT /api/customer-groups", "groups change prices only"),
        ("DELETE /api/customer-groups", "groups change prices only"),
        ("POST /api/payments/reconciliation", "an act"),
        ("POST /api/payments", "asked by the shop itself, or by the provider with its signature"),
        ("POST /api/orders/{order_id}/withdrawal/", "its second step needs the mail's link"),
        ("POST /api/orders/{order_id}/papers", "papers move no money"),
        ("PATCH /api/orders/{order_id}/shipments", "a parcel's arrival is said by the vendor's act"),
        ("PATCH /api/vendor/orders/{order_id}/shipments", "a parcel's arrival is said by the vendor's act for the part"),
        ("PUT /api/policies", "texts"),
        ("DELETE /api/policies", "texts"),
        ("PUT /api/settings", "the shop's own settings: a story is told to one shop"),
        ("POST /api/payouts/", "files and answers of the bank have suites of their own"),
        ("PATCH /api/payouts/", "files and answers of the bank have suites of their own"),
        ("PUT /api/payouts/", "accounts of vendors"),
        ("DELETE /api/payouts/", "accounts of vendors"),
        ("PUT /api/vendor/", "accounts of vendors"),
        ("POST /api/vendors/applications", "vendors of a story are there already"),
        ("POST /api/tax-rates", "the shop's own settings: a story is told to one shop"),
        ("PATCH /api/tax-rates", "the shop's own settings: a story is told to one shop"),
        ("DELETE /api/tax-rates", "the shop's own settings: a story is told to one shop"),
        ("POST /api/shipping-zones", "the shop's own settings: a story is told to one shop"),
        ("PATCH /api/shipping-zones", "the shop's own settings: a story is told to one shop"),
        ("DELETE /api/shipping-zones", "the shop's own settings: a story is told to one shop"),
        ("POST /api/pickup-points", "the shop's own settings: a story is told to one shop"),
        ("PATCH /api/pickup-points", "the shop's own settings: a story is told to one shop"),
        ("DELETE /api/pickup-points", "the shop's own settings: a story is told to one shop"),
        ("POST /api/mail", "mails"),
        ("PUT /api/mail", "mails"),
        ("DELETE /api/mail", "mails"),
        ("POST /api/analytics", "figures are made again from events"),
    ];

    /// <summary>Compares the document with the acts; answers what is wrong, or how many are used and how many are not.</summary>
    /// <param name="document">The shop's /api/openapi.json.</param>
    public static (IReadOnlyList<string> Wrong, int Used, int LeftOut) Look(JsonNode document)
    {
        var all = document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(verb => (Verb: verb.Key, Path: path.Key)))
            .ToList();
        var known = all.Select(one => $"{one.Verb.ToUpperInvariant()} {one.Path}").ToHashSet(StringComparer.Ordinal);
        var writes = all.Where(one => Writes.Contains(one.Verb)).Select(one => $"{one.Verb.ToUpperInvariant()} {one.Path}").ToList();
        var used = Acts.All.Select(act => act.Route).ToHashSet(StringComparer.Ordinal);
        var wrong = new List<string>();
        wrong.AddRange(used.Where(route => !known.Contains(route)).Select(route => $"An act asks {route}, which the shop does not have."));
        var rest = writes.Where(route => !used.Contains(route)).ToList();
        wrong.AddRange(
            rest.Where(route => !LeftOut.Any(one => route.StartsWith(one.Route, StringComparison.Ordinal)))
                .Select(route => $"{route} is used by no act: write one in Acts, or the reason in Covered.")
        );
        wrong.AddRange(
            LeftOut
                .Where(one => !writes.Any(route => route.StartsWith(one.Route, StringComparison.Ordinal)))
                .Select(one => $"{one.Route} is left out, and the shop has no such route: take the line out of Covered.")
        );
        return (wrong, writes.Count - rest.Count, rest.Count);
    }
}
