// What the stand-in knows of Connect: accounts that vendors have, the platform's balance, transfers and their reversals.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>Whoever calls holds the server's lock.</summary>
/// <remarks>https://docs.stripe.com/api/transfers and /api/transfer_reversals</remarks>
internal sealed class StripeTransfers(StripeBooks books, Func<long> now)
{
    // Without decimals: https://docs.stripe.com/currencies#zero-decimal
    private static readonly string[] Currencies = ["usd", "eur", "gbp", "jpy", "kwd", "isk"];

    private readonly Dictionary<string, bool> accounts = [];
    private readonly Dictionary<string, long> balances = [];

    /// <summary>The newest first, as Stripe lists them.</summary>
    public List<JsonObject> All { get; } = [];

    /// <summary>A connected account.</summary>
    /// <param name="canTransfer">Whether its capability <c>transfers</c> is active.</param>
    public void Connect(string account, bool canTransfer) => accounts[account] = canTransfer;

    /// <summary>What the platform has available in a currency, in Stripe's units.</summary>
    public void Fund(string currency, long amount) => balances[currency] = amount;

    public JsonObject Create(IReadOnlyDictionary<string, string> form)
    {
        var currency = form.GetValueOrDefault("currency") ?? string.Empty;
        if (!Currencies.Contains(currency))
        {
            throw StripeRefused.Wrong(null, $"Invalid currency: {currency}.", "currency");
        }

        if (
            !long.TryParse(form.GetValueOrDefault("amount"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            || amount < 1
        )
        {
            throw StripeRefused.Wrong("parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount");
        }

        var destination = form.GetValueOrDefault("destination") ?? string.Empty;
        if (!accounts.TryGetValue(destination, out var canTransfer))
        {
            throw StripeRefused.Wrong("resource_missing", $"No such destination: '{destination}'", "destination");
        }

        // From here on Stripe has begun: what it answers is kept under the key.
        if (!canTransfer)
        {
            throw new StripeRefused(
                400,
                "invalid_request_error",
                "insufficient_capabilities_for_transfer",
                "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments."
            )
            {
                IsKept = true,
            };
        }

        if (balances.GetValueOrDefault(currency) < amount)
        {
            throw new StripeRefused(
                400,
                "invalid_request_error",
                "balance_insufficient",
                "You have insufficient available funds in your Stripe account."
            )
            {
                IsKept = true,
            };
        }

        balances[currency] -= amount;
        var id = books.Id("tr");
        var transfer = new JsonObject
        {
            ["id"] = id,
            ["object"] = "transfer",
            ["amount"] = amount,
            ["amount_reversed"] = 0L,
            ["balance_transaction"] = books.Id("txn"),
            ["created"] = now(),
            ["currency"] = currency,
            ["description"] = null,
            ["destination"] = destination,
            ["destination_payment"] = books.Id("py"),
            ["livemode"] = false,
            ["metadata"] = StripeBooks.Metadata(form),
            ["reversals"] = new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray(),
                ["has_more"] = false,
                ["url"] = $"/v1/transfers/{id}/reversals",
            },
            ["reversed"] = false,
            ["source_transaction"] = null,
            ["source_type"] = "card",
            ["transfer_group"] = form.GetValueOrDefault("transfer_group"),
        };
        All.Insert(0, transfer);
        return transfer;
    }

    public JsonObject Get(string id) =>
        All.Find(one => (string?)one["id"] == id)
        ?? throw new StripeRefused(404, "invalid_request_error", "resource_missing", $"No such transfer: '{id}'", param: "transfer");

    /// <summary>Takes some or all of a transfer back.</summary>
    public JsonObject Reverse(string id, IReadOnlyDictionary<string, string> form)
    {
        var transfer = Get(id);
        var left = (long)transfer["amount"]! - (long)transfer["amount_reversed"]!;
        var amount = form.TryGetValue("amount", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : left;
        if (amount < 1 || amount > left)
        {
            throw StripeRefused.Wrong(null, $"Reversal amount is greater than unreversed amount on transfer ({left}).", "amount");
        }

        var currency = (string)transfer["currency"]!;
        balances[currency] = balances.GetValueOrDefault(currency) + amount;
        transfer["amount_reversed"] = (long)transfer["amount_reversed"]! + amount;
        transfer["reversed"] = amount == left;
        var reversal = new JsonObject
        {
            ["id"] = books.Id("trr"),
            ["object"] = "transfer_reversal",
            ["amount"] = amount,
            ["created"] = now(),
            ["currency"] = currency,
            ["metadata"] = StripeBooks.Metadata(form),
            ["transfer"] = id,
        };
        ((JsonArray)transfer["reversals"]!["data"]!).Add(reversal.DeepClone());
        return reversal;
    }

    /// <summary>Those that a question is about.</summary>
    public IEnumerable<JsonObject> Find(IReadOnlyDictionary<string, string> query) =>
        All.Where(one =>
            (!query.TryGetValue("transfer_group", out var group) || (string?)one["transfer_group"] == group)
            && (!query.TryGetValue("destination", out var to) || (string?)one["destination"] == to)
            && (!query.TryGetValue("created[gte]", out var from) || (long)one["created"]! >= Number(from))
            && (!query.TryGetValue("created[lt]", out var before) || (long)one["created"]! < Number(before))
        );

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
