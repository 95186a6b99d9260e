// The whole shop on a simulated disk: the power goes at any moment of its first life, and the next must come up.
using System.Diagnostics;
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>The first life makes all tables and a demo's goods, accounts and stock, and ends two minutes later.</summary>
internal static class HostTrial
{
    /// <summary>Exit code 0 when every next life came up on a file that is whole, and ended in order; 1 when one did not.</summary>
    /// <param name="cuts">How often the power goes.</param>
    /// <param name="seed">When it goes, and what it leaves.</param>
    public static async Task<int> Run(int cuts, int seed)
    {
        DiskVfs.Waits = false;
        var folder = Directory.CreateTempSubdirectory("cartwright-disk-").FullName;
        try
        {
            var (random, began, failed) = (new Random(seed), Stopwatch.GetTimestamp(), 0);
            var (first, keys) = (Directory.CreateDirectory(Path.Combine(folder, "first")).FullName, Path.Combine(folder, "keys"));
            var disk = new SimulatedDisk();
            var history = disk.Remember();
            await World.MakeShop(new MemoryFiles(first, keys, disk).PutIn(), Settings);
            Console.WriteLine(
                $"host           seed {seed}: {disk.Calls} calls of the disk, {history.Count} steps, {disk.Bytes / 1024} KiB, "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"
            );
            for (var cut = 0; cut < cuts; cut++)
            {
                var moment = cut == 0 ? history.Count : history.AnyMoment(random);
                var (left, into) = (history.WithoutPower(moment, random), Path.Combine(folder, $"cut-{cut}"));
                var wrong = await Next(new MemoryFiles(SqliteFiles.Copy(first, into), keys, left), Path.Combine(into, "shop.db"));
                if (wrong is not null)
                {
                    failed++;
                    await Console.Error.WriteLineAsync($"seed {seed}, cut {cut} at step {moment} of {history.Count}: {wrong}");
                }
            }

            Console.WriteLine(
                $"host           {cuts} cuts of its first life: the next came up {cuts - failed} times; "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"
            );
            return failed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    private static async Task<string?> Next(MemoryFiles files, string shop)
    {
        try
        {
            await World.MakeShop(files.PutIn(), Settings);
            await using var connection = SqliteConnection.Open(shop, create: false, "PRAGMA query_only=ON;");
            var said = await PlaceContents.Rows(connection, "PRAGMA integrity_check", row => row.GetString(0));
            return said is ["ok"] ? null : string.Join("; ", said);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.ToString();
        }
        finally
        {
            files.Disk.TakeOut();
        }
    }
}
