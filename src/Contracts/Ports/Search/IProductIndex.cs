// The search port: whoever finds products by words stands behind it. An index is right when it passes the suite in tests/Unit/Search.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// An index of the products that are listed. It is derived: what it holds is in the catalog too, and the catalog fills it anew when it
/// asks for that. Absence means built in: the catalog's own search by the engine's full text, which forgives little and knows no filters
/// by attribute.
/// 1. <see cref="Open"/> answers the bookmark under which all that had been written was kept, or null: it is empty then, also when it was
///    of another version, damaged, or somebody else's.
/// 2. A written document replaces the one of the same id. <see cref="Show"/> makes all that was written before visible to each question
///    that begins after it returned; <see cref="Keep"/> makes it durable with its bookmark, all or nothing, also over a kill.
/// 3. All words of a question must be in a document, in any of its texts; the last may be a beginning. Words are the same without regard to
///    case, accents, ligatures, width, ß and ss, hyphens and apostrophes, joined or apart; singular and plural, in English and German;
///    parts of German compounds; pairs of characters in scripts without blanks; and what the synonyms say.
/// 4. A whole question that is a code (an id, a SKU, a barcode) comes first, then a hit in the name, then in the words, then in the
///    description; as typed before inflected, inflected before a beginning, that before a part of a compound; among equals what
///    sells better (<see cref="IndexedProduct.SalesLevel"/>), then the shorter name, then the older product. The order among two products
///    does not change while others come and go.
/// 5. Where nothing has the words, those that no document has are corrected by up to two edits and asked again; the answer says so. Not
///    when the question is to be taken as typed.
/// 6. Filters hold exactly; a category holds what is below its path too, names joined by slashes. Categories are counted by their whole
///    paths. Facets count under the other filters, their own left out; several values of one attribute are joined by or,
///    several attributes by and.
/// 7. Pages by key visit each product once, also while others are added.
/// 8. Each member may be called from several threads, <see cref="Write"/>, <see cref="Show"/> and <see cref="Keep"/> from one at a time.
///    A damage that shows later is thrown as <see cref="ProductIndexDamaged"/>; the catalog then empties and fills it.
/// </summary>
public interface IProductIndex : IDisposable
{
    /// <summary>For messages: where it is.</summary>
    string Name { get; }

    /// <summary>Documents that can be found.</summary>
    long Count { get; }

    /// <summary>Opens it (1).</summary>
    ValueTask<string?> Open(CancellationToken cancel);

    /// <summary>Takes everything away; nothing can be found then.</summary>
    ValueTask Empty(CancellationToken cancel);

    /// <summary>Writes (2).</summary>
    /// <param name="removed">Ids that shall not be found; those that are not there do no harm.</param>
    ValueTask Write(IReadOnlyList<IndexedProduct> documents, IReadOnlyList<string> removed, CancellationToken cancel);

    /// <summary>Makes visible (2).</summary>
    ValueTask Show(CancellationToken cancel);

    /// <summary>Makes durable (2).</summary>
    ValueTask Keep(string bookmark, CancellationToken cancel);

    /// <summary>Finds (3 to 7).</summary>
    ValueTask<IndexAnswer> Find(IndexQuestion question, CancellationToken cancel);
}

/// <summary>A listed product as an index holds it.</summary>
/// <param name="Number">Rises with age.</param>
/// <param name="NameKey">By which names sort, as UTF-8.</param>
/// <param name="Words">Category, attributes, options: what is found beside name and description.</param>
/// <param name="Codes">Its id, SKUs and barcodes, those of its variants too.</param>
/// <param name="PriceMilli">Thousandths of a major unit.</param>
/// <param name="Values">What can be filtered by: attributes and options, a pair each; a name may be there several times.</param>
public sealed record IndexedProduct(
    string ProductId,
    long Number,
    string Name,
    string NameKey,
    string Words,
    string Description,
    IReadOnlyList<string> Codes,
    string Category,
    string VendorId,
    long PriceMilli,
    bool InStock,
    IReadOnlyList<(string Name, string Value)> Values
)
{
    /// <summary>What <see cref="IndexOrder.Best"/> orders by, the highest first.</summary>
    public long Sold { get; init; }

    /// <summary>How much sales count among equally good matches (4), 0 to <see cref="SalesLevelMax"/>.</summary>
    public int SalesLevel { get; init; }

    /// <summary>The highest level that an index must tell from others.</summary>
    public const int SalesLevelMax = 30;
}

/// <summary>Order of an answer. A key's first part is what is ordered by, its second the number.</summary>
public enum IndexOrder
{
    Relevance,
    Newest,
    Best,
    Price,
    PriceDown,
    Name,
    NameDown,
}

/// <summary>What is asked.</summary>
/// <param name="Text">As typed, or null for every product.</param>
/// <param name="AsTyped">Whether nothing may be corrected.</param>
/// <param name="Synonyms">Groups of words and phrases that mean the same.</param>
/// <param name="Category">The path of a category: what is below it is meant too; null for all.</param>
/// <param name="Values">Attribute, and the values of which it must have one.</param>
/// <param name="After">The key of the last that was seen, or null.</param>
public sealed record IndexQuestion(
    string? Text,
    bool AsTyped,
    IReadOnlyList<IReadOnlyList<string>> Synonyms,
    string? Category,
    string? VendorId,
    long MinMilli,
    long MaxMilli,
    bool? InStock,
    IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Values,
    IndexOrder Order,
    string[]? After,
    int Count,
    bool Facets
)
{
    /// <summary>Further paths that mean the same, while products are on their way from one to the other.</summary>
    public IReadOnlyList<string> CategoryToo { get; init; } = [];
}

/// <summary>What was found.</summary>
/// <param name="CorrectedTo">For which words instead of those that were typed; null when for these.</param>
public sealed record IndexAnswer(IReadOnlyList<IndexHit> Hits, IndexFacets? Facets, string? CorrectedTo);

/// <param name="Key">Its place in the order, two parts.</param>
public sealed record IndexHit(string ProductId, string[] Key);

/// <summary>Counts of all that can be chosen next; the most frequent of each, in no order.</summary>
/// <param name="Attributes">By attribute, each with the counts of its values.</param>
public sealed record IndexFacets(
    long Total,
    IReadOnlyList<(string Value, long Count)> Categories,
    IReadOnlyList<(string Value, long Count)> Vendors,
    long? MinMilli,
    long? MaxMilli,
    long InStock,
    IReadOnlyList<(string Name, IReadOnlyList<(string Value, long Count)> Values)> Attributes
);

/// <summary>The index cannot be read or written any more; it has to be filled anew.</summary>
public sealed class ProductIndexDamaged : Exception
{
    public ProductIndexDamaged(string message, Exception cause)
        : base(message, cause) { }
}
