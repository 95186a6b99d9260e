// A shop that breaks one promise: each must be found, or the checks are worth nothing.
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>A door that lies in one way.</summary>
/// <param name="door">The honest one.</param>
/// <param name="lie">One of <see cref="Lies"/>.</param>
internal sealed class LyingDoor(IDoor door, string lie) : IDoor
{
    private int adds;

    /// <summary>Each way to lie, and the check that finds it.</summary>
    public static IReadOnlyDictionary<string, string> Lies { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["every third add is acknowledged and not done"] = Finding.CartLost,
            ["a removal is acknowledged and not done"] = Finding.CartReturned,
            ["a key is answered with another body each time"] = Finding.OneEffect,
            ["orders are not seen by those who made them"] = Finding.OwnWrites,
            ["orders cost more in the end than was promised"] = Finding.Durable,
            ["carts name somebody else"] = Finding.Isolation,
            ["stock is below zero"] = Finding.Oversold,
            ["payments are captured twice"] = Finding.Charged,
            ["a code for one use is used in every order"] = Finding.Coupons,
            ["a look into a cart is answered 500"] = Finding.Answers,
        };

    /// <inheritdoc/>
    public DateTimeOffset Now => door.Now;

    /// <inheritdoc/>
    public bool ClocksJump => door.ClocksJump;

    private int told;

    /// <inheritdoc/>
    public Task Wait(TimeSpan time) => door.Wait(time);

    /// <inheritdoc/>
    public async Task<Reply?> Ask(Call call)
    {
        var isCart = call is { Method: "GET", Path: "/api/cart/me" };
        var isOrder = call.Method == "GET" && call.Path.StartsWith("/api/orders/", StringComparison.Ordinal);
        var isItems = call is { Method: "POST", Path: "/api/cart/me/items" };
        var isRemoval = call.Method == "DELETE" && call.Path.StartsWith("/api/cart/me/items/", StringComparison.Ordinal);
        switch (lie)
        {
            case "every third add is acknowledged and not done" when isItems && ++adds % 3 == 0:
                return new(201, string.Empty, new Dictionary<string, string>());
            case "a removal is acknowledged and not done" when isRemoval:
                return new(204, string.Empty, new Dictionary<string, string>());
            case "a look into a cart is answered 500" when isCart && ++told == 1:
                return new(500, "{}", new Dictionary<string, string>());
        }

        var reply = await door.Ask(call);
        if (reply is not { Status: >= 200 and < 300 })
        {
            return reply;
        }

        return lie switch
        {
            "a key is answered with another body each time" when call.Key is not null => reply with
            {
                Text = reply.Text + new string(' ', ++told),
            },
            "orders are not seen by those who made them" when isOrder => reply with { Status = 404, Text = "{}" },
            "orders cost more in the end than was promised" when isOrder => With(reply, "subtotal", 1_000_000m),
            "carts name somebody else" when isCart => reply with
            {
                Text = reply.Text.Insert(1, "\"owners\":\"customer@example.com guest1@people.example.com\","),
            },
            "stock is below zero" when call.Path.StartsWith("/api/inventory/", StringComparison.Ordinal) => With(reply, "available", -1),
            "payments are captured twice" when call.Path.StartsWith("/api/payments?", StringComparison.Ordinal) => Doubled(reply),
            "a code for one use is used in every order" when isOrder => With(reply, "coupon_code", "WELCOME10"),
            _ => reply,
        };
    }

    private static Reply Doubled(Reply reply)
    {
        var json = JsonNode.Parse(reply.Text)!;
        if (json["totals"] is JsonObject totals)
        {
            totals["captured"] = 2 * ((decimal?)totals["captured"] ?? 0);
        }

        return reply with
        {
            Text = json.ToJsonString(),
        };
    }

    private static Reply With(Reply reply, string member, JsonNode value)
    {
        var json = JsonNode.Parse(reply.Text)!;
        json[member] = value;
        return reply with { Text = json.ToJsonString() };
    }
}
