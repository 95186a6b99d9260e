// A disk that remembers what was written to it and synced, and shows what would be left of that if the power had gone at any moment.
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

/// <summary>Stands between SQLite and the files of one connection: the database and its log.</summary>
internal sealed unsafe class DiskRecorder
{
    private const int SectorBytes = 512;
    private const int Ok = 0;

    private static readonly ConcurrentDictionary<nint, (DiskRecorder Recorder, int File, nint Real)> Recorded = new();

    private readonly Lock gate = new();
    private readonly List<Step> steps = [];
    private readonly byte[][] begun;
    private readonly string[] names;

    private DiskRecorder(string file)
    {
        names = [file, file + "-wal"];
        begun = [.. names.Select(name => File.Exists(name) ? File.ReadAllBytes(name) : [])];
    }

    /// <summary>How many syncs of the log were made beside the writer.</summary>
    public int SyncsBeside { get; private set; }

    /// <summary>How often the log was synced.</summary>
    public int Syncs { get; private set; }

    /// <summary>How much has happened so far.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return steps.Count;
            }
        }
    }

    /// <summary>A moment at which the power may go; often one at which the log has just begun anew.</summary>
    public int AnyMoment(Random random)
    {
        lock (gate)
        {
            var begins = Enumerable.Range(0, steps.Count).Where(at => steps[at] is { File: 1, Kind: Kind.Write, Offset: 0 }).ToList();
            return begins.Count == 0 || random.Next(2) == 0
                ? random.Next(steps.Count)
                : Math.Min(steps.Count, begins[random.Next(begins.Count)] + 1 + random.Next(6));
        }
    }

    /// <summary>Records from here on. All that is in the files by now must be durable.</summary>
    public static DiskRecorder Begin(SqliteConnection connection, string file)
    {
        var recorder = new DiskRecorder(file);
        recorder.Put(connection.File, 0, ref SqlitePageChecksums.Beneath(connection.File));
        recorder.Put(connection.Log, 1, ref SqliteLogWrites.Beneath(connection.Log));
        return recorder;
    }

    /// <summary>Notes that somebody was told something, or saw it.</summary>
    public void Note(int id)
    {
        lock (gate)
        {
            steps.Add(new(-1, Kind.Told, null, id));
        }
    }

    /// <summary>What had been told or seen by a moment.</summary>
    public HashSet<int> Told(int moment)
    {
        lock (gate)
        {
            return [.. steps.Take(moment).Where(step => step.Kind == Kind.Told).Select(step => (int)step.Offset)];
        }
    }

    /// <summary>
    /// Leaves in a folder what a power cut may leave: all that was synced, and of the rest some sectors and not others, in any order.
    /// </summary>
    public void CutPower(int moment, Random random, string to)
    {
        for (var file = 0; file < names.Length; file++)
        {
            Step[] its;
            lock (gate)
            {
                its = [.. steps.Take(moment).Select((step, at) => step with { At = at }).Where(step => step.File == file)];
            }

            var durable = its.Where(step => step.Kind == Kind.Sync).Select(step => step.Offset).DefaultIfEmpty(0).Max();
            var image = new MemoryStream();
            image.Write(begun[file]);
            foreach (var step in its.Where(step => step.Kind == Kind.Write ? step.At < durable : step.Kind == Kind.Cut))
            {
                if (step.Kind == Kind.Write)
                {
                    Write(image, step.Offset, step.Bytes!);
                }
                else if (step.At < durable || random.Next(2) == 0)
                {
                    image.SetLength(step.Offset);
                }
            }

            foreach (
                var (offset, bytes) in Some(
                    its.Where(step => step.Kind == Kind.Write && step.At >= durable).SelectMany(Sectors).ToArray(),
                    random
                )
            )
            {
                Write(image, offset, bytes);
            }

            File.WriteAllBytes(to + (file == 0 ? string.Empty : "-wal"), image.ToArray());
        }
    }

    /// <summary>Those that reached the disk: some here and there, or only what lies behind a place in the file, or before one.</summary>
    private static IEnumerable<(long Offset, byte[] Bytes)> Some((long Offset, byte[] Bytes)[] sectors, Random random)
    {
        random.Shuffle(sectors);
        var (how, percent) = (random.Next(3), random.Next(101));
        var border = sectors.Length == 0 ? 0 : sectors[random.Next(sectors.Length)].Offset;
        return sectors.Where(sector =>
            how switch
            {
                0 => random.Next(100) < percent,
                1 => sector.Offset >= border,
                _ => sector.Offset < border,
            }
        );
    }

    private static void Write(MemoryStream image, long offset, byte[] bytes)
    {
        image.Position = offset;
        image.Write(bytes);
    }

    private static IEnumerable<(long Offset, byte[] Bytes)> Sectors(Step step)
    {
        for (long from = step.Offset, end = step.Offset + step.Bytes!.Length; from < end; )
        {
            var to = Math.Min(end, ((from / SectorBytes) + 1) * SectorBytes);
            yield return (from, step.Bytes[(int)(from - step.Offset)..(int)(to - step.Offset)]);
            from = to;
        }
    }

    private void Put(nint file, int which, ref NativeMethods* beneath)
    {
        Recorded[file] = (this, which, (nint)beneath);
        var own = (NativeMethods*)NativeMemory.Alloc((nuint)sizeof(NativeMethods));
        *own = *beneath;
        own->Write = &Write;
        own->Truncate = &Truncate;
        own->Sync = &Sync;
        own->Close = &Close;
        beneath = own;
        if (which == 0)
        {
            // What the checksums leave alone SQLite calls by itself.
            var called = ((NativeFile*)file)->Methods;
            called->Truncate = &Truncate;
            called->Sync = &Sync;
            called->Close = &Close;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* bytes, int count, long offset)
    {
        var (recorder, which, real) = Recorded[(nint)file];
        lock (recorder.gate)
        {
            recorder.steps.Add(new(which, Kind.Write, new Span<byte>(bytes, count).ToArray(), offset));
        }

        return ((NativeMethods*)real)->Write(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(NativeFile* file, long bytes)
    {
        var (recorder, which, real) = Recorded[(nint)file];
        lock (recorder.gate)
        {
            recorder.steps.Add(new(which, Kind.Cut, null, bytes));
        }

        return ((NativeMethods*)real)->Truncate(file, bytes);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeFile* file, int how)
    {
        var (recorder, which, real) = Recorded[(nint)file];
        var began = recorder.Count;
        var code = ((NativeMethods*)real)->Sync(file, how);
        lock (recorder.gate)
        {
            recorder.SyncsBeside += which == 1 && Thread.CurrentThread.Name == SyncThread.Name ? 1 : 0;
            recorder.Syncs += which;
            recorder.steps.Add(new(which, Kind.Sync, null, began));
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        _ = Recorded.TryRemove((nint)file, out var recorded);
        return ((NativeMethods*)recorded.Real)->Close(file);
    }

    private enum Kind
    {
        Write,

        /// <summary>Made durable all of its file before the step that <see cref="Step.Offset"/> says.</summary>
        Sync,

        /// <summary>The file is as long as <see cref="Step.Offset"/> from here on.</summary>
        Cut,

        /// <summary>Somebody was told what <see cref="Step.Offset"/> names.</summary>
        Told,
    }

    private sealed record Step(int File, Kind Kind, byte[]? Bytes, long Offset)
    {
        public int At { get; init; }
    }
}
