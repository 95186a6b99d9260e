// What is looked at when a story is over: the promises that can be seen kept only then.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Simulation;

internal sealed partial class Promises
{
    /// <summary>A person's list of orders has what they were told of, and nothing else.</summary>
    public void Listed(Person person, Reply reply)
    {
        if (reply.Status == 401 && TokensMayEnd)
        {
            return;
        }

        var listed = (JsonNode.Parse(reply.Text)?["items"]?.AsArray() ?? [])
            .Select(item => (string)item!["order_id"]!)
            .ToHashSet(StringComparer.Ordinal);
        var told = placements.Values.Where(one => one.By == person && one.OrderId is not null).ToList();
        foreach (var missing in told.Where(one => !listed.Contains(one.OrderId!)))
        {
            Find(Finding.Durable, $"{person.Who} was promised {missing.Name}, which is not among their orders.");
        }

        if (listed.Except(told.Select(one => one.OrderId!)).FirstOrDefault() is { } more)
        {
            Find(Finding.OneEffect, $"{person.Who} has the order {more}, which none of their keys was answered with.");
        }
    }

    /// <summary>What the shop says of a product's units in the end.</summary>
    public void Counted(int number, Reply reply, IEnumerable<Step> about)
    {
        var json = JsonNode.Parse(reply.Text)!;
        foreach (var member in new[] { "on_hand", "reserved", "available" })
        {
            if ((long?)json[member] is < 0 or null)
            {
                Find(Finding.Oversold, $"Of {Goods.Name(number)} {member} is {json[member]}.");
            }
        }

        var steps = about.ToList();
        var came =
            Demo.Stock(number)
            + steps
                .Where(step => step.Does is "correct stock" or "deliver many")
                .Sum(step => step.Loss == Loss.Twice ? 2L * step.Quantity : step.Quantity);
        var orders = placements.Values.Where(one =>
            one.IsLive && one.Order is { } order && (order["returns"] as JsonArray ?? []).Count == 0
        );
        var sold = orders
            .DistinctBy(one => one.OrderId)
            .SelectMany(one => one.Order!["items"]!.AsArray())
            .Where(item => (string?)item!["product_id"] == Demo.ProductId(number))
            .Sum(item => (long)item!["quantity"]!);
        if (sold > came)
        {
            Find(
                Finding.Oversold,
                string.Create(CultureInfo.InvariantCulture, $"{sold} {Goods.Name(number)} were sold, and there were {came}.")
            );
        }
    }

    /// <summary>All that can be said only in the end.</summary>
    public void Close(IReadOnlyList<Step> steps)
    {
        foreach (var placement in Placements.Where(one => one.OrderId is not null))
        {
            Kept(placement);
            Paid(placement);
        }

        Used(steps);
        foreach (var ((owner, product), history) in carts)
        {
            foreach (var placement in Placements.Where(one => one.By == owner))
            {
                Taken(history, placement, product);
            }

            if (history.Unexplained(out var skipped) is { } wrong)
            {
                var most = wrong.Possible.Count == 0 ? 0 : wrong.Possible[^1];
                Find(
                    wrong.Look.Seen > most ? Finding.CartReturned : Finding.CartLost,
                    $"{owner.Who} {wrong.Look.Said} {Goods.Name(int.Parse(product, CultureInfo.InvariantCulture))} in their cart, where there can be {CartHistory.Said(wrong.Possible)}."
                );
            }

            Skipped += skipped ? 1 : 0;
        }
    }

    private void Kept(Placement placement)
    {
        if (placement.Final is { Status: 401 } && TokensMayEnd)
        {
            return;
        }

        if (placement.Order is not { } order)
        {
            Find(
                Finding.Durable,
                $"{placement.By.Who} was promised {placement.Name}, and looking at it is answered {placement.Final?.Status}."
            );
            return;
        }

        var promised = JsonNode.Parse(placement.Promised!)!;
        string[] members = touched.Contains(placement.Name)
            ? ["currency", "created_at"]
            : ["currency", "created_at", "subtotal", "total_price"];
        foreach (var member in members)
        {
            if (promised[member]?.ToJsonString() != order[member]?.ToJsonString())
            {
                Find(
                    Finding.Durable,
                    $"{placement.Name} was promised with {member} {promised[member]}, and has {order[member]} in the end."
                );
            }
        }
    }

    private void Paid(Placement placement)
    {
        if (placement.Sums is not { } sums || placement.Order is not { } order)
        {
            return;
        }

        var total = (decimal)order["total_price"]!;
        var (captured, refunded) = sums;
        var wrong =
            refunded > captured ? "more was given back than was taken"
            : touched.Contains(placement.Name) || uncertain.Contains(placement.Name) ? null
            : !placement.IsLive && captured != refunded ? "it came to nothing, and its money is kept"
            : placement.IsLive && captured > total ? "more was taken than it costs"
            : placement.IsLive && placement.Status != "pending" && captured - refunded != total ? "it is paid, and not with what it costs"
            : null;
        if (wrong is not null)
        {
            Find(
                Finding.Charged,
                $"{placement.Name} is {placement.Status} and costs {total}; {captured} was taken and {refunded} given back ({placement.PaymentsSaid}): {wrong}."
            );
        }
    }

    private void Used(IReadOnlyList<Step> steps)
    {
        var uses = Placements
            .Where(one => one.IsLive && (string?)one.Order!["coupon_code"] is not null)
            .DistinctBy(one => one.OrderId)
            .ToList();
        foreach (
            var person in uses.Where(one => (string?)one.Order!["coupon_code"] == "WELCOME10")
                .GroupBy(one => one.By)
                .Where(of => of.Count() > 1)
        )
        {
            Find(Finding.Coupons, $"{person.Key.Who} used WELCOME10 {person.Count()} times, and may once.");
        }

        foreach (var made in steps.Where(step => step.Does == "make coupon"))
        {
            // What the code is called only the story's key says: orders are asked for by the thing's name.
            var orders = steps
                .Where(step => step.Of == made.Makes && step.Makes is not null)
                .Select(step => step.Makes!)
                .ToHashSet(StringComparer.Ordinal);
            var used = uses.Count(one => orders.Contains(one.Name));
            if (used > int.Parse(made.With!, CultureInfo.InvariantCulture))
            {
                Find(Finding.Coupons, $"The code of {made.Makes} was used {used} times, and may be {made.With} times.");
            }
        }
    }
}
