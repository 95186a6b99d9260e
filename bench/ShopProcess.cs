// Starts the built host, or the floor, as a process of its own and stops it by its id.
using System.Diagnostics;
using System.Net.Sockets;
using Cartwright.Servers;

namespace Cartwright.Bench;

internal sealed class ShopProcess : IDisposable
{
    private readonly Process process;
    private readonly bool inOrder;

    private ShopProcess(Process process, int port, double firstAnswerMs, bool inOrder)
    {
        this.process = process;
        this.inOrder = inOrder;
        Port = port;
        FirstAnswerMs = firstAnswerMs;
    }

    public int Port { get; }

    /// <summary>From the start of the process to its first 200.</summary>
    public double FirstAnswerMs { get; }

    /// <summary>Processor time used so far, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident bytes now.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Most resident bytes that it had.</summary>
    public long PeakBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <param name="inOrder">Whether it is asked to end rather than killed, because it has others to end.</param>
    public static async Task<ShopProcess> Start(string file, Func<int, string> arguments, string probe, bool inOrder = false)
    {
        var port = ServerProcess.FreePort();
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(file, arguments(port)) { RedirectStandardOutput = true };

        // What is measured begins with no orders.
        start.Environment["Demo__History"] = "false";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var request = Connection.Request("GET", probe);
        while (watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
            }

            try
            {
                using var connection = await Connection.Open(port);
                if ((await connection.Send(request)).Status == 200)
                {
                    return new ShopProcess(process, port, watch.Elapsed.TotalMilliseconds, inOrder);
                }
            }
            catch (SocketException)
            {
                // Not listening yet: ask again at once, because the time to the first answer is what is measured.
                await Task.Delay(2);
            }
        }

        End(process, inOrder);
        throw new TimeoutException($"{file} did not answer {probe} within a minute.");
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            End(process, inOrder);
        }

        process.Dispose();
    }

    private static void End(Process process, bool inOrder)
    {
        if (inOrder)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
        else
        {
            process.Kill();
        }

        process.WaitForExit();
    }
}
