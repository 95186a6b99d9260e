// All that happens in a simulation as one number: two runs of a seed that differ anywhere end with different ones.
using System.Globalization;

namespace Cartwright.Simulation;

/// <summary>The chain of what has happened.</summary>
/// <param name="say">Told each line; null for nobody.</param>
internal sealed class Trace(Action<string>? say)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private ulong sum = Offset;

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>The chain so far, as 16 hexadecimal digits.</summary>
    public string Hash => sum.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>FNV-1a (RFC 9923) of a text.</summary>
    public static ulong Of(string text) => Add(Offset, text);

    /// <summary>Something has happened.</summary>
    public void Note(TimeSpan at, string what)
    {
        Lines++;
        sum = Add(Add(sum, at.Ticks.ToString(CultureInfo.InvariantCulture)), what);
        say?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds, 12:F6} {what}"));
    }

    private static ulong Add(ulong sum, string text)
    {
        unchecked
        {
            foreach (var letter in text)
            {
                sum = (sum ^ letter) * Prime;
            }

            return (sum ^ '\n') * Prime;
        }
    }
}
