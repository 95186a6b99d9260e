// What a process of the simulation has on its disk: copies of a shop that was made once.
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>The data of one process.</summary>
internal interface IFiles
{
    /// <summary>Where the shop finds them.</summary>
    IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>The engine as the simulation has it.</summary>
    /// <param name="configured">What the shop's configuration says.</param>
    /// <param name="sync">Makes syncs beside the writer.</param>
    Dialect Engine(Dialect configured, Action<Action> sync);

    /// <summary>The process dies: what it has not written by now is lost.</summary>
    void Die();

    /// <summary>What the next process finds. Only after <see cref="Die"/>, or once the process has stopped.</summary>
    Task<IFiles> Next();

    /// <summary>Throws them away.</summary>
    Task Delete();
}

/// <summary>A shop that was made once, from which each seed begins.</summary>
internal interface ITemplate : IAsyncDisposable
{
    /// <summary>Files of their own for one seed.</summary>
    Task<IFiles> Begin();
}

/// <summary>SQLite in folders in memory (tmpfs): a process that dies leaves what it has handed to the operating system.</summary>
/// <param name="folder">With the shop's files.</param>
/// <param name="keys">The keys of all of them.</param>
internal sealed class SqliteFiles(string folder, string keys) : IFiles
{
    private string? left;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Data"] = "sqlite:" + folder,
            ["DataFolder"] = folder,
            ["Keys"] = keys,
        };

    /// <inheritdoc/>
    public Dialect Engine(Dialect configured, Action<Action> sync) => ((SqliteDialect)configured).SyncedBy(sync);

    /// <inheritdoc/>
    public void Die() => left = Copy(folder, folder + "+");

    /// <inheritdoc/>
    public Task<IFiles> Next() => Task.FromResult<IFiles>(left is null ? this : new SqliteFiles(left, keys));

    /// <inheritdoc/>
    public Task Delete()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>As it lies there. The index of a log is made anew by whoever opens it first.</summary>
    public static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) != ".lock" && !file.EndsWith("-shm", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }

        return to;
    }
}

/// <summary>A folder with a demo shop that was stopped.</summary>
internal sealed class SqliteTemplate(string folder) : ITemplate
{
    private int begun;

    private string Made => Path.Combine(folder, "template");

    /// <summary>Makes it, by a world without faults.</summary>
    /// <param name="settings">Which the shops have.</param>
    public static async Task<SqliteTemplate> Make(IReadOnlyDictionary<string, string?> settings)
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(memory, $"cartwright-simulation-{Environment.ProcessId}")).FullName;
        var template = new SqliteTemplate(folder);
        Directory.CreateDirectory(template.Made);
        await World.MakeShop(new SqliteFiles(template.Made, Path.Combine(folder, "keys")), settings);
        return template;
    }

    /// <inheritdoc/>
    public Task<IFiles> Begin() =>
        Task.FromResult<IFiles>(
            new SqliteFiles(
                SqliteFiles.Copy(Made, Path.Combine(folder, FormattableString.Invariant($"{++begun}"))),
                Path.Combine(folder, "keys")
            )
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
