// Staff give an order other lines: priced now, saved as an intent, and carried out by the runner.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The slice behind PATCH /api/orders/{id}/lines.</summary>
public sealed class EditOrder(
    OrderStore store,
    MoveOrder moving,
    ICatalog catalog,
    IPromotions promotions,
    ShopShipping shipping,
    ShopTaxes taxes,
    SumBoundsSql sums,
    PaymentChoices choices,
    [Steady] TimeProvider clock
)
{
    private const int EntriesAtOnceMax = 50;

    // Fewer than of other changes: each asks Catalog and Promotions for prices.
    private const int TriesMax = 10;
    private const string Undone = "The edit was refused.";

    /// <summary>
    /// The order with these lines, or why not. Prices agreed on stay, new lines cost what they cost today. The same key again answers what
    /// became of the first. Refused as <see cref="Editing.StartEdit"/>, with <c>product_unavailable</c>, <c>currency_differs</c>,
    /// <c>order_total_limit</c>, <c>vendor_sum_limit</c>, <c>tax_unknown</c>, <c>shipping_unknown</c>, <c>version_mismatch</c>,
    /// <c>order_busy</c>, <c>idempotency_key_reused</c>, <c>payment_method_not_accepted</c> where it would cost more, and with what
    /// Inventory and Payments say (<c>out_of_stock</c>, <c>card_declined</c>).
    /// </summary>
    public async ValueTask<Outcome<Order>> Edit(string orderId, EditAsk ask, Actor actor, CancellationToken cancel)
    {
        // Who names no version means the order as it is: where somebody else was faster, it is priced anew for what they left.
        for (var tries = 1; ; tries++)
        {
            var answer = await store.Get(orderId) is { } order ? await EditAt(order, ask, actor, cancel) : OrderStore.NotFound;
            if (answer.Refused?.Code != Conditional.VersionMismatch(0).Code || ask.Version is not null)
            {
                return answer;
            }

            if (tries == TriesMax)
            {
                return OrderStore.Busy;
            }
        }
    }

    /// <summary>The lines are priced for the order as it was seen, so the intent is saved only where it still is that.</summary>
    private async ValueTask<Outcome<Order>> EditAt(Order order, EditAsk ask, Actor actor, CancellationToken cancel)
    {
        Terms? terms = null;
        if (
            order.Repeated(ask) is null
            && (
                !MoveOrder.At(order, ask.Version, seen => seen.MayBecome(ask.Lines) is { } wrong ? wrong : seen).Is(out _, out var refused)
                || !(await Reprice(order, ask.Lines, cancel)).Is(out terms, out refused)
            )
        )
        {
            return refused;
        }

        if (terms is not null && terms.Total > order.Terms.Total && await choices.RefusedLater(order, cancel) is { } notPayable)
        {
            return notPayable;
        }

        var edited = await moving.AndGiveBack(
            order.Id,
            now =>
                now.Repeated(ask)
                ?? MoveOrder.At(now, order.Version, seen => seen.StartEdit(terms!, ask, actor, clock.GetUtcNow().ToUnixTimeMilliseconds())),
            cancel
        );
        return edited.Is(out var after, out refused)
            ? await RefusalOf(order, after, ask) is { } undone
                ? undone
                : after
            : refused;
    }

    /// <summary>Why the edit was undone; null when it was not, or not yet.</summary>
    private async ValueTask<Refusal?> RefusalOf(Order before, Order after, EditAsk ask)
    {
        if (ask.Key is not null)
        {
            var keyed = after.AfterSaleSoFar.KeyedEdits!.First(one => one.Key == ask.Key);
            return keyed.RefusedCode is null ? null : Refusal.Conflict(keyed.RefusedCode, keyed.RefusedDetail ?? Undone);
        }

        // The first to end is this one, because no other begins before that.
        var ended = (await store.Timeline(before.Id, before.Version, EntriesAtOnceMax)).FirstOrDefault(entry =>
            entry.Type is "order.edited" or "order.edit_refused"
        );
        return ended is not { Type: "order.edit_refused" }
            ? null
            : Refusal.Conflict(EntryData.Read(ended.Data!).Reason ?? "edit_refused", ended.Detail ?? Undone);
    }

    private async ValueTask<Outcome<Terms>> Reprice(Order order, IReadOnlyList<UnitsOf> lines, CancellationToken cancel)
    {
        var agreed = order.Terms;
        var known = agreed.Lines.ToDictionary(line => line.ProductId, StringComparer.Ordinal);
        var products = new Dictionary<string, Product>(StringComparer.Ordinal);
        if (lines.Where(units => !known.ContainsKey(units.ProductId)).Select(units => units.ProductId).ToList() is { Count: > 0 } unknown)
        {
            if (!(await catalog.GetProducts(new() { ProductIds = { unknown } }, cancel)).Is(out var found, out var absent))
            {
                return absent;
            }

            products = found.Products.ToDictionary(product => product.ProductId, StringComparer.Ordinal);
        }

        var items = new List<Item>(lines.Count);
        foreach (var (productId, quantity) in lines)
        {
            if (known.TryGetValue(productId, out var line))
            {
                items.Add(
                    new(
                        productId,
                        line.ProductName,
                        line.VendorId,
                        line.Category,
                        quantity,
                        line.UnitPrice,
                        line.TaxClass ?? TaxClasses.Standard,
                        line.NoWithdrawal,
                        TaxMark: line.TaxMark,
                        NoShipping: !line.IsSent,
                        WeightG: line.WeightG ?? 0
                    )
                );
            }
            else if (!products.TryGetValue(productId, out var product))
            {
                return Refusal.Conflict(
                    "product_unavailable",
                    $"'{productId}' is not for sale.",
                    new JsonObject { ["product_id"] = productId }
                );
            }
            else if (product.VariantIds.Count > 0)
            {
                return Baskets.ChooseVariant(product);
            }
            else if (product.Currency != agreed.Currency)
            {
                return Refusal.Conflict(
                    "currency_differs",
                    $"'{product.Name}' is sold in {product.Currency}, the order is in {agreed.Currency}.",
                    new JsonObject { ["product_id"] = productId }
                );
            }
            else
            {
                items.Add(
                    new(
                        productId,
                        product.Name,
                        product.VendorId,
                        product.Category,
                        quantity,
                        product.PriceMinor,
                        Baskets.ClassOf(product),
                        NoWithdrawal.Of(product.NoWithdrawal),
                        product.HasPricesIncludeTax ? product.PricesIncludeTax : null,
                        NoShipping: product.NoShipping,
                        WeightG: product.WeightG
                    )
                );
            }
        }

        if (
            !(await Taxes(order, items, cancel)).Is(out var taxed, out var refused)
            || !(await Reduce(order, items, cancel)).Is(out var reduction, out refused)
            || !(await Shipping(agreed, items, reduction, cancel)).Is(out var sent, out refused)
        )
        {
            return refused;
        }

        var priced = Pricing.Price(items, reduction, sent, taxed);

        // Whoever makes a large order of before the bound smaller is on the right way.
        if (
            priced.Total > agreed.Total
            && (SumBoundsSql.TooLarge(priced.Total, agreed.Currency) ?? await sums.Full(priced.Lines, agreed.Currency)) is { } large
        )
        {
            return large;
        }

        return agreed with
        {
            Lines = priced.Lines,
            Subtotal = priced.Subtotal,
            Discount = priced.Discount,
            Shipping = priced.Shipping,
            Tax = priced.Tax,
            TaxIncluded = priced.TaxIncluded,
            Total = priced.Total,
            CouponCode = reduction.AppliedCode,
            Promotions = reduction.Promotions,
            Taxes = priced.Taxes,
        };
    }

    /// <summary>
    /// What was agreed on for a class stays, as prices do; a class new to the order pays what was due on its day, and where
    /// another program knows the taxes, what it says of the new lines. New lines cost less where
    /// no tax is due. An order from before classes is taxed by the rows of today, as ever.
    /// </summary>
    private async ValueTask<Outcome<IReadOnlyList<ClassTax>>> Taxes(Order order, List<Item> items, CancellationToken cancel)
    {
        var agreed = order.Terms;
        var found = (agreed.Taxes ?? []).Select(term => term.Found).ToList();
        var due = await taxes.Of(agreed, agreed.Taxes is null ? null : order.CreatedMs);
        if (due.Outside is { } outside)
        {
            bool IsNew(Item item) => agreed.Taxes is null || agreed.Lines.All(line => line.ProductId != item.ProductId);
            return (await outside.Add(due, agreed.Currency, items, IsNew, found, cancel)).Is(out _, out var notTaxed) ? found : notTaxed;
        }

        var missing = items
            .Select(item => item.TaxClass)
            .Where(taxClass => !found.Exists(tax => tax.Class == taxClass && tax.Mark is null));
        if (!due.Of(missing).Is(out var more, out var refused))
        {
            return refused;
        }

        found.AddRange(more);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (agreed.Lines.All(line => line.ProductId != item.ProductId))
            {
                var rule = found.First(tax => tax.Class == item.TaxClass && tax.Mark is null);
                var tax = TaxesDue.As(item.PricesIncludeTax, rule, found);
                items[i] = item with { UnitPrice = due.Price(item.UnitPrice, tax, item.PricesIncludeTax), TaxMark = tax.Mark };
            }
        }

        return found;
    }

    /// <summary>
    /// What the agreed method costs for the new lines, minor units, by the zones of today. Where it is not offered any more, or not for as
    /// much as this, what was agreed stays.
    /// </summary>
    private async ValueTask<Outcome<long>> Shipping(Terms agreed, List<Item> items, Reduction reduction, CancellationToken cancel)
    {
        if (agreed.ShippingMethod == Rates.None)
        {
            return items.Exists(item => !item.NoShipping)
                ? Refusal.Conflict(
                    "not_shipped_there",
                    "Nothing of the order is sent, so that it has no address that a parcel could go to. Let the customer order what is added."
                )
                : 0L;
        }

        if (agreed.ShippingMethod == Rates.Pickup)
        {
            return 0L;
        }

        var way = await (await shipping.To(agreed.Address, agreed.ShippingMethod)).Rated(items, reduction, agreed.Currency, cancel);
        if (!way.For(items, reduction, agreed.Currency).Is(out var choice, out var refused))
        {
            // A table without the currency refuses as ever: of before zones there is nothing else to go by.
            return refused.Code == "shipping_unknown" ? refused : agreed.Shipping;
        }

        return choice.Problem is null ? choice.Price : agreed.Shipping;
    }

    /// <summary>The promotions of the order for its new lines: its own uses are not counted against it.</summary>
    private async ValueTask<Outcome<Reduction>> Reduce(Order order, List<Item> items, CancellationToken cancel)
    {
        var asked = new PriceRequest
        {
            UserId = order.UserId,
            OrderId = order.Id,
            Currency = order.Terms.Currency,
            CouponCode = order.PlacedTerms.CouponCode ?? string.Empty,
        };
        foreach (var item in items)
        {
            asked.Lines.Add(
                new PriceLine
                {
                    ProductId = item.ProductId,
                    Category = item.Category,
                    Quantity = item.Quantity,
                    UnitPriceMinor = item.UnitPrice,
                }
            );
        }

        return (await promotions.Price(asked, cancel)).Then(Baskets.Reduced);
    }
}
