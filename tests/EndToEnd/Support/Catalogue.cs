// The catalogues of the pages, to tell whether one shows words of another language than it should.
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

internal static partial class Catalogue
{
    private const string Texts = """
        () => {
          const said = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          // What a shop writes itself is in the shop's language: the titles of its texts, and what it says of its goods.
          for (let node; (node = walker.nextNode()); ) if (!node.parentElement.closest('script, style, .footer__policies, .facts dl')) said.push(node.textContent);
          for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
            for (const name of ['aria-label', 'placeholder', 'title']) said.push(element.getAttribute(name) ?? '');
          said.push(document.title);
          return said.map((text) => text.trim()).filter((text) => text !== '');
        }
        """;

    /// <summary>The texts of a page, also those that are only heard, that are English messages of the German catalogues.</summary>
    public static async Task<IReadOnlyList<string>> English(Visitor visitor)
    {
        var texts = await visitor.Page.EvaluateAsync<string[]>(Texts);
        var english = Patterns.Value;
        return [.. texts.Where(text => english.IsMatch(text)).Distinct()];
    }

    private static readonly Lazy<Regex> Patterns = new(() =>
    {
        var pieces = new[] { "de.po", "behind/de.po", "host/de.po" }
            .SelectMany(file => Pieces(File.ReadAllText(Path.Combine(Folder(), file))))
            .ToList();
        Assert.True(pieces.Count > 600, $"Only {pieces.Count} messages were found.");
        return new Regex($"^(?:{string.Join('|', pieces)})$", RegexOptions.CultureInvariant);
    });

    /// <summary>The English of each message that is another in German, in the pieces between its elements, as expressions.</summary>
    private static IEnumerable<string> Pieces(string catalogue)
    {
        foreach (var entry in catalogue.Split("\n\n"))
        {
            var (english, german) = (Said(entry, "msgid"), Said(entry, "msgstr"));
            string[] forms = Plural().Match(english) is { Success: true } plural
                ? [plural.Groups[1].Value, plural.Groups[2].Value]
                : [english];
            foreach (var piece in forms.SelectMany(form => Element().Split(form)).Select(piece => piece.Trim()))
            {
                // A word or two letters alone say nothing of the language.
                if (
                    Placeholder().Replace(piece, string.Empty).Count(char.IsLetter) > 3
                    && !german.Contains(piece, StringComparison.Ordinal)
                )
                {
                    yield return string.Join(".+", Placeholder().Split(piece).Select(Regex.Escape));
                }
            }
        }
    }

    private static string Said(string entry, string name) =>
        Regex.Match(entry, $"^{name} (\"[^\\n]*\"(?:\\n\"[^\\n]*\")*)", RegexOptions.Multiline) is { Success: true } found
            ? string.Concat(found.Groups[1].Value.Split('\n').Select(line => JsonSerializer.Deserialize<string>(line)))
            : string.Empty;

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var here = Path.Combine(folder.FullName, "web", "src", "i18n");
            if (Directory.Exists(here))
            {
                return here;
            }
        }

        throw new DirectoryNotFoundException("There is no web/src/i18n above the tests.");
    }

    [GeneratedRegex(@"^\{\w+, plural, one \{(.*)\} other \{(.*)\}\}$")]
    private static partial Regex Plural();

    [GeneratedRegex(@"</?\d+/?>")]
    private static partial Regex Element();

    [GeneratedRegex(@"\{\w+\}|#")]
    private static partial Regex Placeholder();
}
