// `cartwright verify`: whether all that a shop has written down is what it wrote: orders, their chain, payments, stock, what vendors are
// owed, events.
using System.CommandLine;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Command = System.CommandLine.Command;

namespace Cartwright.Host;

internal static class VerifyCommand
{
    private const int Holds = 0;
    private const int Differs = 1;
    private const int Refused = 2;

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(10);

    public static Command Make()
    {
        var data = DataOption.Make();
        var set = new Option<string[]>("--set")
        {
            Description = "Any configuration key: --set Key:Name=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var verify = new Command(
            "verify",
            "Holds every order against its seal, its timeline and the chain of all orders, payments against orders both ways, and the other books against their entries, beside a running shop. "
                + "Names what differs. Ends with 0 when everything holds, with 1 when something differs, with 2 when it cannot be looked at."
        )
        {
            data,
            set,
        };
        verify.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    return await Run(parsed.GetValue(data), parsed.GetValue(set) ?? [], cancel);
                }
                catch (Exception refused)
                    when (refused is ConfigurationRefused or StorageUnavailable or Overloaded or DbException or IOException)
                {
                    await Console.Error.WriteLineAsync("The shop could not be verified: " + refused.Message);
                    return Refused;
                }
            }
        );
        return verify;
    }

    private static async Task<int> Run(string? data, string[] set, CancellationToken cancel)
    {
        var configuration = DataOption.Configuration(data, set);
        var topology = Topology.Read(configuration);
        configuration = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("DataFolder", topology.Folder)])
            .Build();
        var modules = Modules.Databases(topology.Here);
        if (topology.Dialect is PostgresDialect postgres)
        {
            await postgres.Reach([.. modules.Select(module => module.Module)], ServerWait, TimeProvider.System, Console.Error.WriteLine);
        }

        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        var open = new Dictionary<string, Database>(StringComparer.Ordinal);
        try
        {
            foreach (var module in modules)
            {
                open[module.Module] = await Database.OpenBeside(
                    module.Module,
                    topology.Dialect,
                    module.Migrations,
                    ids,
                    TimeProvider.System
                );
            }

            if (!open.TryGetValue("ordering", out var ordering))
            {
                throw new ConfigurationRefused("Ordering does not run here. Give the --data and the keys of the process that runs it.");
            }

            var seals = new OrderSeals(() => SealKey.Find(ordering, configuration), ids);
            var look = new ShopLook(open, seals, Console.WriteLine);
            var watch = Stopwatch.StartNew();
            await look.Run(watch, SayEvery, cancel);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{look.Orders:N0} orders in {watch.Elapsed.TotalSeconds:F1} s, {look.OrdersASecond:N0} a second; {look.Changes:N0} changes in {look.Batches:N0} batches; {look.Payments:N0} payments."
                )
            );
            if (look.Found > 0)
            {
                await Console.Error.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{look.Found:N0} findings: this is not all as the shop wrote it.")
                );
                return Differs;
            }

            Console.WriteLine(
                look.Unlooked.Count == 0
                    ? "Everything holds."
                    : $"What is here holds. Not looked at, because it runs elsewhere: {string.Join(", ", look.Unlooked)}."
            );
            return Holds;
        }
        finally
        {
            foreach (var database in open.Values)
            {
                await database.DisposeAsync();
            }
        }
    }
}
