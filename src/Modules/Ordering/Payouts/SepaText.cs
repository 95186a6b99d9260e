// Words in the characters that every bank of SEPA takes.
using System.Globalization;
using System.Text;

namespace Cartwright.Ordering;

/// <summary>
/// Latin letters, digits and a few signs (EPC217-08). Letters with marks lose them, others are written out, and what has no such form is a
/// full stop.
/// </summary>
public static class SepaText
{
    private const string Signs = "/-?:().,'+ ";

    // The program folds no letters by itself (InvariantGlobalization): Latin-1, Latin Extended-A, and the Romanian comma below.
    private static readonly (string Letter, string Marked)[] Marked =
    [
        ("a", "\u00e0\u00e1\u00e2\u00e3\u00e5\u0101\u0103\u0105"),
        ("c", "\u00e7\u0107\u0109\u010b\u010d"),
        ("d", "\u010f"),
        ("e", "\u00e8\u00e9\u00ea\u00eb\u0113\u0115\u0117\u0119\u011b"),
        ("g", "\u011d\u011f\u0121\u0123"),
        ("h", "\u0125\u0127"),
        ("i", "\u00ec\u00ed\u00ee\u00ef\u0129\u012b\u012d\u012f"),
        ("j", "\u0135"),
        ("k", "\u0137"),
        ("l", "\u013a\u013c\u013e\u0140"),
        ("n", "\u00f1\u0144\u0146\u0148\u0149"),
        ("o", "\u00f2\u00f3\u00f4\u00f5\u014d\u014f\u0151"),
        ("r", "\u0155\u0157\u0159"),
        ("s", "\u015b\u015d\u015f\u0161\u0219"),
        ("t", "\u0163\u0165\u0167\u021b"),
        ("u", "\u00f9\u00fa\u00fb\u0169\u016b\u016d\u016f\u0171\u0173"),
        ("w", "\u0175"),
        ("y", "\u00fd\u00ff\u0177"),
        ("z", "\u017a\u017c\u017e"),
    ];

    private static readonly Dictionary<char, string> Written = Table();

    /// <summary>The text in those characters, cut to a length; never begins or ends with a blank or a slash.</summary>
    public static string Of(string text, int charsMax)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            Add(plain, c);
        }

        var all = plain.ToString();
        return (all.Length > charsMax ? all[..charsMax] : all).Trim(' ', '/');
    }

    private static void Add(StringBuilder plain, char c)
    {
        if (char.IsAsciiLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal))
        {
            plain.Append(c);
        }
        else if (Written.TryGetValue(char.ToLowerInvariant(c), out var written))
        {
            plain.Append(char.IsUpper(c) && written.Length > 0 ? char.ToUpperInvariant(written[0]) + written[1..] : written);
        }
        else
        {
            plain.Append(
                char.IsWhiteSpace(c) ? " "
                : CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark ? string.Empty
                : "."
            );
        }
    }

    private static Dictionary<char, string> Table()
    {
        var table = new Dictionary<char, string>
        {
            ['\u00e4'] = "ae",
            ['\u00f6'] = "oe",
            ['\u00fc'] = "ue",
            ['\u00df'] = "ss",
            ['\u00e6'] = "ae",
            ['\u0153'] = "oe",
            ['\u00f8'] = "o",
            ['\u0142'] = "l",
            ['\u0111'] = "d",
            ['\u00f0'] = "d",
            ['\u00fe'] = "th",
            ['\u0131'] = "i",
            ['&'] = "+",
            ['_'] = "-",
            ['\u2013'] = "-",
            ['\u2019'] = "'",
        };
        foreach (var (letter, marked) in Marked)
        {
            foreach (var c in marked)
            {
                table.TryAdd(c, letter);
            }
        }

        Pairs(
            table,
            "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c2\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9\u03ac\u03ad\u03ae\u03af\u03cc\u03cd\u03ce",
            "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i o y o"
        );
        Pairs(
            table,
            "\u0430\u0431\u0432\u0433\u0434\u0435\u0451\u0436\u0437\u0438\u0439\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b\u044c\u044d\u044e\u044f\u0454\u0456\u0457",
            "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sht a y y e yu ya ye i yi"
        );
        return table;
    }

    private static void Pairs(Dictionary<char, string> table, string letters, string written)
    {
        var parts = written.Split(' ');
        for (var i = 0; i < letters.Length; i++)
        {
            table[letters[i]] = parts[i];
        }
    }
}
