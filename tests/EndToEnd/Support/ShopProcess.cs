// One process of the built host: started, asked until it is ready, stopped or killed by its id.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

/// <param name="arguments">What follows <c>serve</c>, but for the port.</param>
/// <param name="version">The program, when it is another version's.</param>
public sealed class ShopProcess(IReadOnlyList<string> arguments, string? version = null) : IDisposable
{
    // Far beyond what a start needs: on a machine that runs other tests beside these it is slow, not wrong. Ten processes start at once.
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private readonly StringBuilder output = new();
    private Process? process;

    /// <summary>Where the build puts the host; ./test.sh builds it.</summary>
    public static string Program { get; } = Find();

    /// <summary>Where shoppers are served; stays the same over all starts.</summary>
    public int Port { get; } = ServerProcess.FreePort();

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

    public void Launch()
    {
        process?.Dispose();
        var start = new ProcessStartInfo(
            version ?? Program,
            ["serve", "--set", "Operations:Public=true", .. arguments, "--port", Port.ToString(CultureInfo.InvariantCulture)]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (version is null)
        {
            // Tests begin with no orders; what a command line says wins over it, and earlier versions do not know the key.
            start.Environment["Demo__History"] = "false";
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <param name="whole">Whether it is to wait for what others answer for, too.</param>
    public async Task Ready(bool whole)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}"), Timeout = AnswerWithin };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var (ready, answer) = await AskReady(http, whole);
            if (ready)
            {
                return;
            }

            if (process!.HasExited || watch.Elapsed > StartWithin)
            {
                var end = process.HasExited
                    ? $"ended with {process.ExitCode}"
                    : $"was not ready after {watch.Elapsed.TotalSeconds:F0} s; /readyz: {answer}";
                throw new InvalidOperationException($"The shop's process on port {Port} {end}. It said:\n{Output}");
            }

            // The pause only spares the processor; what is waited for is the answer.
            await Task.Delay(5);
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGTERM; answers the exit code.</summary>
    public async Task<int> Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(Api.Patience);
        return process.ExitCode;
    }

    /// <summary>Runs the program to its end, for starts that must be refused.</summary>
    public static async Task<(int Code, string Output)> Run((string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["Demo__History"] = "false";
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

    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            Kill();
        }

        process?.Dispose();
    }

    private static async Task<(bool Ready, string Answer)> AskReady(HttpClient http, bool whole)
    {
        try
        {
            using var reply = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            var said = await reply.Content.ReadAsStringAsync();
            var ready = reply.StatusCode == HttpStatusCode.OK && (!whole || (string?)JsonNode.Parse(said)!["status"] == "ready");
            return (ready, $"{(int)reply.StatusCode} {said}");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or SocketException or IOException)
        {
            return (false, failure.Message);
        }
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

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output)
        {
            output.AppendLine(line.Data);
        }
    }
}
