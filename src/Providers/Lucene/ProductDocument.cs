// A product as a document of the index: which terms stand in which field.
using Cartwright.Contracts.Ports;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Cartwright.Lucene;

/// <summary>Makes documents. Text is not kept: what is shown comes from the catalog.</summary>
internal sealed class ProductDocument(Stems stems)
{
    public const string Id = "id";
    public const string Code = "code";
    public const string Name = "n";
    public const string Head = "h";
    public const string Description = "d";

    public const string Number = "number";
    public const string Price = "price";
    public const string Stock = "stock";
    public const string Length = "length";
    public const string Sold = "sold";
    public const string Level = "level";
    public const string Category = "category";
    public const string Vendor = "vendor";
    public const string NameKey = "key";
    public const string Values = "values";

    // Kinds of terms beside the words themselves. No word begins with a control character.
    public const string English = "\u0001e";
    public const string German = "\u0001g";
    public const string Start = "\u0001p";
    public const string JoinedPair = "\u0001j";
    public const string Backwards = "\u0001r";

    /// <summary>Beginnings that have a term of their own; longer ones have few enough words.</summary>
    public const int StartCharsMax = 2;

    /// <summary>A shorter word is no compound.</summary>
    public const int CompoundCharsMin = 6;

    /// <summary>Between an attribute's name and its value.</summary>
    public const char Between = '\u0001';

    private static readonly FieldType Terms = Frozen();

    /// <param name="into">Taken by the next document too: one must be written before the next is made.</param>
    public Document Of(IndexedProduct product, TermStreams into)
    {
        var document = new Document
        {
            new StringField(Id, product.ProductId, Field.Store.YES),
            new Field(Name, into.Name.Of(TermsOf(product.Name, whole: true, compounds: true)), Terms),
            new Field(Head, into.Head.Of(TermsOf(product.Words, whole: false, compounds: true)), Terms),
            new Field(Description, into.Description.Of(TermsOf(product.Description, whole: false, compounds: false)), Terms),
            new NumericDocValuesField(Number, product.Number),
            new NumericDocValuesField(Price, product.PriceMilli),
            new NumericDocValuesField(Stock, product.InStock ? 1 : 0),
            new NumericDocValuesField(Length, Math.Min(product.Name.Length, 999)),
            new NumericDocValuesField(Sold, product.Sold),
            new NumericDocValuesField(Level, Math.Clamp(product.SalesLevel, 0, IndexedProduct.SalesLevelMax)),
            new SortedDocValuesField(Category, new BytesRef(product.Category)),
            new SortedDocValuesField(Vendor, new BytesRef(product.VendorId)),
            new SortedDocValuesField(NameKey, new BytesRef(product.NameKey)),
        };
        foreach (var code in product.Codes.SelectMany(CodesOf).Distinct(StringComparer.Ordinal))
        {
            document.Add(new StringField(Code, code, Field.Store.NO));
        }

        foreach (var (name, value) in product.Values.Distinct())
        {
            document.Add(new SortedSetDocValuesField(Values, new BytesRef(name + Between + value)));
        }

        return document;
    }

    /// <summary>A code as it is compared: as it is, and without what parts it.</summary>
    public static IEnumerable<string> CodesOf(string code)
    {
        var folded = Folding.Of(code.Trim());
        return [folded, string.Concat(folded.Where(char.IsLetterOrDigit))];
    }

    private string[] TermsOf(string text, bool whole, bool compounds)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        Word? before = null;
        foreach (var word in Words.Of(text))
        {
            if (word.Unspaced)
            {
                foreach (var c in word.Whole)
                {
                    terms.Add(c.ToString());
                }

                terms.UnionWith(word.Parts);
                before = null;
                continue;
            }

            foreach (var part in word.Parts)
            {
                Add(terms, part, compounds);
            }

            if (word.Parts.Count > 1)
            {
                Add(terms, word.Whole, compounds);
            }

            if (word.Spelled is { } spelled)
            {
                Add(terms, spelled, compounds);
            }

            if (whole && before is not null)
            {
                terms.Add(JoinedPair + before.Whole + word.Whole);
            }

            before = word;
        }

        return [.. terms];
    }

    private void Add(HashSet<string> terms, string word, bool compounds)
    {
        if (!terms.Add(word))
        {
            return;
        }

        var (english, german) = stems.Of(word);
        terms.Add(English + english);
        terms.Add(German + german);
        for (var i = 1; i <= Math.Min(StartCharsMax, word.Length); i++)
        {
            terms.Add(Start + word[..i]);
        }

        if (compounds && word.Length >= CompoundCharsMin)
        {
            terms.Add(Backwards + Reversed(word));
        }
    }

    public static string Reversed(string word)
    {
        var letters = word.ToCharArray();
        Array.Reverse(letters);
        return new string(letters);
    }

    private static FieldType Frozen()
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = true,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
        };
        type.Freeze();
        return type;
    }
}

/// <summary>
/// The streams of a document's three texts. Making one costs Lucene more than a product's terms do, so those of many documents share them.
/// </summary>
internal sealed class TermStreams
{
    public TermStream Name { get; } = new();

    public TermStream Head { get; } = new();

    public TermStream Description { get; } = new();
}

/// <summary>Terms that were made already, as Lucene takes them.</summary>
internal sealed class TermStream : TokenStream
{
    private readonly ICharTermAttribute term;
    private string[] terms = [];
    private int at;

    public TermStream() => term = AddAttribute<ICharTermAttribute>();

    /// <summary>Gives these from now on.</summary>
    public TermStream Of(string[] next)
    {
        (terms, at) = (next, 0);
        return this;
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        if (at == terms.Length)
        {
            return false;
        }

        term.SetEmpty().Append(terms[at++]);
        return true;
    }

    public override void Reset() => at = 0;
}
