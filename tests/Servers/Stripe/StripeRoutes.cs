// The addresses of the stand-in: which call of Stripe's is which change of its books, and how lists are paged.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>Whoever calls holds the server's lock.</summary>
internal sealed class StripeRoutes(StripeBooks books, StripeTransfers transfers)
{
    public JsonObject Answer(
        string method,
        string path,
        IReadOnlyDictionary<string, string> query,
        IReadOnlyDictionary<string, string> form
    )
    {
        var both = form.Concat(query).ToDictionary();
        return (method, path.Split('/', StringSplitOptions.RemoveEmptyEntries)) switch
        {
            ("POST", ["v1", "payment_intents"]) => Shown(books.Create(form), both),
            ("GET", ["v1", "payment_intents", var id]) => Shown(books.Intent(id), both),
            ("POST", ["v1", "payment_intents", var id, "confirm"]) => Shown(books.Confirm(id, form), both),
            ("POST", ["v1", "payment_intents", var id, "capture"]) => Shown(books.Capture(id, form), both),
            ("POST", ["v1", "payment_intents", var id, "cancel"]) => Shown(books.Cancel(id), both),
            ("POST", ["v1", "refunds"]) => Shown(books.Refund(form), both),
            ("GET", ["v1", "refunds"]) => Page(books.Refunds.Where(one => Is(one, "payment_intent", query)), query),
            ("GET", ["v1", "disputes"]) => Page(books.Disputes.Where(one => Is(one, "payment_intent", query)), query),
            ("GET", ["v1", "balance_transactions"]) => Page(
                books
                    .Transactions.Where(one => (long)one["created"]! >= long.Parse(query["created[gte]"], CultureInfo.InvariantCulture))
                    .Select(one => WithSource(one, query)),
                query
            ),
            ("POST", ["v1", "transfers"]) => transfers.Create(form),
            ("GET", ["v1", "transfers"]) => Page(transfers.Find(query), query),
            ("GET", ["v1", "transfers", var id]) => transfers.Get(id),
            ("POST", ["v1", "transfers", var id, "reversals"]) => transfers.Reverse(id, form),
            _ => throw new StripeRefused(404, "invalid_request_error", null, $"Unrecognized request URL ({method}: {path})."),
        };
    }

    private JsonObject Shown(JsonObject one, IReadOnlyDictionary<string, string> asked)
    {
        var shown = (JsonObject)one.DeepClone();
        if (asked.Any(pair => pair.Key.StartsWith("expand[", StringComparison.Ordinal) && pair.Value == "latest_charge"))
        {
            shown["latest_charge"] = (string?)one["latest_charge"] is { } id ? books.Charges[id].DeepClone() : null;
        }

        return shown;
    }

    private JsonObject WithSource(JsonObject transaction, IReadOnlyDictionary<string, string> asked)
    {
        var shown = (JsonObject)transaction.DeepClone();
        if (asked.Any(pair => pair.Key.StartsWith("expand[", StringComparison.Ordinal) && pair.Value == "data.source"))
        {
            shown["source"] = books.Object((string)transaction["source"]!)?.DeepClone();
        }

        return shown;
    }

    private static bool Is(JsonObject one, string name, IReadOnlyDictionary<string, string> query) =>
        !query.TryGetValue(name, out var wanted) || (string?)one[name] == wanted;

    private static JsonObject Page(IEnumerable<JsonObject> all, IReadOnlyDictionary<string, string> query)
    {
        var limit = query.TryGetValue("limit", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 10;
        var after = query.GetValueOrDefault("starting_after");
        var rest = (after is null ? all : all.SkipWhile(one => (string?)one["id"] != after).Skip(1)).ToList();
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. rest.Take(limit).Select(one => one.DeepClone())]),
            ["has_more"] = rest.Count > limit,
            ["url"] = "/v1",
        };
    }
}
