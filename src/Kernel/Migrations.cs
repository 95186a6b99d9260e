// Forward-only migrations: numbered SQL files in a module's assembly, applied once, in order, and never edited afterwards.
// src/landed-migrations.sha256 holds the texts that have landed; Migrations/Earlier the way on from those that were edited before it did.
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Kernel;

/// <summary>One migration.</summary>
/// <param name="Name">The file's name without folder: <c>001-orders.sql</c>.</param>
/// <param name="Sql">Its text, for both engines (see <see cref="Dialect.Migration"/>).</param>
public sealed record Migration(string Name, string Sql)
{
    private const string Folder = ".Migrations.";

    /// <summary>Other texts that shops have had in place of this one.</summary>
    public IReadOnlyList<EarlierMigration> Earlier { get; init; } = [];

    /// <summary>What an applied migration is known again by: SHA-256 of the file, in lower-case hexadecimal.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The migrations embedded in an assembly, in order.</summary>
    public static IReadOnlyList<Migration> From(Assembly assembly)
    {
        var files = assembly
            .GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Contains(Folder, StringComparison.Ordinal))
            .Select(name => (Name: name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], Resource: name))
            .ToLookup(file => file.Name.StartsWith(EarlierMigration.Folder, StringComparison.Ordinal));
        var earlier = files[true]
            .Select(file => EarlierMigration.Read(file.Name, Text(assembly, file.Resource)))
            .ToLookup(one => one.Belongs);
        return
        [
            .. files[false]
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => new Migration(file.Name, Text(assembly, file.Resource)) { Earlier = [.. earlier[file.Name]] }),
        ];
    }

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>
/// A text that landed once and was edited or renamed afterwards: how the data that it made are known, and how they come to today's.
/// </summary>
/// <param name="Name">The name under which it was applied.</param>
/// <param name="HashBegins">The first 16 digits of the applied text's hash.</param>
/// <param name="Is">
/// Today's migrations that have been applied once <paramref name="Sql"/> has run; empty when nothing leads to today's.
/// </param>
/// <param name="Sql">What it takes to get there, for both engines.</param>
/// <param name="Never">Why nothing leads to today's, for whoever has such data; null when something does.</param>
public sealed record EarlierMigration(string Name, string HashBegins, IReadOnlyList<string> Is, string Sql, string? Never)
{
    internal const string Folder = "Earlier.";
    private const int HashDigits = 16;
    private const string IsLine = "-- is: ";
    private const string NeverLine = "-- never: ";

    /// <summary>The migration of today to which it belongs.</summary>
    internal string Belongs => Is.Count > 0 ? Is[0] : Name;

    /// <summary>Reads <c>Migrations/Earlier/{name}@{16 digits of its hash}.sql</c>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The file is named otherwise, or has neither a line "-- is: …" nor a line "-- never: …".
    /// </exception>
    public static EarlierMigration Read(string file, string sql)
    {
        var parts = file[Folder.Length..^".sql".Length].Split('@');
        var (names, never) = (After(sql, IsLine), After(sql, NeverLine));
        return parts is [var name, { Length: HashDigits } hash] && names is null != never is null
            ? new EarlierMigration(name + ".sql", hash, names?.Split(", ") ?? [], sql, never)
            : throw new InvalidOperationException(
                $"{file}: an earlier text of a migration is called name@hash.sql, with the first {HashDigits} digits of its hash, and has one line '{IsLine}…' or '{NeverLine}…'."
            );
    }

    private static string? After(string sql, string begin) =>
        sql.Split('\n').FirstOrDefault(line => line.StartsWith(begin, StringComparison.Ordinal))?[begin.Length..].Trim();
}

/// <summary>What a start of this program would do to one module's tables. Made by looking only.</summary>
/// <param name="Module">Whose tables.</param>
/// <param name="Applied">How many migrations the data have.</param>
/// <param name="Earlier">Edited or renamed ones among them, which are brought to today's text.</param>
/// <param name="Missing">Those that would be applied, in order.</param>
/// <param name="Refused">Why nothing may be done, and what to do; null when it may.</param>
public sealed record MigrationPlan(
    string Module,
    int Applied,
    IReadOnlyList<EarlierMigration> Earlier,
    IReadOnlyList<Migration> Missing,
    string? Refused
)
{
    /// <summary>Whether the tables lie where a start would first take them from (<see cref="Dialect.Before"/>).</summary>
    public bool IsElsewhere { get; private init; }

    /// <summary>Whether the tables would change, or the place where they lie.</summary>
    public bool HasWork => IsElsewhere || Earlier.Count + Missing.Count > 0;

    /// <summary>Looks at a module's data without changing them, or making them where there are none yet.</summary>
    public static async Task<MigrationPlan> Of(ModuleDatabase database, Dialect dialect)
    {
        if (dialect.Before(database.Module) is { } before)
        {
            var plan = await database.Explained(before, () => Of(database, before));
            return plan with { IsElsewhere = plan.Applied > 0 };
        }

        if (!dialect.IsThere(database.Module))
        {
            return Migrations.Plan(database.Module, Migrations.Wanted(database.Migrations), []);
        }

        await using var sql = await Sql.Reading(dialect, database.Module);
        return Migrations.Plan(
            database.Module,
            Migrations.Wanted(database.Migrations),
            await sql.Number(dialect.CountOwnTables, sql.Own + Migrations.Table) > 0 ? await Migrations.Applied(sql) : []
        );
    }

    /// <summary>Refuses for all modules at once, so that whoever reads it knows the whole.</summary>
    /// <exception cref="ConfigurationRefused">At least one may not be opened.</exception>
    public static void Demand(IEnumerable<MigrationPlan> plans)
    {
        var refused = plans.Select(plan => plan.Refused).OfType<string>().ToList();
        if (refused.Count > 0)
        {
            throw new ConfigurationRefused(string.Join(Environment.NewLine, [.. refused, "Nothing was changed, in no module."]));
        }
    }
}

internal static partial class Migrations
{
    internal const string Table = "migrations";
    private const string KernelPrefix = "kernel-";

    /// <summary>All that a module's database has: the kernel's and the module's own, in the order in which they are applied.</summary>
    public static List<Migration> Wanted(IReadOnlyList<Migration> own) =>
        [.. Migration.From(typeof(Migrations).Assembly).Select(OfKernel), .. own];

    /// <summary>What a module's data have, by name.</summary>
    public static async ValueTask<List<(string Name, string Hash)>> Applied(Sql sql) =>
        await sql.Query($"SELECT name, hash FROM {sql.Own}migrations ORDER BY name", row => (row.GetString(0), row.GetString(1)));

    /// <summary>Compares what a module's data have with what this program wants.</summary>
    public static MigrationPlan Plan(string module, IReadOnlyList<Migration> wanted, IReadOnlyList<(string Name, string Hash)> applied)
    {
        var earlier = new List<EarlierMigration>();
        var there = new HashSet<string>(StringComparer.Ordinal);
        string? refused = null;
        foreach (var (name, hash) in applied)
        {
            var today = wanted.FirstOrDefault(migration => migration.Name == name);
            if (today?.Hash == hash)
            {
                there.Add(name);
            }
            else if (
                wanted
                    .SelectMany(migration => migration.Earlier)
                    .FirstOrDefault(one => one.Name == name && hash.StartsWith(one.HashBegins, StringComparison.Ordinal)) is
                { } known
            )
            {
                earlier.Add(known);
                there.UnionWith(known.Is);
                refused ??= known.Never is { } why
                    ? $"The data of {module} cannot be carried on: '{name}' is of a text that no later version knows the way on from. {why}"
                    : null;
            }
            else
            {
                refused ??=
                    name == PlaceFiles.Moved
                        ? $"The tables of {module} went into {SqlitePlace.Name}.db, which is not there or does not have them. "
                            + "Put that file back, from a backup if need be."
                    : today is null
                        ? $"The data of {module} was written by a newer version: it has the migration '{name}'. Start that version, or give it other data: Data=…"
                    : $"The migration '{name}' of {module} was edited after it had been applied: the data have {Begin(hash)}…, this program {Begin(today.Hash)}…. "
                        + "Whoever builds the program: undo the edit and add a new migration. Whoever runs it: start the version that wrote the data, or a released one.";
            }
        }

        var missing = wanted.Where(migration => !there.Contains(migration.Name)).ToList();

        // A new migration is written for tables on which all before it have run and none behind it.
        refused ??= missing
            .Select(migration =>
                (
                    migration.Name,
                    Behind: wanted.LastOrDefault(other => there.Contains(other.Name) && Follows(other.Name, migration.Name))?.Name
                )
            )
            .Where(pair => pair.Behind is not null)
            .Select(pair =>
                $"The data of {module} have the migration '{pair.Behind}' but not '{pair.Name}', which comes before it: they were written by a version that never landed. "
                + "Start that version, or restore a backup of a released one."
            )
            .FirstOrDefault();
        return new MigrationPlan(module, applied.Count, earlier, missing, refused);
    }

    /// <summary>Brings a module's tables to the newest, in one transaction, or refuses and leaves them as they are.</summary>
    public static Task Apply(Database database, IReadOnlyList<Migration> own, TimeProvider clock) =>
        database.Write(async transaction =>
        {
            if (transaction.Dialect.Ground(database.Module) is { } ground)
            {
                await transaction.RunScript(ground);
            }

            await transaction.Execute(
                $"CREATE TABLE IF NOT EXISTS {transaction.Own}migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_ms BIGINT NOT NULL)"
            );

            // Looked at again where no other process can migrate.
            var wanted = Wanted(own);
            var plan = Plan(database.Module, wanted, await Applied(transaction));
            MigrationPlan.Demand([plan]);
            foreach (var earlier in plan.Earlier)
            {
                await transaction.RunScript(Text(earlier.Name, earlier.Sql));
                await transaction.Execute($"DELETE FROM {transaction.Own}migrations WHERE name = $1", earlier.Name);
                foreach (var today in wanted.Where(migration => earlier.Is.Contains(migration.Name)))
                {
                    await Note(today);
                }
            }

            foreach (var migration in plan.Missing)
            {
                await transaction.RunScript(Text(migration.Name, migration.Sql));
                await Note(migration);
            }

            return true;

            string Text(string name, string sql) =>
                name.StartsWith(KernelPrefix, StringComparison.Ordinal)
                    ? KernelNames().Replace(transaction.Dialect.Migration(sql), transaction.Own + "$0")
                    : transaction.Dialect.Migration(sql);

            async ValueTask Note(Migration migration) =>
                await transaction.Execute(
                    $"INSERT INTO {transaction.Own}migrations(name, hash, applied_ms) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
                    migration.Name,
                    migration.Hash,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
        });

    // Where modules share a file, each has an outbox and an inbox, with their indexes, under its own name.
    [GeneratedRegex(@"\b(outbox|inbox)")]
    private static partial Regex KernelNames();

    private static Migration OfKernel(Migration migration) =>
        migration with
        {
            Name = KernelPrefix + migration.Name,
            Earlier =
            [
                .. migration.Earlier.Select(one =>
                    one with
                    {
                        Name = KernelPrefix + one.Name,
                        Is = [.. one.Is.Select(name => KernelPrefix + name)],
                    }
                ),
            ],
        };

    // The kernel's migrations and a module's own are two rows of numbers.
    private static bool Follows(string other, string name) =>
        other.StartsWith(KernelPrefix, StringComparison.Ordinal) == name.StartsWith(KernelPrefix, StringComparison.Ordinal)
        && string.CompareOrdinal(other, name) > 0;

    private static string Begin(string hash) => hash[..Math.Min(hash.Length, 12)];
}
