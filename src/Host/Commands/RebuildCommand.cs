// `cartwright rebuild analytics`: asks the running shop to take all facts of orders anew, and shows how far it is.
using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Cartwright.Analytics;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class RebuildCommand
{
    private const string Module = "analytics";

    // The process that runs Analytics looks every two seconds; one that has not begun after so long is not there.
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly Option<string?> Data = DataOption.Make();

    public static Command Make()
    {
        var analytics = new Command(
            Module,
            "Takes all facts of orders from Ordering anew. The shop must run; it goes on selling meanwhile."
        )
        {
            Data,
        };
        analytics.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    return await Run(parsed.GetValue(Data), TimeProvider.System, cancel);
                }
                catch (Exception refused) when (refused is ConfigurationRefused or StorageUnavailable or DbException)
                {
                    await Console.Error.WriteLineAsync("The figures were not rebuilt: " + refused.Message);
                    return 2;
                }
            }
        );
        return new Command("rebuild", "Makes anew what follows from something else.") { analytics };
    }

    private static async Task<int> Run(string? data, TimeProvider clock, CancellationToken cancel)
    {
        var topology = DataOption.Topology(data);
        if (topology.Here.All(row => row.Module.Name != Module))
        {
            throw new ConfigurationRefused("Analytics does not run here. Give the --data of the process that runs it.");
        }

        await using var tables = await Sql.Beside(topology.Dialect, Module);
        var asked = clock.GetUtcNow();
        var rebuild = await RebuildStore.Want(tables, asked.ToUnixTimeMilliseconds());
        var shown = string.Empty;
        while (rebuild.IsOpen)
        {
            var line =
                rebuild.State == Rebuild.Wanted
                    ? "waiting for the shop"
                    : string.Create(CultureInfo.InvariantCulture, $"{rebuild.Done:N0} of {rebuild.Total:N0} orders");
            if (line != shown)
            {
                Console.WriteLine(shown = line);
            }

            if (rebuild.State == Rebuild.Wanted && clock.GetUtcNow() - asked > BeginsWithin)
            {
                throw new ConfigurationRefused("No shop that runs Analytics has begun. Start it: the rebuild is noted and begins with it.");
            }

            await Task.Delay(LookEvery, clock, cancel);
            rebuild = (await RebuildStore.Find(tables))!;
        }

        if (rebuild.State == Rebuild.Failed)
        {
            throw new ConfigurationRefused(
                $"{rebuild.Error} It is at {rebuild.Done} of {rebuild.Total} orders; ask again once the cause is mended."
            );
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"The facts of {rebuild.Done:N0} orders are as Ordering tells them.")
        );
        return 0;
    }
}
