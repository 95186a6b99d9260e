// One pass over what the words match: filters, the page, and what can be chosen next.
using System.Globalization;
using System.Text;
using Cartwright.Contracts.Ports;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cartwright.Lucene;

/// <summary>
/// Collects. A document that fails no filter is on the list and counts everywhere; one that fails a single filter counts where that filter
/// is left out; others count nowhere.
/// </summary>
internal sealed class Collecting : ICollector
{
    // Attributes with more values in a segment are no choice: serial numbers, dates.
    private const int ValuesOfOneMax = 1_000;
    private const int AttributesMax = 20;
    private const int ValuesMax = 100;

    // Whole paths, of which the catalog makes the level that is shown.
    private const int CategoriesMax = 5_000;

    // What ranks first has the lowest key.
    private const int ScoreMax = 5_000;

    private readonly IndexQuestion question;
    private readonly (long First, long Second, string? Name)? after;
    private readonly bool named;
    private readonly bool down;
    private readonly List<(long First, string? Name, long Number, int Document)> page = [];
    private readonly Dictionary<string, long> categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> vendors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> values = new(StringComparer.Ordinal);
    private long total;
    private long stocked;
    private long low = long.MaxValue;
    private long high = long.MinValue;
    private Segment? segment;
    private Scorer? scorer;

    public Collecting(IndexQuestion question)
    {
        this.question = question;
        named = question.Order is IndexOrder.Name or IndexOrder.NameDown;
        down = question.Order is IndexOrder.Newest or IndexOrder.Best or IndexOrder.PriceDown or IndexOrder.NameDown;
        if (question.After is { } key)
        {
            var number = long.Parse(key[1], CultureInfo.InvariantCulture);
            after = named ? (0, number, key[0]) : (long.Parse(key[0], CultureInfo.InvariantCulture), number, null);
        }
    }

    public bool AcceptsDocsOutOfOrder => true;

    /// <summary>Documents that the words match, whatever the filters say.</summary>
    public long Matched { get; private set; }

    public void SetScorer(Scorer scorer) => this.scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        Finish();
        segment = new Segment(this, context);
    }

    public void Collect(int doc)
    {
        Matched++;
        segment!.Collect(doc);
    }

    public IndexAnswer Answer(IndexSearcher searcher)
    {
        Finish();
        segment = null;
        page.Sort(Compare);
        return new IndexAnswer(
            [
                .. page.Take(question.Count)
                    .Select(row => new IndexHit(
                        searcher.Doc(row.Document, Only).Get(ProductDocument.Id),
                        [row.Name ?? Text(row.First), Text(row.Number)]
                    )),
            ],
            question.Facets ? Facets() : null,
            null
        );
    }

    private static ISet<string> Only { get; } = new HashSet<string> { ProductDocument.Id };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private int Compare(
        (long First, string? Name, long Number, int Document) one,
        (long First, string? Name, long Number, int Document) other
    )
    {
        var order = named ? Utf8(one.Name!, other.Name!) : one.First.CompareTo(other.First);
        order = order != 0 ? order : one.Number.CompareTo(other.Number);
        return down ? -order : order;
    }

    private static int Utf8(string one, string other) =>
        Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

    private IndexFacets Facets() =>
        new(
            total,
            Most(categories, CategoriesMax),
            Most(vendors, ValuesMax),
            high == long.MinValue ? null : low,
            high == long.MinValue ? null : high,
            stocked,
            [
                .. values
                    .Select(value => (Text: value.Key.Split(ProductDocument.Between, 2), value.Value))
                    .GroupBy(value => value.Text[0], StringComparer.Ordinal)
                    .OrderByDescending(group => group.Sum(value => value.Value))
                    .Take(AttributesMax)
                    .Select(group =>
                        (
                            group.Key,
                            (IReadOnlyList<(string, long)>)
                                [
                                    .. group
                                        .OrderByDescending(value => value.Value)
                                        .Take(ValuesMax)
                                        .Select(value => (value.Text[1], value.Value)),
                                ]
                        )
                    ),
            ]
        );

    private static (string, long)[] Most(Dictionary<string, long> counts, int max) =>
        [.. counts.OrderByDescending(count => count.Value).Take(max).Select(count => (count.Key, count.Value))];

    private void Finish()
    {
        segment?.Finish();
        if (page.Count > 4 * (question.Count + 1))
        {
            page.Sort(Compare);
            page.RemoveRange(question.Count, page.Count - question.Count);
        }
    }

    /// <summary>The pass over one segment, by ordinals.</summary>
    private sealed class Segment
    {
        private readonly Collecting all;
        private readonly AtomicReaderContext context;
        private readonly Columns columns;
        private readonly bool[]? inCategory;
        private readonly int vendor;
        private readonly (int From, int To, HashSet<int> Wanted)[] wanted;
        private readonly long[]? categories;
        private readonly long[]? vendors;
        private readonly long[]? values;

        // The best so far, worst first.
        private readonly PriorityQueue<int, (long First, long Number)> best;
        private readonly long afterFirst;
        private readonly long afterNumber;

        public Segment(Collecting all, AtomicReaderContext context)
        {
            (this.all, this.context) = (all, context);
            columns = Columns.Of(context.AtomicReader);
            var question = all.question;
            inCategory = question.Category is { } c ? InAny([c, .. question.CategoryToo]) : null;
            vendor = question.VendorId is { } v ? columns.Vendors.LookupTerm(new BytesRef(v)) : -1;
            wanted = [.. question.Values.Select(value => Range(value.Name, value.Values))];
            if (question.Facets)
            {
                categories = new long[columns.Categories.ValueCount];
                vendors = new long[columns.Vendors.ValueCount];
                values = new long[columns.ValueTexts.Length];
            }

            best = new(Comparer<(long First, long Number)>.Create((one, other) => Order(other, one)));
            if (all.after is not { } key)
            {
                return;
            }

            (afterFirst, afterNumber) = (key.First, key.Second);
            if (key.Name is { } name)
            {
                // A name that the segment does not have lies before this ordinal: those from it on come after it, the others before.
                var ord = columns.NameKeys.LookupTerm(new BytesRef(name));
                (afterFirst, afterNumber) = ord >= 0 ? (ord, key.Second) : (-ord - 1, long.MinValue);
            }
        }

        public void Collect(int doc)
        {
            var question = all.question;
            var fails = 0;
            var failed = -1;
            if (inCategory is not null && !inCategory[columns.Category[doc]])
            {
                (fails, failed) = (fails + 1, 0);
            }

            if (question.VendorId is not null && columns.Vendor[doc] != vendor)
            {
                (fails, failed) = (fails + 1, 1);
            }

            var price = columns.Price[doc];
            if (price < question.MinMilli || price > question.MaxMilli)
            {
                (fails, failed) = (fails + 1, 2);
            }

            if (question.InStock is { } stock && columns.Stock[doc] != stock)
            {
                (fails, failed) = (fails + 1, 3);
            }

            var (from, to) = (columns.ValuesFrom[doc], columns.ValuesFrom[doc + 1]);
            for (var i = 0; i < wanted.Length && fails < 2; i++)
            {
                if (!HasOne(wanted[i].Wanted, from, to))
                {
                    (fails, failed) = (fails + 1, 4 + i);
                }
            }

            if (fails == 0)
            {
                Keep(doc);
            }

            if (fails < 2 && question.Facets)
            {
                Count(doc, price, failed, from, to);
            }
        }

        public void Finish()
        {
            while (best.TryDequeue(out var doc, out var key))
            {
                all.page.Add(
                    (key.First, all.named ? Columns.Text(columns.NameKeys, (int)key.First) : null, key.Number, context.DocBase + doc)
                );
            }

            if (values is null)
            {
                return;
            }

            Add(all.categories, categories!, ord => Columns.Text(columns.Categories, ord));
            Add(all.vendors, vendors!, ord => Columns.Text(columns.Vendors, ord));
            AddValues();
        }

        private void Count(int doc, long price, int failed, int from, int to)
        {
            if (failed == -1)
            {
                all.total++;
            }

            if (failed is -1 or 0)
            {
                categories![columns.Category[doc]]++;
            }

            if (failed is -1 or 1)
            {
                vendors![columns.Vendor[doc]]++;
            }

            if (failed is -1 or 2)
            {
                all.low = Math.Min(all.low, price);
                all.high = Math.Max(all.high, price);
            }

            if (failed is -1 or 3 && columns.Stock[doc])
            {
                all.stocked++;
            }

            // The values of a wanted attribute count where no other filter fails; all others where none does.
            if (failed == -1)
            {
                for (var i = from; i < to; i++)
                {
                    values![columns.Values[i]]++;
                }
            }
            else if (failed >= 4)
            {
                var (first, end, _) = wanted[failed - 4];
                for (var i = from; i < to; i++)
                {
                    var ord = columns.Values[i];
                    if (ord >= first && ord < end)
                    {
                        values![ord]++;
                    }
                }
            }
        }

        private void Keep(int doc)
        {
            var number = columns.Number[doc];
            var first = all.question.Order switch
            {
                IndexOrder.Relevance => Rank((long)all.scorer!.GetScore(), columns.Level[doc], columns.Length[doc]),
                IndexOrder.Best => columns.Sold[doc],
                IndexOrder.Price or IndexOrder.PriceDown => columns.Price[doc],
                IndexOrder.Name or IndexOrder.NameDown => columns.NameKey[doc],
                _ => number,
            };
            if (all.after is not null && Order((first, number), (afterFirst, afterNumber)) <= 0)
            {
                return;
            }

            if (best.Count < all.question.Count)
            {
                best.Enqueue(doc, (first, number));
            }
            else if (best.Count > 0)
            {
                best.EnqueueDequeue(doc, (first, number));
            }
        }

        // Each next thing decides only among equals in those before it: sales never lift a match over a better one.
        private static long Rank(long score, int level, int length) =>
            ((ScoreMax - score) * 100_000) + ((IndexedProduct.SalesLevelMax - level) * 1_000L) + length;

        private int Order((long First, long Number) one, (long First, long Number) other)
        {
            var order = one.First.CompareTo(other.First);
            order = order != 0 ? order : one.Number.CompareTo(other.Number);
            return all.down ? -order : order;
        }

        private bool HasOne(HashSet<int> wantedOrds, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                if (wantedOrds.Contains(columns.Values[i]))
                {
                    return true;
                }
            }

            return false;
        }

        // By ordinal: those of the paths themselves, and of what stands behind them and a slash. Ordinals are in the order of bytes.
        private bool[] InAny(IEnumerable<string> paths)
        {
            var chosen = new bool[columns.Categories.ValueCount];
            foreach (var path in paths)
            {
                if (columns.Categories.LookupTerm(new BytesRef(path)) is >= 0 and var own)
                {
                    chosen[own] = true;
                }

                for (var ord = First(path + '/'); ord < First(path + '0'); ord++)
                {
                    chosen[ord] = true;
                }
            }

            return chosen;
        }

        private int First(string text) =>
            columns.Categories.LookupTerm(new BytesRef(text)) is >= 0 and var there
                ? there
                : -columns.Categories.LookupTerm(new BytesRef(text)) - 1;

        private (int, int, HashSet<int>) Range(string name, IReadOnlyList<string> some)
        {
            var texts = columns.ValueTexts;
            var start = name + ProductDocument.Between;
            var from = Array.FindIndex(texts, text => text.StartsWith(start, StringComparison.Ordinal));
            var to = from;
            var ords = new HashSet<int>();
            while (from >= 0 && to < texts.Length && texts[to].StartsWith(start, StringComparison.Ordinal))
            {
                if (some.Contains(texts[to][start.Length..], StringComparer.Ordinal))
                {
                    ords.Add(to);
                }

                to++;
            }

            return (from, to, ords);
        }

        private static void Add(Dictionary<string, long> to, long[] counts, Func<int, string> text)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                if (counts[i] > 0)
                {
                    var value = text(i);
                    to[value] = to.GetValueOrDefault(value) + counts[i];
                }
            }
        }

        private void AddValues()
        {
            var texts = columns.ValueTexts;
            for (var i = 0; i < texts.Length; )
            {
                var name = texts[i].AsSpan(0, texts[i].IndexOf(ProductDocument.Between, StringComparison.Ordinal) + 1);
                var from = i;
                while (i < texts.Length && texts[i].AsSpan().StartsWith(name, StringComparison.Ordinal))
                {
                    i++;
                }

                for (var ord = from; i - from <= ValuesOfOneMax && ord < i; ord++)
                {
                    if (values![ord] > 0)
                    {
                        all.values[texts[ord]] = all.values.GetValueOrDefault(texts[ord]) + values[ord];
                    }
                }
            }
        }
    }
}
