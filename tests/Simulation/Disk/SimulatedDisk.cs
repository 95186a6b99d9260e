// A disk in memory for SQLite's files, which loses power, breaks, fills up and lies as it is told. It has no clock and no thread: what is
// asked of it is done when the call returns, and what becomes of it hangs on a seed alone.
namespace Cartwright.Simulation;

/// <summary>
/// The databases of one folder (<c>*.db</c> with their logs and journals) lie in memory once it is put there (<see cref="PutIn"/>); every
/// other file of the folder is the machine's, and so is the folder.
/// </summary>
/// <remarks>
/// Like ext4, it keeps what was synced; what was not is kept, dropped, torn between two sectors or written in another order. Names are
/// durable once a log or journal was synced that was new, as SQLite does it on Linux. Not simulated: sectors that a power cut damages
/// beside those written, and what the kernel does with files by itself (moves between places, backups' copies).
/// </remarks>
internal sealed class SimulatedDisk
{
    private readonly Lock gate = new();
    private Dictionary<string, DiskFile> names = new(StringComparer.Ordinal);
    private Dictionary<string, DiskFile> durableNames = new(StringComparer.Ordinal);
    private readonly Dictionary<int, DiskFile> files = [];
    private long calls;
    private string? folder;

    /// <summary>Held by whoever looks at a file of it or locks one.</summary>
    internal Lock Gate => gate;

    /// <summary>Asked before each call; null for a disk that works. It must not throw, and must not ask the disk.</summary>
    public Func<DiskCall, DiskFault>? Trouble { get; set; }

    /// <summary>Decides what <see cref="Trouble"/> leaves open: which bit flips, how much a torn write writes.</summary>
    public Random Chance { get; init; } = new(1);

    /// <summary>How much it holds; null for no end. To be made larger while it is in use.</summary>
    public long? BytesMax { get; set; }

    /// <summary>Whether it is switched off: all calls fail, and nothing changes.</summary>
    public bool IsOff { get; private set; }

    /// <summary>What has happened since <see cref="Remember"/>; null where nobody asked.</summary>
    public DiskHistory? History { get; private set; }

    /// <summary>How much its files hold.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return names.Values.Sum(file => file.Now.Length);
            }
        }
    }

    /// <summary>The calls so far that read, wrote, synced or cut.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>From here on the databases of a folder lie on this disk. Those that the folder has on the machine's are not seen.</summary>
    /// <param name="folder">Another disk that was there is taken out: who has files of it open keeps them.</param>
    public SimulatedDisk PutIn(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        DiskVfs.Put(this.folder, this);
        return this;
    }

    /// <summary>The folder is the machine's again.</summary>
    public void TakeOut()
    {
        if (folder is not null)
        {
            DiskVfs.TakeOut(folder, this);
        }
    }

    /// <summary>Remembers every step from here on, until memory ends.</summary>
    public DiskHistory Remember()
    {
        var begun = Clone();
        return History = new DiskHistory(gate, begun);
    }

    /// <summary>The same again, open for nobody, in no folder and without faults: cheap, as both share what neither has changed.</summary>
    public SimulatedDisk Clone()
    {
        lock (gate)
        {
            return CopyOf(file => file.Clone(), names, durableNames);
        }
    }

    /// <summary>
    /// The processes that use it are dead: all that they do fails from here on. Answers the disk as the next one finds it.
    /// </summary>
    public SimulatedDisk AfterKill()
    {
        lock (gate)
        {
            IsOff = true;
            return CopyOf(file => file.Clone(), names, durableNames);
        }
    }

    /// <summary>The power goes: all that is asked of it fails from here on. Answers what is left.</summary>
    public SimulatedDisk WithoutPower(Random random)
    {
        lock (gate)
        {
            IsOff = true;
            var left = new Dictionary<string, DiskFile>(StringComparer.Ordinal);
            foreach (var name in names.Keys.Union(durableNames.Keys).Order(StringComparer.Ordinal))
            {
                var (now, durable) = (names.GetValueOrDefault(name), durableNames.GetValueOrDefault(name));
                if ((now == durable || random.Next(2) == 0 ? now : durable) is { } file)
                {
                    left[name] = file;
                }
            }

            return CopyOf(file => file.WithoutPower(random), left, left);
        }
    }

    /// <summary>Turns a bit of a file over.</summary>
    public void Flip(string name, long bit)
    {
        lock (gate)
        {
            Do(new(DiskStepKind.Flip, names[name].Id, name, bit));
        }
    }

    /// <summary>A file's length in bytes; -1 where there is none.</summary>
    public long LengthOf(string name)
    {
        lock (gate)
        {
            return names.TryGetValue(name, out var file) ? file.Now.Length : -1;
        }
    }

    /// <summary>Opens a file for a connection; null where there is none and none is to be made, or the disk is off.</summary>
    internal OpenDiskFile? Open(string name, bool create, bool deletedOnClose)
    {
        lock (gate)
        {
            if (IsOff || (!names.ContainsKey(name) && !create))
            {
                return null;
            }

            if (!names.TryGetValue(name, out var file))
            {
                Do(new(DiskStepKind.Make, files.Count, name));
                file = names[name];
            }

            var open = new OpenDiskFile(this, file) { DeletedOnClose = deletedOnClose };
            file.Opens.Add(open);
            return open;
        }
    }

    internal void Close(OpenDiskFile open)
    {
        lock (gate)
        {
            open.File.Opens.Remove(open);
            open.File.ForgetShared();
            if (open.DeletedOnClose && !IsOff && names.GetValueOrDefault(open.File.Name) == open.File)
            {
                Do(new(DiskStepKind.Delete, open.File.Id, open.File.Name));
            }
        }
    }

    internal DiskResult Read(OpenDiskFile open, long offset, Span<byte> into)
    {
        lock (gate)
        {
            var fault = Fault(open, DiskWork.Read, offset, into.Length);
            if (fault == DiskFault.Fails)
            {
                return DiskResult.Fails;
            }

            if (fault == DiskFault.Flips)
            {
                Do(new(DiskStepKind.Flip, open.File.Id, open.File.Name, (offset * 8) + Chance.NextInt64(into.Length * 8L)));
            }

            return open.File.Now.Read(offset, into) == into.Length ? DiskResult.Done : DiskResult.Short;
        }
    }

    internal DiskResult Write(OpenDiskFile open, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            var fault = Fault(open, DiskWork.Write, offset, bytes.Length);
            if (fault == DiskFault.Fails)
            {
                return DiskResult.Fails;
            }

            var (length, count) = (open.File.Now.Length, bytes.Length);
            var result = DiskResult.Done;
            if (fault == DiskFault.Tears)
            {
                (count, result) = (Chance.Next(bytes.Length), DiskResult.Fails);
            }
            else if (offset + count > length && (fault == DiskFault.Full || BytesMax is not null))
            {
                var room = fault == DiskFault.Full ? 0 : Math.Max(0, BytesMax!.Value - names.Values.Sum(file => file.Now.Length));
                if (offset + count > length + room)
                {
                    (count, result) = ((int)Math.Clamp(length + room - offset, 0, count), DiskResult.Full);
                }
            }

            if (count > 0)
            {
                Do(new(DiskStepKind.Write, open.File.Id, open.File.Name, offset, bytes[..count].ToArray()));
            }

            return result;
        }
    }

    internal DiskResult Cut(OpenDiskFile open, long length)
    {
        lock (gate)
        {
            if (Fault(open, DiskWork.Cut, length, 0) == DiskFault.Fails)
            {
                return DiskResult.Fails;
            }

            Do(new(DiskStepKind.Cut, open.File.Id, open.File.Name, length));
            return DiskResult.Done;
        }
    }

    internal DiskResult Sync(OpenDiskFile open)
    {
        lock (gate)
        {
            switch (Fault(open, DiskWork.Sync, 0, 0))
            {
                case DiskFault.Lies:
                    return DiskResult.Done;
                case DiskFault.Fails:
                    if (!IsOff)
                    {
                        Do(new(DiskStepKind.SyncSome, open.File.Id, open.File.Name, Chance.Next()));
                    }

                    return DiskResult.Fails;
                default:
                    Do(new(DiskStepKind.Sync, open.File.Id, open.File.Name));
                    return DiskResult.Done;
            }
        }
    }

    /// <summary>False where there is none, or the disk is off.</summary>
    internal bool Delete(string name, bool durably)
    {
        lock (gate)
        {
            if (IsOff || !names.TryGetValue(name, out var file))
            {
                return false;
            }

            Do(new(DiskStepKind.Delete, file.Id, name));
            if (durably)
            {
                Do(new(DiskStepKind.SyncNames, -1, string.Empty));
            }

            return true;
        }
    }

    /// <summary>What a step does, now or when it is done again.</summary>
    internal void Apply(DiskStep step)
    {
        switch (step.Kind)
        {
            case DiskStepKind.Write:
                files[step.File].Write(step.Offset, step.Bytes!);
                break;
            case DiskStepKind.Cut:
                files[step.File].Cut(step.Offset);
                break;
            case DiskStepKind.Sync:
                files[step.File].Sync();
                if (IsNewLog(files[step.File]))
                {
                    durableNames = new(names, StringComparer.Ordinal);
                }

                break;
            case DiskStepKind.SyncSome:
                files[step.File].SyncSome(new Random((int)step.Offset));
                break;
            case DiskStepKind.Flip:
                files[step.File].Now.Flip(step.Offset);
                files[step.File].Durable.Flip(step.Offset);
                break;
            case DiskStepKind.Make:
                names[step.Name] = files[step.File] = new DiskFile(step.File, step.Name);
                break;
            case DiskStepKind.Delete:
                names.Remove(step.Name);
                break;
            case DiskStepKind.SyncNames:
                durableNames = new(names, StringComparer.Ordinal);
                break;
            default:
                break;
        }
    }

    private void Do(DiskStep step)
    {
        Apply(step);
        History?.Add(step);
    }

    private DiskFault Fault(OpenDiskFile open, DiskWork work, long offset, int bytes) =>
        IsOff ? DiskFault.Fails : Trouble?.Invoke(new(calls++, open.File.Name, work, offset, bytes)) ?? NoFault();

    private DiskFault NoFault()
    {
        calls++;
        return DiskFault.None;
    }

    /// <summary>SQLite syncs the folder with the first sync of a log or journal that it has made.</summary>
    private bool IsNewLog(DiskFile file) =>
        !file.Name.EndsWith(".db", StringComparison.Ordinal)
        && names.GetValueOrDefault(file.Name) == file
        && durableNames.GetValueOrDefault(file.Name) != file;

    private SimulatedDisk CopyOf(Func<DiskFile, DiskFile> copy, Dictionary<string, DiskFile> its, Dictionary<string, DiskFile> durable)
    {
        var made = new SimulatedDisk();
        foreach (var (id, file) in files)
        {
            // Also those whose names are gone: a history knows them by their ids.
            made.files[id] = copy(file);
        }

        made.names = its.ToDictionary(one => one.Key, one => made.files[one.Value.Id], StringComparer.Ordinal);
        made.durableNames = durable.ToDictionary(one => one.Key, one => made.files[one.Value.Id], StringComparer.Ordinal);
        return made;
    }
}

/// <summary>How a call ended.</summary>
internal enum DiskResult
{
    /// <summary>As asked.</summary>
    Done,

    /// <summary>The file ended before; the rest is zeros.</summary>
    Short,

    /// <summary>EIO.</summary>
    Fails,

    /// <summary>There is no room.</summary>
    Full,
}
