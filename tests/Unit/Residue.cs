// Whether anything of a person is left in a module's tables: every column of every row of every table, whatever a migration of tomorrow
// adds.
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Unit;

/// <summary>Looks for words in whole databases.</summary>
public static class Residue
{
    /// <summary>Where the words are, as <c>table.column: word</c>, whatever their case; empty when nowhere.</summary>
    /// <param name="words">In ASCII, so that both engines and every encoding of JSON write them alike.</param>
    public static async Task<List<string>> Of(Database database, params string[] words)
    {
        var tables = await database.Read(sql =>
            sql.Query(
                sql.Dialect.OneProcess
                    ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                    : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
                row => row.GetString(0)
            )
        );
        Assert.NotEmpty(tables);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await database.Read(sql =>
                sql.Query(
                    $"SELECT * FROM {table}",
                    row =>
                    {
                        for (var i = 0; i < row.FieldCount; i++)
                        {
                            var text = row.IsDBNull(i)
                                ? string.Empty
                                : row.GetValue(i) switch
                                {
                                    byte[] bytes => Encoding.UTF8.GetString(bytes),
                                    var value => value.ToString()!,
                                };
                            found.UnionWith(
                                words
                                    .Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                                    .Select(word => $"{table}.{row.GetName(i)}: {word}")
                            );
                        }

                        return true;
                    }
                )
            );
        }

        return [.. found];
    }

    /// <summary>Where the words are in the bytes of the files themselves, free pages and logs included.</summary>
    public static List<string> OfFiles(string? folder, params string[] words) =>
        folder is null
            ? []
            :
            [
                .. Directory
                    .GetFiles(folder)
                    .Order(StringComparer.Ordinal)
                    .SelectMany(file =>
                        Encoding.Latin1.GetString(Read(file)) is var text
                            ? words
                                .Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                                .Select(word => $"{Path.GetFileName(file)}: {word}")
                            : []
                    ),
            ];

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
