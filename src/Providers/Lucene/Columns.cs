// What lists are filtered, ordered and counted by, in memory: a row a document of a segment.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cartwright.Lucene;

/// <summary>The columns of one segment; about 70 bytes a product with eight attributes. A segment never changes, so they are read once.
/// </summary>
internal sealed class Columns
{
    // Keyed by what the readers of one segment share, and gone with it.
    private static readonly ConditionalWeakTable<object, Columns> Read = [];

    private Columns(AtomicReader reader)
    {
        var count = reader.MaxDoc;
        Number = new long[count];
        Price = new long[count];
        Stock = new bool[count];
        Length = new ushort[count];
        Sold = new long[count];
        Level = new byte[count];
        Category = new int[count];
        Vendor = new int[count];
        NameKey = new int[count];
        var (number, price, stock, length, sold, level) = (
            reader.GetNumericDocValues(ProductDocument.Number),
            reader.GetNumericDocValues(ProductDocument.Price),
            reader.GetNumericDocValues(ProductDocument.Stock),
            reader.GetNumericDocValues(ProductDocument.Length),
            reader.GetNumericDocValues(ProductDocument.Sold),
            reader.GetNumericDocValues(ProductDocument.Level)
        );
        (Categories, Vendors, NameKeys) = (
            reader.GetSortedDocValues(ProductDocument.Category),
            reader.GetSortedDocValues(ProductDocument.Vendor),
            reader.GetSortedDocValues(ProductDocument.NameKey)
        );
        var values = reader.GetSortedSetDocValues(ProductDocument.Values);
        ValuesFrom = new int[count + 1];
        var all = new List<int>(values is null ? 0 : count * 4);
        for (var i = 0; i < count; i++)
        {
            Number[i] = number.Get(i);
            Price[i] = price.Get(i);
            Stock[i] = stock.Get(i) != 0;
            Length[i] = (ushort)length.Get(i);
            Sold[i] = sold.Get(i);
            Level[i] = (byte)level.Get(i);
            Category[i] = Categories.GetOrd(i);
            Vendor[i] = Vendors.GetOrd(i);
            NameKey[i] = NameKeys.GetOrd(i);
            ValuesFrom[i] = all.Count;
            if (values is not null)
            {
                values.SetDocument(i);
                for (long ord; (ord = values.NextOrd()) != SortedSetDocValues.NO_MORE_ORDS; )
                {
                    all.Add((int)ord);
                }
            }
        }

        ValuesFrom[count] = all.Count;
        Values = [.. all];
        ValueTexts = new string[values?.ValueCount ?? 0];
        var bytes = new BytesRef();
        for (var i = 0; i < ValueTexts.Length; i++)
        {
            values!.LookupOrd(i, bytes);
            ValueTexts[i] = bytes.Utf8ToString();
        }
    }

    public long[] Number { get; }

    public long[] Price { get; }

    public bool[] Stock { get; }

    public ushort[] Length { get; }

    public long[] Sold { get; }

    public byte[] Level { get; }

    public int[] Category { get; }

    public int[] Vendor { get; }

    public int[] NameKey { get; }

    public SortedDocValues Categories { get; }

    public SortedDocValues Vendors { get; }

    public SortedDocValues NameKeys { get; }

    /// <summary>Ordinals of attribute values; those of document i from <see cref="ValuesFrom"/>[i] to [i + 1].</summary>
    public int[] Values { get; }

    public int[] ValuesFrom { get; }

    /// <summary>Name, <see cref="ProductDocument.Between"/>, value; in the order of their bytes: those of a name stand together.</summary>
    public string[] ValueTexts { get; }

    public static Columns Of(AtomicReader reader) => Read.GetValue(reader.CoreCacheKey, _ => new Columns(reader));

    public static string Text(SortedDocValues values, int ord)
    {
        var bytes = new BytesRef();
        values.LookupOrd(ord, bytes);
        return bytes.Utf8ToString();
    }
}

/// <summary>Reads the columns of new segments before a search sees them.</summary>
internal sealed class WarmSearchers : SearcherFactory
{
    public override IndexSearcher NewSearcher(IndexReader reader)
    {
        foreach (var leaf in reader.Leaves)
        {
            _ = Columns.Of(leaf.AtomicReader);
        }

        return new IndexSearcher(reader) { Similarity = new FixedWeights() };
    }
}
