// `cartwright move --from sqlite:<folder> --to postgres:<connection string>`: copies a shop and proves that both are equal.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class MoveCommand
{
    private const string Sqlite = "sqlite:";
    private const string Postgres = "postgres:";
    private const int Moved = 0;
    private const int Differs = 1;
    private const int Refused = 2;
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(10);

    /// <summary>What an auditor would add up: each text runs on both engines.</summary>
    private static readonly (string Module, string Name, string Sql)[] Sums =
    [
        (
            "inventory",
            "units on the shelves",
            $"SELECT 'on hand', {ExactSum.Of("on_hand")} FROM stock UNION ALL SELECT 'reserved', {ExactSum.Of("reserved")} FROM stock"
        ),
        (
            "inventory",
            "movements of stock",
            $"SELECT reason, {ExactSum.Of("delta_on_hand + delta_reserved")} FROM ledger GROUP BY reason ORDER BY reason"
        ),
        (
            "payments",
            "the payment ledger",
            $"SELECT kind || ' ' || currency, {ExactSum.Of("amount_minor")} FROM payment_ledger GROUP BY kind, currency ORDER BY 1"
        ),
        ("ordering", "orders by status", $"SELECT status, {ExactSum.Of("1")} FROM orders GROUP BY status ORDER BY status"),
        ("ordering", "order totals", $"SELECT 'thousandths of major units', {ExactSum.Of("total_milli")} FROM orders"),
        ("ordering", "what vendors are owed", $"SELECT currency, {ExactSum.Of("amount")} FROM vendor_ledger GROUP BY currency"),
        ("ordering", "events still to be told", $"SELECT 'outbox', {ExactSum.Of("1")} FROM {{own}}outbox"),
    ];

    public static Command Make()
    {
        var from = new Option<string>("--from")
        {
            Description = "The shop as it is: sqlite:<folder>. It must be stopped.",
            Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "Where it goes: postgres:<connection string>, as in Data; {module} stands for the module's name. Must be empty.",
            Required = true,
        };
        var move = new Command(
            "move",
            "Copies a shop from SQLite to PostgreSQL, a module at a time, each whole or not at all, and proves both equal. "
                + "May be started again after a failure. Ends with 1 when something differs. `move products` and `move carts` take these alone to another store."
        )
        {
            from,
            to,
            MoveProducts.Make(),
            MoveCarts.Make(),
        };
        move.SetAction(
            async (parsed, _) =>
            {
                try
                {
                    return await Run(parsed.GetValue(from)!, parsed.GetValue(to)!);
                }
                catch (ConfigurationRefused refused)
                {
                    await Console.Error.WriteLineAsync("The shop was not moved: " + refused.Message);
                    return Refused;
                }
                catch (StorageUnavailable failure)
                {
                    await Console.Error.WriteLineAsync(
                        $"The shop was not moved, or not all of it: {failure.Message} Start the move again: it goes on with what is missing."
                    );
                    return Refused;
                }
            }
        );
        return move;
    }

    private static async Task<int> Run(string from, string to)
    {
        var (folder, target) = Places(from, to);

        // The lock is the shop's own: while it is ours, no shop runs on the source.
        await using var held = DataFolder.Take(folder, "--from sqlite:<folder>");
        var watch = Stopwatch.StartNew();
        var clock = TimeProvider.System;
        var ids = new Ids(clock, RandomNumberGenerator.Fill);
        var modules = Modules.Databases(Modules.All);
        await target.Reach([.. modules.Select(module => module.Module)], ServerWait, clock, Console.Error.WriteLine);
        var source = (SqliteDialect)DataOption.Topology(from).Dialect;
        var moves = modules
            .Select(module => (module.Module, Move: new ShopMove(module, folder, source, target, ids, clock, Console.WriteLine)))
            .ToList();
        Console.WriteLine($"From {folder} to PostgreSQL at {target.Where}, {target.Shape}");

        // Everything is looked at before anything is made or copied.
        MigrationPlan.Demand(await Explained(target, () => ModuleDatabases.Plan(modules, target)));
        var open = new List<(string Module, ShopMove Move)>();
        foreach (var (module, move) in moves)
        {
            if (await Explained(target, move.Check))
            {
                open.Add((module, move));
            }
            else
            {
                Console.WriteLine($"{module, -36} is there already, and equal");
            }
        }

        long rows = 0;
        foreach (var (_, move) in open)
        {
            rows += await Explained(target, move.Copy);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows copied in {watch.Elapsed.TotalSeconds:F1} s. Reading both sides again:"
            )
        );
        var different = await Prove(moves);
        if (different > 0)
        {
            await Console.Error.WriteLineAsync(
                $"NOT EQUAL: {different} of the lines above differ. Do not start the shop on the target; the source is untouched."
            );
            return Differs;
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Equal, after {watch.Elapsed.TotalSeconds:F1} s. The source is as it was.")
        );
        Console.WriteLine(
            $"Start the shop with Data=postgres:… and DataFolder={folder}: the signing keys stay in {Path.Combine(folder, "keys")}, so that everybody stays signed in."
        );
        Console.WriteLine(
            "Carts that lie in Redis or DynamoDB (Carts:Store) and products that lie in MongoDB (Catalog:Store) stay there; cartwright move carts and move products take them along."
        );
        return Moved;
    }

    private static (string Folder, PostgresDialect Target) Places(string from, string to)
    {
        if (!from.StartsWith(Sqlite, StringComparison.Ordinal) || !to.StartsWith(Postgres, StringComparison.Ordinal))
        {
            throw new ConfigurationRefused(
                "A shop moves from SQLite to PostgreSQL: --from sqlite:./data --to postgres:Host=…;Username=…;Password=…;Database=…"
            );
        }

        var folder = Path.GetFullPath(from[Sqlite.Length..]);
        if (!Directory.Exists(folder))
        {
            throw new ConfigurationRefused($"There is no folder {folder}. Give the shop's data folder: --from sqlite:<folder>");
        }

        try
        {
            return (folder, new PostgresDialect(to[Postgres.Length..]));
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationRefused($"What follows 'postgres:' in --to is no connection string: {e.Message}");
        }
    }

    private static async Task<T> Explained<T>(PostgresDialect target, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (target.Explain(failure) is ConfigurationRefused refused)
        {
            throw refused;
        }
    }

    private static async Task<int> Prove(List<(string Module, ShopMove Move)> moves)
    {
        const int DigestShown = 16;
        var different = 0;
        foreach (var (module, move) in moves)
        {
            foreach (var table in await move.Prove())
            {
                different += table.Equal ? 0 : 1;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(table.Equal ? "equal " : "DIFFER")} {module + "." + table.Table, -36}{table.RowsFrom, 12:N0} {table.RowsTo, 12:N0} rows  {table.DigestFrom[..DigestShown]} {table.DigestTo[..DigestShown]}"
                    )
                );
            }

            foreach (var (_, name, sql) in Sums.Where(sum => sum.Module == module))
            {
                var sum = await move.Sum(name, sql);
                different += sum.Equal ? 0 : 1;
                Console.WriteLine(sum.Equal ? $"equal  {name}: {sum.From}" : $"DIFFER {name}: {sum.From} | {sum.To}");
            }
        }

        return different;
    }
}
