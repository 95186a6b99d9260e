// `cartwright database prepare`: a role and a schema for each module, made once by an administrator of the database.
// `cartwright database compact`: gives the files of SQLite back what is free in them, and with it whatever was deleted.
// `cartwright database check`: what a start of this program would do to the data, before it does.
using System.CommandLine;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DatabaseCommand
{
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(10);
    private const string PasswordVariable = "CARTWRIGHT_ROLE_PASSWORD";

    public static Command Make()
    {
        var admin = new Option<string>("--admin")
        {
            Description =
                "Connection string of someone who may make roles and schemas in the shop's database; or the variable CARTWRIGHT_ADMIN.",
        };
        var role = new Option<string>("--role")
        {
            Description = "Name of each role, with {module}.",
            DefaultValueFactory = _ => "shop_{module}",
        };
        var searchPath = new Option<string>("--search-path")
        {
            Description = "What Data has as Search Path, so that several shops share a database.",
            DefaultValueFactory = _ => string.Empty,
        };
        var noPassword = new Option<bool>("--no-password") { Description = "The roles sign in by other means than a password." };
        var prepare = new Command(
            "prepare",
            $"Makes ten roles and ten schemas; no role can reach another's. May be repeated. The passwords come from the variable {PasswordVariable} "
                + $"(in which {{module}} stands for the module's name) or, for one module, {PasswordVariable}_ORDERING and so on."
        )
        {
            admin,
            role,
            searchPath,
            noPassword,
        };
        prepare.SetAction(
            async (parsed, _) =>
            {
                try
                {
                    var text =
                        parsed.GetValue(admin)
                        ?? Environment.GetEnvironmentVariable("CARTWRIGHT_ADMIN")
                        ?? throw new ConfigurationRefused(
                            "Say who makes the roles: --admin \"Host=localhost;Username=postgres;Password=…;Database=shop\""
                        );
                    var wanted = new RolesWanted(
                        text,
                        parsed.GetValue(role)!,
                        parsed.GetValue(searchPath)!,
                        parsed.GetValue(noPassword) ? _ => null : Password
                    );
                    await PostgresRoles.Prepare(wanted, [.. Modules.All.Select(row => row.Module.Name)], Console.WriteLine);
                    Console.WriteLine($"Start the shop with: Data=postgres:Host=…;Database=…;Username={wanted.Role};Password=…");
                    return 0;
                }
                catch (ConfigurationRefused refused)
                {
                    await Console.Error.WriteLineAsync("The roles were not made: " + refused.Message);
                    return 2;
                }
            }
        );
        return new Command(
            "database",
            "Prepares PostgreSQL for the shop, tells what an upgrade would do, and takes the free space out of SQLite's files."
        )
        {
            prepare,
            Check(),
            Compact(),
        };
    }

    private static Command Compact()
    {
        var data = DataOption.Make();
        var believed = new Option<bool>("--believe-changes")
        {
            Description =
                "Takes what is in the files for right, also where it does not match its checksums: after you changed a file by another program, never after damage.",
        };
        var compact = new Command(
            "compact",
            "Writes the SQLite files anew without their free space, where what was deleted or erased can be read until something is written over it, and with checksums. "
                + "The shop must not run. PostgreSQL does it by VACUUM."
        )
        {
            data,
            believed,
        };
        compact.SetAction(
            async (parsed, _) =>
            {
                try
                {
                    var topology = DataOption.Topology(parsed.GetValue(data));
                    if (topology.Dialect is not SqliteDialect sqlite)
                    {
                        throw new ConfigurationRefused(
                            "These data are in PostgreSQL, whose VACUUM frees what was deleted: VACUUM FULL gives the room back too."
                        );
                    }

                    await using var held = DataFolder.Take(topology.Folder, "--data <folder>");

                    // Until a first start has made one file of them, the files of an earlier version are those to be compacted.
                    var apart = new SqliteDialect(topology.Folder);
                    foreach (
                        var (module, files) in topology
                            .Here.Select(row => row.Module.Name)
                            .Select(module => (module, sqlite.IsThere(module) ? sqlite : apart))
                            .Where(one => one.Item2.IsThere(one.module))
                            .DistinctBy(one => one.Item2.PlaceOf(one.module))
                    )
                    {
                        try
                        {
                            await files.Compact(module, parsed.GetValue(believed));
                        }
                        catch (SqliteFailure failure) when (files.Explain(module, failure) is ConfigurationRefused why)
                        {
                            throw why;
                        }

                        Console.WriteLine($"{files.PlaceOf(module)}: compacted");
                    }

                    return 0;
                }
                catch (Exception refused) when (refused is ConfigurationRefused or StorageUnavailable or System.Data.Common.DbException)
                {
                    await Console.Error.WriteLineAsync("The files were not compacted, or not all: " + refused.Message);
                    return 2;
                }
            }
        );
        return compact;
    }

    private static Command Check()
    {
        var data = DataOption.Make();
        var check = new Command(
            "check",
            "Tells what a start of this program would do to the data, module by module, and changes nothing; the shop may run beside it. "
                + "Ends with 0 when the program would start on them, with 2 when it would refuse or they cannot be read."
        )
        {
            data,
        };
        check.SetAction(
            async (parsed, _) =>
            {
                try
                {
                    return await Check(parsed.GetValue(data), TimeProvider.System);
                }
                catch (Exception refused) when (refused is ConfigurationRefused or StorageUnavailable or System.Data.Common.DbException)
                {
                    await Console.Error.WriteLineAsync("The data could not be checked: " + refused.Message);
                    return 2;
                }
            }
        );
        return check;
    }

    private static async Task<int> Check(string? data, TimeProvider clock)
    {
        var topology = DataOption.Topology(data);
        var databases = Modules.Databases(topology.Here);
        var postgres = topology.Dialect as PostgresDialect;
        if (postgres is not null)
        {
            await postgres.Reach([.. databases.Select(database => database.Module)], ServerWait, clock, Console.Error.WriteLine);
        }

        var plans = await ModuleDatabases.Plan(databases, topology.Dialect);
        Console.WriteLine(postgres is null ? $"{topology.Dialect.Name} in {topology.Folder}" : $"PostgreSQL at {postgres.Where}");
        foreach (var plan in plans)
        {
            Console.WriteLine($"{plan.Module, -17}{plan.Applied, 3} applied; {What(plan, topology.Dialect)}");
        }

        if (plans.Any(plan => plan.Refused is not null))
        {
            await Console.Error.WriteLineAsync("This program would not start on these data, and would change nothing.");
            return 2;
        }

        Console.WriteLine(
            plans.All(plan => !plan.HasWork)
                ? "Nothing to do."
                : "This program would start, and do that first. Back up before: there is no way back but the backup."
        );
        return 0;
    }

    private static string What(MigrationPlan plan, Dialect dialect) =>
        plan switch
        {
            { Refused: { } why } => "REFUSED: " + why,
            { Applied: 0 } => "no data yet: would be made",
            { HasWork: false } => "nothing to do",
            _ => string.Join("; ", Steps(plan, dialect)),
        };

    private static IEnumerable<string> Steps(MigrationPlan plan, Dialect dialect)
    {
        if (plan.IsElsewhere)
        {
            yield return $"would go into {dialect.PlaceOf(plan.Module)}.db";
        }

        foreach (var earlier in plan.Earlier)
        {
            yield return $"would bring {earlier.Name} to today's text";
        }

        if (plan.Missing.Count > 0)
        {
            yield return "would apply " + string.Join(", ", plan.Missing.Select(migration => migration.Name));
        }
    }

    private static string Password(string module) =>
        Environment.GetEnvironmentVariable($"{PasswordVariable}_{module.ToUpperInvariant()}")
        ?? Environment.GetEnvironmentVariable(PasswordVariable)?.Replace(PostgresSettings.Placeholder, module, StringComparison.Ordinal)
        ?? throw new ConfigurationRefused(
            $"'{module}' has no password. Set {PasswordVariable}='some long secret of {{module}}', or {PasswordVariable}_{module.ToUpperInvariant()}; or say --no-password."
        );
}
