// How much may wait for a payment: of one holder, and of one product. Without it a guest with a bank transfer empties the shop for a week,
// free.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Inventory;

/// <summary>What one holder holds unpaid. Changed only by <see cref="StockBook"/>.</summary>
internal sealed class UnpaidTab(string holder, long orders, long units, bool stored)
{
    public string Holder => holder;

    public long Orders { get; private set; } = orders;

    public long Units { get; private set; } = units;

    /// <summary>Whether the table has a row of it already.</summary>
    public bool Stored => stored;

    public bool Changed { get; private set; }

    public void Add(int someOrders, long someUnits)
    {
        Changed = true;
        (Orders, Units) = (Orders + someOrders, Units + someUnits);
        if (Orders < 0 || Units < 0)
        {
            throw new InvalidOperationException($"{Holder} would hold {Orders} unpaid orders of {Units} units.");
        }
    }
}

/// <summary>Bounds on units that wait for a payment.</summary>
/// <param name="Orders">Orders of one signed-in user.</param>
/// <param name="Units">Units in them.</param>
/// <param name="NetworkOrders">Orders of all guests of one network together.</param>
/// <param name="NetworkUnits">Units in them.</param>
/// <param name="Percent">
/// Of a product's units on hand, in all such orders together, rounded down; one unit may always wait, so that the last one can be sold.
/// </param>
internal sealed record UnpaidBounds(int Orders, int Units, int NetworkOrders, int NetworkUnits, int Percent)
{
    private const string UserPrefix = "user/";
    private const string NetworkPrefix = "network/";

    public static readonly IReadOnlyList<string> Keys =
    [
        "Stock:Unpaid:Orders",
        "Stock:Unpaid:Units",
        "Stock:Unpaid:NetworkOrders",
        "Stock:Unpaid:NetworkUnits",
        "Stock:Unpaid:Percent",
    ];

    private static readonly Refusal WrongHolder = Refusal.Invalid(
        "holder_invalid",
        $"A holder begins with {UserPrefix} or {NetworkPrefix} and has at most {Limits.NameCharsMax} characters."
    );

    /// <summary>What holds where nobody says otherwise: more than people let wait, and too little to hurt a shop.</summary>
    public static UnpaidBounds Usual { get; } = new(5, 200, 20, 500, 10);

    public static UnpaidBounds Of(IConfiguration configuration) =>
        new(
            configuration.Number(Keys[0], Usual.Orders, 1, 1_000_000),
            configuration.Number(Keys[1], Usual.Units, 1, 1_000_000_000),
            configuration.Number(Keys[2], Usual.NetworkOrders, 1, 1_000_000),
            configuration.Number(Keys[3], Usual.NetworkUnits, 1, 1_000_000_000),
            configuration.Number(Keys[4], Usual.Percent, 0, 100)
        );

    public static Refusal? CheckHolder(string holder) =>
        holder.Length <= Limits.NameCharsMax
        && (holder.StartsWith(UserPrefix, StringComparison.Ordinal) || holder.StartsWith(NetworkPrefix, StringComparison.Ordinal))
            ? null
            : WrongHolder;

    /// <summary>Why a holder may not let one more order of so many units wait, or null.</summary>
    public Refusal? Refuses(UnpaidTab tab, long units)
    {
        var network = tab.Holder.StartsWith(NetworkPrefix, StringComparison.Ordinal);
        var (ordersMax, unitsMax, whose) = network
            ? (NetworkOrders, NetworkUnits, "without an account from your network")
            : (Orders, Units, "of yours");
        return tab.Orders >= ordersMax
                ? Refusal.Conflict(
                    "too_many_unpaid_orders",
                    $"{tab.Orders} orders {whose} wait for their payment, and no more may. Pay or cancel one of them, or pay this one at once.",
                    new JsonObject { ["unpaid"] = tab.Orders, ["max"] = ordersMax }
                )
            : tab.Units + units > unitsMax
                ? Refusal.Conflict(
                    "too_many_unpaid_units",
                    $"Orders {whose} may keep {unitsMax} units waiting for a payment; {tab.Units} wait already, {units} are asked. Order fewer, or pay at once.",
                    new JsonObject { ["unpaid"] = tab.Units, ["max"] = unitsMax }
                )
            : null;
    }

    /// <summary>Why so many units of these products may not wait, or null.</summary>
    public Refusal? Refuses(Units[] lines, Func<string, StockLevel> level)
    {
        JsonArray? over = null;
        foreach (var (productId, quantity) in lines)
        {
            var now = level(productId);
            var left = Math.Max(Percent == 0 ? 0 : 1, now.OnHand * Percent / 100) - now.Unpaid;
            if (quantity > left)
            {
                over ??= [];
                over.Add(
                    new JsonObject
                    {
                        ["product_id"] = productId,
                        ["requested"] = quantity,
                        ["available"] = Math.Max(0, Math.Min(left, now.Available)),
                    }
                );
            }
        }

        return over is null
            ? null
            : Refusal.Conflict(
                "unpaid_share",
                $"Orders that wait for their payment may keep only a part of what there is: {string.Join(", ", over.Select(line => $"product {line!["product_id"]} ({line["available"]} more, {line["requested"]} asked)"))}. Order fewer, or pay at once.",
                new JsonObject { ["lines"] = over }
            );
    }
}
