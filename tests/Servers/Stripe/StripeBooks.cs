// What the stand-in keeps: payment intents, charges, refunds, disputes, balance transactions, and the rules by which they change.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>The books of one account in test mode. Whoever calls holds the server's lock.</summary>
/// <param name="now">Seconds since 1970.</param>
/// <param name="tell">Hears what a webhook would tell: the event's type and its object.</param>
internal sealed class StripeBooks(Func<long> now, Func<string> url, Action<string, JsonObject> tell)
{
    // Banks hold an amount for a week: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
    private const long HoldSeconds = 7 * 24 * 3_600;

    private readonly Dictionary<string, StripeCard> methods = StripeCard.ByName.ToDictionary();
    private int made;

    public Dictionary<string, JsonObject> Intents { get; } = [];

    public Dictionary<string, JsonObject> Charges { get; } = [];

    public List<JsonObject> Refunds { get; } = [];

    public List<JsonObject> Disputes { get; } = [];

    public List<JsonObject> Transactions { get; } = [];

    public string Id(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_standin{++made:000000}");

    /// <summary>What a form makes of a card's number.</summary>
    public JsonObject Method(string number)
    {
        var id = Id("pm");
        methods[id] =
            StripeCard.ByNumber.GetValueOrDefault(number.Replace(" ", string.Empty, StringComparison.Ordinal))
            ?? throw new StripeRefused(402, "card_error", "incorrect_number", "Your card number is incorrect.");
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_method",
            ["type"] = "card",
        };
    }

    public JsonObject Create(IReadOnlyDictionary<string, string> form)
    {
        var (amount, currency) = StripeLimits.Of(form);
        var id = Id("pi");
        var intent = new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["amount_capturable"] = 0L,
            ["amount_received"] = 0L,
            ["capture_method"] = form.GetValueOrDefault("capture_method") ?? "automatic",
            ["client_secret"] = id + "_secret_standin",
            ["created"] = now(),
            ["currency"] = currency,
            ["livemode"] = false,
            ["metadata"] = Metadata(form),
            ["asks_multicapture"] = form.GetValueOrDefault("payment_method_options[card][request_multicapture]") == "if_available",
            ["status"] = "requires_payment_method",
            ["latest_charge"] = null,
            ["last_payment_error"] = null,
            ["next_action"] = null,
            ["cancellation_reason"] = null,
        };
        Intents[id] = intent;
        return intent;
    }

    public JsonObject Intent(string id)
    {
        var intent =
            Intents.GetValueOrDefault(id)
            ?? throw new StripeRefused(
                404,
                "invalid_request_error",
                "resource_missing",
                $"No such payment_intent: '{id}'",
                param: "intent"
            );
        if (Status(intent) == "requires_capture" && now() - (long)intent["created"]! >= HoldSeconds)
        {
            if ((long)intent["amount_received"]! > 0)
            {
                // Of what was captured nothing goes back: only the rest ends.
                intent["status"] = "succeeded";
                intent["amount_capturable"] = 0L;
                tell("payment_intent.succeeded", intent);
                return intent;
            }

            Let(intent, "automatic");
        }

        return intent;
    }

    public JsonObject Confirm(string id, IReadOnlyDictionary<string, string> form)
    {
        var intent = Intent(id);
        if (Status(intent) is not ("requires_payment_method" or "requires_confirmation"))
        {
            throw Unexpected(intent, "confirm");
        }

        var token = form.GetValueOrDefault("payment_method") ?? form.GetValueOrDefault("confirmation_token") ?? string.Empty;
        var card =
            methods.GetValueOrDefault(token)
            ?? throw StripeRefused.Wrong("resource_missing", $"No such PaymentMethod: '{token}'", "payment_method");
        if (card.AsksFirst)
        {
            if (form.GetValueOrDefault("return_url") is not { Length: > 0 } back)
            {
                throw StripeRefused.Wrong("parameter_missing", "A return_url is needed.", "return_url");
            }

            intent["payment_method"] = token;
            intent["status"] = "requires_action";
            intent["next_action"] = new JsonObject
            {
                ["type"] = "redirect_to_url",
                ["redirect_to_url"] = new JsonObject { ["return_url"] = back, ["url"] = $"{url()}/challenge/{id}" },
            };
            tell("payment_intent.requires_action", intent);
            return intent;
        }

        Decide(intent, card);
        return intent;
    }

    /// <summary>The shopper's word on the bank's page; answers where the page leads back to.</summary>
    public string Answer(string id, bool approved)
    {
        var intent = Intent(id);
        if (Status(intent) != "requires_action")
        {
            return (string?)intent["return_to"] ?? url();
        }

        var back = (string)intent["next_action"]!["redirect_to_url"]!["return_url"]!;
        intent["return_to"] = back;
        intent["next_action"] = null;
        var card = methods[(string)intent["payment_method"]!];
        if (approved)
        {
            try
            {
                Decide(intent, card);
            }
            catch (StripeRefused)
            {
                // A decline shows on the intent; the page leads back all the same.
                return back;
            }
        }
        else
        {
            Fail(intent, "payment_intent_authentication_failure", null, "The customer did not approve.");
        }

        return back;
    }

    public JsonObject Capture(string id, IReadOnlyDictionary<string, string> form)
    {
        var intent = Intent(id);
        if (Status(intent) != "requires_capture")
        {
            throw Unexpected(intent, "capture");
        }

        var charge = Charges[(string)intent["latest_charge"]!];
        var (held, before) = ((long)intent["amount_capturable"]!, (long)charge["amount_captured"]!);
        var amount = form.GetValueOrDefault("amount_to_capture") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : held;
        var inParts = (string?)charge["payment_method_details"]!["card"]!["multicapture"]!["status"] == "available";
        var isFinal = form.GetValueOrDefault("final_capture") is not { } said || said == "true";
        if (form.ContainsKey("final_capture") && !inParts)
        {
            throw StripeRefused.Wrong("parameter_unknown", "This PaymentIntent cannot be captured several times.", "final_capture");
        }

        // Nothing is captured only to let go of the rest of what was captured before.
        if (amount < (isFinal && before > 0 ? 0 : 1) || amount > held)
        {
            throw StripeRefused.Wrong("amount_too_large", "More than what is held cannot be captured.", "amount_to_capture");
        }

        foreach (var (name, value) in Metadata(form))
        {
            intent["metadata"]![name] = value?.DeepClone();
        }

        Take(intent, charge, amount, isFinal);
        return intent;
    }

    public JsonObject Cancel(string id)
    {
        var intent = Intent(id);
        if (
            Status(intent) is "succeeded" or "canceled" or "processing"
            || (Status(intent) == "requires_capture" && (long)intent["amount_received"]! > 0)
        )
        {
            throw Unexpected(intent, "cancel");
        }

        Let(intent, null);
        return intent;
    }

    public JsonObject Refund(IReadOnlyDictionary<string, string> form)
    {
        var intent = Intent(form.GetValueOrDefault("payment_intent") ?? string.Empty);
        if (Status(intent) != "succeeded" && (long)intent["amount_received"]! == 0)
        {
            throw Unexpected(intent, "refund");
        }

        var charge = Charges[(string)intent["latest_charge"]!];
        var rest = (long)charge["amount_captured"]! - (long)charge["amount_refunded"]!;
        var amount = form.GetValueOrDefault("amount") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : rest;
        if (rest == 0)
        {
            throw StripeRefused.Wrong("charge_already_refunded", "The charge has already been refunded.");
        }

        if (amount < 1 || amount > rest)
        {
            throw StripeRefused.Wrong(null, "The refund is greater than what is left of the charge.", "amount");
        }

        var refund = new JsonObject
        {
            ["id"] = Id("re"),
            ["object"] = "refund",
            ["amount"] = amount,
            ["charge"] = (string)charge["id"]!,
            ["created"] = now(),
            ["currency"] = (string)intent["currency"]!,
            ["metadata"] = Metadata(form),
            ["payment_intent"] = (string)intent["id"]!,
            ["status"] = "succeeded",
        };
        Refunds.Insert(0, refund);
        charge["amount_refunded"] = (long)charge["amount_refunded"]! + amount;
        charge["refunded"] = amount == rest;
        Enter("refund", -amount, (string)intent["currency"]!, (string)refund["id"]!);
        tell("charge.refunded", charge);
        return refund;
    }

    /// <summary>A refund that the bank of the shopper sends back.</summary>
    public void FailRefund(string id)
    {
        var refund = Refunds.Single(one => (string)one["id"]! == id);
        refund["status"] = "failed";
        var charge = Charges[(string)refund["charge"]!];
        charge["amount_refunded"] = (long)charge["amount_refunded"]! - (long)refund["amount"]!;
        charge["refunded"] = false;
        Enter("refund_failure", (long)refund["amount"]!, (string)refund["currency"]!, id);
        tell("refund.failed", refund);
    }

    /// <summary>The object of an id, for those who ask to see it in its place.</summary>
    public JsonNode? Object(string id) =>
        (JsonNode?)Charges.GetValueOrDefault(id) ?? Refunds.FirstOrDefault(one => (string)one["id"]! == id);

    private void Decide(JsonObject intent, StripeCard card)
    {
        var charge = new JsonObject
        {
            ["id"] = Id("ch"),
            ["object"] = "charge",
            ["amount"] = (long)intent["amount"]!,
            ["amount_captured"] = 0L,
            ["amount_refunded"] = 0L,
            ["captured"] = false,
            ["created"] = now(),
            ["currency"] = (string)intent["currency"]!,
            ["disputed"] = false,
            ["livemode"] = false,
            ["metadata"] = intent["metadata"]!.DeepClone(),
            ["payment_intent"] = (string)intent["id"]!,
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject
                {
                    ["capture_before"] = now() + HoldSeconds,
                    ["multicapture"] = new JsonObject
                    {
                        ["status"] = (bool)intent["asks_multicapture"]! && card.InParts ? "available" : "unavailable",
                    },
                },
            },
            ["refunded"] = false,
            ["status"] = card.Decline is null ? "succeeded" : "failed",
        };
        Charges[(string)charge["id"]!] = charge;
        intent["latest_charge"] = (string)charge["id"]!;
        if (card.Decline is { } decline)
        {
            Fail(intent, "card_declined", decline, "Your card was declined.");
            throw new StripeRefused(402, "card_error", "card_declined", "Your card was declined.", decline);
        }

        if ((string)intent["capture_method"]! == "manual")
        {
            intent["status"] = "requires_capture";
            intent["amount_capturable"] = (long)intent["amount"]!;
            tell("payment_intent.amount_capturable_updated", intent);
            return;
        }

        Take(intent, charge, (long)intent["amount"]!);
        if (card.IsDisputed)
        {
            Object(charge);
        }
    }

    /// <summary>The cardholder objects.</summary>
    public void Object(JsonObject charge)
    {
        charge["disputed"] = true;
        var dispute = new JsonObject
        {
            ["id"] = Id("dp"),
            ["object"] = "dispute",
            ["amount"] = (long)charge["amount"]!,
            ["charge"] = (string)charge["id"]!,
            ["created"] = now(),
            ["currency"] = (string)charge["currency"]!,
            ["evidence_details"] = new JsonObject { ["due_by"] = now() + HoldSeconds },
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = (string)charge["payment_intent"]!,
            ["reason"] = "fraudulent",
            ["status"] = "needs_response",
        };
        Disputes.Insert(0, dispute);
        tell("charge.dispute.created", dispute);
    }

    private void Take(JsonObject intent, JsonObject charge, long amount, bool isFinal = true)
    {
        var taken = (long)charge["amount_captured"]! + amount;
        var left = isFinal ? 0 : (long)intent["amount"]! - taken;
        intent["status"] = left > 0 ? "requires_capture" : "succeeded";
        intent["amount_received"] = taken;
        intent["amount_capturable"] = left;
        charge["captured"] = true;
        charge["amount_captured"] = taken;
        if (amount > 0)
        {
            Enter("charge", amount, (string)intent["currency"]!, (string)charge["id"]!);
        }

        tell(left > 0 ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", intent);
    }

    private void Fail(JsonObject intent, string code, string? decline, string message)
    {
        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = new JsonObject
        {
            ["type"] = "card_error",
            ["code"] = code,
            ["decline_code"] = decline,
            ["message"] = message,
        };
        tell("payment_intent.payment_failed", intent);
    }

    private void Let(JsonObject intent, string? why)
    {
        intent["status"] = "canceled";
        intent["cancellation_reason"] = why;
        intent["amount_capturable"] = 0L;
        if ((string?)intent["latest_charge"] is { } id && (string)Charges[id]["status"]! == "succeeded")
        {
            Charges[id]["refunded"] = true;
            Charges[id]["amount_refunded"] = (long)Charges[id]["amount"]!;
        }

        tell("payment_intent.canceled", intent);
    }

    private void Enter(string type, long amount, string currency, string source) =>
        Transactions.Insert(
            0,
            new JsonObject
            {
                ["id"] = Id("txn"),
                ["object"] = "balance_transaction",
                ["amount"] = amount,
                ["created"] = now(),
                ["currency"] = currency,
                ["fee"] = 0,
                ["net"] = amount,
                ["source"] = source,
                ["status"] = "available",
                ["type"] = type,
            }
        );

    private static string Status(JsonObject intent) => (string)intent["status"]!;

    internal static JsonObject Metadata(IReadOnlyDictionary<string, string> form)
    {
        var said = new JsonObject();
        foreach (var (name, value) in form.Where(pair => pair.Key.StartsWith("metadata[", StringComparison.Ordinal)))
        {
            said[name["metadata[".Length..^1]] = value;
        }

        return said;
    }

    private static StripeRefused Unexpected(JsonObject intent, string what) =>
        StripeRefused.Wrong("payment_intent_unexpected_state", $"Cannot {what}: this PaymentIntent is {Status(intent)}.");
}
