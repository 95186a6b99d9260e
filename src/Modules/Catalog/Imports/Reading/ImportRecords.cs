// Cuts an uploaded body into records (RFC 4180 or JSON Lines) byte by byte, so that a body of any length needs the memory of one record.
using Cartwright.Kernel;

namespace Cartwright.Catalog.Imports;

/// <summary>One record.</summary>
/// <param name="Line">The line it starts on, from 1.</param>
/// <param name="Bytes">Without the line break; empty when it was longer than the bound.</param>
/// <param name="TooLong">Whether it was.</param>
/// <param name="Unclosed">Whether it begins a quote that nothing closes: its bytes are its first line.</param>
internal readonly record struct ImportRecord(long Line, ReadOnlyMemory<byte> Bytes, bool TooLong, bool Unclosed = false);

/// <summary>Where a cutter stands; enough to go on after a restart.</summary>
/// <param name="Offset">The first byte after the last whole record.</param>
/// <param name="Line">The line that byte is on.</param>
internal readonly record struct ImportPlace(long Offset, long Line);

/// <summary>Cuts. Blank lines are no records.</summary>
/// <param name="quotes">Whether a line break between double quotes belongs to the record, as in CSV.</param>
/// <param name="from">Where to begin.</param>
/// <param name="delimiter">Between fields of CSV: a quote opens behind one.</param>
internal sealed class ImportCutter(bool quotes, ImportPlace from, char delimiter = ',')
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

            fieldStart = one == delimiter && !quoted;
            blank &= one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
            if (tooLong)
            {
                continue;
            }

            record.WriteByte(one);
            if (record.Length > RecordBytesMax)
            {
                if (quoted && record.GetBuffer().AsSpan(0, (int)record.Length).Contains((byte)'\n'))
                {
                    whole = Finish(unclosed: true);
                    return i + 1;
                }

                // A quote that is never closed would swallow the rest of the body: from here on a line break ends the record.
                tooLong = true;
                quoted = false;
                fieldStart = closed = false;
            }
        }

        return bytes.Length;
    }

    /// <summary>The last record, when the body does not end with a line break.</summary>
    public ImportRecord? End() => Finish(unclosed: quoted && !tooLong);

    private ImportRecord? Finish(bool unclosed = false)
    {
        ReadOnlyMemory<byte> bytes = tooLong ? ReadOnlyMemory<byte>.Empty : record.ToArray();
        if (bytes.Length > 0 && bytes.Span[^1] == '\r')
        {
            bytes = bytes[..^1];
        }

        ImportRecord? whole = blank ? null : new ImportRecord(recordLine, bytes, tooLong, unclosed);
        record.SetLength(0);
        (quoted, closed, tooLong, fieldStart, blank, recordLine) = (false, false, false, true, true, line);
        Place = new(offset, line);
        return whole;
    }
}

/// <summary>
/// The records of a body, piece by piece. A quote that is never closed, or is closed by one that was to open the next, costs its own line:
/// what it swallowed is cut once more.
/// </summary>
internal sealed class ImportRecords(bool quotes, char delimiter)
{
    private ImportCutter cutter = new(quotes, new(0, 1), delimiter);

    /// <summary>The records that end within these bytes.</summary>
    public IEnumerable<ImportRecord> Take(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[cutter.Take(bytes.Span, out var whole)..];
            if (whole is not { } record)
            {
                continue;
            }

            foreach (
                var mended in record.Unclosed ? Mended(record, record.Bytes)
                : IsBroken(record) ? Mended(record, Ended(record.Bytes))
                : [record]
            )
            {
                yield return mended;
            }
        }
    }

    /// <summary>The last ones, when the body does not end with a line break.</summary>
    public IEnumerable<ImportRecord> End()
    {
        while (cutter.End() is { } last)
        {
            if (!last.Unclosed && !IsBroken(last))
            {
                yield return last;
                yield break;
            }

            foreach (var mended in Mended(last, last.Bytes))
            {
                yield return mended;
            }
        }
    }

    // Its first line is given up, and the cutter begins anew behind it.
    private IEnumerable<ImportRecord> Mended(ImportRecord record, ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        var first = end < 0 ? bytes : bytes[..end];
        cutter = new(quotes, new(0, record.Line + 1), delimiter);
        yield return new(record.Line, first.Length > 0 && first.Span[^1] == '\r' ? first[..^1] : first, TooLong: false, Unclosed: true);
        foreach (var next in end < 0 ? [] : Take(bytes[(end + 1)..]))
        {
            yield return next;
        }
    }

    private bool IsBroken(ImportRecord record) =>
        quotes
        && !record.TooLong
        && record.Bytes.Span.Contains((byte)'\n')
        && ImportLine.Text(record.Bytes.Span).Is(out var text, out _)
        && CsvRecord.Parse(text, delimiter).Refused is not null;

    private static byte[] Ended(ReadOnlyMemory<byte> bytes) => [.. bytes.Span, (byte)'\n'];
}
