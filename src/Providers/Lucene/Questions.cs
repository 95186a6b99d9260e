// What was typed as a query of Lucene. Each kind of match has a fixed weight: no statistics, so that two products keep their order.
using Cartwright.Contracts.Ports;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Cartwright.Lucene;

/// <summary>Builds queries.</summary>
internal sealed class Questions(Stems stems)
{
    /// <summary>More words make a search slower, not better.</summary>
    public const int WordsMax = 12;

    /// <summary>Above every sum of words.</summary>
    public const int OfCode = 2_000;

    // Words that may also have been meant joined, as "t shirt".
    private const int JoinedWordsMax = 5;
    private const int PhraseWordsMax = 3;

    // Of a word in the name as typed; each next kind is one less, each next field four less.
    private const int Best = 15;
    private static readonly string[] Fields = [ProductDocument.Name, ProductDocument.Head, ProductDocument.Description];

    /// <summary>The query; null where there is no word.</summary>
    public Query? Of(IndexReader reader, string text, IReadOnlyList<IReadOnlyList<string>> synonyms)
    {
        var words = Words.Of(text, WordsMax);
        if (words.Count == 0)
        {
            return null;
        }

        var ways = new DisjunctionMaxQuery(0) { All(reader, words, synonyms, 0) };
        foreach (var code in ProductDocument.CodesOf(text).Distinct(StringComparer.Ordinal))
        {
            ways.Add(new ConstantScoreQuery(new TermQuery(new Term(ProductDocument.Code, code))) { Boost = OfCode });
        }

        if (words.Count is > 1 and <= JoinedWordsMax)
        {
            for (var i = 0; i + 1 < words.Count; i++)
            {
                if (!words[i].Unspaced && !words[i + 1].Unspaced)
                {
                    var one = words[i].Whole + words[i + 1].Whole;
                    ways.Add(All(reader, [.. words[..i], new Word(one, [one], false), .. words[(i + 2)..]], synonyms, 1));
                }
            }
        }

        foreach (var (from, count, other) in Phrases(words, synonyms))
        {
            ways.Add(All(reader, [.. words[..from], .. other, .. words[(from + count)..]], [], 1));
        }

        return ways;
    }

    /// <summary>The text with each word replaced that no product has; null where none can be.</summary>
    public string? Corrected(IndexSearcher searcher, string text, IReadOnlyList<IReadOnlyList<string>> synonyms)
    {
        var words = Words.Of(text, WordsMax);
        var (spelled, changed) = (new List<string>(words.Count), false);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var right =
                word.Unspaced || word.Parts.Count > 1 || Has(searcher, One(searcher.IndexReader, word, i == words.Count - 1, synonyms, 0))
                    ? null
                    : Spelling.Of(searcher.IndexReader, word.Whole);
            changed |= right is not null;
            spelled.Add(right ?? word.Whole);
        }

        return changed ? string.Join(' ', spelled) : null;
    }

    // Only whether there is one: a word that half the catalog has would be counted through for nothing.
    private static bool Has(IndexSearcher searcher, Query query)
    {
        var weight = searcher.CreateNormalizedWeight(query);
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var reader = leaf.AtomicReader;
            if (weight.GetScorer(leaf, reader.LiveDocs)?.NextDoc() is { } first and not DocIdSetIterator.NO_MORE_DOCS)
            {
                return true;
            }
        }

        return false;
    }

    private BooleanQuery All(IndexReader reader, List<Word> words, IReadOnlyList<IReadOnlyList<string>> synonyms, int less)
    {
        var all = new BooleanQuery(true);
        for (var i = 0; i < words.Count; i++)
        {
            all.Add(One(reader, words[i], i == words.Count - 1, synonyms, less), Occur.MUST);
        }

        return all;
    }

    private DisjunctionMaxQuery One(IndexReader reader, Word word, bool last, IReadOnlyList<IReadOnlyList<string>> synonyms, int less)
    {
        var ways = new DisjunctionMaxQuery(0);
        var alike = word.Unspaced ? [] : Alike(word.Whole, synonyms);
        for (var i = 0; i < Fields.Length; i++)
        {
            var (field, weight) = (Fields[i], Best - (4 * i) - less);
            if (word.Unspaced)
            {
                ways.Add(Fixed(Every(field, word.Parts), weight));
                continue;
            }

            ways.Add(Fixed(new TermQuery(new Term(field, word.Whole)), weight));
            ways.Add(Fixed(Inflected(field, word, alike), weight - 1));
            if (last)
            {
                ways.Add(Fixed(Beginning(field, word.Whole), weight - 2));
            }

            if (field != ProductDocument.Description && Compounds.Of(reader, field, word.Whole) is { Count: > 0 } compounds)
            {
                ways.Add(Fixed(Any(field, compounds), weight - 3));
            }
        }

        return ways;
    }

    private BooleanQuery Inflected(string field, Word word, List<string> alike)
    {
        var any = new BooleanQuery(true);
        foreach (var one in (IEnumerable<string>)[word.Whole, .. alike.Where(other => !other.Contains(' ', StringComparison.Ordinal))])
        {
            var (english, german) = stems.Of(one);
            any.Add(new TermQuery(new Term(field, ProductDocument.English + english)), Occur.SHOULD);
            any.Add(new TermQuery(new Term(field, ProductDocument.German + german)), Occur.SHOULD);
            any.Add(new TermQuery(new Term(field, ProductDocument.JoinedPair + one)), Occur.SHOULD);
        }

        foreach (var phrase in alike.Where(other => other.Contains(' ', StringComparison.Ordinal)))
        {
            any.Add(Every(field, phrase.Split(' ')), Occur.SHOULD);
        }

        if (word.Parts.Count > 1)
        {
            any.Add(Every(field, word.Parts), Occur.SHOULD);
        }

        return any;
    }

    private static Query Beginning(string field, string start) =>
        start.Length <= ProductDocument.StartCharsMax
            ? new TermQuery(new Term(field, ProductDocument.Start + start))
            : new PrefixQuery(new Term(field, start));

    private static BooleanQuery Every(string field, IReadOnlyList<string> terms)
    {
        var every = new BooleanQuery(true);
        foreach (var term in terms.Distinct(StringComparer.Ordinal))
        {
            every.Add(new TermQuery(new Term(field, term)), Occur.MUST);
        }

        return every;
    }

    private static BooleanQuery Any(string field, List<string> terms)
    {
        var any = new BooleanQuery(true);
        foreach (var term in terms.Distinct(StringComparer.Ordinal))
        {
            any.Add(new TermQuery(new Term(field, term)), Occur.SHOULD);
        }

        return any;
    }

    private static ConstantScoreQuery Fixed(Query query, int weight) => new(query) { Boost = weight };

    // What means the same as a word, folded; phrases with blanks.
    private List<string> Alike(string word, IReadOnlyList<IReadOnlyList<string>> synonyms)
    {
        var alike = new List<string>();
        foreach (var group in synonyms)
        {
            var spelled = group.Select(Plain).ToList();
            if (spelled.Exists(entry => Same(entry, word)))
            {
                alike.AddRange(spelled.Where(entry => entry.Length > 0 && !Same(entry, word)));
            }
        }

        return alike;
    }

    // Where words in a row are a phrase of a group, each other entry instead.
    private IEnumerable<(int From, int Count, List<Word> Other)> Phrases(List<Word> words, IReadOnlyList<IReadOnlyList<string>> synonyms)
    {
        foreach (var group in synonyms)
        {
            var spelled = group.Select(Plain).ToList();
            foreach (var phrase in spelled.Where(entry => entry.Contains(' ', StringComparison.Ordinal)))
            {
                var count = phrase.Split(' ').Length;
                for (var from = 0; count <= PhraseWordsMax && from + count <= words.Count; from++)
                {
                    if (Same(string.Join(' ', words.Skip(from).Take(count).Select(word => word.Whole)), phrase))
                    {
                        foreach (var other in spelled.Where(entry => entry.Length > 0 && entry != phrase))
                        {
                            yield return (from, count, Words.Of(other));
                        }
                    }
                }
            }
        }
    }

    private bool Same(string one, string other) =>
        one == other
        || (!one.Contains(' ', StringComparison.Ordinal) && one.Length > 2 && stems.Of(one).English == stems.Of(other).English);

    private static string Plain(string entry) => string.Join(' ', Words.Of(entry).Select(word => word.Whole));
}

/// <summary>Weights add up as they are given.</summary>
internal sealed class FixedWeights : DefaultSimilarity
{
    public override float QueryNorm(float valueForNormalization) => 1;

    public override float Coord(int overlap, int maxOverlap) => 1;
}
