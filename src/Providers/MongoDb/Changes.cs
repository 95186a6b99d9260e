// What goes into a document beside the product: the mark of the write, and what is to be told of it.
using System.Diagnostics;
using Cartwright.Catalog;
using Cartwright.Kernel;

namespace Cartwright.MongoDb;

/// <summary>Makes the entries of the journal that lie in the documents.</summary>
internal sealed class Changes(IIds ids, TimeProvider clock)
{
    /// <summary>Changes of one product that may wait for the journal: far more than wait while the database is restarted.</summary>
    public const int PendingMax = 100;

    /// <summary>Raised after an entry was added.</summary>
    public Signal Written { get; } = new();

    /// <summary>A mark that no other write has.</summary>
    public string Mark() => ids.Next();

    public long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The next write with what is to be told of it.</summary>
    /// <param name="related">Whether parents or variants may have to agree with it.</param>
    /// <param name="userId">Who changed it.</param>
    public Held Told(Held? before, Held next, bool related, string userId)
    {
        var product = next.Product;
        var change =
            before is null ? "created"
            : product.Deleted ? "deleted"
            : "changed";
        var parents = new[] { before?.Product.ParentId, product.ParentId }.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var events = ProductTurn
            .Told(before?.Product, product)
            .Select(told => new ProductEvent(ids.Next(), told.Topic, told.Facts))
            .ToList();
        var now = Now();
        var noted = ProductHistory.Between(before?.Product, product, userId, now);
        return next.Telling(new(ids.Next(), product.Version, now, change, Activity.Current?.Id, events, related, parents, noted));
    }
}
