// The vendors' desks in a demo's past: which parts of which orders are packed, sent and delivered when.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Host;

/// <summary>An order that is paid, and whose parts are under way.</summary>
internal sealed record HistoryOrder(string Id, PlannedBasket Basket, string Token, IReadOnlyList<Line> Lines, string Currency)
{
    /// <summary>Parts that have not arrived.</summary>
    public int Missing { get; set; }
}

/// <summary>A vendor's part of an order.</summary>
/// <param name="order">The order.</param>
/// <param name="vendorId">Whose part.</param>
/// <param name="paidAt">Since when it can be packed.</param>
/// <param name="packDays">Days from packing to sending: 0 is the same afternoon.</param>
/// <param name="wayDays">Days of the parcel.</param>
internal sealed class HistoryPart(HistoryOrder order, string vendorId, DateTimeOffset paidAt, int packDays, int wayDays)
{
    public HistoryOrder Order => order;

    public string OrderId => order.Id;

    public string VendorId => vendorId;

    public int PackDays => packDays;

    public int WayDays => wayDays;

    /// <summary>When it went to where it is now.</summary>
    public DateTimeOffset Since { get; set; } = paidAt;
}

internal sealed class HistoryDesk
{
    /// <summary>From noon to the next morning, to the afternoon: whole days are counted a little short.</summary>
    private static readonly TimeSpan Half = TimeSpan.FromHours(12);

    // By vendor and by where a part goes next.
    private readonly Dictionary<(string VendorId, string To), List<HistoryPart>> waiting = [];
    private readonly HashSet<string> sold = new(StringComparer.Ordinal);

    /// <summary>Who sells for the vendors that have no account of their own yet; the first has the demo's vendor.</summary>
    public static IReadOnlyList<DemoPerson> Sellers { get; } =
    [
        new("demo-vendor-2", "fern@example.com", "Flora Fern", null, Demo.Vendors[1].Id),
        new("demo-vendor-3", "lumen@example.com", "Luca Lumen", null, Demo.Vendors[2].Id),
        new("demo-vendor-4", "harbor@example.com", "Hanne Harbor", null, Demo.Vendors[3].Id),
        new("demo-vendor-5", "mono@example.com", "Mona Mono", null, Demo.Vendors[4].Id),
    ];

    /// <summary>The account that sells for a vendor.</summary>
    public static string SellerOf(string vendorId) =>
        Sellers.FirstOrDefault(seller => seller.VendorId == vendorId)?.UserId ?? "demo-vendor";

    /// <summary>Whether some units of a product were sold.</summary>
    public bool WasSold(string productId) => sold.Contains(productId);

    /// <summary>Notes what an order takes out of stock.</summary>
    public void Sold(Order order) => sold.UnionWith(order.Terms.Lines.Select(line => line.ProductId));

    /// <summary>Takes an order that is paid.</summary>
    public void Take(Order order, PlannedBasket basket, string token, DateTimeOffset now)
    {
        var kept = new HistoryOrder(order.Id, basket, token, order.Terms.Lines, order.Terms.Currency);
        var vendors = order.Terms.Lines.Select(line => line.VendorId).Distinct().Order(StringComparer.Ordinal).ToList();
        kept.Missing = vendors.Count;
        for (var i = 0; i < vendors.Count; i++)
        {
            // The last of several vendors is the slow one, so that some orders leave in parts.
            var packDays = i == vendors.Count - 1 ? basket.Slowness : 0;
            var wayDays =
                (basket.ShippingMethod == Rates.Express ? 1 : 3) + basket.Slowness + (basket.Buyer.Address.Country == "US" ? 0 : 3);
            Of(vendors[i], Status.Processing).Add(new(kept, vendors[i], now, packDays, wayDays));
        }
    }

    /// <summary>The parts of a vendor that are due to go there.</summary>
    public List<HistoryPart> Due(string vendorId, string to, DateTimeOffset now) =>
        [
            .. Of(vendorId, to)
                .Where(part =>
                    to switch
                    {
                        Status.Processing => true,
                        Status.Shipped => now - part.Since > (TimeSpan.FromDays(part.PackDays) - Half),
                        _ => now - part.Since > TimeSpan.FromDays(part.WayDays) - Half,
                    }
                ),
        ];

    /// <summary>Notes where parts are now; answers the orders of which all has arrived, and whose customers do something more.</summary>
    public List<HistoryOrder> Moved(IEnumerable<HistoryPart> parts, string to, DateTimeOffset now)
    {
        var arrived = new List<HistoryOrder>();
        foreach (var part in parts)
        {
            Of(part.VendorId, to).Remove(part);
            part.Since = now;
            if (to != Status.Delivered)
            {
                Of(part.VendorId, to == Status.Processing ? Status.Shipped : Status.Delivered).Add(part);
            }
            else if (--part.Order.Missing == 0 && part.Order.Basket.Fate is Fate.Returned or Fate.ReturnRejected or Fate.Eased)
            {
                arrived.Add(part.Order);
            }
        }

        return arrived;
    }

    private List<HistoryPart> Of(string vendorId, string to) =>
        waiting.TryGetValue((vendorId, to), out var parts) ? parts : waiting[(vendorId, to)] = [];
}
