// What a shopper typed, as each engine's full-text query. Only letters and digits get through, so no text can break the query's syntax.
using System.Globalization;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The words of a search; the last is a beginning, because the shopper may still be typing.</summary>
/// <param name="Words">Lower case, at most <see cref="WordsMax"/>.</param>
internal sealed record SearchText(IReadOnlyList<string> Words)
{
    /// <summary>More words than this make a search slower, not better.</summary>
    public const int WordsMax = 12;

    public static SearchText Of(string typed)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var solid = false;
        foreach (var rune in typed.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            // Marks join the letter before them, as both engines have it; alone they are no word.
            var mark =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark;
            if (Rune.IsLetterOrDigit(rune) || (mark && solid))
            {
                word.Append(Rune.ToLowerInvariant(rune));
                solid = true;
                continue;
            }

            Finish();
        }

        Finish();
        return new SearchText(words);

        void Finish()
        {
            if (solid && words.Count < WordsMax)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            solid = false;
        }
    }

    /// <summary>Rows of products p that match parameter <paramref name="position"/>, which is made by <see cref="Query"/>.</summary>
    public static string Matches(Dialect dialect, int position) =>
        dialect.Name == "sqlite"
            ? $"p.number IN (SELECT rowid FROM product_text WHERE product_text MATCH ${position})"
            : $"p.search @@ to_tsquery('english', ${position})";

    /// <summary>The query text: all words, within a part of the product.</summary>
    public string Query(Dialect dialect, Part part) =>
        dialect.Name == "sqlite"
            ? $"{{{(part == Part.Name ? "name" : part == Part.Head ? "name words" : "name words description")}}} : ({Join(" AND ", (word, last) => last ? $"\"{word}\" *" : $"\"{word}\"")})"
            : Join(
                " & ",
                (word, last) => $"'{word}':{(last ? "*" : string.Empty)}{(part == Part.Name ? "A" : part == Part.Head ? "AB" : "ABC")}"
            );

    private string Join(string between, Func<string, bool, string> spell) =>
        string.Join(between, Words.Select((word, i) => spell(word, i == Words.Count - 1)));
}

/// <summary>Where the words must stand; a match in an earlier part ranks higher.</summary>
internal enum Part
{
    /// <summary>The name.</summary>
    Name,

    /// <summary>Name, category, attributes and options.</summary>
    Head,

    /// <summary>Those and the description.</summary>
    All,
}
