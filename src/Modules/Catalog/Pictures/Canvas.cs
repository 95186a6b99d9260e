// A small pen for SVG: shapes on a square of 600, in the tones of one colour.
using System.Globalization;
using System.Text;

namespace Cartwright.Catalog.Pictures;

/// <summary>The tones of one picture, as #RRGGBB.</summary>
internal sealed record Tones(string Main, string Dark, string Light, string Accent, string Back, string BackShape)
{
    public const string Ink = "#2B2D33";
    public const string Paper = "#FFFDF8";
    public const string Wood = "#C79A6B";
    public const string WoodDark = "#A87B4F";
    public const string Leaf = "#5E8C61";
    public const string LeafDark = "#3F6B4B";
    public const string LeafLight = "#8DB580";
    public const string Metal = "#C9CED6";
    public const string MetalDark = "#8F97A3";
}

internal sealed class Canvas
{
    /// <summary>Of the square, in units that a browser takes for pixels.</summary>
    public const int Side = 600;

    private readonly StringBuilder svg = new(2_600);

    public Canvas Rect(double x, double y, double w, double h, double r, string fill) =>
        Add($"<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{r}\" fill=\"{fill}\"/>");

    public Canvas Circle(double x, double y, double r, string fill) => Add($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\"/>");

    public Canvas Oval(double x, double y, double rx, double ry, string fill, double opacity = 1) =>
        Add(
            opacity == 1
                ? (FormattableString)$"<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"{fill}\"/>"
                : $"<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"{fill}\" opacity=\"{opacity}\"/>"
        );

    public Canvas Fill(string path, string fill, double opacity = 1) =>
        Add(
            opacity == 1
                ? (FormattableString)$"<path d=\"{path}\" fill=\"{fill}\"/>"
                : $"<path d=\"{path}\" fill=\"{fill}\" opacity=\"{opacity}\"/>"
        );

    public Canvas Line(string path, string colour, double width) =>
        Add(
            $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        );

    public Canvas Ring(double x, double y, double r, string colour, double width) =>
        Add($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>");

    public Canvas Shadow(double x, double y, double rx, double ry = 16) => Oval(x, y, rx, ry, Tones.Ink, 0.12);

    public Canvas Turned(double degrees, Action<Canvas> draw) => Grouped($"<g transform=\"rotate({degrees} 300 300)\">", draw);

    public Canvas Moved(string transform, Action<Canvas> draw) => Grouped($"<g transform=\"{transform}\">", draw);

    public override string ToString() => svg.ToString();

    private Canvas Grouped(FormattableString open, Action<Canvas> draw)
    {
        Add(open);
        draw(this);
        svg.Append("</g>");
        return this;
    }

    private Canvas Add(FormattableString shape)
    {
        svg.Append(shape.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}
