// What SQLite and a VFS know of each other: https://sqlite.org/vfs.html.
namespace Cartwright.Kernel;

#pragma warning disable CS0649 // Most of what the library fills in is only copied.
/// <summary>sqlite3_file.</summary>
internal unsafe struct NativeFile
{
    public NativeMethods* Methods;
}

/// <summary>sqlite3_io_methods.</summary>
internal unsafe struct NativeMethods
{
    public int Version;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> Close;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Sync;
    public delegate* unmanaged[Cdecl]<NativeFile*, long*, int> FileSize;
    public nint Lock;
    public nint Unlock;
    public nint CheckReservedLock;
    public nint FileControl;
    public nint SectorSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> Traits;
    public nint ShmMap;
    public nint ShmLock;
    public nint ShmBarrier;
    public nint ShmUnmap;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, int, byte**, int> Fetch;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, byte*, int> Unfetch;
}

/// <summary>sqlite3_vfs.</summary>
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileBytes;
    public int PathBytesMax;
    public NativeVfs* Next;
    public byte* Name;
    public nint Application;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public nint Delete;
    public nint Access;
    public nint FullPathname;
    public nint DlOpen;
    public nint DlError;
    public nint DlSym;
    public nint DlClose;
    public nint Randomness;
    public nint Sleep;
    public nint CurrentTime;
    public nint GetLastError;
    public nint CurrentTimeInt64;
    public nint SetSystemCall;
    public nint GetSystemCall;
    public nint NextSystemCall;
}
