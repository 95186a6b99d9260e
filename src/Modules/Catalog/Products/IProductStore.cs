// The seam where products can be kept elsewhere. The numbers are the cases of the conformance suite, which every store must pass.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>A product and when its price changes, Unix milliseconds.</summary>
public sealed record DuePrice(string ProductId, long DueMs);

/// <summary>
/// Keeps products. What a command does is decided by <see cref="ProductTurn"/> and nowhere else; a store makes the decision durable: it
/// reads the product, lets the turn decide, and writes the result only if nothing came between, else decides again.
/// 1. Commands on one product happen one after the other: the version rises by one with each that is carried out, and of parallel ones with
///    the same expected version one is carried out, the others are refused with <c>version_mismatch</c>. A refused command changes nothing.
/// 2. Whoever got an answer sees it in the next read, and after a restart; a mirror in memory never shows less.
/// 3. An id is given once: a second product of that id is refused, also after the first was deleted.
/// 4. A product and its variants agree: a variant's parent is of the same vendor, is no variant and lives; a parent is deleted with its
///    variants, counts them, and is in stock through them. A variant has the parent's currency and one of each of the
///    values that the parent
///    offers, and each choice is there once (<c>variant_exists</c>); a parent keeps offering what its variants are.
///    A number (<c>sku</c>) stands once among the live products of a seller (<c>sku_taken</c>). A variant of a draft or archived parent is
///    withheld with it, from the change of the parent on; a parent is in stock through active variants alone.
///    A slug is one live product's and no other's id: one that was chosen is refused (<c>slug_taken</c>), one made of a name gets a mark.
/// 5. A list is what the query says: a category means what is below it too; filters, words (folded alike, the last may be a
///    beginning), the order asked for. Pages by key visit
///    each product once, also while others are added. Facets count under the other filters.
///    By name: as <see cref="Collation"/> says. By sales: what sold more first, and of what sold as much or not at all, the newer. By
///    relevance, sales decide among equals (<see cref="Selling.SalesLevel"/>). How well a product sells is no change of it: no version, no
///    event.
/// 6. Each change is told as <c>product.changed</c>, a change of the price as <c>product.price_changed</c> with what it was, in the order
///    of the versions and at least once: a store within the module's own transaction publishes there, any other keeps a journal
///    (<see cref="IProductJournal"/>) with the product.
/// 7. What <c>stock.changed</c> says of a product is what lists and parents know of it; it moves no version of the product itself.
/// 8. A batch's commands are carried out in order, each whole or not at all, and then what is noted of them in the module's database. After
///    a crash a batch may come again: a command with an <see cref="ImportMark"/> that was carried out changes nothing then and is answered
///    as before.
///    Each change is noted with who made it (<see cref="ProductHistory"/>), once, with its events.
/// 9. Prices are exact and everything else comes back as it was given: text in any script, free attributes with their numbers, options,
///    images, pictures, times.
/// 10. An entry that cannot be right, because others wrote it, is neither shown nor sold nor written over: it is left out where many are
///    asked for, and <see cref="Damage"/> says what is wrong with it.
/// 11. When it cannot be reached it says so within <see cref="PatienceMax"/> by <c>StorageUnavailable</c>, and works again once it can be
///    reached.
/// 12. A product with a sale is kept as it was given (<see cref="ScheduledSale"/>); lists filter and order by the price of the last write,
///    and <see cref="Due"/> says of which products that has to be written anew, by <see cref="TurnPrice"/>.
/// </summary>
public interface IProductStore
{
    /// <summary>The longest a call may take before it gives up.</summary>
    static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(6);

    /// <summary>Of these products those that there are, deleted ones included.</summary>
    ValueTask<IReadOnlyList<CatalogProduct>> Find(IReadOnlyList<string> productIds);

    /// <summary>Their versions, deleted ones included.</summary>
    ValueTask<IReadOnlyList<(string ProductId, long Version)>> Versions(IReadOnlyList<string> productIds);

    /// <summary>The live variants of these parents, in order of age.</summary>
    ValueTask<IReadOnlyList<VariantOf>> Variants(IReadOnlyList<string> parentIds);

    /// <summary>Which live products have these numbers (<c>sku</c>).</summary>
    ValueTask<IReadOnlyList<NumberedProduct>> Numbers(IReadOnlyList<string> skus);

    /// <summary>Up to <paramref name="count"/> products after a key, each with its own key.</summary>
    ValueTask<IReadOnlyList<ListedProduct>> List(ProductQuery query, string[]? after, int count);

    /// <summary>What may be chosen next.</summary>
    ValueTask<ProductFacets> Facets(ProductQuery query);

    /// <summary>The paths of categories that live products have, with how many listed for shoppers stand under just that path.</summary>
    ValueTask<IReadOnlyList<(string Path, long Active)>> Categories();

    /// <summary>
    /// Up to <paramref name="count"/> live products in a category and below it, variants and withheld ones too, whose number is above
    /// <paramref name="after"/>, in order of their numbers.
    /// </summary>
    ValueTask<IReadOnlyList<(long Number, string ProductId)>> InCategory(string path, long after, int count);

    /// <summary>The same of those without a slug that are no variants: what was written before there were slugs.</summary>
    ValueTask<IReadOnlyList<(long Number, string ProductId)>> WithoutSlug(long after, int count);

    /// <summary>The live product whose slug it is, or null.</summary>
    ValueTask<string?> BySlug(string slug);

    /// <summary>Products whose price has a moment to change at, the earliest first; <see cref="TurnPrice"/> takes a moment away.</summary>
    ValueTask<IReadOnlyList<DuePrice>> Due(int count);

    /// <summary>
    /// Writes up to <paramref name="count"/> products anew whose place among names an earlier version of <see cref="Collation"/> made;
    /// false when none is left. No version of a product moves. Lists by name are stable meanwhile, those products apart from the others.
    /// </summary>
    ValueTask<bool> RenewNames(int count, CancellationToken cancel);

    /// <summary>Why a product that is not found cannot be shown, <c>product_damaged</c>; null when there is no such product.</summary>
    ValueTask<Refusal?> Damage(string productId);

    /// <summary>Carries out one command and answers the product's id. Throws only when the store cannot be reached or is overloaded; then
    /// nothing is known.</summary>
    Task<Outcome<string>> Change(ProductCommand command, CancellationToken cancel);

    /// <summary>Carries out a batch (8).</summary>
    /// <param name="note">Writes down in the module's database what came of it; a refusal of its own is the answer.</param>
    Task<Outcome<bool>> ChangeMany(
        IReadOnlyList<ProductCommand> commands,
        Func<Transaction, IReadOnlyList<Outcome<string>>, ValueTask<Outcome<bool>>> note,
        CancellationToken cancel
    );

    /// <summary>Every product, deleted ones included, in order of age. For moving them.</summary>
    ValueTask Each(Func<StoredProduct, ValueTask> take, CancellationToken cancel);

    /// <summary>Fills the store, telling nobody. What a crash left half filled is filled when it is called again.</summary>
    /// <param name="products">In order of age, parents before their variants.</param>
    /// <param name="over">Whether what is there is replaced; else a store with products stays as it is.</param>
    Task Fill(IAsyncEnumerable<StoredProduct> products, bool over, CancellationToken cancel);
}

/// <summary>A live variant and whose it is.</summary>
/// <param name="IsActive">Whether its own status lets it be sold, whatever its parent's says.</param>
public sealed record VariantOf(string ParentId, string ProductId, bool IsActive);

/// <summary>Whose number it is.</summary>
public sealed record NumberedProduct(string VendorId, string Sku, string ProductId);

/// <summary>A product in a list.</summary>
/// <param name="Key">Its place in the order of the list, and its number.</param>
public sealed record ListedProduct(CatalogProduct Product, string[] Key);

/// <summary>A product with all that a store keeps of it.</summary>
/// <param name="Available">Units as Inventory last told; a store that keeps only whether there are any has 1 for some.</param>
/// <param name="Sold">How well it sells (<see cref="Contracts.ProductSales"/>), its variants counted in.</param>
public sealed record StoredProduct(CatalogProduct Product, long CreatedMs, long Available, long Sold = 0);
