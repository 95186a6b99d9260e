// Parts of German compounds: a word finds those that begin or end with it, where the rest is a word too.
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Cartwright.Lucene;

/// <summary>
/// Takes the catalog's own words for a dictionary: <c>kessel</c> finds <c>Teekessel</c> where <c>tee</c> is a word of some product, but
/// <c>halter</c> never <c>Schalter</c>. Some short words that compounds are made of are known beside; a rest of seven letters and more
/// is taken for a word unseen.
/// </summary>
internal static class Compounds
{
    private const int WordCharsMin = 4;
    private const int RestCharsMin = 3;
    private const int RestTaken = 7;

    // Compounds looked at for one word; the rest would rank last anyway.
    private const int LookedAtMax = 400;
    private const int FoundMax = 64;

    private static readonly string[] Links = ["", "s", "n", "en", "es", "e", "er"];
    private static readonly string[] Endings = ["", "e", "n", "en", "er", "s"];

    private static readonly HashSet<string> Common = new(
        (
            "tee milch wasser kaffee brot eis obst salz wein bier hand fuss haar haus garten kuche bad bett tisch stuhl schrank wand "
            + "boden decke fenster tur tuch kinder baby damen herren hunde katzen sommer winter regen sport lauf fahrrad auto reise schul buro "
            + "holz glas metall stahl leder woll baum blumen licht strom lade akku funk"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>The words of a field that have this one as their part.</summary>
    public static List<string> Of(IndexReader reader, string field, string word)
    {
        var found = new List<string>();
        if (word.Length < WordCharsMin || !word.All(char.IsLetter) || MultiFields.GetTerms(reader, field) is not { } terms)
        {
            return found;
        }

        var walk = terms.GetEnumerator();
        foreach (var term in Starting(walk, word))
        {
            if (term.Length - word.Length >= RestCharsMin && Links.Any(link => IsWord(reader, After(term[word.Length..], link))))
            {
                found.Add(term);
            }
        }

        foreach (var ending in Endings)
        {
            var back = ProductDocument.Backwards + ProductDocument.Reversed(word + ending);
            foreach (var term in Starting(walk, back))
            {
                var rest = ProductDocument.Reversed(term[back.Length..]);
                if (rest.Length >= RestCharsMin && Links.Any(link => IsWord(reader, Before(rest, link))))
                {
                    found.Add(rest + word + ending);
                }
            }
        }

        return found.Count > FoundMax ? found[..FoundMax] : found;
    }

    private static IEnumerable<string> Starting(TermsEnum walk, string start)
    {
        var bytes = new BytesRef(start);
        if (walk.SeekCeil(bytes) == TermsEnum.SeekStatus.END)
        {
            yield break;
        }

        var looked = 0;
        do
        {
            if (!StringHelper.StartsWith(walk.Term, bytes))
            {
                yield break;
            }

            yield return walk.Term.Utf8ToString();
        } while (++looked < LookedAtMax && walk.MoveNext());
    }

    private static string? After(string rest, string link) => rest.StartsWith(link, StringComparison.Ordinal) ? rest[link.Length..] : null;

    private static string? Before(string rest, string link) => rest.EndsWith(link, StringComparison.Ordinal) ? rest[..^link.Length] : null;

    private static bool IsWord(IndexReader reader, string? rest) =>
        rest is { Length: >= RestCharsMin }
        && rest.All(char.IsLetter)
        && (rest.Length >= RestTaken || Common.Contains(rest) || reader.DocFreq(new Term(ProductDocument.Name, rest)) > 0);
}
