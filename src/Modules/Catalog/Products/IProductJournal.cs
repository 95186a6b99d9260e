// What a store outside the module's database owes the shop: that whatever it did is told, and that it knows of stock.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>
/// The journal of a store that shares no transaction with the module's database. The store adds an entry together with the product, in one
/// atomic step; <see cref="ProductCarrier"/> takes the entries into the database's outbox and then has them forgotten. Until then they are
/// kept as safely as the products.
/// </summary>
public interface IProductJournal
{
    /// <summary>Raised after an entry was added by this process.</summary>
    Signal Written { get; }

    /// <summary>The oldest entries that are not forgotten; those of one product in the order of their versions, without a gap.</summary>
    ValueTask<IReadOnlyList<ProductEntry>> Read(int max, CancellationToken cancel);

    /// <summary>Drops entries whose events the database now has, after making good what a crash may have left undone beside them.
    /// Forgetting twice does nothing.</summary>
    ValueTask Forget(IReadOnlyList<ProductEntry> entries, CancellationToken cancel);

    /// <summary>Writes what there is of products. Of a product that is not there nothing is written.</summary>
    ValueTask WriteStock(IReadOnlyList<(string ProductId, long Available)> stock, CancellationToken cancel);

    /// <summary>Writes how well products sell, variants counted in; no version of a product moves. Of one that is not there nothing is
    /// written.</summary>
    ValueTask WriteSold(IReadOnlyList<(string ProductId, long Sold)> sold, CancellationToken cancel);
}

/// <summary>One change that was made.</summary>
/// <param name="Id">The store's own name for it.</param>
/// <param name="TraceParent">Where the change belongs in a trace, or null.</param>
/// <param name="Change">What is noted of it in the product's history, or null.</param>
public sealed record ProductEntry(
    string Id,
    string ProductId,
    long Version,
    string? TraceParent,
    IReadOnlyList<ProductEvent> Events,
    ProductChange? Change = null
);

/// <summary>An event with the id that was given to it when the change was made: telling it twice is found by whoever hears it.</summary>
public sealed record ProductEvent(string Id, string Topic, Contracts.ProductFacts Facts);
