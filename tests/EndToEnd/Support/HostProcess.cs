// The built shop as tests see it, in one of its shapes: one process, or a process a module behind the gateway.
// Started on free ports, killed when a test wants that.
using System.Diagnostics;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

public sealed class HostProcess : IAsyncDisposable
{
    private readonly Dictionary<string, ShopProcess> processes;
    private readonly ShopProcess? front;
    private readonly IAsyncDisposable? broker;
    private readonly bool isOnDisk = IsOnDisk;

    private HostProcess(string folder, Dictionary<string, ShopProcess> processes, ShopProcess? front, IAsyncDisposable? broker)
    {
        this.broker = broker;
        Folder = folder;
        this.processes = processes;
        this.front = front;
    }

    public string Folder { get; }

    public int Port => front?.Port ?? processes.Values.First().Port;

    public Uri Address => new($"http://localhost:{Port}");

    /// <summary>Of the process that runs the module.</summary>
    public Uri AddressOf(string module) => front is null ? Address : new Uri($"http://localhost:{processes[module].Port}");

    public string Output => string.Concat(processes.Values.Select(process => process.Output)) + front?.Output;

    /// <summary>Waits until it has printed a text, which it may do a moment after it is ready; answers all that it printed.</summary>
    public async Task<string> Said(string text)
    {
        for (var until = DateTime.UtcNow + Api.Patience; !Output.Contains(text, StringComparison.Ordinal); await Api.Pause())
        {
            Assert.True(DateTime.UtcNow < until, $"It did not say '{text}' but: {Output}");
        }

        return Output;
    }

    /// <summary>The modules that have a process of their own; empty when one process is the shop.</summary>
    public IReadOnlyCollection<string> Modules => front is null ? [] : processes.Keys;

    /// <summary>A shop with data of its own, in the shape that the run is for.</summary>
    public static Task<HostProcess> Start(params string[] options) => Shape.Wanted.Start(null, options);

    /// <summary>The same on a given PostgreSQL.</summary>
    /// <param name="postgres">The connection string of an empty database.</param>
    public static Task<HostProcess> StartOn(string postgres, params string[] options) => Shape.Wanted.Start(postgres, options);

    /// <summary>One process on SQLite in any run: for tests of the program rather than of the shop.</summary>
    public static Task<HostProcess> StartOne(params string[] options) => Shape.Sqlite.Start(null, options);

    /// <summary>A process a module in any run: for tests of the split itself.</summary>
    public static Task<HostProcess> StartSplit(params string[] options) => Shape.Services.Start(null, options);

    /// <summary>One process on PostgreSQL for the shop of another process, which has ended: with its folder, where its keys lie.</summary>
    public static Task<HostProcess> StartWith(HostProcess other, string postgres, params string[] options) =>
        Shape.One(other.Folder, postgres, options);

    /// <summary>Runs the program to its end, for commands and for starts that must be refused.</summary>
    public static Task<(int Code, string Output)> Run(params string[] arguments) => Run([], arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static Task<(int Code, string Output)> Run((string Name, string Value)[] variables, string[] arguments) =>
        ShopProcess.Run(variables, arguments);

    /// <summary>The trait of a class that kills shops: their data is on the disk, where a commit takes its time.</summary>
    public const string Data = "Data";

    /// <summary>Its value.</summary>
    public const string OnDisk = "on disk";

    internal static string NewFolder() =>
        IsOnDisk ? Disk.NewFolder("cartwright-e2e-") : Directory.CreateTempSubdirectory("cartwright-e2e-").FullName;

    private static bool IsOnDisk => TestContext.Current.TestClass?.Traits.ContainsKey(Data) ?? false;

    internal static async Task<HostProcess> Of(
        string folder,
        Dictionary<string, ShopProcess> processes,
        ShopProcess? front = null,
        IAsyncDisposable? broker = null
    )
    {
        var host = new HostProcess(folder, processes, front, broker);
        try
        {
            front?.Launch();
            await host.Again();
            if (front is not null)
            {
                await front.Ready(whole: true);
            }

            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts all of it on the same data and ports, and waits until it is ready.</summary>
    public async Task Again()
    {
        foreach (var process in processes.Values)
        {
            process.Launch();
        }

        await Task.WhenAll(processes.Values.Select(process => process.Ready(whole: front is not null)));
    }

    /// <summary>Starts one module's process again.</summary>
    public async Task Again(string module)
    {
        processes[module].Launch();
        await processes[module].Ready(whole: true);
    }

    /// <summary>kill -9 of all of it.</summary>
    public void Kill()
    {
        DemandDisk();
        foreach (var process in processes.Values)
        {
            process.Kill();
        }
    }

    /// <summary>kill -9 of one module's process.</summary>
    public void Kill(string module)
    {
        DemandDisk();
        processes[module].Kill();
    }

    /// <summary>SIGTERM; answers the exit code and how long the end took.</summary>
    public async Task<(int Code, TimeSpan Took)> Terminate()
    {
        var watch = Stopwatch.StartNew();
        var codes = await Task.WhenAll(processes.Values.Select(process => process.Terminate()));
        return (codes.Max(), watch.Elapsed);
    }

    private void DemandDisk()
    {
        if (!isOnDisk)
        {
            throw new InvalidOperationException(
                TestContext.Current.TestClass?.TestClassSimpleName + " kills a shop: give it [Trait(HostProcess.Data, HostProcess.OnDisk)]."
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Values)
        {
            process.Dispose();
        }

        front?.Dispose();
        if (broker is not null)
        {
            await broker.DisposeAsync();
        }

        // Another may have had it after this one.
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
