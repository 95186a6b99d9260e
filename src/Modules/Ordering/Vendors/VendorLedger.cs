// What every change of an order means to its vendors: where their parts stand, and what the shop owes them, in the transaction of the
// change.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>
/// Keeps the vendors' books. The ledger says nothing that cannot be made of the order again: each entry is the difference between what is
/// due and what is booked.
/// </summary>
public sealed class VendorLedger(Marketplace marketplace)
{
    /// <summary>The stage of a part that its vendor must not see: nobody has paid.</summary>
    public const string Unpaid = "unpaid";

    private const int NewColumns = 14;

    private static readonly RowsInsert NewParts = new(
        "INSERT INTO fulfilments(order_id, vendor_id, status, units, amount, currency, created_ms, stage, goods, discount, tax, shipping, commission, commission_milli) VALUES ",
        NewColumns
    );

    private static readonly RowsInsert MovedParts = new(
        "UPDATE fulfilments SET stage = v.column3, booked = v.column4, booked_commission = v.column5, created_ms = v.column6 FROM (VALUES ",
        6,
        ") AS v WHERE fulfilments.order_id = v.column1 AND fulfilments.vendor_id = v.column2"
    );

    /// <summary>A part's stage: its state as its vendor sees it.</summary>
    public static string StageOf(Order order, Part part) =>
        VendorOrderBody.Sees(order, part.VendorId) ? VendorOrderBody.StageOf(order, part) : Unpaid;

    /// <summary>
    /// What the customer has paid for good for a vendor's part, minor units: the sale less the refunds that the vendor bears. Nothing
    /// before the payment, and nothing once all of the order's money is back, so that the entries of such an order end at exactly 0.
    /// Goodwill of the shop is not the vendors'.
    /// </summary>
    public static long Kept(Order order, VendorShare share, IReadOnlyList<VendorShare> all)
    {
        if (order.Refunded() >= order.Captured())
        {
            return 0;
        }

        // Of money that is held only what was taken is the vendor's.
        var kept = order.IsHeld() ? order.SaleSoFar(share, all) : share.Sale;
        foreach (var refund in order.AfterSaleSoFar.Refunds.Where(refund => refund.Kind != Refund.OfEdit))
        {
            var own = refund.VendorId == share.VendorId;
            kept -= refund.VendorId is not null
                ? (own ? refund.Amount : 0)
                : refund.Lines.Where(line => line.VendorId == share.VendorId).Sum(line => line.Amount);
        }

        // What an edit has taken out of the terms since is no part of the shares any more.
        var shipping =
            order.AfterSaleSoFar.Refunds.Where(refund => refund.VendorId is null).Sum(refund => refund.Shipping)
            - order.ShippingBackBeyond(order.Terms);
        return shipping <= 0
            ? kept
            : kept - Contracts.Money.Allocate(shipping, [.. all.Select(one => one.Shipping)])[all.ToList().IndexOf(share)];
    }

    /// <summary>The parts of new orders, with what each is worth.</summary>
    internal ValueTask Open(Transaction tx, IEnumerable<Order> orders)
    {
        var rows = new List<object?>();
        foreach (var order in orders)
        {
            var shares = VendorShare.Of(order.Terms, marketplace.CommissionMilli);
            foreach (var part in order.Parts)
            {
                var share = shares.First(share => share.VendorId == part.VendorId);
                rows.AddRange([
                    order.Id,
                    part.VendorId,
                    part.Status,
                    part.Units,
                    part.Amount,
                    order.Terms.Currency,
                    order.CreatedMs,
                    StageOf(order, part),
                    share.Goods,
                    share.Discount,
                    share.Tax,
                    share.Shipping,
                    share.Commission,
                    share.CommissionMilli,
                ]);
            }
        }

        return NewParts.Run(tx, rows);
    }

    /// <summary>The parts as they are before a change: to be read before it is written.</summary>
    internal static async ValueTask<ILookup<string, BookedPart>> Before(Transaction tx, IReadOnlyCollection<Order> orders)
    {
        var rows =
            orders.Count == 0
                ? []
                : await tx.Query(
                    $"SELECT f.order_id, f.vendor_id, f.stage, {VendorLists.ShareColumns} FROM fulfilments f WHERE {tx.Dialect.In("f.order_id", 1)}",
                    row =>
                        (
                            OrderId: row.GetString(0),
                            Part: new BookedPart(row.GetString(1), row.GetString(2), VendorShare.Map(row, row.GetString(1), 3))
                        ),
                    [orders.Select(order => order.Id).ToArray()]
                );
        return rows.ToLookup(row => row.OrderId, row => row.Part, StringComparer.Ordinal);
    }

    /// <summary>Books a change: to be called after it is written.</summary>
    internal async ValueTask Book(Transaction tx, IEnumerable<Order> orders, ILookup<string, BookedPart> before)
    {
        var (entries, moved) = (new VendorEntries(), new List<object?>());
        foreach (var order in orders.OrderBy(order => order.Id, StringComparer.Ordinal))
        {
            await Book(tx, order, [.. before[order.Id]], entries, moved);
        }

        await MovedParts.Run(tx, moved);
        await entries.Write(tx);
    }

    private async ValueTask Book(Transaction tx, Order order, List<BookedPart> before, VendorEntries entries, List<object?> moved)
    {
        var edited = order.Added.Any(entry => entry.Type == "order.edited");
        var shares = edited
            ? VendorShare.Of(
                order.Terms,
                vendor =>
                    before.Find(part => part.VendorId == vendor) is { Share: { } share }
                        ? share.CommissionMilli
                        : marketplace.CommissionMilli(vendor)
            )
            : [.. before.Select(part => part.Share).OfType<VendorShare>()];
        var outside = before.Exists(part => part.Share is null);
        foreach (
            var vendor in before
                .Select(part => part.VendorId)
                .Union(order.Parts.Select(part => part.VendorId), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            var was = before.Find(part => part.VendorId == vendor) ?? new(vendor, Unpaid, null);
            var stage = order.Parts.FirstOrDefault(part => part.VendorId == vendor) is { } part ? StageOf(order, part) : Unpaid;
            if (stage != was.Stage)
            {
                entries.Moved(vendor, was.Stage, stage);
            }

            var (booked, bookedCommission) = (was.Share?.Booked ?? 0, was.Share?.BookedCommission ?? 0);
            var share = shares.FirstOrDefault(share => share.VendorId == vendor);
            var kept = share is null || outside ? 0 : Kept(order, share, shares);
            var commission = share is null || outside ? 0 : share.CommissionOn(kept);
            Add(entries, order, vendor, kept - booked, VendorEntry.Sale, VendorEntry.Refund);
            Add(entries, order, vendor, bookedCommission - commission, VendorEntry.CommissionRefund, VendorEntry.Commission);
            if ((was.Stage == Unpaid || IsFirstTaken(order, vendor)) && kept > 0 && booked == 0)
            {
                entries.Sold(
                    vendor,
                    order.Terms.Currency,
                    order.Terms.Lines.Where(line => line.VendorId == vendor).Sum(line => line.Quantity),
                    order.UpdatedMs
                );
            }

            if (edited && share is not null && !outside)
            {
                await tx.Send(
                    """
                    UPDATE fulfilments SET stage = $3, booked = $4, booked_commission = $5, created_ms = $6, goods = $7, discount = $8, tax = $9, shipping = $10, commission = $11, commission_milli = $12
                    WHERE order_id = $1 AND vendor_id = $2
                    """,
                    order.Id,
                    vendor,
                    stage,
                    kept,
                    commission,
                    order.CreatedMs,
                    share.Goods,
                    share.Discount,
                    share.Tax,
                    share.Shipping,
                    share.Commission,
                    share.CommissionMilli
                );
            }
            else if (edited || stage != was.Stage || kept != booked || commission != bookedCommission)
            {
                moved.AddRange([order.Id, vendor, stage, kept, commission, order.CreatedMs]);
            }
        }
    }

    // The order counts for a vendor once, with the first money that was taken for it; what came back since has been taken before.
    private static bool IsFirstTaken(Order order, string vendorId) =>
        order.IsHeld()
        && order.AfterSaleSoFar.Refunds.All(refund => refund.VendorId != vendorId && refund.Lines.All(line => line.VendorId != vendorId));

    private static void Add(VendorEntries entries, Order order, string vendorId, long difference, string up, string down)
    {
        if (difference != 0)
        {
            entries.Add(
                new(vendorId, order.Terms.Currency, difference > 0 ? up : down, difference, order.Id, order.Version, null, order.UpdatedMs)
            );
        }
    }
}

/// <summary>A part as the table has it; the share is null for orders older than the ledger.</summary>
internal sealed record BookedPart(string VendorId, string Stage, VendorShare? Share);
