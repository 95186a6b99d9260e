// Where ids and secrets come from: an injected source, so that a simulation can replay them from a seed.
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Cartwright.Kernel;

/// <summary>The only source of ids and secrets.</summary>
public interface IIds
{
    /// <summary>A UUIDv7 (RFC 9562) as 36 characters. Ids of one process sort in the order they were made.</summary>
    string Next();

    /// <summary>Random bytes in base64url, for tokens that must not be guessed.</summary>
    /// <param name="bytes">At least 16.</param>
    string Secret(int bytes = 32);
}

/// <summary>UUIDv7 from a clock and a source of randomness.</summary>
/// <param name="clock">Gives the millisecond.</param>
/// <param name="fill">Fills a span with random bytes.</param>
public sealed class Ids(TimeProvider clock, Ids.FillRandom fill) : IIds
{
    private readonly Lock gate = new();
    private long lastMs;
    private int counter;

    /// <summary>Fills a span with random bytes.</summary>
    public delegate void FillRandom(Span<byte> bytes);

    /// <summary>What every id made before a moment sorts before, and none made later.</summary>
    public static string First(DateTimeOffset moment)
    {
        var ms = Math.Max(0, moment.ToUnixTimeMilliseconds()).ToString("x12", System.Globalization.CultureInfo.InvariantCulture);
        return $"{ms[..8]}-{ms[8..]}";
    }

    /// <inheritdoc/>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        fill(bytes[8..]);
        long ms;
        int order;
        lock (gate)
        {
            // 12 bits count within the millisecond; when they run out, or the clock steps back, time is borrowed from the future.
            ms = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), lastMs);
            if (ms == lastMs && ++counter > 0xFFF)
            {
                ms++;
                counter = 0;
            }
            else if (ms != lastMs)
            {
                counter = 0;
            }

            lastMs = ms;
            order = counter;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)ms << 16) | 0x7000u | (uint)order);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <inheritdoc/>
    public string Secret(int bytes = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 16);
        var secret = new byte[bytes];
        fill(secret);
        return Base64Url.EncodeToString(secret);
    }
}
