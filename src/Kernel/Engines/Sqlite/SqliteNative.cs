// The calls of SQLite that every statement makes. SQLitePCLRaw has them too, but counts references to the handle around each and crosses an
// interface to get there, which for ten calls costs as much as a look-up by key. Whoever calls must keep the sqlite3_stmt alive.
using System.Runtime.InteropServices;

namespace Cartwright.Kernel;

/// <summary>Same library as SQLitePCLRaw's. Those that only copy a number skip the switch of the collector's mode as well.</summary>
internal static class SqliteNative
{
    /// <summary>Tells SQLite to copy what is bound.</summary>
    internal const nint Transient = -1;

    private const string Library = "e_sqlite3";

    /// <summary>The VFS of a name; the library's own for 0.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    internal static extern nint FindVfs(nint name);

    [DllImport(Library, EntryPoint = "sqlite3_vfs_register", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int RegisterVfs(nint vfs, int asDefault);

    /// <summary>Asks something of the main file of a connection, which is meant by a name of 0.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int FileControl(nint connection, nint name, int what, ref int number);

    [DllImport(Library, EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int FileControl(nint connection, nint name, int what, ref nint pointer);

    [DllImport(Library, EntryPoint = "sqlite3_step", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_clear_bindings", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int ClearBindings(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int BindText(nint statement, int index, ref byte text, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int BindBlob(nint statement, int index, ref byte bytes, int length, nint destructor);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_bind_int64", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int BindInt64(nint statement, int index, long value);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_bind_double", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int BindDouble(nint statement, int index, double value);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_bind_null", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int BindNull(nint statement, int index);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_count", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int ColumnCount(nint statement);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_data_count", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int DataCount(nint statement);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_type", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int ColumnType(nint statement, int column);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_int64", CallingConvention = CallingConvention.Cdecl)]
    internal static extern long ColumnInt64(nint statement, int column);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_double", CallingConvention = CallingConvention.Cdecl)]
    internal static extern double ColumnDouble(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_text", CallingConvention = CallingConvention.Cdecl)]
    internal static extern nint ColumnText(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob", CallingConvention = CallingConvention.Cdecl)]
    internal static extern nint ColumnBlob(nint statement, int column);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_bytes", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int ColumnBytes(nint statement, int column);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_changes", CallingConvention = CallingConvention.Cdecl)]
    internal static extern int Changes(nint connection);
}
