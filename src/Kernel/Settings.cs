// Values of the configuration, read strictly: what cannot be read is refused with the line to write. .NET's own binder throws, or takes it
// for the default.
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Kernel;

/// <summary>
/// Each answers <c>otherwise</c> where nothing is said, and throws <see cref="ConfigurationRefused"/> for what cannot be read.
/// </summary>
public static class Settings
{
    /// <summary>A switch is true or false and nothing else.</summary>
    public static bool Switch(this IConfiguration configuration, string key, bool otherwise = false) =>
        configuration[key] switch
        {
            null or "" => otherwise,
            var text when bool.TryParse(text, out var value) => value,
            var text => throw new ConfigurationRefused($"{key}={text} is not known. Write {key}=true or {key}=false"),
        };

    /// <summary>A whole number within bounds.</summary>
    public static int Number(this IConfiguration configuration, string key, int otherwise, int least, int most) =>
        configuration[key] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
        : throw new ConfigurationRefused(
            $"{key}={text} must be a whole number from {least} to {most}. Use, for example, {key}={otherwise}"
        );

    /// <summary>A port to listen on; 0 is any free one.</summary>
    public static int Port(this IConfiguration configuration, int otherwise) =>
        configuration["Port"] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port
        : throw new ConfigurationRefused($"Port={text} is not a port. Use 1 to 65535, or 0 for any free one.");

    /// <summary>A span of time above zero, up to what a timer can wait for.</summary>
    public static TimeSpan Span(this IConfiguration configuration, string key, TimeSpan otherwise) =>
        configuration[key] is not { Length: > 0 } text ? otherwise
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero && span <= Limits.SettingSpanMax
            ? span
        : throw new ConfigurationRefused(
            $"{key}={text} is no span of time above zero and up to {Limits.SettingSpanMax.TotalDays:0} days. "
                + $"Use, for example, {key}={otherwise:c}"
        );

    /// <summary>An amount or a percentage, exactly as written; null where nothing is said.</summary>
    public static decimal? Exact(this IConfiguration configuration, string key, string example) =>
        configuration[key] is not { Length: > 0 } text ? null
        : decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
        : throw new ConfigurationRefused($"{key}={text} is not a number. Use, for example, {key}={example}");
}
