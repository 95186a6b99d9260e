// Gathers what a writer adds to SQLite's log until it is synced. SQLite writes a frame at a time, each with two calls to the system, of
// which a batch of orders made some thousands: a third of the writer's time.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cartwright.Kernel;

/// <summary>
/// Puts memory before a log's file: what follows what was written last waits there, and is written at the latest before the file is synced,
/// read where it lies, cut, measured or closed. For connections that sync at every commit (<c>synchronous=FULL</c>) alone: what SQLite
/// tells other connections of is always behind a sync, and they read the file.
/// Where it is asked to (<see cref="Owe"/>), it owes a commit's sync: the frames are in the file, and whoever asked syncs them, beside the
/// next transaction, before anything is answered.
/// </summary>
/// <remarks>
/// SQLite calls what is here from within a statement. Nothing here throws. A write that fails fails the sync that needed it, and with it
/// the commit: SQLite then takes the log for as long as it was before, and what waited here is forgotten. A sync that fails fails every one
/// that follows: the system tells of it once (https://lwn.net/Articles/752063/), and SQLite keeps to itself what went wrong when it copied
/// the log into the file, which it does between a commit and the sync that is owed for it.
/// </remarks>
internal static unsafe class SqliteLogWrites
{
    /// <summary>The most that SQLite's own VFS writes at a time: it takes the lower 17 bits of a count.</summary>
    private const int RoomBytes = 0x1ffff;

    private const int Ok = 0;
    private const int SyncFull = 2;
    private const int SyncDataOnly = 0x10;

    /// <summary>What is kept of a file.</summary>
    public static int StateBytes => sizeof(State);

    /// <summary>From here on writes to an open log are gathered; false where none is open.</summary>
    /// <param name="log">The sqlite3_file of the log, opened by <see cref="SqlitePageChecksums.Name"/>.</param>
    public static bool Gather(nint log)
    {
        var file = (NativeFile*)log;
        if (file is null || file->Methods is null)
        {
            return false;
        }

        var state = Of(file);
        *state = default;
        state->Real = file->Methods;
        state->Own = *file->Methods;
        state->Own.Close = &Close;
        state->Own.Read = &Read;
        state->Own.Write = &Write;
        state->Own.Truncate = &Truncate;
        state->Own.Sync = &Sync;
        state->Own.FileSize = &FileSize;
        state->Room = (byte*)NativeMemory.Alloc(RoomBytes);
        file->Methods = &state->Own;
        return true;
    }

    /// <summary>Whether the sync of the next commit is owed from here on, or made at once.</summary>
    /// <param name="log">A gathering log.</param>
    public static void Owe(nint log, bool owe) => Of((NativeFile*)log)->Owing = owe ? 1 : 0;

    /// <summary>Whether a sync is owed; it is the asker's from here on.</summary>
    /// <param name="log">A gathering log.</param>
    public static bool TakeOwed(nint log)
    {
        var state = Of((NativeFile*)log);
        var owed = state->Owed;
        state->Owed = 0;
        return owed != 0;
    }

    /// <summary>
    /// Makes the sync that was owed; answers SQLite's code. On any thread, also while the connection writes on, but not while it is closed.
    /// </summary>
    /// <param name="log">A gathering log.</param>
    public static int Pay(nint log) => Sync((NativeFile*)log, Of((NativeFile*)log), SyncFull | SyncDataOnly);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* bytes, int count, long offset)
    {
        var state = Of(file);
        state->Written |= offset == 0 ? Begin : Frames;
        var at = offset - state->Offset;
        if (state->Count > 0 && at >= 0 && at <= state->Count && at + count <= RoomBytes)
        {
            // Behind what waits, or over it.
            Buffer.MemoryCopy(bytes, state->Room + at, RoomBytes - at, count);
            state->Count = (int)Math.Max(state->Count, at + count);
            return Ok;
        }

        var code = Flush(file);
        if (code != Ok || count > RoomBytes)
        {
            return code != Ok ? code : state->Real->Write(file, bytes, count, offset);
        }

        Buffer.MemoryCopy(bytes, state->Room, RoomBytes, count);
        (state->Offset, state->Count) = (offset, count);
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* bytes, int count, long offset)
    {
        var state = Of(file);
        var waits = state->Count > 0 && offset < state->Offset + state->Count && offset + count > state->Offset;
        return waits && Flush(file) is not Ok and var code ? code : state->Real->Read(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(NativeFile* file, long bytes) =>
        Flush(file) is not Ok and var code ? code : Of(file)->Real->Truncate(file, bytes);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeFile* file, int how)
    {
        var state = Of(file);
        if (Flush(file) is not Ok and var code)
        {
            return code;
        }

        // The sync behind the frames of a commit alone. A log that begins anew must be on the disk before its first frame, or the frames of
        // the last one would count again; and the sync before pages are copied into the file, which follows no frame, is for those.
        if (state->Owing != 0 && state->Written == Frames)
        {
            (state->Owed, state->Written) = (1, 0);
            return Ok;
        }

        code = Sync(file, state, how);
        if (code == Ok)
        {
            (state->Owed, state->Written) = (0, 0);
        }

        return code;
    }

    /// <summary>The file's own; a failure is for ever.</summary>
    private static int Sync(NativeFile* file, State* state, int how)
    {
        var code = state->Failed == Ok ? state->Real->Sync(file, how) : state->Failed;
        if (code != Ok)
        {
            state->Failed = code;
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(NativeFile* file, long* bytes) =>
        Flush(file) is not Ok and var code ? code : Of(file)->Real->FileSize(file, bytes);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        // What was never synced was never told to anybody: at worst it is a transaction that did not come to its end.
        _ = Flush(file);
        var state = Of(file);
        NativeMemory.Free(state->Room);
        state->Room = null;
        return state->Real->Close(file);
    }

    private static int Flush(NativeFile* file)
    {
        var state = Of(file);
        var count = state->Count;
        state->Count = 0;
        return count == 0 ? Ok : state->Real->Write(file, state->Room, count, state->Offset);
    }

    private static State* Of(NativeFile* file) => (State*)SqlitePageChecksums.RoomOf(file);

    private const int Begin = 1;
    private const int Frames = 2;

    /// <summary>What is kept of an open log, behind the library's own.</summary>
    private struct State
    {
        public NativeMethods* Real;
        public NativeMethods Own;

        /// <summary>What waits to be written, where in the file, and how much of it.</summary>
        public byte* Room;
        public long Offset;
        public int Count;

        /// <summary>What was written since the last sync: its begin, frames, both or nothing.</summary>
        public int Written;

        /// <summary>1 while a commit's sync is owed rather than made.</summary>
        public int Owing;

        /// <summary>1 while one is owed.</summary>
        public int Owed;

        /// <summary>Why the file could not be synced, once; 0 while it could.</summary>
        public int Failed;
    }
}
