// A file of a simulated disk: what a program reads of it, what would be left of it without power, and who has it open.
using System.Runtime.InteropServices;

namespace Cartwright.Simulation;

/// <summary>Whoever calls holds the disk's lock.</summary>
/// <param name="id">Of its disk and of the disk's copies.</param>
/// <param name="name">The one that it was made with.</param>
internal sealed unsafe class DiskFile(int id, string name)
{
    /// <summary>The most that reaches a disk whole, or not at all.</summary>
    public const int SectorBytes = 512;

    private readonly List<nint> shared = [];
    private List<Unsynced> unsynced = [];

    /// <summary>Of the disk and of its copies.</summary>
    public int Id { get; } = id;

    /// <summary>The one that it was made with.</summary>
    public string Name { get; } = name;

    /// <summary>What is read.</summary>
    public DiskImage Now { get; private init; } = new();

    /// <summary>What was synced.</summary>
    public DiskImage Durable { get; private init; } = new();

    /// <summary>The connections that have it open.</summary>
    public List<OpenDiskFile> Opens { get; } = [];

    /// <summary>Whether nothing waits for a sync.</summary>
    public bool IsDurable => unsynced.Count == 0;

    /// <summary>The same again, open for nobody.</summary>
    public DiskFile Clone() =>
        new(Id, Name)
        {
            Now = Now.Clone(),
            Durable = Durable.Clone(),
            unsynced = [.. unsynced],
        };

    /// <summary>Writes; the bytes are kept until they are durable, and must not change.</summary>
    public void Write(long offset, byte[] bytes)
    {
        Now.Write(offset, bytes);
        unsynced.Add(new(offset, bytes));
    }

    /// <summary>The file is as long as this from here on.</summary>
    public void Cut(long length)
    {
        Now.SetLength(length);
        unsynced.Add(new(length, null));
    }

    /// <summary>All that was written is durable.</summary>
    public void Sync()
    {
        foreach (var (offset, bytes) in unsynced)
        {
            Apply(Durable, offset, bytes);
        }

        unsynced.Clear();
    }

    /// <summary>Some of what was written is durable, and what is not will never be, though it is read as if it were.</summary>
    public void SyncSome(Random random)
    {
        Keep(Durable, random);
        unsynced.Clear();
    }

    /// <summary>What a power cut may leave.</summary>
    public DiskFile WithoutPower(Random random)
    {
        var left = Durable.Clone();
        Keep(left, random);
        return new(Id, Name) { Now = left, Durable = left.Clone() };
    }

    /// <summary>A piece of the memory that those who have the file open share; 0 where there is none and none is to be made.</summary>
    public nint Shared(int piece, int bytes, bool make)
    {
        while (make && shared.Count <= piece)
        {
            shared.Add((nint)NativeMemory.AllocZeroed((nuint)bytes));
        }

        return piece < shared.Count ? shared[piece] : 0;
    }

    /// <summary>Gives the shared memory back once nobody uses it.</summary>
    public void ForgetShared()
    {
        if (Opens.Exists(open => open.Maps))
        {
            return;
        }

        foreach (var piece in shared)
        {
            NativeMemory.Free((void*)piece);
        }

        shared.Clear();
    }

    /// <summary>
    /// Of what was not synced some sectors and not others, in any order: here and there, or only what lies behind a place in the file, or
    /// before one. What was cut off stays cut off, or not.
    /// </summary>
    private void Keep(DiskImage image, Random random)
    {
        var sectors = new List<Unsynced>();
        foreach (var (offset, bytes) in unsynced)
        {
            if (bytes is not null)
            {
                sectors.AddRange(Sectors(offset, bytes));
            }
            else if (random.Next(2) == 0)
            {
                image.SetLength(Math.Min(offset, image.Length));
                sectors.RemoveAll(sector => sector.Offset >= offset);
            }
        }

        var mixed = sectors.ToArray();
        random.Shuffle(mixed);
        var (how, percent) = (random.Next(3), random.Next(101));
        var border = mixed.Length == 0 ? 0 : mixed[random.Next(mixed.Length)].Offset;
        foreach (var (offset, bytes) in mixed)
        {
            var kept = how switch
            {
                0 => random.Next(100) < percent,
                1 => offset >= border,
                _ => offset < border,
            };
            if (kept)
            {
                image.Write(offset, bytes);
            }
        }
    }

    private static IEnumerable<Unsynced> Sectors(long offset, byte[] bytes)
    {
        for (long from = offset, end = offset + bytes.Length; from < end; )
        {
            var to = Math.Min(end, ((from / SectorBytes) + 1) * SectorBytes);
            yield return new(from, bytes[(int)(from - offset)..(int)(to - offset)]);
            from = to;
        }
    }

    private static void Apply(DiskImage image, long offset, byte[]? bytes)
    {
        if (bytes is null)
        {
            image.SetLength(offset);
        }
        else
        {
            image.Write(offset, bytes);
        }
    }

    /// <summary>Bytes at an offset; none where the file was cut to that length.</summary>
    private readonly record struct Unsynced(long Offset, byte[]? Bytes);
}

/// <summary>A file as one connection has it open.</summary>
internal sealed class OpenDiskFile(SimulatedDisk disk, DiskFile file)
{
    private const int Shared = 1;
    private const int Reserved = 2;
    private const int Pending = 3;
    private const int Exclusive = 4;

    private int level;
    private int read;
    private int written;

    /// <summary>The disk it lies on.</summary>
    public SimulatedDisk Disk { get; } = disk;

    /// <summary>The file.</summary>
    public DiskFile File { get; } = file;

    /// <summary>Whether it uses the memory that is shared.</summary>
    public bool Maps { get; set; }

    /// <summary>Whether the file goes with it.</summary>
    public bool DeletedOnClose { get; init; }

    /// <summary>Whether anybody is about to write.</summary>
    public bool IsReserved => File.Opens.Exists(open => open.level >= Reserved);

    /// <summary>Takes a lock as https://sqlite.org/lockingv3.html has them; false where another is in the way.</summary>
    public bool Lock(int wanted)
    {
        if (level >= wanted)
        {
            return true;
        }

        var highest = 0;
        foreach (var open in File.Opens)
        {
            highest = open == this ? highest : Math.Max(highest, open.level);
        }

        if (wanted == Shared ? highest >= Pending : highest >= Reserved)
        {
            return false;
        }

        if (wanted == Exclusive && highest >= Shared)
        {
            // Nobody else comes in from here on.
            level = Pending;
            return false;
        }

        level = wanted;
        return true;
    }

    /// <summary>Lets go down to a lock.</summary>
    public void Unlock(int wanted) => level = Math.Min(level, wanted);

    /// <summary>Takes locks on the log, a bit each, for itself or together with others; false where another is in the way.</summary>
    public bool LockLog(int locks, bool alone)
    {
        if (File.Opens.Exists(open => open != this && (locks & (alone ? open.read | open.written : open.written)) != 0))
        {
            return false;
        }

        (read, written) = alone ? (read, written | locks) : (read | locks, written);
        return true;
    }

    /// <summary>Lets go of locks on the log.</summary>
    public void UnlockLog(int locks) => (read, written) = (read & ~locks, written & ~locks);
}
