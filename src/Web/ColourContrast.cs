// Whether text in the shop's colours can be read (WCAG 2.2, 1.4.3, level AA).
using System.Globalization;

namespace Cartwright.Web;

/// <summary>Pure functions on colours as <c>#rrggbb</c>.</summary>
public static class ColourContrast
{
    /// <summary>The least contrast of text.</summary>
    public const double Least = 4.5;

    // The darkest ground that pages give a text of the accent's colour beside its own wash: web/src/ui/theme.css, --mist-deep.
    private const string Mist = "#e9edea";

    // How much of the accent is in its wash; web/src/features/shop/look.ts mixes the same.
    private const double Wash = 0.1;

    /// <summary>Whether it is a colour.</summary>
    public static bool IsColour(string? text) => text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);

    /// <summary>What is wrong with it as the colour of buttons and links; null where nothing is.</summary>
    public static string? FaultOfAccent(string colour) =>
        !IsColour(colour) ? NoColour : Fault(colour, [Mist, Washed(colour)], "light grounds");

    /// <summary>What is wrong with it as the colour of texts; null where nothing is.</summary>
    public static string? FaultOfInk(string colour) => !IsColour(colour) ? NoColour : Fault(colour, [Mist], "light grounds");

    /// <summary>What is wrong with it as a ground of white text; null where nothing is.</summary>
    public static string? FaultOfGround(string colour) => !IsColour(colour) ? NoColour : Fault(colour, ["#ffffff"], "white text");

    /// <summary>From 1 to 21.</summary>
    public static double Of(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private const string NoColour = "must be a colour as in #0b5d43";

    private static string? Fault(string colour, IReadOnlyList<string> grounds, string beside)
    {
        var contrast = grounds.Min(ground => Of(colour, ground));
        return contrast >= Least
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"cannot be read well: its contrast with {beside} is {Math.Floor(contrast * 10) / 10:0.0} : 1, and needs {Least} : 1; {Darker(colour)} has it"
            );
    }

    // The nearest darker one of the same hue that can be read everywhere.
    private static string Darker(string colour)
    {
        for (var part = 0.98; part > 0; part -= 0.02)
        {
            var darker = Mix(colour, "#000000", part);
            if (Of(darker, Mist) >= Least && Of(darker, Washed(darker)) >= Least)
            {
                return darker;
            }
        }

        return "#000000";
    }

    private static string Washed(string colour) => Mix(colour, "#ffffff", Wash);

    private static string Mix(string colour, string with, double part) =>
        "#"
        + string.Concat(
            Channels(colour)
                .Zip(Channels(with), (one, other) => (int)Math.Round((one * part) + (other * (1 - part))))
                .Select(channel => channel.ToString("x2", CultureInfo.InvariantCulture))
        );

    private static double Luminance(string colour)
    {
        var linear = Channels(colour)
            .Select(channel => channel / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static int[] Channels(string colour) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
}
