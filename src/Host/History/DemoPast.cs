// A demo has a past: ninety days of orders, made before the first start opens its doors, in a folder beside, and moved in when it is whole.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Payments;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Host;

/// <summary>
/// The past is lived through by a shop of its own in this process: the same modules with the same configuration, a clock that steps through
/// the days, and a server that only the history can ask. What it leaves is an ordinary shop that was stopped, which the start then opens
/// as it would any other.
/// </summary>
/// <remarks>
/// Killed on the way it leaves a folder that is no shop: the next start throws it away, says so, and makes it anew. Killed while the whole
/// past is being moved in, the next start moves the rest.
/// </remarks>
internal static class DemoPast
{
    /// <summary>The switch; on where nothing is said, and only in a demo.</summary>
    public const string Key = "Demo:History";

    /// <summary>Whole days before today.</summary>
    public const int Days = 90;

    /// <summary>Where it is made, below the data folder.</summary>
    public const string Folder = "demo-past";

    /// <summary>The file that says that the past is whole.</summary>
    private const string Whole = ".whole";

    /// <summary>The file that says that it is being moved in.</summary>
    private const string Moving = ".moving";

    /// <summary>
    /// Makes the past of a demo that has none and begins now; else does nothing. Answers what is to be said of it at the start. Call it
    /// with the data folder taken.
    /// </summary>
    public static async Task<IReadOnlyList<string>> Make(
        IConfiguration configuration,
        IReadOnlyDictionary<string, string?> settings,
        Topology topology
    )
    {
        var wanted = configuration.Switch(Key, otherwise: true) && configuration.Switch("Demo");
        var into = Path.Combine(topology.Folder, Folder);
        var told = new List<string>();
        if (topology.Dialect is SqliteDialect && Directory.Exists(into))
        {
            // One that nobody has begun to take in belongs to a demo alone, and into an empty folder.
            if (
                File.Exists(Path.Combine(into, Whole)) && (File.Exists(Path.Combine(into, Moving)) || (wanted && !HasData(topology.Folder)))
            )
            {
                MoveIn(into, topology.Folder);
                return ["past      an earlier start was ended while it took the demo's past in; now all of it is here"];
            }

            Directory.Delete(into, recursive: true);
            told.Add("past      an earlier start was ended before the demo's past was whole; what there was of it is thrown away");
        }

        if (!wanted || (topology.Dialect is SqliteDialect && HasData(topology.Folder)))
        {
            return told;
        }

        if (Hindered(configuration, topology) is { } why)
        {
            return topology.Runs(typeof(IOrdering)) ? [.. told, $"past      none: {why} ({Key}=false leaves this line out)"] : told;
        }

        var started = Stopwatch.GetTimestamp();
        HistoryTold lived;
        try
        {
            var own = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase)
            {
                // What was made for itself by now stays where it is.
                ["Keys"] = configuration["Keys"] is { Length: > 0 } keys ? keys : Path.Combine(topology.Folder, "keys"),
            };
            lived = await Live(own, into, Days, DateTimeOffset.UtcNow);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A demo without a past is worth more than none, and it says why.
            Directory.Delete(into, recursive: true);
            await Console.Error.WriteLineAsync($"The demo's past could not be made, and the shop begins without it: {failure}");
            return told;
        }

        MoveIn(into, topology.Folder);

        // A few are as in any shop: a sofa does not go by air mail. Many say that this one sells otherwise than the demo does.
        var refused =
            lived.Refusals.Sum(one => one.Value) * 10 <= lived.Orders
                ? string.Empty
                : $"; refused: {string.Join(", ", lived.Refusals.Select(one => $"{one.Value} × {one.Key}"))}";
        return
        [
            .. told,
            string.Create(
                CultureInfo.InvariantCulture,
                $"past      {lived.Orders} orders of {Days} days, made in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s{refused} ({Key}=false begins without)"
            ),
        ];
    }

    /// <summary>Lives through the days in a folder, which is then whole.</summary>
    /// <param name="settings">Of the shop whose past it is; where it lies and what goes out of the process is said here.</param>
    /// <param name="into">Is made.</param>
    /// <param name="days">Whole days before the day of <paramref name="end"/>.</param>
    /// <param name="end">The present.</param>
    internal static async Task<HistoryTold> Live(IReadOnlyDictionary<string, string?> settings, string into, int days, DateTimeOffset end)
    {
        var (door, clock) = (new ShopInMemory(), new HistoricClock(end - TimeSpan.FromDays(days + 1)));

        // Nothing is drawn to a clock that jumps: it is steady as it is.
        var past = new Replaced(clock, door) { Steady = clock, Engine = engine => ((SqliteDialect)engine).WithoutSync() };
        HistoryTold lived;
        await using (var shop = await Serve.Build(Settings(settings, into), past))
        {
            await shop.App.StartAsync();
            try
            {
                lived = await new ShopHistory(shop.App.Services, door, clock).Live(days, end, shop.App.Lifetime.ApplicationStopping);
            }
            catch (OperationCanceledException gaveUp) when (!shop.App.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Nobody asked for an end: something took too long.
                throw new TimeoutException("A part of the demo's past was not answered in time.", gaveUp);
            }
            finally
            {
                await shop.App.StopAsync();
            }
        }

        Sync(into);
        return lived;
    }

    /// <summary>No mail, trace or log of a past goes out, and nobody is refused for asking too fast.</summary>
    private static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string?> settings, string into) =>
        new(settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Demo"] = "true",
            [Key] = "false",
            ["Data"] = "sqlite:" + into,
            ["DataFolder"] = into,
            ["RateLimits:Enabled"] = "false",
            ["Mail:Smtp"] = string.Empty,
            ["Mail:Authority"] = string.Empty,
            ["Catalog:Search"] = "sql",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = string.Empty,
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = string.Empty,
            ["Logging:LogLevel:Default"] = "Error",

            // A webhook that was signed before a step of the clock is too old after it, and sent anew.
            ["Logging:LogLevel:Cartwright.Payments.SendSimulatedWebhooks"] = "None",
            ["Logging:Requests"] = "false",
        };

    /// <summary>Why this shop cannot have a past; null where it can.</summary>
    private static string? Hindered(IConfiguration configuration, Topology topology) =>
        topology.IsSplit ? "the shop runs in several processes, and a past is lived through by one"
        : topology.Dialect is not SqliteDialect ? "it is made in a folder of embedded databases; Data names another engine"
        : topology.CartStore != "sql" || topology.ProductStore != "sql" || topology.RecommendationStore != "sql"
            ? "it is made in one folder, and this shop keeps a part of its data elsewhere"
        : topology.Events != "local" ? "its events would go out to others"
        : configuration["Payments:Providers"] is { Length: > 0 } providers
        && !providers.Contains(SimulatedGateway.ProviderName, StringComparison.OrdinalIgnoreCase)
            ? "it pays with the simulator, which Payments:Providers leaves out"
        : string.IsNullOrEmpty(configuration[RuntimeApi.Variable]) ? null
        : "a function has no time for it";

    /// <summary>Also a log that was left without its database: it must not be read into another one.</summary>
    private static bool HasData(string folder) => Directory.EnumerateFiles(folder, "*.db*").Any();

    /// <summary>Makes what was written without waiting for the disk as sure as every other commit, and marks it whole.</summary>
    private static void Sync(string into)
    {
        foreach (var file in Directory.EnumerateFiles(into, "*", SearchOption.AllDirectories))
        {
            using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            written.Flush(flushToDisk: true);
        }

        Mark(into, Whole);
    }

    private static void Mark(string folder, string name)
    {
        using var mark = new FileStream(Path.Combine(folder, name), FileMode.Create);
        mark.Flush(flushToDisk: true);
    }

    /// <summary>File by file; what was moved before is not there any more.</summary>
    private static void MoveIn(string from, string folder)
    {
        Mark(from, Moving);
        foreach (
            var entry in Directory
                .EnumerateFileSystemEntries(from)
                .Where(entry => Path.GetFileName(entry) is not (Whole or Moving or ".lock"))
                .ToList()
        )
        {
            Directory.Move(entry, Path.Combine(folder, Path.GetFileName(entry)));
        }

        Directory.Delete(from, recursive: true);
    }
}
