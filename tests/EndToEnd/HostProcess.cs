// The built host as a process of its own: started on a free port, stopped by its id, killed when a test wants that.
using System.Diagnostics;
using System.Net;
using System.Text;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private readonly StringBuilder output = new();
    private readonly string? postgres;
    private readonly string[] options;
    private Process? process;

    private HostProcess(string? postgres, string[] options, string? folder = null)
    {
        this.postgres = postgres;
        this.options = options;
        Folder = folder ?? Directory.CreateTempSubdirectory("cartwright-e2e-").FullName;
    }

    public string Folder { get; }

    public int Port { get; } = ServerProcess.FreePort();

    public Uri Address => new($"http://localhost:{Port}");

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Where the build puts the host; ./test.sh builds it.</summary>
    public static string Program { get; } = Find();

    public static Task<HostProcess> Start(params string[] options) => Start(new HostProcess(null, options));

    /// <param name="postgres">The connection string of an empty database.</param>
    public static Task<HostProcess> StartOn(string postgres, params string[] options) => Start(new HostProcess(postgres, options));

    /// <summary>The shop of another process, which has ended, on PostgreSQL: with its folder, where its keys lie.</summary>
    public static Task<HostProcess> StartWith(HostProcess other, string postgres, params string[] options) =>
        Start(new HostProcess(postgres, options, other.Folder));

    /// <summary>Starts it on the same folder and port, and waits until it is ready.</summary>
    public async Task Again()
    {
        string[] data = postgres is null ? ["--data", Folder] : ["--data", "postgres:" + postgres, "--set", "DataFolder=" + Folder];
        process = Launch([.. options, "--port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. data]);
        using var http = new HttpClient { BaseAddress = Address };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var reply = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
                if (reply.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited && watch.Elapsed < StartWithin)
            {
                // Not listening yet. The pause only spares the processor; what is waited for is the answer.
                await Task.Delay(5);
            }

            if (process.HasExited || watch.Elapsed > StartWithin)
            {
                throw new InvalidOperationException($"The host did not become ready. It said:\n{Output}");
            }
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGTERM; answers the exit code and how long the end took.</summary>
    public async Task<(int Code, TimeSpan Took)> Terminate()
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, watch.Elapsed);
    }

    /// <summary>Runs the program to its end, for starts that must be refused.</summary>
    public static Task<(int Code, string Output)> Run(params string[] arguments) => Run([], arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static async Task<(int Code, string Output)> Run((string Name, string Value)[] variables, string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StartWithin);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await said + await printed);
    }

    public ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            Kill();
        }

        process?.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static async Task<HostProcess> Start(HostProcess host)
    {
        await host.Again();
        return host;
    }

    private Process Launch(IEnumerable<string> arguments)
    {
        var started = Process.Start(new ProcessStartInfo(Program, ["serve", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        started.OutputDataReceived += Keep;
        started.ErrorDataReceived += Keep;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, "artifacts", "host", "cartwright");
            if (File.Exists(program))
            {
                return program;
            }
        }

        throw new FileNotFoundException("The built host is missing. Run ./test.sh, or ./run.sh once, which build it into artifacts/host.");
    }
}
