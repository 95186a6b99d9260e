// ./run.sh --split as a newcomer uses it: it starts, sells, says where everything listens, starts again what was killed,
// and ends exactly what it started.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class SplitScriptTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);

    // As scripts/split.sh has it: settled_after.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_starts_a_process_a_module_sells_mends_itself_and_ends_exactly_what_it_started()
    {
        var folder = HostProcess.NewFolder();

        // PostgreSQL does not run as root, and its user must be able to enter.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                folder,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
        }

        var port = ServerProcess.FreePort();
        var errors = Channel.CreateUnbounded<string>();
        using var script = Start(port, folder);
        try
        {
            script.ErrorDataReceived += (_, line) => errors.Writer.TryWrite(line.Data ?? string.Empty);
            script.BeginErrorReadLine();
            var printed = await Said(script.StandardOutput.ReadLineAsync, "Ctrl-C stops all of it.");
            Assert.Contains($"http://localhost:{port}", printed, StringComparison.Ordinal);
            var started = await Below(script.Id);
            Assert.Equal(11, started.Count(process => process.Command.Contains("cartwright serve", StringComparison.Ordinal)));
            Assert.Single(started, process => process.Command.Contains("--run gateway", StringComparison.Ordinal));
            Assert.Contains(started, process => process.Command.Contains("postgres", StringComparison.Ordinal));
            Assert.Contains(started, process => process.Command.Contains("redis-server", StringComparison.Ordinal));

            var api = Api.At(port).Patient();
            var guest = await api.Guest();
            await guest.Add("1", 2);
            var order = (await guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "split"))).Expect(201).Json;
            Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
            Assert.Contains("<div id=\"root\">", (await api.Get("/")).Expect(200).Text, StringComparison.Ordinal);

            // /readyz answers for the whole, by module.
            await Eventually.Holds(async () =>
            {
                var ready = (await api.Get("/readyz")).Expect(200).Json;
                Assert.Equal(("ready", 10), ((string)ready["status"]!, ready["modules"]!.AsObject().Count));
                Assert.All(ready["modules"]!.AsObject(), module => Assert.Equal("ready", (string)module.Value!));
            });

            // What is killed is started again, after pauses that grow, and says so in one line each.
            var up = Stopwatch.StartNew();
            foreach (var pause in new[] { 1, 2 })
            {
                Kill(
                    "-KILL",
                    (await Below(script.Id)).Single(process => process.Command.Contains("--run catalog", StringComparison.Ordinal)).Id
                );
                var said = (await Said(token => errors.Reader.ReadAsync(token)!, "catalog")).Trim();

                // Whoever stayed up for a minute begins anew with the shortest, and a slow machine needs that long.
                Assert.Contains(
                    said,
                    new[] { pause, up.Elapsed < Settled ? pause : 1 }.Select(seconds =>
                        $"catalog ended with 137 and is started again in {seconds} s; its log: {folder}/logs/catalog.log"
                    )
                );
                up.Restart();

                // What /readyz says may be a second old, and so of before the kill.
                await Until(async () =>
                    (await api.Get("/api/products?limit=1")).Status == 200
                    && (string)(await api.Get("/readyz")).Json["modules"]!["catalog"]! == "ready"
                );
            }

            Kill(
                "-KILL",
                (await Below(script.Id)).Single(process => process.Command.Contains("redis-server", StringComparison.Ordinal)).Id
            );
            Assert.Contains(
                "redis ended with 137",
                await Said(token => errors.Reader.ReadAsync(token)!, "redis"),
                StringComparison.Ordinal
            );
            await Until(async () =>
                (await guest.Get("/api/cart/me")).Status == 200 && (string)(await api.Get("/readyz")).Json["status"]! == "ready"
            );
            started = await Below(script.Id);

            // Ctrl-C comes as INT, which a runner in the background has taught its children to ignore; both are trapped alike.
            Kill("-TERM", script.Id);
            await script.WaitForExitAsync().WaitAsync(Within);
            Assert.DoesNotContain(
                started,
                process =>
                    !process.Command.StartsWith("sleep ", StringComparison.Ordinal)
                    && Directory.Exists("/proc/" + process.Id.ToString(CultureInfo.InvariantCulture))
            );
        }
        finally
        {
            if (!script.HasExited)
            {
                script.Kill(entireProcessTree: true);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(int port, string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "run.sh")))
        {
            root = root.Parent ?? throw new FileNotFoundException("run.sh is missing above the tests.");
        }

        return Process.Start(
            new ProcessStartInfo(
                Path.Combine(root.FullName, "run.sh"),
                ["--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder, "--split", "--set", "RateLimits:Enabled=false"]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private static async Task<string> Said(Func<CancellationToken, ValueTask<string?>> next, string last)
    {
        var said = new StringBuilder();
        using var late = new CancellationTokenSource(Within);
        while (await next(late.Token) is { } line)
        {
            said.AppendLine(line);
            if (line.Contains(last, StringComparison.Ordinal))
            {
                return said.ToString();
            }
        }

        throw new InvalidOperationException($"It ended: {said}");
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < Within, "It did not come to that.");

            // The pause only spares the processor; what is waited for is the answer.
            await Task.Delay(50);
        }
    }

    private static void Kill(string signal, int id)
    {
        using var kill = Process.Start("kill", [signal, id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>What a process has started, and what those have.</summary>
    private static async Task<List<(int Id, string Command)>> Below(int id)
    {
        using var list = Process.Start(new ProcessStartInfo("ps", ["-eo", "pid=,ppid=,args="]) { RedirectStandardOutput = true })!;
        var all = (await list.StandardOutput.ReadToEndAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 3 && int.Parse(parts[0], CultureInfo.InvariantCulture) != list.Id)
            .Select(parts =>
                (
                    Id: int.Parse(parts[0], CultureInfo.InvariantCulture),
                    Parent: int.Parse(parts[1], CultureInfo.InvariantCulture),
                    Command: parts[2]
                )
            )
            .ToList();
        var found = new List<(int Id, string Command)>();
        var parents = new Queue<int>([id]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in all.Where(process => process.Parent == parent))
            {
                found.Add((child.Id, child.Command));
                parents.Enqueue(child.Id);
            }
        }

        return found;
    }
}
