// Tells the encoding of an upload, and turns it into UTF-8 piece by piece.
using System.Text;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

/// <summary>Counts what is UTF-8 of a body while it is received, so that its encoding can be told without reading it twice.</summary>
internal sealed class Utf8Tally
{
    private int missing;

    /// <summary>Characters of several bytes that are whole.</summary>
    public long Good { get; private set; }

    /// <summary>Bytes that are in no UTF-8.</summary>
    public long Bad { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (missing == 0)
            {
                var next = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                if (next < 0)
                {
                    return;
                }

                bytes = bytes[next..];
            }

            var one = bytes[0];
            if (missing > 0 && (one & 0xC0) == 0x80)
            {
                Good += --missing == 0 ? 1 : 0;
            }
            else
            {
                Bad += missing > 0 ? 1 : 0;
                missing = one switch
                {
                    < 0x80 => 0,
                    >= 0xC2 and <= 0xDF => 1,
                    >= 0xE0 and <= 0xEF => 2,
                    >= 0xF0 and <= 0xF4 => 3,
                    _ => -1,
                };
                if (missing < 0)
                {
                    (missing, Bad) = (0, Bad + 1);
                }
            }

            bytes = bytes[1..];
        }
    }
}

/// <summary>An encoding by its name in charsets.</summary>
internal sealed class ImportEncoding
{
    /// <summary>What everything is turned into.</summary>
    public const string Utf8 = "utf-8";

    private const string Western = "windows-1252";
    private const int LookedAtBytes = 4_096;

    private readonly Decoder? decoder;
    private int mark;

    private ImportEncoding(string name, int mark)
    {
        (Name, this.mark) = (name, mark);
        decoder = name == Utf8 ? null : Named(name)!.GetDecoder();
    }

    /// <summary>As charsets name it.</summary>
    public string Name { get; }

    /// <summary>The name under which a declared charset is read; null for one that this machine does not know.</summary>
    public static string? Known(string charset) =>
        charset.Trim().Trim('"').ToLowerInvariant() switch
        {
            "utf-8" or "utf8" or "us-ascii" => Utf8,
            // What the web reads under these names (WHATWG Encoding, 4.2).
            "iso-8859-1" or "latin1" or "windows-1252" or "cp1252" or "ansi" => Western,
            "utf-16" or "utf-16le" or "ucs-2" or "unicode" => "utf-16le",
            "utf-16be" => "utf-16be",
            var other => Named(other) is null ? null : other,
        };

    /// <summary>By mark, by declaration, by its zeros, or by what is no UTF-8.</summary>
    /// <param name="first">The beginning of the body.</param>
    /// <param name="declared">As <see cref="Known"/> answers it, or null.</param>
    /// <param name="good">As <see cref="Utf8Tally"/> counted.</param>
    public static ImportEncoding Tell(ReadOnlySpan<byte> first, string? declared, long good, long bad)
    {
        if (first.StartsWith("\uFEFF"u8))
        {
            return new(Utf8, 3);
        }

        if (first is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return new(first[0] == 0xFF ? "utf-16le" : "utf-16be", 2);
        }

        if (declared is not null)
        {
            return new(declared, 0);
        }

        var (even, odd) = (0, 0);
        var looked = first[..Math.Min(first.Length, LookedAtBytes)];
        for (var i = 0; i < looked.Length; i++)
        {
            (even, odd) =
                looked[i] != 0 ? (even, odd)
                : i % 2 == 0 ? (even + 1, odd)
                : (even, odd + 1);
        }

        // Text in Latin letters has a zero in each of its pairs, on one side.
        return odd > looked.Length / 4 && even == 0 ? new("utf-16le", 0)
            : even > looked.Length / 4 && odd == 0 ? new("utf-16be", 0)
            : bad > 0 && bad >= good ? new(Western, 0)
            : new(Utf8, 0);
    }

    /// <summary>The next piece as UTF-8.</summary>
    public ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> bytes, bool isLast)
    {
        (bytes, mark) = (bytes[Math.Min(mark, bytes.Length)..], 0);
        if (decoder is null)
        {
            return bytes;
        }

        var chars = new char[decoder.GetCharCount(bytes.Span, isLast)];
        var count = decoder.GetChars(bytes.Span, chars, isLast);
        return Encoding.UTF8.GetBytes(chars, 0, count);
    }

    private static Encoding? Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
