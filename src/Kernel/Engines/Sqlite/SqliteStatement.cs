// A prepared SQLite statement: binds, steps, resets, and allocates nothing but the values it reads.
using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>Lives as long as its connection. It has one reader, used again for every run.</summary>
internal sealed class SqliteStatement : Statement
{
    private const int OnStackMax = 512;

    /// <summary>
    /// What a statement may keep of its last arguments until the next: an image must not stay in memory for each connection that stored
    /// one.
    /// </summary>
    private const int KeptBytesMax = 4096;

    private readonly SqliteConnection connection;
    private readonly string sql;
    private readonly sqlite3_stmt handle;
    private readonly bool writes;
    private readonly int[] positions;
    private readonly int wanted;
    private readonly SqliteReader reader;
    private nint statement;
    private nint database;
    private bool open;
    private bool onRow;
    private bool large;

    internal SqliteStatement(SqliteConnection connection, string sql)
    {
        this.connection = connection;
        this.sql = sql;
        handle = connection.Compile(sql);
        writes = raw.sqlite3_stmt_readonly(handle) == 0;
        statement = handle.DangerousGetHandle();
        database = connection.Handle.DangerousGetHandle();
        positions = new int[raw.sqlite3_bind_parameter_count(handle)];
        for (var i = 0; i < positions.Length; i++)
        {
            // To SQLite $1 is a name, numbered in the order of first appearance: in "$2, $1" the second argument is bound first.
            var name = raw.sqlite3_bind_parameter_name(handle, i + 1).utf8_to_string();
            if (
                name is not ['$', ..]
                || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number < 1
            )
            {
                handle.Dispose();
                throw new InvalidOperationException($"Parameters are $1, $2, …; '{name}' is not. The statement: {sql}");
            }

            positions[i] = number - 1;
            wanted = Math.Max(wanted, number);
        }

        reader = new SqliteReader(this);
    }

    /// <summary>The native statement, standing on a row.</summary>
    internal nint Row => onRow ? statement : throw new InvalidOperationException($"The reader stands on no row. The statement: {sql}");

    /// <summary>Whether the reader is closed.</summary>
    internal bool Closed => !open;

    /// <summary>SQLite's handle for what is asked rarely.</summary>
    internal sqlite3_stmt Handle => handle;

    /// <inheritdoc/>
    public override ValueTask<DbDataReader> Read(object?[] args)
    {
        Bind(args);
        open = true;
        return new ValueTask<DbDataReader>(reader);
    }

    /// <inheritdoc/>
    public override ValueTask<int> Change(object?[] args) => new(Run(args));

    /// <inheritdoc/>
    public override ValueTask<int[]> ChangeEach(IReadOnlyList<object?[]> each) => new([.. each.Select(Run)]);

    /// <inheritdoc/>
    public override ValueTask Send(object?[] args)
    {
        // Nothing lies between us and the file, so nothing is gained by waiting.
        Run(args);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        statement = 0;
        database = 0;
        open = false;
        onRow = false;
        handle.Dispose();
    }

    /// <summary>Goes to the next row; false after the last. A failure resets the statement, so that the connection stays usable.</summary>
    internal bool Step()
    {
        if (!open)
        {
            throw new InvalidOperationException($"The reader is closed: a map must not keep it. The statement: {sql}");
        }

        var code = SqliteNative.Step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return onRow = true;
        }

        onRow = false;
        if (code == raw.SQLITE_DONE)
        {
            return false;
        }

        var failure = connection.Failure(sql);
        Close();
        throw failure;
    }

    /// <summary>
    /// Makes the statement ready for its next run. Reports what SQLite checks only at the end, when a writing statement is left in the
    /// middle.
    /// </summary>
    internal void Close()
    {
        if (!open)
        {
            return;
        }

        var leftInTheMiddle = onRow;
        open = false;
        onRow = false;
        var code = SqliteNative.Reset(statement);
        var failure = leftInTheMiddle && code != raw.SQLITE_OK ? connection.Failure(sql) : null;
        if (large)
        {
            _ = SqliteNative.ClearBindings(statement);
            large = false;
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private int Run(object?[] args)
    {
        Bind(args);
        open = true;
        while (Step()) { }

        var changes = writes ? SqliteNative.Changes(database) : 0;
        Close();
        return changes;
    }

    private void Bind(object?[] args)
    {
        ObjectDisposedException.ThrowIf(statement == 0, this);
        if (open)
        {
            throw new InvalidOperationException(
                $"The statement is still being read: finish its rows before running it again. The statement: {sql}"
            );
        }

        if (args.Length < wanted)
        {
            throw new InvalidOperationException($"{args.Length} arguments for {wanted} parameters. The statement: {sql}");
        }

        for (var i = 0; i < positions.Length; i++)
        {
            var code = Bind(i + 1, args[positions[i]]);
            if (code != raw.SQLITE_OK)
            {
                throw connection.Failure(sql);
            }
        }
    }

    private int Bind(int index, object? argument) =>
        argument switch
        {
            string text => BindText(index, text),
            long number => SqliteNative.BindInt64(statement, index, number),
            int number => SqliteNative.BindInt64(statement, index, number),
            null or DBNull => SqliteNative.BindNull(statement, index),
            bool flag => SqliteNative.BindInt64(statement, index, flag ? 1 : 0),
            double number => SqliteNative.BindDouble(statement, index, number),
            byte[] bytes => BindBytes(index, bytes),
            string[] texts => BindUtf8(index, JsonSerializer.SerializeToUtf8Bytes(texts)),
            long[] numbers => BindUtf8(index, JsonSerializer.SerializeToUtf8Bytes(numbers)),
            short or byte or uint or Enum => SqliteNative.BindInt64(
                statement,
                index,
                Convert.ToInt64(argument, CultureInfo.InvariantCulture)
            ),
            _ => throw new NotSupportedException(
                $"An argument cannot be a {argument.GetType().Name}: pass text, a number, a bool, bytes, null, or an array of texts or longs. The statement: {sql}"
            ),
        };

    private int BindText(int index, string text)
    {
        // Three bytes are the most that UTF-8 needs for one UTF-16 unit.
        var most = text.Length * 3L;
        if (most <= OnStackMax)
        {
            Span<byte> small = stackalloc byte[OnStackMax];
            return BindUtf8(index, small, Encoding.UTF8.GetBytes(text, small));
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        try
        {
            return BindUtf8(index, rented, Encoding.UTF8.GetBytes(text, rented));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private int BindUtf8(int index, byte[] text) => BindUtf8(index, text, text.Length);

    private int BindUtf8(int index, Span<byte> text, int length)
    {
        large |= length > KeptBytesMax;
        return SqliteNative.BindText(statement, index, ref MemoryMarshal.GetReference(text), length, SqliteNative.Transient);
    }

    private int BindBytes(int index, byte[] bytes)
    {
        large |= bytes.Length > KeptBytesMax;

        // The reference into an empty array is not null, so an empty value stays one and does not become NULL.
        return SqliteNative.BindBlob(
            statement,
            index,
            ref MemoryMarshal.GetArrayDataReference(bytes),
            bytes.Length,
            SqliteNative.Transient
        );
    }
}
