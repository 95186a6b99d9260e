// A server as a process of its own: started on a free loopback port in a folder of its own, stopped or killed by its id.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Servers;

/// <summary>One running server. However the tests end, the server ends with them and its folder goes.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int PortsTried = 5;
    private const int PortFirst = 15_000;
    private const int PortsABlock = 1_000;
    private const int Blocks = 17;

    // Held until this process ends, so that suites beside each other never give out the same port.
    private static readonly Lazy<(FileStream Held, int First)> Block = new(TakeBlock);
    private static int ports;

    // Far beyond what they take: a machine that does much else is slow, not wrong.
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(5);

    private readonly ServerProgram program;
    private readonly StringBuilder output = new();
    private Process? process;
    private Process? guard;

    private ServerProcess(ServerProgram program, string folder)
    {
        this.program = program;
        Folder = folder;
    }

    /// <summary>The data; stays the same over <see cref="Restart"/>, is deleted by <see cref="DisposeAsync"/>.</summary>
    public string Folder { get; }

    /// <summary>On 127.0.0.1; stays the same over <see cref="Restart"/>.</summary>
    public int Port { get; private set; }

    /// <summary>The process id of the running server.</summary>
    public int Id => process!.Id;

    /// <summary>What it printed, over all its starts.</summary>
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

    /// <summary>Starts the program in a new folder and waits until it answers. Throws with its output when it ends instead.</summary>
    public static async Task<ServerProcess> Start(ServerProgram program)
    {
        program.Find();
        var prefix = "cartwright-" + program.Name.ToLowerInvariant() + "-";
        var folder = program.Durable ? Disk.NewFolder(prefix) : Directory.CreateTempSubdirectory(prefix).FullName;
        var server = new ServerProcess(program, folder);
        try
        {
            await server.GiveFolder();
            await program.Prepare(server.Folder);
            for (var tries = 1; ; tries++)
            {
                server.Port = FreePort();
                try
                {
                    await server.Run();
                    return server;
                }
                catch (InvalidOperationException)
                    when (tries < PortsTried && server.Output.Contains("in use", StringComparison.OrdinalIgnoreCase))
                {
                    // Somebody took the port between our look and the server's: another one, then.
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether something accepts a connection on the port.</summary>
    public static async Task<bool> Accepts(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return true;
    }

    /// <summary>
    /// A port nobody listens on now, and that nobody will be given unasked: it lies below those from which the system serves outgoing
    /// connections (32768 and up), of which a shop of many processes makes hundreds.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Block.Value.First + ((Interlocked.Increment(ref ports) & int.MaxValue) % PortsABlock);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }

    private static (FileStream Held, int First) TakeBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Disk.Root, $"cartwright-ports-{Environment.UserName}"));
        for (var block = 0; block < Blocks; block++)
        {
            try
            {
                var held = new FileStream(
                    Path.Combine(folder.FullName, block.ToString(CultureInfo.InvariantCulture)),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
                return (held, PortFirst + (block * PortsABlock));
            }
            catch (IOException)
            {
                // Another suite has it.
            }
        }

        throw new InvalidOperationException($"All {Blocks} blocks of ports are taken by other suites: see {folder.FullName}.");
    }

    /// <summary>Runs a program to its end as the server's user; throws with what it said when it fails.</summary>
    public static async Task Run(string? user, string file, params string[] arguments)
    {
        using var run = Process.Start(AsUser(user, file, arguments)) ?? throw new InvalidOperationException($"{file} did not start.");
        run.StandardInput.Close();
        var printed = run.StandardOutput.ReadToEndAsync();
        var said = run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} ended with {run.ExitCode}:\n{await printed}{await said}");
        }
    }

    /// <summary>kill -9 of the server and what it started: nothing is flushed, nobody is told.</summary>
    public void Kill()
    {
        if (!program.Durable)
        {
            throw new InvalidOperationException(
                $"This {program.Name} answers before anything is on the disk: a test that kills starts a durable one of its own."
            );
        }

        End();
    }

    /// <summary>Asks the server to end in good order and waits until it has.</summary>
    public async Task Stop()
    {
        await Run(null, "kill", "-" + program.StopSignal, Id.ToString(CultureInfo.InvariantCulture));
        await process!.WaitForExitAsync().WaitAsync(StopWithin);
        Unguard();
    }

    /// <summary>
    /// Starts it again on the same port and data, after <see cref="Kill"/> or <see cref="Stop"/>, and waits until it answers.
    /// </summary>
    public async Task Restart()
    {
        if (process is { HasExited: false })
        {
            await Stop();
        }

        await Run();
    }

    /// <summary>Ends the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            End();
        }

        Unguard();
        process?.Dispose();
        process = null;
        await Disk.Delete(Folder);
    }

    private static ProcessStartInfo AsUser(string? user, string file, IReadOnlyList<string> arguments)
    {
        var start =
            user is null || Environment.UserName != "root"
                ? new ProcessStartInfo(file, arguments)
                : new ProcessStartInfo("setpriv", ["--reuid", user, "--regid", user, "--clear-groups", "--", file, .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetTempPath();
        return start;
    }

    private void End()
    {
        Unguard();
        process!.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    private async Task GiveFolder()
    {
        if (program.NotAsRoot is { } user && Environment.UserName == "root")
        {
            await Run(null, "chown", user, Folder);
        }
    }

    private async Task Run()
    {
        process?.Dispose();
        process =
            Process.Start(AsUser(program.NotAsRoot, program.Find(), program.Arguments(Folder, Port)))
            ?? throw new InvalidOperationException($"{program.Name} did not start.");
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        Guard();
        var watch = Stopwatch.StartNew();
        while (!await Answers())
        {
            if (process.HasExited || watch.Elapsed > StartWithin)
            {
                // Waits for the last lines of its output too.
                await process
                    .WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new InvalidOperationException($"{program.Name} did not answer on port {Port}. It said:\n{Output}");
            }

            // What is waited for is the answer; the pause only spares the processor.
            await Task.Delay(10);
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            return await program.Answers(Port);
        }
        catch (Exception e)
            when (e is SocketException or IOException or System.Data.Common.DbException or TimeoutException or HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output)
        {
            output.AppendLine(line.Data);
        }
    }

    // The guard reads a pipe from this process. When this process ends in whatever way, even by kill -9, the pipe closes and the guard
    // cleans up.
    private void Guard()
    {
        guard = Process.Start(
            new ProcessStartInfo(
                "/bin/sh",
                [
                    "-c",
                    "trap '' INT TERM; cat >/dev/null; kill -9 \"$1\"; rm -rf -- \"$2\"",
                    "guard",
                    Id.ToString(CultureInfo.InvariantCulture),
                    Folder,
                ]
            )
            {
                RedirectStandardInput = true,
                WorkingDirectory = Path.GetTempPath(),
            }
        );
    }

    private void Unguard()
    {
        if (guard is null)
        {
            return;
        }

        guard.Kill(entireProcessTree: true);
        guard.WaitForExit();
        guard.Dispose();
        guard = null;
    }
}
