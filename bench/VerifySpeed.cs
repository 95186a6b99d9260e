// How fast `cartwright verify` reads a shop that has just sold, beside it, as an operator runs it.
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartwright.Bench;

internal static partial class VerifySpeed
{
    /// <summary>Orders a second by the program's own word, and what it found that does not hold; null for nothing.</summary>
    public static async Task<(double PerSecond, string? Wrong)> Run(string host, string folder)
    {
        using var run = Process.Start(
            new ProcessStartInfo(host, ["verify", "--data", folder]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = run.StandardError.ReadToEndAsync();
        var said = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return Rate().Match(said) is { Success: true } rate
            ? (
                double.Parse(rate.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture),
                run.ExitCode == 0 ? null : said + await errors
            )
            : (double.NaN, said + await errors);
    }

    [GeneratedRegex(@"([\d,]+) a second")]
    private static partial Regex Rate();
}
