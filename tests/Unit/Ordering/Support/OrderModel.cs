// What an order ought to be, written a second time and differently: counters instead of pieces, answers by arithmetic instead of by a
// table.
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

/// <summary>One line as the model counts it.</summary>
public sealed class ModelLine(string vendor)
{
    public string Vendor => vendor;

    public long Units { get; set; }

    public long Net { get; set; }

    public long Tax { get; set; }

    public long Sent { get; set; }

    public long Arrived { get; set; }

    /// <summary>Units taken up by returns.</summary>
    public long Claimed { get; set; }

    /// <summary>Units that came back by line and are paid.</summary>
    public long Back { get; set; }

    public long PaidUnits { get; set; }

    public long PaidNet { get; set; }

    public long PaidTax { get; set; }
}

/// <summary>One order of the walk.</summary>
public sealed class OrderModel
{
    public required string Id { get; init; }

    /// <summary>paid, failed, cancelled or returned as a whole.</summary>
    public string Fate { get; set; } = "paid";

    public Dictionary<string, ModelLine> Lines { get; } = [];

    public HashSet<string> Begun { get; } = [];

    public List<(string Vendor, string Product, long Units, bool Arrived)> Sent { get; } = [];

    /// <summary>Parcels: whose, and whether it has arrived.</summary>
    public List<(string Vendor, bool Arrived)> Parcels { get; } = [];

    public List<(string Id, string State, string Product, long Units, bool Restock)> Returns { get; } = [];

    public long Total { get; set; }

    public long Taken { get; set; }

    public long GivenBack { get; set; }

    /// <summary>Units out of stock for this order, by product.</summary>
    public Dictionary<string, long> Out { get; } = [];

    public long Left => Taken - GivenBack;

    public string Status
    {
        get
        {
            if (Fate != "paid")
            {
                return Fate switch
                {
                    "failed" => "payment_failed",
                    _ => Fate,
                };
            }

            if (Lines.Values.All(line => line.Back == line.Units))
            {
                return "returned";
            }

            var far = Vendors.Select(Far).ToList();
            return far.All(one => one == 3) ? "delivered"
                : far.All(one => one >= 2) ? "shipped"
                : Parcels.Count > 0 ? "partially_shipped"
                : far.Any(one => one > 0) ? "processing"
                : "confirmed";
        }
    }

    public IEnumerable<string> Vendors => Lines.Values.Select(line => line.Vendor).Distinct().Order(StringComparer.Ordinal);

    /// <summary>0 waiting, 1 begun, 2 sent, 3 arrived.</summary>
    public int Far(string vendor)
    {
        var lines = Lines.Values.Where(line => line.Vendor == vendor).ToList();
        return lines.Sum(line => line.Sent) < lines.Sum(line => line.Units) ? (Begun.Contains(vendor) ? 1 : 0)
            : lines.Sum(line => line.Arrived) < lines.Sum(line => line.Units) ? 2
            : 3;
    }

    public void TakeOver(Terms terms)
    {
        foreach (var gone in Lines.Keys.Except(terms.Lines.Select(line => line.ProductId)).ToList())
        {
            Lines.Remove(gone);
        }

        foreach (var line in terms.Lines)
        {
            var known = Lines.TryGetValue(line.ProductId, out var one) ? one : Lines[line.ProductId] = new(line.VendorId);
            (known.Units, known.Net, known.Tax) = (line.Quantity, (line.Quantity * line.UnitPrice) - line.Discount, line.Tax);
        }

        Begun.IntersectWith(Vendors.ToList());
        Total = terms.Total;
    }

    public bool Send(string vendor, string? product, long units)
    {
        if (Fate != "paid" || Far(vendor) != 1 || Status is not ("processing" or "partially_shipped"))
        {
            return false;
        }

        if (
            product is not null
            && (!Lines.TryGetValue(product, out var only) || only.Vendor != vendor || units < 1 || units > only.Units - only.Sent)
        )
        {
            return false;
        }

        Pack(vendor, product, units);
        return true;
    }

    public bool Begin(string vendor) => Fate == "paid" && Far(vendor) == 0 && Begun.Add(vendor);

    public bool Arrive(string vendor, int? parcel)
    {
        if (Fate != "paid" || Status is not ("partially_shipped" or "shipped"))
        {
            return false;
        }

        if (parcel is { } number ? number < 1 || number > Parcels.Count || Parcels[number - 1] != (vendor, false) : Far(vendor) != 2)
        {
            return false;
        }

        Unpack(vendor, parcel);
        return true;
    }

    public bool MoveTo(string to)
    {
        var legal =
            (Status, to)
            is
                ("confirmed", "processing")
                or
                ("confirmed", "cancelled")
                or
                ("processing", "shipped")
                or
                ("partially_shipped", "shipped")
                or
                ("shipped", "delivered")
                or
                ("delivered", "returned");
        if (!legal || (to == "returned" && Returns.Any(one => one.State != "rejected")))
        {
            return false;
        }

        foreach (var vendor in Vendors.ToList())
        {
            Begun.Add(vendor);
            if (to == "shipped" && Far(vendor) == 1)
            {
                Pack(vendor, null, 0);
            }
            else if (to == "delivered")
            {
                Unpack(vendor, null);
            }
        }

        if (to is "cancelled" or "returned")
        {
            (Fate, GivenBack) = (to, Taken);
            Out.Clear();
        }

        return true;
    }

    public bool Claim(string id, string product, long units)
    {
        if (
            Status is not ("partially_shipped" or "shipped" or "delivered")
            || !Lines.TryGetValue(product, out var line)
            || units < 1
            || units > line.Arrived - line.Claimed
        )
        {
            return false;
        }

        line.Claimed += units;
        Returns.Add((id, "requested", product, units, false));
        return true;
    }

    public bool MoveReturn(string id, string to, long arrived, bool restock)
    {
        var at = Returns.FindIndex(one => one.Id == id);
        var (_, state, product, units, _) = Returns[at];
        if (
            (state, to)
            is not (

                ("requested", "approved")
                or
                ("requested", "rejected")
                or
                ("approved", "received")
                or
                ("approved", "rejected")
                or
                ("received", "refunded")
            )
        )
        {
            return false;
        }

        if (to == "received" && (arrived < 1 || arrived > units))
        {
            return false;
        }

        var line = Lines[product];
        line.Claimed -=
            to == "rejected" ? units
            : to == "received" ? units - arrived
            : 0;
        if (to == "received" && restock)
        {
            Out[product] -= arrived;
        }

        Returns[at] = (id, to, product, to == "received" ? arrived : units, restock);
        if (to == "refunded")
        {
            line.Back += units;
            var (net, tax) = Worth(line, units);
            if (net + tax > Left)
            {
                // Both shares of what is left, the larger remainder first.
                var (left, whole) = (Left, net + tax);
                var shareNet = left * net / whole;
                shareNet += (left * net % whole) >= (left * tax % whole) && left - shareNet - (left * tax / whole) > 0 ? 1 : 0;
                (net, tax) = (shareNet, left - shareNet);
            }

            Pay(line, units, net, tax);
        }

        return true;
    }

    public bool Refund(long amount)
    {
        if (Status is "payment_failed" or "cancelled" || amount < 1 || amount > Left)
        {
            return false;
        }

        GivenBack += amount;
        return true;
    }

    public bool RefundLine(string product, long units)
    {
        if (
            Status is "payment_failed" or "cancelled"
            || !Lines.TryGetValue(product, out var line)
            || units < 1
            || units > line.Units - line.PaidUnits
        )
        {
            return false;
        }

        var (net, tax) = Worth(line, units);
        if (net + tax < 1 || net + tax > Left)
        {
            return false;
        }

        Pay(line, units, net, tax);
        return true;
    }

    public bool MayEdit(IReadOnlyDictionary<string, long> units) =>
        Status is "confirmed" or "processing" or "partially_shipped"
        && units.Count > 0
        && Lines.All(line =>
            units.GetValueOrDefault(line.Key) >= Math.Min(line.Value.Units, Math.Max(line.Value.Sent, line.Value.PaidUnits))
        )
        && (units.Count != Lines.Count || Lines.Any(line => units.GetValueOrDefault(line.Key) != line.Value.Units));

    public void Edit(Terms terms, IReadOnlyDictionary<string, long> units)
    {
        var difference = terms.Total - Total;
        Taken += Math.Max(0, difference);
        GivenBack += Math.Min(Math.Max(0, -difference), Left);
        foreach (var product in units.Keys.Union(Lines.Keys).ToList())
        {
            Out[product] =
                Out.GetValueOrDefault(product)
                + units.GetValueOrDefault(product)
                - (Lines.TryGetValue(product, out var line) ? line.Units : 0);
        }

        TakeOver(terms);
    }

    private void Pack(string vendor, string? product, long units)
    {
        Parcels.Add((vendor, false));
        foreach (var (name, line) in Lines.Where(line => line.Value.Vendor == vendor && (product is null || line.Key == product)))
        {
            var count = product is null ? line.Units - line.Sent : units;
            line.Sent += count;
            Sent.Add((vendor, name + "#" + Parcels.Count, count, false));
        }
    }

    private void Unpack(string vendor, int? parcel)
    {
        for (var i = 0; i < Parcels.Count; i++)
        {
            if (Parcels[i] != (vendor, false) || (parcel ?? i + 1) != i + 1)
            {
                continue;
            }

            Parcels[i] = (vendor, true);
            foreach (var (_, name, units, _) in Sent.Where(one => one.Product.EndsWith("#" + (i + 1), StringComparison.Ordinal)))
            {
                Lines[name[..name.IndexOf('#')]].Arrived += units;
            }
        }
    }

    private void Pay(ModelLine line, long units, long net, long tax)
    {
        line.PaidUnits += units;
        line.PaidNet += net;
        line.PaidTax += tax;
        GivenBack += net + tax;
    }

    // Half a unit goes up: twice the amount, a half added, in whole numbers.
    private static (long Net, long Tax) Worth(ModelLine line, long units)
    {
        var upTo = Math.Min(line.Units, line.PaidUnits + units);
        long Share(long whole) => ((2 * whole * upTo) + line.Units) / (2 * line.Units);
        return (Math.Max(0, Share(line.Net) - line.PaidNet), Math.Max(0, Share(line.Tax) - line.PaidTax));
    }
}
