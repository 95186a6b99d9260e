// A shop that does not run, opened at one module's tables for a move: no shop starts on these data meanwhile.
using System.Security.Cryptography;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>What a move of one module works with.</summary>
/// <param name="Topology">Where the tables are.</param>
/// <param name="Database">The module's.</param>
/// <param name="Ids">Names what the move writes.</param>
internal sealed record StoppedShop(Topology Topology, Database Database, Ids Ids) : IAsyncDisposable
{
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(10);

    private FileStream? Held { get; init; }

    /// <summary>
    /// Takes the shop. Throws <see cref="ConfigurationRefused"/> where there is none, where it runs, and where its data are of another
    /// version: an upgrade is for all modules, and their start's.
    /// </summary>
    /// <param name="configuration">The shop's.</param>
    /// <param name="module">The only one that is opened.</param>
    /// <param name="goods">What is moved, for the refusal.</param>
    public static async Task<StoppedShop> Open(IConfiguration configuration, string module, string goods)
    {
        var topology = Topology.Read(configuration);
        var here =
            Modules.Databases(topology.Here).FirstOrDefault(one => one.Module == module)
            ?? throw new ConfigurationRefused(
                $"The tables of {module} are not here. Give the --data and the keys of the process that runs it."
            );
        if (!(topology.Dialect.Before(module) ?? topology.Dialect).IsThere(module))
        {
            throw new ConfigurationRefused($"There are no {goods} in {topology.Folder}. Give the shop's data folder: --data <folder>");
        }

        // The lock is the shop's own: while it is ours, no shop runs on these data.
        var held = topology.Dialect.OneProcess ? DataFolder.Take(topology.Folder, "--data <folder>") : null;
        try
        {
            var clock = TimeProvider.System;
            if (topology.Dialect is PostgresDialect postgres)
            {
                await postgres.Reach([module], ServerWait, clock, Console.Error.WriteLine);
                await postgres.DemandAlone(module, clock);
            }

            var plans = await ModuleDatabases.Plan(Modules.Databases(topology.Here), topology.Dialect);
            MigrationPlan.Demand(plans);
            if (plans.FirstOrDefault(plan => plan.Applied > 0 && plan.HasWork) is { } older)
            {
                throw new ConfigurationRefused(
                    $"The data of {older.Module} are of an older version than this program. Start the shop on them once with this version and stop it, then move."
                );
            }

            var ids = new Ids(clock, RandomNumberGenerator.Fill);
            return new(topology, await Database.Open(module, topology.Dialect, here.Migrations, ids, clock), ids) { Held = held };
        }
        catch
        {
            await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await (Held?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
