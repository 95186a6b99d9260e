// Forward-only migrations: numbered SQL files in a module's assembly, applied once, in order, and never edited afterwards.
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Kernel;

/// <summary>One migration.</summary>
/// <param name="Name">The file's name without folder: <c>001-orders.sql</c>.</param>
/// <param name="Sql">Its text, for both engines (see <see cref="Dialect.Migration"/>).</param>
public sealed record Migration(string Name, string Sql)
{
    /// <summary>What an applied migration is known again by.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The migrations embedded in an assembly, in order.</summary>
    public static IReadOnlyList<Migration> From(Assembly assembly) => [.. assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Contains(".Migrations.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => new Migration(name[(name.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..], Text(assembly, name)))];

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

internal static class Migrations
{
    /// <summary>All that a module's database has: the kernel's and the module's own, in the order in which they are applied.</summary>
    public static List<Migration> Wanted(IReadOnlyList<Migration> own) =>
        [.. Migration.From(typeof(Migrations).Assembly).Select(m => m with { Name = "kernel-" + m.Name }), .. own];

    public static async Task Apply(Database database, IReadOnlyList<Migration> own, TimeProvider clock)
    {
        var wanted = Wanted(own);
        await database.Write(async transaction =>
        {
            if (transaction.Dialect.Ground(database.Module) is { } ground)
            {
                await transaction.RunScript(ground);
            }

            await transaction.Execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_ms BIGINT NOT NULL)");
            var applied = (await transaction.Query("SELECT name, hash FROM migrations", row => (Name: row.GetString(0), Hash: row.GetString(1))))
                .ToDictionary(m => m.Name, m => m.Hash, StringComparer.Ordinal);
            if (applied.Keys.Except(wanted.Select(m => m.Name)).FirstOrDefault() is { } unknown)
            {
                throw new ConfigurationRefused(
                    $"The data of {database.Module} was written by a newer version: it has the migration '{unknown}'. Start that version, or give it other data: Data=…");
            }

            foreach (var migration in wanted)
            {
                var hash = migration.Hash;
                if (!applied.TryGetValue(migration.Name, out var before))
                {
                    await transaction.RunScript(transaction.Dialect.Migration(migration.Sql));
                    await transaction.Execute(
                        "INSERT INTO migrations(name, hash, applied_ms) VALUES ($1, $2, $3)", migration.Name, hash, clock.GetUtcNow().ToUnixTimeMilliseconds());
                }
                else if (before != hash)
                {
                    throw new ConfigurationRefused(
                        $"The migration '{migration.Name}' of {database.Module} was edited after it had been applied. Undo the edit and add a new migration.");
                }
            }

            return true;
        });
    }
}
