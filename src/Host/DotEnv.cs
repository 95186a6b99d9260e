// Reads a .env file as configuration: KEY=value a line, __ for : in keys, # for comments. The real environment wins over it.
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DotEnv
{
    public static IEnumerable<KeyValuePair<string, string?>> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        var number = 0;
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ConfigurationRefused($"{path}, line {number}: '{line}' is not KEY=value.");
            }

            var value = line[(equals + 1)..].Trim();
            if (value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'')
            {
                value = value[1..^1];
            }

            yield return new(line[..equals].Trim().Replace("__", ":", StringComparison.Ordinal), value);
        }
    }
}
