// What a word that nothing has may have been meant as.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cartwright.Lucene;

/// <summary>
/// Corrects by the words of the catalog: one edit from four letters on, two from six; letters that changed places are one edit. Fewer edits
/// come first, then the first letter kept, then what more products have.
/// </summary>
internal static class Spelling
{
    private const int OneEditFrom = 4;
    private const int TwoEditsFrom = 6;

    // Candidates looked at: an automaton over a large catalog's words yields few that are as near.
    private const int LookedAtMax = 2_000;

    /// <summary>The likeliest word, or null.</summary>
    public static string? Of(IndexReader reader, string word)
    {
        if (word.Length < OneEditFrom || word.Any(char.IsDigit))
        {
            return null;
        }

        foreach (var field in (string[])[ProductDocument.Name, ProductDocument.Head, ProductDocument.Description])
        {
            if (MultiFields.GetTerms(reader, field) is not { } terms)
            {
                continue;
            }

            // The first letter is seldom wrong, and keeping it is far cheaper.
            if (Nearest(terms, field, word, 1, 1) is { } near)
            {
                return near;
            }

            if (Nearest(terms, field, word, 1, 0) is { } other)
            {
                return other;
            }

            if (word.Length >= TwoEditsFrom && Nearest(terms, field, word, 2, 1) is { } far)
            {
                return far;
            }
        }

        return null;
    }

    private static string? Nearest(Terms terms, string field, string word, int edits, int kept)
    {
        var walk = new FuzzyTermsEnum(terms, new AttributeSource(), new Term(field, word), edits, kept, true);
        string? best = null;
        var frequency = 0;
        for (var looked = 0; looked < LookedAtMax && walk.MoveNext(); looked++)
        {
            var term = walk.Term.Utf8ToString();

            // Terms of other kinds begin with a control character; a shorter word by two is another word.
            if (term[0] > '\u001f' && term.Length >= OneEditFrom - 1 && walk.DocFreq > frequency)
            {
                (best, frequency) = (term, walk.DocFreq);
            }
        }

        return best;
    }
}
