// Products in memory, so that a product page and a cart read cost no query. Only where no other process can write the tables.
using System.Collections.Concurrent;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>
/// Filled by reads, made stale by commits. A product's version only rises, and of two versions the higher stays: a read that began before
/// a commit and ends after it cannot put the old version back.
/// </summary>
public sealed class ProductShelf
{
    /// <summary>
    /// What the shelf may hold: about 40,000 products of common length. Beyond it, it is cleared and fills again with what is asked for.
    /// </summary>
    public const long BytesMax = 96L * 1024 * 1024;

    // A place in the dictionary with its key, without a product.
    private const int PlaceBytes = 120;

    private readonly bool open;
    private readonly long bytesMax;
    private Layer layer = new();
    private long generation;

    public ProductShelf([Microsoft.Extensions.DependencyInjection.FromKeyedServices("catalog")] Database database)
        : this(database.Dialect.OneProcess, BytesMax) { }

    public ProductShelf(bool open, long bytesMax)
    {
        this.open = open;
        this.bytesMax = bytesMax;
    }

    /// <summary>False where other processes may write: then nothing is remembered.</summary>
    public bool IsOpen => open;

    /// <summary>Rises with every commit that can change a list. What was made under an older one is not shown.</summary>
    public long Generation => Volatile.Read(ref generation);

    /// <summary>Take it before reading what shall be put: a shelf cleared meanwhile has forgotten which versions are too old.</summary>
    internal Layer Now => Volatile.Read(ref layer);

    public ShownProduct? Find(string productId) => Now.Places.TryGetValue(productId, out var place) ? place.Product : null;

    /// <summary>Puts what was read and answers the same.</summary>
    internal ShownProduct Put(Layer asOf, ShownProduct product)
    {
        if (!open)
        {
            return product;
        }

        asOf.Places.AddOrUpdate(
            product.Row.ProductId,
            static (_, mine) => new Place(mine.Row.Version, mine),
            static (_, present, mine) => present.Version > mine.Row.Version ? present : new Place(mine.Row.Version, mine),
            product
        );
        Count(asOf, product.Bytes);
        return product;
    }

    private void Count(Layer asOf, long bytes)
    {
        if (Interlocked.Add(ref asOf.Bytes, bytes) > bytesMax)
        {
            Interlocked.CompareExchange(ref layer, new Layer(), asOf);
        }
    }

    /// <summary>For <see cref="Transaction.OnCommitted"/>: from now on only this version or a later one may stand here.</summary>
    public void Changed(string productId, long version)
    {
        if (open)
        {
            var here = Now;
            if (here.Places.TryAdd(productId, new Place(version, null)))
            {
                // A place of its own costs memory though nothing stands there: an import changes a million products that nobody looks at.
                Count(here, PlaceBytes + (productId.Length * sizeof(char)));
            }
            else
            {
                here.Places.AddOrUpdate(
                    productId,
                    static (_, stale) => new Place(stale, null),
                    static (_, present, stale) => present.Version >= stale ? present : new Place(stale, null),
                    version
                );
            }
        }

        ListsChanged();
    }

    /// <summary>Raised with every change of <see cref="Generation"/>, for the one who follows.</summary>
    public Signal Written { get; } = new();

    /// <summary>Raised when a product with a sale was written, for the one who turns prices.</summary>
    public Signal Scheduled { get; } = new();

    /// <summary>For <see cref="Transaction.OnCommitted"/>: a list may look different.</summary>
    public void ListsChanged()
    {
        Interlocked.Increment(ref generation);
        Written.Raise();
    }

    internal sealed class Layer
    {
        public readonly ConcurrentDictionary<string, Place> Places = new(StringComparer.Ordinal);

        public long Bytes;
    }

    /// <param name="Version">The lowest that may stand here.</param>
    /// <param name="Product">Null until it is read again.</param>
    internal sealed record Place(long Version, ShownProduct? Product);
}
