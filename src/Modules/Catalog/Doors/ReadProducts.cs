// Reads products by id, from the shelf where it has them, with what Inventory says is available of them.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>Answers which products there are. What other modules ask is <see cref="GetProducts"/>.</summary>
public sealed class ReadProducts : ICatalog
{
    internal static readonly Refusal NotFound = Refusal.NotFound("product_not_found", "There is no product under this id.");

    private readonly IProductStore store;
    private readonly ProductShelf shelf;
    private readonly IInventory inventory;

    /// <summary>About 2 KB each: 20 MB.</summary>
    private const int KnownMax = 10_000;

    // Where the shelf is closed every cart that is shown reads products; those who ask together share a statement.
    private readonly GatheredReads<ShownProduct> gathered;

    // What was read before, for those readings: good as long as the table has the same version.
    private ConcurrentDictionary<string, ShownProduct> known = new(StringComparer.Ordinal);

    private readonly TimeProvider clock;
    private readonly ShopZone zone;
    private readonly SafetyContacts contacts;

    /// <param name="zone">In which the shop counts days; UTC where nothing is said.</param>
    /// <param name="contacts">For the safety of goods that name nobody.</param>
    public ReadProducts(
        IProductStore store,
        ProductShelf shelf,
        IInventory inventory,
        TimeProvider clock,
        ShopZone? zone = null,
        SafetyContacts? contacts = null
    )
    {
        this.clock = clock;
        this.zone = zone ?? ShopZone.Utc;
        this.contacts = contacts ?? SafetyContacts.None;
        this.store = store;
        this.shelf = shelf;
        this.inventory = inventory;
        gathered = new(async ids => shelf.IsOpen ? await Read(ids) : await ReadChanged(ids));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
    {
        var ids = request.ProductIds;
        if (ids.Count > Limits.ContractIdsMax)
        {
            return Refusal.Invalid("too_many_ids", $"Ask for at most {Limits.ContractIdsMax} products at once.");
        }

        var found = new ShownProduct?[ids.Count];
        var missing = 0;
        for (var i = 0; i < found.Length; i++)
        {
            missing += (found[i] = Find(ids[i])) is null ? 1 : 0;
        }

        if (missing > 0)
        {
            var read = await gathered.Read(ids.Where((_, i) => found[i] is null));
            for (var i = 0; i < found.Length; i++)
            {
                found[i] ??= read.GetValueOrDefault(ids[i]);
            }
        }

        var reply = new GetProductsReply();
        reply.Products.Capacity = found.Length;
        foreach (var product in found)
        {
            if (product is not null && (product.ForSale || (request.WithheldToo && !product.Row.Deleted)))
            {
                reply.Products.Add(product.Message);
            }
        }

        return reply;
    }

    /// <summary>One product that is for sale, or that its seller or staff asks for. Refused with <c>product_not_found</c>.</summary>
    /// <param name="seller">Who may see withheld products of their own; null for a shopper.</param>
    public async ValueTask<Outcome<ShownProduct>> One(string productId, Seller? seller = null)
    {
        var product = Find(productId) ?? (await Read([productId])).GetValueOrDefault(productId);
        return product is { Row.Deleted: false } && (product.Row.ForSale || seller?.MayChange(product.Row.VendorId) == true) ? product
            : product is null && await store.Damage(productId) is { } damage ? damage
            : NotFound;
    }

    /// <summary>One that is there, for sale or not. Refused with <c>product_not_found</c>.</summary>
    internal async ValueTask<Outcome<ShownProduct>> Drawn(string productId) =>
        (Find(productId) ?? (await Read([productId])).GetValueOrDefault(productId)) is { Row.Deleted: false } product ? product : NotFound;

    /// <summary>Units that can be bought of each product, its variants' included; null while Inventory cannot be asked.</summary>
    public ValueTask<Outcome<long?[]>> Available(IReadOnlyList<ShownProduct> products, CancellationToken cancel) =>
        Ask(products, Questions(products), cancel);

    /// <summary>What has to be asked for <see cref="Ask"/>; may be kept with the list of products.</summary>
    public static IReadOnlyList<CheckAvailabilityRequest> Questions(IReadOnlyList<ShownProduct> products)
    {
        var requests = new List<CheckAvailabilityRequest>(1);
        foreach (var id in products.SelectMany(product => product.StockIds))
        {
            if (requests.Count == 0 || requests[^1].ProductIds.Count == Limits.ContractIdsMax)
            {
                requests.Add(new CheckAvailabilityRequest());
            }

            requests[^1].ProductIds.Add(id);
        }

        return requests;
    }

    /// <summary>Asks Inventory, mostly in one call. A page without stock is better than none: what is away leaves null.</summary>
    public async ValueTask<Outcome<long?[]>> Ask(
        IReadOnlyList<ShownProduct> products,
        IReadOnlyList<CheckAvailabilityRequest> questions,
        CancellationToken cancel
    )
    {
        var units = new long?[products.Count];
        var (product, within) = (0, 0);
        for (var i = 0; i < questions.Count; i++)
        {
            if (!(await inventory.CheckAvailability(questions[i], cancel)).Is(out var reply, out var refused))
            {
                return refused.Kind == RefusalKind.Unavailable ? new long?[products.Count] : refused;
            }

            foreach (var stock in reply.Products)
            {
                units[product] = (units[product] ?? 0) + stock.Available;
                if (++within == products[product].StockIds.Length)
                {
                    (product, within) = (product + 1, 0);
                }
            }
        }

        return units;
    }

    /// <summary>Rows as products ready to be shown; those whose version is on the shelf are taken from there.</summary>
    internal async ValueTask<ShownProduct[]> Show(ProductShelf.Layer asOf, IReadOnlyList<CatalogProduct> rows)
    {
        var shown = new ShownProduct[rows.Count];
        List<string>? parents = null;
        var nowMs = NowMs;
        for (var i = 0; i < shown.Length; i++)
        {
            if (shelf.Find(rows[i].ProductId) is { } present && present.Row.Version == rows[i].Version && nowMs < present.UntilMs)
            {
                shown[i] = present;
            }
            else if (rows[i].Variants > 0)
            {
                (parents ??= []).Add(rows[i].ProductId);
            }
        }

        var variants = parents is null
            ? null
            : (await store.Variants(parents))
                .Where(variant => variant.IsActive)
                .ToLookup(v => v.ParentId, v => v.ProductId, StringComparer.Ordinal);
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] ??= shelf.Put(asOf, Shown(rows[i], rows[i].Variants > 0 ? [.. variants![rows[i].ProductId]] : []));
        }

        return shown;
    }

    /// <summary>Whether a price of a page has changed with the time since it was made.</summary>
    internal bool Changed(ProductPage page) => page.UntilMs != long.MaxValue && NowMs >= page.UntilMs;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // A product on the shelf is what it was when it was put there: one whose price has changed with the time is read again.
    private ShownProduct? Find(string productId) => shelf.Find(productId) is { } product && Holds(product) ? product : null;

    private bool Holds(ShownProduct product) => product.UntilMs == long.MaxValue || NowMs < product.UntilMs;

    private ShownProduct Shown(CatalogProduct stored, string[] variants)
    {
        if (stored.Sale is not { } sale)
        {
            return new(stored, variants, PriceHistory.Lowest(stored, zone.Now), contacts.Of(stored));
        }

        var nowMs = NowMs;
        var row = stored.At(nowMs);
        return new(row, variants, PriceHistory.Lowest(row, zone.Now), contacts.Of(row))
        {
            UntilMs = sale.NextAfter(nowMs) ?? long.MaxValue,
            SaleState = "." + sale.State(nowMs),
        };
    }

    private async ValueTask<Dictionary<string, ShownProduct>> Read(string[] productIds)
    {
        var asOf = shelf.Now;
        return (await Show(asOf, await store.Find(productIds))).ToDictionary(product => product.Row.ProductId, StringComparer.Ordinal);
    }

    /// <summary>
    /// Products as their rows say, of which only those are read whole that are not known at their version. For what a row alone decides: a
    /// variant that came or went moves no version.
    /// </summary>
    private async Task<Dictionary<string, ShownProduct>> ReadChanged(string[] productIds)
    {
        var versions = await store.Versions(productIds);
        var products = new Dictionary<string, ShownProduct>(versions.Count, StringComparer.Ordinal);
        var changed = new List<string>();
        foreach (var (id, version) in versions)
        {
            if (known.TryGetValue(id, out var product) && product.Row.Version == version && Holds(product))
            {
                products.Add(id, product);
            }
            else
            {
                changed.Add(id);
            }
        }

        if (changed.Count > 0)
        {
            if (known.Count + changed.Count > KnownMax)
            {
                known = new(StringComparer.Ordinal);
            }

            foreach (var (id, product) in await Read([.. changed]))
            {
                products[id] = known[id] = product;
            }
        }

        return products;
    }
}
