// The shop of a simulation on a simulated disk: a process that dies is killed, or the power goes with it.
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>The databases lie on a disk in memory; what else the shop keeps in its folder lies there.</summary>
/// <param name="folder">With the shop's other files.</param>
/// <param name="keys">The keys of all of them.</param>
/// <param name="disk">With its databases.</param>
internal sealed class MemoryFiles(string folder, string keys, SimulatedDisk disk) : IFiles
{
    private MemoryFiles? left;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Data"] = "sqlite:" + folder,
            ["DataFolder"] = folder,
            ["Keys"] = keys,
        };

    /// <summary>The disk, for whoever puts faults on it.</summary>
    public SimulatedDisk Disk => disk;

    /// <summary>Begins with what is on the disk.</summary>
    public MemoryFiles PutIn()
    {
        disk.PutIn(folder);
        return this;
    }

    /// <inheritdoc/>
    public Dialect Engine(Dialect configured, Action<Action> sync) => ((SqliteDialect)configured).SyncedBy(sync);

    /// <summary>Every second time the power goes, and what was not synced is kept, dropped, torn or reordered.</summary>
    public void Die()
    {
        // From what the process has done, so that it hangs on the story's seed and on nothing else.
        var random = new Random((int)(disk.Calls % int.MaxValue));
        var found = random.Next(2) == 0 ? disk.WithoutPower(random) : disk.AfterKill();
        left = new MemoryFiles(SqliteFiles.Copy(folder, folder + "+"), keys, found);
    }

    /// <inheritdoc/>
    public Task<IFiles> Next() => Task.FromResult<IFiles>(left is null ? this : left.PutIn());

    /// <inheritdoc/>
    public Task Delete()
    {
        disk.TakeOut();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>A disk with a demo shop that was stopped.</summary>
internal sealed class MemoryTemplate : ITemplate
{
    private readonly string folder;
    private readonly SimulatedDisk made = new();
    private int begun;

    private MemoryTemplate(string folder) => this.folder = folder;

    private string Made => Path.Combine(folder, "template");

    private string Keys => Path.Combine(folder, "keys");

    /// <summary>Makes it, by a world without faults. Before anything else opens a database.</summary>
    /// <param name="settings">Which the shops have.</param>
    public static async Task<MemoryTemplate> Make(IReadOnlyDictionary<string, string?> settings)
    {
        DiskVfs.Install();
        DiskVfs.Waits = false;
        var template = new MemoryTemplate(Directory.CreateTempSubdirectory("cartwright-simulation-").FullName);
        Directory.CreateDirectory(template.Made);
        await World.MakeShop(new MemoryFiles(template.Made, template.Keys, template.made).PutIn(), settings);
        template.made.TakeOut();
        return template;
    }

    /// <inheritdoc/>
    public Task<IFiles> Begin() =>
        Task.FromResult<IFiles>(
            new MemoryFiles(
                SqliteFiles.Copy(Made, Path.Combine(folder, FormattableString.Invariant($"{++begun}"))),
                Keys,
                made.Clone()
            ).PutIn()
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
