// Words reduced to their stems, English and German, so that plurals and cases find each other.
using System.Collections.Concurrent;
using System.Collections.Frozen;
using Lucene.Net.Analysis.De;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace Cartwright.Lucene;

/// <summary>Stems of folded words. What was reduced once is remembered: a catalog repeats its words.</summary>
internal sealed class Stems
{
    // About 10 MB.
    private const int KnownMax = 60_000;

    // Plurals that no rule makes.
    private static readonly FrozenDictionary<string, string> Irregular = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["knives"] = "knife",
        ["wives"] = "wife",
        ["lives"] = "life",
        ["leaves"] = "leaf",
        ["loaves"] = "loaf",
        ["shelves"] = "shelf",
        ["halves"] = "half",
        ["scarves"] = "scarf",
        ["wolves"] = "wolf",
        ["calves"] = "calf",
        ["hooves"] = "hoof",
        ["men"] = "man",
        ["women"] = "woman",
        ["children"] = "child",
        ["feet"] = "foot",
        ["teeth"] = "tooth",
        ["geese"] = "goose",
        ["mice"] = "mouse",
        ["dice"] = "die",
        ["people"] = "person",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string English, string German)> known = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<EnglishStemmer> english = [];

    /// <summary>Both stems of a word; the word itself where it has none.</summary>
    public (string English, string German) Of(string word)
    {
        if (known.TryGetValue(word, out var stems))
        {
            return stems;
        }

        stems = word.Length < 3 || !char.IsLetter(word[0]) ? (word, word) : (English(word), German(word));
        if (known.Count >= KnownMax)
        {
            known.Clear();
        }

        return known[word] = stems;
    }

    private string English(string word)
    {
        if (!english.TryTake(out var stemmer))
        {
            stemmer = new EnglishStemmer();
        }

        stemmer.SetCurrent(Irregular.GetValueOrDefault(word, word));
        stemmer.Stem();
        var stem = stemmer.Current;
        english.Add(stemmer);
        return stem;
    }

    private static string German(string word)
    {
        var letters = word.ToCharArray();
        return new string(letters, 0, new GermanLightStemmer().Stem(letters, letters.Length));
    }
}
