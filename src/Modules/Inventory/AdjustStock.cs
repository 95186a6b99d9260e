// Receipts and write-offs by people: a vendor's own products, or any for an admin.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <summary>The body of an adjustment.</summary>
/// <param name="Delta">Units that came in, or below zero: that are gone. Not 0.</param>
/// <param name="Reason">For the ledger: delivery, breakage, count.</param>
public sealed record Adjustment(long Delta, string Reason);

/// <summary>Stock of one product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="OnHand">Units in the warehouse.</param>
/// <param name="Reserved">Of these, units held for orders.</param>
/// <param name="Available">Units that can be bought now.</param>
public sealed record Stock(string ProductId, long OnHand, long Reserved, long Available);

internal sealed class AdjustStock(
    [FromKeyedServices("inventory")] Database database,
    StockWriter writer,
    Shortages shortages,
    ICatalog catalog,
    [Steady] TimeProvider clock
)
{
    /// <summary>Units of one product on hand: more is a slip of the keyboard.</summary>
    public const long OnHandMax = 1_000_000_000;

    /// <summary>Units one adjustment moves.</summary>
    public const long DeltaMax = 10_000_000;

    /// <summary>Carries out an adjustment; the same key of the same user answers what it answered before.</summary>
    /// <param name="caller">Vendor or admin.</param>
    /// <param name="productId">Another vendor's product is answered like one that does not exist.</param>
    /// <param name="body">How many units and why.</param>
    /// <param name="key">The Idempotency-Key, or null.</param>
    public async ValueTask<Outcome<Stock>> Run(Caller caller, string productId, Adjustment body, string? key, CancellationToken cancel)
    {
        var check = new Check()
            .That(body.Delta != 0, "delta", "must not be 0")
            .Range("delta", body.Delta, -DeltaMax, DeltaMax)
            .Text("reason", body.Reason)
            .Text("Idempotency-Key", key, Limits.IdempotencyKeyCharsMax);
        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        if (!(await Of(catalog, caller, productId, cancel)).Is(out _, out var refused))
        {
            return refused;
        }

        return await database.Write(tx => Write(tx, caller.UserId, productId, body, key), cancel);
    }

    /// <summary>The product, if the caller looks after it.</summary>
    /// <param name="ofAll">What staff need, for the goods of all vendors.</param>
    internal static async ValueTask<Outcome<Product>> Of(
        ICatalog catalog,
        Caller caller,
        string productId,
        CancellationToken cancel,
        Permission ofAll = Permission.StockEdit
    ) =>
        !(await Find(catalog, productId, cancel)).Is(out var product, out var refused) ? refused
        : caller.May(ofAll) || product.VendorId == caller.VendorId ? product
        : NotFound(productId);

    internal static async ValueTask<Outcome<Product>> Find(ICatalog catalog, string productId, CancellationToken cancel)
    {
        // Goods are stocked before they are offered.
        var request = new GetProductsRequest { ProductIds = { productId }, WithheldToo = true };
        if (!(await catalog.GetProducts(request, cancel)).Is(out var reply, out var refused))
        {
            return refused;
        }

        return reply.Products.Count == 1 ? reply.Products[0] : NotFound(productId);
    }

    private static Refusal NotFound(string productId) => Refusal.NotFound("product_not_found", $"There is no product {productId}.");

    private async ValueTask<Outcome<Stock>> Write(Transaction tx, string userId, string productId, Adjustment body, string? key)
    {
        if (key is not null && await InventorySql.Adjustment(tx, userId, key) is [var before])
        {
            return before.Body == (productId, body.Delta, body.Reason)
                ? before.Stock
                : new Refusal(
                    RefusalKind.Unprocessable,
                    "idempotency_key_reused",
                    "This Idempotency-Key was used for another adjustment. Use a new one."
                );
        }

        if (!(await writer.Adjust(tx, productId, body.Delta, userId, body.Reason)).Is(out var level, out var refused))
        {
            return refused;
        }

        if (body.Delta > 0 && await shortages.Fill(tx) > 0)
        {
            level = (await InventoryStore.Levels(tx, [productId], clock.GetUtcNow().ToUnixTimeMilliseconds()))[0].Level;
        }

        if (key is not null)
        {
            await InventorySql.KeepAdjustment(
                tx,
                userId,
                key,
                body,
                new Stock(productId, level.OnHand, level.Reserved, level.Available),
                clock.GetUtcNow().ToUnixTimeMilliseconds()
            );
        }

        return new Stock(productId, level.OnHand, level.Reserved, level.Available);
    }
}
