// Placement on PostgreSQL against what the server itself can do: pgbench -N -M prepared at its best number of clients, in the same run,
// interleaved.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Bench;

internal static class PlacementOnPostgres
{
    private const int Connections = 64;
    private const double Target = 0.70;

    /// <summary>Rows of pgbench's accounts are a hundred thousand times this: larger than what its clients could collide on.</summary>
    private const int PgbenchScale = 10;

    private static readonly int[] ClientsTried = [4, 8, 16, 32, 64];

    public static async Task<int> Run(string host, int rounds, TimeSpan time, int orders)
    {
        await using var server = await PostgresServer.Start();
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            // Counts every statement, for the shop and for pgbench alike.
            await PostgresServer.Execute(
                server.ConnectionString("postgres"),
                "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"
            );
            await server.Process.Restart();
            var floor = await server.CreateDatabase();
            var data = await server.CreateDatabase();
            await PostgresServer.Execute(data, "CREATE EXTENSION pg_stat_statements");
            await Pgbench(floor, "-i", "-q", "-s", PgbenchScale.ToString(CultureInfo.InvariantCulture));
            var (clients, tried) = await BestClients(floor, time);
            using var shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --set RateLimits:Enabled=false --set Data=postgres:{data} --set DataFolder={folder}",
                "/api/products?limit=1"
            );
            var scene = await Scene.Set(shop, orders, Connections);

            // Warm-up, not counted: both sides reach their optimised code.
            await scene.Place(lines: 3, hot: false);
            var seen = new Rounds();
            for (var round = 0; round < rounds; round++)
            {
                seen.Floor.Add(await Rate(floor, clients, time));
                await Count(server, data, shop, scene, orders, seen);
                Console.Error.WriteLine(
                    $"round {round + 1} of {rounds}: pgbench {seen.Floor[^1]:F0} transactions a second, {seen.Confirmed[^1]:F0} orders placed, paid and confirmed a second"
                );
            }

            Print(seen, clients, tried, rounds, orders);
            await PrintStatements(data);
            var wrong = await scene.Check();
            Console.WriteLine(
                wrong.Count == 0
                    ? $"checked: every order of the {scene.Placed} placed is confirmed, stock and both payment ledgers agree"
                    : "VOID: " + string.Join("; ", wrong)
            );
            return wrong.Count == 0 && seen.Failed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Best, string Tried)> BestClients(string floor, TimeSpan time)
    {
        var rates = new List<(int Clients, double PerSecond)>();
        foreach (var clients in ClientsTried)
        {
            rates.Add((clients, await Rate(floor, clients, time)));
        }

        return (
            rates.MaxBy(rate => rate.PerSecond).Clients,
            string.Join(", ", rates.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Clients}: {rate.PerSecond:F0}")))
        );
    }

    private static async Task Count(PostgresServer server, string data, ShopProcess shop, Scene scene, int orders, Rounds seen)
    {
        await scene.Fill(lines: 3, hot: false);
        await PostgresServer.Execute(data, "SELECT pg_stat_statements_reset()");
        var (commits, syncs) = await Counters(data);
        var (shopCpu, serverCpu) = (shop.Cpu, CpuOfTree(server.Process.Id));
        var (posts, done) = await scene.Order();
        seen.ShopCpuMicros.Add((shop.Cpu - shopCpu).TotalMicroseconds / orders);
        seen.ServerCpuMicros.Add((CpuOfTree(server.Process.Id) - serverCpu).TotalMicroseconds / orders);
        var (commitsAfter, syncsAfter) = await Counters(data);
        seen.Commits.Add((commitsAfter - commits) / (double)orders);
        seen.Syncs.Add((syncsAfter - syncs) / (double)orders);
        seen.Posted.Add(posts.PerSecond);
        seen.P99Ms.Add(posts.P99Ms);
        seen.Confirmed.Add(done.PerSecond);
        seen.Failed += posts.Failed;
    }

    private static void Print(Rounds seen, int clients, string tried, int rounds, int orders)
    {
        Console.WriteLine(
            $"{rounds} rounds of {orders} orders of three lines, medians; {Environment.ProcessorCount} cores shared by client, shop and server; {Connections} connections; fsync=on, synchronous_commit=on"
        );
        Console.WriteLine($"pgbench -N -M prepared, transactions a second by clients: {tried}; the best, {clients} clients, is the floor");
        Line("pgbench -N -M prepared, a second", seen.Floor, "F0");
        Line("orders acknowledged a second", seen.Posted, "F0");
        Line("orders placed, paid and confirmed a second", seen.Confirmed, "F0");
        Line("p99 of the acknowledgement, ms", seen.P99Ms, "F1");
        Line("processor time of the shop an order, us", seen.ShopCpuMicros, "F0");
        Line("processor time of PostgreSQL an order, us", seen.ServerCpuMicros, "F0");
        Line("transactions an order, of all modules, reads included", seen.Commits, "F2");
        Line("syncs of the log an order", seen.Syncs, "F2");
        var ratios = seen.Confirmed.Zip(seen.Floor, (order, floor) => order / floor).ToList();
        Console.WriteLine();
        Line($"confirmed orders / pgbench (target {Target.ToString("F2", CultureInfo.InvariantCulture)})", ratios, "F2");
        Line("acknowledged orders / pgbench", [.. seen.Posted.Zip(seen.Floor, (order, floor) => order / floor)], "F2");
    }

    /// <summary>The statements that cost the server most, a line a module and text, for the last round.</summary>
    private static async Task PrintStatements(string data)
    {
        const int Shown = 24;
        await using var connection = new NpgsqlConnection(data + ";Pooling=false");
        await connection.OpenAsync();
        Console.WriteLine();
        Console.WriteLine($"{"ms of the server", -18}{"calls", 10}{"rows", 10}  the last round's dearest statements");
        await using var command = new NpgsqlCommand(
            $"SELECT total_exec_time + total_plan_time, calls, rows, regexp_replace(left(query, 150), '\\s+', ' ', 'g') FROM pg_stat_statements ORDER BY 1 DESC LIMIT {Shown}",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reader.GetDouble(0), -18:F0}{reader.GetInt64(1), 10}{reader.GetInt64(2), 10}  {reader.GetString(3)}"
                )
            );
        }
    }

    private static async Task<(long Commits, long Syncs)> Counters(string data)
    {
        // Connections report what they counted when they come to rest, at the latest after a second.
        await Task.Delay(TimeSpan.FromMilliseconds(1100));
        await using var connection = new NpgsqlConnection(data + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), (SELECT wal_sync FROM pg_stat_wal)",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Processor time of a process and of what it started, living or dead.</summary>
    internal static TimeSpan CpuOfTree(int id)
    {
        const double TicksASecond = 100;
        var all = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => Stat(name!))
            .OfType<long[]>()
            .ToList();
        var ticks = all.Where(stat => stat[0] == id || stat[1] == id).Sum(stat => stat[2] + (stat[0] == id ? stat[3] : 0));
        return TimeSpan.FromSeconds(ticks / TicksASecond);
    }

    private static long[]? Stat(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
            return [long.Parse(id, CultureInfo.InvariantCulture), Field(1), Field(11) + Field(12), Field(13) + Field(14)];
        }
        catch (IOException)
        {
            // It ended while we looked.
            return null;
        }
    }

    private static async Task<double> Rate(string database, int clients, TimeSpan time)
    {
        var printed = await Pgbench(
            database,
            "-n",
            "-N",
            "-M",
            "prepared",
            "-c",
            clients.ToString(CultureInfo.InvariantCulture),
            "-j",
            "2",
            "-T",
            Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture)
        );
        var line = printed.Split('\n').First(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private static async Task<string> Pgbench(string database, params string[] arguments)
    {
        var parts = new NpgsqlConnectionStringBuilder(database);
        var pgbench = Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin", "pgbench"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Last();
        string[] all =
        [
            .. arguments,
            "-h",
            parts.Host!,
            "-p",
            parts.Port.ToString(CultureInfo.InvariantCulture),
            "-U",
            parts.Username!,
            parts.Database!,
        ];
        using var run = Process.Start(new ProcessStartInfo(pgbench, all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = run.StandardError.ReadToEndAsync();
        var printed = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? printed : throw new InvalidOperationException($"pgbench ended with {run.ExitCode}: {await errors}");
    }

    private static void Line(string what, List<double> figures, string format) =>
        Console.WriteLine($"{what, -60}{figures.Order().ElementAt(figures.Count / 2).ToString(format, CultureInfo.InvariantCulture), 10}");

    private sealed class Rounds
    {
        public List<double> Floor { get; } = [];

        public List<double> Posted { get; } = [];

        public List<double> Confirmed { get; } = [];

        public List<double> P99Ms { get; } = [];

        public List<double> ShopCpuMicros { get; } = [];

        public List<double> ServerCpuMicros { get; } = [];

        public List<double> Commits { get; } = [];

        public List<double> Syncs { get; } = [];

        public long Failed { get; set; }
    }
}
