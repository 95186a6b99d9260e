// All that happened on a simulated disk, so that the power may go at any moment of it.
namespace Cartwright.Simulation;

/// <summary>What a step of the history does.</summary>
internal enum DiskStepKind
{
    /// <summary>Writes bytes.</summary>
    Write,

    /// <summary>Cuts the file.</summary>
    Cut,

    /// <summary>Syncs the file.</summary>
    Sync,

    /// <summary>Syncs the file and fails: <see cref="DiskStep.Offset"/> is the seed of what is kept.</summary>
    SyncSome,

    /// <summary>Turns the bit over that <see cref="DiskStep.Offset"/> says.</summary>
    Flip,

    /// <summary>Makes a file.</summary>
    Make,

    /// <summary>Takes a file's name away.</summary>
    Delete,

    /// <summary>Makes names durable.</summary>
    SyncNames,

    /// <summary>Somebody was told what <see cref="DiskStep.Offset"/> names.</summary>
    Told,
}

/// <summary>A step.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="File">The file's id; -1 for none.</param>
/// <param name="Name">The file's.</param>
/// <param name="Offset">Where, or what the kind says.</param>
/// <param name="Bytes">What was written.</param>
internal sealed record DiskStep(DiskStepKind Kind, int File, string Name, long Offset = 0, byte[]? Bytes = null);

/// <summary>Kept from <see cref="SimulatedDisk.Remember"/> on.</summary>
/// <param name="gate">The disk's lock.</param>
/// <param name="begun">The disk as it was then.</param>
internal sealed class DiskHistory(Lock gate, SimulatedDisk begun)
{
    private readonly List<DiskStep> steps = [];

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

    /// <summary>A moment at which the power may go; often one at which a log has just begun anew.</summary>
    public int AnyMoment(Random random)
    {
        lock (gate)
        {
            var begins = Enumerable
                .Range(0, steps.Count)
                .Where(at =>
                    steps[at] is { Kind: DiskStepKind.Write, Offset: 0 } step && step.Name.EndsWith("-wal", StringComparison.Ordinal)
                )
                .ToList();
            return begins.Count == 0 || random.Next(2) == 0
                ? random.Next(steps.Count)
                : Math.Min(steps.Count, begins[random.Next(begins.Count)] + 1 + random.Next(6));
        }
    }

    /// <summary>Notes that somebody was told something, or saw it.</summary>
    public void Note(int id)
    {
        lock (gate)
        {
            steps.Add(new(DiskStepKind.Told, -1, string.Empty, id));
        }
    }

    /// <summary>What had been told or seen by a moment.</summary>
    public HashSet<int> Told(int moment)
    {
        lock (gate)
        {
            return [.. steps.Take(moment).Where(step => step.Kind == DiskStepKind.Told).Select(step => (int)step.Offset)];
        }
    }

    /// <summary>
    /// What a power cut at a moment may leave: all that was synced, and of the rest some sectors and not others, in any order.
    /// </summary>
    public SimulatedDisk WithoutPower(int moment, Random random)
    {
        DiskStep[] before;
        lock (gate)
        {
            before = [.. steps.Take(moment)];
        }

        var again = begun.Clone();
        foreach (var step in before)
        {
            again.Apply(step);
        }

        return again.WithoutPower(random);
    }

    /// <summary>Whoever calls holds the disk's lock.</summary>
    public void Add(DiskStep step) => steps.Add(step);
}
