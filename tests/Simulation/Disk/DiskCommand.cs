// disk: tries the kernel on a simulated disk, and says how often and what came of it.
using System.Diagnostics;
using System.Globalization;

namespace Cartwright.Simulation;

/// <summary><c>disk [--cuts 2000] [--syncs 200] [--full 50] [--broken 500] [--flips 1000] [--seed 1] [--speed | --host 10]</c>.</summary>
internal static class DiskCommand
{
    private const int SpeedChanges = 20_000;
    private const int WrongsTold = 20;

    /// <summary>Exit code 0 when all held, 1 when something did not, 2 for a wrong option.</summary>
    public static async Task<int> Run(string[] args)
    {
        var doses = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["--cuts"] = 2000,
            ["--syncs"] = 200,
            ["--full"] = 50,
            ["--broken"] = 500,
            ["--flips"] = 1000,
            ["--host"] = 0,
            ["--seed"] = 1,
        };
        var speed = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--speed")
            {
                speed = true;
            }
            else if (
                doses.ContainsKey(args[i])
                && i + 1 < args.Length
                && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
            {
                doses[args[i++]] = number;
            }
            else
            {
                await Console.Error.WriteLineAsync(
                    $"{args[i]}: not an option of disk, or without its number. "
                        + $"disk [{string.Join("] [", doses.Select(one => $"{one.Key} {one.Value}"))}] [--speed]"
                );
                return 2;
            }
        }

        DiskVfs.Install();
        if (doses["--host"] > 0)
        {
            return Pool.Run(() => HostTrial.Run(doses["--host"], doses["--seed"]));
        }

        var folder = Directory.CreateTempSubdirectory("cartwright-disk-").FullName;
        try
        {
            return speed ? await Speed(folder) : await Try(folder, doses);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Try(string folder, Dictionary<string, int> doses)
    {
        var trial = await DiskTrial.Begin(folder, doses["--seed"]);
        Console.WriteLine(
            $"disk           seed {doses["--seed"]}, SQLite {Kernel.SqliteDialect.Version}, "
                + $"{DiskShop.Writers} writers, 3 modules in 2 files"
        );
        Console.WriteLine(await trial.PowerCuts(doses["--cuts"]));
        Console.WriteLine(await trial.PowerCuts(Math.Min(100, doses["--cuts"]), lies: true));
        Console.WriteLine(await trial.FailingSyncs(doses["--syncs"]));
        Console.WriteLine(await trial.FullDisks(doses["--full"]));
        Console.WriteLine(await trial.BrokenCalls(doses["--broken"]));
        Console.WriteLine(await trial.FlippedBits(doses["--flips"]));
        foreach (var wrong in trial.Wrongs.Take(WrongsTold))
        {
            await Console.Error.WriteLineAsync(wrong);
        }

        Console.WriteLine(trial.Wrongs.Count == 0 ? "all held" : $"{trial.Wrongs.Count} did not hold");
        return trial.Wrongs.Count == 0 ? 0 : 1;
    }

    /// <summary>Commits a second on the simulated disk and on the machine's, in turn.</summary>
    private static async Task<int> Speed(string folder)
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var simulated in new[] { true, false })
            {
                var into = Directory.CreateDirectory(Path.Combine(folder, $"{round}-{simulated}")).FullName;
                if (simulated)
                {
                    new SimulatedDisk().PutIn(into);
                }

                await using var shop = await DiskShop.Open(into);
                var began = Stopwatch.GetTimestamp();
                for (var id = 0; id < SpeedChanges; id++)
                {
                    await shop.Fruit(id, 100);
                }

                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                Console.WriteLine(
                    $"{(simulated ? "simulated disk" : folder), -45} {SpeedChanges / seconds, 9:F0} commits/s, "
                        + "one after the other, two modules each"
                );
            }
        }

        return 0;
    }
}
