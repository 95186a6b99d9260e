// Reads a .env file as configuration: KEY=value a line, __ for : in keys, # for comments. The real environment wins over it.
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <param name="Key">With colons.</param>
/// <param name="Number">Of the line, from 1.</param>
internal sealed record DotEnvLine(string Key, string Value, int Number);

internal static class DotEnv
{
    /// <summary>In the folder where the program is started.</summary>
    public const string File = ".env";

    /// <summary>What it says, for the configuration.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Read(string path) =>
        Lines(path).Select(line => KeyValuePair.Create<string, string?>(line.Key, line.Value));

    /// <summary>
    /// The same with line numbers. Empty when there is no such file; throws <see cref="ConfigurationRefused"/> for a line that is none.
    /// </summary>
    public static IEnumerable<DotEnvLine> Lines(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            yield break;
        }

        var number = 0;
        foreach (var line in All(path).Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // The text is not repeated: it may be a secret that lost its name.
                throw new ConfigurationRefused($"{path}, line {number} is not KEY=value.");
            }

            var value = line[(equals + 1)..].Trim();
            if (value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'')
            {
                value = value[1..^1];
            }

            yield return new(line[..equals].Trim().Replace("__", ":", StringComparison.Ordinal), value, number);
        }
    }

    private static string[] All(string path)
    {
        try
        {
            return System.IO.File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefused($"{path} cannot be read: {e.Message}");
        }
    }
}
