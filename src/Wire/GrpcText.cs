// The texts of gRPC's headers: timeouts, and messages that may hold any character.
// The grammar: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
using System.Globalization;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Wire;

/// <summary>Reads and writes what stands in headers and trailers.</summary>
internal static class GrpcText
{
    public const string ContentType = "application/grpc";

    private const int TimeoutDigitsMax = 8;

    /// <summary>The grpc media types we read: the plain one and +proto, with or without parameters.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = contentType.AsSpan(ContentType.Length);
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest["+proto".Length..];
        }

        rest = rest.TrimStart(' ');
        return rest.IsEmpty || rest[0] == ';';
    }

    /// <summary>One to eight digits and a unit. What is longer than <see cref="Limits.WireTimeoutMax"/> is cut to it; fractions of a tick are rounded up.</summary>
    public static bool TryTimeout(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > TimeoutDigitsMax + 1)
        {
            return false;
        }

        long number = 0;
        foreach (var digit in text.AsSpan(0, text.Length - 1))
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        const int NanosecondsATick = 100;
        long? ticks = text[^1] switch
        {
            'H' => number * TimeSpan.TicksPerHour,
            'M' => number * TimeSpan.TicksPerMinute,
            'S' => number * TimeSpan.TicksPerSecond,
            'm' => number * TimeSpan.TicksPerMillisecond,
            'u' => number * TimeSpan.TicksPerMicrosecond,
            'n' => (number + NanosecondsATick - 1) / NanosecondsATick,
            _ => null,
        };
        timeout = new TimeSpan(Math.Min(ticks ?? 0, Limits.WireTimeoutMax.Ticks));
        return ticks is not null;
    }

    /// <summary>In whole milliseconds, rounded up: an hour has seven digits of them.</summary>
    public static string Timeout(TimeSpan timeout) =>
        Math.Max(0, (long)Math.Ceiling(Math.Min(timeout.TotalMilliseconds, Limits.WireTimeoutMax.TotalMilliseconds))).ToString(CultureInfo.InvariantCulture) + "m";

    /// <summary>UTF-8 in which all but visible ASCII stands as %XX, and the percent sign too.</summary>
    public static string Encode(string message)
    {
        if (message.All(IsPlain))
        {
            return message;
        }

        var text = new StringBuilder(message.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(message))
        {
            if (IsPlain((char)unit))
            {
                text.Append((char)unit);
            }
            else
            {
                text.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    /// <summary>The message again. What is not well encoded is kept as it stands, as the grammar asks: a message is for people, and must not be lost.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                bytes.Add(unit);
                at += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[at].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
}
