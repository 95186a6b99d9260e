// Cuts an uploaded body into records (RFC 4180 or JSON Lines) byte by byte, so that a body of any length needs the memory of one record.
using Cartwright.Kernel;

namespace Cartwright.Catalog.Imports;

/// <summary>One record.</summary>
/// <param name="Line">The line it starts on, from 1.</param>
/// <param name="Bytes">Without the line break; empty when it was longer than the bound.</param>
/// <param name="TooLong">Whether it was.</param>
internal readonly record struct ImportRecord(long Line, ReadOnlyMemory<byte> Bytes, bool TooLong);

/// <summary>Where a cutter stands; enough to go on after a restart.</summary>
/// <param name="Offset">The first byte after the last whole record.</param>
/// <param name="Line">The line that byte is on.</param>
internal readonly record struct ImportPlace(long Offset, long Line);

/// <summary>Cuts. Blank lines are no records.</summary>
/// <param name="quotes">Whether a line break between double quotes belongs to the record, as in CSV.</param>
/// <param name="from">Where to begin.</param>
internal sealed class ImportCutter(bool quotes, ImportPlace from)
{
    private const int RecordBytesMax = Limits.ImportLineBytesMax;

    private readonly MemoryStream record = new();
    private long offset = from.Offset;
    private long line = from.Line;
    private long recordLine = from.Line;
    private bool quoted;
    private bool closed;
    private bool fieldStart = true;
    private bool tooLong;
    private bool blank = true;

    /// <summary>After the last record that was given out.</summary>
    public ImportPlace Place { get; private set; } = from;

    /// <summary>Looks at bytes until a record is whole; answers how many it looked at.</summary>
    public int Take(ReadOnlySpan<byte> bytes, out ImportRecord? whole)
    {
        whole = null;
        for (var i = 0; i < bytes.Length; i++)
        {
            var one = bytes[i];
            offset++;
            if (one == '\n')
            {
                line++;
                if (!quoted)
                {
                    whole = Finish();
                    if (whole is not null)
                    {
                        return i + 1;
                    }

                    continue;
                }
            }
            else if (one == '"' && quotes)
            {
                // A quote opens at the start of a field or, doubled, goes on with it; anywhere else it is a fault of that record alone.
                (quoted, closed) = quoted ? (false, true) : (fieldStart || closed, false);
            }
            else
            {
                closed = false;
            }

            fieldStart = one == ',' && !quoted;
            blank &= one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
            if (tooLong)
            {
                continue;
            }

            record.WriteByte(one);
            if (record.Length > RecordBytesMax)
            {
                // A quote that is never closed would swallow the rest of the body: from here on a line break ends the record.
                tooLong = true;
                quoted = false;
                fieldStart = closed = false;
            }
        }

        return bytes.Length;
    }

    /// <summary>The last record, when the body does not end with a line break.</summary>
    public ImportRecord? End() => Finish();

    private ImportRecord? Finish()
    {
        ReadOnlyMemory<byte> bytes = tooLong ? ReadOnlyMemory<byte>.Empty : record.ToArray();
        if (bytes.Length > 0 && bytes.Span[^1] == '\r')
        {
            bytes = bytes[..^1];
        }

        ImportRecord? whole = blank ? null : new ImportRecord(recordLine, bytes, tooLong);
        record.SetLength(0);
        (quoted, closed, tooLong, fieldStart, blank, recordLine) = (false, false, false, true, true, line);
        Place = new(offset, line);
        return whole;
    }
}

/// <summary>Counts the records of a body while it is received.</summary>
internal sealed class ImportCounter(bool quotes)
{
    private readonly ImportCutter cutter = new(quotes, new(0, 1));

    public long Records { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[cutter.Take(bytes, out var whole)..];
            Records += whole is null ? 0 : 1;
        }
    }

    public void End() => Records += cutter.End() is null ? 0 : 1;
}
