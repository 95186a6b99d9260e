// The simulated disks as a VFS of SQLite (https://sqlite.org/vfs.html), which the kernel's own stands on in a process of tests.
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>
/// Files in a folder with a disk in it (<see cref="SimulatedDisk.PutIn"/>) are the disk's; for every other the library's own VFS is asked,
/// so that tests on real files run beside.
/// </summary>
internal static unsafe class DiskVfs
{
    private const int Ok = 0;
    private const int Busy = 5;
    private const int IoErr = 10;
    private const int NotFound = 12;
    private const int FullDisk = 13;
    private const int CannotOpen = 14;

    private const int ReadFails = IoErr | (1 << 8);
    private const int ShortRead = IoErr | (2 << 8);
    private const int WriteFails = IoErr | (3 << 8);
    private const int SyncFails = IoErr | (4 << 8);
    private const int CutFails = IoErr | (6 << 8);
    private const int NotThere = IoErr | (23 << 8);

    private const int Create = 0x4;
    private const int DeleteOnClose = 0x8;

    // As the library's own says of a file on Linux: what lies beside the bytes written survives, and a page may be read in parts.
    private const int TraitsOfFiles = 0x1000 | 0x8000;
    private const int SectorBytes = 4096;

    private const int LetGo = 1;
    private const int Together = 4;

    private static readonly ConcurrentDictionary<string, SimulatedDisk> Disks = new(StringComparer.Ordinal);

    private static NativeVfs* machine;
    private static NativeMethods* methods;

    /// <summary>To be called before anything opens a database; once a process.</summary>
    public static void Install() => SqlitePageChecksums.StandOn(Above);

    /// <summary>Whether SQLite waits when another connection is in its way. Not on one thread: nobody would let go meanwhile.</summary>
    public static bool Waits { get; set; } = true;

    internal static void Put(string folder, SimulatedDisk disk) => Disks[folder] = disk;

    internal static void TakeOut(string folder, SimulatedDisk disk) => Disks.TryRemove(KeyValuePair.Create(folder, disk));

    private static nint Above(nint found)
    {
        machine = (NativeVfs*)found;
        methods = (NativeMethods*)NativeMemory.AllocZeroed((nuint)sizeof(NativeMethods));
        *methods = new NativeMethods
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&Lock,
            Unlock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&Unlock,
            CheckReservedLock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int*, int>)&CheckReservedLock,
            FileControl = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, void*, int>)&FileControl,
            SectorSize = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int>)&SectorSize,
            Traits = &Traits,
            ShmMap = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, nint*, int>)&ShmMap,
            ShmLock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, int>)&ShmLock,
            ShmBarrier = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, void>)&ShmBarrier,
            ShmUnmap = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&ShmUnmap,
        };
        var own = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));
        *own = *machine;
        own->FileBytes = Math.Max(machine->FileBytes, sizeof(NativeFile) + sizeof(nint));
        own->Open = &Open;
        own->Delete = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int>)&Delete;
        own->Access = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int*, int>)&Access;
        own->FullPathname = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, byte*, int>)&FullPathname;
        own->Sleep = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, int, int>)&Sleep;
        return (nint)own;
    }

    private static SimulatedDisk? Find(byte* path, out string name)
    {
        name = string.Empty;
        if (path is null || Disks.IsEmpty)
        {
            return null;
        }

        var whole = Path.GetFullPath(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path)));
        name = Path.GetFileName(whole);
        return Path.GetDirectoryName(whole) is { } folder ? Disks.GetValueOrDefault(folder) : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* path, NativeFile* file, int flags, int* outFlags)
    {
        if (Find(path, out var name) is not { } disk)
        {
            return machine->Open(machine, path, file, flags, outFlags);
        }

        file->Methods = null;
        if (disk.Open(name, (flags & Create) != 0, (flags & DeleteOnClose) != 0) is not { } open)
        {
            return CannotOpen;
        }

        PinOf(file) = GCHandle.ToIntPtr(GCHandle.Alloc(open));
        file->Methods = methods;
        if (outFlags is not null)
        {
            *outFlags = flags;
        }

        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(NativeVfs* vfs, byte* path, int durably)
    {
        if (Find(path, out var name) is { } disk)
        {
            return disk.Delete(name, durably != 0) ? Ok : NotThere;
        }

        return ((delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int>)machine->Delete)(machine, path, durably);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(NativeVfs* vfs, byte* path, int how, int* answer)
    {
        if (Find(path, out var name) is { } disk)
        {
            // An empty file counts as none, as on Linux.
            *answer = disk.LengthOf(name) > 0 ? 1 : 0;
            return Ok;
        }

        return ((delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int*, int>)machine->Access)(machine, path, how, answer);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPathname(NativeVfs* vfs, byte* path, int room, byte* answer)
    {
        if (Find(path, out _) is null)
        {
            return ((delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, byte*, int>)machine->FullPathname)(machine, path, room, answer);
        }

        var whole = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        if (whole.Length >= room)
        {
            return CannotOpen;
        }

        whole.CopyTo(new Span<byte>(answer, room));
        answer[whole.Length] = 0;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(NativeVfs* vfs, int microseconds) =>
        Waits ? ((delegate* unmanaged[Cdecl]<NativeVfs*, int, int>)machine->Sleep)(machine, microseconds) : microseconds;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        var open = Of(file);
        open.Disk.Close(open);
        GCHandle.FromIntPtr(PinOf(file)).Free();
        file->Methods = null;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* bytes, int count, long offset)
    {
        var open = Of(file);
        return open.Disk.Read(open, offset, new Span<byte>(bytes, count)) switch
        {
            DiskResult.Done => Ok,
            DiskResult.Short => ShortRead,
            _ => ReadFails,
        };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* bytes, int count, long offset)
    {
        var open = Of(file);
        return Code(open.Disk.Write(open, offset, new ReadOnlySpan<byte>(bytes, count)), WriteFails);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(NativeFile* file, long length)
    {
        var open = Of(file);
        return Code(open.Disk.Cut(open, length), CutFails);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeFile* file, int how)
    {
        var open = Of(file);
        return Code(open.Disk.Sync(open), SyncFails);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(NativeFile* file, long* bytes)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            *bytes = open.File.Now.Length;
        }

        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(NativeFile* file, int level)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            return open.Lock(level) ? Ok : Busy;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(NativeFile* file, int level)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            open.Unlock(level);
        }

        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(NativeFile* file, int* answer)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            *answer = open.IsReserved ? 1 : 0;
        }

        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(NativeFile* file, int what, void* about) => NotFound;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(NativeFile* file) => SectorBytes;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Traits(NativeFile* file) => TraitsOfFiles;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(NativeFile* file, int piece, int bytes, int make, nint* answer)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            open.Maps = true;
            *answer = open.File.Shared(piece, bytes, make != 0);
        }

        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(NativeFile* file, int from, int count, int how)
    {
        var open = Of(file);
        var locks = ((1 << count) - 1) << from;
        lock (open.Disk.Gate)
        {
            if ((how & LetGo) != 0)
            {
                open.UnlockLog(locks);
                return Ok;
            }

            return open.LockLog(locks, alone: (how & Together) == 0) ? Ok : Busy;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(NativeFile* file) => Interlocked.MemoryBarrier();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(NativeFile* file, int delete)
    {
        var open = Of(file);
        lock (open.Disk.Gate)
        {
            open.Maps = false;
            open.UnlockLog(-1);
            open.File.ForgetShared();
        }

        return Ok;
    }

    private static int Code(DiskResult result, int failed) =>
        result switch
        {
            DiskResult.Done => Ok,
            DiskResult.Full => FullDisk,
            _ => failed,
        };

    private static OpenDiskFile Of(NativeFile* file) => (OpenDiskFile)GCHandle.FromIntPtr(PinOf(file)).Target!;

    /// <summary>What SQLite keeps for us behind the table of methods: the open file.</summary>
    private static ref nint PinOf(NativeFile* file) => ref *(nint*)(file + 1);
}
