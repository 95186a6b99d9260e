// One-time passwords by time (RFC 6238): six digits of HMAC-SHA1 every half minute, as authenticator apps make them.
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Identity;

/// <summary>Pure. Secrets are 20 bytes (RFC 4226, 4), written in base32 (RFC 4648, 6) for apps and people.</summary>
internal static class Totp
{
    public const int SecretBytes = 20;
    public const int Digits = 6;

    private const int StepSeconds = 30;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    // One step before and after: clocks differ, and typing takes its time (RFC 6238, 5.2).
    private static readonly int[] Drift = [0, -1, 1];

    /// <summary>The step of a moment.</summary>
    public static long StepOf(long nowMs) => nowMs / 1000 / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The standard's own hash, which every app has; its weakness, collisions, is of no use here.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that the code is of, if it is one that may be used now and was not; else null.</summary>
    /// <param name="lastStep">Steps up to it were used: a code that somebody saw opens nothing again (RFC 6238, 5.2).</param>
    public static long? StepOf(byte[] secret, string code, long lastStep, long nowMs)
    {
        long? found = null;
        foreach (var drift in Drift)
        {
            var step = StepOf(nowMs) + drift;
            var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), Encoding.UTF8.GetBytes(code));
            found = right && step > lastStep && found is null ? step : found;
        }

        return found;
    }

    /// <summary>What apps read from the picture (the format of otpauth URIs that all of them take).</summary>
    public static string Uri(string secret, string issuer, string account) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (bits, held) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, held) = ((bits << 8) | one, held + 8);
            while (held >= 5)
            {
                text.Append(Letters[(bits >> (held - 5)) & 31]);
                held -= 5;
            }

            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Letters[(bits << (5 - held)) & 31]).ToString();
    }

    /// <summary>The bytes of a text that <see cref="ToBase32"/> wrote.</summary>
    public static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (bits, held) = (0, 0);
        foreach (var letter in text)
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new FormatException("Not base32.");
            }

            (bits, held) = ((bits << 5) | value, held + 5);
            if (held >= 8)
            {
                bytes.Add((byte)(bits >> (held - 8)));
                held -= 8;
                bits &= (1 << held) - 1;
            }
        }

        return [.. bytes];
    }
}
