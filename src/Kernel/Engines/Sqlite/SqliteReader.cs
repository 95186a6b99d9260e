// The row under a running SQLite statement, as the maps of the stores see it.
using System.Collections;
using System.Data.Common;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>Reads columns by position. NULL must be asked for: reading it as a value throws.</summary>
internal sealed class SqliteReader(SqliteStatement statement) : DbDataReader
{
    /// <inheritdoc/>
    public override int FieldCount => SqliteNative.ColumnCount(statement.Handle.DangerousGetHandle());

    /// <inheritdoc/>
    public override bool IsClosed => statement.Closed;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override bool HasRows => throw Unsupported();

    /// <inheritdoc/>
    public override int RecordsAffected => throw Unsupported();

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override bool Read() => statement.Step();

    /// <inheritdoc/>
    public override void Close() => statement.Close();

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => Type(ordinal) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    public override string GetString(int ordinal)
    {
        var row = Column(ordinal);
        var text = SqliteNative.ColumnText(row, ordinal);
        return text == 0 ? throw Null(ordinal) : Marshal.PtrToStringUTF8(text, SqliteNative.ColumnBytes(row, ordinal));
    }

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => SqliteNative.ColumnInt64(Value(ordinal), ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => SqliteNative.ColumnDouble(Value(ordinal), ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) =>
        Type(ordinal) switch
        {
            raw.SQLITE_INTEGER => GetInt64(ordinal),
            raw.SQLITE_FLOAT => GetDouble(ordinal),
            raw.SQLITE_TEXT => GetString(ordinal),
            raw.SQLITE_BLOB => Bytes(ordinal),
            _ => DBNull.Value,
        };

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal)
    {
        if (typeof(T) == typeof(byte[]))
        {
            return (T)(object)Bytes(ordinal);
        }

        return GetValue(ordinal) is T value ? value : throw new InvalidCastException($"Column {ordinal} is not a {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        var bytes = Bytes(ordinal);
        if (buffer is null)
        {
            return bytes.Length;
        }

        var count = (int)Math.Clamp(bytes.Length - dataOffset, 0, length);
        bytes.AsSpan((int)Math.Min(dataOffset, bytes.Length), count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }

    /// <inheritdoc/>
    public override string GetName(int ordinal) =>
        raw.sqlite3_column_name(statement.Handle, ordinal).utf8_to_string()
        ?? throw new ArgumentOutOfRangeException(nameof(ordinal), $"There is no column {ordinal}.");

    /// <inheritdoc/>
    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
        {
            if (GetName(i) == name)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(name), $"There is no column '{name}'.");
    }

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <inheritdoc/>
    public override bool NextResult() => false;

    /// <inheritdoc/>
    public override Type GetFieldType(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw Unsupported();

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => throw Unsupported();

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => throw Unsupported();

    private static NotSupportedException Unsupported() =>
        new("Columns hold text, longs, doubles and bytes, read by position; times are Unix milliseconds and money is minor units.");

    private static InvalidOperationException Null(int ordinal) => new($"Column {ordinal} is NULL: ask IsDBNull first.");

    // SQLite answers an ordinal out of range with NULL, which would hide a map that is one column off.
    private nint Column(int ordinal)
    {
        var row = statement.Row;
        return ordinal >= 0 && ordinal < SqliteNative.DataCount(row)
            ? row
            : throw new ArgumentOutOfRangeException(nameof(ordinal), $"There is no column {ordinal}.");
    }

    private int Type(int ordinal) => SqliteNative.ColumnType(Column(ordinal), ordinal);

    private nint Value(int ordinal)
    {
        var row = Column(ordinal);
        return SqliteNative.ColumnType(row, ordinal) == raw.SQLITE_NULL ? throw Null(ordinal) : row;
    }

    private byte[] Bytes(int ordinal)
    {
        var row = Value(ordinal);
        var from = SqliteNative.ColumnBlob(row, ordinal);
        var bytes = new byte[SqliteNative.ColumnBytes(row, ordinal)];
        if (bytes.Length > 0)
        {
            Marshal.Copy(from, bytes, 0, bytes.Length);
        }

        return bytes;
    }
}
