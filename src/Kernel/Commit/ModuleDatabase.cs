// How a module gets its database from the container: keyed by the module's name.
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Kernel;

/// <summary>A module's database as it was registered; the host opens it before anything asks for it.</summary>
/// <param name="Module">The module's name in lower case.</param>
/// <param name="Migrations">Those embedded in the module's assembly.</param>
/// <param name="Tables">How long each of the module's tables keeps its rows.</param>
public sealed record ModuleDatabase(string Module, IReadOnlyList<Migration> Migrations, IReadOnlyList<Retention> Tables)
{
    private Database? opened;

    /// <summary>The open database.</summary>
    public Database Opened
    {
        get => opened ?? throw new InvalidOperationException($"The database of {Module} was asked for before it was opened.");
        internal set => opened = value;
    }

    /// <summary>Does it, and says in a sentence which file or server is at fault and what to do.</summary>
    internal async Task<T> Explained<T>(Dialect dialect, Func<Task<T>> open)
    {
        try
        {
            return await open();
        }
        catch (Exception failure) when (dialect.Explain(Module, failure) is ConfigurationRefused refused)
        {
            throw refused;
        }
    }
}

/// <summary>Registration.</summary>
public static class ModuleDatabases
{
    /// <summary>
    /// Opens all databases of a process and brings them to the newest migration. All are looked at before any is changed: a start that one
    /// module refuses leaves the others to the version that wrote them.
    /// </summary>
    /// <exception cref="ConfigurationRefused">
    /// A module's data are newer than this program, or have an edited migration or one out of order.
    /// </exception>
    public static async Task Open(IReadOnlyCollection<ModuleDatabase> databases, Dialect dialect, IIds ids, TimeProvider clock)
    {
        MigrationPlan.Demand(await Plan(databases, dialect));
        await Task.WhenAll(
            databases.GroupBy(database => dialect.PlaceOf(database.Module)).Select(place => Open([.. place], dialect, ids, clock))
        );
    }

    private static async Task Open(List<ModuleDatabase> place, Dialect dialect, IIds ids, TimeProvider clock)
    {
        var opened = await place[0].Explained(dialect, () => Place.Open(dialect, place, ids, clock));
        for (var i = 0; i < place.Count; i++)
        {
            place[i].Opened = opened[i];
        }
    }

    /// <summary>What opening them would do. Looks only.</summary>
    public static Task<MigrationPlan[]> Plan(IEnumerable<ModuleDatabase> databases, Dialect dialect) =>
        Task.WhenAll(databases.Select(database => database.Explained(dialect, () => MigrationPlan.Of(database, dialect))));

    /// <summary>Registers the module's database; take it with <c>[FromKeyedServices("name")] Database</c>.</summary>
    public static IServiceCollection AddModuleDatabase(
        this IServiceCollection services,
        string module,
        Assembly migrations,
        IReadOnlyList<Retention> tables,
        IConfiguration configuration
    )
    {
        foreach (var table in tables)
        {
            // Read now, so that a time that cannot be kept is refused at start.
            table.Kept(configuration);
        }

        var database = new ModuleDatabase(module, Migration.From(migrations), tables);
        services.AddSingleton(database);
        SteadyClock.Add(services);
        services.AddKeyedSingleton(module, (_, _) => database.Opened);
        return services;
    }
}
