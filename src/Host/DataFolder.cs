// One process a data folder: a second one would answer from memory that the first does not know of.
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DataFolder
{
    /// <summary>Takes the folder until the process ends, however it ends.</summary>
    /// <param name="line">The line that gives another folder.</param>
    public static FileStream Take(string folder, string line)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ConfigurationRefused(
                $"The data folder {folder} is in use by another process, or is not a folder ({e.Message}). Stop that process, or give another: {line}"
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConfigurationRefused($"The data folder {folder} may not be written: {e.Message} Give another: {line}");
        }
    }

    /// <summary>
    /// Refuses a start on a PostgreSQL that no shop has used yet while the folder holds the same modules' data: Data was changed, and the
    /// shop would open empty. Throws <see cref="ConfigurationRefused"/> with the command that takes it along.
    /// </summary>
    /// <param name="folder">The folder beside it, where the keys are.</param>
    /// <param name="postgres">Where the shop is about to open; it must be there.</param>
    /// <param name="databases">Those of this process.</param>
    public static async Task DemandMoved(string folder, PostgresDialect postgres, IReadOnlyCollection<ModuleDatabase> databases)
    {
        var left = databases
            .Select(database => database.Module)
            .Prepend(SqlitePlace.Name)
            .Where(name => File.Exists(Path.Combine(folder, name + ".db")))
            .ToList();
        if (left.Count > 0 && (await ModuleDatabases.Plan(databases, postgres)).All(plan => plan.Applied == 0))
        {
            throw new ConfigurationRefused(
                $"{folder} holds the data of a shop ({left[0]}.db), and the PostgreSQL at {postgres.Where} has never had one: "
                    + "everything would be gone. Take it along: "
                    + $"cartwright move --from sqlite:{folder} --to \"postgres:…\" (as in Data); set Data=sqlite:{folder} again; or begin a new shop with a folder of its own: DataFolder=<folder>"
            );
        }
    }
}
